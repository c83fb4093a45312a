"""The header of the table of contacts: one tick for all, sorting by a click, moving by a drag."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.parts.brush import box
from voicedesk.ui.parts.table import Header, Table

_PAD, _BOX, _ROOM = 12, 16, 26


class ContactsHeader(Header):
    """``moved`` says which section was dragged before which other one; it stands where it stood:
    who hears it makes the new order. ``menu_wanted`` carries the section and where on the screen.
    """

    moved = Signal(int, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, table: Table, model: ContactsModel) -> None:
        super().__init__(table)
        self._contacts = model
        self._pressed = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setSortIndicatorClearable(True)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.sectionMoved.connect(self._dragged)
        model.ticks_changed.connect(self._repaint)
        # A click sorts: it must not select a million cells besides.
        table.setHorizontalHeader(self)
        self.sectionPressed.disconnect()
        self.sectionEntered.disconnect()

    def sectionSizeFromContents(self, section: int) -> QSize:
        size = super().sectionSizeFromContents(section)
        return size + QSize(_ROOM, 0) if section == 0 else size

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section != 0:
            super().paintSection(painter, rect, section)
            return
        super().paintSection(painter, rect.adjusted(_ROOM, 0, 0, 0), section)
        self._paint_tick(painter, QRectF(rect))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._is_on_tick(event)
        if self._pressed:
            self.tick_all()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed:
            super().mouseReleaseEvent(event)
        self._pressed = False

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            place = self.viewport().mapFromGlobal(self.cursor().pos())
            if self._tick_rect().contains(QPointF(place)):
                QToolTip.showText(self.cursor().pos(), tr("Tick all shown rows"), self)
                return True
        return super().viewportEvent(event)

    @Slot()
    def tick_all(self) -> None:
        """All shown rows; none of them where all are ticked."""
        model = self._contacts
        if len(model.shown):
            model.tick(model.shown, model.ticks()[1] < len(model.shown))

    def _paint_tick(self, painter: QPainter, rect: QRectF) -> None:
        shown, ticked = len(self._contacts.shown), self._contacts.ticks()[1]
        square = QRectF(rect.left() + _PAD, rect.center().y() - _BOX / 2, _BOX, _BOX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not ticked:
            box(painter, square, 4, "surface", "control", 1.2)
        else:
            box(painter, square, 4, "accent")
            if ticked == shown:
                at = square.topLeft() + QPointF(1, 1)
                icons.paint(painter, at, "check", "on_accent", icons.SMALL)
            else:
                line = QRectF(square.left() + 4, square.center().y() - 1, _BOX - 8, 2)
                painter.fillRect(line, look.color("on_accent"))
        painter.restore()

    def _tick_rect(self) -> QRectF:
        left = self.sectionViewportPosition(0) + _PAD - 4
        return QRectF(left, self.height() / 2 - 12, 24, 24)

    def _is_on_tick(self, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        return left and self.count() > 0 and self._tick_rect().contains(event.position())

    @Slot(int, int, int)
    def _dragged(self, section: int, old: int, new: int) -> None:
        self.blockSignals(True)
        self.moveSection(new, old)
        self.blockSignals(False)
        self.viewport().update()
        self.moved.emit(section, new)

    @Slot(QPoint)
    def _ask_menu(self, place: QPoint) -> None:
        section = self.logicalIndexAt(place)
        if section >= 0:
            self.menu_wanted.emit(section, self.viewport().mapToGlobal(place))

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()
