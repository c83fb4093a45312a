"""A box to tick, with its words."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, breadth, painting, write
from voicedesk.ui.parts.ring import FocusRing

_BOX, _ROOM = 16, 26


class Tick(QCheckBox):
    """A check box; the words are part of what can be clicked."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._ring = FocusRing(self, 4)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = breadth(self.text(), look.font())
        return QSize(round(width + 1) + _ROOM, look.tall(look.BADGE))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 4 * _ROOM), look.tall(look.BADGE))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        live = self.isEnabled()
        square = QRectF(0, self.height() / 2 - _BOX / 2, _BOX, _BOX)
        ink: Role = "text" if live else "text2"
        with painting(self) as painter:
            if self.isChecked():
                box(painter, square, 4, "accent" if live else "control")
                at = square.topLeft() + QPointF(1, 1)
                icons.paint(painter, at, "check", "on_accent", icons.SMALL)
            else:
                box(painter, square, 4, "surface", "control", 1.2)
            room = QRectF(self.rect()).adjusted(_ROOM, 0, 0, 0)
            write(painter, room, self.text(), ink, look.font())
