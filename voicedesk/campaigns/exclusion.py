"""What has come between the approval and the call: looked for again when a batch is posted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, update

from voicedesk.base.database import Database
from voicedesk.base.ids import now
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.finding import Finding, Strengths
from voicedesk.campaigns.frequency import binding_since, refused_since, too_frequent
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, move
from voicedesk.campaigns.review import calling_day
from voicedesk.campaigns.rules import Strength
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing

_KEPT = timedelta(minutes=1)

_Hit = NDArray[np.bool_]


@dataclass(frozen=True)
class Look:
    """What the rules say of the people of a batch, as it is now.

    ``hits``: rule, code, and by index of ``numbers`` (E.164) who breaks it so. A rule that can do
    nothing was not looked into.
    """

    numbers: tuple[str, ...] = field(repr=False)
    strengths: Strengths = field(repr=False)
    hits: tuple[tuple[str, str, _Hit], ...] = field(repr=False)

    def forbidden(self) -> list[str | None]:
        """By index: the code that forbids the call, or None."""
        found: list[str | None] = [None] * len(self.numbers)
        for rule, code, hit in reversed(self.hits):
            forbids = self.strengths.having(rule, Strength.FORBID)
            for place in np.flatnonzero(hit & forbids).tolist():
                found[place] = code
        return found

    def warnings(self, accepted: Collection[str]) -> Iterator[Finding]:
        """What is against calling those who stay, but for what a person has accepted."""
        stays = np.array([code is None for code in self.forbidden()], np.bool_)
        for rule, code, hit in self.hits:
            warned = int(np.count_nonzero(hit & stays & self.strengths.having(rule, Strength.WARN)))
            found = Finding(rule, Strength.WARN, warned, code=code)
            if warned and found.acceptance not in accepted:
                yield found


class Refusals:
    """Who refused, read once a minute at most: it takes the longest of all.

    Whoever refuses meanwhile is on the stop list in the same moment.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[datetime, tuple[datetime, NDArray[np.int64]]] = {}

    def since(self, moment: datetime) -> NDArray[np.int64]:
        """As :func:`refused_since`."""
        present = now()
        read, found = self._known.get(moment, (None, None))
        if read is None or found is None or not read <= present < read + _KEPT:
            found = refused_since(self._database, moment)
            self._known[moment] = present, found
        return found


def look_at(workspace: Workspace, campaign: Campaign, chunk: Chunk, refusals: Refusals) -> Look:
    """The stop list, the consents, the calls and refusals of other campaigns meanwhile."""
    assert campaign.purpose is not None
    database, rules = workspace.database, calling_rules.load(workspace)
    numbers = Outbox(database, campaign.id).numbers(chunk.ordinal)
    e164 = np.array([int(number) for number in numbers], np.int64)
    day = calling_day(chunk.date, rules)
    standing = Standing.load(database, day, among=e164.tolist())
    consent = standing.consent(e164)
    strengths = Strengths(rules, campaign.purpose, consent == GIVEN)
    moment = chunk.date or now()
    hits = [
        ("stop_list", "stop_list", standing.stopped(e164)),
        ("consent", "consent_expired", consent == EXPIRED),
        ("consent", "no_consent", consent == NONE),
        (
            "consent_validity",
            "consent_old",
            standing.given_before(e164, rules.consents_since(day)),
        ),
    ]

    def counts(rule: str, code: str) -> bool:
        warns = code not in campaign.acknowledged and strengths.having(rule, Strength.WARN).any()
        return bool(warns or strengths.having(rule, Strength.FORBID).any())

    # What other campaigns did meanwhile is read only where it can change anything.
    if counts("frequency", "outside_frequency"):
        frequent = too_frequent(database, e164, moment, rules, campaign.id)
        hits.append(("frequency", "outside_frequency", frequent))
    if counts("refusal", "refused_recently"):
        refused = refusals.since(binding_since(moment, rules))
        hits.append(("refusal", "refused_recently", np.isin(e164, refused)))
    return Look(tuple(numbers), strengths, tuple(hits))


def exclude(database: Database, campaign_id: str, chunk: Chunk, look: Look) -> int:
    """Take out of a planned batch who may not be called any more; returns how many are left.

    A batch of which nobody is left is called off. The history says how many went, and why.
    """
    reasons = zip(look.numbers, look.forbidden(), strict=True)
    lost = {number: code for number, code in reasons if code}
    left = len(look.numbers) - len(lost)
    if lost:
        with database.write() as connection:
            _store(connection, campaign_id, chunk.ordinal, lost, left)
    return left


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
