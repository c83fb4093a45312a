"""Writing the open list, or a part of it, to a file as it stands now."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import mark, tr
from voicedesk.contacts.export import Part, export
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui import dialogs
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button

_EXPORT = "contacts.export"
# By the entry: what of the list, its words, and what the file's name ends in.
_PARTS: dict[str, tuple[Part, str, str]] = {
    "all": ("all", mark("The whole list…"), ""),
    "shown": ("all", mark("The rows shown…"), mark("shown")),
    "valid": ("valid", mark("Valid numbers…"), mark("valid")),
    "rejected": ("rejected", mark("Rejected rows…"), mark("rejected")),
}


class ExportButton(Button):
    """Asks which part of the open list goes to which file, and writes it."""

    written = Signal(str, int)  # the file's name, its rows
    failed = Signal(object)  # VoicedeskError

    def __init__(
        self, context: Context, sheet: ContactsSheet, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Export…"), "quiet", "download", parent=parent)
        self._tasks, self._sheet = context.tasks, sheet
        self._info: ListInfo | None = None
        self._menu = QMenu(self)
        for entry, (_, words, _) in _PARTS.items():
            self._menu.addAction(tr(words)).setData(entry)
        self._menu.triggered.connect(self._ask_file)
        self.setObjectName("export-contacts")
        self.clicked.connect(self._choose_part)

    def offer(self, info: ListInfo) -> None:
        """The list that is exported from now on: the one in the sheet."""
        self._info = info

    @Slot()
    def _choose_part(self) -> None:
        table = self._sheet.table()
        filtered = table is not None and self._sheet.shown() != len(table)
        for action in self._menu.actions():
            action.setVisible(action.data() != "shown" or filtered)
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(QAction)
    def _ask_file(self, action: QAction) -> None:
        if self._info is None:
            return
        part, _, ending = _PARTS[action.data()]
        filters = [tr("CSV file") + " (*.csv)", tr("Excel workbook") + " (*.xlsx)"]
        if part != "rejected":
            filters.append(tr("Address book cards") + " (*.vcf)")
        name = f"{self._info.name}-{tr(ending)}.csv" if ending else f"{self._info.name}.csv"
        write = partial(self._write, part, action.data() == "shown")
        dialogs.choose_target(self, tr("Export contacts"), name, filters, write)

    def _write(self, part: Part, only_shown: bool, path: Path) -> None:
        table = self._sheet.table()
        if table is None:
            return
        path = path if path.suffix else path.with_suffix(".csv")
        ids = self._sheet.shown_ids() if only_shown else None

        def work(job: Job) -> int:
            # In the database's lane, as every change: the list stands still meanwhile.
            return export(table, path, job, part=part, ids=ids)

        self.refuse(tr("{file} is being written", file=path.name))
        self._tasks.run(_EXPORT, work, partial(self._done, path.name), failed=self._fail)

    def _done(self, file: str, rows: int) -> None:
        self.allow()
        self.written.emit(file, rows)

    def _fail(self, error: VoicedeskError) -> None:
        self.allow()
        self.failed.emit(error)
