"""A line that says what is being done, how far it is, and how to stop it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.ui import look
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.progress import Progress

_BLINK_MS = 150


class WorkBar(QWidget):
    """Hidden unless work is shown that takes longer than a blink: what is done at once must not
    move the page. ``stop`` are the words of the button that stops it."""

    stop_wanted = Signal()

    def __init__(self, name: str, stop: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_BLINK_MS)
        self._due.timeout.connect(self.show)
        self._words = ElidedLabel("", figures=True, parent=self)
        self._line = Progress(name, parent=self)
        self.stop = Button(stop, "link", height=SMALL_HEIGHT, parent=self)
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GROUP)
        row.addWidget(self._words, 1)
        row.addWidget(self._line, 1)
        row.addWidget(self.stop)
        self.hide()

    def words(self) -> str:
        return self._words.text()

    def show_work(self, words: str, share: float | None = None) -> None:
        """``share`` from 0 to 1; None while nobody knows the end."""
        self._words.setText(words)
        self._line.set_share(share)
        if self.isHidden() and not self._due.isActive():
            self._due.start()

    def clear(self) -> None:
        """The work is over."""
        self._due.stop()
        self.hide()
