"""What a person decides: about a batch of which nobody knows whether it was sent, about one that
the platform refused, and about a date that has passed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Mailing, Media
from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.schema import chunks, history, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.groups import date_of_group
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import ChunkState, Outbox, accept, is_taken, move, state_of
from voicedesk.campaigns.zones import Zone

REFUSED_NUMBER = "refused_by_platform"  # why a person is left out of a batch that is sent anew


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
    client: VoiceClient | None = None,
) -> Campaign:
    """Record the decision and its effect in one step; the campaign is then paused, to be sent on.

    A mailing that is named is first looked up on the platform of ``client``. Raises
    :class:`NotAllowedError` ``not_undecided`` where the batch does not wait for a decision; of a
    mailing: ``mailing_unnamed``, ``no_platform``, ``other_platform``, ``unknown_mailing`` where the
    platform has none of that id, ``foreign_mailing`` where it has another name than the campaign's,
    ``mailing_taken`` where another batch already is that mailing.
    """
    undecided = (ChunkState.NEEDS_DECISION,)
    mailing_id = mailing_id.strip()
    evidence: dict[str, Any] = {}
    if decision is Decision.SENT:
        evidence = _looked_up(Campaigns(database).get(campaign_id), mailing_id, client)
    with database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        if state_of(connection, campaign_id, ordinal) not in undecided:
            raise NotAllowedError("not_undecided", name=campaign.name, chunk=ordinal)
        if decision is Decision.SENT and is_taken(connection, campaign.platform, mailing_id):
            raise NotAllowedError("mailing_taken", mailing=mailing_id)
        noted = {"decision": decision, "by": by, "note": note, **evidence}
        record(connection, campaign_id, "decided", ordinal, **noted)
        if decision is Decision.SENT:
            accept(connection, campaign_id, ordinal, mailing_id, "person")
        elif decision is Decision.SEND_AGAIN:
            _plan_again(connection, campaign_id, ordinal)
        else:
            move(connection, campaign_id, ordinal, undecided, ChunkState.ABANDONED)
        drafts.set_state(connection, campaign_id, State.PAUSED, "decided")
    return Campaigns(database).get(campaign_id)


def named_in_refusal(database: Database, campaign_id: str, ordinal: int) -> tuple[str, ...]:
    """The numbers of a rejected batch that the platform's answer names, in the batch's order."""
    journal = Outbox(database, campaign_id)
    chunk = journal.chunk(ordinal)
    answer = "" if chunk is None or chunk.answer is None else chunk.answer
    return tuple(number for number in journal.numbers(ordinal) if number.lstrip("+") in answer)


def replace(
    database: Database, campaign_id: str, ordinal: int, *, without: str | None, by: str
) -> int | None:
    """Plan a rejected batch anew, as another one without a number (E.164); returns its ordinal.

    ``without`` None plans the same people: a refusal proves that nothing was created, and what was
    refused may have been mended on the platform. The person left out is excluded as
    ``refused_by_platform``; None is returned where nobody is left. The campaign must then be sent
    on. Raises :class:`NotAllowedError` ``not_rejected``, ``already_replaced``, ``not_in_batch`` and
    ``was_cancelled``.
    """
    with database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        _check_replaceable(connection, campaign, ordinal)
        if without is not None:
            _leave_out(connection, campaign, ordinal, without)
        made = _renewed(connection, campaign_id, ordinal)
        noted = {"by": by, "left_out": int(without is not None), "chunk_made": made}
        record(connection, campaign_id, "replaced", ordinal, **noted)
        if made is not None and campaign.state in (State.POSTED, State.DONE):
            drafts.set_state(connection, campaign_id, State.PAUSED, "replaced")
    return made


def reschedule(
    workspace: Workspace, campaign_id: str, date: datetime | None, *, by: str
) -> Campaign:
    """Give what has not left another date (None: at once) once the approved one has passed.

    Overseas it is the same wall time, or the next lawful slot there, as in a review. The guard
    judges the new dates like the old. Raises :class:`NotAllowedError` ``not_paused``.
    """
    rules = calling_rules.load(workspace)
    with workspace.database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        if campaign.state is not State.PAUSED:
            raise NotAllowedError("not_paused", name=campaign.name, state=campaign.state)
        planned = (chunks.c.campaign_id == campaign_id) & (chunks.c.state == ChunkState.PLANNED)
        kinds = connection.execute(select(chunks.c.zone, chunks.c.media).where(planned).distinct())
        moved = 0
        for zone, media in kinds.all():
            there = date_of_group(campaign, date, Zone.named(zone), Media(media), rules)
            same = planned & (chunks.c.zone == zone) & (chunks.c.media == media)
            moved += connection.execute(
                update(chunks).where(same).values(date=_text(there))
            ).rowcount
        record(connection, campaign_id, "rescheduled", by=by, date=_text(date), chunks=moved)
    return campaign


def _text(date: datetime | None) -> str | None:
    return None if date is None else date.isoformat(timespec="seconds")


def _looked_up(campaign: Campaign, mailing_id: str, client: VoiceClient | None) -> dict[str, Any]:
    """What the platform has under that id, for the record."""
    if not mailing_id:
        raise NotAllowedError("mailing_unnamed")
    if client is None:
        raise NotAllowedError("no_platform")
    if not campaign.belongs_to(client.account):
        raise NotAllowedError("other_platform", name=campaign.name, platform=campaign.platform)
    found: Mailing | None = next(
        (mailing for mailing in client.mailings(ids=[mailing_id]) if mailing.id == mailing_id), None
    )
    if found is None:
        raise NotAllowedError("unknown_mailing", mailing=mailing_id)
    if found.name != campaign.mailing_name:
        raise NotAllowedError("foreign_mailing", mailing=mailing_id, name=campaign.mailing_name)
    return {"mailing": mailing_id, "total": None if found.stats is None else found.stats.total}


def _plan_again(connection: Connection, campaign_id: str, ordinal: int) -> None:
    """needs_decision → planned; what the person saw on the platform is not asked about again."""
    seen = (
        select(history.c.details)
        .where(history.c.campaign_id == campaign_id, history.c.chunk == ordinal)
        .where(history.c.event == "chunk_needs_decision")
        .order_by(history.c.id.desc())
        .limit(1)
    )
    mine = (chunks.c.campaign_id == campaign_id) & (chunks.c.ordinal == ordinal)
    known = connection.scalar(select(chunks.c.known_ids).where(mine)) or []
    details = connection.scalar(seen) or {}
    known = sorted({*known, *details.get("mailings", ())})
    undecided = (ChunkState.NEEDS_DECISION,)
    move(connection, campaign_id, ordinal, undecided, ChunkState.PLANNED, known_ids=known)


def _check_replaceable(connection: Connection, campaign: Campaign, ordinal: int) -> None:
    if state_of(connection, campaign.id, ordinal) is not ChunkState.REJECTED:
        raise NotAllowedError("not_rejected", name=campaign.name, chunk=ordinal)
    mine = chunks.c.campaign_id == campaign.id
    if connection.execute(select(chunks).where(mine, chunks.c.replaces == ordinal)).first():
        raise NotAllowedError("already_replaced", name=campaign.name, chunk=ordinal)
    cancelled = history.c.campaign_id == campaign.id, history.c.event == "cancelled"
    if connection.execute(select(history.c.id).where(*cancelled)).first():
        raise NotAllowedError("was_cancelled", name=campaign.name)


def _leave_out(connection: Connection, campaign: Campaign, ordinal: int, number: str) -> None:
    left_out = connection.execute(
        update(recipients)
        .where(recipients.c.campaign_id == campaign.id, recipients.c.chunk == ordinal)
        .where(recipients.c.e164 == number, recipients.c.excluded.is_(None))
        .values(excluded=REFUSED_NUMBER)
    )
    if not left_out.rowcount:
        raise NotAllowedError("not_in_batch", name=campaign.name, chunk=ordinal)


def _renewed(connection: Connection, campaign_id: str, ordinal: int) -> int | None:
    """A new planned batch with whoever is left of the old one; None where nobody is."""
    mine = chunks.c.campaign_id == campaign_id
    last = connection.scalar(select(func.max(chunks.c.ordinal)).where(mine)) or 0
    moved = connection.execute(
        update(recipients)
        .where(recipients.c.campaign_id == campaign_id, recipients.c.chunk == ordinal)
        .where(recipients.c.excluded.is_(None))
        .values(chunk=last + 1)
    ).rowcount
    this = mine & (chunks.c.ordinal == ordinal)
    connection.execute(update(chunks).where(this).values(size=0))
    if not moved:
        return None
    old = connection.execute(select(chunks.c.media, chunks.c.date, chunks.c.zone).where(this)).one()
    new = {"campaign_id": campaign_id, "ordinal": last + 1, "state": ChunkState.PLANNED}
    size = {"size": moved, "attempt": 0, "replaces": ordinal}
    connection.execute(insert(chunks).values({**old._mapping, **new, **size}))
    return last + 1
