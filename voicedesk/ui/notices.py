"""What a campaign asks of the person now: one banner, one action."""

from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.ui import look, times, wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.figures import count
from voicedesk.ui.situation import Situation


class Notices(QWidget):
    """At most one banner for the situation, and one for what went wrong."""

    stop_wanted = Signal()  # while nothing has left
    continue_wanted = Signal()
    examine_wanted = Signal(int)  # the ordinal of the batch
    edit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leaves: datetime | None = None
        self._undecided = 0
        self._error: VoicedeskError | None = None
        self._holding = self._banner("accent", tr("Cancel sending"), "cancel-sending", "clock")
        self._holding.acted.connect(self.stop_wanted)
        self._paused = self._banner("warn", tr("Continue sending"), "continue", "pause", True)
        self._paused.acted.connect(self.continue_wanted)
        self._decision = self._banner("warn", " ", "examine", "octagon-alert", True)
        self._decision.acted.connect(self._examine)
        self._plain = self._banner("accent", "", "plain-notice")
        self._withdrawn = self._banner("warn", tr("Review the campaign"), "edit", "pencil", True)
        self._withdrawn.acted.connect(self.edit_wanted)
        self._trouble = Banner("err", "", closable=True, parent=self)
        self._trouble.setObjectName("trouble")
        self._trouble.closed.connect(self.forget_error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        self._all = (self._decision, self._holding, self._paused, self._plain, self._withdrawn)
        for banner in (*self._all, self._trouble):
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
        self.setVisible(shown is not None or self._error is not None)

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
