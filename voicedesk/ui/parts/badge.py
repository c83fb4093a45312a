"""A state in one to three words: icon, word and colour, never colour alone."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, breadth, painting, write

Kind = Literal["ok", "warn", "err", "neutral", "accent", "practice"]

INK: dict[Kind, Role] = {
    "ok": "ok",
    "warn": "warn",
    "err": "err",
    "neutral": "neutral",
    "accent": "accent",
    "practice": "practice",
}
SOFT: dict[Kind, Role] = {
    "ok": "ok_soft",
    "warn": "warn_soft",
    "err": "err_soft",
    "neutral": "neutral_soft",
    "accent": "accent_soft",
    "practice": "practice_soft",
}
ICON: dict[Kind, str] = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "err": "circle-x",
    "neutral": "circle-dashed",
    "accent": "info",
    "practice": "flask-conical",
}
_START, _TEXT, _END = 7, 25, 11


def badge_width(text: str) -> float:
    """The pixels a badge with this text takes."""
    return breadth(text, look.font("small", 500)) + _TEXT + _END


def paint_badge(
    painter: QPainter, rect: QRectF, kind: Kind, text: str, icon: str | None = None
) -> None:
    """A badge that fills ``rect`` in height and, at most, in width."""
    rect = QRectF(rect)
    rect.setWidth(min(rect.width(), badge_width(text)))
    box(painter, rect, rect.height() / 2, SOFT[kind])
    at = QPointF(rect.x() + _START, rect.center().y() - icons.SMALL / 2)
    icons.paint(painter, at, icon or ICON[kind], INK[kind], icons.SMALL)
    room = rect.adjusted(_TEXT, 0, -_END, 0)
    write(painter, room, text, INK[kind], look.font("small", 500))


class Badge(QLabel):
    """A badge as a widget; a screen reader reads it as text."""

    def __init__(
        self, kind: Kind, text: str, icon: str | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._icon = kind, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_state(self, kind: Kind, text: str, icon: str | None = None) -> None:
        self._kind, self._icon = kind, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(badge_width(self.text()) + 0.5), look.tall(look.BADGE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_badge(painter, QRectF(self.rect()), self._kind, self.text(), self._icon)
