"""The sheet a person signs before anything leaves: all that an approval is about, put together."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import EDITABLE, Campaigns
from voicedesk.campaigns.review import Review, review_of
from voicedesk.contacts.lists import ContactLists, ListInfo


@dataclass(frozen=True)
class ReviewSheet:
    """A draft, or an approved campaign, as it is at ``made_at``.

    ``fingerprint`` is the same for two sheets with the same message, channel, purpose, dates and
    people, and for no others. ``rules_checked`` is when the rules' sources were last read, ``zone``
    where they are at home.
    """

    campaign: Campaign
    recording: Recording
    lists: tuple[ListInfo, ...]
    review: Review = field(repr=False)
    rules_checked: date
    zone: ZoneInfo
    made_at: datetime
    fingerprint: str


def read_review_sheet(workspace: Workspace, campaign_id: str, job: Job) -> ReviewSheet:
    """The sheet; raises ``unknown_campaign``, ``already_sent``, ``incomplete``, ``unknown_list``
    and ``unknown_recording``.
    """
    campaign = Campaigns(workspace.database).get(campaign_id)
    if campaign.state not in EDITABLE:
        raise NotAllowedError("already_sent", name=campaign.name)
    review = review_of(workspace, campaign, job)
    recording = Recordings(workspace).heard(campaign.recording_id or "", campaign.take)
    lists = ContactLists(workspace.database)
    known = rules.load(workspace)
    return ReviewSheet(
        campaign=campaign,
        recording=recording,
        lists=tuple([lists.info(list_id) for list_id in campaign.list_ids]),
        review=review,
        rules_checked=known.checked,
        zone=known.zone,
        made_at=now(),
        fingerprint=_fingerprint(campaign, recording, review),
    )


def _fingerprint(campaign: Campaign, recording: Recording, review: Review) -> str:
    told = [campaign.mailing_name, recording.sha256, campaign.channel, campaign.purpose]
    digest = hashlib.sha256(json.dumps(told).encode())
    for group in review.groups:
        at = None if group.date is None else group.date.isoformat(timespec="seconds")
        digest.update(json.dumps([group.media, group.zone.name, at, len(group.people)]).encode())
        digest.update(group.people.e164.astype("<i8").tobytes())
    return digest.hexdigest()
