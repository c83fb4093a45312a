"""The chosen block of cells of a contact list: copied, pasted over, filled, deleted, corrected."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Change, Ids, Step
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import contacts_clipboard as clipboard
from voicedesk.ui.contacts_changes import Done, Made, Plan
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_table import Area, ContactsTable, rows_of
from voicedesk.ui.tasks import Lane, Tasks

_COPY = "contacts.copy"
_AT_ONCE = 2_000  # cells: so many are copied while the key is down
_Key = QKeySequence.StandardKey
# By the columns they are in: the ids whose cells are meant.
Cells = Sequence[tuple[tuple[int, ...], Ids]]


class ContactsBlock(QObject):
    """Each becomes a plan for ``run``, the door for changes. ``compare_wanted`` carries the id of a
    contact whose number stands in the list more than once; ``stop_wanted`` is about the rows of
    :meth:`chosen_ids`.
    """

    compare_wanted = Signal(int)
    stop_wanted = Signal()

    def __init__(
        self,
        table: ContactsTable,
        model: ContactsModel,
        tasks: Tasks,
        run: Callable[[Plan, Done | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._table, self._model, self._tasks, self._run = table, model, tasks, run
        self._offer()
        table.acted.connect(self.act)
        table.suggestion_wanted.connect(self.act)
        table.fill_wanted.connect(self.fill_with)

    def _offer(self) -> None:
        offer, rule = self._table.offer, self._table.offer_rule
        offer(tr("Cut"), self.cut, _Key.Cut)
        offer(tr("Copy"), self.copy, _Key.Copy)
        offer(tr("Paste"), self.paste, _Key.Paste)
        offer(tr("Fill down"), self.fill_down, "Ctrl+D")
        offer(tr("Clear the cells"), self.clear, _Key.Delete, "Backspace")
        rule()
        offer(tr("Apply the suggestions"), self.correct_chosen)
        offer(tr("Back to what was imported"), self.restore)
        rule()
        offer(tr("Insert a row"), self.insert_row, "Ctrl++", "Ctrl+=", "Ctrl+Shift++")
        offer(tr("Delete the rows"), self.delete_rows, "Ctrl+-")
        offer(tr("Never call again"), self.stop_wanted.emit)
        rule()
        offer(tr("Tick all shown rows"), self._table.header.tick_all)

    # Cells

    @Slot()
    def copy(self) -> None:
        """The rows and columns of the chosen cells, as text."""
        areas, table = self._table.areas(), self._model.table
        if not areas or table is None:
            return
        ids = self._model.shown[rows_of(areas)]
        chosen = sorted({at for area in areas for at in range(area.left, area.right + 1)})
        columns = [self._model.columns[at] for at in chosen]
        work = partial(clipboard.written, table, ids, columns)
        if len(ids) * len(columns) <= _AT_ONCE:
            self._put(work(Job()))
        else:
            self._tasks.run(_COPY, work, self._put, lane=Lane.AUDIO)

    @Slot()
    def cut(self) -> None:
        self.copy()
        self.clear()

    @Slot()
    def paste(self) -> None:
        """A block from the chosen cell on; a single cell into every chosen one."""
        text = QApplication.clipboard().text()
        areas, table = self._table.areas(), self._model.table
        if not text or not areas or table is None:
            return
        single = "\t" not in text and "\n" not in text.rstrip("\n")
        if single and not (len(areas) == 1 and areas[0].is_cell):
            self.fill_with(text.rstrip("\n"))
            return
        top, left = min(area.top for area in areas), min(area.left for area in areas)
        columns = self._keys(left, len(self._model.columns) - 1)
        pasting = _Pasting(self._model.shown, top, columns, text)
        self._run(pasting, partial(self._show_pasted, pasting, top, left))

    @Slot()
    def clear(self) -> None:
        if cells := self._cells():
            self._run(partial(_clear, cells), None)

    @Slot()
    def fill_down(self) -> None:
        """The first row's cells into those below; of a single row, the one above into it."""
        areas = self._table.areas()
        if not areas:
            return
        if all(area.top == area.bottom == areas[0].top for area in areas) and areas[0].top > 0:
            areas = [area._replace(top=area.top - 1) for area in areas]
        self._run(partial(_fill_down, self._cells(areas)), None)

    @Slot(str)
    def fill_with(self, text: str) -> None:
        """The same text into all chosen cells."""
        if cells := self._cells():
            self._run(partial(_fill_with, cells, text), None)

    @Slot()
    def restore(self) -> None:
        if cells := self._cells():
            self._run(partial(_restore, cells), None)

    # Rows

    @Slot()
    def insert_row(self) -> None:
        """An empty contact behind the current one, or at the end; its number can be typed."""
        here = self._table.currentIndex()
        after = self._model.id_at(here.row()) if here.isValid() else None
        self._run(partial(_insert, after), self._type_number)

    @Slot()
    def delete_rows(self) -> None:
        """The ticked rows, or without ticks the chosen ones."""
        ids = self.chosen_ids()
        if len(ids):
            self._run(partial(_delete, ids), None)

    def chosen_ids(self) -> Ids:
        ticked = self._model.ticked()
        return ticked if len(ticked) else self._table.chosen_ids()

    # Suggestions

    @Slot(QModelIndex)
    def act(self, index: QModelIndex) -> None:
        """What the link in the row says."""
        contact = self._model.contact(self._model.id_at(index.row()))
        if contact.verdict.repair is not None:
            self.correct(np.array([contact.id], np.int64))
        elif contact.duplicate_of is not None:
            self.compare_wanted.emit(contact.id)

    @Slot()
    def correct_chosen(self) -> None:
        self.correct(self.chosen_ids())

    def correct(self, ids: Ids) -> None:
        if len(ids):
            self._run(partial(_correct, ids), None)

    # Within

    def _cells(self, areas: Sequence[Area] | None = None) -> Cells:
        """The chosen cells that can be typed in; areas of the same columns count as one."""
        found: dict[tuple[int, ...], list[Area]] = {}
        for area in self._table.areas() if areas is None else areas:
            if keys := self._keys(area.left, area.right):
                found.setdefault(keys, []).append(area)
        return [(keys, self._model.shown[rows_of(same)]) for keys, same in found.items()]

    def _keys(self, left: int, right: int) -> tuple[int, ...]:
        columns = self._model.columns[left : right + 1]
        return tuple(column.key for column in columns if column.key is not None)

    def _put(self, text: str) -> None:
        QApplication.clipboard().setText(text)

    def _type_number(self, made: Made) -> None:
        table = self._model.table
        if made.effect is None or table is not made.table or not len(made.effect.came):
            return
        row = self._model.row_of(int(made.effect.came[0]))
        column = self._model.column_of(table.shape.phone)
        if row is not None and column is not None:
            self._table.edit_cell(row, column)

    def _show_pasted(self, pasting: "_Pasting", top: int, left: int, made: Made) -> None:
        """The block is selected, as a spreadsheet has it."""
        if made.change is None or made.table is not self._model.table:
            return
        bottom = min(top + pasting.lines, len(self._model.shown)) - 1
        keyed = [at for at, column in enumerate(self._model.columns) if column.key is not None]
        right = [at for at in keyed if at >= left][: pasting.width]
        if bottom >= top and right:
            self._table.choose(Area(top, right[0], bottom, right[-1]))


