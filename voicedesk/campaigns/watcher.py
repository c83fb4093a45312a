"""Following the messages of a campaign until the last one is final."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection, bindparam, insert, select, update

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ApiError
from voicedesk.api.models import FINAL, Message, Stats
from voicedesk.base.errors import PlatformError
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import readings, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import CampaignStatus, status

_SLOWEST_POLL_S = 60.0
_NOTE_S = 60.0  # figures that stand still are noted so often: it proves the platform was heard


@dataclass(frozen=True)
class Snapshot:
    """What is known now: ``read_at`` is the last good reading, ``error`` why none since."""

    status: CampaignStatus
    read_at: datetime | None
    error: str | None = None
    retry_s: float | None = None


class Watcher:
    """Reads what the platform says of one campaign's messages and stores what changed."""

    def __init__(self, workspace: Workspace, client: VoiceClient, campaign_id: str) -> None:
        self._database = workspace.database
        self._client = client
        self._id = campaign_id
        self._poll_s = workspace.settings.watching_poll_seconds
        self._outbox = Outbox(workspace.database, campaign_id)
        self._noted: Stats | None = None
        self._noted_at = 0.0

    def follow(self, job: Job, on_snapshot: Callable[[Snapshot], None]) -> CampaignStatus:
        """Poll until the campaign is done (or nothing of it will ever move), reporting each round.

        A failed reading is reported with its age and tried again, ever less often; it never ends
        the watching.
        """
        read_at: datetime | None = None
        failures = 0
        while True:
            error = None
            try:
                found = self.poll()
                read_at, failures = now(), 0
            except ApiError as failure:
                failures += 1
                error = failure.code
                found = status(self._database, self._id)
            pause = min(self._poll_s * 2**failures, _SLOWEST_POLL_S)
            on_snapshot(Snapshot(found, read_at, error, pause if error else None))
            if error is None and self._is_over(found):
                return found
            job.wait(pause)

    def poll(self) -> CampaignStatus:
        """One round: read the batches that are not final, store, and return the status."""
        for ordinal, mailing_id in self._open_mailings():
            messages = list(self._client.messages(mailing_id=mailing_id))
            if any(message.mailing_id != mailing_id for message in messages):
                raise PlatformError("filter_ignored")
            with self._database.write() as connection:
                self._store(connection, ordinal, messages)
        found = status(self._database, self._id)
        stats = found.stats
        is_done = found.campaign.state is State.POSTED and stats.wait + stats.on == 0
        is_due = monotonic() - self._noted_at >= _NOTE_S
        if stats != self._noted or is_due or is_done:
            with self._database.write() as connection:
                self._note(connection, stats)
                if is_done:
                    drafts.set_state(connection, self._id, State.DONE)
                    record(connection, self._id, "done")
            self._noted, self._noted_at = stats, monotonic()
        return status(self._database, self._id)

    def _open_mailings(self) -> list[tuple[int, str]]:
        """Accepted batches with a message that is not final yet."""
        wanted = (
            select(recipients.c.chunk)
            .where(recipients.c.campaign_id == self._id)
            .where(recipients.c.status.in_(("wait", "on")))
            .distinct()
        )
        with self._database.read() as connection:
            unsettled = set(connection.scalars(wanted))
        return [
            (chunk.ordinal, chunk.mailing_id)
            for chunk in self._outbox.chunks()
            if chunk.mailing_id is not None and chunk.ordinal in unsettled
        ]

    def _store(self, connection: Connection, ordinal: int, messages: list[Message]) -> None:
        """Write what changed; a final state is never left again."""
        current = select(recipients.c.e164, recipients.c.status).where(
            recipients.c.campaign_id == self._id, recipients.c.chunk == ordinal
        )
        known = {row.e164: row.status for row in connection.execute(current)}
        changes = [
            {
                "number": message.recipient,
                "message": message.id,
                "new": message.status,
                "why": message.description,
                "when": stamp(),
            }
            for message in messages
            if message.recipient in known
            and known[message.recipient] not in FINAL
            and known[message.recipient] != message.status
        ]
        if changes:
            connection.execute(
                update(recipients)
                .where(recipients.c.campaign_id == self._id)
                .where(recipients.c.e164 == bindparam("number"))
                .values(
                    message_id=bindparam("message"),
                    status=bindparam("new"),
                    description=bindparam("why"),
                    status_at=bindparam("when"),
                ),
                changes,
            )

    def _note(self, connection: Connection, stats: Stats) -> None:
        """One point of the chart over time."""
        connection.execute(
            insert(readings)
            .prefix_with("OR REPLACE", dialect="sqlite")
            .values(
                campaign_id=self._id,
                at=stamp(),
                total=stats.total,
                wait=stats.wait,
                on=stats.on,
                ok=stats.ok,
                ko=stats.ko,
                no=stats.no,
                optout=stats.optout,
            )
        )

    def _is_over(self, found: CampaignStatus) -> bool:
        if found.campaign.state in (State.DONE, State.CANCELLED):
            return True
        running = (State.HOLDING, State.SENDING)
        return found.campaign.state not in running and not self._open_mailings()
