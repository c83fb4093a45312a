"""What moves on a waveform: the two handles of its selection with their times, and the playhead."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from voicedesk.ui import look
from voicedesk.ui.parts.brush import CENTER, breadth, write
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.waveform_picture import Scene

Edge = Literal["start", "end"]

_WIDTH, _HEIGHT = 13.0, 36.0
_MARK = 8.0  # the playhead's height above the bars
_GRIP, _GRIP_LINE = 12.0, 4.0  # pixels from a knob, and from its line, that still take it


def handle_at(scene: Scene, selection: tuple[float, float], where: QPointF) -> Edge | None:
    """The handle within reach, the nearer of two; at one place the one that can still move."""
    by_knob = abs(where.y() - scene.room.center().y()) <= 2 * _GRIP
    reach = _GRIP if by_knob or where.y() < scene.room.top() else _GRIP_LINE
    from_start, from_end = (where.x() - scene.x(second) for second in selection)
    nearer_start = abs(from_start) < abs(from_end) or (from_start == from_end and from_start < 0)
    if min(abs(from_start), abs(from_end)) > reach:
        return None
    return "start" if nearer_start else "end"


def paint_handles(painter: QPainter, scene: Scene, selection: tuple[float, float]) -> None:
    room = scene.room
    for second in selection:
        x = scene.x(second)
        if room.left() - 1 <= x <= room.right() + 1:
            _paint_handle(painter, room, x)
    _paint_times(painter, scene, selection)


def paint_head(painter: QPainter, scene: Scene, second: float) -> None:
    """The playhead: a line, and a mark above it."""
    room, x = scene.room, scene.x(second)
    if not room.left() - 1 <= x <= room.right() + 1:
        return
    x = min(max(room.left() + 0.75, x), room.right() - 0.75)
    top, ink = room.top(), look.color("text")
    painter.fillRect(QRectF(x - 0.75, top - 4, 1.5, room.height() + 4), ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    marks = [QPointF(x - 6, top - _MARK), QPointF(x + 6, top - _MARK), QPointF(x, top)]
    painter.drawPolygon(QPolygonF(marks))


def _paint_handle(painter: QPainter, room: QRectF, x: float) -> None:
    """A line from top to bottom with a knob, in which two strokes say that it can be dragged."""
    middle = room.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(QRectF(x - 1, room.top(), 2, room.height()), look.color("accent"))
    painter.setBrush(look.color("accent"))
    painter.drawRoundedRect(QRectF(x - _WIDTH / 2, middle - _HEIGHT / 2, _WIDTH, _HEIGHT), 4, 4)
    for offset in (-2.0, 2.0):
        stroke = QRectF(x + offset - 0.75, middle - 7, 1.5, 14)
        painter.fillRect(stroke, look.color("on_accent"))


def _paint_times(painter: QPainter, scene: Scene, selection: tuple[float, float]) -> None:
    """Above each handle its time; near each other, they make room for one another."""
    font = look.font("small", 600, figures=True)
    texts = [clock(second) for second in selection]
    widths = [breadth(text, font) + 2 for text in texts]
    most = scene.room.left() + scene.room.right()  # the widget's width: both sides are alike
    first, last = (
        min(max(0.0, scene.x(second) - wide / 2), most - wide)
        for second, wide in zip(selection, widths, strict=True)
    )
    overlap = first + widths[0] + look.NEAR - last
    if overlap > 0:
        first = max(0.0, first - overlap / 2)
        last = min(most - widths[1], first + widths[0] + look.NEAR)
        first = min(first, last - widths[0] - look.NEAR)
    for second, text, left, wide in zip(selection, texts, (first, last), widths, strict=True):
        if scene.view.start <= second <= scene.view.end:
            where = QRectF(left, 0, wide, scene.room.top() - _MARK)
            write(painter, where, text, "accent", font, CENTER)
