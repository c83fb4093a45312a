"""When to ask the platform again: soon while calls move, seldom while all wait, at once on return.

Seconds everywhere. What is slow here is only how often is *asked*: a person who looks asks at once.
"""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from voicedesk.base.ids import now
from voicedesk.base.jobs import Job

SLOWEST = 60.0
_QUIET = 10.0  # at most, while calls are under way though none has moved
_OFFLINE = 15.0  # at most: a try without a connection costs the platform nothing
_NET = 30.0  # while pings tell what moves
_GROWTH = 1.5
_LEAP = 5.0  # by which clocks may disagree before it is called a leap
_LOOK = 1.0  # between two looks at the clocks
_OFFLINE_CODES = frozenset({"not_connected", "no_answer"})


class Rhythm:
    """The pause after each round, from how that went; ``poll`` is the wished one."""

    def __init__(self, poll: float) -> None:
        self._poll = poll
        self._quiet = poll
        self._failures = 0

    def after_round(
        self, *, moved: bool, due: datetime | None = None, pinged: bool = False
    ) -> float:
        """``due``: when the first call may leave, where none has; ``pinged``: changes are told."""
        self._failures = 0
        until = 0.0 if due is None else (due - now()).total_seconds()
        if until > 0:
            self._quiet = self._poll
            return max(min(until, SLOWEST), self._poll)
        self._quiet = self._poll if moved else min(self._quiet * _GROWTH, max(_QUIET, self._poll))
        return max(self._quiet, _NET) if pinged else self._quiet

    def after_failure(self, code: str) -> float:
        """Ever longer, from the wished pause on."""
        self._failures = min(self._failures + 1, 16)
        longest = _OFFLINE if code in _OFFLINE_CODES else SLOWEST
        return min(self._poll * 2.0**self._failures, max(longest, self._poll))


class Leap:
    """Tells when the wall clock and the running time no longer agree, each time once.

    That is so after the machine slept, whichever of the two stood still meanwhile, and when
    somebody set the clock.
    """

    def __init__(
        self, wall: Callable[[], datetime] = now, running: Callable[[], float] = monotonic
    ) -> None:
        self._wall, self._running = wall, running
        self._seen = wall(), running()

    def happened(self) -> bool:
        """Since the last look: call it every second or so.

        Where the running time goes on in a machine's sleep, it shows in the time between two looks.
        """
        wall, running = self._seen
        self._seen = self._wall(), self._running()
        passed = self._seen[1] - running
        apart = (self._seen[0] - wall).total_seconds() - passed
        return abs(apart) > _LEAP or passed > _LEAP + _LOOK


def rest(job: Job, seconds: float, leap: Leap) -> None:
    """Wait so long, but no longer than until the clocks leap or the job is cancelled."""
    end = monotonic() + seconds
    leap.happened()  # what was before has been dealt with
    while (left := end - monotonic()) > 0:
        job.wait(min(left, _LOOK))
        if leap.happened():
            return
