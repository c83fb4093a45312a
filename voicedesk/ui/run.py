"""One campaign in the background: its sender while it sends, its rounds of reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from voicedesk.base.errors import PlatformError, VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.campaigns import pings
from voicedesk.campaigns.arrivals import is_watched
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.late import EVERY_S, look_again
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.campaigns.stopping import obey
from voicedesk.campaigns.watcher import Snapshot, Watcher
from voicedesk.ui.context import Context
from voicedesk.ui.tasks import Lane

if TYPE_CHECKING:
    from voicedesk.ui.dispatch import Dispatch

NO_PLATFORM = "no_platform"
OTHER_PLATFORM = "other_platform"  # of another account: nothing can be read
LEAST_S = 0.25  # between two rounds
AT_REST = frozenset({State.DRAFT, State.APPROVED, State.DONE, State.CANCELLED})

_SEARCH_S = 60.0  # between two searches for an undecided batch
_LINGER_S = 1.1 * EVERY_S  # a timer may be early: then nothing would be looked for
_UNREADABLE = (NO_PLATFORM, OTHER_PLATFORM)


@dataclass(frozen=True)
class _Round:
    """What one round of reading brought, and how many seconds later the next is due.

    ``lingers``: something may arrive late, though nothing of it moves.
    """

    status: CampaignStatus
    read_at: datetime | None
    error: str | None
    pause: float
    lingers: bool = False


class Run(QObject):
    """One campaign's sending and following, which tells its :class:`Dispatch` what happens."""

    def __init__(self, context: Context, campaign_id: str, dispatch: "Dispatch") -> None:
        super().__init__(dispatch)
        self.wish: str | None = None
        self._context, self._id, self._dispatch = context, campaign_id, dispatch
        self._tasks, self._database = context.tasks, context.workspace.database
        self._watcher: Watcher | None = None
        self._state: State | None = None
        self._heard: frozenset[str] = frozenset()
        self._due = 0.0  # when the next whole round is, by the running time
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
        return self._tasks.is_running(send_task(self._id))

    def send(self) -> None:
        if self.sending:
            return
        self._progress = Progress(0)
        self._tasks.run(
            send_task(self._id),
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
        pings.ask_for_pings(self._context.workspace, self._id)
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
        if another or moved or monotonic() - self._told >= LEAST_S:
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
            self._next.start(round(LEAST_S * 1000))

    def read_early(self) -> None:
        """Whatever is followed, however long the pause was to be."""
        if self._next.isActive():
            self.read_soon()

    def hear(self, ids: frozenset[str]) -> None:
        """These messages changed, or others' did."""
        running = self._tasks.is_running(self._named("follow"))
        if self._watcher is None or not (running or self._next.isActive()):
            return
        self._heard |= ids
        if not running:
            self._start(self._work_hear)

    def search(self) -> None:
        self._searched = None
        self.read_soon()

    @Slot()
    def _read(self) -> None:
        self._again = False
        self._heard = frozenset()  # a whole round finds them, too
        self._start(self._work_read)

    def _start(self, work: "Callable[[Job], _Round]") -> None:
        self._began_while_sending = self.sending
        self._next.stop()
        lane = Lane.DATABASE if self._context.client is None else Lane.NETWORK
        self._tasks.run(self._named("follow"), work, self._was_read, failed=self._fail, lane=lane)

    def _work_read(self, job: Job) -> _Round:
        """One round: never raises what the next round could mend."""
        workspace, client = self._context.workspace, self._context.client
        if client is None:
            return _Round(status(self._database, self._id), None, NO_PLATFORM, 0.0)
        if not Campaigns(self._database).get(self._id).belongs_to(client.account):
            return _Round(status(self._database, self._id), None, OTHER_PLATFORM, 0.0)
        if self._watcher is None:
            self._watcher = Watcher(workspace, client, self._id)
        watcher, error = self._watcher, None
        try:
            found = watcher.poll(job)
            if found.undecided and not self.sending and self._search_is_due():
                for ordinal in found.undecided:
                    look_again(self._database, client, self._id, ordinal)
                found = status(self._database, self._id)
        except PlatformError as failure:
            error = failure.code
            found = status(self._database, self._id)
        pause = watcher.pause(error)
        self._due = monotonic() + pause
        return _Round(found, watcher.read_at, error, pause, self._lingers())

    def _work_hear(self, job: Job) -> _Round:
        """Only what is said to have changed; where that fails, a whole round at once."""
        assert self._watcher is not None
        ids, self._heard = self._heard, frozenset()
        try:
            found = self._watcher.hear(ids, job)
        except PlatformError:
            return self._work_read(job)
        pause = max(self._due - monotonic(), 0.0)
        return _Round(found, self._watcher.read_at, None, pause, self._lingers())

    def _lingers(self) -> bool:
        return is_watched(self._database, self._id)

    def _search_is_due(self) -> bool:
        due = self._searched is None or monotonic() - self._searched >= _SEARCH_S
        if due:
            self._searched = monotonic()
        return due

    def _was_read(self, found: _Round) -> None:
        if self._began_while_sending and not self.sending:
            self._read()  # it would show a sending cut off where one has ended in good order
            return
        retry = None if found.error in (None, *_UNREADABLE) else found.pause
        state = found.status.campaign.state
        is_news, self._state = state is not self._state, state
        self._dispatch.snapshot.emit(Snapshot(found.status, found.read_at, found.error, retry))
        if is_news:
            self._dispatch.changed.emit(self._id)
        if self._again:
            self._next.start(round(LEAST_S * 1000))
        elif self._heard and monotonic() < self._due:
            self._start(self._work_hear)
        elif not self._is_over(found):
            self._next.start(round(max(found.pause, LEAST_S) * 1000))
        elif found.lingers:
            self._next.start(round(_LINGER_S * 1000))

    def _is_over(self, found: _Round) -> bool:
        """Whether nothing of it will move unless a person acts."""
        stats = found.status.stats
        if found.error in _UNREADABLE or found.status.campaign.state in AT_REST:
            return not self.sending
        waiting = stats.wait + stats.on or found.status.undecided or found.error is not None
        return not (self.sending or waiting)

    def _named(self, work: str) -> str:
        return f"{work}:{self._id}"


def send_task(campaign_id: str) -> str:
    return f"send:{campaign_id}"
