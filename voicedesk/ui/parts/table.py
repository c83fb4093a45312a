"""The table: fixed rows, hairlines, a cell cursor, actions in the row. Fit for a million rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.parts.brush import LEFT, RIGHT, breadth, write
from voicedesk.ui.parts.cell import Cell, CellDelegate, action_rect, cell_of, tick_rect
from voicedesk.ui.parts.scroll_bar import ScrollBar

_HEADER, _PAD, _ARROW_ROOM = 34, 12, 20
_LEAST_REST = 160  # of a column that takes the rest


@dataclass(frozen=True)
class Column:
    """``width`` in pixels of the design, None to take the rest; never narrower than its title.

    ``least`` is what it may shrink to where the table is narrow, by default its width.
    """

    width: int | None = None
    right: bool = False
    least: int | None = None


class Table(QTableView):
    """A QTableView in the look; the model tells cells by :data:`~voicedesk.ui.parts.cell.CELL`.

    ``acted`` carries the index whose link was clicked, or the one in the current row on Alt+Enter.
    A tick is set through the model's ``setData(index, Qt.CheckState, CheckStateRole)``, by a click
    on the box or by Space. A model that shrinks should reset (the view then goes to the top first:
    Qt measures every row when it is scrolled past the new end).
    """

    acted = Signal(QModelIndex)

    def __init__(self, *, row: int = look.ROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._columns: tuple[Column, ...] = ()
        self._widths: list[int | None] = []  # as last given to the header
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        self.setHorizontalHeader(Header(self))
        self.setVerticalScrollBar(ScrollBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBar(ScrollBar(Qt.Orientation.Horizontal, self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget(self))  # else a grey square, where both scroll bars are
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        self._measure()
        look.current().changed.connect(self._measure)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        before = self.model()
        if before is not None:
            before.modelAboutToBeReset.disconnect(self._rewind)
        super().setModel(model)
        if model is None:
            return
        # The headers would walk every selected row at each repaint (12 s at a million): they get
        # a selection of their own, which stays empty.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))
        model.modelAboutToBeReset.connect(self._rewind)
        self.set_columns(self._columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Widths and sides, in the model's order; columns beyond stay as they are."""
        self._columns = tuple(columns)
        self._cells.right = frozenset(i for i, c in enumerate(columns) if c.right)
        self._widths = []
        self._share_out()

    def right_columns(self) -> frozenset[int]:
        return self._cells.right

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        # The whole row shows where the cursor is.
        for index in (current, previous):
            if index.isValid():
                top = self.rowViewportPosition(index.row())
                height = self.rowHeight(index.row())
                self.viewport().update(QRect(0, top, self.viewport().width(), height))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._hit(event) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event)
        super().mousePressEvent(event)
        if hit is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index, cell = hit
        if tick_rect(QRectF(self.visualRect(index)), cell).contains(event.position()):
            self._tick(index, cell)
        else:
            self.acted.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if here.isValid() and enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._act_in_row(here)
            return
        if here.isValid() and event.key() == Qt.Key.Key_Space:
            cell = cell_of(here)
            if cell.checked is not None:
                self._tick(here, cell)
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _hit(self, event: QMouseEvent) -> tuple[QModelIndex, Cell] | None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return None
        cell, rect = cell_of(index), QRectF(self.visualRect(index))
        places = (tick_rect(rect, cell), action_rect(rect, cell))
        return (index, cell) if any(place.contains(event.position()) for place in places) else None

    def _tick(self, index: QModelIndex, cell: Cell) -> None:
        state = Qt.CheckState.Unchecked if cell.checked else Qt.CheckState.Checked
        self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _act_in_row(self, here: QModelIndex) -> None:
        for column in range(self.model().columnCount()):
            index = here.siblingAtColumn(column)
            if cell_of(index).action:
                self.acted.emit(index)
                return

    def _share_out(self) -> None:
        """Give the columns their widths; what a person dragged stays until these change."""
        header = self.horizontalHeader()
        widths = self._shared_widths(header)
        if widths == self._widths:
            return
        self._widths = widths
        for number, width in enumerate(widths):
            if width is None:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(number, width)

    def _shared_widths(self, header: QHeaderView) -> list[int | None]:
        """None for what takes the rest, unless too little is left: then others shrink for it."""
        columns = self._columns[: header.count()]
        hints = [header.sectionSizeHint(number) for number in range(len(columns))]
        wished = [
            max(look.tall(column.width or column.least or _LEAST_REST), hint)
            for column, hint in zip(columns, hints, strict=True)
        ]
        lacking = sum(wished) - self.viewport().width()
        if lacking <= 0 or None not in [column.width for column in columns]:
            return [
                None if column.width is None else width
                for column, width in zip(columns, wished, strict=True)
            ]
        for number, column in enumerate(columns):
            if column.width is not None and column.least is not None and lacking > 0:
                cut = min(lacking, wished[number] - max(look.tall(column.least), hints[number]))
                wished[number] -= cut
                lacking -= cut
        return list(wished)

    @Slot()
    def _measure(self) -> None:
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(look.tall(self._row))
        self.viewport().update()

    @Slot()
    def _rewind(self) -> None:
        self.verticalScrollBar().setValue(0)


class Header(QHeaderView):
    """Titles in small grey over a hairline; an arrow where the rows are sorted."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setHighlightSections(False)
        self.setMinimumSectionSize(look.tall(64))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.tall(_HEADER))

    def sectionSizeFromContents(self, section: int) -> QSize:
        width = breadth(self._title(section), look.font("small", 500)) + 2 * _PAD
        width += _ARROW_ROOM if self.isSortIndicatorShown() else 0
        return QSize(round(width) + 1, look.tall(_HEADER))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), look.color("surface"))
        bottom = self.viewport().height() - 1
        painter.fillRect(0, bottom, self.viewport().width(), 1, look.color("line"))
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(rect).adjusted(_PAD, 0, -_PAD, 0)
        right = section in self._table.right_columns()
        font = look.font("small", 500)
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        if sorted_here:
            room.setRight(room.right() - (_ARROW_ROOM if right else 0))
        title = self._title(section)
        write(painter, room, title, "text2", font, RIGHT if right else LEFT)
        if sorted_here:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            end = room.right() if right else room.left() + min(room.width(), breadth(title, font))
            at = QRectF(end + 4, rect.center().y() - 6, 14, 14).topLeft()
            icons.paint(painter, at, "chevron-up" if up else "chevron-down", "text2", icons.SMALL)
        painter.restore()

    def _title(self, section: int) -> str:
        model = self.model()
        title = model.headerData(section, Qt.Orientation.Horizontal) if model is not None else ""
        return "" if title is None else str(title)
