"""The one door between the window and everything that takes time."""

import logging
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import CancelledError, Job, Progress

log = logging.getLogger(__name__)

# Seconds a thread keeps the interpreter while the window wants it. Each of the many calls by which
# the window paints waits so long: with Python's own 5 ms, an import made it stand still for 80. A
# quarter of a millisecond costs the work nothing that could be measured.
_SWITCH = 0.00025
_TELL = 0.05  # seconds between two steps of progress that are told

T = TypeVar("T")


class Lane(Enum):
    """Where work runs.

    Sending has its own lane: looking for a lost batch takes a quarter of an hour, and reading must
    go on meanwhile. So have reports: that of 100,000 people has 2,000 pages.
    """

    DATABASE = auto()
    AUDIO = auto()
    NETWORK = auto()
    SENDING = auto()
    REPORTS = auto()


_WORKERS = {
    Lane.DATABASE: 1,
    Lane.AUDIO: 2,
    Lane.NETWORK: 4,
    Lane.SENDING: 8,
    Lane.REPORTS: 1,
}


@dataclass(frozen=True, eq=False)
class _Task:
    name: str
    mark: object  # tells it from another of that name
    job: Job
    done: Callable[[Any], None]
    failed: Callable[[VoicedeskError], None] | None
    progress: Callable[[Progress], None] | None
    keep: bool


class Tasks(QObject):
    """Runs core work in threads and brings what comes of it back to the window's thread.

    ``failed`` carries every :class:`VoicedeskError` nobody else asked for, ``crashed`` every other
    exception: the window shows both. A new task of the same name cancels the old one, whose result
    is then dropped.
    """

    failed = Signal(object)  # VoicedeskError
    crashed = Signal(object)  # BaseException
    _finished = Signal(object, object)  # _Task, Future
    _progressed = Signal(str, object, object)  # name and mark of a _Task, Progress

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_SWITCH)
        self._running: dict[str, _Task] = {}
        self._open = True
        self._pools = {
            lane: ThreadPoolExecutor(workers, thread_name_prefix=f"voicedesk-{lane.name}")
            for lane, workers in _WORKERS.items()
        }
        # Queued even from this thread: work may have ended before `run` has returned, and its
        # result must overtake neither that nor its own progress.
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._on_finished, queued)
        self._progressed.connect(self._on_progressed, queued)

    def run(
        self,
        name: str,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[VoicedeskError], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        lane: Lane = Lane.DATABASE,
        keep: bool = False,
    ) -> Job:
        """Start ``work``; ``done``, ``failed`` and ``progress`` are called in the window's thread.

        ``keep``: what a person did and expects to find again, so closing waits for it.
        The callbacks are bound methods of objects that live as long as the window. Returns the
        job, to cancel it.
        """
        self.cancel(name)

        # Not the task itself: task, job and this would hold each other until a collection, and one
        # that dies while the collector is frozen is never collected.
        mark = object()

        def tell(step: Progress) -> None:
            self._progressed.emit(name, mark, step)

        job = Job(None if progress is None else _sparing(tell))
        task = _Task(name, mark, job, done, failed, progress, keep)
        if not self._open:  # a timer went off while the window closes: nobody waits for it
            job.cancel()
            return job
        self._running[name] = task

        def arrived(future: Future[T]) -> None:
            self._finished.emit(task, future)

        self._pools[lane].submit(_unless_cancelled, work, task.job).add_done_callback(arrived)
        return task.job

    def cancel(self, name: str) -> None:
        """Cancel the task of that name, if one runs; its result will be dropped."""
        task = self._running.pop(name, None)
        if task is not None:
            task.job.cancel()

    def is_running(self, name: str) -> bool:
        return name in self._running

    def close(self) -> None:
        """Cancel everything but what is to be kept, and wait until the threads have ended."""
        self._open = False
        for name, task in list(self._running.items()):
            if not task.keep:
                self.cancel(name)
        for pool in self._pools.values():
            pool.shutdown()
        self._running.clear()  # nobody is left to be told

    def _on_progressed(self, name: str, mark: object, step: Progress) -> None:
        task = self._running.get(name)
        if task is not None and task.mark is mark and task.progress is not None:
            task.progress(step)

    def _on_finished(self, task: _Task, future: Future[Any]) -> None:
        if self._running.get(task.name) is not task:
            self._tell_if_broken(future)
            return
        del self._running[task.name]
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, CancelledError):
            return
        if error is None:
            task.done(future.result())
        elif isinstance(error, VoicedeskError):
            (task.failed or self.failed.emit)(error)
        else:
            self._tell_if_broken(future)

    def _tell_if_broken(self, future: Future[Any]) -> None:
        """A bug is never silent, not even in a task nobody waits for any more."""
        error = None if future.cancelled() else future.exception()
        if error is not None and not isinstance(error, CancelledError | VoicedeskError):
            log.error("a task failed", exc_info=error)
            self.crashed.emit(error)


def _sparing(tell: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Of many steps a second tells some; always the first and the last of each kind."""
    last, at = "", 0.0

    def report(step: Progress) -> None:
        nonlocal last, at
        now = monotonic()
        if step.step != last or step.done == step.total or now - at >= _TELL:
            last, at = step.step, now
            tell(step)

    return report


def _unless_cancelled(work: Callable[[Job], T], job: Job) -> T:
    job.check()
    return work(job)
