"""Whom to call again: the reasons for which calls did not arrive, and who is left alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.follow_up import LEFT_OUT, plan
from voicedesk.campaigns.refusal import OPTED_OUT
from voicedesk.campaigns.report import read_report
from voicedesk.campaigns.statistics import Reason
from voicedesk.ui import look, wording
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count, minus
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.tick import Tick

# Calling these again helps nobody.
_HOPELESS = frozenset({OPTED_OUT, "not in service"})


@dataclass(frozen=True)
class Choice:
    """A reason with how many would be called again, and how many not, by code."""

    reason: Reason
    people: int
    left_out: Mapping[str, int]

    @property
    def is_wise(self) -> bool:
        """Whether it is offered of itself: who may have heard the message is not called again."""
        return self.reason.status == "ko" and self.reason.description not in _HOPELESS


def read_choices(workspace: Workspace, campaign_id: str, job: Job) -> list[Choice]:
    """The reasons of a campaign, the most frequent first; raises ``unknown_campaign``."""
    found = []
    for reason in read_report(workspace.database, campaign_id).reasons:
        job.check()
        planned = plan(workspace, campaign_id, [reason])
        found.append(Choice(reason, len(planned.people), planned.left_out))
    return found


class FollowUpDialog(Dialog):
    """``wanted`` carries the chosen reasons."""

    wanted = Signal(object)  # tuple[Reason, ...]

    def __init__(self, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(
            "follow-up-dialog",
            tr("Call again those who were not reached"),
            tr("They become a new contact list. Nobody is called before you approve a campaign."),
            leave=tr("Make no list"),
            deed=" ",
            width=500,
            parent=parent,
        )
        self._choices = tuple(choices)
        self._ticks: list[Tick] = []
        self._lines: dict[str, Label] = {}
        self._arrange()
        self.deed.clicked.connect(self._take)
        self._sum()

    def chosen(self) -> tuple[Choice, ...]:
        """Those that are ticked."""
        pairs = zip(self._choices, self._ticks, strict=True)
        return tuple(choice for choice, tick in pairs if tick.isChecked())

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.BLOCK)
        grid.setVerticalSpacing(look.TIGHT)
        grid.setColumnStretch(0, 1)
        for row, choice in enumerate(self._choices):
            tick = Tick(reason_words(choice.reason), parent=self)
            tick.setObjectName(f"follow-up-{row}")
            tick.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            tick.setChecked(choice.is_wise)
            tick.toggled.connect(self._sum)
            people = count(choice.reason.people)
            tick.setAccessibleName(f"{tick.text()}, {people}")
            self._ticks.append(tick)
            grid.addWidget(tick, row, 0)
            shown = Label(people, figures=True, parent=self)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
        card = Card(fill="well", edge=None, margins=(14, 12, 14, 12), parent=self)
        card.body.setSpacing(look.TIGHT)
        card.body.addWidget(Label(tr("Left out of the list"), weight=600, parent=card))
        self._nobody = Label(tr("Nobody."), "small", "text2", parent=card)
        self._nobody.setObjectName("follow-up-nobody")
        card.body.addWidget(self._nobody)
        for code in LEFT_OUT:
            self._lines[code] = Label("", "small", "text2", wrap=True, figures=True, parent=card)
            self._lines[code].setObjectName(f"left-out-{code}")
            card.body.addWidget(self._lines[code])
        self.body.addLayout(grid)
        self.body.addWidget(card)

    @Slot()
    def _sum(self) -> None:
        """The button says how many, the card who is not among them, and why."""
        chosen = self.chosen()
        people = sum(choice.people for choice in chosen)
        left_out: Counter[str] = Counter()
        for choice in chosen:
            left_out.update(choice.left_out)
        for code, line in self._lines.items():
            words = wording.contact_problem(code)
            line.setText(f"{minus(left_out[code])}  {words.message}. {words.fix}".rstrip())
            line.setVisible(left_out[code] > 0)
        self._nobody.setVisible(not left_out.total())
        text = ntr(
            "Make a list of {count} person", "Make a list of {count} people", people,
            count=count(people),
        )  # fmt: skip
        self.deed.setText(text)
        if people:
            self.deed.allow()
        else:
            self.deed.refuse(tr("Nobody is left to be called again for these reasons."))
        self.fit()

    @Slot()
    def _take(self) -> None:
        reasons = tuple(choice.reason for choice in self.chosen())
        self.accept()
        self.wanted.emit(reasons)


def reason_words(reason: Reason) -> str:
    """``Line busy``; of an unknown outcome that it is unknown."""
    words = wording.description(reason.description)
    if reason.status == "no":
        unknown = wording.call_status("no")
        return tr("{state}: perhaps they heard it", state=unknown)
    return words or tr("No reason given")
