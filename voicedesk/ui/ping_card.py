"""Where the platform tells of each change of the campaign's calls, for whoever has such a place."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.address import is_web_address
from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.campaigns.pings import is_ours
from voicedesk.ui import wording
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Field

_PAUSE_MS = 700  # a sound address is kept when the typing pauses


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
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._typing.timeout.connect(self._tell)
        self._address.line.textEdited.connect(self._wait)
        self._address.line.editingFinished.connect(self._judge)
        self.body.addWidget(self._address)

    def show_address(self, stored: str | None) -> None:
        """The person's own; that of the settings stands there. What is being typed stays."""
        if not self._address.line.isModified():
            self._address.set_text("" if stored is None or is_ours(stored) else stored)
            self._address.set_error("")

    def flush(self) -> None:
        """Tell now what is still being typed, if it is an address."""
        self._tell()

    def forget(self) -> None:
        """What was typed and is no address is not kept for another campaign."""
        self._typing.stop()
        self._address.line.setModified(False)

    @Slot(str)
    def _wait(self, _typed: str) -> None:
        self._typing.start()

    @Slot()
    def _judge(self) -> None:
        """The typing is over: tell it, or say what is wrong."""
        if not self._is_sound():
            typed = self._typed()
            self._address.set_error(wording.sentence(InputError("bad_address", value=typed)))
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self._typing.stop()
        if not self._address.line.isModified() or not self._is_sound():
            return
        self._address.set_error("")
        self._address.line.setModified(False)
        self.changed.emit("ping_url", self._typed() or None)

    def _typed(self) -> str:
        return self._address.text().strip()

    def _is_sound(self) -> bool:
        return not self._typed() or is_web_address(self._typed())
