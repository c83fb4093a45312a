"""A test call to oneself: the message as the people will get it, a mailing of one.

It goes the way of every campaign, through the outbox and the sender, as a tiny campaign of its own.
"""

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Media
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts, rules
from voicedesk.campaigns.approval import Terms, bind, freeze, usable_recording
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.rows import Recipient
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.zones import Zone
from voicedesk.contacts.phones.number import Kind, judge
from voicedesk.contacts.stop_list import StopList


def call_myself(
    workspace: Workspace, client: VoiceClient, campaign_id: str, by: str, job: Job
) -> Campaign:
    """Send the campaign's message to the number of the settings, at once; returns the test.

    Raises as :func:`prepare` and :meth:`Sender.send`.
    """
    test = prepare(workspace, campaign_id, by, job)
    return Sender(workspace, client, test.id).send(job)


def prepare(workspace: Workspace, campaign_id: str, by: str, job: Job) -> Campaign:
    """A test of the campaign that is approved and not sent yet, whatever that one's state.

    Raises :class:`InputError` ``own_number_missing``, ``own_number_bad``, ``own_number_fixed``
    where a voicemail is wanted, ``unusable_recording``, and :class:`NotAllowedError`
    ``incomplete`` (no message or no channel), ``own_number_stopped``.
    """
    source = Campaigns(workspace.database).get(campaign_id)
    if source.channel is None:
        raise NotAllowedError("incomplete", name=source.name)
    recording = usable_recording(workspace, source)
    myself, media = _myself(workspace, source.channel, by)
    with workspace.database.write() as connection:
        test_id = drafts.add(
            connection,
            source.name,
            purpose=Purpose.CONTRACT,  # whoever calls himself consents
            channel=media,
            recording_id=source.recording_id,
            is_test=True,
        )
        terms = Terms(media, Zone.home(rules.load(workspace)), None)
        freeze(connection, test_id, terms, (myself,), job)
        bind(connection, drafts.get(connection, test_id), recording, by)
        record(connection, test_id, "test_asked", by=by, campaign=campaign_id)
    return Campaigns(workspace.database).get(test_id)


def _myself(workspace: Workspace, channel: Channel, name: str) -> tuple[Recipient, Media]:
    """The person's own telephone, and how it is reached on that channel."""
    settings = workspace.settings
    if not settings.workspace_own_number.strip():
        raise InputError("own_number_missing")
    verdict = judge(settings.workspace_own_number, settings.calling_country)
    if verdict.e164 is None or verdict.kind not in (Kind.MOBILE, Kind.FIXED):
        raise InputError("own_number_bad", reason=verdict.reason or "wrong_type_for_media")
    if StopList(workspace.database).find(verdict.e164) is not None:
        raise NotAllowedError("own_number_stopped")
    mobile = verdict.kind is Kind.MOBILE
    if channel is Channel.VOICEMAIL and not mobile:
        raise InputError("own_number_fixed")
    by_mail = channel is Channel.VOICEMAIL or (channel is Channel.SPLIT and mobile)
    return Recipient(0, name, verdict.e164), Media.VOICEMAIL if by_mail else Media.VOICE
