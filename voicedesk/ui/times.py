"""The workspace's moments (UTC) in the zone of the person who reads them, and spans of time."""

from datetime import date, datetime, tzinfo

from PySide6.QtCore import QDate, QLocale

from voicedesk.base.ids import now
from voicedesk.base.words import tr

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def hour(at: datetime) -> str:
    """``10:20``"""
    return f"{at.astimezone():%H:%M}"


def exact_hour(at: datetime) -> str:
    """``10:31:04``"""
    return f"{at.astimezone():%H:%M:%S}"


def day(at: datetime) -> str:
    """``9 oct. 2026``"""
    return _day(at, "d MMM yyyy")


def short_day(at: datetime) -> str:
    """``9 oct.``"""
    return _day(at, "d MMM")


def full(at: datetime, zone: tzinfo | None = None) -> str:
    """``9 Oct 2026, 10:20``, on the clocks of ``zone`` where one is given."""
    there = at.astimezone(zone)
    return f"{plain_day(there)}, {there:%H:%M}"


def plain_day(at: date) -> str:
    """``9 Oct 2026``: the day as it stands, whatever the zone."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "d MMM yyyy")


def occasion(at: datetime) -> str:
    """Today ``at 10:20``, else ``on 9 Oct 2026 at 10:20``."""
    if at.astimezone().date() == now().astimezone().date():
        return tr("at {hour}", hour=hour(at))
    return tr("on {day} at {hour}", day=day(at), hour=hour(at))


def span(seconds: float) -> str:
    """``20 s``, ``4 min``, ``2 h``, ``3 days``: one unit, rounded down."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return tr("{n} s", n=whole)
    if whole < _HOUR:
        return tr("{n} min", n=whole // _MINUTE)
    if whole < _DAY:
        return tr("{n} h", n=whole // _HOUR)
    return tr("{n} d", n=whole // _DAY)


def _day(at: datetime, pattern: str) -> str:
    local = at.astimezone()
    return QLocale().toString(QDate(local.year, local.month, local.day), pattern)
