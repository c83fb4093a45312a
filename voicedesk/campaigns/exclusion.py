"""What has come between the approval and the call: looked for again when a batch is posted."""

from datetime import datetime

import numpy as np
from sqlalchemy import Connection, bindparam, update

from voicedesk.base.database import Database
from voicedesk.base.ids import now
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.finding import Strengths
from voicedesk.campaigns.frequency import binding_since, refused_since, too_frequent
from voicedesk.campaigns.groups import is_bound
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox, move
from voicedesk.campaigns.review import calling_day
from voicedesk.campaigns.rules import Rules, Strength
from voicedesk.campaigns.zones import Zone
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing


def moment_forbids(
    workspace: Workspace, campaign: Campaign, chunk: Chunk, moment: datetime
) -> str | None:
    """Why the telephones of a batch must not ring at that moment; None where they may.

    ``outside_hours``, ``weekend`` or ``holiday``, when a rule forbids it, or warns of it and no
    person has accepted that (:attr:`Campaign.acknowledged`). A call to oneself is always allowed.
    """
    rules = calling_rules.load(workspace)
    if campaign.is_test or campaign.purpose is None or not is_bound(chunk.media, rules):
        return None
    if Calendar(rules).is_lawful(moment, Zone.named(chunk.zone)):
        return None  # as nearly always: whoever consents need not be read
    numbers = [
        int(number) for number in Outbox(workspace.database, campaign.id).numbers(chunk.ordinal)
    ]
    day = calling_day(moment, rules)
    consent = Standing.load(workspace.database, day, among=numbers).consent(np.array(numbers))
    strengths = Strengths(rules, campaign.purpose, consent == GIVEN)
    for found in strengths.moment(Calendar(rules), moment, Zone.named(chunk.zone)):
        if found.strength is Strength.FORBID or found.code not in campaign.acknowledged:
            return found.code
    return None


def exclude(workspace: Workspace, campaign: Campaign, chunk: Chunk) -> int:
    """Take out of a planned batch who may not be called any more; returns how many are left.

    These are the people on the stop list, without consent, called too often or who refused, where
    the rules forbid to call them.
    A batch of which nobody is left is called off. The history says how many went, and why.
    """
    database = workspace.database
    numbers = Outbox(database, campaign.id).numbers(chunk.ordinal)
    rules = calling_rules.load(workspace)
    reasons = _reasons(database, campaign, chunk, rules, [int(number) for number in numbers])
    lost = {number: code for number, code in zip(numbers, reasons, strict=True) if code}
    if lost:
        with database.write() as connection:
            _store(connection, campaign.id, chunk.ordinal, lost, len(numbers) - len(lost))
    return len(numbers) - len(lost)


def _reasons(
    database: Database, campaign: Campaign, chunk: Chunk, rules: Rules, numbers: list[int]
) -> list[str | None]:
    """By index: the problem code that forbids the call, or None."""
    assert campaign.purpose is not None
    standing = Standing.load(database, calling_day(chunk.date, rules), among=numbers)
    e164 = np.array(numbers, np.int64)
    consent = standing.consent(e164)
    strengths = Strengths(rules, campaign.purpose, consent == GIVEN)
    moment = chunk.date or now()
    hits = [
        ("stop_list", "stop_list", standing.stopped(e164)),
        ("consent", "consent_expired", consent == EXPIRED),
        ("consent", "no_consent", consent == NONE),
    ]
    # What other campaigns did meanwhile is read only where it can forbid anything.
    if strengths.having("frequency", Strength.FORBID).any():
        frequent = too_frequent(database, e164, moment, rules, campaign.id)
        hits.append(("frequency", "outside_frequency", frequent))
    if strengths.having("refusal", Strength.FORBID).any():
        refused = refused_since(database, binding_since(moment, rules))
        hits.append(("refusal", "refused_recently", np.isin(e164, refused)))
    found: list[str | None] = [None] * len(numbers)
    for rule, code, hit in reversed(hits):
        for place in np.flatnonzero(hit & strengths.having(rule, Strength.FORBID)).tolist():
            found[place] = code
    return found


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
