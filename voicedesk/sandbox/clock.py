"""The world's clock, and times as the API writes and reads them.

A moment is an int: milliseconds since 1970.
"""

import re
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from voicedesk.sandbox.store import Store

ACCOUNT_ZONE = ZoneInfo("Europe/Paris")
LONGEST_ADVANCE = 100 * 366 * 86_400  # seconds; beyond, dates would leave the calendar

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")


class Clock:
    """The system's time plus what the clock was advanced by, kept over a restart.

    Never runs backwards, also when the system's clock is set back: a status that was final stays.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._ahead = int(store.setting("clock_ahead_ms", lambda: "0"))
        self._latest = 0

    def now(self) -> int:
        with self._lock:
            self._latest = max(self._latest, time.time_ns() // 1_000_000 + self._ahead)
            return self._latest

    def advance(self, seconds: float) -> int:
        """Move the world forward; returns the new now. ValueError if that leaves the calendar."""
        ahead = self._ahead + int(seconds * 1000)
        if seconds < 0 or ahead > LONGEST_ADVANCE * 1000:
            raise ValueError(seconds)
        self._store.set_setting("clock_ahead_ms", str(ahead))
        with self._lock:
            self._ahead = ahead
        return self.now()


def http_date(moment: int) -> str:
    """As in the ``Date`` header."""
    return format_datetime(datetime.fromtimestamp(moment // 1000, UTC), usegmt=True)


@lru_cache(maxsize=1024)  # the messages of a mailing all have its date
def written(moment: int) -> str:
    """ISO 8601 in the account's zone: ``2026-02-12T15:00:00+01:00``."""
    return datetime.fromtimestamp(moment // 1000, ACCOUNT_ZONE).isoformat()


def moment_of(text: str) -> int:
    """The moment of an ISO 8601 date and time; without an offset, in the account's zone.

    ValueError for anything else, so for a ``+`` that a form decoded to a space.
    """
    if not _ISO.fullmatch(text):
        raise ValueError(text)
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=ACCOUNT_ZONE)
    try:
        return int(when.timestamp() * 1000)
    except OverflowError as error:
        raise ValueError(text) from error
