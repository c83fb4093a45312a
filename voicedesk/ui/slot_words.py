"""Dates of campaigns in words, on the clocks of the people who are called.

What happened at this desk is worded by :mod:`voicedesk.ui.times`.
"""

from datetime import datetime, tzinfo

from PySide6.QtCore import QDate, QLocale, QTime

from voicedesk.base.words import tr
from voicedesk.campaigns import rules
from voicedesk.campaigns.rules import Rules


def slot(moment: datetime, zone: tzinfo | None = None) -> str:
    """``Tue 22 December 2026, 10:15``, without a zone on the clocks at home."""
    return _words(moment, "ddd d MMMM yyyy", zone)


def short_slot(moment: datetime, zone: tzinfo | None = None) -> str:
    """``Tue 22 Dec, 10:15``"""
    return _words(moment, "ddd d MMM", zone)


def hours(lawful: Rules | None = None) -> str:
    """The lawful hours of a week, and what they leave out; without rules, of the shipped ones.

    ``10:00–13:00, 14:00–20:00, Monday to Friday; no public holidays``
    """
    lawful = lawful or rules.load()
    spans = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in lawful.hours)
    days = sorted(lawful.weekdays)
    names = [QLocale().dayName(day) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        week = tr("{hours}, {first} to {last}", hours=spans, first=names[0], last=names[-1])
    else:
        week = ", ".join((spans, *names))
    return tr("{week}; no public holidays", week=week) if lawful.holidays else week


def _words(moment: datetime, pattern: str, zone: tzinfo | None) -> str:
    there = moment.astimezone(zone or rules.load().zone)
    day = QLocale().toString(QDate(there.year, there.month, there.day), pattern)
    clock = QLocale().toString(QTime(there.hour, there.minute), "HH:mm")
    return tr("{day}, {time}", day=day, time=clock)
