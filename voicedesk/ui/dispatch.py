"""Sending and following campaigns in the background, whatever page is shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from voicedesk.base.errors import NotAllowedError, PlatformError, VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job, Progress
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.late import look_again
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.campaigns.stopping import obey
from voicedesk.campaigns.watcher import Snapshot, Watcher
from voicedesk.ui.context import Context
from voicedesk.ui.tasks import Lane

NO_PLATFORM = "no_platform"
OTHER_PLATFORM = "other_platform"  # of another account: nothing can be read

_LEAST_S, _SLOWEST_S = 0.25, 60.0  # between two rounds
_SEARCH_S = 60.0  # between two searches for an undecided batch
_EARLY = timedelta(minutes=1)
_UNREADABLE = (NO_PLATFORM, OTHER_PLATFORM)
_AT_REST = frozenset({State.DRAFT, State.APPROVED, State.DONE, State.CANCELLED})


class Dispatch(QObject):
    """One run a campaign: its sender while it sends, its rounds of reading until it is over.

    Nothing is ever sent without :meth:`send` or :meth:`resume`. Each campaign gives at most four
    snapshots a second. Every failure comes by ``failed``.
    """

    snapshot = Signal(object)  # watcher.Snapshot
    progressed = Signal(str, object)  # campaign id, Progress of its sender
    changed = Signal(str)  # the campaign's state is another one
    failed = Signal(str, object)  # campaign id, VoicedeskError

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._runs: dict[str, _Run] = {}

    def start(self) -> None:
        """At the program's start: follow what is on its way. Creates nothing."""
        self._context.tasks.run("dispatch-start", self._under_way, self._follow_all)

    def end(self) -> None:
        """Follow nothing any more: the account is about to change, and nothing is being sent."""
        self._context.tasks.cancel("dispatch-start")
        for run in self._runs.values():
            run.end()
        self.deleteLater()

    def send(self, campaign_id: str) -> None:
        """Send an approved campaign, or go on with one; fails without a platform."""
        if self._context.client is None:
            self.failed.emit(campaign_id, NotAllowedError(NO_PLATFORM))
        else:
            self._run(campaign_id).send()

    def resume(self, campaign_id: str) -> None:
        """Take back a person's pause and go on sending."""
        if self._context.client is None:
            self.failed.emit(campaign_id, NotAllowedError(NO_PLATFORM))
        else:
            self._run(campaign_id).resume()

    def pause(self, campaign_id: str) -> None:
        """Create nothing more: obeyed before the next batch, or at once where nothing runs."""
        self._run(campaign_id).ask("pause")

    def cancel(self, campaign_id: str) -> None:
        """Give up what has not left; obeyed like :meth:`pause`."""
        self._run(campaign_id).ask("cancel")

    def follow(self, campaign_id: str) -> None:
        """Read now, and again and again until the campaign is over."""
        self._run(campaign_id).read_soon()

    def search(self, campaign_id: str) -> None:
        """Look for an undecided batch now, not only each minute."""
        self._run(campaign_id).search()

    def is_sending(self, campaign_id: str) -> bool:
        """Whether a sender of this program is at work on it."""
        return self._context.tasks.is_running(_send_task(campaign_id))

    def sending_ids(self) -> list[str]:
        """The campaigns on which a sender of this program is at work."""
        return [campaign_id for campaign_id, run in self._runs.items() if run.sending]

    def wish(self, campaign_id: str) -> str | None:
        """``pause`` or ``cancel`` where it was asked for and is not obeyed yet."""
        run = self._runs.get(campaign_id)
        return None if run is None else run.wish

    def _run(self, campaign_id: str) -> "_Run":
        if campaign_id not in self._runs:
            self._runs[campaign_id] = _Run(self._context, campaign_id, self)
        return self._runs[campaign_id]

    def _under_way(self, job: Job) -> list[str]:
        found = Campaigns(self._context.workspace.database).all()
        return [campaign.id for campaign in found if campaign.state not in _AT_REST]

    def _follow_all(self, ids: list[str]) -> None:
        for campaign_id in ids:
            self.follow(campaign_id)


@dataclass(frozen=True)
class _Round:
    """What one round of reading brought; ``poll_s`` is the wished time to the next."""

    status: CampaignStatus
    error: str | None
    poll_s: float


