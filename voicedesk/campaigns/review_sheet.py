"""The sheet a person signs before anything leaves: all that an approval is about, put together."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval, rules
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import EDITABLE, Campaigns
from voicedesk.campaigns.review import Review, review_of
from voicedesk.contacts.lists import ContactLists, ListInfo


@dataclass(frozen=True)
class Approval:
    """Who said yes, when, and to how many ``people``.

    ``holds``: it is of what the sheet shows. Where it does not, nothing is withdrawn here.
    """

    by: str
    at: datetime
    people: int
    holds: bool


@dataclass(frozen=True)
class ReviewSheet:
    """A draft, or an approved campaign, as it is at ``made_at``.

    ``fingerprint`` is what the approval of a campaign is bound by, and of a draft what it would be
    bound by: the same for two sheets with the same message, channel, purpose, dates and people, and
    for no others. ``rules_checked`` is when the rules' sources were last read, ``zone`` where they
    are at home.
    """

    campaign: Campaign
    recording: Recording
    lists: tuple[ListInfo, ...]
    review: Review = field(repr=False)
    rules_checked: date
    zone: ZoneInfo
    made_at: datetime
    fingerprint: str
    approval: Approval | None


def read_review_sheet(workspace: Workspace, campaign_id: str, job: Job) -> ReviewSheet:
    """The sheet; raises ``unknown_campaign``, ``already_sent``, ``incomplete``, ``unknown_list``
    and ``unknown_recording``.
    """
    campaign = Campaigns(workspace.database).get(campaign_id)
    if campaign.state not in EDITABLE:
        raise NotAllowedError("already_sent", name=campaign.name)
    review = review_of(workspace, campaign, job)
    # The message as it is now: an approval of another take does not hold.
    recording = Recordings(workspace).get(campaign.recording_id or "")
    lists = ContactLists(workspace.database)
    known = rules.load(workspace)
    given, review = _approval(workspace, campaign, review)
    fingerprint = campaign.approved_hash if given is not None and given.holds else None
    return ReviewSheet(
        campaign=campaign,
        recording=recording,
        lists=tuple([lists.info(list_id) for list_id in campaign.list_ids]),
        review=review,
        rules_checked=known.checked,
        zone=known.zone,
        made_at=now(),
        fingerprint=fingerprint or approval.foreseen(campaign, recording, review),
        approval=given,
    )


def _approval(
    workspace: Workspace, campaign: Campaign, review: Review
) -> tuple[Approval | None, Review]:
    """The approval, and the review with the dates that were approved where it holds.

    It holds for whoever was approved, and for nobody who may be called only since then.
    """
    if campaign.approved_at is None:
        return None, review
    with workspace.database.read() as connection:
        frozen = approval.approved(connection, campaign.id)
    known = bool(np.isin(review.recipients.e164, frozen.numbers).all())
    planned = all((group.media, group.zone.name) in frozen.dates for group in review.groups)
    holds = known and planned and approval.fits(workspace, campaign, review.wished)
    given = Approval(campaign.approved_by or "", campaign.approved_at, len(frozen.numbers), holds)
    if not holds:
        return given, review
    groups = [replace(g, date=frozen.dates[g.media, g.zone.name]) for g in review.groups]
    return given, replace(review, groups=tuple(groups))
