"""The table of contacts: the ids of the shown rows in one array, their texts when painted."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from voicedesk.base.words import tr
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contact_cells import consent_cell, explanation, state_cell, suggestion_cell
from voicedesk.ui.contacts_columns import TableColumn
from voicedesk.ui.parts.cell import CELL, Cell

AnyIndex = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ROLES = frozenset(
    (CELL, _Role.DisplayRole, _Role.EditRole, _Role.ToolTipRole, _Role.AccessibleTextRole)
)
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_HERE = QModelIndex()
_NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True)
class Typed:
    """A text that is typed, or on its way to the store; ``contact`` as it will be judged."""

    id: int
    key: int
    text: str = field(repr=False)
    contact: Contact | None = None  # only for a number


class ContactsModel(QAbstractTableModel):
    """Shows the rows of a :class:`ContactTable` whose ids it is given, in that order.

    ``edited`` asks for a cell to be changed: the text is shown until :meth:`settle`. The table is
    changed by others, who tell by :meth:`show_only` and :meth:`repaint`.
    """

    edited = Signal(object)  # Typed
    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: ContactTable | None = None
        self.columns: tuple[TableColumn, ...] = ()
        self.shown: Ids = _NOBODY
        self._ticked: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._ticks = (0, 0)  # how many rows in all, and of those shown
        self._preview: Typed | None = None
        self._typed: dict[tuple[int, int], Typed] = {}

    def show(
        self, table: ContactTable | None, shown: Ids, columns: tuple[TableColumn, ...]
    ) -> None:
        """Another list, or none."""
        self.beginResetModel()
        self.table, self.shown, self.columns = table, shown, columns
        self._ticked = np.zeros(0, np.bool_)
        self._preview = None
        self._typed.clear()
        self.endResetModel()
        self._count_ticks()

    def show_only(self, shown: Ids, columns: tuple[TableColumn, ...] | None = None) -> None:
        """Other rows of the same list, another order, or other columns."""
        self.beginResetModel()
        self.shown = shown
        self.columns = self.columns if columns is None else columns
        self.endResetModel()
        if self._ticks[0] and self.table is not None:
            self._ticked &= self.table.alive[: len(self._ticked)]
            self._count_ticks()

    def repaint(self) -> None:
        """One signal however many rows are different."""
        if len(self.shown) and self.columns:
            last = self.index(len(self.shown) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def id_at(self, row: int) -> int:
        """The contact in this row of the table."""
        return int(self.shown[row])

    def row_of(self, contact: int) -> int | None:
        """The row of the table in which the contact is, if it is shown."""
        found = np.flatnonzero(self.shown == contact)
        return int(found[0]) if len(found) else None

    def column_of(self, key: int) -> int | None:
        """The first column in which this one of the list is edited, if it is shown."""
        found = (at for at, column in enumerate(self.columns) if column.key == key)
        return next(found, None)

    def contact(self, contact: int) -> Contact:
        """The contact as it is, or as it will be with the number that is typed."""
        assert self.table is not None
        typed = self._typed_at(contact, self.table.shape.phone)
        return (
            self.table.contact(contact)
            if typed is None or typed.contact is None
            else (typed.contact)
        )

    # Typing

    def preview(self, row: int, column: int, text: str) -> None:
        """What is typed at this moment: a number is judged, nothing is changed."""
        key = self.columns[column].key
        if key is None:
            return
        self._preview = self._judged(self.id_at(row), key, text)
        self._repaint_said(row)

    def end_preview(self) -> None:
        """The editor is closed; what it gave goes by :meth:`setData`."""
        if self._preview is None:
            return
        row = self.row_of(self._preview.id)
        self._preview = None
        if row is not None:
            self._repaint_said(row)

    def settle(self, typed: Typed) -> None:
        """The table says now what was typed."""
        if self._typed.get((typed.id, typed.key)) == typed:
            del self._typed[typed.id, typed.key]

    def forget_typed(self) -> None:
        """What was typed did not come into the table."""
        self._typed.clear()
        self.repaint()

    # Ticks

    def ticked(self) -> Ids:
        """The ids of the ticked rows, shown or not."""
        return np.flatnonzero(self._ticked)

    def ticks(self) -> tuple[int, int]:
        """How many rows are ticked: in all, and of those shown."""
        return self._ticks

    def tick(self, ids: Ids, on: bool) -> None:
        if self.table is None:
            return
        if len(self._ticked) < self.table.size:
            more = self.table.size - len(self._ticked)
            self._ticked = np.concatenate([self._ticked, np.zeros(more, np.bool_)])
        self._ticked[ids] = on
        self._count_ticks()
        self.repaint()

    def clear_ticks(self) -> None:
        self._ticked[:] = False
        self._count_ticks()
        self.repaint()

    # What Qt asks

    def rowCount(self, parent: AnyIndex = _HERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: AnyIndex = _HERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        editable = index.isValid() and self.columns[index.column()].key is not None
        return _EDITABLE if editable else _PLAIN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if role != _Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.columns[section].title if section < len(self.columns) else None

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid() or self.table is None:
            return None
        contact, column = self.id_at(index.row()), self.columns[index.column()]
        if role == _Role.EditRole:
            return "" if column.key is None else self._text(contact, column.key)
        if role == _Role.ToolTipRole:
            return self._explanation(contact, column)
        if role == _Role.AccessibleTextRole and column.kind == "state":
            return self._explanation(contact, column).replace("\n", ", ")
        cell = self._cell(contact, column)
        return cell if role == CELL else cell.text

    def setData(self, index: AnyIndex, value: Any, role: int = _Role.EditRole) -> bool:
        contact, key = self.id_at(index.row()), self.columns[index.column()].key
        if role == _Role.CheckStateRole:
            on = Qt.CheckState(value) == Qt.CheckState.Checked
            self.tick(np.array([contact], np.int64), on)
            return True
        self._preview = None
        if role != _Role.EditRole or key is None or self._text(contact, key) == value:
            return False
        typed = self._typed[contact, key] = self._judged(contact, key, str(value))
        self.dataChanged.emit(
            self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1)
        )
        self.edited.emit(typed)
        return True

    # One cell

    def _cell(self, contact: int, column: TableColumn) -> Cell:
        match column.kind:
            case "name":
                return self._name_cell(contact)
            case "state":
                found = self.contact(contact)
                return state_cell(found, self._first_row(found))
            case "suggestion":
                return suggestion_cell(self.contact(contact))
            case "consent":
                return consent_cell(self.contact(contact))
            case "row":
                return Cell(self._row_number(contact), role="text2")
        return Cell("" if column.key is None else self._text(contact, column.key))

    def _name_cell(self, contact: int) -> Cell:
        assert self.table is not None
        ticked = contact < len(self._ticked) and bool(self._ticked[contact])
        parts = (self._text(contact, key).strip() for key in self.table.shape.labels)
        name, row = " ".join(filter(None, parts)), self._row_number(contact)
        if name or not row:
            return Cell(name, checked=ticked)
        return Cell(tr("Row {row}", row=row), role="text2", checked=ticked)

    def _explanation(self, contact: int, column: TableColumn) -> str:
        assert self.table is not None
        found, key = self.contact(contact), column.key
        if column.kind in ("name", "cell") and key is not None:
            if self.table.is_edited(contact, key):
                return tr("Imported as “{original}”", original=self.table.original(contact, key))
            return self._text(contact, key)
        original = self.table.original(contact) if self.table.is_edited(contact) else None
        return explanation(found, self._first_row(found), original)

    def _first_row(self, contact: Contact) -> int | None:
        if contact.duplicate_of is None or self.table is None:
            return None
        return int(self.table.row[contact.duplicate_of]) or None

    def _row_number(self, contact: int) -> str:
        assert self.table is not None
        return str(int(self.table.row[contact]) or "")

    def _text(self, contact: int, key: int) -> str:
        assert self.table is not None
        typed = self._typed_at(contact, key)
        return self.table.text(contact, key) if typed is None else typed.text

    def _typed_at(self, contact: int, key: int) -> Typed | None:
        now = self._preview
        if now is not None and (now.id, now.key) == (contact, key):
            return now
        return self._typed.get((contact, key))

    def _judged(self, contact: int, key: int, text: str) -> Typed:
        table = self.table
        if table is None or key != table.shape.phone:
            return Typed(contact, key, text)
        # Tables that take a moment come with it: not before a number is typed.
        from voicedesk.contacts.phones.number import judge

        verdict = judge(text, table.region)
        made = replace(table.contact(contact), number=text, verdict=verdict, duplicate_of=None)
        if verdict.e164 is not None:
            same = np.flatnonzero(table.e164 == int(verdict.e164[1:]))
            before = table.position[same] < table.position[contact]
            same = same[table.alive[same] & (same != contact) & before]
            if len(same):
                first = same[np.argmin(table.position[same])]
                made = replace(made, duplicate_of=int(first))
        return Typed(contact, key, text, made)

    def _repaint_said(self, row: int) -> None:
        """What is said of the row: the cell that is typed in must keep its text."""
        said = [at for at, column in enumerate(self.columns) if column.key is None]
        for column in said:
            index = self.index(row, column)
            self.dataChanged.emit(index, index)

    def _count_ticks(self) -> None:
        ticked = self._ticked
        total = int(np.count_nonzero(ticked))
        here = 0
        if total:
            # Those beyond came after the last tick.
            known = self.shown < len(ticked)
            shown = self.shown if known.all() else self.shown[known]
            here = int(np.count_nonzero(ticked[shown]))
        self._ticks = (total, here)
        self.ticks_changed.emit()
