"""Every contact list with its figures and notes: one is opened, others are kept in order."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui import look, times
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.table import Column, Table

_WIDTH, _HEIGHT = 860, 520


class ListsDialog(Dialog):
    """``opened`` carries a list's id; ``deed_wanted`` what is to be done with it, and its id."""

    opened = Signal(str)
    deed_wanted = Signal(str, str)  # details, duplicate or delete

    def __init__(self, lists: Sequence[ListInfo], chosen: str, parent: QWidget) -> None:
        super().__init__(
            "lists",
            tr("Contact lists"),
            leave=tr("Close the lists"),
            deed=tr("Open the list"),
            width=_WIDTH,
            height=_HEIGHT,
            parent=parent,
        )
        self._lists: Sequence[ListInfo] = ()
        titles = (tr("Name"), tr("Rows"), tr("Valid"), tr("Changed"), tr("Notes"))
        self._rows = CellRows(titles, self)
        self._table = _Lists(parent=self)
        self._table.setTabKeyNavigation(False)
        self._table.setObjectName("lists-table")
        self._table.setAccessibleName(tr("Contact lists"))
        self._table.setModel(self._rows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.set_columns(
            [
                Column(230, least=150),
                Column(90, right=True),
                Column(90, right=True),
                Column(120, least=100),
                Column(),
            ]
        )
        card = Card(margins=(2, 4, 2, 4), parent=self)
        card.body.addWidget(self._table)
        self.body.addWidget(card, 1)
        self._deeds: list[Button] = []
        self._add_deed("details", tr("Name and notes…"), "pencil")
        self._add_deed("duplicate", tr("Duplicate the list"), "copy")
        self._add_deed("delete", tr("Delete…"), "trash-2")
        self.deed.clicked.connect(self._open)
        self._table.doubleClicked.connect(self._open)
        self._table.enter_pressed.connect(self._open)
        self.show_lists(lists, chosen)
        self._table.setFocus()

    def show_lists(self, lists: Sequence[ListInfo], chosen: str = "") -> None:
        """Other lists; the row stays on the same one."""
        here = chosen or self._chosen_id()
        self._lists = lists
        self._rows.show(len(lists), self._cell)
        n = len(lists)
        self.sentence.setText(ntr("{count} list", "{count} lists", n, count=count(n)))
        self.sentence.show()
        ids = [info.id for info in lists]
        row = ids.index(here) if here in ids else 0
        self._table.setCurrentIndex(self._rows.index(row, 0))
        for button in (*self._deeds, self.deed):
            button.setEnabled(bool(lists))

    def _add_deed(self, key: str, words: str, icon: str) -> None:
        button = Button(words, "quiet", icon, parent=self)
        button.setObjectName(f"lists-{key}")
        button.setProperty("deed", key)
        button.setAutoDefault(False)
        button.clicked.connect(self._want)
        self.foot.addWidget(button)
        self._deeds.append(button)

    def _cell(self, row: int, column: int) -> Cell:
        info = self._lists[row]
        match column:
            case 0:
                return Cell(info.name, weight=500)
            case 1:
                return Cell(count(info.rows))
            case 2:
                return Cell(count(info.valid), "ok" if info.valid else "text2")
            case 3:
                return Cell(times.day(info.changed_at), "text2")
        return Cell(" ".join(info.notes.split()), "text2")

    def _chosen_id(self) -> str:
        row = self._table.currentIndex().row()
        return self._lists[row].id if 0 <= row < len(self._lists) else ""

    @Slot()
    def _open(self) -> None:
        chosen = self._chosen_id()
        if chosen:
            self.accept()
            self.opened.emit(chosen)

    @Slot()
    def _want(self) -> None:
        chosen = self._chosen_id()
        if chosen:
            self.deed_wanted.emit(self.sender().property("deed"), chosen)


class _Lists(Table):
    enter_pressed = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter_pressed.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(look.tall(400), look.tall(200))
