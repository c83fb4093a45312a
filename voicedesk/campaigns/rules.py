"""The calling rules: dated data with their sources, shipped per country, editable per workspace.

They are read from ``resources/rules/fr.json``, or from ``rules.json`` in the workspace where a
person has changed them. What the program enforces is in :data:`ENFORCED`; the other rows are told
to the person in the window's dialog of the rules. How a moment is judged: :mod:`.calendar`; how
people are counted: :mod:`.frequency`; who lives where: :mod:`.zones`.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from voicedesk.base.errors import InputError
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Purpose

ENFORCED = (
    "days_hours", "holidays", "frequency", "refusal", "consent", "consent_validity", "stop_list",
)  # fmt: skip

HOLIDAYS = frozenset({
    "new_year", "easter_monday", "labour_day", "victory_day", "ascension", "whit_monday",
    "national_day", "assumption", "all_saints", "armistice", "christmas",
})  # fmt: skip
"""The eleven of the labour code, L. 3133-1."""

Interval = tuple[time, time]
"""Wall times; the start is included, the end is not."""

LIMITS = {
    "frequency_calls": ("rules.frequency.calls", 1, 1_000),
    "frequency_days": ("rules.frequency.days", 1, 3_660),
    "refusal_days": ("rules.refusal.days", 0, 3_660),
    "consent_days": ("rules.consent_validity.days", 1, 36_600),
}
"""By the field of :class:`Rules`: the place in the file, the least and the most it may be."""

# What of a row is said of every rule, and what of it is a field of Rules: the rest are its values.
_SAID = frozenset({"source", "since", "to_check", "meaning", "strength", "with_consent"})
_TYPED = {
    "days_hours": frozenset({"weekdays", "hours"}),
    "holidays": frozenset({"days"}),
    "frequency": frozenset({"calls", "days"}),
    "refusal": frozenset({"days"}),
    "consent_validity": frozenset({"days"}),
}
_LONGEST = 15  # digits of an E.164


class Strength(StrEnum):
    """What happens to a campaign that breaks a rule."""

    IGNORE = "ignore"
    WARN = "warn"  # it may be approved, and the history says so
    FORBID = "forbid"


@dataclass(frozen=True)
class Rule:
    """One row of the rules: where it comes from, since when, and how strong it is.

    ``to_check``: not confirmed from a primary text. ``meaning`` and ``values`` are for people.
    ``with_consent`` replaces a greater strength towards people who gave express consent.
    """

    name: str
    source: str
    since: date | None = None
    to_check: bool = False
    meaning: str = ""
    strength: Mapping[Purpose, Strength] = field(default_factory=dict)
    with_consent: Strength | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """One country's rules; ``checked`` is when their sources were last read.

    ``weekdays``: 1 is Monday. ``hours``: in order, wall times of the person who is called.
    ``zones``: the digits a number begins with → where it may be; several where that is not known.
    """

    country: str
    zone: ZoneInfo
    checked: date
    rules: tuple[Rule, ...]
    weekdays: frozenset[int]
    hours: tuple[Interval, ...]
    holidays: frozenset[str]
    frequency_calls: int
    frequency_days: int
    refusal_days: int
    consent_days: int
    zones: Mapping[str, tuple[ZoneInfo, ...]]
    voicemail_like_calls: bool

    @property
    def strength(self) -> Mapping[str, Mapping[Purpose, Strength]]:
        """By the name of a rule of :data:`ENFORCED`, then by purpose."""
        return {name: self.rule(name).strength for name in ENFORCED}

    def rule(self, name: str) -> Rule:
        """The row ``name``. Raises :class:`KeyError`."""
        return {rule.name: rule for rule in self.rules}[name]

    def consents_since(self, day: date) -> date:
        """The earliest day on which a consent was given that still holds on ``day``."""
        return day - timedelta(days=self.consent_days)

    def strength_of(self, name: str, purpose: Purpose, *, consented: bool = False) -> Strength:
        """How strong a rule is; ``consented``: towards people who gave express consent."""
        rule = self.rule(name)
        found = rule.strength[purpose]
        if not consented or rule.with_consent is None:
            return found
        return min(found, rule.with_consent, key=list(Strength).index)

    def is_weakened(self, name: str, purpose: Purpose) -> bool:
        """Whether express consent makes a difference to the rule."""
        return self.strength_of(name, purpose) is not self.strength_of(
            name, purpose, consented=True
        )


def load(workspace: Workspace | None = None) -> Rules:
    """The rules in force: those of the workspace where it has its own, else the shipped ones.

    Raises :class:`InputError` ``bad_rules`` with ``path`` and ``place``, such as
    ``rules.days_hours.hours[0]``.
    """
    own = None if workspace is None else _own(workspace)
    return _read(own) if own is not None and own.exists() else shipped()


@cache
def shipped() -> Rules:
    """The rules as they came with the program, read once."""
    return _read(resource("rules", "fr.json"))


def save(workspace: Workspace, rules: Rules) -> None:
    """From now on these are the workspace's rules. Raises as :func:`export`."""
    export(rules, _own(workspace))


