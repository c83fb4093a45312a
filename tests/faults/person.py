"""What a person does with a campaign that something went wrong with, having looked."""

from collections.abc import Callable
from typing import Any

from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import DecisionError, PlatformError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.decisions import Decision, decide, replace
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox
from voicedesk.campaigns.sender import Sender

_ENDED = (State.POSTED, State.DONE)


def bring_to_its_end(
    workspace: Workspace, campaign_id: str, platform: Any, make_client: Callable[[], VoiceClient]
) -> int:
    """Send on until the campaign is posted; how often a decision was asked for.

    ``platform`` is an Admin of the tests: its ledger is what the person looks at.
    """
    asked = 0
    for round_ in range(40):
        if round_ == 30:
            platform.faults()  # even the worst day ends
        with make_client() as client:
            try:
                campaign = Sender(workspace, client, campaign_id).send(Job())
            except (PlatformError, DecisionError):
                campaign = Campaigns(workspace.database).get(campaign_id)
        chunks = Outbox(workspace.database, campaign_id).chunks()
        for chunk in chunks:
            if chunk.state is ChunkState.NEEDS_DECISION:
                asked += 1
                _decide(workspace, campaign_id, chunk, platform, make_client)
        replaced = {chunk.replaces for chunk in chunks}
        rejected = [c for c in chunks if c.state is ChunkState.REJECTED and c.size]
        for chunk in rejected:
            if chunk.ordinal not in replaced:
                replace(workspace.database, campaign_id, chunk.ordinal, without=None, by="Claire")
        states = {chunk.state for chunk in Outbox(workspace.database, campaign_id).chunks()}
        if campaign.state in _ENDED and ChunkState.PLANNED not in states:
            return asked
    raise AssertionError("no end")


def _decide(
    workspace: Workspace,
    campaign_id: str,
    chunk: Chunk,
    platform: Any,
    make_client: Callable[[], VoiceClient],
) -> None:
    """Sent, where the platform's books have it; else again."""
    name = Campaigns(workspace.database).get(campaign_id).mailing_name
    wanted = set(Outbox(workspace.database, campaign_id).numbers(chunk.ordinal))
    books = platform.ledger()["by_mailing"]
    found = [
        mailing_id
        for mailing_id, mailing in books.items()
        if mailing["name"] == name and set(mailing["recipients"]) == wanted
    ]
    with make_client() as client:
        decide(
            *(workspace.database, campaign_id, chunk.ordinal),
            Decision.SENT if found else Decision.SEND_AGAIN,
            by="Claire",
            mailing_id=found[0] if found else "",
            client=client,
        )
