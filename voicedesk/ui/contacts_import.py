"""A file becomes a contact list: read, checked and kept in the background, one after the other."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.check import CheckedList, check
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.sheet import read_sheet
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.progress import Progress as ProgressLine
from voicedesk.ui.tasks import Lane

_READ, _SAVE = "contacts.read", "contacts.save"
_SPANS = {"read": (0.0, 0.2), "check": (0.2, 0.75), "save": (0.75, 1.0)}  # of the line


class ImportBar(QWidget):
    """Says how far an import is, and cancels it: nothing of the file is kept then. Hidden else."""

    imported = Signal(object)  # ListInfo
    failed = Signal(object, object)  # Path, VoicedeskError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self._workspace = context.workspace
        self._waiting: list[tuple[Path, str | None]] = []
        self._path: Path | None = None
        self._words = ElidedLabel("", parent=self)
        self._line = ProgressLine(tr("Import"), parent=self)
        self._cancel = Button(tr("Cancel the import"), "link", height=SMALL_HEIGHT, parent=self)
        self._cancel.setObjectName("cancel-import")
        self._cancel.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GROUP)
        row.addWidget(self._words, 1)
        row.addWidget(self._line, 1)
        row.addWidget(self._cancel)
        self.hide()

    def start(self, path: Path, column: str | None = None) -> None:
        """Import the file, after those that wait; ``column`` names the one of the numbers."""
        self._waiting.append((path, column))
        if self._path is None:
            self._next()

    @Slot()
    def cancel(self) -> None:
        self._tasks.cancel(_READ)
        self._tasks.cancel(_SAVE)
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._path = None
            self.hide()
            return
        self._path, column = self._waiting.pop(0)
        self._words.setText(tr("Reading {file}…", file=self._path.name))
        self._line.set_share(None)
        self.show()
        # Not in the database's lane: who edits another list meanwhile does not wait for this.
        self._tasks.run(
            _READ,
            partial(_read, self._workspace, self._path, column),
            self._save,
            failed=self._fail,
            progress=self._write,
            lane=Lane.AUDIO,
        )

    def _save(self, checked: CheckedList) -> None:
        self._tasks.run(
            _SAVE,
            partial(_keep, self._workspace, checked),
            self._done,
            failed=self._fail,
            progress=self._write,
        )

    def _write(self, step: Progress) -> None:
        name = "" if self._path is None else self._path.name
        if step.step == "check":
            self._words.setText(tr("Checking the numbers of {file}…", file=name))
        elif step.step == "save":
            self._words.setText(tr("Saving the list {file}…", file=name))
        start, end = _SPANS.get(step.step, (0.0, 0.0))
        share = None if not step.total else start + (end - start) * step.done / step.total
        self._line.set_share(share)

    def _done(self, info: ListInfo) -> None:
        self._next()
        self.imported.emit(info)

    def _fail(self, error: VoicedeskError) -> None:
        path = self._path
        self._next()
        self.failed.emit(path, error)


def _read(workspace: Workspace, path: Path, column: str | None, job: Job) -> CheckedList:
    country = workspace.settings.calling_country
    return check(read_sheet(path, job), country, job, column=column)


def _keep(workspace: Workspace, checked: CheckedList, job: Job) -> ListInfo:
    lists = ContactLists(workspace.database)
    name = lists.free_name(Path(checked.file).stem)
    return lists.save(name, checked.file, checked.region, checked, job)
