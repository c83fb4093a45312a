"""A sign and a sentence beside what it is about."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.ui import icons
from voicedesk.ui.parts.badge import ICON, INK, Kind
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label


class Remark(QWidget):
    """Hidden until :meth:`say`."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Icon(ICON["neutral"], "neutral", icons.SMALL, parent=self)
        self._text = Label("", "body", "text", wrap=True, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, kind: Kind, sentence: str) -> None:
        """Show the sentence; an empty one takes the remark away."""
        self._sign.set_icon(ICON[kind], INK[kind])
        self._text.set_role(INK[kind])
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        return self._text.text()
