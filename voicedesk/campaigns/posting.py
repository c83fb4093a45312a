"""One batch, from the intent to a settled end: the only place that creates mailings.

The intent is on disk before the first byte leaves; an answer is read for what it proves; what it
leaves open is never repeated but looked for, and if reading cannot settle it, a person decides.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import timedelta

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import (
    ApiError,
    CredentialsError,
    NotConnectedError,
    ParameterError,
    RefusedError,
    ServerError,
)
from voicedesk.api.models import Mailing, NewMailing
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.clock import Patience
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, is_taken
from voicedesk.campaigns.reconciling import Outcome, look_for

log = logging.getLogger(__name__)

_CONNECT_TRIES = 3


class StoppedError(Exception):
    """The run ends here, with everything that is to be said already stored."""


class Posting:
    """The creates of one campaign, one at a time, through one client."""

    def __init__(self, workspace: Workspace, client: VoiceClient, campaign: Campaign) -> None:
        self._database = workspace.database
        self._settle_seconds = workspace.settings.sending_settle_seconds
        self._client = client
        self._outbox = Outbox(workspace.database, campaign.id)
        self._name = campaign.mailing_name

    def post(
        self, chunk: Chunk, new: NewMailing, known: list[str], check: Callable[[], None], job: Job
    ) -> None:
        """One create, to a settled end; raises whatever ends the run.

        ``check`` is asked once the connection stands, and may object by raising.
        """
        try:
            mailing_id = self._create(chunk, new, known, check, job)
        except CredentialsError:
            if self._again(chunk).attempt == chunk.attempt:
                raise  # it was the token that was refused, before there was an attempt
            # A 401 proves that nothing was created: once more with a new token.
            self._client.renew_token()
            mailing_id = self._create(self._again(chunk), new, known, check, job)
        if mailing_id is not None:
            known.append(mailing_id)

    def _create(
        self, chunk: Chunk, new: NewMailing, known: list[str], check: Callable[[], None], job: Job
    ) -> str | None:
        """The id of the mailing; None where the platform rejected the batch for good."""
        intended = False

        def intend() -> None:
            nonlocal intended
            check()
            self._outbox.intend(
                chunk,
                platform=self._client.account,
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
                if attempt < _CONNECT_TRIES - 1:
                    job.wait(2.0**attempt / 4)
            except ApiError as error:
                if not intended:  # the token could not be renewed: nothing has left
                    raise
                return self._after_failure(error, chunk, job)
            else:
                if self._is_of_another(mailing, known):
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
            said = "\n".join((error.message, *error.reasons))
            self._outbox.reject(chunk.ordinal, error.status, said)
            if isinstance(error, ParameterError):
                return None
            raise error
        return self._settle(chunk, error.code, job)

    def _is_of_another(self, mailing: Mailing, known: list[str]) -> bool:
        """Whether the answer is that of another create, and proves nothing of this one."""
        if mailing.name not in (None, self._name) or mailing.id in known:
            return True
        with self._database.read() as connection:
            return is_taken(connection, self._client.account, mailing.id)

    def _again(self, chunk: Chunk) -> Chunk:
        """The batch as it is stored now."""
        found = self._outbox.chunk(chunk.ordinal)
        assert found is not None  # none is ever taken away
        return found

    # what could not be known

    def settle_open(self, job: Job) -> None:
        """First of all after a crash: look for what was under way."""
        for chunk in self._outbox.chunks():
            if chunk.state is ChunkState.SENDING:
                self._settle(chunk, "interrupted", job)
            elif chunk.state is ChunkState.UNKNOWN:
                self._look(chunk, job)

    def _settle(self, chunk: Chunk, why: str, job: Job) -> str:
        log.info("batch %d: %s, looking for it", chunk.ordinal, why)
        end = now() + timedelta(seconds=self._settle_seconds)
        self._outbox.doubt(chunk.ordinal, why, end)
        return self._look(self._again(chunk), job)

    def _look(self, chunk: Chunk, job: Job) -> str:
        """The id under which the batch was found; otherwise a person is asked and the run ends."""
        numbers = self._outbox.numbers(chunk.ordinal)
        patience = Patience(chunk.deadline, self._settle_seconds)
        finding = look_for(self._client, self._name, chunk, numbers, patience, job)
        if finding.outcome is Outcome.FOUND:
            self._outbox.accept(chunk.ordinal, finding.mailing_ids[0], "reading")
            return finding.mailing_ids[0]
        evidence = {
            "outcome": finding.outcome.value,
            "mailings": list(finding.mailing_ids),
            "readings": finding.readings,
        }
        self._outbox.hand_over(chunk.ordinal, evidence)
        raise StoppedError


def _hash(new: NewMailing) -> str:
    payload = [new.name, new.link, new.media, new.date, new.recipients]
    return hashlib.sha256(json.dumps(payload).encode()).hexdigest()
