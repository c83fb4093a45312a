"""Sending and following campaigns in the background, whatever page is shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from voicedesk.base.errors import NotAllowedError, VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.campaigns import arrivals, pings, unknowns
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.rhythm import Leap
from voicedesk.ui.context import Context
from voicedesk.ui.run import AT_REST, LEAST_S, NO_PLATFORM, Run, send_task

_LOOK_S = 1.0  # between two looks at whether the machine slept
_LOOK_BACK_S = 3600.0  # between two looks for outcomes that are asked about once more


class Dispatch(QObject):
    """One run a campaign: its sender while it sends, its rounds of reading until it is over.

    Nothing is ever sent without :meth:`send` or :meth:`resume`. Each campaign gives at most four
    snapshots a second. Every failure comes by ``failed``.
    """

    snapshot = Signal(object)  # watcher.Snapshot
    progressed = Signal(str, object)  # campaign id, Progress of its sender
    changed = Signal(str)  # the campaign's state is another one
    failed = Signal(str, object)  # campaign id, VoicedeskError
    _pinged = Signal()  # from the receiver's thread

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._runs: dict[str, Run] = {}
        self._receiver: pings.PingReceiver | None = None
        self._leap = Leap()
        self._look = self._timer(_LOOK_S, self._look_at_clocks)
        self._look_back = self._timer(_LOOK_BACK_S, self._follow_what_is_due)
        self._hearing = self._timer(LEAST_S, self._hear)
        self._hearing.setSingleShot(True)
        self._pinged.connect(self._hearing.start)

    def start(self) -> None:
        """At the program's start: follow what is on its way, and what is to be asked again.

        Creates nothing.
        """
        self._follow_what_is_due()
        self._look.start()
        self._look_back.start()
        self._notice_the_network()
        self.listen()

    def end(self) -> None:
        """Follow nothing any more: the account is about to change, or the program ends."""
        for timer in (self._look, self._look_back, self._hearing):
            timer.stop()
        self._context.tasks.cancel("dispatch-start")
        for run in self._runs.values():
            run.end()
        self._listen_no_more()
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
        return self._context.tasks.is_running(send_task(campaign_id))

    def sending_ids(self) -> list[str]:
        """The campaigns on which a sender of this program is at work."""
        return [campaign_id for campaign_id, run in self._runs.items() if run.sending]

    def wish(self, campaign_id: str) -> str | None:
        """``pause`` or ``cancel`` where it was asked for and is not obeyed yet."""
        run = self._runs.get(campaign_id)
        return None if run is None else run.wish

    def _run(self, campaign_id: str) -> Run:
        if campaign_id not in self._runs:
            self._runs[campaign_id] = Run(self._context, campaign_id, self)
        return self._runs[campaign_id]

    def _under_way(self, job: Job) -> list[str]:
        database = self._context.workspace.database
        known = Campaigns(database)
        every = [*known.all(), *known.tests()]
        moving = [campaign.id for campaign in every if campaign.state not in AT_REST]
        asked = unknowns.campaigns_due(database, now())
        watched = arrivals.campaigns_watched(database)
        return list(dict.fromkeys([*moving, *asked, *watched]))

    # what may be old at once

    def _timer(self, seconds: float, work: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setInterval(round(seconds * 1000))
        made.timeout.connect(work)
        return made

    @Slot()
    def _follow_what_is_due(self) -> None:
        self._context.tasks.run("dispatch-start", self._under_way, self._follow_all)

    @Slot()
    def _look_at_clocks(self) -> None:
        """After the machine slept, all that is shown is old."""
        if self._leap.happened():
            self._read_all()

    def _notice_the_network(self) -> None:
        """Where the system tells when it comes back."""
        from PySide6.QtNetwork import QNetworkInformation

        wanted = QNetworkInformation.Feature.Reachability
        if QNetworkInformation.loadBackendByFeatures(wanted):
            QNetworkInformation.instance().reachabilityChanged.connect(self._read_all)

    @Slot()
    def _read_all(self) -> None:
        for run in self._runs.values():
            run.read_early()

    # pings

    @Slot()
    def listen(self) -> None:
        """For pings, where the settings now ask for them."""
        self._listen_no_more()
        if self._context.client is None:
            return
        try:
            self._receiver = pings.receiver(self._context.workspace, self._pinged.emit)
            if self._receiver is not None:
                self._receiver.start()
        except VoicedeskError as error:
            self._receiver = None
            self._context.tasks.failed.emit(error)

    def _listen_no_more(self) -> None:
        if self._receiver is not None:
            self._receiver.close()
            self._receiver = None

    @Slot()
    def _hear(self) -> None:
        if self._receiver is not None and (ids := self._receiver.take()):
            for run in self._runs.values():
                run.hear(ids)

    def _follow_all(self, ids: list[str]) -> None:
        for campaign_id in ids:
            self.follow(campaign_id)
