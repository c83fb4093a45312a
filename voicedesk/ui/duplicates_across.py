"""Which other lists share numbers with the open one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.duplicates import across
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

_LOOK = "duplicates.across"


@dataclass(frozen=True)
class Shared:
    """``rows`` are those of the open list whose number stands in ``other``, too."""

    other: ListInfo
    rows: Ids = field(repr=False)


class DuplicatesAcross(QWidget):
    """The other lists are read when it is looked at first."""

    show_wanted = Signal(object)  # Ids
    take_wanted = Signal(object, str)  # Ids, the other list's name

    def __init__(
        self, context: Context, table: ContactTable, others: Sequence[ListInfo], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._tasks, self._table, self._others = context.tasks, table, others
        self._lists = ContactLists(context.workspace.database)
        self._begun = False
        self._found: list[Shared] = []
        self._line = Label(tr("Reading the other lists…"), role="text2", wrap=True, parent=self)
        self._rows = CellRows((tr("List"), tr("Its rows"), tr("Numbers in common")), self)
        self._view = Table(row=look.ROW_DENSE, parent=self)
        self._view.setTabKeyNavigation(False)
        self._view.setObjectName("across-table")
        self._view.setAccessibleName(tr("Lists that share numbers"))
        self._view.setModel(self._rows)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._view.set_columns([Column(), Column(120, right=True), Column(170, right=True)])
        self._view.selectionModel().currentRowChanged.connect(self._offer)
        self._see = Button(tr("Show them in this list"), parent=self)
        self._see.setObjectName("across-show")
        self._see.clicked.connect(self._show_rows)
        self._take = Button("", parent=self)
        self._take.setObjectName("across-take")
        self._take.clicked.connect(self._take_rows)
        self._card = Card(margins=(2, 4, 2, 4), parent=self)
        self._card.body.addWidget(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        column.addWidget(self._line)
        column.addWidget(self._card, 1)
        column.addStretch()
        for part in (self._card, self._see, self._take):
            part.hide()

    def begin(self) -> None:
        if not self._begun:
            self._begun = True
            work = partial(_shared, self._lists, self._table, self._others)
            self._tasks.run(_LOOK, work, self._show, failed=self._fail)

    def buttons(self) -> tuple[Button, ...]:
        """For the foot of the dialog; hidden while no list shares a number."""
        return self._see, self._take

    def stop(self) -> None:
        self._tasks.cancel(_LOOK)

    def _show(self, found: list[Shared]) -> None:
        self._found = found
        if not found:
            self._line.setText(tr("No number of this list stands in another one."))
            return
        n = len(found)
        words = ntr(
            "{count} other list shares numbers with this one.",
            "{count} other lists share numbers with this one.",
            n,
            count=count(n),
        )
        self._line.setText(words)
        for part in (self._card, self._see, self._take):
            part.show()
        self._rows.show(n, self._cell)
        self._view.setCurrentIndex(self._rows.index(0, 0))
        self._view.setFocus()

    def _cell(self, row: int, column: int) -> Cell:
        shared = self._found[row]
        texts = (shared.other.name, count(shared.other.rows), count(len(shared.rows)))
        return Cell(texts[column], weight=500 if column == 0 else 400)

    @Slot(QModelIndex)
    def _offer(self, here: QModelIndex) -> None:
        if here.isValid():
            n = len(self._found[here.row()].rows)
            words = ntr(
                "Take {count} row out of this list", "Take {count} rows out of this list", n,
                count=count(n),
            )  # fmt: skip
            self._take.setText(words)
            self._take.updateGeometry()

    def _chosen(self) -> Shared | None:
        row = self._view.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    @Slot()
    def _show_rows(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.show_wanted.emit(chosen.rows)

    @Slot()
    def _take_rows(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.take_wanted.emit(chosen.rows, chosen.other.name)

    def _fail(self, error: VoicedeskError) -> None:
        self._line.setText(wording.sentence(error))


def _shared(
    lists: ContactLists, table: ContactTable, others: Sequence[ListInfo], job: Job
) -> list[Shared]:
    """One list after the other in memory; those that share most come first."""
    found = []
    for other in others:
        job.check()
        rows = across(table, [lists.open(other.id, job)])[other.id]
        if len(rows):
            found.append(Shared(other, rows))
    return sorted(found, key=lambda shared: -len(shared.rows))
