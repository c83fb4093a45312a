"""Following the messages of a campaign until the last one is final.

A round compares the platform's figures of each mailing with what is known of its people, which
tells whether anything moved (:mod:`.followed`), and asks for that alone (:mod:`.inquiry`). So
nothing needs to be remembered over a restart, and no clock decides what is read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Connection, func, insert, select

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Message, Stats, Status
from voicedesk.base.errors import PlatformError
from voicedesk.base.ids import moment, now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import readings, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts, optouts, unknowns
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.followed import Followed, Step, store
from voicedesk.campaigns.history import record
from voicedesk.campaigns.inquiry import Inquiry
from voicedesk.campaigns.late import LateArrivals
from voicedesk.campaigns.outbox import SETTLED, Chunk, ChunkState, Outbox, states
from voicedesk.campaigns.refusal import is_optout
from voicedesk.campaigns.rhythm import Leap, Rhythm, rest
from voicedesk.campaigns.statistics import CampaignStatus, status

_NOTE_S = 60.0  # figures that stand still are noted so often: it proves the platform was heard
_STUBBORN_S = 60.0  # between two whole readings of a mailing whose figures do not add up
_LOOK_BACK_S = 600.0  # between two looks for outcomes that are asked about once more


@dataclass(frozen=True)
class Snapshot:
    """What is known now: ``read_at`` is the last good reading, ``error`` why none since."""

    status: CampaignStatus
    read_at: datetime | None
    error: str | None = None
    retry_s: float | None = None


class Watcher:
    """Reads what the platform says of one campaign's messages and stores what changed.

    Used by one thread at a time. ``read_at`` is when the platform was last heard, by this watcher
    or an earlier one.
    """

    def __init__(self, workspace: Workspace, client: VoiceClient, campaign_id: str) -> None:
        self._database = workspace.database
        self._client = client
        self._id = campaign_id
        self._rhythm = Rhythm(workspace.settings.watching_poll_seconds)
        self._outbox = Outbox(workspace.database, campaign_id)
        name = Campaigns(workspace.database).get(campaign_id).mailing_name
        self._inquiry = Inquiry(client, name)
        self._late = LateArrivals(workspace.database, client, campaign_id)
        self._followed: dict[str, Followed] = {}
        self._over: set[str] = set()  # mailings all of whose messages are final
        self._tried: dict[str, tuple[Stats | None, float]] = {}
        self._due: datetime | None = None
        self._moved = self._pinged = False
        self._looked_back: float | None = None
        self._optout = 0  # by the platform's figures
        self._noted: Stats | None = None
        self._noted_at = 0.0
        self.read_at = self._last_reading()

    def follow(self, job: Job, on_snapshot: Callable[[Snapshot], None]) -> CampaignStatus:
        """Poll until the campaign is done (or nothing of it will ever move), reporting each round.

        A failed reading is reported with its age and tried again, ever less often; it never ends
        the watching. After the machine slept, or its clock was set, there is no waiting.
        """
        leap = Leap()
        while True:
            error = None
            try:
                found = self.poll(job)
            except PlatformError as failure:
                error = failure.code
                found = status(self._database, self._id)
            pause = self.pause(error)
            on_snapshot(Snapshot(found, self.read_at, error, pause if error else None))
            if error is None and self._is_over(found):
                return found
            rest(job, pause, leap)

    def pause(self, error: str | None = None) -> float:
        """Seconds until the next round is due, after one that went like that; call it once each."""
        if error is not None:
            return self._rhythm.after_failure(error)
        pinged, self._pinged = self._pinged, False
        return self._rhythm.after_round(moved=self._moved, due=self._due, pinged=pinged)

    def poll(self, job: Job | None = None) -> CampaignStatus:
        """One round: read what moved, store it, and return the status.

        What is read is stored answer by answer: cancelled between two, nothing is lost.
        """
        job = job or Job()
        accepted = self._accepted()
        self._moved = False
        self._pick_up(accepted)
        if self._followed:
            figures = self._inquiry.figures([str(chunk.mailing_id) for chunk in accepted])
            self._optout = sum(stats.optout for stats in figures.values())
            self._read(figures, job)
            self.read_at = now()
        self._ask_again()
        self._late.look_when_due()
        self._due = self._departure(accepted)  # by our clock
        return self._conclude()

    def hear(self, message_ids: Iterable[str], job: Job | None = None) -> CampaignStatus:
        """Read only these messages, of which the platform said that they changed.

        Others' ids are passed over, and so are those that no round has learnt yet.
        """
        self._pick_up(self._accepted())
        every = self._followed.values()
        owners = {i: one for i in message_ids for one in every if one.has(i)}
        for messages in self._inquiry.of(owners):
            self._take_known(owners, messages, job or Job())
        # Rounds may be rarer only where what is told is understood.
        self._pinged = bool(owners) and not any(one.unnamed for one in self._followed.values())
        return self._conclude()

    # what is followed

    def _accepted(self) -> list[Chunk]:
        return [
            chunk
            for chunk in self._outbox.chunks()
            if chunk.mailing_id is not None and chunk.state is ChunkState.ACCEPTED
        ]

    def _pick_up(self, accepted: list[Chunk]) -> None:
        """Follow what was accepted since, and no more what was called off."""
        there = {str(chunk.mailing_id): chunk.ordinal for chunk in accepted}
        for mailing_id in self._followed.keys() - there.keys():
            del self._followed[mailing_id]
        new = there.keys() - self._followed.keys() - self._over
        if not new:
            return
        with self._database.read() as connection:
            for mailing_id in sorted(new, key=there.__getitem__):
                found = Followed.stored(connection, self._id, there[mailing_id], mailing_id)
                self._keep(found)

    def _keep(self, one: Followed) -> None:
        if one.open:
            self._followed[one.mailing_id] = one
        else:
            self._followed.pop(one.mailing_id, None)
            self._over.add(one.mailing_id)

    def _departure(self, accepted: list[Chunk]) -> datetime | None:
        """When the first call leaves; None where one may be under way."""
        ours = [chunk for chunk in accepted if chunk.mailing_id in self._followed]
        dates = [chunk.date for chunk in ours if chunk.date is not None]
        if not ours or len(dates) < len(ours) or any(f.calling for f in self._followed.values()):
            return None
        # A platform whose clock is ahead begins before ours says so.
        return min(dates) - timedelta(seconds=max(self._client.clock_skew_s or 0.0, 0.0))

    # reading

    def _read(self, figures: dict[str, Stats], job: Job) -> None:
        following = list(self._followed.values())
        moved = [
            (one, figures[one.mailing_id])
            for one in following
            if one.mailing_id in figures and one.is_behind(figures[one.mailing_id])
        ]
        owners = {i: one for one, _ in moved for i in one.ids()}
        for messages in self._inquiry.news(moved):
            self._take_known(owners, messages, job)
        whole = [one for one in following if self._is_to_be_read_whole(one, figures)]
        by_id = {one.mailing_id: one for one in whole}
        for mailing_id, messages in self._inquiry.everybody(list(by_id)):
            self._take_whole(by_id[mailing_id], messages, figures.get(mailing_id), job)

    def _is_to_be_read_whole(self, one: Followed, figures: dict[str, Stats]) -> bool:
        """Whether its figures still do not add up; the same ones are looked into once a minute."""
        if not one.open:
            return False
        stats = figures.get(one.mailing_id)
        if stats is not None and not one.is_behind(stats):
            return False
        before, at = self._tried.get(one.mailing_id, (None, 0.0))
        return stats is None or stats != before or monotonic() - at >= _STUBBORN_S

    def _take_whole(
        self, one: Followed, messages: list[Message], stats: Stats | None, job: Job
    ) -> None:
        job.check()
        self._put({one: one.steps(messages)})
        self._tried[one.mailing_id] = stats, monotonic()
        if stats is not None and stats.messages == len(messages):
            self._put({one: one.missing(messages)})

    def _take_known(
        self, owners: Mapping[str, Followed], messages: list[Message], job: Job
    ) -> None:
        """Messages of several mailings, each of which its batch knows by its id."""
        job.check()
        heard: dict[Followed, list[Message]] = {}
        for message in messages:
            if (one := owners.get(message.id)) is not None:
                heard.setdefault(one, []).append(message)
        self._put({one: one.steps(own) for one, own in heard.items()})

    def _put(self, steps: Mapping[Followed, list[Step]]) -> None:
        """Store them in one transaction, then keep them in mind."""
        every = [step for found in steps.values() for step in found]
        if not every:
            return
        said_no = [s.e164 for s in every if s.told and is_optout(s.description)]
        with self._database.write() as connection:
            store(connection, self._id, every)
            optouts.stop(self._database, connection, self._id, said_no)
        self._moved = self._moved or any(step.told for step in every)
        for one, found in steps.items():
            if found:
                one.apply(found)
                self._keep(one)

    def _ask_again(self) -> None:
        """Once more, a day later, about the outcomes the platform did not know."""
        last = self._looked_back
        if last is not None and monotonic() - last < _LOOK_BACK_S:
            return
        with self._database.read() as connection:
            due = unknowns.due(connection, self._id, now())
        for chunk, people in due.items():
            answers = [m for block in self._inquiry.of(people) for m in block]
            with self._database.write() as connection:
                said = unknowns.settle(connection, self._id, chunk, people, answers)
                known = {people[m.id] for m in answers if is_optout(m.description)}
                optouts.stop(self._database, connection, self._id, known & set(said))
            self.read_at = now()
        self._looked_back = monotonic()

    # what it comes to

    def _conclude(self) -> CampaignStatus:
        """Note the figures, and whether the campaign is done."""
        found = status(self._database, self._id)
        counted = max(found.stats.optout, self._optout) + self._late.unnamed()
        stats = replace(found.stats, optout=counted)
        is_done = found.campaign.state is State.POSTED and stats.wait + stats.on == 0
        is_due = bool(self._followed) and monotonic() - self._noted_at >= _NOTE_S
        if not (is_done or is_due or self._is_news(stats)):
            return found
        with self._database.write() as connection:
            self._note(connection, stats)
            is_done = is_done and self._has_ended(connection)
            if is_done:
                drafts.set_state(connection, self._id, State.DONE)
                record(connection, self._id, "done")
        self._noted, self._noted_at = stats, monotonic()
        return status(self._database, self._id) if is_done else found

    def _has_ended(self, connection: Connection) -> bool:
        """Whether it still is done: a person may have planned or adopted a batch meanwhile."""
        moving = select(recipients.c.e164).where(
            recipients.c.campaign_id == self._id,
            recipients.c.status.in_([Status.WAIT, Status.ON]),
        )
        return (
            drafts.get(connection, self._id).state is State.POSTED
            and states(connection, self._id) <= SETTLED
            and connection.execute(moving.limit(1)).first() is None
        )

    def _is_news(self, stats: Stats) -> bool:
        """Whether the figures are others than the last that were noted."""
        if self._noted is None:
            self._noted = self._last_figures()
        return stats != self._noted

    def _last_figures(self) -> Stats:
        wanted = select(readings).where(readings.c.campaign_id == self._id)
        with self._database.read() as connection:
            row = connection.execute(wanted.order_by(readings.c.at.desc()).limit(1)).first()
        return Stats() if row is None else Stats.read(row._asdict())

    def _last_reading(self) -> datetime | None:
        wanted = select(func.max(readings.c.at)).where(readings.c.campaign_id == self._id)
        with self._database.read() as connection:
            found = connection.scalar(wanted)
        return None if found is None else moment(found)

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
        return found.campaign.state not in running and not self._followed
