"""Pause and cancel: what a person asks for, obeyed between two creates or when nothing runs."""

from sqlalchemy import select

from voicedesk.base.database import Database
from voicedesk.base.schema import campaigns
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState, Outbox

PERSON_PAUSED = "person"


def obey(database: Database, campaign_id: str) -> bool:
    """Do what was asked for with :meth:`Campaigns.ask`; whether there was anything.

    Only for the holder of the workspace's lock, and never while a create is in flight.
    """
    with database.read() as connection:
        wished = select(campaigns.c.asked).where(campaigns.c.id == campaign_id)
        wish = connection.scalar(wished)
    if wish == "cancel":
        _cancel(database, campaign_id)
    elif wish == "pause":
        pause(database, campaign_id, PERSON_PAUSED)
    return wish is not None


def pause(database: Database, campaign_id: str, reason: str) -> None:
    """Pause with its reason: a person's, or the program's own.

    While a batch is undecided the campaign stays in need of a decision: resuming a pause must not
    lead past it.
    """
    states = {chunk.state for chunk in Outbox(database, campaign_id).chunks()}
    undecided = ChunkState.NEEDS_DECISION in states
    state = State.NEEDS_DECISION if undecided else State.PAUSED
    with database.write() as connection:
        drafts.set_state(connection, campaign_id, state, reason, asked=None)
        record(connection, campaign_id, "paused", why=reason)


def _cancel(database: Database, campaign_id: str) -> None:
    outbox = Outbox(database, campaign_id)
    outbox.cancel_planned()
    states = {chunk.state for chunk in outbox.chunks()}
    if ChunkState.NEEDS_DECISION in states:
        state = State.NEEDS_DECISION
    elif states <= {ChunkState.CANCELLED}:
        state = State.CANCELLED
    elif states & {ChunkState.SENDING, ChunkState.UNKNOWN}:
        state = State.SENDING  # to be looked for first
    else:
        state = State.POSTED
    with database.write() as connection:
        drafts.set_state(connection, campaign_id, state, asked=None)
