"""The picture of a sound: what was played dark, the rest light, a playhead that can be moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.badge import badge_width, paint_badge
from voicedesk.ui.parts.brush import CENTER, LEFT, RIGHT, hatch, painting, write
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.ring import FocusRing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEP, _BAR, _LEAST = 4, 2.4, 2.0
_TOP, _RULER, _TICK = 16, 24, 64
_SHARE = 0.86  # of the room's height for a full-scale sound
_FINE, _COARSE = 100, 1000  # milliseconds
_LAPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)


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


class Waveform(QAbstractSlider):
    """A slider in milliseconds. ``compact`` is the small picture on a card: it takes no keys."""

    sought = Signal(float)  # seconds: the person moved the playhead
    playToggled = Signal()  # noqa: N815
    soundToggled = Signal()  # noqa: N815  (original or telephone)

    def __init__(self, *, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = compact
        self._sound: Sound | None = None
        self._columns: NDArray[np.floating] | None = None
        self._silences: tuple[Silence, ...] = ()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(tr("Waveform"))
        if not compact:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._ring = FocusRing(self)
        vertical = QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.valueChanged.connect(self._tell)

    def set_sound(self, sound: Sound | None, silences: Sequence[Silence] = ()) -> None:
        """Show this sound from its start; None shows an empty line."""
        self._sound = sound
        self._silences = tuple(silences)
        self._columns = None
        self.setRange(0, 0 if sound is None else sound.frames * 1000 // sound.sample_rate)
        self.setValue(0)
        self._tell()
        self.update()

    def set_position(self, seconds: float) -> None:
        """Follow the player, without a signal of ``sought``."""
        self.setValue(round(seconds * 1000))

    def position(self) -> float:
        return self.value() / 1000

    def duration(self) -> float:
        return self.maximum() / 1000

    def spoken(self) -> str:
        """The value as it is read aloud: "0:09.6 of 0:27.4"."""
        return tr("{at} of {end}", at=clock(self.position()), end=clock(self.duration()))

    def sizeHint(self) -> QSize:
        return QSize(240, 36) if self._compact else QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 28) if self._compact else QSize(160, 96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _COARSE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _FINE
        match event.key():
            case Qt.Key.Key_Left:
                self._seek(self.value() - step)
            case Qt.Key.Key_Right:
                self._seek(self.value() + step)
            case Qt.Key.Key_Home:
                self._seek(0)
            case Qt.Key.Key_End:
                self._seek(self.maximum())
            case Qt.Key.Key_Space if not event.isAutoRepeat():
                self.playToggled.emit()
            case Qt.Key.Key_T if not event.isAutoRepeat():
                self.soundToggled.emit()
            case _:
                event.ignore()  # Up, Down and the rest belong to the page

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = QRectF(self.rect())
        if not self._compact:
            room.adjust(0, _TOP, 0, -_RULER)
        with painting(self) as painter:
            if not self._compact:
                painter.fillRect(room, look.color("sel"))
                for silence in self._silences:
                    self._hatch_silence(painter, room, silence)
            self._paint_bars(painter, room)
            if not self._compact:
                for silence in self._silences:
                    self._name_silence(painter, room, silence)
                self._paint_ruler(painter, room)
                self._paint_head(painter, room)

    def _paint_bars(self, painter: QPainter, room: QRectF) -> None:
        columns = self._fetch(max(1, int(room.width() / _STEP)))
        middle, half = room.center().y(), room.height() / 2 * _SHARE
        played = self._x(self.position()) if not self._compact else -1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        light = False
        for number, (low, high) in enumerate(columns):
            x = number * _STEP
            if not light and x > played:
                light = True
                painter.setBrush(look.color("fill_in_progress"))
            up, down = min(1.0, high) * half, max(-1.0, low) * half
            gap = max(0.0, _LEAST - (up - down)) / 2
            bar = QRectF(x, middle - up - gap, _BAR, up - down + 2 * gap)
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _fetch(self, count: int) -> list[list[float]]:
        sound = self._sound
        if sound is None or not sound.frames:
            return [[0.0, 0.0]] * count
        if self._columns is None or len(self._columns) != count:
            self._columns = sound.columns(0, sound.frames, count)
        found: list[list[float]] = self._columns.tolist()
        return found

    def _hatch_silence(self, painter: QPainter, room: QRectF, silence: Silence) -> None:
        left, right = self._x(silence.start), self._x(silence.end)
        shade = look.color("warn")
        shade.setAlpha(60)
        hatch(painter, QRectF(left, room.top(), right - left, room.height()), shade)

    def _name_silence(self, painter: QPainter, room: QRectF, silence: Silence) -> None:
        left, right = self._x(silence.start), self._x(silence.end)
        height, width = look.tall(look.BADGE_CELL), badge_width(silence.text)
        x = min(max(0.0, (left + right - width) / 2), max(0.0, room.width() - width))
        where = QRectF(x, room.top() + 10, width, height)
        paint_badge(painter, where, "warn", silence.text, "volume-x")

    def _paint_ruler(self, painter: QPainter, room: QRectF) -> None:
        duration = self.duration()
        if duration <= 0:
            return
        least = duration * _TICK / max(1.0, room.width())
        lap = next((lap for lap in _LAPS if lap >= least), _LAPS[-1])
        for second in range(0, int(duration) + 1, lap):
            x = self._x(second)
            painter.fillRect(QRectF(x, room.bottom() + 2, 1, 5), look.color("control"))
            where = QRectF(x - 30, room.bottom() + 7, 60, 17)
            align = CENTER
            if second == 0:
                where.moveLeft(0)
                align = LEFT
            elif where.right() > room.right():
                where.moveRight(room.right())
                align = RIGHT
            text = f"{second // 60}:{second % 60:02d}"
            write(painter, where, text, "text2", look.font("small", figures=True), align)

    def _paint_head(self, painter: QPainter, room: QRectF) -> None:
        if self._sound is None:
            return
        x = min(max(0.75, self._x(self.position())), room.right() - 0.75)
        role: Role = "text"
        painter.fillRect(QRectF(x - 0.75, room.top() - 4, 1.5, room.height() + 4), look.color(role))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(role))
        top = room.top()
        marks = [QPointF(x - 6, top - 8), QPointF(x + 6, top - 8), QPointF(x, top)]
        painter.drawPolygon(QPolygonF(marks))

    def _x(self, seconds: float) -> float:
        return self.width() * seconds * 1000 / max(1, self.maximum())

    def _seek_to(self, event: QMouseEvent) -> None:
        share = event.position().x() / max(1, self.width())
        self._seek(round(share * self.maximum()))

    def _seek(self, value: int) -> None:
        self.setValue(value)
        self.sought.emit(self.position())

    def _tell(self) -> None:
        self.setAccessibleDescription(self.spoken())
        self.update()
