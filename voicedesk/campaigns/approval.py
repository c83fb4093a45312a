"""Approval: a person's yes to exactly these recipients, this sound, this channel and this date."""

import hashlib
import json
from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, insert, select

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import chunks, exclusions, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.exclusion import calling_day
from voicedesk.campaigns.history import record
from voicedesk.campaigns.review import Review, review
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.standing import Standing

CHUNK = 1_000  # contacts in one create at most, by the platform
_AT_ONCE = 5_000  # rows stored between two looks at the job

_Numbers = NDArray[np.int64]


def review_of(workspace: Workspace, campaign: Campaign, job: Job | None = None) -> Review:
    """The review of a complete draft over its list as it is now; ``incomplete`` otherwise."""
    if campaign.list_id is None or campaign.media is None or campaign.purpose is None:
        raise NotAllowedError("incomplete", name=campaign.name)
    table = ContactLists(workspace.database).open(campaign.list_id, job or Job())
    standing = Standing.load(workspace.database, calling_day(campaign))
    return review(table, standing, campaign.media, campaign.purpose)


def approve(
    workspace: Workspace, campaign_id: str, count: int | None, reviewer: str, job: Job
) -> Campaign:
    """Freeze the recipients into batches and bind the approval to them by hash.

    ``count`` is what the person typed: it must be the number who will be called (None: confirmed
    otherwise). Raises ``count_differs``, ``nobody_left``, ``incomplete``, ``unusable_recording``,
    ``not_editable``.
    """
    campaign = Campaigns(workspace.database).get(campaign_id)
    if campaign.state is not State.DRAFT:
        raise NotAllowedError("not_a_draft", name=campaign.name, state=campaign.state)
    recording = _usable_recording(workspace, campaign)
    sheet = review_of(workspace, campaign, job)
    total = len(sheet.recipients)
    if not total:
        raise InputError("nobody_left", name=campaign.name)
    if count is not None and count != total:
        raise NotAllowedError("count_differs", given=count, expected=total)
    with workspace.database.write() as connection:
        _freeze(connection, campaign, sheet, job)
        drafts.set_state(
            connection,
            campaign_id,
            State.APPROVED,
            approved_at=stamp(),
            approved_by=reviewer,
            approved_hash=fingerprint(campaign, recording, sheet.wished, sheet.recipients.e164),
        )
        record(connection, campaign_id, "approved", by=reviewer, recipients=total)
    return Campaigns(workspace.database).get(campaign_id)


def check_approval(workspace: Workspace, campaign: Campaign) -> None:
    """Withdraw an approval that no longer fits; raises ``approval_withdrawn`` then.

    Somebody who is on the stop list now, or whose consent has gone, does not make it unfit: they
    are left out when their batch is posted.
    """
    recording = _usable_recording(workspace, campaign)
    wished = review_of(workspace, campaign).wished
    frozen = _frozen(workspace, campaign.id)
    if fingerprint(campaign, recording, wished, frozen) == campaign.approved_hash:
        return
    with workspace.database.write() as connection:
        drafts.withdraw_approval(connection, campaign.id, "content_changed")
    raise NotAllowedError("approval_withdrawn", name=campaign.name)


def fingerprint(
    campaign: Campaign, recording: Recording, wished: _Numbers, called: _Numbers
) -> str:
    """The hash of all that the person said yes to.

    ``wished`` are the numbers of the list as it stands in :class:`Review`, ``called`` those who
    were left when the person looked.
    """
    approved = [
        recording.sha256,
        campaign.media,
        campaign.purpose,
        None if campaign.date is None else campaign.date.isoformat(timespec="seconds"),
        campaign.mailing_name,
        len(wished),
    ]
    numbers = np.concatenate([wished, called]).astype("<i8").tobytes()
    return hashlib.sha256(json.dumps(approved).encode() + numbers).hexdigest()


def _freeze(connection: Connection, campaign: Campaign, sheet: Review, job: Job) -> None:
    """Store who is called in which batch, and who is not."""
    total = len(sheet.recipients)
    people = (
        (campaign.id, person.e164, index // CHUNK + 1, index, person.label)
        for index, person in enumerate(sheet.recipients)
    )
    _fill(
        connection, recipients, ("campaign_id", "e164", "chunk", "position", "label"), people, job
    )
    lost = ((campaign.id, row.id, row.label, row.number, row.code) for row in sheet.exclusions)
    _fill(connection, exclusions, ("campaign_id", "position", "label", "number", "code"), lost, job)
    date = None if campaign.date is None else campaign.date.isoformat(timespec="seconds")
    batches = [
        {
            "campaign_id": campaign.id,
            "ordinal": start // CHUNK + 1,
            "state": "planned",
            "media": campaign.media,
            "date": date,
            "size": min(CHUNK, total - start),
            "attempt": 0,
        }
        for start in range(0, total, CHUNK)
    ]
    connection.execute(insert(chunks), batches)


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


def _frozen(workspace: Workspace, campaign_id: str) -> _Numbers:
    """The numbers that were approved, in their order; those excluded since, too."""
    wanted = select(recipients.c.e164).where(recipients.c.campaign_id == campaign_id)
    with workspace.database.read() as connection:
        found = connection.scalars(wanted.order_by(recipients.c.position))
        return np.fromiter(map(int, found), np.int64)


def _usable_recording(workspace: Workspace, campaign: Campaign) -> Recording:
    if campaign.recording_id is None:
        raise NotAllowedError("incomplete", name=campaign.name)
    recording = Recordings(workspace).get(campaign.recording_id)
    if not recording.usable:
        raise InputError("unusable_recording", name=recording.name)
    return recording
