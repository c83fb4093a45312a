"""The numbers of a list that stand in it more than once, their rows side by side."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.duplicates import Conflict, Merge, groups, plan
from voicedesk.contacts.phones.verdicts import e164_text
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.context import Context
from voicedesk.ui.duplicates_group import DuplicatesGroup
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

_PLAN = "duplicates.plan"
_GROUP_WIDTH = 440


@dataclass(frozen=True)
class Found:
    """A plan; ``order`` has the groups to decide first, ``conflicts`` are by group."""

    plan: Merge
    order: Ids
    conflicts: dict[int, list[Conflict]]


class DuplicatesWithin(QWidget):
    """``merge_wanted`` carries the plan, and what was chosen by (group, column)."""

    merge_wanted = Signal(object, object)

    def __init__(self, context: Context, table: ContactTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks, self._table = context.tasks, table
        self._found: Found | None = None
        self._choices: dict[tuple[int, int], str] = {}
        self._line = Label(tr("Looking for duplicates…"), role="text2", wrap=True, parent=self)
        self._line.setObjectName("duplicates-line")
        titles = (tr("Name"), tr("Number"), tr("Rows"), tr("State"))
        self._rows = CellRows(titles, self)
        self._view = Table(row=look.ROW_DENSE, parent=self)
        self._view.setTabKeyNavigation(False)
        self._group = DuplicatesGroup(table, self)
        self._easy = Button("", parent=self)
        self._easy.setObjectName("duplicates-merge-easy")
        self._all = Button("", "primary", parent=self)
        self._all.setObjectName("duplicates-merge-all")
        self._arrange()
        self._tasks.run(_PLAN, partial(_find, table), self._show, failed=self._fail)

    def buttons(self) -> tuple[Button, ...]:
        """For the foot of the dialog; hidden while there is nothing to merge."""
        return self._easy, self._all

    def stop(self) -> None:
        self._tasks.cancel(_PLAN)

    def _arrange(self) -> None:
        self._view.setObjectName("duplicates-table")
        self._view.setAccessibleName(tr("Numbers that stand more than once"))
        self._view.setModel(self._rows)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._view.set_columns(
            [Column(least=130), Column(136), Column(64, right=True), Column(132)]
        )
        self._view.selectionModel().currentRowChanged.connect(self._show_group)
        self._group.chosen.connect(self._choose)
        self._easy.clicked.connect(self._merge_easy)
        self._all.clicked.connect(self._merge_all)
        card = Card(margins=(2, 4, 2, 4), parent=self)
        card.body.addWidget(self._view)
        self._card = card
        self._group.setFixedWidth(look.tall(_GROUP_WIDTH))
        sides = QHBoxLayout()
        sides.setSpacing(look.BLOCK)
        sides.addWidget(card, 1)
        sides.addWidget(self._group)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        column.addWidget(self._line)
        column.addLayout(sides, 1)
        for part in (card, self._group, self._easy, self._all):
            part.hide()

    def _show(self, found: Found) -> None:
        self._found = found
        n, rows = len(found.plan.groups), len(found.plan.groups.others)
        if not n:
            self._line.setText(tr("Every number stands once. There is nothing to merge."))
            return
        words = ntr(
            "{count} number stands more than once.", "{count} numbers stand more than once.", n,
            count=count(n),
        )  # fmt: skip
        after = ntr(
            "Merging leaves the first row of each; {count} row goes.",
            "Merging leaves the first row of each; {count} rows go.",
            rows,
            count=count(rows),
        )
        self._line.setText(tr("{one} {other}", one=words, other=after))
        hard = len(found.conflicts)
        easy = n - hard
        self._all.setText(ntr("Merge {count} number", "Merge {count} numbers", n, count=count(n)))
        self._easy.setText(
            ntr(
                "Merge only the {count} without a choice",
                "Merge only the {count} without a choice",
                easy,
                count=count(easy),
            )
        )
        for part in (self._card, self._group, self._all):
            part.show()
        self._easy.setVisible(bool(easy and hard))
        for button in (self._easy, self._all):
            button.updateGeometry()
        self._rows.show(n, self._cell)
        self._view.setCurrentIndex(self._rows.index(0, 0))
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cell(self, row: int, column: int) -> Cell:
        assert self._found is not None
        index = int(self._found.order[row])
        group = self._found.plan.groups[index]
        match column:
            case 0:
                name = self._table.label(group.keep) or "–"
                return Cell(name, weight=500)
            case 1:
                number = e164_text(int(self._table.e164[group.keep]))
                return Cell(wording.phone(number) if number else "–")
            case 2:
                return Cell(count(1 + len(group.others)))
        if index not in self._found.conflicts:
            return Cell(tr("Alike"), badge="ok")
        left = [c for c in self._found.conflicts[index] if (index, c.column) not in self._choices]
        if left:
            return Cell(tr("To choose"), badge="warn")
        return Cell(tr("Chosen"), badge="accent", icon="check")

    @Slot(QModelIndex)
    def _show_group(self, here: QModelIndex) -> None:
        if self._found is None or not here.isValid():
            return
        index = int(self._found.order[here.row()])
        conflicts = self._found.conflicts.get(index, [])
        self._group.show_group(index, self._found.plan.groups[index], conflicts, self._choices)

    @Slot(int, int, str)
    def _choose(self, group: int, column: int, text: str) -> None:
        self._choices[group, column] = text
        self._view.viewport().update()

    @Slot()
    def _merge_all(self) -> None:
        if self._found is not None:
            self.merge_wanted.emit(self._found.plan, dict(self._choices))

    @Slot()
    def _merge_easy(self) -> None:
        if self._found is not None:
            self.merge_wanted.emit(self._found.plan.without_conflicts(), {})

    def _fail(self, error: VoicedeskError) -> None:
        self._line.setText(wording.sentence(error))


def _find(table: ContactTable, job: Job) -> Found:
    made = plan(table, groups(table), job)
    conflicts: defaultdict[int, list[Conflict]] = defaultdict(list)
    for conflict in made.conflicts:
        conflicts[conflict.group].append(conflict)
    hard = np.zeros(len(made.groups), np.bool_)
    hard[list(conflicts)] = True
    order = np.concatenate([np.flatnonzero(hard), np.flatnonzero(~hard)]).astype(np.int64)
    return Found(made, order, dict(conflicts))
