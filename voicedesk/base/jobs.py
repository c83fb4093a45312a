"""A piece of work that can be watched and cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event


class CancelledError(Exception):
    """The work was cancelled by the person who started it."""


@dataclass(frozen=True)
class Progress:
    """How far a job is. ``total`` is None while nobody knows; ``done`` is in the job's own unit."""

    done: float
    total: float | None = None
    step: str = ""


class Job:
    """Handed to every function of the core that may take longer than a blink.

    ``report`` and ``check`` raise :class:`CancelledError` once ``cancel`` was called, from
    whichever thread: that is the only way work in a thread ends early.
    """

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._on_progress = on_progress
        self._cancelled = Event()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()

    def check(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError

    def report(self, done: float, total: float | None = None, step: str = "") -> None:
        self.check()
        if self._on_progress is not None:
            self._on_progress(Progress(done, total, step))

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until the job is cancelled."""
        self._cancelled.wait(seconds)
        self.check()
