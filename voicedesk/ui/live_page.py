"""One campaign: sending it, and watching it arrive."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import tr
from voicedesk.campaigns import statistics
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.course import Reading
from voicedesk.campaigns.roll import Roll
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.campaigns.watcher import Snapshot
from voicedesk.ui import look, situation, times, wording
from voicedesk.ui.adoption import Adoption
from voicedesk.ui.batches_card import BatchesCard
from voicedesk.ui.calls_card import CallsCard
from voicedesk.ui.cancel_card import CancelCard
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.late_notice import LateNotice
from voicedesk.ui.live_actions import LiveActions
from voicedesk.ui.live_detail import Detail, read_detail
from voicedesk.ui.live_middle import LiveMiddle
from voicedesk.ui.notices import Notices
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.report_deeds import ReportDeeds
from voicedesk.ui.sent_deeds import SentDeeds
from voicedesk.ui.standing import Standing
from voicedesk.ui.timeline import Plot, Timeline

_LEAST_S = 0.25  # between two repaints
_SHARE = 10  # of the time at most a tenth goes into reading everybody again
_STEPS = frozenset({"upload", "looking"})  # that take long enough to be told


class LivePage(Page):
    """Show it a campaign with :meth:`show_campaign`; it follows what :class:`Dispatch` tells."""

    decision_wanted = Signal(str, int)  # campaign id, ordinal of the batch
    edit_wanted = Signal(str)  # campaign id: its approval no longer holds
    duplicate_wanted = Signal(str, str)  # campaign id and name
    list_wanted = Signal(str)  # a contact list's id: prepare a campaign with it

    def __init__(self, context: Context, dispatch: Dispatch, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context, self._dispatch = context, dispatch
        self._id: str | None = None
        self._shown: Snapshot | None = None
        self._newest: Snapshot | None = None
        self._detail_due = 0.0
        self._known: Roll | None = None
        self._made_list = ""
        self._notices = Notices(self)
        self._late = LateNotice(self)
        self._adoption = Adoption(context, self)
        self._deeds = SentDeeds(context, dispatch, self)
        self._papers = ReportDeeds(context, self)
        self._standing = Standing(self)
        self._timeline = Timeline(self)
        self._span = Label("", "small", "text2", figures=True, parent=self)
        self._batches = BatchesCard(self)
        self._calls = CallsCard(context.tasks, self)
        self._confirm = CancelCard(self)
        self._buttons = LiveActions(self)
        self.add_action(self._buttons)
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.timeout.connect(self._show_newest)
        self._reload = QTimer(self)
        self._reload.setSingleShot(True)
        self._reload.timeout.connect(self._load_detail)
        self._connect()
        self._sending = False
        self._asked_while_sending = False
        self._compose()

    def show_campaign(self, campaign_id: str, outcome: str = "") -> None:
        """Show it from what is stored, then as it is read; ``outcome`` filters its people."""
        if campaign_id != self._id:
            self._forget()
        self._id = campaign_id
        self._deeds.set_campaign(campaign_id)
        self._adoption.set_campaign(campaign_id)
        if outcome:
            self._calls.show_outcome(outcome)
        self.refresh()

    def refresh(self) -> None:
        """Read again; called each time the page is shown."""
        if self._id is None:
            return
        self._asked_while_sending = self._dispatch.is_sending(self._id)
        self._context.tasks.run("live-status", self._work_status, self._status_read)
        self._dispatch.follow(self._id)

    def hideEvent(self, event: QHideEvent) -> None:
        self._reload.stop()
        super().hideEvent(event)

    # what the dispatch tells

    @Slot(object)
    def _snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.status.campaign.id != self._id:
            return
        self._newest = snapshot
        # As of now: when it is painted the sender may have ended, and what it left is not read yet.
        self._sending = self._dispatch.is_sending(snapshot.status.campaign.id)
        if not self._repaint.isActive():
            self._repaint.start(0 if self._shown is None else round(_LEAST_S * 1000))

    @Slot(str, object)
    def _progressed(self, campaign_id: str, step: Progress) -> None:
        if campaign_id == self._id and step.step in _STEPS:
            self._say_line(_said(step))

    @Slot(str)
    def _changed(self, campaign_id: str) -> None:
        if campaign_id == self._id:
            self._confirm.hide()

    @Slot(str, object)
    def _failed(self, campaign_id: str, error: VoicedeskError) -> None:
        if campaign_id == self._id:
            self._notices.show_error(error)
            self.refresh()

    # showing

    def _forget(self) -> None:
        self._shown = self._newest = None
        self._known = None
        self._standing.forget()
        self._notices.forget()
        self._late.show_arrivals(())
        self._confirm.hide()
        self._calls.forget()
        self._batches.set_batches([])
        self._timeline.set_plot(None)
        self._span.setText("")

    def _work_status(self, job: Job) -> CampaignStatus:
        assert self._id is not None
        return statistics.status(self._context.workspace.database, self._id)

    def _status_read(self, status: CampaignStatus) -> None:
        self._sending = self._dispatch.is_sending(status.campaign.id)
        if self._asked_while_sending and not self._sending:
            self.refresh()  # the sender has ended meanwhile
            return
        if self._newest is None or self._newest.status.campaign.id != status.campaign.id:
            self._newest = Snapshot(status, None)
        else:
            last = self._newest
            self._newest = Snapshot(status, last.read_at, last.error, last.retry_s)
        self._show_newest()

    @Slot()
    def _show_newest(self) -> None:
        if self._newest is None or self._id is None:
            return
        before, self._shown = self._shown, self._newest
        status = self._shown.status
        campaign = status.campaign
        found = situation.situation(campaign, sending=self._sending)
        self.set_title(campaign.name)
        self.set_badge(*situation.badge(campaign, found))
        self._say_line("")
        self._notices.show_status(status, found)
        self._late.show_arrivals(status.arrived_late)
        self._standing.show_snapshot(self._shown)
        self._buttons.show_status(status, found, self._dispatch.wish(campaign.id))
        self._calls.offer_follow_up(on=status.stats.ko + status.stats.no > 0)
        if before is None or _is_other(before, self._shown):
            self._ask_detail()

    def _say_line(self, now_doing: str) -> None:
        if self._shown is None:
            return
        campaign = self._shown.status.campaign
        channel = wording.media(campaign.channel)
        line = channel
        if campaign.approved_at is not None and campaign.approved_by:
            line = tr(
                "{channel} · approved by {name} {occasion}",
                channel=channel,
                name=campaign.approved_by,
                occasion=times.occasion(campaign.approved_at),
            )
        self.set_line(f"{line} · {now_doing}" if now_doing else line)

    # everybody, the batches and the chart

    def _ask_detail(self) -> None:
        if not self._reload.isActive() and not self._context.tasks.is_running("live-detail"):
            self._reload.start(max(0, round((self._detail_due - monotonic()) * 1000)))

    @Slot()
    def _load_detail(self) -> None:
        self._context.tasks.run("live-detail", self._work_detail, self._detail_read)

    def _work_detail(self, job: Job) -> Detail:
        assert self._id is not None
        return read_detail(self._context.workspace, self._id, job, self._known)

    def _detail_read(self, detail: Detail) -> None:
        self._detail_due = monotonic() + max(_LEAST_S, _SHARE * detail.took)
        self._batches.set_batches(list(detail.batches))
        self._middle.arrange()
        self._known = detail.calls.calls
        self._calls.set_calls(detail.calls)
        self._notices.show_matters(detail.refused, detail.optouts)
        self._show_course(detail.course)
        if self._shown is not None and detail.delivered != self._shown.status.stats.ok:
            self._ask_detail()  # the figures have moved on meanwhile

    def _show_course(self, readings: list[Reading]) -> None:
        snapshot = self._shown
        if snapshot is None or not any(reading.stats.total for reading in readings):
            self._timeline.set_plot(None)
            self._span.setText("")
            return
        self._standing.set_read_at(readings[-1].at)
        stats, state = snapshot.status.stats, snapshot.status.campaign.state
        moving = stats.wait + stats.on or state in (State.HOLDING, State.SENDING)
        until = now() if moving else readings[-1].at
        self._timeline.set_plot(Plot(readings, until, stale=snapshot.error is not None))
        start, end = times.hour(readings[0].at), times.hour(until)
        self._span.setText(start if start == end else f"{start} – {end}")

    # what the person wants

    @Slot()
    def _send_now(self) -> None:
        assert self._id is not None
        self._notices.forget_error()
        self._dispatch.send(self._id)

    @Slot()
    def _go_on(self) -> None:
        assert self._id is not None
        self._notices.forget_error()
        self._dispatch.resume(self._id)

    @Slot()
    def _pause_now(self) -> None:
        assert self._id is not None
        self._dispatch.pause(self._id)
        self.refresh()

    @Slot()
    def _stop(self) -> None:
        assert self._id is not None
        self._dispatch.cancel(self._id)

    @Slot()
    def _ask_cancel(self) -> None:
        if self._shown is not None:
            self._confirm.ask(self._shown.status.not_sent)

    @Slot(int)
    def _examine(self, ordinal: int) -> None:
        assert self._id is not None
        self.decision_wanted.emit(self._id, ordinal)

    @Slot()
    def _edit(self) -> None:
        assert self._id is not None
        self.edit_wanted.emit(self._id)

    @Slot()
    def _ask_duplicate(self) -> None:
        assert self._id is not None
        self.duplicate_wanted.emit(self._id, self.title())

    @Slot(str)
    def _save_report(self, suffix: str) -> None:
        assert self._id is not None
        self._papers.save_report(self._id, self.title(), suffix)

    @Slot()
    def _show_history(self) -> None:
        assert self._id is not None
        self._papers.show_history(self._id, self.title())

    # what came of it

    @Slot(str)
    def _list_made(self, list_id: str) -> None:
        self._made_list = list_id
        title = tr("The list is made")
        sentence = tr("You find it among your contacts. Nobody is called before you approve.")
        self._notices.say(title, sentence, tr("Prepare a campaign with it"))

    @Slot()
    def _use_list(self) -> None:
        self.list_wanted.emit(self._made_list)

    @Slot(str, str)
    def _say_done(self, title: str, sentence: str) -> None:
        self._notices.say(title, sentence)

    @Slot(object)
    def _deed_failed(self, error: VoicedeskError) -> None:
        self._notices.show_error(error)

    @Slot(str)
    def _deed_done(self, campaign_id: str) -> None:
        if campaign_id == self._id:
            self._ask_detail()
            self.refresh()

    # construction

    def _connect(self) -> None:
        dispatch, notices = self._dispatch, self._notices
        dispatch.snapshot.connect(self._snapshot)
        dispatch.progressed.connect(self._progressed)
        dispatch.changed.connect(self._changed)
        dispatch.failed.connect(self._failed)
        notices.stop_wanted.connect(self._stop)
        notices.continue_wanted.connect(self._go_on)
        notices.examine_wanted.connect(self._examine)
        notices.edit_wanted.connect(self._edit)
        self._standing.opened.connect(self._calls.show_outcome)
        self._batches.people_wanted.connect(self._calls.show_batch)
        self._batches.examined.connect(self._examine)
        self._confirm.confirmed.connect(self._stop)
        self._connect_deeds()

    def _connect_deeds(self) -> None:
        deeds, notices, buttons = self._deeds, self._notices, self._buttons
        buttons.send_wanted.connect(self._send_now)
        buttons.pause_wanted.connect(self._pause_now)
        buttons.cancel_wanted.connect(self._ask_cancel)
        buttons.duplicate_wanted.connect(self._ask_duplicate)
        buttons.report_wanted.connect(self._save_report)
        buttons.history_wanted.connect(self._show_history)
        buttons.calling_off_wanted.connect(deeds.call_off)
        notices.mending_wanted.connect(deeds.mend)
        notices.optouts_wanted.connect(deeds.settle_optouts)
        notices.date_wanted.connect(notices.forget_error)
        notices.date_wanted.connect(deeds.reschedule)
        notices.acceptance_wanted.connect(notices.forget_error)
        notices.acceptance_wanted.connect(deeds.call_all_the_same)
        notices.use_wanted.connect(self._use_list)
        self._batches.refused.connect(deeds.mend)
        self._calls.follow_up_wanted.connect(deeds.follow_up)
        self._late.follow_wanted.connect(self._adoption.ask)
        for one in (deeds, self._papers):
            one.said.connect(self._say_done)
        for failing in (deeds, self._papers, self._adoption):
            failing.failed.connect(self._deed_failed)
        for changing in (deeds, self._adoption):
            changing.changed.connect(self._deed_done)
        deeds.list_made.connect(self._list_made)

    def _compose(self) -> None:
        self.set_back(tr("Campaigns"))
        chart = Card(margins=(18, 12, 14, 10), parent=self)
        heading = QHBoxLayout()
        heading.addWidget(Label(tr("Since departure"), "body", weight=600, parent=chart), 1)
        heading.addWidget(self._span)
        chart.body.setSpacing(6)
        chart.body.addLayout(heading)
        chart.body.addWidget(self._timeline, 1)
        self._middle = LiveMiddle(chart, self._batches, self)
        self.body.setSpacing(look.GROUP)
        self.body.addWidget(self._notices)
        self.body.addWidget(self._late)
        self.body.addWidget(self._confirm)
        self.body.addWidget(self._standing)
        self.body.addWidget(self._middle)
        self.body.addWidget(self._calls, 1)


def _said(step: Progress) -> str:
    if step.step == "upload":
        return tr("the message is being transmitted")
    return tr("the platform's answer is being looked for")


def _is_other(before: Snapshot, after: Snapshot) -> bool:
    """Whether people, batches or the chart may show something new."""
    return (before.status.stats, before.status.chunks, before.error) != (
        after.status.stats,
        after.status.chunks,
        after.error,
    )
