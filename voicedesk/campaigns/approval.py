"""Approval: a person's yes to exactly these recipients, this sound, this channel and this date."""

import hashlib
import json

from sqlalchemy import insert

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import chunks, exclusions, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.review import Review, review
from voicedesk.contacts.lists import ContactLists

CHUNK = 1_000  # contacts in one create at most, by the platform


def review_of(workspace: Workspace, campaign: Campaign) -> Review:
    """The review of a complete draft over its list as it is now; ``incomplete`` otherwise."""
    if campaign.list_id is None or campaign.media is None or campaign.purpose is None:
        raise NotAllowedError("incomplete", name=campaign.name)
    lists = ContactLists(workspace.database)
    columns = lists.info(campaign.list_id).label_columns
    return review(lists.rows(campaign.list_id), columns, campaign.media, campaign.purpose)


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
    sheet = review_of(workspace, campaign)
    if not sheet.recipients:
        raise InputError("nobody_left", name=campaign.name)
    if count is not None and count != len(sheet.recipients):
        raise NotAllowedError("count_differs", given=count, expected=len(sheet.recipients))
    job.check()
    with workspace.database.write() as connection:
        connection.execute(
            insert(recipients),
            [
                {
                    "campaign_id": campaign_id,
                    "e164": person.e164,
                    "chunk": index // CHUNK + 1,
                    "position": person.position,
                    "label": person.label,
                }
                for index, person in enumerate(sheet.recipients)
            ],
        )
        if sheet.exclusions:
            connection.execute(
                insert(exclusions),
                [
                    {
                        "campaign_id": campaign_id,
                        "position": lost.position,
                        "label": lost.label,
                        "number": lost.number,
                        "code": lost.code,
                    }
                    for lost in sheet.exclusions
                ],
            )
        date = None if campaign.date is None else campaign.date.isoformat(timespec="seconds")
        total = len(sheet.recipients)
        connection.execute(
            insert(chunks),
            [
                {
                    "campaign_id": campaign_id,
                    "ordinal": start // CHUNK + 1,
                    "state": "planned",
                    "media": campaign.media,
                    "date": date,
                    "size": min(CHUNK, total - start),
                    "attempt": 0,
                }
                for start in range(0, total, CHUNK)
            ],
        )
        drafts.set_state(
            connection,
            campaign_id,
            State.APPROVED,
            approved_at=stamp(),
            approved_by=reviewer,
            approved_hash=fingerprint(campaign, recording, sheet),
        )
        record(connection, campaign_id, "approved", by=reviewer, recipients=total)
    return Campaigns(workspace.database).get(campaign_id)


def check_approval(workspace: Workspace, campaign: Campaign) -> None:
    """Withdraw an approval that no longer fits; raises ``approval_withdrawn`` then."""
    recording = _usable_recording(workspace, campaign)
    fits = fingerprint(campaign, recording, review_of(workspace, campaign)) == (
        campaign.approved_hash
    )
    if fits:
        return
    with workspace.database.write() as connection:
        drafts.withdraw_approval(connection, campaign.id, "content_changed")
    raise NotAllowedError("approval_withdrawn", name=campaign.name)


def fingerprint(campaign: Campaign, recording: Recording, sheet: Review) -> str:
    """The hash of all that the person said yes to."""
    approved = [
        recording.sha256,
        campaign.media,
        campaign.purpose,
        None if campaign.date is None else campaign.date.isoformat(timespec="seconds"),
        campaign.mailing_name,
        [person.e164 for person in sheet.recipients],
    ]
    return hashlib.sha256(json.dumps(approved).encode()).hexdigest()


def _usable_recording(workspace: Workspace, campaign: Campaign) -> Recording:
    if campaign.recording_id is None:
        raise NotAllowedError("incomplete", name=campaign.name)
    recording = Recordings(workspace).get(campaign.recording_id)
    if not recording.usable:
        raise InputError("unusable_recording", name=recording.name)
    return recording
