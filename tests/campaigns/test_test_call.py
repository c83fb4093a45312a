"""A test call to oneself: one real mailing to one's own telephone, beside the campaign."""

from collections.abc import Callable
from typing import Any

import pytest

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Media
from voicedesk.audio.edits import Trim
from voicedesk.audio.library import Recordings
from voicedesk.base.errors import NotAllowedError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import check_approval
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import by_campaign, status
from voicedesk.campaigns.test_call import call_myself, prepare
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]
MOBILE, FIXED = "06 00 00 77 77", "01 99 00 77 77"


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED])
def test_only_my_telephone_rings(
    workspace: Workspace,
    client: VoiceClient,
    platform: Any,
    make_draft: Make,
    make_approved: Make,
    state: State,
) -> None:
    workspace.change_setting("workspace.own_number", MOBILE)
    campaign = (make_draft if state is State.DRAFT else make_approved)(purpose="contract")
    sent = call_myself(workspace, client, campaign.id, "Claire", Job())
    assert (sent.state, sent.is_test, sent.approved_by) == (State.POSTED, True, "Claire")
    Watcher(workspace, client, sent.id).follow(Job(), lambda _: None)
    assert platform.ledger()["calls"] == {"+33600007777": 1}
    assert status(workspace.database, sent.id).recipients == 1
    known = Campaigns(workspace.database)
    assert known.get(campaign.id) == campaign
    assert [found.id for found in known.all()] == [campaign.id]
    assert [found.id for found in known.tests()] == [sent.id]
    assert by_campaign(workspace.database) == []
    first = events(workspace.database, sent.id)[0]
    assert (first.event, first.details) == ("test_asked", {"by": "Claire", "campaign": campaign.id})


@pytest.mark.parametrize(
    ("channel", "number", "media"),
    [
        ("VOICE", MOBILE, Media.VOICE),
        ("VOICE", FIXED, Media.VOICE),
        ("VOICEMAIL", MOBILE, Media.VOICEMAIL),
        ("SPLIT", MOBILE, Media.VOICEMAIL),
        ("SPLIT", FIXED, Media.VOICE),
    ],
)
def test_it_reaches_me_as_the_campaign_would(
    workspace: Workspace, make_draft: Make, channel: str, number: str, media: Media
) -> None:
    workspace.change_setting("workspace.own_number", number)
    test = prepare(workspace, make_draft(channel=channel).id, "Claire", Job())
    (chunk,) = Outbox(workspace.database, test.id).chunks()
    assert (chunk.media, chunk.date, chunk.size) == (media, None, 1)
    check_approval(workspace, test)


@pytest.mark.parametrize(
    ("number", "channel", "code"),
    [
        ("", "VOICE", "own_number_missing"),
        ("  ", "VOICE", "own_number_missing"),
        ("06 00", "VOICE", "own_number_bad"),
        ("0899 00 00 00", "VOICE", "own_number_bad"),
        (FIXED, "VOICEMAIL", "own_number_fixed"),
        ("06 00 00 66 66", "VOICE", "own_number_stopped"),
        (MOBILE, None, "incomplete"),
    ],
)
def test_a_number_that_cannot_be_called_says_why(
    workspace: Workspace, make_draft: Make, number: str, channel: str | None, code: str
) -> None:
    StopList(workspace.database).add(["06 00 00 66 66"], "phone")
    workspace.change_setting("workspace.own_number", number)
    draft = make_draft(channel=channel)
    with pytest.raises(VoicedeskError) as refused:
        prepare(workspace, draft.id, "Claire", Job())
    assert refused.value.code == code
    assert Campaigns(workspace.database).tests() == []


def test_a_message_that_changed_since_is_not_the_one_that_was_asked_for(
    workspace: Workspace, make_draft: Make
) -> None:
    workspace.change_setting("workspace.own_number", MOBILE)
    test = prepare(workspace, make_draft().id, "Claire", Job())
    Recordings(workspace).edit(test.recording_id or "", [Trim(0, 11)], Job())
    with pytest.raises(NotAllowedError) as refused:
        check_approval(workspace, test)
    assert refused.value.code == "approval_withdrawn"


def test_my_number_is_in_no_repr(workspace: Workspace) -> None:
    workspace.change_setting("workspace.own_number", MOBILE)
    assert workspace.settings.workspace_own_number == MOBILE
    assert "77 77" not in repr(workspace.settings)
