"""Messages whose outcome the platform did not know: they are asked about once more, a day later.

Until then, and after it, ``no`` is no success: nothing here or elsewhere counts it as delivered.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from voicedesk.api.models import FINAL, Message, Status
from voicedesk.base.database import Database
from voicedesk.base.ids import moment, stamp
from voicedesk.base.schema import history, recipients
from voicedesk.campaigns.history import record

AFTER = timedelta(hours=24)
ASKED_AGAIN = "unknown_asked_again"  # in the history, once a batch


def campaigns_due(database: Database, at: datetime) -> list[str]:
    """The campaigns of which something is to be asked again."""
    wanted = select(recipients.c.campaign_id).where(recipients.c.status == Status.NO).distinct()
    with database.read() as connection:
        found = list(connection.scalars(wanted))
        return [campaign_id for campaign_id in found if due(connection, campaign_id, at)]


def due(connection: Connection, campaign_id: str, at: datetime) -> dict[int, dict[str, str]]:
    """The E.164 by message id of each batch that is due: a day after the last of it became unknown.

    A batch with a message that is not final is never due, nor one that was asked about again. By a
    clock that was a day wrong, or is, it may come sooner.
    """
    mine = recipients.c.campaign_id == campaign_id
    asked = select(history.c.chunk).where(
        history.c.campaign_id == campaign_id, history.c.event == ASKED_AGAIN
    )
    latest = (
        select(recipients.c.chunk, func.max(recipients.c.status_at).label("latest"))
        .where(mine, recipients.c.status == Status.NO, recipients.c.message_id.is_not(None))
        .where(recipients.c.chunk.not_in(asked))
        .group_by(recipients.c.chunk)
    )
    waiting = select(recipients.c.chunk).where(
        mine, recipients.c.status.in_((Status.WAIT, Status.ON))
    )
    old = [row.chunk for row in connection.execute(latest) if _is_old(row.latest, at)]
    if not old:
        return {}
    open_ones = set(connection.scalars(waiting.distinct()))
    people = select(recipients.c.chunk, recipients.c.message_id, recipients.c.e164).where(
        mine, recipients.c.status == Status.NO, recipients.c.message_id.is_not(None)
    )
    found: dict[int, dict[str, str]] = {chunk: {} for chunk in old if chunk not in open_ones}
    for chunk, message_id, e164 in connection.execute(people):
        if chunk in found:
            found[chunk][message_id] = e164
    return found


def settle(
    connection: Connection,
    campaign_id: str,
    chunk: int,
    people: dict[str, str],
    messages: Iterable[Message],
) -> list[str]:
    """Store what the second answer says, and that it was asked for.

    Returns the E.164 whose outcome is known now.
    """
    at = stamp()
    rows = [
        (message.status, message.description, at, campaign_id, people[message.id])
        for message in messages
        if message.id in people and message.status in FINAL - {Status.NO}
    ]
    if rows:
        connection.exec_driver_sql(
            "UPDATE recipients SET status = ?, description = ?, status_at = ? "
            "WHERE campaign_id = ? AND e164 = ? AND status = 'no'",
            rows,
        )
    record(connection, campaign_id, ASKED_AGAIN, chunk, people=len(people), known=len(rows))
    return [row[-1] for row in rows]


def _is_old(status_at: str | None, at: datetime) -> bool:
    return status_at is None or abs(at - moment(status_at)) >= AFTER
