"""Calling off what the platform has accepted, on a real platform: its answer is what counts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.calling_off import call_off, waiting
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import status

Make = Callable[..., Campaign]


@pytest.fixture
def quick(platform: Any) -> Iterator[VoiceClient]:
    with platform.client(call_seconds=2.0) as client:
        yield client


@pytest.fixture
def sent(workspace: Workspace, quick: VoiceClient, make_approved: Make) -> Campaign:
    """Waits on the platform for its date."""
    campaign = make_approved(3, date=now() + timedelta(hours=2))
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    return campaign


def test_what_still_waits_is_called_off(
    workspace: Workspace, quick: VoiceClient, platform: Any, sent: Campaign
) -> None:
    assert [c.ordinal for c in waiting(workspace.database, quick, sent.id)] == [1]
    answer = call_off(workspace.database, quick, sent.id, 1, by="Claire")
    assert (answer.deleted, answer.error, answer.gone) == (1, None, True)
    assert platform.ledger()["mailings"] == 0
    assert Campaigns(workspace.database).get(sent.id).state is State.CANCELLED
    found = status(workspace.database, sent.id)
    assert (found.stats.total, found.not_sent, found.chunks) == (0, 3, {"cancelled": 1})
    with pytest.raises(NotAllowedError):
        call_off(workspace.database, quick, sent.id, 1, by="Claire")


def test_what_has_begun_stays(
    workspace: Workspace, quick: VoiceClient, platform: Any, sent: Campaign
) -> None:
    platform.advance(3 * 3600)
    assert waiting(workspace.database, quick, sent.id) == []
    answer = call_off(workspace.database, quick, sent.id, 1, by="Claire")
    assert (answer.deleted, answer.gone) == (0, False)
    (chunk,) = Outbox(workspace.database, sent.id).chunks()
    assert chunk.state is ChunkState.ACCEPTED


@pytest.mark.parametrize(("fault", "gone"), [("reset_after", True), ("reset_before", False)])
def test_a_lost_answer_is_settled_by_looking(
    workspace: Workspace,
    quick: VoiceClient,
    platform: Any,
    sent: Campaign,
    fault: str,
    gone: bool,
) -> None:
    platform.faults({"on": "mailings.delete", "nth": 1, "fault": fault})
    answer = call_off(workspace.database, quick, sent.id, 1, by="Claire")
    assert (answer.deleted, answer.error, answer.gone) == (None, "no_answer", gone)
    assert platform.ledger()["mailings"] == (0 if gone else 1)
