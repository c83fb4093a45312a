"""The review beside the composer: from all rows to the people called, and the approval."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.approval import CHUNK
from voicedesk.campaigns.review import Exclusion, Review
from voicedesk.ui import look, wording
from voicedesk.ui.approve_card import ApproveCard
from voicedesk.ui.exclusions_dialog import ExclusionsDialog
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.funnel import Funnel, Step
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.reasons import Reasons
from voicedesk.ui.remark import Remark


class ReviewPanel(QWidget):
    """Every loss opens its rows. ``approve`` is the card at the foot."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._remark = Remark(parent=self)
        self._remark.setObjectName("review-remark")
        self._figures = QWidget()
        # The reasons may be many: they scroll, and the approval stays in sight.
        self._area = scrolled(self._figures, self)
        self._funnel = Funnel(parent=self._figures)
        self._funnel.setObjectName("review-funnel")
        self._funnel.opened.connect(self._open_step)
        self._hint = Label("", "small", "text2", wrap=True, parent=self._figures)
        self._rule = Rule(self._figures)
        self._reasons = Reasons(parent=self._figures)
        self._reasons.opened.connect(self._open_reason)
        self._batches = Label("", "small", "text2", wrap=True, parent=self._figures)
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

    def show_review(self, review: Review) -> None:
        self._review = review
        people = len(review.recipients)
        self._funnel.set_steps(_funnel_steps(review))
        self._reasons.show_counts(review.excluded)
        lost = bool(review.exclusions)
        self._hint.setText(tr("Each number removed opens its rows.") if lost else "")
        for part in (self._hint, self._rule, self._reasons):
            part.setVisible(lost)
        self._batches.setText(_batches(people))
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
        figures.setAlignment(Qt.AlignmentFlag.AlignTop)
        figures.setSpacing(look.NEAR)
        for part in (self._funnel, self._hint, self._rule, self._reasons, self._batches):
            figures.addWidget(part)
        column = QVBoxLayout(self)
        column.setSpacing(look.GROUP)
        column.addWidget(Label(tr("Review"), "section", parent=self))
        column.addWidget(self._remark)
        column.addWidget(self._area, 1)
        column.addStretch(0)
        column.addWidget(self.approve)

    @Slot(str)
    def _open_step(self, key: str) -> None:
        if self._review is None:
            return
        step = next((s for s in self._review.steps if s.name == key), None)
        if step is not None and step.lost:
            title = tr("Removed at the step “{step}”", step=wording.funnel_step(key))
            ExclusionsDialog(title, step.lost, self).open()

    @Slot(str)
    def _open_reason(self, code: str) -> None:
        if self._review is not None:
            rows: Sequence[Exclusion] = [e for e in self._review.exclusions if e.code == code]
            words = wording.contact_problem(code)
            ExclusionsDialog(words.message, rows, self).open()


def _funnel_steps(review: Review) -> list[Step]:
    steps = [
        Step(step.name, wording.funnel_step(step.name), step.left, len(step.lost))
        for step in review.steps
    ]
    called = wording.funnel_step("will_call")
    return [*steps, Step("will_call", called, len(review.recipients), final=True)]


def _batches(people: int) -> str:
    number = -(-people // CHUNK)
    return ntr(
        "Sent in {count} batch of at most {size} people.",
        "Sent in {count} batches of at most {size} people.",
        number,
        count=count(number),
        size=count(CHUNK),
    )
