"""How the last file was read, in one quiet line, with the way to read it otherwise."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import import_words, look
from voicedesk.ui.import_source import Reading
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import ElidedLabel


class ReadingLine(QWidget):
    """Hidden until an import; ``change_wanted`` carries how it was read."""

    change_wanted = Signal(object)  # Reading

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._words = ElidedLabel("", role="text2", parent=self)
        self._words.setObjectName("reading-words")
        self._change_button = change = Button(
            tr("Change…"), "link", height=SMALL_HEIGHT, flush=True, parent=self
        )
        change.setObjectName("reading-change")
        change.setAccessibleDescription(tr("Read the file in another way"))
        change.clicked.connect(self._change)
        close = Button("", "quiet", "x", height=SMALL_HEIGHT, parent=self)
        close.setObjectName("reading-close")
        close.setAccessibleName(tr("Close"))
        close.setToolTip(tr("Close"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(look.NEAR)
        row.addWidget(Icon("info", "text2", 16, parent=self))
        row.addWidget(self._words, 1)
        row.addWidget(change)
        row.addWidget(close)
        self.hide()

    def tell(self, reading: Reading, *, changeable: bool) -> None:
        """``changeable``: it can be taken back by reading the file again."""
        self._reading = reading
        self._words.setText(import_words.reading(reading))
        self._change_button.setVisible(changeable)
        self.show()

    @Slot()
    def _change(self) -> None:
        if self._reading is not None:
            self.change_wanted.emit(self._reading)
