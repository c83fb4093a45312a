"""A drop-down in the look of a field."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, breadth, painting, veil, write
from voicedesk.ui.parts.hover import Hover

_PAD, _ARROW_ROOM = 11, 32


class Combo(QComboBox):
    """Not editable. ``name`` is what a screen reader says; nothing chosen shows the placeholder."""

    def __init__(self, name: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._hover = Hover(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def sizeHint(self) -> QSize:
        texts = [self.itemText(row) for row in range(min(self.count(), 50))]
        texts.append(self.placeholderText())
        widest = max(breadth(text, look.font()) for text in texts)
        return QSize(round(widest) + _PAD + _ARROW_ROOM + 1, look.tall(look.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 120), look.tall(look.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        rect, live = QRectF(self.rect()), self.isEnabled()
        edge: Role = "control" if live else "line"
        with painting(self) as painter:
            if self.hasFocus():
                box(painter, rect, look.RADIUS, "surface", "accent", 2)
            else:
                box(painter, rect, look.RADIUS, "surface" if live else "well", edge)
            if live and self._hover.over:
                veil(painter, rect, look.RADIUS)
            chosen = self.currentText()
            role: Role = "text" if chosen and live else "text2"
            room = rect.adjusted(_PAD, 0, -_ARROW_ROOM, 0)
            write(painter, room, chosen or self.placeholderText(), role, look.font())
            at = QPointF(rect.right() - 25, rect.center().y() - icons.MEDIUM / 2)
            icons.paint(painter, at, "chevron-down", "text2", icons.MEDIUM)
