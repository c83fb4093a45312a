"""On which channel people are reached: three cards, each with whom it reaches."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.campaign import Channel
from voicedesk.ui import look
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.figures import count


class ChannelChoice(QWidget):
    """A radio group of cards; ``chosen`` comes from a person only."""

    chosen = Signal(str)  # a Channel

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Channel"))
        self._quiet = False
        self._words = {
            Channel.VOICE: tr("Every telephone rings, mobiles and fixed lines."),
            Channel.VOICEMAIL: tr("A message on the voicemail, mobiles only."),
            Channel.SPLIT: tr("Mobiles by voicemail, fixed lines by a call."),
        }
        titles = {
            Channel.VOICE: tr("Call"),
            Channel.VOICEMAIL: tr("Voicemail"),
            Channel.SPLIT: tr("Both"),
        }
        self._cards: dict[Channel, OptionCard] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GROUP)
        for channel, title in titles.items():
            card = self._cards[channel] = OptionCard(title, self)
            card.setObjectName(f"campaign-media-{channel.lower()}")
            card.chosen.connect(self._tell)
            self._group.addButton(card.radio)
            row.addWidget(card, 1)
        self.show_reach({})

    def current(self) -> Channel | None:
        return next((ch for ch, card in self._cards.items() if card.radio.isChecked()), None)

    def set_current(self, channel: Channel | None) -> None:
        """Choose without a signal, None for nothing."""
        self._quiet = True
        if channel is None:
            self._group.setExclusive(False)
            for card in self._cards.values():
                card.radio.setChecked(False)
            self._group.setExclusive(True)
        else:
            self._cards[channel].radio.setChecked(True)
        self._quiet = False

    def show_reach(self, reach: Mapping[Channel, int]) -> None:
        """How many people each would call; nothing where that is not known yet."""
        for channel, card in self._cards.items():
            words = self._words[channel]
            if channel in reach:
                n = reach[channel]
                people = ntr("Reaches {count} person.", "Reaches {count} people.", n,
                             count=count(n))  # fmt: skip
                words = f"{words} {people}"
            card.set_words(words)

    def radio(self, channel: Channel) -> QRadioButton:
        return self._cards[channel].radio

    @Slot()
    def _tell(self) -> None:
        channel = self.current()
        if channel is not None and not self._quiet:
            self.chosen.emit(channel)
