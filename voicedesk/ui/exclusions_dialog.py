"""The rows behind a number of the review: who will not be called, or against what warning."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.rows import Exclusion
from voicedesk.ui import look, wording
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

AnyIndex = QModelIndex | QPersistentModelIndex
_COLUMNS = (Column(), Column(200), Column(210), Column(200, least=90))
_REASON = 2
_NOWHERE = QModelIndex()


class ExclusionsModel(QAbstractTableModel):
    """Name, number as typed, reason, and where the row stands; made when they are looked at.

    ``lists`` are the names of the campaign's lists by their ids.
    """

    def __init__(
        self,
        rows: Sequence[Exclusion],
        lists: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows, self._lists = rows, dict(lists)
        self._titles = (tr("Name"), tr("Number as typed"), tr("Reason"), tr("Row"))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        words = wording.contact_problem(row.code)
        if role == CELL:
            return (
                Cell(row.label or "–", weight=500),
                Cell(row.number or "–"),
                Cell(words.message, badge="warn"),
                Cell(self._place(row.list_id, row.row), role="text2"),
            )[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explained(row, words.fix) if index.column() == _REASON else None
        place = self._place(row.list_id, row.row)
        return (row.label, row.number, words.message, place)[index.column()]

    def _place(self, list_id: str | None, row: int | None) -> str:
        """``Clients, 12``: the list where there are several, and the row of its file."""
        name = self._lists.get(list_id or "", "") if len(self._lists) > 1 else ""
        return ", ".join(filter(None, (name, "" if row is None else count(row)))) or "–"

    def _explained(self, row: Exclusion, fix: str) -> str:
        """Why, and where the number stands already."""
        if row.repeats is None:
            return fix
        first = self._place(row.repeats_list, row.repeats_row)
        return tr("{why} First at: {place}.", why=fix, place=first)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


class ExclusionsDialog(QDialog):
    """Opened with ``open()``; Escape or its button closes it, and it is gone then."""

    def __init__(
        self,
        title: str,
        rows: Sequence[Exclusion],
        lists: Mapping[str, str],
        parent: QWidget,
        *,
        warned: bool = False,  # they will be called, against a warning
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("exclusions")
        self.setWindowTitle(title)
        self.resize(look.tall(820), look.tall(480))
        table = Table(row=look.ROW_DENSE, parent=self)
        table.setObjectName("exclusions-table")
        table.setAccessibleName(title)
        table.setModel(ExclusionsModel(rows, lists, table))
        table.set_columns(_COLUMNS)
        close = Button(tr("Close the list"), parent=self)
        close.setObjectName("exclusions-close")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        said = _warned(len(rows)) if warned else _excluded(len(rows))
        foot.addWidget(Label(said, "body", "text2", parent=self), 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.EDGE, 20, look.EDGE, 20)
        column.setSpacing(look.GROUP)
        column.addWidget(Label(title, "section", wrap=True, parent=self))
        column.addWidget(table, 1)
        column.addLayout(foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("surface"))


def _excluded(rows: int) -> str:
    return ntr("{count} row will not be called", "{count} rows will not be called", rows,
               count=count(rows))  # fmt: skip


def _warned(rows: int) -> str:
    return ntr("{count} row will be called once the warning is ticked",
               "{count} rows will be called once the warning is ticked", rows,
               count=count(rows))  # fmt: skip
