"""What a person decides about a batch of which nobody knows whether it was sent."""

from enum import StrEnum

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState, accept, is_taken, move, state_of


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
    ``mailing_taken`` where another batch already has that mailing, ``mailing_unnamed`` where none
    is named.
    """
    undecided = (ChunkState.NEEDS_DECISION,)
    mailing_id = mailing_id.strip()
    with database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        if state_of(connection, campaign_id, ordinal) not in undecided:
            raise NotAllowedError("not_undecided", name=campaign.name, chunk=ordinal)
        if decision is Decision.SENT and not mailing_id:
            raise NotAllowedError("mailing_unnamed")
        if decision is Decision.SENT and is_taken(connection, campaign.platform, mailing_id):
            raise NotAllowedError("mailing_taken", mailing=mailing_id)
        record(connection, campaign_id, "decided", ordinal, decision=decision, by=by, note=note)
        if decision is Decision.SENT:
            accept(connection, campaign_id, ordinal, mailing_id, "person")
        elif decision is Decision.SEND_AGAIN:
            move(connection, campaign_id, ordinal, undecided, ChunkState.PLANNED)
        else:
            move(connection, campaign_id, ordinal, undecided, ChunkState.ABANDONED)
        drafts.set_state(connection, campaign_id, State.PAUSED, "decided")
    return Campaigns(database).get(campaign_id)
