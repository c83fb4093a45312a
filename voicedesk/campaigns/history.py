"""Who did what when: append-only, written in the transaction of what it tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment, stamp
from voicedesk.base.schema import history


@dataclass(frozen=True)
class Event:
    """One entry. ``details`` never hold a phone number."""

    at: datetime
    event: str
    chunk: int | None
    details: dict[str, Any]


def record(
    connection: Connection,
    campaign_id: str,
    event: str,
    chunk: int | None = None,
    **details: Any,
) -> None:
    """Append one entry, to be committed with what it tells of."""
    connection.execute(
        insert(history).values(
            at=stamp(), campaign_id=campaign_id, chunk=chunk, event=event, details=details
        )
    )


def events(database: Database, campaign_id: str, chunk: int | None = None) -> list[Event]:
    """The entries of a campaign (or of one of its chunks), oldest first."""
    wanted = select(history).where(history.c.campaign_id == campaign_id).order_by(history.c.id)
    if chunk is not None:
        wanted = wanted.where(history.c.chunk == chunk)
    with database.read() as connection:
        return [
            Event(moment(row.at), row.event, row.chunk, row.details)
            for row in connection.execute(wanted)
        ]
