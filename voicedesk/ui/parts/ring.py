"""The mark of the keyboard's place: a 2 px ring, 2 px off the part that has the focus."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from voicedesk.ui.look import RADIUS
from voicedesk.ui.parts.brush import box, painting

_WIDTH, _OFF = 2, 2
_MARGIN = _WIDTH + _OFF
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ParentChange)
_ENDS = (QEvent.Type.FocusOut, QEvent.Type.Hide)


class FocusRing(QObject):
    """Rings its parent while that has the focus by keyboard; a click alone shows no ring."""

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
        elif watched is self._target:
            if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
                self._begin(event.reason())
            elif kind == QEvent.Type.KeyPress and self._frame is None:
                self._begin(Qt.FocusReason.TabFocusReason)
            elif kind in _ENDS:
                self._end()
        return False

    def _begin(self, reason: Qt.FocusReason) -> None:
        quiet = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason)
        if reason in quiet or self._frame is not None or not self._target.hasFocus():
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
