"""People who said no after the approval: they are left out at the moment of posting."""

from datetime import date

import numpy as np
from sqlalchemy import Connection, bindparam, update

from voicedesk.base.database import Database
from voicedesk.base.schema import recipients
from voicedesk.campaigns.campaign import Campaign, Purpose
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, move
from voicedesk.contacts.standing import EXPIRED, GIVEN, Standing


def calling_day(campaign: Campaign) -> date:
    """The day on which the phones will ring."""
    return date.today() if campaign.date is None else campaign.date.date()


def exclude(database: Database, campaign: Campaign, chunk: Chunk) -> int:
    """Take out of a planned batch who may not be called any more; returns how many are left.

    The stop list counts for every purpose, consents for prospecting. A batch of which nobody is
    left is called off. The history says how many went, and why.
    """
    numbers = Outbox(database, campaign.id).numbers(chunk.ordinal)
    reasons = _reasons(database, campaign, [int(number) for number in numbers])
    lost = {number: code for number, code in zip(numbers, reasons, strict=True) if code}
    if lost:
        with database.write() as connection:
            _store(connection, campaign.id, chunk.ordinal, lost, len(numbers) - len(lost))
    return len(numbers) - len(lost)


def _reasons(database: Database, campaign: Campaign, numbers: list[int]) -> list[str | None]:
    """By index: the problem code that forbids the call, or None."""
    standing = Standing.load(database, calling_day(campaign), among=numbers)
    e164 = np.array(numbers, np.int64)
    consent = standing.consent(e164).tolist()
    if campaign.purpose is not Purpose.PROSPECTING:
        consent = [GIVEN] * len(numbers)
    return [
        "stop_list" if stopped else _UNLAWFUL[given]
        for stopped, given in zip(standing.stopped(e164).tolist(), consent, strict=True)
    ]


_UNLAWFUL: dict[int, str | None] = {GIVEN: None, EXPIRED: "consent_expired", 0: "no_consent"}


def _store(
    connection: Connection, campaign_id: str, ordinal: int, lost: dict[str, str], left: int
) -> None:
    """One transaction; only a batch that is planned may lose anybody."""
    target = ChunkState.PLANNED if left else ChunkState.CANCELLED
    move(connection, campaign_id, ordinal, (ChunkState.PLANNED,), target, size=left)
    connection.execute(
        update(recipients)
        .where(recipients.c.campaign_id == campaign_id)
        .where(recipients.c.e164 == bindparam("number"))
        .values(excluded=bindparam("why")),
        [{"number": number, "why": code} for number, code in lost.items()],
    )
    reasons = sorted(set(lost.values()))
    counts = {code: sum(why == code for why in lost.values()) for code in reasons}
    record(connection, campaign_id, "excluded_at_posting", ordinal, people=len(lost), **counts)
