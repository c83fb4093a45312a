"""When calling is lawful: the days and hours of ``resources/rules/fr.json``.

They are information for the person who chooses a date. Public holidays and the zones overseas are
not in them yet. Intervals include their start and exclude their end.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from voicedesk.base.resources import resource

SOONEST = timedelta(minutes=5)  # nearer dates the platform takes for "at once"
_STEP = timedelta(minutes=15)

Interval = tuple[time, time]


@dataclass(frozen=True)
class Rules:
    """One country's hours: local wall times of ``zone``, on ``weekdays`` (Monday is 1).

    ``since`` is when they came into force, ``checked`` when ``source`` was last read.
    """

    zone: ZoneInfo
    since: date
    checked: date
    source: str
    weekdays: frozenset[int]
    hours: tuple[Interval, ...]


@cache
def rules() -> Rules:
    """The rules in force, read once."""
    stored = json.loads(resource("rules", "fr.json").read_text("utf-8"))
    return Rules(
        zone=ZoneInfo(stored["zone"]),
        since=date.fromisoformat(stored["since"]),
        checked=date.fromisoformat(stored["checked"]),
        source=stored["source"],
        weekdays=frozenset(stored["weekdays"]),
        hours=tuple(
            (time.fromisoformat(start), time.fromisoformat(end)) for start, end in stored["hours"]
        ),
    )


def local(moment: datetime) -> datetime:
    """An aware moment on the clocks of the people who are called."""
    return moment.astimezone(rules().zone)


def lawful_intervals(day: date) -> tuple[Interval, ...]:
    """The lawful hours of a day, in order; none on a closed day."""
    return rules().hours if day.isoweekday() in rules().weekdays else ()


def is_lawful(moment: datetime) -> bool:
    """Whether a call may start at this aware moment."""
    here = local(moment)
    return any(start <= here.time() < end for start, end in lawful_intervals(here.date()))


def is_too_soon(moment: datetime, now: datetime) -> bool:
    """Whether it is past, or so near that the platform would not keep it as a date."""
    return moment < now + SOONEST


def next_slot(now: datetime) -> datetime:
    """The first lawful quarter of an hour that is not too soon, as an aware local moment."""
    earliest = _rounded_up(local(now + SOONEST))
    return next(_starts(earliest))


def _starts(earliest: datetime) -> Iterator[datetime]:
    zone = rules().zone
    day = earliest.date()
    while True:
        for opening, closing in lawful_intervals(day):
            start = max(datetime.combine(day, opening, zone), earliest)
            if start < datetime.combine(day, closing, zone):
                yield start
        day += timedelta(days=1)


def _rounded_up(moment: datetime) -> datetime:
    floor = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return floor if floor == moment else floor + _STEP
