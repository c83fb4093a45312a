"""What one campaign is composed from, read and written in the tasks of the composer."""

import getpass
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval, history, rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.pace import Pace, pace
from voicedesk.campaigns.review import Review, review_of
from voicedesk.campaigns.rules import Rules
from voicedesk.contacts.lists import ContactLists, ListInfo

CONTENT_CHANGED = "content_changed"
"""The reason of a withdrawal that no choice in the composer caused."""

Question = tuple[tuple[str, ...], Channel | None, Purpose | None, datetime | None, str | None]
"""What a review depends on: lists, channel, purpose, date and zone."""


@dataclass(frozen=True)
class Desk:
    """All of it as the workspace has it.

    ``withdrawn`` says why the approval is gone (``changed``: the choices; ``content_changed``: the
    message or the people), None where it never was given or was given again. ``lost`` names the
    message that was deleted while the campaign has no other.
    """

    campaign: Campaign
    recordings: list[Recording]
    lists: list[ListInfo]
    rules: Rules
    pace: Pace | None
    reviewer: str
    withdrawn: str | None = None
    lost: str | None = None

    @property
    def missing(self) -> str:
        """What to choose next before a review can be made; empty where nothing is missing."""
        campaign = self.campaign
        usable = {recording.id for recording in self.recordings if recording.usable}
        there = {found.id for found in self.lists}
        if campaign.purpose is None:
            return tr("Choose the purpose first: it decides who may be called.")
        if campaign.channel is None:
            return tr("Choose the channel next: a call, or a message on the voicemail.")
        if campaign.recording_id is None and self.lost is not None:
            return tr("The message “{name}” was deleted. Choose another one.", name=self.lost)
        if campaign.recording_id is None:
            return tr("Choose the message next: what people will hear.")
        if campaign.recording_id not in usable:
            return tr("The message chosen cannot be sent as it is. Choose another one.")
        if not campaign.list_ids or not there.issuperset(campaign.list_ids):
            return tr("Choose the contact list next: who will be called.")
        return ""


def load(workspace: Workspace, campaign_id: str, job: Job) -> Desk:
    """Reading an approved campaign withdraws an approval that no longer fits."""
    database = workspace.database
    campaign = verified(workspace, Campaigns(database).get(campaign_id))
    job.check()
    known = rules.load(workspace)
    _look_at(Calendar(known), campaign.date)
    lost = history.lost_message(database, campaign_id) if campaign.recording_id is None else None
    return Desk(
        campaign,
        Recordings(workspace).all(),
        ContactLists(database).all(),
        known,
        pace(database),
        _reviewer(workspace),
        withdrawn(workspace, campaign),
        lost,
    )


def verified(workspace: Workspace, campaign: Campaign) -> Campaign:
    """The campaign as it stands: a draft again where its approval no longer fits."""
    if campaign.state is not State.APPROVED:
        return campaign
    try:
        approval.check_approval(workspace, campaign)
    except (NotAllowedError, InputError) as error:
        if error.code != "approval_withdrawn":
            return campaign  # a list is gone, a sound is damaged: who sends it is told
    return Campaigns(workspace.database).get(campaign.id)


def withdrawn(workspace: Workspace, campaign: Campaign) -> str | None:
    """Why the approval of a draft is gone; None where it never had one."""
    if campaign.state is not State.DRAFT:
        return None
    told = history.events(workspace.database, campaign.id)
    last = next((e for e in reversed(told) if e.event.startswith("approv")), None)
    gone = last is not None and last.event == "approval_withdrawn"
    return str(last.details["why"]) if last is not None and gone else None


def save(workspace: Workspace, campaign_id: str, choices: dict[str, Any], job: Job) -> Campaign:
    return Campaigns(workspace.database).change(campaign_id, **choices)


def review(workspace: Workspace, campaign: Campaign, job: Job) -> Review:
    return review_of(workspace, campaign, job)


def question(campaign: Campaign) -> Question:
    """As long as it is the same, the review is."""
    lists, channel, purpose = campaign.list_ids, campaign.channel, campaign.purpose
    return lists, channel, purpose, campaign.date, campaign.zone


def _look_at(calendar: Calendar, moment: datetime | None) -> None:
    """Have the holidays of the years the window will show: a third of a second, once."""
    shown = {now().year, now().year + 1} | ({moment.year} if moment else set())
    for year in shown:
        calendar.closed(date(year, 1, 1))


def _reviewer(workspace: Workspace) -> str:
    """The name the workspace has for it, else the system's name of who sits here."""
    named = workspace.settings.workspace_reviewer
    try:
        return named or getpass.getuser()
    except (KeyError, OSError, ImportError):  # a system without user names: the field stays empty
        return ""
