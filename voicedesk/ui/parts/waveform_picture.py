"""The still part of a waveform's picture: ground, silences, bars and ruler, painted once and kept.

A frame while a sound is played costs the copying of these pixmaps, however long the sound is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from voicedesk.ui import look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.badge import badge_width, paint_badge
from voicedesk.ui.parts.brush import CENTER, LEFT, RIGHT, hatch, write
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.waveform_view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Dress = Literal["played", "rest", "outside"]

STEP = 4  # pixels from bar to bar
_BAR, _LEAST = 2.4, 2.0  # pixels: a bar's width, and its height where nothing is heard
_ROUND = 0.6
_TICK = 64  # pixels between two times of the ruler, at least
_SHARE = 0.86  # of the room's height for a full-scale sound
_LAPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_BARS: dict[Dress, Role] = {"played": "accent", "rest": "fill_in_progress", "outside": "control"}


class Sound(Protocol):
    """What can be drawn: the extremes of ``count`` equal stretches, each (low, high) in −1..1."""

    @property
    def frames(self) -> int: ...
    @property
    def sample_rate(self) -> int: ...
    def columns(self, start: int, end: int, count: int) -> "NDArray[np.floating]": ...


@dataclass(frozen=True)
class Silence:
    """A stretch without sound, in seconds, and its words."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn, and where: ``room`` holds the bars, below it stands the ruler."""

    sound: Sound | None
    silences: Sequence[Silence]
    view: View
    room: QRectF
    plain: bool  # bars alone: the small picture on a card

    def x(self, seconds: float) -> float:
        share = (seconds - self.view.start) / self.view.span if self.view.span > 0 else 0.0
        return self.room.left() + self.room.width() * share

    def seconds(self, x: float) -> float:
        return self.view.start + (x - self.room.left()) / max(1.0, self.room.width()) * (
            self.view.span
        )


class Picture:
    """The scene in three dresses; the bars' heights are asked for once for all."""

    def __init__(self, scene: Scene, size: QSize, ratio: float) -> None:
        self._scene, self._size, self._ratio = scene, size, ratio
        self._bars: list[list[float]] | None = None
        self._painted: dict[Dress, QPixmap] = {}

    def dressed(self, dress: Dress) -> QPixmap:
        """Transparent where nothing is drawn."""
        found = self._painted.get(dress)
        if found is None:
            found = self._painted[dress] = self._paint(dress)
        return found

    def _paint(self, dress: Dress) -> QPixmap:
        made = QPixmap(self._size * self._ratio)
        made.setDevicePixelRatio(self._ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._scene.plain:
            if dress != "outside":
                painter.fillRect(self._scene.room, look.color("sel"))
            for silence in self._scene.silences:
                _hatch_silence(painter, self._scene, silence)
        self._paint_bars(painter, dress)
        if not self._scene.plain:
            _name_silences(painter, self._scene)
            _paint_ruler(painter, self._scene)
        painter.end()
        return made

    def _paint_bars(self, painter: QPainter, dress: Dress) -> None:
        room = self._scene.room
        middle, half = room.center().y(), room.height() / 2 * _SHARE
        bars = []
        for number, (low, high) in enumerate(self._columns()):
            up, down = min(1.0, high) * half, max(-1.0, low) * half
            spare = max(0.0, _LEAST - (up - down)) / 2
            x, top, long = room.left() + number * STEP, middle - up - spare, up - down + 2 * spare
            # A narrower box over a shorter one looks round, and costs a hundredth of an arc.
            bars.append(QRectF(x + _ROUND, top, _BAR - 2 * _ROUND, long))
            bars.append(QRectF(x, top + _ROUND, _BAR, long - 2 * _ROUND))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(_BARS[dress]))
        painter.drawRects(bars)

    def _columns(self) -> list[list[float]]:
        if self._bars is None:
            sound, view = self._scene.sound, self._scene.view
            count = max(1, int(self._scene.room.width() / STEP))
            if sound is None or not sound.frames:
                self._bars = [[0.0, 0.0]] * count
            else:
                first, last = (round(s * sound.sample_rate) for s in (view.start, view.end))
                last = sound.frames if not view.zoomed else last
                self._bars = sound.columns(first, last, count).tolist()
        return self._bars


def _hatch_silence(painter: QPainter, scene: Scene, silence: Silence) -> None:
    left, right = scene.x(silence.start), scene.x(silence.end)
    shade = look.color("warn")
    shade.setAlpha(60)
    where = QRectF(left, scene.room.top(), right - left, scene.room.height())
    hatch(painter, where & scene.room, shade)


def _name_silences(painter: QPainter, scene: Scene) -> None:
    """Each in the middle of what is seen of it; a name that would cover another is left out."""
    room, taken = scene.room, scene.room.left()
    for silence in sorted(scene.silences, key=lambda found: found.start):
        left = max(room.left(), scene.x(silence.start))
        right = min(room.right(), scene.x(silence.end))
        width = badge_width(silence.text)
        x = min(max(room.left(), (left + right - width) / 2), room.right() - width)
        if right > left and x >= taken:
            where = QRectF(x, room.top() + 10, width, look.tall(look.BADGE_CELL))
            paint_badge(painter, where, "warn", silence.text, "volume-x")
            taken = x + width + look.TIGHT


def _paint_ruler(painter: QPainter, scene: Scene) -> None:
    room, view = scene.room, scene.view
    if view.duration <= 0:
        return
    least = view.span * _TICK / max(1.0, room.width())
    lap = next((lap for lap in _LAPS if lap >= least), _LAPS[-1])
    for number in range(int(view.start / lap), int(view.end / lap) + 1):
        x = scene.x(number * lap)
        if room.left() - 0.5 <= x <= room.right() + 0.5:
            painter.fillRect(QRectF(x, room.bottom() + 2, 1, 5), look.color("control"))
            _write_time(painter, room, x, number * lap, tenths=lap < 1)


def _write_time(painter: QPainter, room: QRectF, x: float, second: float, *, tenths: bool) -> None:
    where = QRectF(x - 30, room.bottom() + 7, 60, 17)
    align = CENTER
    if where.left() < room.left():
        where.moveLeft(max(room.left(), x))
        align = LEFT
    elif where.right() > room.right():
        where.moveRight(room.right())
        align = RIGHT
    write(painter, where, _time(second, tenths), "text2", look.font("small", figures=True), align)


def _time(second: float, tenths: bool) -> str:
    text = clock(second + 0.001)
    return text if tenths else text[:-2]
