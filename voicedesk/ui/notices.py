"""What a campaign asks of the person now: one banner, one action."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.acceptance import ACCEPTABLE
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.ui import look, times, wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.figures import count
from voicedesk.ui.situation import Situation

# Reasons of a pause after which the same date would only be refused again.
_DATES = frozenset({"date_passed", "outside_hours", "weekend", "holiday"})


class Notices(QWidget):
    """At most one banner for the situation, one for each matter that asks for a person, and one
    each for what was done and what went wrong."""

    stop_wanted = Signal()  # while nothing has left
    continue_wanted = Signal()
    examine_wanted = Signal(int)  # the ordinal of the batch
    edit_wanted = Signal()
    date_wanted = Signal()  # another one, for what has not left
    acceptance_wanted = Signal()  # of what a rule warns of
    mending_wanted = Signal(int)  # the ordinal of a batch that was refused
    optouts_wanted = Signal(int)  # how many nobody knows
    use_wanted = Signal()  # what was made, and is told by :meth:`say`

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leaves: datetime | None = None
        self._undecided = self._refused = self._optouts = 0
        self._needs_date = False
        self._error: VoicedeskError | None = None
        self._holding = self._banner("accent", tr("Cancel sending"), "cancel-sending", "clock")
        self._holding.acted.connect(self.stop_wanted)
        self._paused = self._banner("warn", tr("Continue sending"), "continue", "pause", True)
        self._paused.acted.connect(self._go_on)
        self._all_the_same = self._paused.add_other(tr("Call all the same…"))
        self._all_the_same.setObjectName("call-all-the-same")
        self._all_the_same.clicked.connect(self.acceptance_wanted)
        self._decision = self._banner("warn", " ", "examine", "octagon-alert", True)
        self._decision.acted.connect(self._examine)
        self._plain = self._banner("accent", "", "plain-notice")
        self._withdrawn = self._banner("warn", tr("Review the campaign"), "edit", "pencil", True)
        self._withdrawn.acted.connect(self.edit_wanted)
        self._refusal = self._banner("err", " ", "mend", "circle-x")
        self._refusal.acted.connect(self._mend)
        self._unnamed = self._banner("warn", tr("Say how it was dealt with…"), "settle-optouts")
        self._unnamed.acted.connect(self._settle)
        self._done = Banner("ok", "", "", " ", closable=True, parent=self)
        self._done.setObjectName("done")
        self._done.action.setObjectName("use-made")
        self._done.acted.connect(self.use_wanted)
        self._done.closed.connect(self._fold)
        self._trouble = Banner("err", "", closable=True, parent=self)
        self._trouble.setObjectName("trouble")
        self._trouble.closed.connect(self.forget_error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        self._all = (self._decision, self._holding, self._paused, self._plain, self._withdrawn)
        self._rest = (self._refusal, self._unnamed, self._done, self._trouble)
        for banner in (*self._all, *self._rest):
            banner.hide()
            column.addWidget(banner)
        self._tick = QTimer(self)
        self._tick.setInterval(250)
        self._tick.timeout.connect(self._count_down)
        self.hide()

    def show_status(self, status: CampaignStatus, found: Situation) -> None:
        campaign = status.campaign
        shown = None
        if found is Situation.HOLDING:
            self._leaves = campaign.hold_until
            self._count_down()
            shown = self._holding
        elif found in (Situation.PAUSED, Situation.INTERRUPTED):
            self._say_paused(status, found)
            shown = self._paused
        elif found is Situation.UNDECIDED:
            shown = self._show_undecided(status)
        elif found is Situation.READY:
            self._say_ready(status)
            shown = self._plain
        elif found is Situation.DRAFT:
            self._withdrawn.set_words(
                "warn",
                tr("The approval no longer holds"),
                tr("Nothing was sent. Review the campaign and approve it again."),
                icon="pencil",
            )
            shown = self._withdrawn
        self._tick.start() if shown is self._holding else self._tick.stop()
        for banner in self._all:
            banner.setVisible(banner is shown)
        told = self._error is not None and self._is_told(campaign)
        self._trouble.setVisible(self._error is not None and not told)
        self._fold()

    def show_matters(self, refused: Sequence[int], optouts: int) -> None:
        """Batches that the platform refused, and opt-outs that nobody knows yet."""
        self._refused, self._optouts = next(iter(refused), 0), optouts
        if refused:
            self._say_refused(len(refused))
        if optouts:
            self._say_optouts()
        self._refusal.setVisible(bool(refused))
        self._unnamed.setVisible(bool(optouts))
        self._fold()

    def say(self, title: str, sentence: str, action: str = "") -> None:
        """What was done, until it is closed; the action asks for :attr:`use_wanted`."""
        self._done.set_words("ok", title, sentence)
        self._done.action.setText(action)
        self._done.action.setVisible(bool(action))
        self._done.show()
        self.show()

    def forget(self) -> None:
        """Another campaign follows."""
        for banner in self._rest:
            banner.hide()
        self.forget_error()

    def show_error(self, error: VoicedeskError) -> None:
        """Shown until it is closed, or sending goes on."""
        self._error = error
        self._trouble.set_words("err", tr("This did not work"), wording.sentence(error))
        self._trouble.show()
        self.show()

    @Slot()
    def forget_error(self) -> None:
        self._error = None
        self._trouble.hide()
        self._fold()

    @Slot()
    def _fold(self) -> None:
        """Without a banner it takes no room."""
        self.setVisible(any(not one.isHidden() for one in (*self._all, *self._rest)))

    def _banner(
        self, kind: Kind, action: str, name: str, icon: str | None = None, primary: bool = False
    ) -> Banner:
        made = Banner(kind, "", "", action, icon=icon, primary=primary, parent=self)
        made.action.setObjectName(name)
        return made

    def _is_told(self, campaign: Campaign) -> bool:
        """Whether the situation's own banner says what the error says."""
        assert self._error is not None
        return self._error.code in (campaign.reason, "chunk_undecided", "approval_withdrawn")

    def _say_paused(self, status: CampaignStatus, found: Situation) -> None:
        reason = "interrupted" if found is Situation.INTERRUPTED else status.campaign.reason
        sentence = wording.pause_reason(reason)
        if self._error is not None and self._error.code == reason:
            sentence = wording.sentence(self._error)
        self._needs_date = reason in _DATES
        self._all_the_same.setVisible(reason in ACCEPTABLE)
        self._paused.action.setText(
            tr("Choose another date…") if self._needs_date else tr("Continue sending")
        )
        left = status.not_sent
        title = ntr(
            "Sending is paused, {count} call has not left",
            "Sending is paused, {count} calls have not left",
            left,
            count=count(left),
        )
        self._paused.set_words("warn", title, sentence, icon="pause")

    def _show_undecided(self, status: CampaignStatus) -> Banner:
        if not status.undecided:  # it was found meanwhile
            self._say_paused(status, Situation.PAUSED)
            return self._paused
        self._undecided = status.undecided[0]
        people = status.undecided_people
        self._decision.set_words(
            "warn",
            tr("Batch {n} awaits your decision", n=self._undecided),
            ntr(
                "The platform did not answer: this {count} call may have left."
                " Nothing is sent again without you.",
                "The platform did not answer: these {count} calls may have left."
                " Nothing is sent again without you.",
                people,
                count=count(people),
            ),
            icon="octagon-alert",
        )
        self._decision.action.setText(tr("Examine batch {n}", n=self._undecided))
        return self._decision

    def _say_ready(self, status: CampaignStatus) -> None:
        people = status.recipients
        date = status.campaign.date
        title = ntr("{count} person to call", "{count} people to call", people, count=count(people))
        sentence = tr("Nothing has left yet. The calls begin some seconds after you send.")
        if date is not None:
            sentence = tr(
                "Nothing has left yet. Once sent, the calls begin {occasion}.",
                occasion=times.occasion(date),
            )
        self._plain.set_words("accent", title, sentence, icon="info")

    def _say_refused(self, batches: int) -> None:
        title = tr("The platform refused batch {n}", n=self._refused)
        if batches > 1:
            title = ntr(
                "The platform refused {n} batch", "The platform refused {n} batches", batches
            )
        sentence = tr("Nobody of it was called. Look at the answer to send it again.")
        self._refusal.set_words("err", title, sentence, icon="circle-x")
        self._refusal.action.setText(tr("Look at batch {n}…", n=self._refused))

    def _say_optouts(self) -> None:
        people = self._optouts
        self._unnamed.set_words(
            "warn",
            ntr(
                "{count} person opted out, and the platform does not say who",
                "{count} people opted out, and the platform does not say who",
                people,
                count=count(people),
            ),
            tr("Until this is dealt with, nobody of these lists can be called for prospecting."),
            icon="octagon-alert",
        )

    @Slot()
    def _go_on(self) -> None:
        (self.date_wanted if self._needs_date else self.continue_wanted).emit()

    @Slot()
    def _mend(self) -> None:
        self.mending_wanted.emit(self._refused)

    @Slot()
    def _settle(self) -> None:
        self.optouts_wanted.emit(self._optouts)

    @Slot()
    def _count_down(self) -> None:
        left = 0.0 if self._leaves is None else (self._leaves - now()).total_seconds()
        title = tr("Leaves in {n} s", n=max(0, round(left + 0.5)))
        sentence = tr("Nothing has left yet: until then you can cancel for certain.")
        if left <= 0:
            title, sentence = tr("Leaving now"), ""
        self._holding.action.setVisible(left > 0)
        if title != self._holding.accessibleName():
            self._holding.set_words("accent", title, sentence, icon="clock")

    @Slot()
    def _examine(self) -> None:
        self.examine_wanted.emit(self._undecided)