class _Pasting:
    """The plan that pastes a text; afterwards it knows how large the block was."""

    def __init__(self, shown: Ids, at: int, columns: tuple[int, ...], text: str) -> None:
        self._shown, self._at, self._columns, self._text = shown, at, columns, text
        self.lines = self.width = 1

    def __call__(self, table: ContactTable, _job: Job) -> Change | None:
        block = clipboard.parse(self._text)
        self.lines, self.width = len(block), max(map(len, block))
        return editing.paste(table, self._shown, self._at, self._columns, block)


def joined(kind: str, changes: Sequence[Change | None]) -> Change | None:
    """Changes of different cells as one; their counts add up."""
    made = [change for change in changes if change is not None]
    if len(made) <= 1:
        return made[0] if made else None
    steps: list[Step] = [step for change in made for step in change.steps]
    n = sum(int(change.details.get("n", 0)) for change in made)
    return Change(kind, {"n": n}, tuple(steps))


def _clear(cells: Cells, table: ContactTable, _job: Job) -> Change | None:
    return joined("clear", [editing.clear(table, keys, ids) for keys, ids in cells])


def _fill_down(cells: Cells, table: ContactTable, _job: Job) -> Change | None:
    return joined("fill", [editing.fill_down(table, keys, ids) for keys, ids in cells])


def _fill_with(cells: Cells, text: str, table: ContactTable, _job: Job) -> Change | None:
    made = [
        editing.edit_cells(table, key, ids, [text] * len(ids), "fill")
        for keys, ids in cells
        for key in keys
    ]
    return joined("fill", made)


def _restore(cells: Cells, table: ContactTable, _job: Job) -> Change | None:
    made = [editing.restore_original(table, key, ids) for keys, ids in cells for key in keys]
    return joined("restore", made)


def _insert(after: int | None, table: ContactTable, _job: Job) -> Change | None:
    return editing.insert(table, after, [{}])


def _delete(ids: Ids, table: ContactTable, _job: Job) -> Change | None:
    return editing.delete(table, ids)


def _correct(ids: Ids, table: ContactTable, _job: Job) -> Change | None:
    return editing.correct(table, ids)
