"""A table's rows that are made when they are looked at: titles, how many, and a cell."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicedesk.ui.parts.cell import CELL, Cell

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CellRows(QAbstractTableModel):
    """Read only. ``cell(row, column)`` says what is shown; :meth:`show` replaces everything."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._rows = 0
        self._cell: Callable[[int, int], Cell] = _nothing

    def show(
        self,
        rows: int,
        cell: Callable[[int, int], Cell],
        titles: Sequence[str] | None = None,
    ) -> None:
        self.beginResetModel()
        self._rows, self._cell = rows, cell
        if titles is not None:
            self._titles = tuple(titles)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == CELL:
            return self._cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(index.row(), index.column()).text
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


def _nothing(_row: int, _column: int) -> Cell:
    return Cell()
