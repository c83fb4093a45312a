"""What a campaign is called, why people are called, and on which channel."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose
from voicedesk.ui import look
from voicedesk.ui.channel_choice import ChannelChoice
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.wheel_guard import WheelGuard

_PAUSE_MS = 500  # a name is kept when the typing pauses


class BasicsCard(Card):
    """Each choice is told as the campaign's attribute and its value."""

    changed = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(look.NEAR)
        self._name = Field(tr("Name of the campaign"), parent=self)
        self._name.line.setObjectName("campaign-name")
        self._name.line.setMaxLength(120)
        self._purpose = Combo(tr("Purpose"), parent=self)
        self._channel = ChannelChoice(parent=self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._fill_choices()
        self._arrange()
        self._listen()

    def show_campaign(self, campaign: Campaign) -> None:
        """Show what is stored; a name that is just being typed stays."""
        if not self._typing.isActive() and self._name.text().strip() != campaign.name:
            self._name.set_text(campaign.name)
            self._name.set_error("")
        purpose = -1 if campaign.purpose is None else self._purpose.findData(campaign.purpose)
        self._purpose.setCurrentIndex(purpose)
        self._channel.set_current(campaign.channel)

    def show_reach(self, reach: Mapping[Channel, int]) -> None:
        """How many people each channel would reach, as far as that is known."""
        self._channel.show_reach(reach)

    def flush(self) -> None:
        """Tell a name now that is still being typed."""
        if self._typing.isActive():
            self._typing.stop()
            self._tell_name()

    def focus_name(self) -> None:
        self._name.line.setFocus()
        self._name.line.selectAll()

    def _fill_choices(self) -> None:
        self._purpose.setObjectName("campaign-purpose")
        self._purpose.setPlaceholderText(tr("Choose the purpose"))
        contract = tr("Information for customers under contract")
        self._purpose.addItem(contract, Purpose.CONTRACT)
        self._purpose.addItem(tr("Prospecting (consent required)"), Purpose.PROSPECTING)
        self._purpose.setCurrentIndex(-1)
        self._channel.setObjectName("campaign-media")

    def _arrange(self) -> None:
        purpose = QVBoxLayout()
        purpose.setSpacing(5)
        label = Label(tr("Purpose"), "small", "text2", 500, parent=self)
        label.setBuddy(self._purpose)
        purpose.addWidget(label)
        purpose.addWidget(self._purpose)
        purpose.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(look.BLOCK)
        top.addWidget(self._name, 1, Qt.AlignmentFlag.AlignTop)
        top.addLayout(purpose, 1)
        self.body.addLayout(top)
        self.body.addWidget(Label(tr("Channel"), "small", "text2", 500, parent=self))
        self.body.addWidget(self._channel)

    def _listen(self) -> None:
        WheelGuard(self._purpose)
        self._name.line.textEdited.connect(self._typed)
        self._name.line.editingFinished.connect(self.flush)
        self._typing.timeout.connect(self._tell_name)
        self._purpose.activated.connect(self._tell_purpose)
        self._channel.chosen.connect(self._tell_channel)

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._name.set_error("" if text.strip() else tr("Give the campaign a name."))
        self._typing.start()

    @Slot()
    def _tell_name(self) -> None:
        name = self._name.text().strip()
        if name:
            self.changed.emit("name", name)

    @Slot(int)
    def _tell_purpose(self, row: int) -> None:
        self.changed.emit("purpose", Purpose(self._purpose.itemData(row)))

    @Slot(str)
    def _tell_channel(self, key: str) -> None:
        self.changed.emit("channel", Channel(key))
