"""How loud the microphone hears: a bar, the zone to aim at, the last peak, a light for clipping."""

from time import monotonic
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.access import speaks_as
from voicedesk.ui.parts.brush import box, painting

Verdict = Literal["off", "silent", "waiting", "quiet", "good", "loud"]

FLOOR_DB, GOOD_DB, LOUD_DB = -60.0, -24.0, -3.0  # peaks of a voice belong between the last two
_SPEECH_DB = -45.0  # below is the room, not somebody speaking
_MEMORY_S, _LIGHT_S = 2.5, 2.0  # longer than a breath between two sentences
_HEIGHT, _BAR, _LIGHT = 30, 14, icons.LARGE
_GAP = 10


@speaks_as(QAccessible.Role.Indicator)
class LevelMeter(QWidget):
    """``set_level`` twenty times a second or so; nothing moves in between. dB of full scale."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Level of the microphone"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clear()

    def clear(self) -> None:
        """No microphone is open."""
        self._rms = self._peak = FLOOR_DB
        self._peaks: list[tuple[float, float, bool]] = []  # when, dB, whether not one sample but 0
        self._clipped_at: float | None = None
        self.update()

    def set_level(
        self, peak_db: float, rms_db: float, *, clipped: bool = False, silent: bool = False
    ) -> None:
        now = monotonic()
        self._peak, self._rms = peak_db, rms_db
        self._peaks = [entry for entry in self._peaks if now - entry[0] < _MEMORY_S]
        self._peaks.append((now, peak_db, silent))
        if clipped:
            self._clipped_at = now
        elif self._clipped_at is not None and now - self._clipped_at > _LIGHT_S:
            self._clipped_at = None
        self.update()

    @property
    def clipping(self) -> bool:
        """Whether the light is on: two seconds after the last time."""
        return self._clipped_at is not None

    @property
    def held_db(self) -> float:
        """The highest peak of the last seconds."""
        return max((peak for _, peak, _ in self._peaks), default=FLOOR_DB)

    @property
    def verdict(self) -> Verdict:
        """On the last seconds: ``waiting`` while nobody speaks, ``silent`` where nothing comes."""
        if not self._peaks:
            return "off"
        if self.clipping or self.held_db > LOUD_DB:
            return "loud"
        if self.held_db >= GOOD_DB:
            return "good"
        if self.held_db >= _SPEECH_DB:
            return "quiet"
        whole = self._peaks[-1][0] - self._peaks[0][0] > _MEMORY_S * 0.8
        return "silent" if whole and all(silent for _, _, silent in self._peaks) else "waiting"

    def spoken(self) -> str:
        """The value as it is read aloud: "−18 dB, a good level"."""
        words = {
            "off": tr("no microphone"),
            "silent": tr("silence"),
            "waiting": tr("nobody speaks"),
            "quiet": tr("quiet"),
            "good": tr("a good level"),
            "loud": tr("too loud"),
        }[self.verdict]
        if self.verdict in ("off", "silent"):
            return words
        return tr("{level} dB, {words}", level=f"−{abs(round(self.held_db))}", words=words)

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        middle = self.height() / 2
        room = QRectF(0, middle - _BAR / 2, self.width() - _LIGHT - _GAP, _BAR)
        with painting(self) as painter:
            box(painter, room, _BAR / 2, "fill_waiting")
            self._paint_bar(painter, room)
            self._paint_zone(painter, room)
            self._paint_peak(painter, room)
            light: Role = "err" if self.clipping else "line"
            at = QPointF(self.width() - _LIGHT, middle - _LIGHT / 2)
            if self.clipping:
                around = QRectF(at.x() - 4, at.y() - 4, _LIGHT + 8, _LIGHT + 8)
                box(painter, around.intersected(QRectF(self.rect())), look.RADIUS, "err_soft")
            icons.paint(painter, at, "octagon-alert", light, _LIGHT)

    def _paint_bar(self, painter: QPainter, room: QRectF) -> None:
        """The loudness; its colour is that of the highest peak."""
        if self._rms <= FLOOR_DB:
            return
        roles: dict[Verdict, Role] = {"good": "fill_delivered", "loud": "fill_not_delivered"}
        done = QRectF(room)
        done.setRight(max(room.left() + _BAR, self._x(self._rms, room)))
        box(painter, done, _BAR / 2, roles.get(self.verdict, "fill_to_decide"))

    def _paint_zone(self, painter: QPainter, room: QRectF) -> None:
        """Two posts and a line above: where the voice's peaks belong."""
        left, right = self._x(GOOD_DB, room), self._x(LOUD_DB, room)
        shade = look.color("ok")
        painter.fillRect(QRectF(left, room.top() - 6, right - left, 2), shade)
        for x in (left, right):
            painter.fillRect(QRectF(x - 1, room.top() - 6, 2, _BAR + 10), shade)

    def _paint_peak(self, painter: QPainter, room: QRectF) -> None:
        if self.held_db > FLOOR_DB:
            x = min(self._x(self.held_db, room), room.right() - 3)
            painter.fillRect(QRectF(x, room.top() - 1, 3, _BAR + 2), look.color("text"))

    def _x(self, decibels: float, room: QRectF) -> float:
        share = (min(0.0, max(FLOOR_DB, decibels)) - FLOOR_DB) / -FLOOR_DB
        return room.left() + share * room.width()
