"""What a person decides about a batch of which nobody knows whether it was sent."""

from enum import StrEnum

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState, Outbox, accept, move


class Decision(StrEnum):
    """The three ways out of needs_decision."""

    SENT = "sent"  # it was sent, under a mailing id the person names
    SEND_AGAIN = "send_again"  # accepting that people may be called twice
    ABANDON = "abandon"


def decide(
    database: Database,
    campaign_id: str,
    ordinal: int,
    decision: Decision,
    *,
    by: str,
    mailing_id: str = "",
    note: str = "",
) -> Campaign:
    """Record the decision and its effect in one step; the campaign is then paused, to be sent on.

    Raises :class:`NotAllowedError` ``not_undecided`` where the batch does not wait for one, and
    ``mailing_taken`` where another batch already has that mailing.
    """
    outbox = Outbox(database, campaign_id)
    chunks = {chunk.ordinal: chunk for chunk in outbox.chunks()}
    campaign = Campaigns(database).get(campaign_id)
    if ordinal not in chunks or chunks[ordinal].state is not ChunkState.NEEDS_DECISION:
        raise NotAllowedError("not_undecided", name=campaign.name, chunk=ordinal)
    if any(chunk.mailing_id == mailing_id for chunk in chunks.values() if mailing_id):
        raise NotAllowedError("mailing_taken", mailing=mailing_id)
    undecided = (ChunkState.NEEDS_DECISION,)
    with database.write() as connection:
        record(connection, campaign_id, "decided", ordinal, decision=decision, by=by, note=note)
        if decision is Decision.SENT:
            accept(connection, campaign_id, ordinal, mailing_id, "person")
        elif decision is Decision.SEND_AGAIN:
            move(connection, campaign_id, ordinal, undecided, ChunkState.PLANNED)
        else:
            move(connection, campaign_id, ordinal, undecided, ChunkState.ABANDONED)
        drafts.set_state(connection, campaign_id, State.PAUSED, "decided")
    return Campaigns(database).get(campaign_id)
