"""The table of contacts: a cell cursor, blocks of cells, and the keys of a spreadsheet."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.view import Order
from voicedesk.ui import look
from voicedesk.ui.contacts_cursor import ContactsEditing, is_moving, moved
from voicedesk.ui.contacts_header import ContactsHeader
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.parts.brush import box
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.table import Column, Table

_Flag = QItemSelectionModel.SelectionFlag
_MORE = 90  # pixels of the design by which the column of numbers grows at most


class Area(NamedTuple):
    """Rows and columns of the table, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_cell(self) -> bool:
        return self.top == self.bottom and self.left == self.right


class ContactsTable(Table):
    """Single cells and blocks are selected; typing edits. What else a person can do with them is
    given by :meth:`offer`, which makes the menu, too.
    """

    order_changed = Signal()
    fill_wanted = Signal(str)  # this text into all chosen cells
    suggestion_wanted = Signal(QModelIndex)  # Alt+Enter while the cell is typed in

    def __init__(self, model: ContactsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._contacts = model
        self.header = ContactsHeader(self, model)
        self._editing = ContactsEditing(self)
        self.setItemDelegate(self._editing)
        self.setModel(model)
        self.setObjectName("contacts-table")
        self.setAccessibleName(tr("Contacts"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(True)
        self.setCornerWidget(QWidget(self))  # the style would draw a square between the scroll bars
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.header.sortIndicatorChanged.connect(self._sorted)
        self.doubleClicked.connect(self._edit_name)
        self._widths_by_column: dict[str | int, int] = {}
        self._number_width = 0  # as the room allows; another one was dragged
        self._editing.typed.connect(self._preview)
        self._editing.ended.connect(model.end_preview)
        self._editing.left.connect(self._step)
        self._editing.filled.connect(self.fill_wanted)
        self._editing.suggested.connect(self._take_suggestion)

    def offer(
        self, words: str, called: Callable[[], object], *keys: QKeySequence.StandardKey | str
    ) -> QAction:
        """Something to do with the chosen cells: an entry of the menu, and its keys."""
        action = QAction(words, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(called)
        self.addAction(action)
        return action

    def offer_rule(self) -> None:
        """A line in the menu."""
        rule = QAction(self)
        rule.setSeparator(True)
        self.addAction(rule)

    # Columns and order

    def lay_out(self, *, anew: bool = False) -> None:
        """The widths of the columns; ``anew`` forgets those a person dragged."""
        if anew:
            self._widths_by_column.clear()
        columns = self._contacts.columns
        self.set_columns([Column(column.width) for column in columns])
        for at, column in enumerate(columns):
            if (width := self._widths_by_column.get(column.name)) is not None:
                self.header.resizeSection(at, width)
        self.header.setStretchLastSection(True)
        self._fit()

    def remember_widths(self) -> None:
        """Before the columns become others: those that stay are as wide as they are now."""
        for at, column in enumerate(self._contacts.columns[:-1]):
            width = self.header.sectionSize(at)
            if column.kind != "number" or width != self._number_width:
                self._widths_by_column[column.name] = width

    def order(self) -> Order | None:
        """By which column the header says the rows are sorted."""
        section = self.header.sortIndicatorSection()
        if not 0 <= section < len(self._contacts.columns):
            return None
        down = self.header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        return Order(self._contacts.columns[section].sorted_by, down)

    def sort_by(self, section: int, order: Qt.SortOrder) -> None:
        self.header.setSortIndicator(section, order)

    def unsort(self) -> None:
        """The order of the list again, without a signal."""
        self.header.blockSignals(True)
        self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.header.blockSignals(False)
        self.header.viewport().update()

    # What is chosen

    def areas(self) -> list[Area]:
        """The selected blocks, or the cell the cursor is in."""
        chosen = self.selectionModel().selection()  # ranges: the indexes would be millions
        parts = (chosen.at(number) for number in range(chosen.count()))
        areas = [Area(part.top(), part.left(), part.bottom(), part.right()) for part in parts]
        here = self.currentIndex()
        if not areas and here.isValid():
            areas = [Area(here.row(), here.column(), here.row(), here.column())]
        return areas

    def chosen_rows(self) -> Ids:
        """The table's rows with a selected cell, each once, from the top."""
        return rows_of(self.areas())

    def chosen_ids(self) -> Ids:
        """The contacts in these rows."""
        return self._contacts.shown[self.chosen_rows()]

    def choose(self, area: Area, *, at_end: bool = False) -> None:
        """Select a block and stand at its first cell (or its last)."""
        model = self._contacts
        first, last = model.index(area.top, area.left), model.index(area.bottom, area.right)
        here = last if at_end else first
        self.selectionModel().setCurrentIndex(here, _Flag.ClearAndSelect)
        self.selectionModel().select(QItemSelection(first, last), _Flag.ClearAndSelect)
        self.scrollTo(here)

    def go_to(self, row: int, column: int) -> None:
        """Stand in a cell, the only one that is chosen, whatever key is held down."""
        index = self._contacts.index(row, column)
        self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        self.scrollTo(index)

    def edit_cell(self, row: int, column: int) -> None:
        """Go to a cell and open it for typing."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go_to(row, column)
        self.edit(self._contacts.index(row, column))

    def editor(self) -> QLineEdit | None:
        """The line that is typed in now."""
        return self._editing.editor

    def keep_place(self, change: Callable[[], None]) -> None:
        """Make a change that may reset the model; then stand, and type, at the same cell again."""
        here, scrolled = self.currentIndex(), self.verticalScrollBar().value()
        row, column = here.row(), here.column()
        contact = self._contacts.id_at(row) if here.isValid() else None
        areas = self.areas()
        editor = self.editor()
        typed = None if editor is None else (editor.text(), editor.cursorPosition())
        change()
        if contact is None or self.currentIndex().isValid():
            self.verticalScrollBar().setValue(scrolled)
            return
        found = self._contacts.row_of(contact)
        if self._contacts.columns and len(self._contacts.shown):
            again = min(row, len(self._contacts.shown) - 1) if found is None else found
            column = min(column, len(self._contacts.columns) - 1)
            index = self._contacts.index(again, column)
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
            if len(areas) == 1 and found == row and areas[0].bottom < len(self._contacts.shown):
                self._select_again(areas[0])
            self.verticalScrollBar().setValue(scrolled)
            if typed is not None and found is not None:
                self._type_again(index, *typed)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        here = self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (control or alt):
            self._step(-1 if shift else 1, 0)
        elif key == Qt.Key.Key_Space and (control or shift) and here.isValid():
            self._choose_lines(whole_rows=shift)
        elif key == Qt.Key.Key_F6:
            self._leave(forward=not shift)
        elif key == Qt.Key.Key_F2 and here.isValid():
            self._edit_name(here)
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        to = None
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            to = moved(action, self.currentIndex(), self._contacts)
        return super().moveCursor(action, modifiers) if to is None else to

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # With Ctrl Qt would move without selecting: in a spreadsheet only Shift makes a difference.
        if isinstance(event, QKeyEvent) and is_moving(event):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                return _Flag.SelectCurrent
            return _Flag.ClearAndSelect
        return super().selectionCommand(index, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        areas = self.areas()
        if (self.hasFocus() or self.editor()) and all(area.is_cell for area in areas):
            return  # the ring is enough
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for area in areas:
            box(painter, self._rect(area), 3, None, "accent", 1.5)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Within

    def _leave(self, *, forward: bool) -> None:
        """To the part behind or before the table: Tab moves within, from cell to cell."""
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    def _tick(self, index: QModelIndex, cell: Cell) -> None:
        """A tick on one of several chosen rows is one on them all."""
        rows = self.chosen_rows()
        if len(rows) > 1 and index.row() in rows:
            self._contacts.tick(self._contacts.shown[rows], not cell.checked)
        else:
            super()._tick(index, cell)

    def _rect(self, area: Area) -> QRectF:
        """Of a block; only as high as the viewport, for a painter a million rows are too many."""
        header, height = self.header, self.rowHeight(0)
        left = self.columnViewportPosition(area.left)
        right = self.columnViewportPosition(area.right) + header.sectionSize(area.right)
        scrolled = self.verticalScrollBar().value()
        top = max(area.top * height - scrolled, -height)
        bottom = min((area.bottom + 1) * height - scrolled, self.viewport().height() + height)
        return QRectF(left + 1, top + 1, right - left - 2, bottom - top - 3)

    def _fit(self) -> None:
        """The columns up to the suggestion fill the table: its link is never out of sight."""
        kinds = [column.kind for column in self._contacts.columns]
        if "suggestion" not in kinds:
            return
        last = kinds.index("suggestion")
        least = look.tall(self._contacts.columns[last].width)
        # As if there were a scroll bar: a filter must not move the columns.
        steady = self.width() - self.verticalScrollBar().sizeHint().width()
        self._fit_number(kinds.index("number"), steady - self._before(last) - least)
        room = self.viewport().width() - self._before(last)
        self.header.resizeSection(last, max(room, least))

    def _fit_number(self, at: int, spare: int) -> None:
        """Where there is room to ``spare`` a long number is not cut; a dragged width stays."""
        now = self.header.sectionSize(at)
        least = max(look.tall(self._contacts.columns[at].width), self.header.sectionSizeHint(at))
        if now in (least, self._number_width):
            more = min((spare + now - least) // 2, look.tall(_MORE))
            self._number_width = least + max(0, more)
            self.header.resizeSection(at, self._number_width)

    def _before(self, last: int) -> int:
        """How wide the columns before this one are."""
        return sum(self.header.sectionSize(section) for section in range(last))

    def _choose_lines(self, *, whole_rows: bool) -> None:
        """The rows (or the columns) of the chosen cells, from end to end."""
        rows, columns = len(self._contacts.shown) - 1, len(self._contacts.columns) - 1
        chosen = QItemSelection()
        for area in self.areas():
            left, right = (0, columns) if whole_rows else (area.left, area.right)
            top, bottom = (area.top, area.bottom) if whole_rows else (0, rows)
            first, last = self._contacts.index(top, left), self._contacts.index(bottom, right)
            chosen.select(first, last)
        self.selectionModel().select(chosen, _Flag.ClearAndSelect)

    def _select_again(self, area: Area) -> None:
        model, right = self._contacts, min(area.right, len(self._contacts.columns) - 1)
        first, last = model.index(area.top, area.left), model.index(area.bottom, right)
        self.selectionModel().select(QItemSelection(first, last), _Flag.ClearAndSelect)

    def _type_again(self, index: QModelIndex, text: str, cursor: int) -> None:
        self.edit(index)
        if (editor := self.editor()) is not None:
            editor.setText(text)
            editor.setCursorPosition(cursor)
            self._editing.typed.emit(index, text)

    @Slot(int, int)
    def _step(self, down: int, right: int) -> None:
        """One cell on; at the end of the table it stays."""
        here = self.currentIndex()
        if not here.isValid():
            return
        row = min(max(here.row() + down, 0), len(self._contacts.shown) - 1)
        column = min(max(here.column() + right, 0), len(self._contacts.columns) - 1)
        self.go_to(row, column)

    @Slot(QModelIndex, str)
    def _preview(self, index: QModelIndex, text: str) -> None:
        self._contacts.preview(index.row(), index.column(), text)

    @Slot(QModelIndex)
    def _take_suggestion(self, index: QModelIndex) -> None:
        self.suggestion_wanted.emit(index)

    @Slot(int, Qt.SortOrder)
    def _sorted(self, _section: int, _order: Qt.SortOrder) -> None:
        if self.order() is None:
            self.unsort()
        self.order_changed.emit()

    @Slot(QModelIndex)
    def _edit_name(self, index: QModelIndex) -> None:
        """A name of several cells is edited in the first of them."""
        table, column = self._contacts.table, self._contacts.columns[index.column()]
        if table is None or column.kind != "name" or column.key is not None:
            return
        found = (self._contacts.column_of(key) for key in table.shape.labels)
        if (first := next((at for at in found if at is not None), None)) is not None:
            self.edit_cell(index.row(), first)


def rows_of(areas: Iterable[Area]) -> Ids:
    """The rows of these blocks, each once, from the top."""
    parts = [np.arange(area.top, area.bottom + 1, dtype=np.int64) for area in areas]
    if len(parts) <= 1:
        return parts[0] if parts else np.empty(0, np.int64)
    return np.unique(np.concatenate(parts))
