"""A batch that the platform refused: what it said, the number it named, and sending it anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.words import ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.decisions import named_in_refusal
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox
from voicedesk.campaigns.statistics import calls
from voicedesk.ui import look
from voicedesk.ui.incident import reviewer
from voicedesk.ui.name_field import NameField
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label

_MOST = 3  # named numbers that are offered; a refusal names one


@dataclass(frozen=True)
class Named:
    """Somebody of the batch whose number the answer names."""

    label: str = field(repr=False)
    e164: str = field(repr=False)


@dataclass(frozen=True)
class Refusal:
    """A refused batch; ``chunk.answer`` are the platform's words."""

    chunk: Chunk
    named: Sequence[Named]
    reviewer: str


def read_refusal(workspace: Workspace, campaign_id: str, ordinal: int) -> Refusal:
    """Raises ``unknown_campaign``, and ``not_rejected`` where the batch was not refused."""
    database = workspace.database
    campaign = Campaigns(database).get(campaign_id)
    chunk = Outbox(database, campaign_id).chunk(ordinal)
    if chunk is None or chunk.state is not ChunkState.REJECTED:
        raise NotAllowedError("not_rejected", name=campaign.name, chunk=ordinal)
    numbers = frozenset(named_in_refusal(database, campaign_id, ordinal)[:_MOST])
    people = calls(database, campaign_id) if numbers else []
    named = [Named(call.label, call.e164) for call in people if call.e164 in numbers]
    return Refusal(chunk, named, reviewer(workspace))


class RefusalDialog(Dialog):
    """``wanted`` carries the E.164 to leave out (empty: nobody) and the name of who decided."""

    wanted = Signal(str, str)

    def __init__(self, refusal: Refusal, parent: QWidget) -> None:
        chunk = refusal.chunk
        super().__init__(
            "refusal",
            tr("The platform refused batch {n}", n=chunk.ordinal),
            ntr(
                "A refusal proves that nobody was called: this {count} person can be sent again.",
                "A refusal proves that nobody was called: these {count} people can be sent again.",
                chunk.size,
                count=count(chunk.size),
            ),
            leave=tr("Leave it"),
            deed=" ",
            width=540,
            parent=parent,
        )
        self._refusal = refusal
        self._group = QButtonGroup(self)
        self._options = [self._leaving_out(n, one) for n, one in enumerate(refusal.named)]
        self._same = self._option(tr("Send the same people again"), "refusal-same")
        self._same.set_words(tr("What was refused may have been mended on the platform meanwhile."))
        self._by = NameField("refusal-by", refusal.reviewer, parent=self)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._decide)
        self._arrange()
        (self._options or [self._same])[0].radio.setChecked(True)
        self._judge()

    def _leaving_out(self, place: int, person: Named) -> OptionCard:
        # As the answer has it: it need not be a number that can be written in another way.
        title = tr("Remove {number}", number=person.e164)
        made = self._option(title, f"refusal-without-{place}")
        name = person.label or tr("This person")
        made.set_words(tr("{name} is left out of this campaign, with the reason.", name=name))
        return made

    def _option(self, title: str, name: str) -> OptionCard:
        made = OptionCard(title, self)
        made.radio.setObjectName(name)
        made.chosen.connect(self._judge)
        self._group.addButton(made.radio)
        return made

    def _arrange(self) -> None:
        answer = Card(fill="well", edge=None, margins=(14, 12, 14, 12), parent=self)
        answer.body.setSpacing(look.TIGHT)
        answer.body.addWidget(Label(tr("The platform's answer"), "small", "text2", parent=answer))
        text = Label(self._refusal.chunk.answer or "–", wrap=True, parent=answer)
        text.setObjectName("refusal-answer")
        answer.body.addWidget(text)
        self.body.addWidget(answer)
        for option in (*self._options, self._same):
            self.body.addWidget(option)
        self.body.addWidget(self._by)

    def _without(self) -> str:
        pairs = zip(self._options, self._refusal.named, strict=True)
        return next((person.e164 for option, person in pairs if option.radio.isChecked()), "")

    @Slot()
    def _judge(self) -> None:
        text = tr("Send the batch again")
        if self._without():
            text = tr("Remove this number and send the batch again")
        self.deed.setText(text)
        self.deed.allow_unless(self._by.obstacle())

    @Slot()
    def _decide(self) -> None:
        without, by = self._without(), self._by.name()
        self.accept()
        self.wanted.emit(without, by)
