"""What is changed in a message: its words, its sound, its takes. One change after the other."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.audio.edits import Edit
from voicedesk.audio.library import Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import tr
from voicedesk.ui.context import Context
from voicedesk.ui.tasks import Lane
from voicedesk.ui.work_bar import WorkBar

_SOUND, _WORDS = "messages.edit", "messages.describe"


@dataclass(frozen=True, eq=False)
class _Deed:
    """What is being done, in words, and how."""

    words: str
    work: Callable[[Job], object]


class MessageDeeds(WorkBar):
    """Shown while a sound is being changed. The library keeps every change at once.

    What is wanted while another change is under way comes after it; cancelling stops the one under
    way and drops those after it, so that the message stays as the last finished change left it.
    """

    idle = Signal(bool)  # whether no sound is being changed
    changed = Signal()
    failed = Signal(object)  # VoicedeskError
    cancelled = Signal()

    def __init__(self, context: Context, library: Recordings, parent: QWidget) -> None:
        super().__init__(tr("Change"), tr("Cancel the change"), parent=parent)
        self.stop.setObjectName("cancel-edit")
        self.stop_wanted.connect(self.cancel)
        self._tasks, self._library = context.tasks, library
        self._waiting: deque[_Deed] = deque()
        self._deed: _Deed | None = None
        self._described_so_far = count()

    @Slot(str, object)
    def edit(self, recording_id: str, edits: Sequence[Edit]) -> None:
        self._want(
            tr("The message is being changed…"),
            lambda job: self._library.edit(recording_id, edits, job),
        )

    @Slot(str)
    def undo(self, recording_id: str) -> None:
        self._want(
            tr("The last change is being taken back…"),
            lambda job: self._library.undo(recording_id, job),
        )

    @Slot(str)
    def redo(self, recording_id: str) -> None:
        self._want(
            tr("The change is being made again…"),
            lambda job: self._library.redo(recording_id, job),
        )

    @Slot(str, int)
    def use_take(self, recording_id: str, ordinal: int) -> None:
        self._want(
            tr("The take is being put in place…"),
            lambda _job: self._library.use_take(recording_id, ordinal),
        )

    @Slot(str, int)
    def delete_take(self, recording_id: str, ordinal: int) -> None:
        self._want(
            tr("The take is being deleted…"),
            lambda _job: self._library.delete_take(recording_id, ordinal),
        )

    @Slot(str, str)
    def rename(self, recording_id: str, name: str) -> None:
        self._describe(lambda _job: self._library.rename(recording_id, name))

    @Slot(str, str, str, tuple)
    def describe(
        self, recording_id: str, name: str, description: str, tags: tuple[str, ...]
    ) -> None:
        def work(_job: Job) -> object:
            self._library.rename(recording_id, name)
            return self._library.describe(recording_id, description=description, tags=tags)

        self._describe(work)

    @Slot()
    def cancel(self) -> None:
        if self._deed is not None:
            self._tasks.cancel(_SOUND)
            self._waiting.clear()
            self._next()
            self.cancelled.emit()

    def _describe(self, work: Callable[[Job], object]) -> None:
        name = f"{_WORDS}.{next(self._described_so_far)}"  # none of them replaces another
        self._tasks.run(name, work, self._described, failed=self._fail_to_describe, keep=True)

    def _fail_to_describe(self, error: VoicedeskError) -> None:
        self.failed.emit(error)
        self.changed.emit()  # the name on the screen is not the one in the library

    def _described(self, _recording: object) -> None:
        self.changed.emit()

    def _want(self, words: str, work: Callable[[Job], object]) -> None:
        self._waiting.append(_Deed(words, work))
        if self._deed is None:
            self._next()

    def _next(self) -> None:
        self._deed = self._waiting.popleft() if self._waiting else None
        if self._deed is None:
            self.clear()
            self.idle.emit(True)
            return
        self.idle.emit(False)
        self.show_work(self._deed.words)
        self._tasks.run(
            _SOUND,
            self._deed.work,
            self._done,
            failed=self._fail,
            progress=self._follow,
            lane=Lane.AUDIO,
        )

    def _done(self, _recording: object) -> None:
        self._next()
        self.changed.emit()

    def _fail(self, error: VoicedeskError) -> None:
        """What was wanted after it was meant for another sound."""
        self._waiting.clear()
        self._next()
        self.failed.emit(error)
        self.changed.emit()

    def _follow(self, step: Progress) -> None:
        if self._deed is not None:
            self.show_work(self._deed.words, step.done / step.total if step.total else None)
