"""The picture of a sound: what was played dark, the rest light; playhead, selection and zoom."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.access import speaks_as
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.ring import FocusRing
from voicedesk.ui.parts.scroll_bar import ScrollBar
from voicedesk.ui.parts.waveform_handles import Edge, handle_at, paint_handles, paint_head
from voicedesk.ui.parts.waveform_picture import Dress, Picture, Scene, Silence, Sound
from voicedesk.ui.parts.waveform_view import View

__all__ = ["Silence", "Sound", "Waveform"]

_TOP, _TIMES = 16, 8  # above the bars: the playhead's mark; the handles' times above that
_RULER, _BAR_ROOM = 24, 12  # below them: the times; the scroll bar
_SIDE = 7  # room for half a handle
_FINE, _COARSE = 100, 1000  # milliseconds the playhead moves
_HANDLE_FINE, _HANDLE_COARSE = 0.01, 0.1  # seconds a handle moves
_SHORTEST_S = 0.05  # a selection
_ZOOM, _SCROLL = 1.5, 0.15  # times as close; of the view
_NOTCH = 120  # eighths of a degree: one step of a mouse's wheel


@speaks_as(QAccessible.Role.Slider)
class Waveform(QAbstractSlider):
    """A slider in milliseconds.

    ``compact`` is the small picture on a card: it takes no keys. ``editable`` has the two handles
    of a selection, zoom and a scroll bar.
    """

    sought = Signal(float)  # seconds: the person moved the playhead
    selected = Signal(float, float)  # seconds: the person moved a handle
    zoomed = Signal(bool)  # less than the whole is shown, or the whole again
    playToggled = Signal()  # noqa: N815
    soundToggled = Signal()  # noqa: N815  (original or telephone)

    def __init__(
        self, *, compact: bool = False, editable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._compact, self._editable = compact, editable
        self._sound: Sound | None = None
        self._silences: tuple[Silence, ...] = ()
        self._view = View.whole(0.0)
        self._picture: Picture | None = None
        self._selection = (0.0, 0.0)
        self._active: Edge = "start"  # the handle that Alt and the arrows move
        self._held: Edge | Literal["head"] | None = None
        self._scroll = ScrollBar(Qt.Orientation.Horizontal, self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(tr("What is shown of the message"))
        self._scroll.hide()
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(tr("Waveform"))
        if not compact:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._ring = FocusRing(self)
        if editable:
            self.setMouseTracking(True)
            self.grabGesture(Qt.GestureType.PinchGesture)
        vertical = QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.valueChanged.connect(self._tell)
        self._scroll.valueChanged.connect(self._scrolled)
        look.current().changed.connect(self._redraw)

    # What is shown

    def set_sound(self, sound: Sound | None, silences: Sequence[Silence] = ()) -> None:
        """Show this sound from its start, whole and all selected; None shows an empty line."""
        self._sound = sound
        self._silences = tuple(silences)
        duration = 0.0 if sound is None else sound.frames / sound.sample_rate
        self.setRange(0, int(duration * 1000))
        self._selection = (0.0, duration)
        self._held = None
        self.setValue(0)
        self._look_at(View.whole(duration))
        self._redraw()
        self._tell()

    def set_position(self, seconds: float) -> None:
        """Follow the player, without a signal of ``sought``; the view comes along."""
        self.setValue(round(seconds * 1000))
        if self._held is None:
            self._look_at(self._view.following(self.position()))

    def position(self) -> float:
        return self.value() / 1000

    def duration(self) -> float:
        return self._view.duration

    def view(self) -> View:
        return self._view

    def spoken(self) -> str:
        """The value as it is read aloud: "0:09.6 of 0:27.4"."""
        return tr("{at} of {end}", at=clock(self.position()), end=clock(self.duration()))

    # The selection

    def selection(self) -> tuple[float, float]:
        """Start and end in seconds; the whole sound until a handle was moved."""
        return self._selection

    def set_selection(self, start: float, end: float) -> None:
        """Choose without a signal, as far as the sound goes; a little is always chosen."""
        least = min(_SHORTEST_S, self.duration())
        start = min(max(0.0, start), self.duration() - least)
        self._selection = (start, min(max(start + least, end), self.duration()))
        self.update()

    def selects_all(self) -> bool:
        return self._selection == (0.0, self.duration())

    def start_here(self) -> None:
        """The selection begins at the playhead (the key I)."""
        self._drag("start", self.position())

    def end_here(self) -> None:
        """The selection ends at the playhead (the key O)."""
        self._drag("end", self.position())

    # The view

    def zoom_in(self) -> None:
        self._zoom(_ZOOM, self._middle())

    def zoom_out(self) -> None:
        self._zoom(1 / _ZOOM, self._middle())

    def show_all(self) -> None:
        self._look_at(View.whole(self.duration()))

    def show_selection(self) -> None:
        self._look_at(self._view.over(*self._selection))

    # Keys, mouse, wheel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) and self._editable
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control or not (self._alt_key(event) if alt else self._plain_key(event)):
            event.ignore()  # Up, Down and the rest belong to the page

    def _plain_key(self, event: QKeyEvent) -> bool:
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
                return self._editable and self._editing_key(event)
        return True

    def _editing_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_I:
                self.start_here()
            case Qt.Key.Key_O:
                self.end_here()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_in()
            case Qt.Key.Key_Minus:
                self.zoom_out()
            case Qt.Key.Key_0:
                self.show_all()
            case _:
                return False
        return True

    def _alt_key(self, event: QKeyEvent) -> bool:
        """Alt and an arrow move the handle that was moved last."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            return False
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = _HANDLE_COARSE if shift else _HANDLE_FINE
        self._drag(self._active, self._edge(self._active) + way * step)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._sound is None:
            return
        self._held = self._handle_at(event) or "head"
        if self._held == "head" and self._editable and _shift(event):
            self._sweep_from(self._second(event))
        elif self._held == "head":
            self._seek(round(self._second(event) * 1000))
        else:
            self._active = self._held
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._handle_at(event) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)
        elif self._held == "head":
            self._seek(round(self._second(event) * 1000))
        elif self._held is not None:
            self._drag(self._held, self._second(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms where the pointer is; a zoomed view scrolls, else the page does."""
        delta = event.angleDelta()
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not self._editable or not (zooms or self._view.zoomed):
            event.ignore()
            return
        event.accept()
        if zooms:
            notches = (delta.y() or delta.x()) / _NOTCH
            self._zoom(_ZOOM**notches, self._scene().seconds(event.position().x()))
        else:
            notches = (delta.x() or delta.y()) / _NOTCH
            self._look_at(self._view.moved(self._view.start - _SCROLL * notches * self._view.span))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if self._editable and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = self._scene().seconds(event.position().x())
                self._zoom(max(0.1, 1 + event.value()), at)
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                where = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self._zoom(pinch.scaleFactor(), self._scene().seconds(where.x()))
                return True
        return super().event(event)

    # Painting

    def sizeHint(self) -> QSize:
        return QSize(240, 36) if self._compact else QSize(480, 140 if self._editable else 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 28) if self._compact else QSize(160, 120 if self._editable else 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.setGeometry(_SIDE, self.height() - _BAR_ROOM, self.width() - 2 * _SIDE, 10)
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        scene = self._scene()
        if self._picture is None:
            self._picture = Picture(scene, self.size(), self.devicePixelRatioF())
        with painting(self) as painter:
            for dress, left, right in self._strips(scene):
                if right <= left:
                    continue
                painter.save()
                painter.setClipRect(QRectF(left, 0, right - left, self.height()))
                painter.drawPixmap(QPointF(0, 0), self._picture.dressed(dress))
                painter.restore()
            if self._sound is None or self._compact:
                return
            if self._editable:
                paint_handles(painter, scene, self._selection)
            paint_head(painter, scene, self.position())

    def _strips(self, scene: Scene) -> list[tuple[Dress, float, float]]:
        """Which dress shows from where to where; together the whole width."""
        width = float(self.width())
        if self._compact or self._sound is None:
            return [("rest", 0.0, width)]
        head = scene.x(self.position())
        if not self._editable:
            return [("played", 0.0, head), ("rest", head, width)]
        start, end = self._selection
        start = 0.0 if start <= scene.view.start else scene.x(start)
        end = width if end >= scene.view.end else scene.x(end)
        middle = min(max(start, head), end)
        strips: list[tuple[Dress, float, float]] = [
            ("outside", 0.0, start),
            ("played", start, middle),
            ("rest", middle, end),
            ("outside", end, width),
        ]
        return strips

    # Inside

    def _scene(self) -> Scene:
        room = QRectF(self.rect())
        if self._editable:
            room.adjust(_SIDE, look.tall(_TOP + _TIMES), -_SIDE, -_RULER - _BAR_ROOM)
        elif not self._compact:
            room.adjust(0, _TOP, 0, -_RULER)
        return Scene(self._sound, self._silences, self._view, room, self._compact)

    def _edge(self, edge: Edge) -> float:
        return self._selection[0 if edge == "start" else 1]

    def _handle_at(self, event: QMouseEvent) -> Edge | None:
        if not self._editable or self._sound is None:
            return None
        return handle_at(self._scene(), self._selection, event.position())

    def _drag(self, edge: Edge, second: float) -> None:
        """Move a handle, at most to the other, and tell."""
        start, end = self._selection
        self._active = edge
        least = min(_SHORTEST_S, self.duration())
        if edge == "start":
            self.set_selection(min(second, end - least), end)
        else:
            self.set_selection(start, max(second, start + least))
        if self._selection != (start, end):
            self.selected.emit(*self._selection)

    def _sweep_from(self, second: float) -> None:
        """A new selection from here, to be drawn out."""
        self.set_selection(second, second)
        self._held = self._active = "end"
        self.selected.emit(*self._selection)

    def _second(self, event: QMouseEvent) -> float:
        return min(max(0.0, self._scene().seconds(event.position().x())), self.duration())

    def _seek(self, value: int) -> None:
        self.setValue(value)
        self._look_at(self._view.following(self.position()))
        self.sought.emit(self.position())

    def _middle(self) -> float:
        """What zooming keeps in place: the playhead where it is seen, else the middle."""
        at, view = self.position(), self._view
        return at if view.start <= at <= view.end else view.start + view.span / 2

    def _zoom(self, factor: float, at: float) -> None:
        self._look_at(self._view.nearer(factor, at))

    def _look_at(self, view: View) -> None:
        if view == self._view:
            return
        was, self._view = self._view.zoomed, view
        self._scroll.blockSignals(True)
        self._scroll.setRange(0, round((view.duration - view.span) * 1000))
        self._scroll.setPageStep(max(1, round(view.span * 1000)))
        self._scroll.setSingleStep(max(1, round(view.span * 100)))
        self._scroll.setValue(round(view.start * 1000))
        self._scroll.blockSignals(False)
        self._scroll.setVisible(self._editable and view.zoomed)
        self._redraw()
        if was != view.zoomed:
            self.zoomed.emit(view.zoomed)

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        self._look_at(self._view.moved(value / 1000))

    @Slot()
    def _redraw(self) -> None:
        self._picture = None
        self.update()

    @Slot()
    def _tell(self) -> None:
        self.setAccessibleDescription(self.spoken())
        self.update()


def _shift(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
