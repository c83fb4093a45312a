"""Everything that brings contacts in: files, dropped or chosen, pasted text, with or without
choices; how far it is, and how it was read."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.words import tr
from voicedesk.contacts.addition import addition
from voicedesk.contacts.changes import Change
from voicedesk.contacts.check import CheckedList
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import dialogs, look, wording
from voicedesk.ui.contacts_import import ImportBar
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.context import Context
from voicedesk.ui.import_dialog import ImportDialog
from voicedesk.ui.import_source import Pasted, Reading, Wish
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.reading_line import ReadingLine
from voicedesk.ui.samples import CONTACTS

_HISTORY = "import.history"
# What other choices may mend: another column, encoding, separator or sheet.
_CURABLE = ("no_phone_column", "unknown_column", "not_a_table", "unknown_sheet", "bad_delimiter")


class ImportDesk(QWidget):
    """Takes no room while nothing is brought in. ``imported`` carries the new list."""

    imported = Signal(object)  # ListInfo

    def __init__(self, context: Context, sheet: ContactsSheet, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._sheet = context, sheet
        self._lists = ContactLists(context.workspace.database)
        self._info: ListInfo | None = None
        self._failed: Wish | None = None
        self._last: ListInfo | None = None  # the list that came of the last reading
        self._banner = Banner(
            "err", "", action=tr("Import with choices…"), closable=True, parent=self
        )
        self._banner.setObjectName("import-banner")
        self._bar = ImportBar(context, self)
        self._line = ReadingLine(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        for part in (self._banner, self._bar, self._line):
            part.hide()
            column.addWidget(part)
        self._banner.acted.connect(self._choose_again)
        self._bar.imported.connect(self._imported)
        self._bar.read.connect(self._append)
        self._bar.failed.connect(self._fail)
        self._line.change_wanted.connect(self._change)

    def set_open(self, info: ListInfo | None) -> None:
        """The list that is open: rows may be brought into it."""
        left = _id(info) != _id(self._info)
        if left and self._last is not None and _id(self._info) == self._last.id:
            self._line.hide()
        self._info = info

    def import_file(self, path: Path) -> None:
        """In one step: everything about the file is found out."""
        self._start(Wish(path))

    @Slot()
    def import_sample(self) -> None:
        self.import_file(resource("samples", CONTACTS))

    @Slot()
    def ask_file(self) -> None:
        dialogs.choose_file(self, tr("Import a contact list"), _filters(), self.import_file)

    @Slot()
    def ask_file_with_choices(self) -> None:
        dialogs.choose_file(self, tr("Import a contact list"), _filters(), self._with_choices)

    @Slot()
    def paste(self) -> None:
        """What is on the clipboard, from a sheet or from a mail."""
        text = QApplication.clipboard().text()
        if text.strip():
            into = None if self._info is None else self._info.id
            self._ask(Wish(Pasted(text), into=into))
            return
        self._banner.set_words(
            "neutral",
            tr("There is nothing to paste"),
            tr("Copy cells in a spreadsheet, or numbers in a mail, then paste them here."),
        )
        self._banner.action.hide()
        self._banner.show()

    def _with_choices(self, path: Path) -> None:
        self._ask(Wish(path))

    def _ask(self, wish: Wish) -> None:
        self._banner.hide()
        dialog = ImportDialog(self._context, wish, self._info, self.window())
        dialog.wanted.connect(self._start)
        dialog.open()

    @Slot(object)
    def _start(self, wish: Wish) -> None:
        self._banner.hide()
        self._line.hide()
        self._bar.start(wish)

    @Slot(object, object)
    def _imported(self, info: ListInfo, reading: Reading) -> None:
        self._last = info
        self._line.tell(reading, changeable=True)
        self.imported.emit(info)

    @Slot(object)
    def _append(self, reading: Reading) -> None:
        """Into the list that was open when it was wished, if it still is."""
        table = self._sheet.table()
        if table is None or table.list_id != reading.wish.into:
            words = tr("The list was closed meanwhile. Open it and import again.")
            self._tell(reading.wish, words)
            return
        self._sheet.run(partial(_addition, reading.checked))
        self._last = self._info
        self._line.tell(reading, changeable=False)

    @Slot(object, object)
    def _fail(self, wish: Wish, error: VoicedeskError) -> None:
        self._failed = wish
        curable = error.code in _CURABLE or "encoding" in error.details
        words = wording.sentence(error)
        if error.code == "no_phone_column":
            words = tr("No column of it looks like phone numbers.")
        self._tell(wish, words, curable=curable)

    def _tell(self, wish: Wish, words: str, *, curable: bool = False) -> None:
        self._banner.set_words("err", tr("{file} was not imported", file=wish.file), words)
        self._banner.action.setVisible(curable)
        self._banner.show()

    @Slot()
    def _choose_again(self) -> None:
        if self._failed is not None:
            self._ask(self._failed)

    @Slot(object)
    def _change(self, reading: Reading) -> None:
        """Read the file again: the list takes the place of the one it gave, unless that was worked
        on since."""
        last, lists = self._last, self._lists
        if last is None:
            return
        wish, other = reading.wish, replace(reading.wish, instead=last.id, name=last.name)

        def work(_job: Job) -> Wish:
            return other if len(lists.history(last.id)) == 1 else wish

        self._context.tasks.run(_HISTORY, work, self._ask, failed=self._gone)

    def _gone(self, _error: VoicedeskError) -> None:
        self._line.hide()  # the list it speaks of is no more


def _id(info: ListInfo | None) -> str:
    return "" if info is None else info.id


def _addition(checked: CheckedList, table: ContactTable, job: Job) -> Change | None:
    return addition(table, checked, job)


def _filters() -> list[str]:
    known = "*.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.ods *.vcf"
    return [tr("Contact lists") + f" ({known})", tr("All files") + " (*)"]
