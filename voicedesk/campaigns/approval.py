"""Approval: a person's yes to exactly these recipients, this sound, this channel and this date."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Table, cast, insert, select

from voicedesk.api.models import Media
from voicedesk.audio.library import Recording, Recordings
from voicedesk.audio.shelf import is_intact
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import moment, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import chunks, exclusions, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.history import record
from voicedesk.campaigns.optouts import check_optouts
from voicedesk.campaigns.review import Review, review_of
from voicedesk.campaigns.rows import Recipient
from voicedesk.campaigns.zones import Zone

CHUNK = 1_000  # contacts in one create at most, by the platform
_AT_ONCE = 5_000  # rows stored between two looks at the job

_Numbers = NDArray[np.int64]
_NOBODY = np.empty(0, np.int64)
_Batch = tuple[int, str, str, str | None]  # ordinal, channel, zone, date


def approve(
    workspace: Workspace,
    campaign_id: str,
    count: int | None,
    reviewer: str,
    job: Job,
    *,
    seen: Collection[str] | None = None,
) -> Campaign:
    """Freeze the recipients into batches and bind the approval to them by hash.

    ``count`` is what the person typed: it must be the number who will be called (None: confirmed
    otherwise). ``seen`` are the warnings the person ticked, by :attr:`Finding.acceptance` (None:
    they were shown all together); they are recorded.

    Raises ``rule_forbids`` (with ``rule``, ``people``, and the finding's code as ``cause``),
    ``warnings_unseen``, ``count_differs``, ``nobody_left``, ``reviewer_missing``, ``incomplete``,
    ``is_template``, ``unusable_recording``, ``damaged_recording``, ``not_a_draft``,
    ``campaign_changed``, ``optouts_unknown``.
    """
    if not reviewer.strip():
        raise NotAllowedError("reviewer_missing")
    campaign = Campaigns(workspace.database).get(campaign_id)
    recording = _approvable(workspace, campaign)
    sheet = review_of(workspace, campaign, job)
    total = len(sheet.recipients)
    if not total:
        raise InputError("nobody_left", name=campaign.name)
    if count is not None and count != total:
        raise NotAllowedError("count_differs", given=count, expected=total)
    check_optouts(workspace.database, campaign, sheet.recipients.e164)
    _check_findings(campaign, sheet, seen)
    with workspace.database.write() as connection:
        if drafts.get(connection, campaign_id) != campaign:  # a window and a command at once
            raise NotAllowedError("campaign_changed", name=campaign.name)
        _freeze(connection, campaign, sheet, job)
        wished, warnings = sheet.wished, sheet.warnings
        accepted = [w.acceptance for w in warnings]
        bound = bind(connection, campaign, recording, reviewer, wished, accepted)
        told: dict[str, Any] = {
            "by": reviewer,
            "recipients": total,
            "warnings": [_noted(warning) for warning in warnings],
            "excluded": sheet.excluded,
            "looser": sheet.looser,
            "fingerprint": bound,
        }
        record(connection, campaign_id, "approved", **told)
    return Campaigns(workspace.database).get(campaign_id)


def _approvable(workspace: Workspace, campaign: Campaign) -> Recording:
    """The recording of a draft that may be approved; raises as :func:`approve`."""
    if campaign.is_template:
        raise NotAllowedError("is_template", name=campaign.name)
    if campaign.state is not State.DRAFT:
        raise NotAllowedError("not_a_draft", name=campaign.name, state=campaign.state)
    return usable_recording(workspace, campaign)


def usable_recording(workspace: Workspace, campaign: Campaign) -> Recording:
    """What people will hear.

    Raises ``incomplete``, ``unusable_recording``, ``damaged_recording``.
    """
    recording = _recording(workspace, campaign)
    if not recording.usable:
        raise InputError("unusable_recording", name=recording.name)
    _check_sound(recording)
    return recording


def bind(
    connection: Connection,
    campaign: Campaign,
    recording: Recording,
    reviewer: str,
    wished: _Numbers = _NOBODY,
    acknowledged: Iterable[str] = (),
) -> str:
    """Make a draft whose batches are frozen an approved campaign; returns what binds it.

    Who binds it writes history.
    """
    bound = _fingerprint(connection, campaign, recording, wished)
    drafts.set_state(
        connection,
        campaign.id,
        State.APPROVED,
        approved_at=stamp(),
        approved_by=reviewer,
        approved_hash=bound,
        acknowledged=sorted(set(acknowledged)),
        take=recording.take.ordinal,
    )
    return bound


def check_approval(workspace: Workspace, campaign: Campaign) -> None:
    """Withdraw an approval that no longer fits; raises ``approval_withdrawn`` then.

    It does not fit when the message sounds otherwise now, by an edit or another take, when the
    lists have other numbers, or when what was frozen is not what it was. Somebody who is on the
    stop list now, or whose consent has gone, does not make it unfit: they are left out when their
    batch is posted. Raises ``damaged_recording`` where the file is not what was heard; the approval
    holds, for when it is put back.
    """
    _check_sound(_recording(workspace, campaign))
    wished = _NOBODY if campaign.is_test else review_of(workspace, campaign).wished
    if fits(workspace, campaign, wished):
        return
    with workspace.database.write() as connection:
        drafts.withdraw_approval(connection, campaign.id, "content_changed")
    raise NotAllowedError("approval_withdrawn", name=campaign.name)


def _check_sound(recording: Recording) -> None:
    if not is_intact(recording.path, recording.sha256):
        raise InputError("damaged_recording", name=recording.name)


def fits(workspace: Workspace, campaign: Campaign, wished: _Numbers) -> bool:
    """Whether the approval is of what is there now; nothing is withdrawn. ``wished`` as in
    :class:`Review`.
    """
    recording = _recording(workspace, campaign)
    with workspace.database.read() as connection:
        return _fingerprint(connection, campaign, recording, wished) == campaign.approved_hash


@dataclass(frozen=True)
class Approved:
    """What was frozen: the numbers (digits), and the date of each channel and zone's name."""

    numbers: _Numbers = field(repr=False)
    dates: Mapping[tuple[Media, str], datetime | None]


def approved(connection: Connection, campaign_id: str) -> Approved:
    """The people of an approved campaign that has not been sent, and when they are called."""
    wanted = select(chunks.c.media, chunks.c.zone, chunks.c.date).distinct()
    rows = connection.execute(wanted.where(chunks.c.campaign_id == campaign_id))
    dates = {
        (Media(row.media), row.zone): None if row.date is None else moment(row.date) for row in rows
    }
    return Approved(_frozen(connection, campaign_id)[0], dates)


def foreseen(campaign: Campaign, recording: Recording, sheet: Review) -> str:
    """What an approval of this review would be bound by."""
    batches: list[_Batch] = []
    numbers, places = [_NOBODY], [_NOBODY]
    for group in sheet.groups:
        people, first = group.people.e164, len(batches) + 1
        numbers.append(people)
        places.append(first + np.arange(len(people)) // CHUNK)
        batches += [
            (first + number, group.media, group.zone.name, _text(group.date))
            for number in range(_batches(len(people)))
        ]
    frozen = np.concatenate(numbers), np.concatenate(places)
    return _digest(campaign, recording, batches, (sheet.wished, *frozen))


def _check_findings(campaign: Campaign, sheet: Review, seen: Collection[str] | None) -> None:
    """Refuse what a rule forbids, and warnings that the person has not seen."""
    for found in sheet.forbidding:
        about = {"rule": found.rule, "cause": found.code, "people": found.people}
        raise NotAllowedError("rule_forbids", name=campaign.name, **about)
    unseen = {one.code for one in sheet.warnings if one.acceptance not in (seen or ())}
    if seen is not None and unseen:
        raise NotAllowedError("warnings_unseen", name=campaign.name, codes=sorted(unseen))


def _noted(warning: Finding) -> dict[str, object]:
    """A warning as the history keeps it."""
    told = {"rule": warning.rule, "code": warning.code, "people": warning.people}
    return {**told, "group": None if warning.group is None else warning.group + 1}


def _fingerprint(
    connection: Connection, campaign: Campaign, recording: Recording, wished: _Numbers
) -> str:
    """The hash of all that the person said yes to: the choices, and what is frozen.

    ``wished`` are the numbers of the lists as they stand in :class:`Review`.
    """
    mine = chunks.c.campaign_id == campaign.id
    wanted = select(chunks.c.ordinal, chunks.c.media, chunks.c.zone, chunks.c.date).where(mine)
    rows = connection.execute(wanted.order_by(chunks.c.ordinal))
    batches = [(row.ordinal, row.media, row.zone, row.date) for row in rows]
    return _digest(campaign, recording, batches, (wished, *_frozen(connection, campaign.id)))


def _digest(
    campaign: Campaign,
    recording: Recording,
    batches: Sequence[_Batch],
    arrays: tuple[_Numbers, _Numbers, _Numbers],
) -> str:
    """``arrays``: the numbers wished for, those who are called, and the batch of each of them."""
    told = [
        recording.sha256,
        campaign.channel,
        campaign.purpose,
        _text(campaign.date),
        campaign.mailing_name,
        batches,
        len(arrays[0]),
    ]
    digest = hashlib.sha256(json.dumps(told).encode())
    for numbers in arrays:
        digest.update(numbers.astype("<i8").tobytes())
    return digest.hexdigest()


def _text(date: datetime | None) -> str | None:
    """As it is stored and hashed."""
    return None if date is None else date.isoformat(timespec="seconds")


def _freeze(connection: Connection, campaign: Campaign, sheet: Review, job: Job) -> None:
    """Store who is called in which batch, and who is not."""
    first, position = 1, 0
    for group in sheet.groups:
        terms = Terms(group.media, group.zone, group.date)
        freeze(connection, campaign.id, terms, group.people, job, first, position)
        first += _batches(len(group.people))
        position += len(group.people)
    lost = (
        (campaign.id, index, row.label, row.number, row.code)
        for index, row in enumerate(sheet.exclusions)
    )
    _fill(connection, exclusions, ("campaign_id", "position", "label", "number", "code"), lost, job)


@dataclass(frozen=True)
class Terms:
    """What the batches of a group have in common."""

    media: Media
    zone: Zone
    date: datetime | None


def freeze(
    connection: Connection,
    campaign_id: str,
    terms: Terms,
    people: Sequence[Recipient],
    job: Job,
    first: int = 1,
    position: int = 0,
) -> None:
    """Store people as batches from the ordinal ``first`` on, counted from ``position`` on."""
    rows = (
        (campaign_id, person.e164, first + index // CHUNK, position + index, person.label)
        for index, person in enumerate(people)
    )
    _fill(connection, recipients, ("campaign_id", "e164", "chunk", "position", "label"), rows, job)
    date = _text(terms.date)
    batches = [
        {
            "campaign_id": campaign_id,
            "ordinal": first + number,
            "state": "planned",
            "media": terms.media,
            "date": date,
            "zone": terms.zone.name,
            "size": min(CHUNK, len(people) - number * CHUNK),
            "attempt": 0,
        }
        for number in range(_batches(len(people)))
    ]
    connection.execute(insert(chunks), batches)


def _batches(people: int) -> int:
    return -(-people // CHUNK)


def _fill(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
    job: Job,
) -> None:
    """Insert many rows by the driver: through SQLAlchemy a million take twenty seconds."""
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"
    rows = iter(rows)
    while block := list(islice(rows, _AT_ONCE)):
        job.report(0, None, "approve")
        connection.exec_driver_sql(statement, block)


def _frozen(connection: Connection, campaign_id: str) -> tuple[_Numbers, _Numbers]:
    """The numbers that were approved, those excluded since, too, and the batch of each."""
    wanted = select(cast(recipients.c.e164, BigInteger), recipients.c.chunk)
    wanted = wanted.where(recipients.c.campaign_id == campaign_id)
    cursor = connection.execute(wanted.order_by(recipients.c.position)).cursor
    assert cursor is not None  # the driver's own: a row object for each takes longer
    found = np.fromiter(chain.from_iterable(cursor.fetchall()), np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _recording(workspace: Workspace, campaign: Campaign) -> Recording:
    if campaign.recording_id is None:
        raise NotAllowedError("incomplete", name=campaign.name)
    return Recordings(workspace).get(campaign.recording_id)
