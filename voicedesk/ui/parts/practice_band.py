"""The band that says: no real telephone rings."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import ElidedLabel, Label

_STRIPE = 3


class PracticeBand(QWidget):
    """Shown under the menu bar for as long as the practice platform is used."""

    leave_wanted = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(tr("Practice mode"), role="practice", weight=600, parent=self)
        sentence = tr("No real telephone rings: everything stays on this computer.")
        self._sentence = ElidedLabel(sentence, parent=self)
        self.leave = Button(tr("Use the real account…"), "practice", height=30, parent=self)
        self.leave.clicked.connect(self.leave_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.BLOCK, look.NEAR, look.BLOCK, 6)
        row.setSpacing(look.NEAR)
        row.addWidget(Icon("flask-conical", "practice", parent=self))
        row.addWidget(self._title)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.leave)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("practice_soft"))
            painter.fillRect(QRect(0, 0, self.width(), _STRIPE), look.color("practice"))
