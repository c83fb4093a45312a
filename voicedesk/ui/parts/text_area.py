"""A few lines of plain text, in the frame of a field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from voicedesk.ui import look
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.scroll_bar import ScrollBar


class TextArea(Field):
    """Tab leaves it; ``lines`` is how many show at once."""

    def __init__(
        self, label: str, *, lines: int = 3, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        area = QPlainTextEdit()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setTabChangesFocus(True)
        area.setPlaceholderText(placeholder)
        area.setVerticalScrollBar(ScrollBar(Qt.Orientation.Vertical, area))
        area.viewport().setAutoFillBackground(False)
        area.document().setDocumentMargin(3)
        super().__init__(label, editor=area, parent=parent)
        self.area = area
        area.setMinimumHeight(0)
        self.box.setFixedHeight(lines * area.fontMetrics().lineSpacing() + look.GROUP)

    def text(self) -> str:
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        self.area.setPlainText(text)
