"""The fills of charts: an outcome is told by its pattern as well as by its colour."""

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.ui.look import Role, color
from voicedesk.ui.parts.brush import hatch, painting

Outcome = Literal[
    "delivered", "not_delivered", "unknown", "in_progress", "waiting", "to_decide", "not_sent"
]
# The order of every bar and legend.
ORDER: tuple[Outcome, ...] = (
    "delivered",
    "not_delivered",
    "unknown",
    "in_progress",
    "waiting",
    "to_decide",
    "not_sent",
)
FILL: dict[Outcome, Role] = {
    "delivered": "fill_delivered",
    "not_delivered": "fill_not_delivered",
    "unknown": "fill_unknown",
    "in_progress": "fill_in_progress",
    "waiting": "fill_waiting",
    "to_decide": "fill_to_decide",
    "not_sent": "fill_not_sent",
}
_LEAST = 3.0  # pixels: a part that exists can be seen
_GAP = 1.2


def paint_fill(painter: QPainter, rect: QRectF, outcome: Outcome) -> None:
    """Colour and pattern of the outcome over ``rect``."""
    painter.fillRect(rect, color(FILL[outcome]))
    mark = _mark()
    if outcome == "not_delivered":
        hatch(painter, rect, mark, 6, 1.6)
    elif outcome == "to_decide":
        _crosses(painter, rect, mark)
    elif outcome == "unknown":
        _dots(painter, rect, mark)


def paint_bar(painter: QPainter, rect: QRectF, counts: Mapping[Outcome, int]) -> None:
    """A stacked bar in :data:`ORDER`; what is not 0 is at least 3 px wide."""
    radius = min(rect.height() / 2, 7)
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    painter.setClipPath(shape)
    painter.fillRect(rect, color("fill_not_sent"))
    x = rect.left()
    for outcome, width in widths(rect.width(), counts).items():
        paint_fill(painter, QRectF(x, rect.top(), width, rect.height()), outcome)
        x += width
        if x < rect.right() - 1:
            painter.fillRect(QRectF(x - _GAP, rect.top(), _GAP, rect.height()), color("surface"))
    painter.restore()
    outline(painter, rect, radius)


def widths(room: float, counts: Mapping[Outcome, int]) -> dict[Outcome, float]:
    """The pixels of each outcome that is not 0: together ``room``, each at least 3."""
    shown = {outcome: counts[outcome] for outcome in ORDER if counts.get(outcome, 0) > 0}
    if room < _LEAST * len(shown):
        return {outcome: room / len(shown) for outcome in shown}
    small: set[Outcome] = set()
    while True:
        rest = sum(n for outcome, n in shown.items() if outcome not in small)
        left = room - _LEAST * len(small)
        found = {o: _LEAST if o in small else left * n / rest for o, n in shown.items()}
        squeezed = {outcome for outcome, width in found.items() if width < _LEAST}
        if not squeezed:
            return found
        small |= squeezed


def outline(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The thin edge around bars and swatches."""
    edge = color("control")
    edge.setAlpha(150)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def paint_swatch(painter: QPainter, rect: QRectF, outcome: Outcome) -> None:
    """The small square of a legend."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect, 3, 3)
    painter.setClipPath(shape)
    paint_fill(painter, rect, outcome)
    painter.restore()
    outline(painter, rect, 3)


class Swatch(QWidget):
    """A legend's square; the word beside it names the outcome."""

    def __init__(self, outcome: Outcome, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: Outcome = outcome
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_swatch(painter, QRectF(self.rect()), self._outcome)


def _mark() -> QColor:
    return color("fill_mark")


def _crosses(painter: QPainter, rect: QRectF, shade: QColor) -> None:
    hatch(painter, rect, shade, 9, 1.6)
    painter.save()
    # The falling lines are the rising ones seen in a mirror.
    painter.translate(rect.left() + rect.right(), 0)
    painter.scale(-1, 1)
    hatch(painter, rect, shade, 9, 1.6)
    painter.restore()


def _dots(painter: QPainter, rect: QRectF, shade: QColor) -> None:
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    y = rect.center().y() - 6 * int(rect.height() / 12)
    while y < rect.bottom():
        x = rect.left() + 3
        while x < rect.right():
            painter.drawEllipse(QPointF(x, y), 1.3, 1.3)
            x += 6
        y += 6
    painter.restore()
