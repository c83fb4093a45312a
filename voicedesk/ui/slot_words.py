"""Dates of campaigns in words, on the clocks of the people who are called.

What happened at this desk is worded by :mod:`voicedesk.ui.times`.
"""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime

from voicedesk.base.words import tr
from voicedesk.campaigns import slots


def slot(moment: datetime) -> str:
    """``Tue 22 December 2026, 10:15``"""
    return _words(moment, "ddd d MMMM yyyy")


def short_slot(moment: datetime) -> str:
    """``Tue 22 Dec, 10:15``"""
    return _words(moment, "ddd d MMM")


def hours() -> str:
    """The lawful hours of a week, and what they leave out.

    ``10:00–13:00, 14:00–20:00, Monday to Friday; public holidays not checked``
    """
    rules = slots.rules()
    spans = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in rules.hours)
    first, last = (QLocale().dayName(day) for day in (min(rules.weekdays), max(rules.weekdays)))
    week = tr("{hours}, {first} to {last}", hours=spans, first=first, last=last)
    return tr("{week}; public holidays not checked", week=week)


def _words(moment: datetime, pattern: str) -> str:
    there = slots.local(moment)
    day = QLocale().toString(QDate(there.year, there.month, there.day), pattern)
    clock = QLocale().toString(QTime(there.hour, there.minute), "HH:mm")
    return tr("{day}, {time}", day=day, time=clock)
