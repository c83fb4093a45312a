"""Messages are brought into the library: one after the other, watched, cancelled, told."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from voicedesk.audio.capture import captures_folder, recover
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.resources import resource
from voicedesk.base.words import language, tr
from voicedesk.base.workspace import Workspace
from voicedesk.ui import arrivals, dialogs
from voicedesk.ui.arrivals import (
    Arrival,
    Arrived,
    FileArrival,
    SpokenArrival,
    Told,
    outcome,
    recorded_name,
    recovery,
)
from voicedesk.ui.context import Context
from voicedesk.ui.tasks import Lane
from voicedesk.ui.work_bar import WorkBar

if TYPE_CHECKING:
    from voicedesk.audio.sound import Sound

_ADD, _RECOVER = "messages.import", "messages.recover"


class MessageIntake(WorkBar):
    """Shown while something comes in. One at a time: two copies of a file would meet on the disk.

    ``came`` tells that the library has something new, while more comes; ``finished`` that all is
    there, with the id of the last message, empty where none came.
    """

    began = Signal()
    came = Signal()
    finished = Signal(str)
    said = Signal(object)  # Told

    def __init__(self, context: Context, library: Recordings, parent: QWidget) -> None:
        super().__init__(tr("Import"), tr("Cancel the import"), parent=parent)
        self.stop.setObjectName("cancel-message-import")
        self.stop_wanted.connect(self.cancel)
        self._tasks = context.tasks
        self._library = library
        self._context, self._workspace = context, context.workspace
        self._waiting: deque[Arrival] = deque()
        self._current: Arrival | None = None
        self._arrived = Arrived()
        self._looked = False  # for what a crash left

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """Bring these in, after those that wait."""
        self._waiting += arrivals
        self.began.emit()
        if self._current is None:
            self._next()

    def recover(self) -> None:
        """Once: bring in the recordings that a crash left unfinished."""
        if not self._looked:
            self._looked = True
            work = partial(_recover, self._library, self._workspace)
            self._tasks.run(_RECOVER, work, self._tell_recovered, lane=Lane.AUDIO)

    @Slot()
    def ask_file(self) -> None:
        filters = [tr("Sound files") + f" ({arrivals.PATTERNS})", tr("All files") + " (*)"]
        dialogs.choose_file(self, tr("Import a message"), filters, self.take_file)

    def take_file(self, path: Path) -> None:
        self.take([FileArrival(path)])

    @Slot(list)
    def take_files(self, paths: Sequence[Path | str]) -> None:
        self.take([FileArrival(Path(path)) for path in paths])

    @Slot()
    def take_sample(self) -> None:
        sample = resource("samples", f"message-{language()}.mp3")
        self.take([FileArrival(sample, tr("Sample message"))])

    @Slot()
    def record(self) -> None:
        from voicedesk.ui.record_dialog import RecordDialog

        dialog = RecordDialog(self._context, self.window())
        dialog.recorded.connect(self._take_recording)
        dialog.open()

    @Slot()
    def speak(self) -> None:
        from voicedesk.ui.speak_dialog import SpeakDialog

        dialog = SpeakDialog(self._context, self.window())
        dialog.spoken.connect(self._take_spoken)
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """The files that were copied in the system's file window."""
        files = local_files(QGuiApplication.clipboard().mimeData())
        if files:
            self.take_files(files)
            return
        told = tr("Copy one or more sound files in the system's file window, then paste them here.")
        self.said.emit(Told("neutral", tr("There is nothing to paste"), told))

    @Slot(object)
    def _take_recording(self, capture: Path) -> None:
        self.take([FileArrival(capture, recorded_name(capture), recorded=True)])

    @Slot(object, str, str)
    def _take_spoken(self, sound: "Sound", name: str, text: str) -> None:
        self.take([SpokenArrival(sound, name, text)])

    @Slot()
    def cancel(self) -> None:
        """What is in the library stays; the file that is being read and all after it are left."""
        if self._current is None:
            return
        self._tasks.cancel(_ADD)
        left = 1 + len(self._waiting)
        self._waiting.clear()
        self._arrived = replace(self._arrived, left_out=left)
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            arrived, self._arrived, self._current = self._arrived, Arrived(), None
            self.clear()
            self._tell(outcome(arrived))
            self.finished.emit(arrived.recordings[-1].id if arrived.recordings else "")
            return
        self._current = self._waiting.popleft()
        self._write()
        self._tasks.run(
            _ADD,
            partial(_add, self._library, self._current),
            self._keep,
            failed=self._refuse,
            progress=self._follow,
            lane=Lane.AUDIO,
        )

    def _keep(self, recording: Recording) -> None:
        self._arrived = self._arrived.with_recording(recording)
        if self._waiting:
            self.came.emit()
        self._next()

    def _refuse(self, error: VoicedeskError) -> None:
        self._arrived = self._arrived.with_error(error)
        self._next()

    def _follow(self, step: Progress) -> None:
        self._write(step.done / step.total if step.total else None)

    def _write(self, share: float | None = None) -> None:
        if self._current is None:
            return
        name = self._current.title
        before = len(self._arrived.recordings) + len(self._arrived.errors)
        of = before + 1 + len(self._waiting)
        if of == 1:
            words = tr("Importing {file}…", file=name)
        else:
            words = tr("Importing {file} ({n} of {of})…", file=name, n=before + 1, of=of)
        self.show_work(words, share)

    def _tell_recovered(self, arrived: Arrived) -> None:
        if arrived.recordings or arrived.errors:
            self._tell(recovery(arrived))
            self.came.emit()

    def _tell(self, told: Told | None) -> None:
        if told is not None:
            self.said.emit(told)


def local_files(data: QMimeData) -> list[Path]:
    """The files that are dropped or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _add(library: Recordings, arrival: Arrival, job: Job) -> Recording:
    return arrival.add(library, job)


def _recover(library: Recordings, workspace: Workspace, job: Job) -> Arrived:
    arrived = Arrived()
    for path in recover(captures_folder(workspace)):
        arrival = FileArrival(path, recorded_name(path), recorded=True)
        try:
            arrived = arrived.with_recording(arrival.add(library, job))
        except VoicedeskError as error:
            arrived = arrived.with_error(error)
    return arrived
