"""The mark of the keyboard's place: a 2 px ring, 2 px off the part that has the focus.

It is drawn only for who uses the keys. Qt gives the focus away as if by Tab when its widget is
hidden or disabled, so the reason of a focus event says nothing: what was pressed last does.
"""

from functools import cache

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from voicedesk.ui.look import RADIUS
from voicedesk.ui.parts.brush import box, painting

_WIDTH, _OFF = 2, 2
_MARGIN = _WIDTH + _OFF
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ParentChange)
_ENDS = (QEvent.Type.FocusOut, QEvent.Type.Hide)
_PRESSES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class FocusRing(QObject):
    """Rings its parent while that has the focus and the keys were used last."""

    def __init__(self, target: QWidget, radius: float = RADIUS) -> None:
        super().__init__(target)
        self._target = target
        self._radius = radius
        self._frame: _Frame | None = None
        target.installEventFilter(self)

    @property
    def shown(self) -> bool:
        return self._frame is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES:
            self._place()
        if watched is not self._target:
            return False
        if kind in _PRESSES:
            _hand().notice(event)
        if kind == QEvent.Type.Show:
            _hand().watch(self._target)
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.KeyPress):
            self._begin()
        elif kind in _ENDS or kind == QEvent.Type.MouseButtonPress:
            self._end()
        return False

    def _begin(self) -> None:
        if not _hand().on_keys or self._frame is not None or not self._target.hasFocus():
            return
        self._frame = _Frame(_stage(self._target), self._radius + _MARGIN - 1)
        for ancestor in _between(self._target, self._frame.stage):
            ancestor.installEventFilter(self)
        self._place()
        self._frame.show()

    def _place(self) -> None:
        if self._frame is None:
            return
        corner = self._target.mapTo(self._frame.stage, QPoint(0, 0))
        around = self._target.rect().translated(corner)
        self._frame.setGeometry(around.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self._frame.raise_()

    def _end(self) -> None:
        if self._frame is None:
            return
        for ancestor in _between(self._target, self._frame.stage):
            ancestor.removeEventFilter(self)
        self._frame.hide()
        self._frame.deleteLater()
        self._frame = None


class _Hand(QObject):
    """Whether the person's hand is on the keys or on the mouse, by what was pressed last.

    It watches the system's windows: an event filter on the application would be called for every
    event of every widget.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on_keys = False

    def watch(self, widget: QWidget) -> None:
        """Watch the window of this widget; again and again changes nothing."""
        if (handle := widget.window().windowHandle()) is not None:
            handle.installEventFilter(self)

    def notice(self, press: QEvent) -> None:
        if not isinstance(press, QKeyEvent):
            self.on_keys = False
        elif press.key() not in _MODIFIERS:
            self.on_keys = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PRESSES:
            self.notice(event)
        return False


@cache
def _hand() -> _Hand:
    app = QApplication.instance()
    assert app is not None  # a ring has a widget, a widget has its application
    return _Hand(app)


class _Frame(QWidget):
    def __init__(self, stage: QWidget, radius: float) -> None:
        super().__init__(stage)
        self.stage = stage
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), self._radius, None, "accent", _WIDTH)


def _stage(target: QWidget) -> QWidget:
    """The widget the ring is drawn on: the content of the nearest scroll area, or the window."""
    stage = target
    while (parent := stage.parentWidget()) is not None and not stage.isWindow():
        if isinstance(parent.parentWidget(), QAbstractScrollArea) and stage is not target:
            return stage
        stage = parent
    return stage


def _between(target: QWidget, stage: QWidget) -> list[QWidget]:
    found, step = [], target.parentWidget()
    while step is not None and step is not stage:
        found.append(step)
        step = step.parentWidget()
    return found
