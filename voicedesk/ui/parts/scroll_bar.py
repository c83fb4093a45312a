"""A quiet scroll bar: only its handle is seen."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from voicedesk.ui import look
from voicedesk.ui.parts.brush import painting

_THIN, _REST, _HELD = 6.0, 110, 200


class ScrollBar(QScrollBar):
    """Behaves as the style's own, arrows included; they are not drawn."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = QRectF(
            self.style().subControlRect(
                QStyle.ComplexControl.CC_ScrollBar,
                option,
                QStyle.SubControl.SC_ScrollBarSlider,
                self,
            )
        )
        upright = self.orientation() == Qt.Orientation.Vertical
        spare = (handle.width() if upright else handle.height()) - _THIN
        inset = max(0.0, spare / 2)
        slim = (
            handle.adjusted(inset, 2, -inset, -2)
            if upright
            else handle.adjusted(2, inset, -2, -inset)
        )
        shade = look.color("control")
        shade.setAlpha(_HELD if self.isSliderDown() or self.underMouse() else _REST)
        with painting(self) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(slim, _THIN / 2, _THIN / 2)
