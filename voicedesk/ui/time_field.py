"""A field for a place in a sound: ``0:01,3``, ``1.3`` and ``1:02`` are all understood."""

import math
import re

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.brush import breadth
from voicedesk.ui.parts.field import Box
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.label import Label

_TIME = re.compile(
    r"(?:(\d{1,2}):)?(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d{0,3})?|[.,]\d{1,3})\s*s?", re.ASCII
)
_STEP = 0.1  # seconds: an arrow key
_EDGES = 26  # pixels of the box beside the text


def seconds_of(text: str) -> float | None:
    """The seconds that were written, None where it is no time: ``1:02,5`` → 62.5."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    *left, seconds = found.groups()
    minutes = [int(part) for part in left if part is not None]
    whole = sum(part * 60 ** (len(minutes) - place) for place, part in enumerate(minutes))
    value = float(seconds.replace(",", "."))
    return None if minutes and value >= 60 else whole + value


class TimeField(QWidget):
    """Enter or leaving the field takes the time, Escape brings the old one back, arrows move it."""

    entered = Signal(float)  # seconds: the person wrote another time

    def __init__(self, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds = 0.0
        self._label = Label(label, "small", "text2", parent=self)
        self.line = _Line(self)
        self.line.setAccessibleName(label)
        self._label.setBuddy(self.line)
        self._box = Box(self.line, parent=self)
        self._box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._label)
        row.addWidget(self._box)
        self.line.editingFinished.connect(self._take)
        self.line.installEventFilter(self)
        self.set_seconds(0.0)

    def seconds(self) -> float:
        return self._seconds

    def set_seconds(self, seconds: float) -> None:
        """Show this time, without a signal."""
        self._seconds = seconds
        self.line.setText(clock(seconds))
        self._mark("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.set_seconds(self._seconds)
                return True
            ways = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            way = ways.get(Qt.Key(event.key()))
            if way is not None:
                # From what is read: a tenth more than "0:01,3" is "0:01,4", whatever lay between.
                shown = math.floor(self._seconds * 10 + 1e-6) / 10
                self._enter(max(0.0, shown + way * _STEP))
                return True
        return False

    @Slot()
    def _take(self) -> None:
        text = self.line.text()
        if text == clock(self._seconds):
            self._mark("")
            return  # nothing was written: the tenths shown must not round the time
        found = seconds_of(text)
        if found is None:
            self._mark(tr("Write a time such as {example}.", example=clock(62.5)))
        else:
            self._enter(found)

    def _enter(self, seconds: float) -> None:
        self.set_seconds(seconds)
        self.entered.emit(seconds)

    def _mark(self, wrong: str) -> None:
        self._box.set_wrong(bool(wrong))
        self.line.setToolTip(wrong)
        self.line.setAccessibleDescription(wrong)


class _Line(QLineEdit):
    """As wide as a time."""

    def sizeHint(self) -> QSize:
        wide = breadth("00:00,0", look.font("body", figures=True)) + _EDGES - 9
        return QSize(round(wide), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
