"""When calling is lawful, on the clocks of the people who are called.

Days and hours are wall times in their zone; where a group spans several zones, a moment counts only
if all their clocks allow it. Public holidays come from the ``holidays`` library (MIT), restricted
to the days of the rules. A wall time that the change of clocks takes away, or gives twice, is asked
about and never guessed: :func:`resolve`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from voicedesk.campaigns.rules import Interval, Rules
from voicedesk.campaigns.zones import Zone

SOONEST = timedelta(minutes=5)  # nearer dates the platform takes for "at once"

_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)
_FAR = 60  # days within which every zone of sound rules opens

_FIXED = {
    (1, 1): "new_year",
    (5, 1): "labour_day",
    (5, 8): "victory_day",
    (7, 14): "national_day",
    (8, 15): "assumption",
    (11, 1): "all_saints",
    (11, 11): "armistice",
    (12, 25): "christmas",
}
_APRIL = 4

_Span = tuple[datetime, datetime]


class Calendar:
    """The lawful days and hours of ``rules``; without a zone, the home zone's."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.home = Zone.home(rules)

    def local(self, moment: datetime, zone: Zone | None = None) -> datetime:
        """An aware moment on the zone's clocks (the first's, of a group)."""
        return moment.astimezone((zone or self.home).lead)

    def closed(self, day: date, zone: Zone | None = None) -> str | None:
        """Why nobody may be called on that day: ``weekend``, ``holiday:<name>``; else None.

        There are no local holidays; but a group's clocks may leave nothing in common: ``hours``.
        """
        found = self._closed(day)
        return found if found or self.intervals(day, zone) else "hours"

    def intervals(self, day: date, zone: Zone | None = None) -> tuple[Interval, ...]:
        """The lawful hours of a day, in order, on the zone's clocks; none on a closed day."""
        first, *others = (zone or self.home).zones
        if not others:
            return self._hours(day)
        found = [_aware(interval, day, first) for interval in self._hours(day)]
        for other in others:
            near = (day - _DAY, day, day + _DAY)
            theirs = [_aware(hours, there, other) for there in near for hours in self._hours(there)]
            found = _common(found, theirs)
        return tuple(_wall(interval, first) for interval in found)

    def closing(self, moment: datetime, zone: Zone | None = None) -> datetime | None:
        """When the lawful hours around an aware moment end; None where it is in none."""
        here = self.local(moment, zone)
        for start, end in self.intervals(here.date(), zone):
            if start <= here.time() < end:
                return datetime.combine(here.date(), end, here.tzinfo)
        return None

    def is_lawful(self, moment: datetime, zone: Zone | None = None) -> bool:
        """Whether a call may start at this aware moment."""
        clocks = (moment.astimezone(one) for one in (zone or self.home).zones)
        return all(
            any(start <= here.time() < end for start, end in self._hours(here.date()))
            for here in clocks
        )

    def within_hours(self, moment: datetime, zone: Zone | None = None) -> bool:
        """Whether a call might start at this aware moment if its day were no closed one."""
        clocks = (moment.astimezone(one).time() for one in (zone or self.home).zones)
        return all(any(start <= at < end for start, end in self.rules.hours) for at in clocks)

    def next_slot(self, moment: datetime, zone: Zone | None = None) -> datetime:
        """The first lawful quarter of an hour from ``moment`` on, on the zone's clocks.

        Raises :class:`LookupError` where none comes: rules that :mod:`.rules` would refuse.
        """
        place = zone or self.home
        first = self.local(moment, place).date()
        for days in range(_FAR):
            day = first + days * _DAY
            starts = (start for start in self._quarters(day, place) if _utc(start) >= moment)
            slot = min(starts, key=_utc, default=None)
            if slot is not None:
                return slot
        raise LookupError(place.name)

    def _quarters(self, day: date, zone: Zone) -> Iterator[datetime]:
        """The lawful quarters of a day."""
        for opening, closing in self.intervals(day, zone):
            wall, end = datetime.combine(day, opening), datetime.combine(day, closing)
            wall += -(wall - datetime.combine(day, time())) % _QUARTER
            while wall < end:
                yield from resolve(wall, zone.lead)
                wall += _QUARTER

    def _hours(self, day: date) -> tuple[Interval, ...]:
        return () if self._closed(day) else self.rules.hours

    def _closed(self, day: date) -> str | None:
        if day.isoweekday() not in self.rules.weekdays:
            return "weekend"
        name = _public_holidays(day.year).get(day)
        return f"holiday:{name}" if name in self.rules.holidays else None


def is_too_soon(moment: datetime, now: datetime) -> bool:
    """Whether it is past, or so near that the platform would not keep it as a date."""
    return moment < now + SOONEST


def resolve(naive: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments at which the zone's clocks show ``naive``, in order.

    One; two in the hour that comes twice in autumn; none in the hour that spring leaves out:
    :func:`shifted` has what can be proposed for it.
    """
    both = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    found = {_utc(one): one for one in both if _shows(one, naive)}
    return tuple(found[moment] for moment in sorted(found))


def shifted(naive: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What to propose for a wall time that does not exist: as much before the gap, and after it.

    02:30 in Paris on the last Sunday of March is 01:30 before and 03:30 after.
    """
    moments = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    before, after = (moment.astimezone(zone) for moment in moments)
    return before, after


def _shows(moment: datetime, naive: datetime) -> bool:
    return _utc(moment).astimezone(moment.tzinfo).replace(tzinfo=None, fold=0) == naive


def _utc(moment: datetime) -> datetime:
    # Moments of one zone compare by the clock, which goes back in autumn.
    return moment.astimezone(UTC)


def _aware(interval: Interval, day: date, zone: ZoneInfo) -> _Span:
    start, end = (datetime.combine(day, edge, zone) for edge in interval)
    return _utc(start), _utc(end)


def _common(some: list[_Span], others: list[_Span]) -> list[_Span]:
    """What is in both, in order."""
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((start, end) for start, end in pairs if start < end)


def _wall(span: _Span, zone: ZoneInfo) -> Interval:
    start, end = (edge.astimezone(zone).time() for edge in span)
    return start, end


@cache
def _public_holidays(year: int) -> dict[date, str]:
    """Those of the whole of France in one year, by our names."""
    # A third of a second. By its full name: the library's own look-up is hidden from PyInstaller.
    from holidays.countries.france import France

    national: Callable[..., Iterable[date]] = France  # it is not typed
    return {day: _name(day) for day in national(years=year)}


def _name(day: date) -> str:
    """By the date: the library's names differ with its version and with the language."""
    if (day.month, day.day) in _FIXED:
        return _FIXED[day.month, day.day]
    if day.isoweekday() == 1:
        return "easter_monday" if day.month <= _APRIL else "whit_monday"
    return "ascension"