def are_own(workspace: Workspace) -> bool:
    """Whether the workspace has rules of its own, good or bad."""
    return _own(workspace).exists()


def reset(workspace: Workspace) -> None:
    """From now on the shipped rules hold. Raises :class:`InputError` ``unwritable_file``."""
    own = _own(workspace)
    try:
        own.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("unwritable_file", file=own.name) from error


def export(rules: Rules, path: Path) -> None:
    """Write the file in one step, as :func:`load` reads it. Raises :class:`InputError`.

    Rules that :func:`load` would refuse are refused, ``bad_rules``; else ``unwritable_file``.
    """
    document = _document(rules)
    _parsed(_Place(document, str(path)))
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError("unwritable_file", file=path.name) from error


def have_common_hours(zones: Sequence[ZoneInfo], hours: Sequence[Interval]) -> bool:
    """Whether a day has a moment at which all clocks show that day and lawful hours."""
    for month in (1, 7):  # with summer time in either hemisphere
        noon = datetime(2026, month, 1, 12, tzinfo=UTC)
        clocks = [_openings(noon.astimezone(zone), hours) for zone in zones]
        starts = [start for openings in clocks for start, _ in openings]
        if not any(all(_is_open(one, start) for one in clocks) for start in starts):
            return False
    return True


def _openings(moment: datetime, hours: Sequence[Interval]) -> list[tuple[int, int]]:
    """The hours of that zone's day in minutes of UTC, before and after its midnight too."""
    ahead = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    return [(_minutes(start) - ahead, _minutes(end) - ahead) for start, end in hours]


def _is_open(openings: Sequence[tuple[int, int]], minute: int) -> bool:
    return any(start <= minute < end for start, end in openings)


def _own(workspace: Workspace) -> Path:
    return workspace.folder / "rules.json"


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


class _Place:
    """A value in the file that knows where it stands, for the error of a bad one."""

    def __init__(self, value: Any, path: str, name: str = "") -> None:
        self.value = value
        self._path = path
        self._name = name

    def bad(self) -> InputError:
        return InputError("bad_rules", path=self._path, place=self._name)

    def of(self, kind: type) -> Any:
        if not isinstance(self.value, kind) or (kind is int and isinstance(self.value, bool)):
            raise self.bad()
        return self.value

    def has(self, key: str) -> bool:
        return key in self.of(dict)

    def __getitem__(self, key: str) -> "_Place":
        inside = self.of(dict)
        name = f"{self._name}.{key}" if self._name else key
        place = _Place(inside.get(key), self._path, name)
        if key not in inside:
            raise place.bad()
        return place

    def each(self) -> Iterator["_Place"]:
        """Every one of a list that is not empty."""
        if not self.of(list):
            raise self.bad()
        for index, value in enumerate(self.value):
            yield _Place(value, self._path, f"{self._name}[{index}]")

    def whole(self, least: int, most: int) -> int:
        found = int(self.of(int))
        if not least <= found <= most:
            raise self.bad()
        return found

    def text(self) -> str:
        return str(self.of(str))

    def made(self, make: Any) -> Any:
        """What ``make`` makes of the text."""
        try:
            return make(self.text())
        except (ValueError, LookupError, OSError) as error:  # a zone's name may be a folder's
            raise self.bad() from error


def _read(path: Path) -> Rules:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("bad_rules", path=str(path), place="") from error
    return _parsed(_Place(document, str(path)))


