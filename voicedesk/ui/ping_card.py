"""Where the platform tells of each change of the campaign's calls, for whoever has such a place."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.address import is_web_address
from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.campaigns.pings import is_ours
from voicedesk.ui import wording
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Field


class PingCard(Card):
    """``changed`` carries ``ping_url`` and a sound address, or None for none."""

    changed = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._address = Field(
            tr("Ping address: called by the platform at each change (optional)"),
            placeholder="https://example.org/ping?id=#id#",
            parent=self,
        )
        self._address.line.setObjectName("campaign-ping")
        self._address.line.editingFinished.connect(self._tell)
        self.body.addWidget(self._address)

    def show_address(self, stored: str | None) -> None:
        """The person's own; that of the settings stands there. What is being typed stays."""
        if not self._address.line.hasFocus():
            self._address.set_text("" if stored is None or is_ours(stored) else stored)
            self._address.set_error("")

    @Slot()
    def _tell(self) -> None:
        if not self._address.line.isModified():
            return
        typed = self._address.text().strip()
        if typed and not is_web_address(typed):
            self._address.set_error(wording.sentence(InputError("bad_address", value=typed)))
            return
        self._address.set_error("")
        self._address.line.setModified(False)
        self.changed.emit("ping_url", typed or None)
