"""Sending an approved campaign: one create at a time, from wherever the campaign stands.

What a single create is, and what its answer proves, is in :mod:`voicedesk.campaigns.posting`.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Content, NewMailing
from voicedesk.audio.library import Recordings
from voicedesk.base.errors import DecisionError, NotAllowedError, PlatformError
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.settings import Settings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.acceptance import pause_for
from voicedesk.campaigns.approval import check_approval
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.clock import Patience
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.exclusion import Refusals, exclude, look_at
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.guard import DATE_PASSED, Guard
from voicedesk.campaigns.history import record, signed_in
from voicedesk.campaigns.late import look_again
from voicedesk.campaigns.optouts import check_optouts
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, WithheldError, states
from voicedesk.campaigns.posting import Posting, StoppedError
from voicedesk.campaigns.recognition import recognise
from voicedesk.campaigns.reconciling import mailings_named
from voicedesk.campaigns.review import calling_day
from voicedesk.campaigns.stillness import Stillness
from voicedesk.campaigns.stopping import PERSON_PAUSED, obey, pause_running
from voicedesk.campaigns.uploads import link_for, upload

log = logging.getLogger(__name__)

ALL_REFUSED = "all_refused"  # the reason of a campaign that is done without a single call
ALREADY_THERE = "already_there"  # … of a pause: the platform had what was still planned here

_LOOK_S = 0.2  # between two looks, during a wait, at what a person asked for
_RUNNABLE = frozenset(
    {State.APPROVED, State.HOLDING, State.SENDING, State.PAUSED, State.NEEDS_DECISION}
)


class _OutdatedError(Exception):
    """Somebody said no while the connection was made: the batch is put together again."""


class Sender:
    """Sends one campaign through one client, for the holder of the workspace's lock."""

    def __init__(self, workspace: Workspace, client: VoiceClient, campaign_id: str) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._settings: Settings = workspace.settings
        self._client = client
        self._platform = client.account
        self._guard = Guard(workspace, client)
        self._outbox = Outbox(workspace.database, campaign_id)
        self._refusals = Refusals(workspace.database)
        self._id = campaign_id

    def send(self, job: Job) -> Campaign:
        """Go on from wherever the campaign stands, until nothing is left to create.

        Returns the campaign as it then is: posted, paused, cancelled or in need of a decision.
        Raises :class:`NotAllowedError` where it may not be sent, :class:`DecisionError` where a
        person must act first, :class:`PlatformError` when the platform cannot be used; what
        happened until then is stored, and sending can go on from there.
        """
        campaign = self._allowed(self._campaign())
        posting = Posting(self._workspace, self._client, campaign)
        try:
            self._client.sign_in()
            posting.settle_open(job)
            if not self._has_begun():
                check_approval(self._workspace, campaign)
                self._hold(campaign, job)
            content = self._upload(campaign, job)
            self._enter(State.SENDING, campaign)
            with Stillness(self._database) as still:
                self._post_all(campaign, content, posting, still, job)
        except (StoppedError, WithheldError):
            pass
        except PlatformError as error:
            pause_running(self._database, self._id, error.code)
            raise
        except CancelledError:
            pause_running(self._database, self._id, "interrupted")
            raise
        finally:
            # Whatever ended the run: what a person asked for during it is not forgotten.
            obey(self._database, self._id)
        return self._campaign()

    def _campaign(self) -> Campaign:
        return Campaigns(self._database).get(self._id)

    # before the first create

    def _allowed(self, campaign: Campaign) -> Campaign:
        if _is_paused_by_person(campaign):
            raise NotAllowedError("paused_by_person", name=campaign.name)
        if campaign.state not in _RUNNABLE:
            raise NotAllowedError("not_sendable", name=campaign.name, state=campaign.state)
        if not campaign.belongs_to(self._platform):
            raise NotAllowedError("other_platform", name=campaign.name, platform=campaign.platform)
        self._look_late(campaign)
        return campaign

    def _has_begun(self) -> bool:
        """Whether anything may have left, from here or from the workspace a copy was made of."""
        untouched = {ChunkState.PLANNED, ChunkState.CANCELLED}
        return any(chunk.attempt or chunk.state not in untouched for chunk in self._outbox.chunks())

    def _hold(self, campaign: Campaign, job: Job) -> None:
        """Some seconds in which nothing has left and cancelling is certain."""
        seconds = self._settings.sending_hold_seconds
        end = stamp(now() + timedelta(seconds=seconds))
        self._enter(State.HOLDING, campaign, "send_asked", hold_until=end, platform=self._platform)
        self._wait(seconds, job, lambda: job.report(0, None, "holding"))
        told = {one for chunk in self._outbox.chunks() for one in chunk.known_ids}
        if not told.issuperset(self._known(campaign)):
            raise PlatformError("mailing_name_taken", name=campaign.mailing_name)

    def _upload(self, campaign: Campaign, job: Job) -> Content:
        """The content of what was approved, whatever has become of the message since."""
        assert campaign.recording_id is not None  # it cannot be deleted meanwhile
        recording = Recordings(self._workspace).heard(campaign.recording_id, campaign.take)
        return upload(self._database, self._client, self._platform, recording, job)

    # the creates

    def _post_all(
        self, campaign: Campaign, content: Content, posting: Posting, still: Stillness, job: Job
    ) -> None:
        known = self._known(campaign)
        pace = 0.0
        while True:
            chunk = self._outbox.next_planned()
            if chunk is None:
                if self._finish(campaign):
                    return
                continue  # a refused batch was just planned anew
            self._wait(pace, job, lambda: self._report(job))
            seen = still.mark(), self._today()
            if not self._check_people(campaign, chunk):
                continue
            self._check_moment(campaign, chunk)
            new = self._new_mailing(campaign, chunk, content)

            def check(
                chunk: Chunk = chunk, new: NewMailing = new, seen: tuple[int, date] = seen
            ) -> None:
                """Connecting takes its time: the machine may have slept, somebody said no."""
                changed = (still.mark(), self._today()) != seen
                if changed and self._check_people(campaign, chunk) != len(new.recipients):
                    raise _OutdatedError
                self._check_moment(campaign, chunk)

            try:
                posting.post(chunk, new, known, check, job)
            except _OutdatedError:
                continue
            self._report(job)
            pace = self._settings.sending_pace_seconds

    def _known(self, campaign: Campaign) -> list[str]:
        """The mailings under the campaign's name; a reading may lag behind what was accepted.

        Ends the run where the platform has more of the campaign than this workspace remembers: an
        older copy of it was put back, or a batch arrived after a person had given it up.
        """
        read = [mailing.id for mailing in mailings_named(self._client, campaign.mailing_name)]
        if recognise(self._outbox, self._client, read):
            pause_running(self._database, self._id, ALREADY_THERE)
            raise StoppedError
        return sorted({*read, *self._outbox.mailing_ids()})

    def _new_mailing(self, campaign: Campaign, chunk: Chunk, content: Content) -> NewMailing:
        when = chunk.date
        return NewMailing(
            name=campaign.mailing_name,
            link=link_for(content, chunk.media),
            media=chunk.media,
            recipients=self._outbox.numbers(chunk.ordinal),
            date=None if when is None else when.isoformat(timespec="seconds"),
            ping_url=campaign.ping_url,
        )

    def _look_late(self, campaign: Campaign) -> None:
        """Accept an undecided batch that has turned up since; else a person still must decide."""
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.NEEDS_DECISION:
                look_again(self._database, self._client, self._id, chunk.ordinal)
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.NEEDS_DECISION:
                raise DecisionError("chunk_undecided", name=campaign.name, chunk=chunk.ordinal)

    # stopping

    def _obey(self) -> None:
        """Do what a person asked for since the last create."""
        if obey(self._database, self._id):
            raise StoppedError

    def _wait(self, seconds: float, job: Job, report: Callable[[], None]) -> None:
        """Let so much time pass in which a person is obeyed at once."""
        patience = Patience(now() + timedelta(seconds=seconds), seconds)
        while (left := patience.left()) > 0:
            self._obey()
            report()
            job.wait(min(left, _LOOK_S))
        self._obey()
        job.check()

    def _check_moment(self, campaign: Campaign, chunk: Chunk) -> None:
        """Never create what would ring when it must not: with a date that has passed, at once."""
        if self._guard.has_passed(chunk):
            self._give_back(campaign, chunk)
        self._ask_about(campaign, chunk, self._guard.objections(campaign, chunk))

    def _today(self) -> date:
        """On the clocks of the rules: at midnight there consents end, whatever UTC says."""
        return calling_day(None, calling_rules.load(self._workspace))

    def _check_people(self, campaign: Campaign, chunk: Chunk) -> int:
        """Leave out who may not be called any more, and ask where a rule warns: who is left."""
        self._check_optouts(campaign)
        look = look_at(self._workspace, campaign, chunk, self._refusals)
        left = exclude(self._database, self._id, chunk, look)
        if left and not campaign.is_test:
            self._ask_about(campaign, chunk, tuple(look.warnings(campaign.acknowledged)))
        return left

    def _check_optouts(self, campaign: Campaign) -> None:
        """Somebody nobody knows may have said no since the approval."""
        try:
            check_optouts(self._database, campaign)
        except NotAllowedError as error:
            pause_running(self._database, self._id, error.code)
            raise

    def _ask_about(self, campaign: Campaign, chunk: Chunk, found: Sequence[Finding]) -> None:
        """Pause, and ask a person, where a rule says no or warns of what nobody has accepted."""
        if found:
            code = pause_for(self._database, self._id, found)
            raise DecisionError(code, name=campaign.name, chunk=chunk.ordinal)

    def _give_back(self, campaign: Campaign, chunk: Chunk) -> None:
        """The date has passed: what was never begun is approved anew, with another one."""
        if self._has_begun():
            pause_running(self._database, self._id, DATE_PASSED)
        else:
            with self._database.write() as connection:
                drafts.withdraw_approval(connection, self._id, DATE_PASSED)
        raise DecisionError(DATE_PASSED, name=campaign.name, chunk=chunk.ordinal)

    def _finish(self, campaign: Campaign) -> bool:
        """Whether nothing is left to create; the campaign is then posted, or done if all of it
        was refused."""
        refused = {ChunkState.REJECTED, ChunkState.CANCELLED}
        with self._database.write() as connection:
            found = states(connection, self._id)
            if ChunkState.PLANNED in found:
                return False
            if ChunkState.REJECTED in found and found <= refused:
                self._enter_in(connection, State.DONE, campaign, reason=ALL_REFUSED)
            else:
                self._enter_in(connection, State.POSTED, campaign)
        return True

    def _enter(self, state: State, campaign: Campaign, event: str = "", **columns: str) -> None:
        with self._database.write() as connection:
            self._enter_in(connection, state, campaign, event, **columns)

    def _enter_in(
        self,
        connection: Connection,
        state: State,
        campaign: Campaign,
        event: str = "",
        **columns: str,
    ) -> None:
        """Take the campaign on, unless somebody stopped or changed it since this run read it."""
        found = drafts.get(connection, self._id)
        if found.approved_at != campaign.approved_at:
            raise NotAllowedError("approval_withdrawn", name=campaign.name)
        if _is_paused_by_person(found) or found.state not in _RUNNABLE:
            raise StoppedError
        drafts.set_state(connection, self._id, state, **columns)
        told = {"platform": self._platform}
        if event:  # a person's deed
            told["by"] = signed_in()
        record(connection, self._id, event or state, None, **told)

    def _report(self, job: Job) -> None:
        accepted, people = self._outbox.people()
        job.report(accepted, people, "sending")


def _is_paused_by_person(campaign: Campaign) -> bool:
    return campaign.state is State.PAUSED and campaign.reason == PERSON_PAUSED
