"""Writing the rows of a stored list to a file, as it stands now."""

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.contacts.export import write_rows
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.ui import dialogs
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button

Part = Literal["valid", "rejected"]


def export(lists: ContactLists, list_id: str, part: Part, path: Path, job: Job) -> int:
    """``valid``: each number once, with ``e164`` and ``kind``; ``rejected``: with the ``row`` of
    the file, ``reason`` and ``suggestion``. Returns the rows; raises as
    :func:`~voicedesk.contacts.export.write_rows`, and ``unknown_list``.
    """
    info, rows = lists.info(list_id), lists.rows(list_id)
    job.check()
    if part == "valid":
        good = (
            (*row.cells, row.verdict.e164, row.verdict.kind.value)
            for row in rows
            if row.verdict.e164 and row.verdict.kind and row.duplicate_of is None
        )
        return write_rows((*info.columns, "e164", "kind"), good, path)
    bad = (
        (str(row.row or ""), *row.cells, row.verdict.reason or "", row.verdict.repair or "")
        for row in rows
        if not row.verdict.valid
    )
    return write_rows(("row", *info.columns, "reason", "suggestion"), bad, path)


class ExportButton(Button):
    """Asks which part of the list on offer goes to which file, and writes it."""

    written = Signal(str, int)  # the file's name, its rows
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Export…"), "quiet", "download", parent=parent)
        self._tasks = context.tasks
        self._lists = ContactLists(context.workspace.database)
        self._info: ListInfo | None = None
        self._menu = QMenu(self)
        self._menu.addAction(tr("Valid numbers…")).setData("valid")
        self._menu.addAction(tr("Rejected rows…")).setData("rejected")
        self._menu.triggered.connect(self._ask_file)
        self.setObjectName("export-contacts")
        self.clicked.connect(self._choose_part)

    def offer(self, info: ListInfo) -> None:
        """The list that is exported from now on."""
        self._info = info

    @Slot()
    def _choose_part(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(QAction)
    def _ask_file(self, action: QAction) -> None:
        if self._info is None:
            return
        part: Part = "valid" if action.data() == "valid" else "rejected"
        ending = tr("valid") if part == "valid" else tr("rejected")
        filters = [tr("CSV file") + " (*.csv)", tr("Excel workbook") + " (*.xlsx)"]
        name = f"{self._info.name}-{ending}.csv"
        write = partial(self._write, self._info.id, part)
        dialogs.choose_target(self, tr("Export contacts"), name, filters, write)

    def _write(self, list_id: str, part: Part, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(".csv")
        work = partial(export, self._lists, list_id, part, path)
        done = partial(self.written.emit, path.name)
        self._tasks.run("contacts.export", work, done, failed=self.failed.emit)
