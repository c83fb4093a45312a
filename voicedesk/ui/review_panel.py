"""The review beside the composer: from all rows to the people called, and the approval."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.pace import Pace
from voicedesk.campaigns.review import Review
from voicedesk.campaigns.rules import Rules
from voicedesk.ui import look, rule_words, wording
from voicedesk.ui.approve_card import ApproveCard
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.exclusions_dialog import ExclusionsDialog
from voicedesk.ui.finding_lines import FindingLines
from voicedesk.ui.left_dialog import CALLED, LeftDialog, LeftRows
from voicedesk.ui.own_call import OwnCall
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.funnel import Funnel, Step
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.reasons import Reasons
from voicedesk.ui.remark import Remark
from voicedesk.ui.sending_facts import SendingFacts


class ReviewPanel(QWidget):
    """Every step opens its rows: whom it took away, else who is left. ``approve`` is the card at
    the foot, ``findings`` are what the rules say, ``own_call`` the test call.
    """

    tariff_wanted = Signal()
    slot_wanted = Signal()  # the next lawful one

    def __init__(
        self, context: Context, dispatch: Dispatch, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._lists: Mapping[str, str] = {}
        self._home: ZoneInfo | None = None
        self._remark = Remark(parent=self)
        self._remark.setObjectName("review-remark")
        self._figures = QWidget()
        # The reasons may be many: they scroll, and the approval stays in sight.
        self._area = scrolled(self._figures, self)
        self._funnel = Funnel(parent=self._figures)
        self._funnel.setObjectName("review-funnel")
        self._funnel.opened.connect(self._open_step)
        said = tr("Each line opens its rows.")
        self._hint = Label(said, "small", "text2", wrap=True, parent=self._figures)
        self._rule = Rule(self._figures)
        self._reasons = Reasons(parent=self._figures)
        self._reasons.opened.connect(self._open_reason)
        self._facts = SendingFacts(parent=self._figures)
        self._facts.tariff_wanted.connect(self.tariff_wanted)
        self._looser = Remark(parent=self._figures)
        self._looser.setObjectName("review-looser")
        self.findings = FindingLines(parent=self._figures)
        self.findings.changed.connect(self._judge)
        self.findings.slot_wanted.connect(self.slot_wanted)
        self.findings.rows_wanted.connect(self._open_finding)
        self.own_call = OwnCall(context, dispatch, parent=self._figures)
        self.approve = ApproveCard(parent=self)
        self._arrange()
        self.show_missing("")

    def show_missing(self, sentence: str) -> None:
        """No review can be made: ``sentence`` says what to choose next."""
        self._review = None
        self._area.hide()
        self._remark.say("neutral", sentence)
        self.approve.refuse(sentence or tr("The review is being made."))

    def show_pending(self) -> None:
        """A review is being made; the figures of the last one stay until then."""
        if self._review is None:
            self._remark.say("neutral", tr("The review is being made."))
        self.approve.refuse(tr("The review is being made."))

    def show_review(
        self, review: Review, rules: Rules, pace: Pace | None, lists: Mapping[str, str]
    ) -> None:
        """``pace`` is that of former campaigns, None before the first; ``lists`` are the names of
        the campaign's lists by their ids.
        """
        self._review, self._lists, self._home = review, lists, rules.zone
        self.findings.show_findings(review.findings, review.groups, rules)
        self._looser.say("warn", rule_words.looser(review.looser))
        self._facts.show_review(review, pace, rules.zone, now())
        people = len(review.recipients)
        self._funnel.set_steps(_funnel_steps(review))
        self._reasons.show_counts(review.excluded)
        lost = bool(review.exclusions)
        for part in (self._rule, self._reasons):
            part.setVisible(lost)
        self._area.show()
        if people:
            self._remark.say("neutral", "")
            self.approve.ask(people)
            return
        nobody = tr("Nobody is left to be called. See below who was removed, and why.")
        self._remark.say("warn", nobody)
        self.approve.refuse(nobody)

    def _arrange(self) -> None:
        figures = QVBoxLayout(self._figures)
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setSpacing(look.NEAR)
        for part in (
            self._looser,
            self.findings,
            self._funnel,
            self._hint,
            self._rule,
            self._reasons,
            self._facts,
            self.own_call,
        ):
            figures.addWidget(part)
        figures.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(look.GROUP)
        column.addWidget(Label(tr("Review"), "section", parent=self))
        column.addWidget(self._remark)
        column.addWidget(self._area, 1)
        column.addStretch(0)
        column.addWidget(self.approve)

    @Slot()
    def _judge(self) -> None:
        self.approve.warn(self.findings.obstacle())

    @Slot(str)
    def _open_step(self, key: str) -> None:
        """Whom the step took away; where it took nobody, who is left after it."""
        if self._review is None or self._home is None:
            return
        step = next((s for s in self._review.steps if s.name == key), None)
        if step is not None and step.lost:
            title = tr("Removed at the step “{step}”", step=wording.funnel_step(key))
            ExclusionsDialog(title, step.lost, self._lists, self).open()
            return
        rows = LeftRows(self._review, key)
        if len(rows):
            LeftDialog(key, rows, self._lists, self._home, self).open()

    @Slot(str)
    def _open_reason(self, code: str) -> None:
        if self._review is not None:
            rows = self._review.exclusions.having(code)
            words = wording.contact_problem(code)
            ExclusionsDialog(words.message, rows, self._lists, self).open()

    @Slot(object)
    def _open_finding(self, found: Finding) -> None:
        title = rule_words.finding(found)
        ExclusionsDialog(title, found.rows, self._lists, self, warned=True).open()


def _funnel_steps(review: Review) -> list[Step]:
    steps = [
        Step(step.name, wording.funnel_step(step.name), step.left, len(step.lost))
        for step in review.steps
    ]
    called = wording.funnel_step(CALLED)
    return [*steps, Step(CALLED, called, len(review.recipients), final=True)]
