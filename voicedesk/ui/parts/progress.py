"""How far a piece of work is: a thin line."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from voicedesk.ui.parts.brush import box, painting

_HEIGHT, _STEPS, _SWEEP = 5, 1000, 0.3


class Progress(QProgressBar):
    """A progress bar; while nobody knows the total it shows a part of the line only."""

    def __init__(self, name: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_share(0.0)

    def set_share(self, share: float | None) -> None:
        """From 0 to 1; None while the total is unknown."""
        self.setRange(0, 0 if share is None else _STEPS)
        if share is not None:
            self.setValue(round(min(1.0, max(0.0, share)) * _STEPS))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        unknown = self.maximum() == 0
        share = _SWEEP if unknown else self.value() / self.maximum()
        done = QRectF(rect)
        done.setWidth(max(rect.height() if share else 0.0, rect.width() * share))
        if unknown:
            done.moveLeft((rect.width() - done.width()) / 2)
        with painting(self) as painter:
            box(painter, rect, radius, "fill_waiting")
            if done.width() > 0:
                box(painter, done, radius, "accent")
