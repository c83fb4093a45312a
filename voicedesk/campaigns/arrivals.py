"""Mailings that called people of a batch after a person had given it up, or had it sent again.

What is known of them is in the history; :mod:`.late` looks for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment
from voicedesk.base.schema import chunks, history
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState

ARRIVED = "arrived_late"  # in the history, once a mailing and once more where it calls others, too
OVER = "late_watch_over"  # in the history: looked for in vain, or to its end
WATCHED = timedelta(hours=48)  # so long after a decision nothing arrives any more

_DECIDED = history.c.event == "decided"
_BATCH = (chunks.c.campaign_id == history.c.campaign_id) & (chunks.c.ordinal == history.c.chunk)
_later = history.alias()
_WATCHED = select(history.c.campaign_id).where(
    _DECIDED,
    ~exists().where(
        _later.c.campaign_id == history.c.campaign_id,
        _later.c.event == OVER,
        _later.c.id > history.c.id,
    ),
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
    latest = {details["mailing"]: (chunk, int(details["people"])) for chunk, details in found}
    return tuple(
        Arrival(chunk, mailing_id, people, states[chunk])
        for mailing_id, (chunk, people) in latest.items()
        if mailing_id not in taken
    )


def is_doubtful(connection: Connection, campaign_id: str) -> bool:
    """Whether a person ever decided about one of its batches: only then can one arrive late."""
    decided = select(history.c.id).where(history.c.campaign_id == campaign_id, _DECIDED)
    return connection.execute(decided.limit(1)).first() is not None


def is_watched(database: Database, campaign_id: str) -> bool:
    """Whether it is looked at though nothing of it moves: until a look that worked found nothing
    on its way, :data:`WATCHED` after the last decision."""
    with database.read() as connection:
        return _is_watched(connection, campaign_id)


def campaigns_watched(database: Database) -> list[str]:
    """The campaigns of which :func:`is_watched` holds."""
    with database.read() as connection:
        return list(dict.fromkeys(connection.scalars(_WATCHED)))


def end_when_due(connection: Connection, campaign_id: str, at: datetime) -> None:
    """After a look at that moment with nothing on its way: whether it was the last one."""
    decisions = (
        select(history.c.at, chunks.c.date)
        .join_from(history, chunks, _BATCH)
        .where(history.c.campaign_id == campaign_id, _DECIDED)
    )
    since = max((_begins(*row) for row in connection.execute(decisions)), default=None)
    if since is not None and at - since >= WATCHED and _is_watched(connection, campaign_id):
        record(connection, campaign_id, OVER)


def _is_watched(connection: Connection, campaign_id: str) -> bool:
    mine = _WATCHED.where(history.c.campaign_id == campaign_id)
    return connection.execute(mine.limit(1)).first() is not None


def _begins(decided: str, date: str | None) -> datetime:
    """By the decision, or by the batch's own date: until then nobody of it is called."""
    return moment(decided) if date is None else max(moment(decided), moment(date))
