"""Pause and cancel: what a person asks for, obeyed between two creates or when nothing runs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from voicedesk.base.database import Database
from voicedesk.base.schema import campaigns
from voicedesk.campaigns import drafts, outbox
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState

PERSON_PAUSED = "person"

_WISH = select(campaigns.c.asked)


def obey(database: Database, campaign_id: str) -> bool:
    """Do what was asked for with :meth:`Campaigns.ask`; whether there was anything.

    A wish that came too late, when nothing was left to stop, changes nothing. Only for the holder
    of the workspace's lock, and never while a create is in flight.
    """
    mine = _WISH.where(campaigns.c.id == campaign_id)
    with database.read() as connection:  # asked often: a writer would block the others
        if connection.scalar(mine) is None:
            return False
    with database.write() as connection:
        wish = connection.scalar(mine)
        campaign = drafts.get(connection, campaign_id)
        if campaign.state not in drafts.STOPPABLE:
            drafts.set_state(connection, campaign_id, campaign.state, campaign.reason, asked=None)
        elif wish == "cancel":
            _cancel(connection, campaign_id)
        elif wish == "pause":
            _pause(connection, campaign_id, PERSON_PAUSED, {}, asked=None)
    return wish is not None


def pause_running(database: Database, campaign_id: str, reason: str, **details: Any) -> None:
    """The program's own pause of what is under way, with its reason; what is asked for stays.

    ``details`` are for the history.
    """
    with database.write() as connection:
        if drafts.get(connection, campaign_id).state in (State.HOLDING, State.SENDING):
            _pause(connection, campaign_id, reason, details)


def _pause(
    connection: Connection,
    campaign_id: str,
    reason: str,
    details: Mapping[str, Any],
    **columns: None,
) -> None:
    """While a batch is undecided the campaign stays in need of a decision.

    Resuming a pause must not lead past it.
    """
    undecided = ChunkState.NEEDS_DECISION in outbox.states(connection, campaign_id)
    state = State.NEEDS_DECISION if undecided else State.PAUSED
    drafts.set_state(connection, campaign_id, state, reason, **columns)
    record(connection, campaign_id, "paused", why=reason, **details)


def _cancel(connection: Connection, campaign_id: str) -> None:
    outbox.cancel_planned(connection, campaign_id)
    states = outbox.states(connection, campaign_id)
    if ChunkState.NEEDS_DECISION in states:
        state = State.NEEDS_DECISION
    elif states <= {ChunkState.CANCELLED}:
        state = State.CANCELLED
    elif states & {ChunkState.SENDING, ChunkState.UNKNOWN}:
        state = State.SENDING  # to be looked for first
    else:
        state = State.POSTED
    drafts.set_state(connection, campaign_id, state, asked=None)
