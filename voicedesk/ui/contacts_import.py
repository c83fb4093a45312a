"""Files and pasted text become contact lists: read, checked and kept in the background, in turn."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.import_source import Reading, Wish, read
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.progress import Progress as ProgressLine
from voicedesk.ui.tasks import Lane

_READ, _SAVE = "contacts.read", "contacts.save"
_SPANS = {
    "read": (0.0, 0.3),
    "map": (0.3, 0.35),
    "check": (0.35, 0.75),
    "save": (0.75, 1.0),
}  # of the line


class ImportBar(QWidget):
    """Says how far an import is, and cancels it: nothing of the file is kept then. Hidden else.

    ``imported`` carries the new list and how it was read; ``read``, what was read for a list that
    is open: its rows are not kept yet.
    """

    imported = Signal(object, object)  # ListInfo, Reading
    read = Signal(object)  # Reading
    failed = Signal(object, object)  # Wish, VoicedeskError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self._workspace = context.workspace
        self._waiting: list[Wish] = []
        self._wish: Wish | None = None
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

    def start(self, wish: Wish) -> None:
        """Import it, after those that wait."""
        self._waiting.append(wish)
        if self._wish is None:
            self._next()

    @Slot()
    def cancel(self) -> None:
        self._tasks.cancel(_READ)
        self._tasks.cancel(_SAVE)
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._wish = None
            self.hide()
            return
        wish = self._wish = self._waiting.pop(0)
        self._words.setText(tr("Reading {file}…", file=wish.file))
        self._line.set_share(None)
        self.show()
        # Not in the database's lane: who edits another list meanwhile does not wait for this.
        self._tasks.run(
            _READ,
            partial(read, self._workspace, wish),
            self._save,
            failed=self._fail,
            progress=self._write,
            lane=Lane.AUDIO,
        )

    def _save(self, reading: Reading) -> None:
        if reading.wish.into is not None:
            self._next()
            self.read.emit(reading)
            return
        self._tasks.run(
            _SAVE,
            partial(_keep, self._workspace, reading),
            self._done,
            failed=self._fail,
            progress=self._write,
        )

    def _write(self, step: Progress) -> None:
        name = "" if self._wish is None else self._wish.file
        if step.step == "check":
            self._words.setText(tr("Checking the numbers of {file}…", file=name))
        elif step.step == "save":
            self._words.setText(tr("Saving the list {file}…", file=name))
        start, end = _SPANS.get(step.step, (0.0, 0.0))
        share = None if not step.total else start + (end - start) * step.done / step.total
        self._line.set_share(share)

    def _done(self, kept: tuple[ListInfo, Reading]) -> None:
        self._next()
        self.imported.emit(*kept)

    def _fail(self, error: VoicedeskError) -> None:
        wish = self._wish
        self._next()
        self.failed.emit(wish, error)


def _keep(workspace: Workspace, reading: Reading, job: Job) -> tuple[ListInfo, Reading]:
    lists = ContactLists(workspace.database)
    wish, checked = reading.wish, reading.checked
    wanted = wish.name or Path(checked.file).stem
    name = lists.free_name(wanted)
    made = lists.save(name, checked.file, checked.region, checked, job)
    if wish.instead is not None:
        lists.delete(wish.instead)
        lists.rename(made.id, lists.free_name(wanted) if name != wanted else name)
        made = lists.info(made.id)
    return made, replace(reading, checked=replace(checked, cells=()))  # the list has them
