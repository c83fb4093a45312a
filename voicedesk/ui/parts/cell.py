"""What a table's cell shows, and the delegate that paints it."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.badge import Kind, badge_width, paint_badge
from voicedesk.ui.parts.brush import LEFT, RIGHT, box, breadth, write
from voicedesk.ui.parts.fill import Outcome, paint_bar

AnyIndex = QModelIndex | QPersistentModelIndex

# ``data(index, CELL)`` returns a Cell, or None where DisplayRole alone says everything.
CELL = int(Qt.ItemDataRole.UserRole) + 1

_PAD, _BOX, _BOX_ROOM, _ICON_ROOM, _BAR, _GAP = 12, 16, 26, 24, 12, 8
_RING = 2  # between the edge of a cell and the ring of its editor


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Left to right: tick box, icon, badge, bar or text; at the right end the action.

    ``badge`` makes the text a badge of that kind, ``icon`` then its icon. ``checked`` None is
    no tick box; ``tint`` is its colour when ticked. ``bar`` fills the cell with a stacked bar.
    ``action`` is the word of a link: :class:`~voicedesk.ui.parts.table.Table` emits ``acted``.
    """

    text: str = ""
    role: Role = "text"
    weight: int = 400
    icon: str | None = None
    icon_role: Role = "text2"
    badge: Kind | None = None
    checked: bool | None = None
    tint: Role = "accent"
    bar: Mapping[Outcome, int] | None = None
    action: str = ""

    @classmethod
    def suggestion(cls, text: str, action: str) -> "Cell":
        """An arrow, what is suggested, and the word that applies it."""
        return cls(text, weight=600, icon="arrow-right", icon_role="accent", action=action)


def cell_of(index: AnyIndex) -> Cell:
    """The index's cell; plain text where the model knows no :data:`CELL`."""
    cell = index.data(CELL)
    if isinstance(cell, Cell):
        return cell
    text = index.data(Qt.ItemDataRole.DisplayRole)
    return Cell("" if text is None else str(text))


def action_rect(rect: QRectF, cell: Cell) -> QRectF:
    """Where the cell's link is; empty without one. At least as high as the row."""
    if not cell.action:
        return QRectF()
    width = breadth(cell.action, look.font("body", 500))
    return QRectF(rect.right() - _PAD - width, rect.top(), width, rect.height())


def tick_rect(rect: QRectF, cell: Cell) -> QRectF:
    """Where a click ticks: 24 px square around the box; empty without one."""
    if cell.checked is None:
        return QRectF()
    return QRectF(rect.left() + _PAD - 4, rect.center().y() - 12, 24, 24)


class CellDelegate(QStyledItemDelegate):
    """Paints :class:`Cell`; its parent is the table. Columns in ``right`` end at the right."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.right: frozenset[int] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect = QRectF(option.rect)
        state = option.state
        cell = cell_of(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        self._paint_ground(painter, rect, state, index)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if cell.checked is not None:
            _paint_tick(painter, inner, cell)
            inner.setLeft(inner.left() + _BOX_ROOM)
        if cell.action:
            link = action_rect(rect, cell)
            write(painter, link, cell.action, "accent", look.font("body", 500))
            inner.setRight(link.left() - _GAP)
        self._paint_content(painter, inner, cell, index.column() in self.right)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        cell = cell_of(index)
        if cell.badge is not None:
            width = badge_width(cell.text)
        else:
            width = breadth(cell.text, look.font("body", cell.weight))
            width += _ICON_ROOM if cell.icon else 0
        width += _BOX_ROOM if cell.checked is not None else 0
        if cell.action:
            width += breadth(cell.action, look.font("body", 500)) + _GAP
        height = self._table.verticalHeader().defaultSectionSize()
        return QSize(round(width) + 2 * _PAD + 1, height)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        return _Editor(parent)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        editor.setGeometry(option.rect.adjusted(_RING, _RING, -_RING, -_RING - 1))

    def _paint_ground(
        self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag, index: AnyIndex
    ) -> None:
        table = self._table
        here = table.currentIndex()
        in_row = here.isValid() and here.row() == index.row()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or in_row:
            painter.fillRect(rect, look.color("sel"))
        if in_row and table.horizontalHeader().visualIndex(index.column()) == 0:
            painter.fillRect(
                QRectF(rect.left(), rect.top(), 3, rect.height()), look.color("accent")
            )
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(line, look.color("line"))
        if here == index and table.hasFocus():
            box(painter, rect.adjusted(3, 3, -3, -4), 5, "surface", "accent", 2)

    def _paint_content(self, painter: QPainter, room: QRectF, cell: Cell, right: bool) -> None:
        if cell.bar is not None:
            bar = QRectF(room.left(), room.center().y() - _BAR / 2, room.width(), _BAR)
            paint_bar(painter, bar, cell.bar)
            return
        if cell.badge is not None:
            height = min(look.tall(look.BADGE_CELL), room.height() - 2)
            where = QRectF(room.left(), room.center().y() - height / 2, room.width(), height)
            paint_badge(painter, where, cell.badge, cell.text, cell.icon)
            return
        font = look.font("body", cell.weight, figures=True)
        # What is suggested is read before it is taken: where room lacks, its arrow goes first.
        tight = bool(cell.action) and room.width() < _ICON_ROOM + breadth(cell.text, font)
        if cell.icon and not tight:
            at = QPointF(room.left(), room.center().y() - icons.MEDIUM / 2)
            icons.paint(painter, at, cell.icon, cell.icon_role, icons.MEDIUM)
            room = room.adjusted(_ICON_ROOM, 0, 0, 0)
        write(painter, room, cell.text, cell.role, font, RIGHT if right else LEFT)


class _Editor(QLineEdit):
    """The text stands where it stood in the cell, in the ring of a field that has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setTextMargins(_PAD - 3 - _RING, 0, 2, 0)  # Qt itself leaves some pixels at the left

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, None, "accent", 2)
        painter.end()


def _paint_tick(painter: QPainter, room: QRectF, cell: Cell) -> None:
    square = QRectF(room.left(), room.center().y() - _BOX / 2, _BOX, _BOX)
    if not cell.checked:
        box(painter, square, 4, "surface", "control", 1.2)
        return
    box(painter, square, 4, cell.tint)
    at = square.topLeft() + QPointF(1, 1)
    icons.paint(painter, at, "check", "on_accent", icons.SMALL)
