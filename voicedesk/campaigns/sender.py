"""Sending an approved campaign: the only place that creates mailings.

One create is outstanding at a time; its intent is on disk before its first byte leaves; an
ambiguous one is never repeated but looked for, and if reading cannot settle it, a person decides.
"""

import hashlib
import json
import logging
from datetime import datetime, timedelta

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import (
    ApiError,
    CredentialsError,
    NotConnectedError,
    ParameterError,
    RefusedError,
    ServerError,
)
from voicedesk.api.models import Content, NewMailing
from voicedesk.audio.library import Recordings
from voicedesk.base.errors import DecisionError, NotAllowedError, PlatformError
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.settings import Settings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts, reconciling
from voicedesk.campaigns.approval import check_approval
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.exclusion import exclude
from voicedesk.campaigns.history import record
from voicedesk.campaigns.late import look_again
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, WithheldError, is_taken
from voicedesk.campaigns.reconciling import Outcome, look_for, mailings_named
from voicedesk.campaigns.stopping import PERSON_PAUSED, obey, pause_running
from voicedesk.campaigns.uploads import link_for, upload

log = logging.getLogger(__name__)

# Nearer than this the platform might take the date for the past, and send at once.
_DATE_MARGIN = timedelta(minutes=5)
_CONNECT_TRIES = 3
_RUNNABLE = frozenset(
    {State.APPROVED, State.HOLDING, State.SENDING, State.PAUSED, State.NEEDS_DECISION}
)


class _StoppedError(Exception):
    """The run ends here, with everything that is to be said already stored."""


