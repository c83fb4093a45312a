"""The table under clicks and keys, with a million rows."""

import pytest
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import shown
from voicedesk.ui import look
from voicedesk.ui.parts.cell import CELL, Cell, action_rect, tick_rect
from voicedesk.ui.parts.table import Column, Table

LEFT = Qt.MouseButton.LeftButton
AnyIndex = QModelIndex | QPersistentModelIndex
pytestmark = pytest.mark.usefixtures("french_look")


class Rows(QAbstractTableModel):
    """A million rows, made as they are asked for."""

    def __init__(self, rows: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows
        self.ticked: set[int] = set()
        self.asked = 0

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return self.rows

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 3

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        self.asked += 1
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = 0) -> object:
        if role != CELL:
            return None
        if index.column() == 0:
            return Cell(f"Personne {index.row()}", checked=index.row() in self.ticked)
        if index.column() == 1:
            return Cell("Zéro perdu", badge="warn")
        return Cell.suggestion("06 00 00 27 51", "Corriger")

    def setData(self, index: AnyIndex, value: object, role: int = 0) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        change = self.ticked.add if value == Qt.CheckState.Checked else self.ticked.discard
        change(index.row())
        self.dataChanged.emit(index, index)
        return True


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table()
    made.setModel(Rows(1_000_000, made))
    made.set_columns([Column(200), Column(140), Column(None)])
    shown(qtbot, made, 800, 400)
    return made


def rows_of(table: Table) -> Rows:
    model = table.model()
    assert isinstance(model, Rows)
    return model


def test_table_acts_in_the_row(qtbot: QtBot, table: Table) -> None:
    index = table.model().index(2, 2)
    link = action_rect(QRectF(table.visualRect(index)), index.data(CELL))
    with qtbot.waitSignal(table.acted) as seen:
        QTest.mouseClick(table.viewport(), LEFT, pos=link.center().toPoint())
    assert seen.args[0].row() == 2
    table.setCurrentIndex(table.model().index(5, 0))
    with qtbot.waitSignal(table.acted) as seen:
        QTest.keyClick(table, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert (seen.args[0].row(), seen.args[0].column()) == (5, 2)


def test_table_ticks_by_click_and_space(qtbot: QtBot, table: Table) -> None:
    index = table.model().index(1, 0)
    square = tick_rect(QRectF(table.visualRect(index)), index.data(CELL))
    assert square.width() >= 24
    QTest.mouseClick(table.viewport(), LEFT, pos=square.center().toPoint())
    assert rows_of(table).ticked == {1}
    table.setCurrentIndex(table.model().index(3, 0))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert rows_of(table).ticked == {1, 3}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert rows_of(table).ticked == {1}


def test_table_moves_like_a_sheet_and_rings_its_cell(qtbot: QtBot, table: Table) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 1)
    image = table.viewport().grab().toImage()
    cell = table.visualRect(table.currentIndex())
    assert image.pixelColor(cell.left() + 4, cell.center().y()) == look.color("accent")
    other = table.visualRect(table.model().index(1, 2))
    assert image.pixelColor(other.right() - 3, other.top() + 3) == look.color("sel")


def test_select_all_of_a_million_walks_no_row(qtbot: QtBot, table: Table) -> None:
    model = rows_of(table)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selectionModel().selection().count() == 1
    model.asked = 0
    table.grab()
    table.horizontalHeader().viewport().grab()
    assert model.asked < 1000
    table.selectionModel().select(
        model.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def test_table_shrinks_from_its_end(table: Table) -> None:
    model = rows_of(table)
    table.scrollToBottom()
    assert table.rowAt(0) > 999_000
    model.beginResetModel()
    model.rows = 10
    model.endResetModel()
    table.grab()
    assert table.rowAt(0) == 0


def test_columns_shrink_for_the_one_that_takes_the_rest(qtbot: QtBot) -> None:
    table = Table()
    table.setModel(Rows(3, table))
    table.set_columns([Column(least=150), Column(200, least=120), Column(180)])
    shown(qtbot, table, 800)

    def widths() -> list[int]:
        QApplication.processEvents()
        return [table.columnWidth(column) for column in range(3)]

    room = table.viewport().width()
    assert widths() == [room - 380, 200, 180]
    table.window().resize(524, 300)
    room -= 276
    assert widths() == [150, room - 330, 180]
    table.window().resize(400, 300)
    assert widths() == [150, 120, 180], "then it scrolls"
    assert table.horizontalScrollBar().maximum() > 0
    table.window().resize(800, 300)
    assert widths()[1:] == [200, 180]
    table.horizontalHeader().resizeSection(1, 230)
    table.window().resize(820, 300)
    assert widths()[1:] == [230, 180], "as the person wants it"
