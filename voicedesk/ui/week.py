"""The lawful hours of a week as the time strip shows them, on the clock the date is chosen on."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from voicedesk.base.words import tr
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.rules import Interval
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import rule_words
from voicedesk.ui.parts.time_strip import Day

_DAY = timedelta(days=1)
_MIDNIGHT = time()
_LAST = time(23, 59)


def week_of(
    calendar: Calendar, people: Zone, clock: ZoneInfo, shown: date, today: date
) -> list[Day]:
    """Monday to Sunday around ``shown``; past days are closed.

    Home people's hours are turned to ``clock``. People elsewhere are called at the wall time that
    is chosen, on their own clocks: theirs are shown as they are.
    """
    monday = shown - timedelta(days=shown.weekday())
    return [_day(calendar, people, clock, monday + n * _DAY, today) for n in range(7)]


def closed(calendar: Calendar, day: date, people: Zone) -> str:
    """Why nobody may be called on that day, in a word: the holiday's name; empty where open."""
    kind, _, name = (calendar.closed(day, people) or "").partition(":")
    if kind == "holiday":
        return rule_words.holiday(name)
    return tr("Closed") if kind else ""


def _day(calendar: Calendar, people: Zone, clock: ZoneInfo, day: date, today: date) -> Day:
    if day < today:
        return Day(day, closed=tr("Past"))
    home = people.name == calendar.home.name
    spans = tuple(_turned(calendar, clock, day)) if home else tuple(calendar.intervals(day, people))
    return Day(day, spans, "" if spans else closed(calendar, day, people) or tr("Closed"))


def _turned(calendar: Calendar, clock: ZoneInfo, day: date) -> Iterator[Interval]:
    """The home zone's hours within a day of another clock."""
    home = calendar.home.lead
    for there in (day - _DAY, day, day + _DAY):
        for opening, closing in calendar.intervals(there):
            start, end = (
                datetime.combine(there, edge, home).astimezone(clock) for edge in (opening, closing)
            )
            if start.date() <= day <= end.date():
                first = start.time() if start.date() == day else _MIDNIGHT
                last = end.time() if end.date() == day else _LAST
                if first < last:
                    yield first, last