def _parsed(file: _Place) -> Rules:
    rows = file["rules"]
    for name in ENFORCED:
        _strength(rows[name]["strength"])
    days_hours = rows["days_hours"]
    hours = _hours(days_hours["hours"])
    return Rules(
        country=_country(file["country"]),
        zone=file["zone"].made(ZoneInfo),
        checked=file["checked"].made(date.fromisoformat),
        rules=tuple(_rule(name, rows[name]) for name in rows.of(dict)),
        weekdays=frozenset(day.whole(1, 7) for day in days_hours["weekdays"].each()),
        hours=hours,
        holidays=_holidays(rows["holidays"]["days"]),
        frequency_calls=_figure(file, "frequency_calls"),
        frequency_days=_figure(file, "frequency_days"),
        refusal_days=_figure(file, "refusal_days"),
        consent_days=_figure(file, "consent_days"),
        zones={prefix: _zones(prefix, file["zones"], hours) for prefix in file["zones"].of(dict)},
        voicemail_like_calls=bool(file["voicemail_like_calls"].of(bool)),
    )


def _figure(file: _Place, name: str) -> int:
    where, least, most = LIMITS[name]
    for key in where.split("."):
        file = file[key]
    return file.whole(least, most)


def _country(place: _Place) -> str:
    """The one of whose holidays :data:`HOLIDAYS` speaks."""
    if place.text() != "FR":
        raise place.bad()
    return place.text()


def _rule(name: str, row: _Place) -> Rule:
    strength = row["strength"] if row.has("strength") else None
    known = _SAID | _TYPED.get(name, frozenset())
    return Rule(
        name=name,
        source=row["source"].text(),
        since=row["since"].made(date.fromisoformat) if row.has("since") else None,
        to_check=bool(row["to_check"].of(bool)) if row.has("to_check") else False,
        meaning=row["meaning"].text() if row.has("meaning") else "",
        strength={} if strength is None else _strength(strength),
        with_consent=row["with_consent"].made(Strength) if row.has("with_consent") else None,
        values={key: value for key, value in row.of(dict).items() if key not in known},
    )


def _strength(place: _Place) -> dict[Purpose, Strength]:
    """A strength for every purpose."""
    return {purpose: place[purpose].made(Strength) for purpose in Purpose}


def _hours(place: _Place) -> tuple[Interval, ...]:
    """In order, none touching another."""
    found: list[Interval] = []
    for interval in place.each():
        edges = tuple(edge.made(_clock) for edge in interval.each())
        if len(edges) != 2 or edges[0] >= edges[1] or (found and edges[0] <= found[-1][1]):
            raise interval.bad()
        found.append(edges)
    return tuple(found)


def _clock(text: str) -> time:
    """``10:00``; with seconds or an offset it would not be what people say."""
    return datetime.strptime(text, "%H:%M").time()


def _holidays(place: _Place) -> frozenset[str]:
    names = place.of(list)
    if not all(isinstance(name, str) for name in names) or not HOLIDAYS.issuperset(names):
        raise place.bad()
    return frozenset(names)


def _zones(prefix: str, table: _Place, hours: tuple[Interval, ...]) -> tuple[ZoneInfo, ...]:
    place = table[prefix]
    zones = tuple(zone.made(ZoneInfo) for zone in place.each())
    plain = prefix.isascii() and prefix.isdigit() and prefix[0] != "0" and len(prefix) <= _LONGEST
    if not plain or not have_common_hours(zones, hours):
        raise place.bad()
    return zones


def _document(rules: Rules) -> dict[str, Any]:
    """As the file has it."""
    typed: dict[str, dict[str, Any]] = {
        "days_hours": {
            "weekdays": sorted(rules.weekdays),
            "hours": [[f"{edge:%H:%M}" for edge in interval] for interval in rules.hours],
        },
        "holidays": {"days": sorted(rules.holidays)},
        "frequency": {"calls": rules.frequency_calls, "days": rules.frequency_days},
        "refusal": {"days": rules.refusal_days},
        "consent_validity": {"days": rules.consent_days},
    }
    return {
        "country": rules.country,
        "zone": rules.zone.key,
        "checked": rules.checked.isoformat(),
        "voicemail_like_calls": rules.voicemail_like_calls,
        "rules": {rule.name: typed.get(rule.name, {}) | _row(rule) for rule in rules.rules},
        "zones": {prefix: [zone.key for zone in zones] for prefix, zones in rules.zones.items()},
    }


def _row(rule: Rule) -> dict[str, Any]:
    row: dict[str, Any] = {**rule.values, "source": rule.source}
    if rule.since is not None:
        row["since"] = rule.since.isoformat()
    if rule.to_check:
        row["to_check"] = True
    if rule.meaning:
        row["meaning"] = rule.meaning
    if rule.strength:
        row["strength"] = {str(purpose): str(how) for purpose, how in rule.strength.items()}
    if rule.with_consent is not None:
        row["with_consent"] = str(rule.with_consent)
    return row
