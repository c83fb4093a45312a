"""Calling all the same where a rule only warns: what speaks against it, and who says yes."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.acceptance import ACCEPTABLE
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.finding import MOMENTS
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import place_words, rule_words, slot_words
from voicedesk.ui.incident import reviewer
from voicedesk.ui.name_field import NameField
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.label import Label
from voicedesk.ui.remark import Remark


@dataclass(frozen=True)
class Objection:
    """What a campaign is paused for: the code, the sentence, and where its rule is written.

    ``slot`` is the lawful one that would be waited for, where it is about the moment, on the clocks
    of the people.
    """

    code: str
    against: str
    source: str
    slot: datetime | None
    reviewer: str


def read_objection(workspace: Workspace, campaign_id: str) -> Objection:
    """As the history has it. Raises ``nothing_to_accept`` where it is not paused for a rule, and
    ``bad_rules``."""
    campaign = Campaigns(workspace.database).get(campaign_id)
    code = campaign.reason or ""
    if code not in ACCEPTABLE:
        raise NotAllowedError("nothing_to_accept", name=campaign.name)
    calendar = Calendar(rules.load(workspace))
    pauses = [e for e in events(workspace.database, campaign_id) if e.event == "paused"]
    people = int(pauses[-1].details.get("people", 0)) if pauses else 0
    against = rule_words.against_going_on(code, people)
    batch, slot = Outbox(workspace.database, campaign_id).next_planned(), None
    if batch is not None and code in MOMENTS:
        zone = Zone.named(batch.zone)
        slot = calendar.next_slot(batch.date or now(), zone)
        if zone.name != calendar.home.name:
            against = tr("{place}: {what}", place=place_words.zone(zone), what=against)
    source = rule_words.source(rule_words.rule_of(code), calendar.rules)
    return Objection(code, against, source, slot, reviewer(workspace))


class AcceptanceDialog(Dialog):
    """``wanted`` carries the code that is accepted and the name of who accepts it."""

    wanted = Signal(str, str)

    def __init__(self, objection: Objection, parent: QWidget) -> None:
        super().__init__(
            "acceptance",
            tr("Call all the same?"),
            leave=tr("Leave it paused"),
            deed=tr("Call all the same"),
            width=480,
            parent=parent,
        )
        self._code = objection.code
        against = Remark(parent=self)
        against.setObjectName("acceptance-against")
        against.say("warn", objection.against)
        self.body.addWidget(against)
        self.body.addWidget(Label(objection.source, "small", "text2", wrap=True, parent=self))
        if objection.slot is not None:
            slot = slot_words.slot(objection.slot, objection.slot.tzinfo)
            instead = tr(
                "The next lawful slot is {slot}. To wait for it, choose another date instead.",
                slot=slot,
            )
            once = tr(
                "Your yes holds until then, at most until midnight; afterwards you are asked again."
            )
            for sentence in (instead, once):
                self.body.addWidget(Label(sentence, wrap=True, parent=self))
        self._by = NameField("acceptance-by", objection.reviewer, parent=self)
        self.body.addWidget(self._by)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._accept)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        self.deed.allow_unless(self._by.obstacle())

    @Slot()
    def _accept(self) -> None:
        by = self._by.name()
        self.accept()
        self.wanted.emit(self._code, by)