class _Run(QObject):
    """One campaign's sending and following."""

    def __init__(self, context: Context, campaign_id: str, dispatch: Dispatch) -> None:
        super().__init__(dispatch)
        self.wish: str | None = None
        self._context, self._id, self._dispatch = context, campaign_id, dispatch
        self._tasks, self._database = context.tasks, context.workspace.database
        self._watcher: Watcher | None = None
        self._state: State | None = None
        self._read_at: datetime | None = None
        self._failures = 0
        self._again = False
        self._began_while_sending = False
        self._searched: float | None = None
        self._progress = Progress(0)
        self._told = 0.0
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._read)

    # sending

    @property
    def sending(self) -> bool:
        return self._tasks.is_running(_send_task(self._id))

    def send(self) -> None:
        if self.sending:
            return
        self._progress = Progress(0)
        self._tasks.run(
            _send_task(self._id),
            self._work_send,
            self._sent,
            failed=self._not_sent,
            progress=self._progressed,
            lane=Lane.SENDING,
        )
        self.read_soon()

    def resume(self) -> None:
        if not self.sending:
            self._tasks.run(
                self._named("resume"), self._work_resume, self._resumed, failed=self._fail
            )

    def ask(self, wish: str) -> None:
        self.wish = wish
        self._tasks.run(self._named("ask"), self._work_ask, self._asked, failed=self._not_asked)

    def _work_send(self, job: Job) -> Campaign:
        assert self._context.client is not None  # Dispatch sends with a platform only
        return Sender(self._context.workspace, self._context.client, self._id).send(job)

    def _work_resume(self, job: Job) -> None:
        campaigns = Campaigns(self._database)
        if campaigns.get(self._id).state is State.PAUSED:
            campaigns.resume(self._id)

    def _work_ask(self, job: Job) -> None:
        assert self.wish is not None
        Campaigns(self._database).ask(self._id, self.wish)

    def _work_obey(self, job: Job) -> None:
        obey(self._database, self._id)

    def _sent(self, campaign: Campaign) -> None:
        self._stopped()

    def _not_sent(self, error: VoicedeskError) -> None:
        self._fail(error)
        self._stopped()

    def _stopped(self) -> None:
        """Obey what was asked for too late for the sender; tell the page that it ended."""
        if self.wish is not None:
            self._obey()
        else:
            self._state = None  # to be told even when only the sender has changed
            self.read_soon()

    def _resumed(self, _: None) -> None:
        self.send()

    def _asked(self, _: None) -> None:
        if not self.sending:
            self._obey()

    def _not_asked(self, error: VoicedeskError) -> None:
        self.wish = None
        self._fail(error)

    def _obey(self) -> None:
        self._tasks.run(self._named("obey"), self._work_obey, self._obeyed, failed=self._fail)

    def _obeyed(self, _: None) -> None:
        self.wish = None
        self._state = None
        self.read_soon()

    def _fail(self, error: VoicedeskError) -> None:
        self._dispatch.failed.emit(self._id, error)

    def _progressed(self, step: Progress) -> None:
        another = step.step != self._progress.step
        moved = step.step == "sending" and step.done != self._progress.done
        self._progress = step
        if another or moved:
            self.read_soon()
        if another or moved or monotonic() - self._told >= _LEAST_S:
            self._told = monotonic()
            self._dispatch.progressed.emit(self._id, step)

    # following

    def end(self) -> None:
        self._next.stop()
        for work in ("follow", "ask", "obey", "resume"):
            self._tasks.cancel(self._named(work))

    def read_soon(self) -> None:
        if self._tasks.is_running(self._named("follow")):
            self._again = True
        elif self._state is None and not self._next.isActive():
            self._read()
        else:
            self._next.start(round(_LEAST_S * 1000))

    def search(self) -> None:
        self._searched = None
        self.read_soon()

    @Slot()
    def _read(self) -> None:
        self._again = False
        self._began_while_sending = self.sending
        self._next.stop()
        lane = Lane.DATABASE if self._context.client is None else Lane.NETWORK
        name = self._named("follow")
        self._tasks.run(name, self._work_read, self._was_read, failed=self._fail, lane=lane)

    def _work_read(self, job: Job) -> _Round:
        """One round: never raises what the next round could mend."""
        workspace, client, error = self._context.workspace, self._context.client, None
        poll_s = workspace.settings.watching_poll_seconds
        if client is None:
            return _Round(status(self._database, self._id), NO_PLATFORM, poll_s)
        if not Campaigns(self._database).get(self._id).belongs_to(client.account):
            return _Round(status(self._database, self._id), OTHER_PLATFORM, poll_s)
        if self._watcher is None:
            self._watcher = Watcher(workspace, client, self._id)
        try:
            found = self._watcher.poll()
            if found.undecided and not self.sending and self._search_is_due():
                for ordinal in found.undecided:
                    look_again(self._database, client, self._id, ordinal)
                found = status(self._database, self._id)
        except PlatformError as failure:
            error = failure.code
            found = status(self._database, self._id)
        return _Round(found, error, poll_s)

    def _search_is_due(self) -> bool:
        due = self._searched is None or monotonic() - self._searched >= _SEARCH_S
        if due:
            self._searched = monotonic()
        return due

    def _was_read(self, found: _Round) -> None:
        if self._began_while_sending and not self.sending:
            self._read()  # it would show a sending cut off where one has ended in good order
            return
        if found.error is None:
            self._read_at, self._failures = now(), 0
        else:
            self._failures += 1
        pause = self._pause(found)
        retry = None if found.error in (None, *_UNREADABLE) else pause
        state = found.status.campaign.state
        is_news, self._state = state is not self._state, state
        self._dispatch.snapshot.emit(Snapshot(found.status, self._read_at, found.error, retry))
        if is_news:
            self._dispatch.changed.emit(self._id)
        if self._again:
            self._next.start(round(_LEAST_S * 1000))
        elif not self._is_over(found):
            self._next.start(round(pause * 1000))

    def _pause(self, found: _Round) -> float:
        date = found.status.campaign.date
        if not self.sending and date is not None and now() < date - _EARLY:
            return _SLOWEST_S  # the platform keeps the batches until then
        wished = max(found.poll_s, _LEAST_S)
        return float(min(wished * 2 ** min(self._failures, 10), _SLOWEST_S))

    def _is_over(self, found: _Round) -> bool:
        """Whether nothing of it will move unless a person acts."""
        stats = found.status.stats
        if found.error in _UNREADABLE or found.status.campaign.state in _AT_REST:
            return not self.sending
        waiting = stats.wait + stats.on or found.status.undecided or found.error is not None
        return not (self.sending or waiting)

    def _named(self, work: str) -> str:
        return f"{work}:{self._id}"


def _send_task(campaign_id: str) -> str:
    return f"send:{campaign_id}"
