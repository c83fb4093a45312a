"""The table of contacts: the ids of the shown rows first, their texts only when painted."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from voicedesk.base.words import tr
from voicedesk.contacts.contact import ContactRow
from voicedesk.ui.contact_cells import explanation, state_cell, suggestion_cell
from voicedesk.ui.contacts_view import Roll, TableColumn, columns_of, label
from voicedesk.ui.parts.cell import CELL, Cell

AnyIndex = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ROLES = frozenset(
    (
        CELL,
        _Role.DisplayRole,
        _Role.EditRole,
        _Role.ToolTipRole,
        _Role.AccessibleTextRole,
    )
)
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_HERE = QModelIndex()


class ContactsModel(QAbstractTableModel):
    """Shows the rows of a :class:`Roll` whose positions it is given, in that order.

    ``edited`` asks for a cell to be changed: the contact as it was, the cell's index, the text.
    The text is shown at once, the verdict when :meth:`apply` brings it.
    """

    edited = Signal(object, int, str)
    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roll: Roll | None = None
        self.columns: tuple[TableColumn, ...] = ()
        self._ids: list[int] = []
        self._at: dict[int, int] = {}
        self._ticked: set[int] = set()

    def show(self, roll: Roll | None, ids: Sequence[int]) -> None:
        """Another list, or none."""
        self.beginResetModel()
        self.roll = roll
        self.columns = () if roll is None else columns_of(roll.info)
        self._ticked.clear()
        self._hold(list(ids))
        self.endResetModel()
        self.ticks_changed.emit()

    def show_only(self, ids: Sequence[int]) -> None:
        """Other rows of the same list, or another order."""
        self.beginResetModel()
        known = {} if self.roll is None else self.roll.rows
        self._hold([at for at in ids if at in known])
        self.endResetModel()

    def apply(self, changed: Sequence[ContactRow], gone: Iterable[int] = ()) -> None:
        """Take over what the store says now.

        Shown rows stay shown where they are, whatever the filter; new ones come in behind the one
        they follow in the list.
        """
        roll = self.roll
        if roll is None:
            return
        lost = [at for at in gone if at in roll.rows]
        new = [row.position for row in changed if row.position not in roll.rows]
        if not lost and not new:
            for row in changed:
                roll.put(row)
            self._repaint(row.position for row in changed)
            return
        self.beginResetModel()
        for position in lost:
            roll.remove(position)
        for row in changed:
            roll.put(row)
        self._hold(_with(sorted(roll.rows), [at for at in self._ids if at in roll.rows], new))
        self.endResetModel()
        if self._ticked:
            self._ticked.intersection_update(roll.rows)
            self.ticks_changed.emit()

    def row(self, number: int) -> ContactRow:
        """The contact in this row of the table."""
        if self.roll is None:
            raise IndexError(number)
        return self.roll.rows[self._ids[number]]

    def row_of(self, position: int) -> int | None:
        """The row of the table in which the contact at ``position`` is, if it is shown."""
        return self._at.get(position)

    def column_of(self, cell: int) -> int:
        """The first column in which this cell is edited."""
        return next(i for i, column in enumerate(self.columns) if column.cell == cell)

    def ticked(self) -> frozenset[int]:
        return frozenset(self._ticked)

    def clear_ticks(self) -> None:
        gone, self._ticked = self._ticked, set()
        self._repaint(gone)
        self.ticks_changed.emit()

    def rowCount(self, parent: AnyIndex = _HERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = _HERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        editable = index.isValid() and self.columns[index.column()].cell is not None
        return _EDITABLE if editable else _PLAIN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if role != _Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.columns[section].title if section < len(self.columns) else None

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row, column = self.row(index.row()), self.columns[index.column()]
        if role == _Role.EditRole:
            return "" if column.cell is None else row.cells[column.cell]
        if role == _Role.ToolTipRole:
            return explanation(row, self._first(row))
        if role == _Role.AccessibleTextRole and column.kind == "state":
            return explanation(row, self._first(row)).replace("\n", ", ")
        cell = self._cell(row, column)
        return cell if role == CELL else cell.text

    def setData(self, index: AnyIndex, value: Any, role: int = _Role.EditRole) -> bool:
        row = self.row(index.row())
        if role == _Role.CheckStateRole:
            self._tick(row.position, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        cell = self.columns[index.column()].cell
        if role != _Role.EditRole or cell is None or self.roll is None or row.cells[cell] == value:
            return False
        cells = (*row.cells[:cell], str(value), *row.cells[cell + 1 :])
        number = cells[self.roll.info.phone_column]
        self.roll.put(replace(row, cells=cells, number=number))
        self._repaint([row.position])
        self.edited.emit(row, cell, str(value))
        return True

    def _cell(self, row: ContactRow, column: TableColumn) -> Cell:
        match column.kind:
            case "name":
                return self._name_cell(row)
            case "state":
                return state_cell(row, self._first(row))
            case "suggestion":
                return suggestion_cell(row)
            case "row":
                return Cell("" if row.row is None else str(row.row), role="text2")
        return Cell(row.cells[column.cell or 0])

    def _name_cell(self, row: ContactRow) -> Cell:
        ticked = row.position in self._ticked
        name = "" if self.roll is None else label(self.roll.info, row)
        if name or row.row is None:
            return Cell(name, checked=ticked)
        return Cell(tr("Row {row}", row=row.row), role="text2", checked=ticked)

    def _first(self, row: ContactRow) -> ContactRow | None:
        if row.duplicate_of is None or self.roll is None:
            return None
        return self.roll.rows.get(row.duplicate_of)

    def _tick(self, position: int, on: bool) -> None:
        (self._ticked.add if on else self._ticked.discard)(position)
        self._repaint([position])
        self.ticks_changed.emit()

    def _hold(self, ids: list[int]) -> None:
        self._ids = ids
        self._at = {position: row for row, position in enumerate(ids)}

    def _repaint(self, positions: Iterable[int]) -> None:
        """One signal however many rows."""
        rows = [self._at[at] for at in positions if at in self._at]
        if rows:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), last))


def _with(ordered: list[int], shown: list[int], new: Iterable[int]) -> list[int]:
    """``shown`` with each of ``new`` behind the one before it in ``ordered``; else at the end."""
    followers: dict[int | None, list[int]] = defaultdict(list)
    for position in sorted(new):
        place = bisect_left(ordered, position)
        followers[ordered[place - 1] if place else None].append(position)
    if not followers:
        return shown
    made = _chain(followers.pop(None, []), followers)
    for position in shown:
        made.append(position)
        if position in followers:
            made.extend(_chain(followers.pop(position), followers))
    while followers:
        made.extend(_chain(followers.pop(min(followers, key=lambda at: at or 0)), followers))
    return made


def _chain(start: list[int], followers: dict[int | None, list[int]]) -> list[int]:
    made, waiting = [], list(start)
    while waiting:
        position = waiting.pop(0)
        made.append(position)
        waiting = followers.pop(position, []) + waiting
    return made
