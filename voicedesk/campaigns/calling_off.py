"""Calling off what the platform has already accepted, while none of it has begun.

That is the platform's own delete; whether it worked is the platform's word, which is kept as it is.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ApiError, CredentialsError
from voicedesk.api.models import Mailing
from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError, PlatformError
from voicedesk.base.schema import chunks, recipients
from voicedesk.campaigns import drafts, outbox
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox


@dataclass(frozen=True)
class Answer:
    """What became of one batch.

    ``deleted`` is the platform's count (None: it gave none), ``error`` the code of a call that
    failed, ``gone`` whether the mailing is not there any more.
    """

    ordinal: int
    mailing_id: str
    deleted: int | None
    error: str | None
    gone: bool


def waiting(database: Database, client: VoiceClient, campaign_id: str) -> list[Chunk]:
    """The accepted batches of which the platform says that every message still waits.

    Only these can be called off. Raises ``other_platform`` and the errors of the client.
    """
    campaign = _on_this_platform(database, client, campaign_id)
    accepted = _accepted(database, campaign_id)
    read = {mailing.id: mailing for mailing in client.mailings(name=campaign.mailing_name)}
    return [chunk for chunk in accepted if _waits(read.get(chunk.mailing_id or ""))]


def call_off(
    database: Database, client: VoiceClient, campaign_id: str, ordinal: int, *, by: str
) -> Answer:
    """Delete the mailing of one batch, look whether it is gone, and record what was answered.

    Gone, its people are not called and the batch is cancelled; else nothing changes. Raises
    :class:`NotAllowedError` ``not_accepted`` and ``other_platform``, and the reading's error where
    nobody can say whether it is gone: then it may be tried again, deleting twice does no harm.
    """
    campaign = _on_this_platform(database, client, campaign_id)
    chunk = next((c for c in _accepted(database, campaign_id) if c.ordinal == ordinal), None)
    if chunk is None or chunk.mailing_id is None:
        raise NotAllowedError("not_accepted", name=campaign.name, chunk=ordinal)
    deleted, error = _delete(client, chunk.mailing_id)
    # The platform's word, else its list: a success without a count says nothing.
    gone = bool(deleted) or not _is_there(client, chunk.mailing_id)
    answer = Answer(ordinal, chunk.mailing_id, deleted, error, gone)
    with database.write() as connection:
        _store(connection, campaign_id, answer, by)
    return answer


def _on_this_platform(database: Database, client: VoiceClient, campaign_id: str) -> Campaign:
    campaign = Campaigns(database).get(campaign_id)
    if not campaign.belongs_to(client.account):
        raise NotAllowedError("other_platform", name=campaign.name, platform=campaign.platform)
    return campaign


def _accepted(database: Database, campaign_id: str) -> list[Chunk]:
    found = Outbox(database, campaign_id).chunks()
    return [chunk for chunk in found if chunk.state is ChunkState.ACCEPTED]


def _waits(mailing: Mailing | None) -> bool:
    stats = None if mailing is None else mailing.stats
    return stats is not None and 0 < stats.total == stats.wait


def _delete(client: VoiceClient, mailing_id: str) -> tuple[int | None, str | None]:
    """The count, and the code of a failure; a lost answer is settled by looking."""
    try:
        return client.delete_mailings(ids=[mailing_id]), None
    except CredentialsError:
        raise
    except ApiError as error:
        return None, error.code


def _is_there(client: VoiceClient, mailing_id: str) -> bool:
    found = [mailing.id for mailing in client.mailings(ids=[mailing_id])]
    if any(one != mailing_id for one in found):
        raise PlatformError("filter_ignored")
    return bool(found)


def _store(connection: Connection, campaign_id: str, answer: Answer, by: str) -> None:
    noted = {"mailing": answer.mailing_id, "deleted": answer.deleted, "error": answer.error}
    record(connection, campaign_id, "calling_off", answer.ordinal, by=by, gone=answer.gone, **noted)
    if not answer.gone:
        return
    accepted = (ChunkState.ACCEPTED,)
    outbox.move(connection, campaign_id, answer.ordinal, accepted, ChunkState.CANCELLED)
    connection.execute(
        update(recipients)
        .where(recipients.c.campaign_id == campaign_id, recipients.c.chunk == answer.ordinal)
        .values(status=None, description=None, message_id=None, status_at=None)
    )
    left = set(
        connection.scalars(select(chunks.c.state).where(chunks.c.campaign_id == campaign_id))
    )
    if left == {ChunkState.CANCELLED}:
        drafts.set_state(connection, campaign_id, State.CANCELLED)
