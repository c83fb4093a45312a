"""One campaign: sending it, and watching it arrive."""

from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.database import Database
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns import report, statistics
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.course import Reading, course
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.campaigns.watcher import Snapshot
from voicedesk.ui import dialogs, look, situation, times, wording
from voicedesk.ui.batches import Batch, BatchesCard, batches
from voicedesk.ui.calls_card import CallsCard
from voicedesk.ui.calls_model import CallList, undisturbed
from voicedesk.ui.cancel_card import CancelCard
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.notices import Notices
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.situation import Situation
from voicedesk.ui.standing import Standing
from voicedesk.ui.timeline import Plot, Timeline

_LEAST_S = 0.25  # between two repaints
_SHARE = 10  # of the time at most a tenth goes into reading everybody again
_STEPS = frozenset({"upload", "looking"})  # that take long enough to be told
_OVER = frozenset({Situation.POSTED, Situation.DONE, Situation.CANCELLED})
_STOPPABLE = frozenset({Situation.PAUSED, Situation.INTERRUPTED, Situation.UNDECIDED})


@dataclass(frozen=True)
class _Detail:
    """Everything below the figures; ``took`` is how long the reading took, in seconds."""

    calls: CallList
    batches: list[Batch]
    course: list[Reading]
    took: float


class LivePage(Page):
    """Show it a campaign with :meth:`show_campaign`; it follows what :class:`Dispatch` tells."""

    decision_wanted = Signal(str, int)  # campaign id, ordinal of the batch
    edit_wanted = Signal(str)  # campaign id: its approval no longer holds
    duplicate_wanted = Signal(str, str)  # campaign id and name

    def __init__(self, context: Context, dispatch: Dispatch, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context, self._dispatch = context, dispatch
        self._id: str | None = None
        self._shown: Snapshot | None = None
        self._newest: Snapshot | None = None
        self._detail_due = 0.0
        self._notices = Notices(self)
        self._standing = Standing(self)
        self._timeline = Timeline(self)
        self._span = Label("", "small", "text2", figures=True, parent=self)
        self._batches = BatchesCard(self)
        self._calls = CallsCard(context.tasks, self)
        self._confirm = CancelCard(self)
        self._send = self._action("send", "primary", "send")
        self._pause = self._action("pause", "default", "pause", tr("Pause sending"))
        self._cancel = self._action("cancel-rest", "default", "circle-stop", tr("Cancel the rest…"))
        self._duplicate = self._action(
            "duplicate-campaign", "default", "copy", tr("Duplicate the campaign")
        )
        self._report = self._action("report", "default", "file-text", tr("Save the report…"))
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
        self._standing.forget()
        self._notices.forget_error()
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
        self._standing.show_snapshot(self._shown)
        self._show_actions(status, found)
        if before is None or _is_other(before, self._shown):
            self._ask_detail()

    def _show_actions(self, status: CampaignStatus, found: Situation) -> None:
        people = status.recipients
        text = ntr("Call {count} person", "Call {count} people", people, count=count(people))
        self._send.setText(text)
        self._send.setVisible(found is Situation.READY)
        self._pause.setVisible(found is Situation.SENDING)
        self._cancel.setVisible(found in _STOPPABLE and status.not_sent > 0)
        self._duplicate.setVisible(found in _OVER)
        self._report.setVisible(found in (Situation.POSTED, Situation.DONE))
        wish = None if self._id is None else self._dispatch.wish(self._id)
        if wish is None:
            self._pause.allow()
            self._cancel.allow()
        else:
            self._pause.refuse(tr("This takes effect before the next batch."))
            self._cancel.refuse(tr("This takes effect before the next batch."))

    def _say_line(self, now_doing: str) -> None:
        if self._shown is None:
            return
        campaign = self._shown.status.campaign
        channel = wording.media(campaign.media)
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

    def _work_detail(self, job: Job) -> _Detail:
        assert self._id is not None
        people = 0 if self._shown is None else self._shown.status.recipients
        with undisturbed(people):
            return _read_detail(self._context.workspace.database, self._id, job)

    def _detail_read(self, detail: _Detail) -> None:
        self._detail_due = monotonic() + max(_LEAST_S, _SHARE * detail.took)
        self._batches.set_batches(detail.batches)
        self._calls.set_calls(detail.calls)
        self._show_course(detail.course)
        if self._shown is not None and self._counted(detail) != self._shown.status.stats.ok:
            self._ask_detail()  # the figures have moved on meanwhile

    @staticmethod
    def _counted(detail: _Detail) -> int:
        return detail.calls.counts.get("delivered", 0)

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

    @Slot()
    def _save_report(self) -> None:
        title, filters = tr("Save the report"), [tr("Workbook (*.xlsx)"), tr("Table (*.csv)")]
        dialogs.choose_target(self, title, f"{self.title()}.xlsx", filters, self._write_report)

    def _write_report(self, path: Path) -> None:
        assert self._id is not None
        database, campaign_id = self._context.workspace.database, self._id

        def work(job: Job) -> int:
            return report.write_report(database, campaign_id, path)

        self._context.tasks.run("report", work, self._report_written, failed=self._report_failed)

    def _report_written(self, rows: int) -> None:
        self._say_line(ntr("report saved, {n} row", "report saved, {n} rows", rows))

    def _report_failed(self, error: VoicedeskError) -> None:
        self._notices.show_error(error)

    # construction

    def _action(self, name: str, kind: str, icon: str, text: str = "") -> Button:
        made = Button(text, "primary" if kind == "primary" else "default", icon, parent=self)
        made.setObjectName(name)
        made.hide()
        self.add_action(made)
        return made

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
        self._batches.examined.connect(self._examine)
        self._confirm.confirmed.connect(self._stop)
        self._send.clicked.connect(self._send_now)
        self._pause.clicked.connect(self._pause_now)
        self._cancel.clicked.connect(self._ask_cancel)
        self._duplicate.clicked.connect(self._ask_duplicate)
        self._report.clicked.connect(self._save_report)

    def _compose(self) -> None:
        self.set_back(tr("Campaigns"))
        chart = Card(margins=(18, 12, 14, 10), parent=self)
        heading = QHBoxLayout()
        heading.addWidget(Label(tr("Since departure"), "body", weight=600, parent=chart), 1)
        heading.addWidget(self._span)
        chart.body.setSpacing(6)
        chart.body.addLayout(heading)
        chart.body.addWidget(self._timeline, 1)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(chart, 7)
        middle.addWidget(self._batches, 3)
        self.body.setSpacing(look.GROUP)
        self.body.addWidget(self._notices)
        self.body.addWidget(self._confirm)
        self.body.addWidget(self._standing)
        self.body.addLayout(middle)
        self.body.addWidget(self._calls, 1)


def _read_detail(database: Database, campaign_id: str, job: Job) -> _Detail:
    start = monotonic()
    chunks = Outbox(database, campaign_id).chunks()
    calls = statistics.calls(database, campaign_id)
    job.check()
    found = CallList.of(calls, {chunk.ordinal: chunk.state for chunk in chunks})
    readings = course(database, campaign_id)
    return _Detail(found, batches(chunks, calls), readings, monotonic() - start)


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
