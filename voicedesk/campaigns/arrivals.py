"""Mailings that called people of a batch after a person had given it up, or had it sent again.

What is known of them is in the history; :mod:`.late` looks for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment
from voicedesk.base.schema import chunks, history
from voicedesk.campaigns.outbox import ChunkState

ARRIVED = "arrived_late"  # in the history, once a mailing
WATCHED = timedelta(hours=48)  # how long a campaign that is over is looked at, see is_watched

_DECIDED = history.c.event == "decided"
_BATCH = (chunks.c.campaign_id == history.c.campaign_id) & (chunks.c.ordinal == history.c.chunk)
_DECISIONS = (
    select(history.c.campaign_id, history.c.at, chunks.c.date)
    .join_from(history, chunks, _BATCH)
    .where(_DECIDED)
)


@dataclass(frozen=True)
class Arrival:
    """A mailing that no batch is, and the batch whose people it calls, as that stands now.

    ``people`` is how many of the campaign it calls.
    """

    chunk: int
    mailing_id: str
    people: int
    state: ChunkState

    @property
    def is_given_up(self) -> bool:
        """Whether a person may have its calls followed after all."""
        return self.state is ChunkState.ABANDONED

    @property
    def is_second(self) -> bool:
        """Whether these people are called by another mailing, too."""
        return self.state is ChunkState.ACCEPTED

    def json(self) -> dict[str, Any]:
        return {"chunk": self.chunk, "mailing": self.mailing_id, "people": self.people}


def arrivals(connection: Connection, campaign_id: str) -> tuple[Arrival, ...]:
    """Those that are no batch's mailing, oldest first."""
    noted = select(history.c.chunk, history.c.details).where(
        history.c.campaign_id == campaign_id, history.c.event == ARRIVED
    )
    found = connection.execute(noted.order_by(history.c.id)).all()
    if not found:
        return ()
    mine = select(chunks.c.ordinal, chunks.c.state, chunks.c.mailing_id).where(
        chunks.c.campaign_id == campaign_id
    )
    batches = connection.execute(mine).all()
    states = {row.ordinal: ChunkState(row.state) for row in batches}
    taken = {row.mailing_id for row in batches}
    return tuple(
        Arrival(chunk, details["mailing"], int(details["people"]), states[chunk])
        for chunk, details in found
        if details["mailing"] not in taken
    )


def is_doubtful(connection: Connection, campaign_id: str) -> bool:
    """Whether a person ever decided about one of its batches: only then can one arrive late."""
    decided = select(history.c.id).where(history.c.campaign_id == campaign_id, _DECIDED)
    return connection.execute(decided.limit(1)).first() is not None


def is_watched(database: Database, campaign_id: str, at: datetime) -> bool:
    """Whether it is looked at though nothing of it moves."""
    with database.read() as connection:
        mine = connection.execute(_DECISIONS.where(history.c.campaign_id == campaign_id))
        return any(_is_recent(row.at, row.date, at) for row in mine)


def campaigns_watched(database: Database, at: datetime) -> list[str]:
    """The campaigns of which :func:`is_watched` holds."""
    with database.read() as connection:
        found = connection.execute(_DECISIONS).all()
    recent = (row.campaign_id for row in found if _is_recent(row.at, row.date, at))
    return list(dict.fromkeys(recent))


def _is_recent(decided: str, date: str | None, at: datetime) -> bool:
    """By the decision, or by the batch's own date: until then nobody of it is called."""
    last = moment(decided)
    if date is not None:
        last = max(last, moment(date))
    return last > at - WATCHED