class Sender:
    """Sends one campaign through one client, for the holder of the workspace's lock."""

    def __init__(self, workspace: Workspace, client: VoiceClient, campaign_id: str) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._settings: Settings = workspace.settings
        self._client = client
        self._platform = client.account
        self._outbox = Outbox(workspace.database, campaign_id)
        self._id = campaign_id

    def send(self, job: Job) -> Campaign:
        """Go on from wherever the campaign stands, until nothing is left to create.

        Returns the campaign as it then is: posted, paused, cancelled or in need of a decision.
        Raises :class:`NotAllowedError` where it may not be sent, :class:`DecisionError` where a
        person must act first, :class:`PlatformError` when the platform cannot be used; what
        happened until then is stored, and sending can go on from there.
        """
        campaign = self._allowed(self._campaign())
        try:
            self._client.sign_in()
            self._settle_open_chunks(campaign, job)
            if not self._has_begun():
                check_approval(self._workspace, campaign)
                self._hold(campaign, job)
            content = self._upload(campaign, job)
            self._enter(State.SENDING, campaign)
            self._post_all(campaign, content, job)
        except (_StoppedError, WithheldError):
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
        return any(chunk.attempt for chunk in self._outbox.chunks())

    def _hold(self, campaign: Campaign, job: Job) -> None:
        """Some seconds in which nothing has left and cancelling is certain."""
        end = now() + timedelta(seconds=self._settings.sending_hold_seconds)
        self._enter(
            State.HOLDING, campaign, "send_asked", hold_until=stamp(end), platform=self._platform
        )
        while (remaining := (end - now()).total_seconds()) > 0:
            self._obey()
            job.report(0, None, "holding")
            job.wait(min(remaining, 0.2))
        self._obey()
        if mailings_named(self._client, campaign.mailing_name):
            raise PlatformError("mailing_name_taken", name=campaign.mailing_name)

    def _upload(self, campaign: Campaign, job: Job) -> Content:
        assert campaign.recording_id is not None  # approved campaigns have one
        recording = Recordings(self._workspace).get(campaign.recording_id)
        return upload(self._database, self._client, self._platform, recording, job)

    # the creates

    def _post_all(self, campaign: Campaign, content: Content, job: Job) -> None:
        read = mailings_named(self._client, campaign.mailing_name)
        # A reading may lag behind what was already accepted.
        known = sorted({mailing.id for mailing in read} | set(self._outbox.mailing_ids()))
        while (chunk := self._next()) is not None:
            self._obey()
            job.check()
            self._guard_date(campaign)
            if not exclude(self._database, campaign, chunk):
                continue
            chunk = self._again(chunk)
            new = self._new_mailing(campaign, chunk, content)
            self._post(chunk, new, known, job)
            self._report(job)
            job.wait(self._settings.sending_pace_seconds)
        self._enter(State.POSTED, campaign)

    def _next(self) -> Chunk | None:
        planned = (c for c in self._outbox.chunks() if c.state is ChunkState.PLANNED)
        return next(planned, None)

    def _new_mailing(self, campaign: Campaign, chunk: Chunk, content: Content) -> NewMailing:
        date = chunk.date
        return NewMailing(
            name=campaign.mailing_name,
            link=link_for(content, chunk.media),
            media=chunk.media,
            recipients=self._outbox.numbers(chunk.ordinal),
            date=None if date is None else date.isoformat(timespec="seconds"),
            ping_url=campaign.ping_url,
        )

    def _post(self, chunk: Chunk, new: NewMailing, known: list[str], job: Job) -> None:
        """One create, to a settled end; raises whatever ends the run."""
        try:
            mailing_id = self._create(chunk, new, known, job)
        except CredentialsError:
            if self._again(chunk).attempt == chunk.attempt:
                raise  # it was the token that was refused, before there was an attempt
            # A 401 proves that nothing was created: once more with a new token.
            self._client.renew_token()
            mailing_id = self._create(self._again(chunk), new, known, job)
        if mailing_id is not None:
            known.append(mailing_id)

    def _create(self, chunk: Chunk, new: NewMailing, known: list[str], job: Job) -> str | None:
        """The id of the mailing; None where the platform rejected the batch for good."""
        intended = False

        def intend() -> None:
            nonlocal intended
            self._outbox.intend(
                chunk,
                platform=self._platform,
                link=new.link,
                payload_hash=_hash(new),
                posted_size=len(new.recipients),
                known_ids=known,
            )
            intended = True

        for attempt in range(_CONNECT_TRIES):
            try:
                mailing = self._client.create_mailing(new, before_first_byte=intend)
            except NotConnectedError:
                job.wait(2.0**attempt / 4)
            except ApiError as error:
                if not intended:  # the token could not be renewed: nothing has left
                    raise
                return self._after_failure(error, chunk, job)
            else:
                if self._is_taken(mailing.id):  # the answer of another create: it proves nothing
                    return self._settle(chunk, "unreadable_answer", job)
                self._outbox.accept(chunk.ordinal, mailing.id, "answer")
                return mailing.id
        raise NotConnectedError("not_connected")

    def _after_failure(self, error: ApiError, chunk: Chunk, job: Job) -> str | None:
        """Store what a failed create means, by the classification of its answer."""
        if isinstance(error, CredentialsError):
            self._outbox.replan(chunk.ordinal, "token_refused")
            raise error
        if isinstance(error, RefusedError) and not isinstance(error, ServerError):
            self._outbox.reject(chunk.ordinal, error.status, error.message)
            if isinstance(error, ParameterError):
                return None
            raise error
        return self._settle(chunk, error.code, job)

    def _is_taken(self, mailing_id: str) -> bool:
        with self._database.read() as connection:
            return is_taken(connection, self._platform, mailing_id)

    def _again(self, chunk: Chunk) -> Chunk:
        """The batch as it is stored now."""
        return next(c for c in self._outbox.chunks() if c.ordinal == chunk.ordinal)

    # what could not be known

    def _settle_open_chunks(self, campaign: Campaign, job: Job) -> None:
        """First of all after a crash: look for what was under way."""
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.SENDING:
                self._settle(chunk, "interrupted", job)
            elif chunk.state is ChunkState.UNKNOWN:
                self._look(chunk, campaign.mailing_name, job)

    def _settle(self, chunk: Chunk, why: str, job: Job) -> str:
        log.info("batch %d: %s, looking for it", chunk.ordinal, why)
        end = reconciling.deadline(self._settings.sending_settle_seconds)
        self._outbox.doubt(chunk.ordinal, why, end)
        return self._look(self._again(chunk), self._campaign().mailing_name, job)

    def _look_late(self, campaign: Campaign) -> None:
        """Accept an undecided batch that has turned up since; else a person still must decide."""
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.NEEDS_DECISION:
                look_again(self._database, self._client, self._id, chunk.ordinal)
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.NEEDS_DECISION:
                raise DecisionError("chunk_undecided", name=campaign.name, chunk=chunk.ordinal)

    def _look(self, chunk: Chunk, name: str, job: Job) -> str:
        """The id under which the batch was found; otherwise a person is asked and the run ends."""
        numbers = self._outbox.numbers(chunk.ordinal)
        finding = look_for(self._client, name, chunk, numbers, job)
        if finding.outcome is Outcome.FOUND:
            self._outbox.accept(chunk.ordinal, finding.mailing_ids[0], "reading")
            return finding.mailing_ids[0]
        evidence = {
            "outcome": finding.outcome.value,
            "mailings": list(finding.mailing_ids),
            "readings": finding.readings,
        }
        self._outbox.hand_over(chunk.ordinal, evidence)
        raise _StoppedError

    # stopping

    def _obey(self) -> None:
        """Do what a person asked for since the last create."""
        if obey(self._database, self._id):
            raise _StoppedError

    def _guard_date(self, campaign: Campaign) -> None:
        """Never create with a date that has passed: the platform would call at once."""
        if campaign.date is None or self._present() < campaign.date - _DATE_MARGIN:
            return
        if self._has_begun():
            pause_running(self._database, self._id, "date_passed")
        else:
            with self._database.write() as connection:
                drafts.withdraw_approval(connection, self._id, "date_passed")
        raise DecisionError("date_passed", name=campaign.name)

    def _present(self) -> datetime:
        """Now, or the platform's now where its clock is ahead."""
        skew = self._client.clock_skew_s or 0.0
        return now() + timedelta(seconds=max(skew, 0.0))

    def _enter(self, state: State, campaign: Campaign, event: str = "", **columns: str) -> None:
        """Take the campaign on, unless somebody stopped or changed it since this run read it."""
        with self._database.write() as connection:
            found = drafts.get(connection, self._id)
            if found.approved_at != campaign.approved_at:
                raise NotAllowedError("approval_withdrawn", name=campaign.name)
            if _is_paused_by_person(found) or found.state not in _RUNNABLE:
                raise _StoppedError
            drafts.set_state(connection, self._id, state, None, **columns)
            record(connection, self._id, event or state, platform=self._platform)

    def _report(self, job: Job) -> None:
        chunks = self._outbox.chunks()
        job.report(
            sum(c.size for c in chunks if c.state is ChunkState.ACCEPTED),
            sum(c.size for c in chunks),
            "sending",
        )


def _is_paused_by_person(campaign: Campaign) -> bool:
    return campaign.state is State.PAUSED and campaign.reason == PERSON_PAUSED


def _hash(new: NewMailing) -> str:
    payload = [new.name, new.link, new.media, new.date, new.recipients]
    return hashlib.sha256(json.dumps(payload).encode()).hexdigest()
