"""Who answers for a deed: the name that the history keeps."""

from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.ui.parts.field import Field


class NameField(Field):
    """``key`` is the line's object name; ``reviewer`` is who is proposed."""

    def __init__(self, key: str, reviewer: str = "", *, parent: QWidget) -> None:
        super().__init__(tr("Recorded in the history with the name"), parent=parent)
        self.line.setObjectName(key)
        self.set_text(reviewer)

    def name(self) -> str:
        return self.text().strip()

    def obstacle(self) -> str:
        """Why nothing can be done yet, as a sentence; empty where there is a name."""
        return "" if self.name() else tr("Type your name first.")
