"""What the person notes about the campaign, for themselves and their colleagues."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.text_area import TextArea

_PAUSE_MS = 700  # notes are kept when the typing pauses


class NotesCard(Card):
    """``changed`` carries ``notes`` and the text; it is not part of what is approved."""

    changed = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._area = TextArea(
            tr("Notes"), lines=2, placeholder=tr("Only for you: nobody hears them."), parent=self
        )
        self._area.area.setObjectName("campaign-notes")
        self._area.area.setAccessibleName(tr("Notes"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._typing.timeout.connect(self._tell)
        self._area.area.textChanged.connect(self._typed)
        self._shown = ""
        self.body.addWidget(self._area)

    def show_notes(self, notes: str) -> None:
        """Show what is stored; what is just being typed stays."""
        if self._typing.isActive():
            return
        self._shown = notes
        if self._area.text() != notes:
            self._area.set_text(notes)

    def flush(self) -> None:
        """Tell now what is still being typed."""
        if self._typing.isActive():
            self._typing.stop()
            self._tell()

    @Slot()
    def _typed(self) -> None:
        if self._area.text() != self._shown:
            self._typing.start()

    @Slot()
    def _tell(self) -> None:
        self._shown = self._area.text()
        self.changed.emit("notes", self._shown)
