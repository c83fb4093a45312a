"""The hours of a day as a person writes them: ``10:00–13:00, 14:00–20:00``. Free of Qt."""

import re
from collections.abc import Sequence
from datetime import time

from voicedesk.campaigns.rules import Interval

_EDGE = r"(\d{1,2})\s*(?:[:.h]\s*(\d{2})?)?"
_SPAN = re.compile(rf"\s*{_EDGE}\s*(?:[-–—]|to|à)\s*{_EDGE}\s*", re.ASCII | re.IGNORECASE)


def hours_text(hours: Sequence[Interval]) -> str:
    """As :func:`hours_of` reads it."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in hours)


def hours_of(text: str) -> tuple[Interval, ...] | None:
    """The spans in the order they were written; None where it is no hours: ``9-12h30`` is one."""
    found: list[Interval] = []
    for part in re.split(r"[,;]", text):
        span = _SPAN.fullmatch(part)
        if span is None:
            return None
        hour, minute, last, last_minute = (int(figure or 0) for figure in span.groups())
        try:
            found.append((time(hour, minute), time(last, last_minute)))
        except ValueError:  # 25:00
            return None
    return tuple(found)
