"""Another date for what has not left, when the one that was approved cannot be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.ui import slot_words
from voicedesk.ui.incident import reviewer
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field

# Sending has to begin, and the platform takes a date that is five minutes away for "at once".
_LEAD = timedelta(minutes=15)


@dataclass(frozen=True)
class Slots:
    """``proposed`` is the next lawful quarter of an hour; ``is_lawful`` whether now is, too."""

    proposed: datetime
    is_lawful: bool
    reviewer: str


def read_slots(workspace: Workspace) -> Slots:
    """By the rules in force; raises ``bad_rules``."""
    calendar, present = Calendar(rules.load(workspace)), now()
    proposed = calendar.next_slot(present + _LEAD)
    return Slots(proposed, calendar.is_lawful(present), reviewer(workspace))


class SlotDialog(Dialog):
    """``wanted`` carries the date (None: at once) and the name of who chose it."""

    wanted = Signal(object, str)  # datetime | None

    def __init__(self, slots: Slots, parent: QWidget) -> None:
        super().__init__(
            "slot",
            tr("Another date for what has not left"),
            tr("Batches that have left keep theirs."),
            leave=tr("Leave it paused"),
            deed=tr("Continue sending"),
            width=480,
            parent=parent,
        )
        self._slots = slots
        self._group = QButtonGroup(self)
        self._next = self._option(slot_words.slot(slots.proposed), "slot-next")
        self._next.set_words(tr("The next lawful slot. The platform keeps the calls until then."))
        self._now = self._option(tr("At once"), "slot-now")
        self._now.set_words(tr("The calls begin as soon as the batches are sent."))
        self._now.setVisible(slots.is_lawful)
        self._by = Field(tr("Recorded in the history with the name"), parent=self)
        self._by.line.setObjectName("slot-by")
        self._by.set_text(slots.reviewer)
        for part in (self._next, self._now, self._by):
            self.body.addWidget(part)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._choose)
        self._next.radio.setChecked(True)
        self._judge()

    def _option(self, title: str, name: str) -> OptionCard:
        made = OptionCard(title, self)
        made.radio.setObjectName(name)
        self._group.addButton(made.radio)
        return made

    @Slot()
    def _judge(self) -> None:
        if self._by.text().strip():
            self.deed.allow()
        else:
            self.deed.refuse(tr("Type your name first."))

    @Slot()
    def _choose(self) -> None:
        date = None if self._now.radio.isChecked() else self._slots.proposed
        by = self._by.text().strip()
        self.accept()
        self.wanted.emit(date, by)
