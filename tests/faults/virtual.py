"""Time that passes only when somebody waits: the program's clocks, and the platform's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from voicedesk.base import ids
from voicedesk.base.jobs import Job
from voicedesk.campaigns import clock as clocks


class VirtualClock:
    """``true`` is the platform's time; ours is ``off`` by so much, and ``ticks`` while awake."""

    def __init__(self) -> None:
        self.true = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday
        self.off = timedelta()
        self.ticks = 0.0

    def present(self) -> datetime:
        return self.true

    def later(self, wanted: bool) -> datetime | None:
        """A date some hours from now, where one is wanted."""
        return self.true + timedelta(hours=3) if wanted else None

    def wait(self, seconds: float) -> None:
        self.true += timedelta(seconds=seconds)
        self.ticks += seconds

    def sleep(self, seconds: float) -> None:
        """The machine is suspended: its monotonic clock stands still."""
        self.true += timedelta(seconds=seconds)

    def step(self, seconds: float) -> None:
        """Somebody sets our clock forward, or back."""
        self.off += timedelta(seconds=seconds)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """The program reads this clock while the block runs."""
        this = self

        class Virtual(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return this.true + this.off

        def awake() -> float:
            return self.ticks

        with (
            mock.patch.object(ids, "datetime", Virtual),
            mock.patch.object(clocks, "monotonic", awake),
        ):
            yield


class VirtualJob(Job):
    """Waits in virtual time; ``close_at``: the progress at which the window is closed."""

    def __init__(self, clock: VirtualClock, close_at: int | None = None) -> None:
        super().__init__(self._told)
        self._clock = clock
        self._left = close_at

    def _told(self, _: object) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self.cancel()

    def wait(self, seconds: float) -> None:
        self._clock.wait(seconds)
        self.check()
