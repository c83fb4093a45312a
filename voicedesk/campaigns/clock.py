"""The present, where no single clock can be trusted with it.

A clock may be set back or forward while the program runs, a machine may sleep, and the platform
acts on a clock of its own.
"""

from datetime import datetime, timedelta
from time import monotonic

from voicedesk.api.client import VoiceClient
from voicedesk.base.ids import now

# One round of looking is a wait of at most a minute and a call with its deadline: what took
# longer, the machine was asleep.
_LONGEST_ROUND_S = 150.0
_NOTHING_S = 0.001  # a wait of less may not move a clock at all


class Clock:
    """What time it may be, by our clock, by how long we have run, and by the platform's."""

    def __init__(self, client: VoiceClient) -> None:
        self._client = client
        self._started, self._ticks = now(), monotonic()

    def earliest(self) -> datetime:
        """No clock says less than that."""
        return now() + min(self._skew(), timedelta())

    def latest(self) -> datetime:
        """No clock says more than that: ours may have been set back since the start."""
        ran = self._started + timedelta(seconds=monotonic() - self._ticks)
        return max(now(), ran) + max(self._skew(), timedelta())

    def _skew(self) -> timedelta:
        return timedelta(seconds=self._client.clock_skew_s or 0.0)


class Patience:
    """Seconds left of a time of looking, of which sleep and a changed clock take nothing."""

    def __init__(self, end: datetime | None, most_s: float) -> None:
        left = 0.0 if end is None else (end - now()).total_seconds()
        self._left = min(max(left, 0.0), most_s)
        self._ticks = monotonic()

    def left(self) -> float:
        """What is left now, at least 0; to be asked once a round."""
        ticks = monotonic()
        self._left -= min(ticks - self._ticks, _LONGEST_ROUND_S)
        self._ticks = ticks
        return self._left if self._left > _NOTHING_S else 0.0
