"""What the parts draw with: boxes, hatches, elided text."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from voicedesk.ui.look import Role, color

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
HOVER, HOVER_STRONG = 0.07, 0.14


@contextmanager
def painting(widget: QWidget) -> Iterator[QPainter]:
    """A painter with smooth edges on the widget, ended whatever happens."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: Role | None,
    edge: Role | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box; its edge lies inside ``rect``."""
    inset = width / 2 if edge else 0.0
    painter.setBrush(color(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color(edge), width) if edge else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def veil(painter: QPainter, rect: QRectF, radius: float, share: float = HOVER) -> None:
    """The mark of hovering: a share of the text's colour over what is there."""
    shade = color("text")
    shade.setAlphaF(share)
    painter.setBrush(shade)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: Role,
    font: QFont,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line of text in ``rect``, shortened with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(color(role))
    room = rect.width() + 0.5  # rounding must not cost the last letter
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect.adjusted(0, 0, 1, 0) if align & LEFT == LEFT else rect, align, shown)


def breadth(text: str, font: QFont) -> float:
    """The width of the text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def hatch(
    painter: QPainter, rect: QRectF, shade: QColor, step: float = 8.0, width: float = 1.0
) -> None:
    """Rising diagonals over ``rect``."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(shade, width))
    # Asked for once: a chart has a hundred lines, and is painted again and again.
    top, bottom, height = rect.top(), rect.bottom(), rect.height()
    first = rect.left() - height
    count = ceil((rect.right() - first) / step)
    starts = (first + step * number for number in range(count))
    painter.drawLines([QLineF(start, bottom, start + height, top) for start in starts])
    painter.restore()
