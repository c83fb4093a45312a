"""In which time zones people are called, by their numbers.

The prefixes of the rules come first; where one spans several zones all their clocks count. Other
countries are looked up in phonenumbers' table. Where that says nothing, or names zones without a
lawful hour in common, the zone is not known and the home zone stands in for it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from voicedesk.campaigns.rules import Rules, have_common_hours

_DIGITS = 15  # of the longest E.164
_POWERS = 10 ** np.arange(_DIGITS + 1, dtype=np.int64)
_MOST = 256  # zones in a table of uint8
_SEPARATOR = " "

_Numbers = NDArray[np.int64]
_Names = tuple[str, ...]
_Clocks = tuple[timedelta | None, ...]


@dataclass(frozen=True)
class Zone:
    """Where people are called: ``name`` is an IANA name, or those of a group with spaces between.

    Of a group nobody knows who is where: it is called only when all its ``zones`` allow it, and
    its days and times are said on the clocks of the first. ``known`` False: home stands in.
    """

    name: str
    zones: tuple[ZoneInfo, ...]
    known: bool = True

    @classmethod
    def named(cls, name: str) -> "Zone":
        """The zone of a stored ``name``. Raises :class:`ZoneInfoNotFoundError`."""
        return cls(name, tuple(ZoneInfo(part) for part in name.split(_SEPARATOR)))

    @classmethod
    def home(cls, rules: Rules) -> "Zone":
        """The zone of the rules."""
        return cls.named(rules.zone.key)

    @property
    def lead(self) -> ZoneInfo:
        """On whose clocks days and times are said."""
        return self.zones[0]


def zones_of(e164: _Numbers, rules: Rules) -> tuple[NDArray[np.uint8], tuple[Zone, ...]]:
    """By index: where in the table beside it a number (digits) has its zone.

    The table starts with the home zone; each other zone in it has somebody. Zones abroad whose
    clocks go as those at home are home. Of more zones than a table holds, the rest are not known.
    """
    starts, names = _segments(
        tuple((prefix, _keys(zones)) for prefix, zones in rules.zones.items())
    )
    segment = np.searchsorted(starts, _padded(e164), side="right") - 1
    present = np.flatnonzero(np.bincount(segment, minlength=len(names)))
    table = {Zone.home(rules): 0}
    code_of = np.zeros(len(names), np.uint8)
    for index in present.tolist():
        zone = _zone(names[index], rules)
        if zone not in table and len(table) >= _MOST - 1:
            zone = _unknown(rules)
        code_of[index] = table.setdefault(zone, len(table))
    return code_of[segment], tuple(table)


def _keys(zones: tuple[ZoneInfo, ...]) -> _Names:
    return tuple(zone.key for zone in zones)


def _padded(e164: _Numbers) -> _Numbers:
    """With zeros behind, so that numbers of one prefix stand together."""
    length = np.searchsorted(_POWERS, e164, side="right")
    return e164 * _POWERS[np.clip(_DIGITS - length, 0, _DIGITS)]


@cache
def _segments(own: tuple[tuple[str, _Names], ...]) -> tuple[_Numbers, tuple[_Names, ...]]:
    """Where a stretch of padded numbers begins, in order, and the names of its zones.

    The longest prefix decides, but one of ``own`` over all that phonenumbers has within it.
    """
    from phonenumbers.tzdata import TIMEZONE_DATA

    prefixes: dict[str, _Names] = {
        prefix: names
        for prefix, names in TIMEZONE_DATA.items()
        if not any(prefix.startswith(ours) for ours, _ in own)
    }
    prefixes.update(own)
    edges = {0}
    for prefix in prefixes:
        unit = 10 ** (_DIGITS - len(prefix))
        edges |= {int(prefix) * unit, (int(prefix) + 1) * unit}
    starts = sorted(edges)
    longest = max(map(len, prefixes))
    return np.array(starts, np.int64), tuple(_longest(prefixes, at, longest) for at in starts)


def _longest(prefixes: dict[str, _Names], padded: int, longest: int) -> _Names:
    """The names of the longest prefix with which the number begins; none where none does."""
    digits = f"{padded:0{_DIGITS}}"
    lengths = range(longest, 0, -1)
    return next((prefixes[digits[:n]] for n in lengths if digits[:n] in prefixes), ())


def _zone(names: _Names, rules: Rules) -> Zone:
    try:
        zones = [ZoneInfo(name) for name in names]
    except ZoneInfoNotFoundError:  # newer than this computer's tzdata
        zones = []
    year = rules.checked.year
    alike: dict[_Clocks, list[ZoneInfo]] = {}
    for zone in zones:
        alike.setdefault(_clocks(zone, year), []).append(zone)
    if not zones or not have_common_hours(zones, rules.hours):
        return _unknown(rules)
    if list(alike) == [_clocks(rules.zone, year)]:
        return Zone.home(rules)
    return Zone.named(_SEPARATOR.join(_best_known(some) for some in alike.values()))


def _unknown(rules: Rules) -> Zone:
    return Zone(rules.zone.key, (rules.zone,), known=False)


def _best_known(alike: list[ZoneInfo]) -> str:
    """The name for zones with the same clocks: London rather than Guernsey."""
    if len(alike) == 1:
        return alike[0].key
    return min((zone.key for zone in alike), key=lambda name: name in _second_names())


@cache
def _second_names() -> frozenset[str]:
    """The names that tzdata has only as links to another zone (lines ``L zone name``)."""
    text = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8")
    return frozenset(line.split()[2] for line in text.splitlines() if line.startswith("L "))


@cache
def _clocks(zone: ZoneInfo, year: int) -> _Clocks:
    """How the clocks go: two years of offsets, a day each."""
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    return tuple((noon + timedelta(day)).astimezone(zone).utcoffset() for day in range(731))
