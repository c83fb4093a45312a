"""A campaign and the take it was approved with: nobody ever hears another one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from voicedesk.api.client import VoiceClient
from voicedesk.audio.edits import Trim
from voicedesk.audio.library import Recording, Recordings, Use
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.schema import chunks, uploads
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events, lost_message
from voicedesk.campaigns.sender import Sender

Make = Callable[..., Campaign]

SHORTER = [Trim(0, 11)]


@pytest.fixture
def library(workspace: Workspace) -> Recordings:
    return Recordings(workspace)


def found(workspace: Workspace, campaign: Campaign) -> Campaign:
    return Campaigns(workspace.database).get(campaign.id)


def message(library: Recordings, campaign: Campaign) -> Recording:
    assert campaign.recording_id is not None
    return library.get(campaign.recording_id)


def links(workspace: Workspace, campaign: Campaign) -> set[str]:
    with workspace.database.read() as connection:
        return set(
            connection.scalars(select(chunks.c.link).where(chunks.c.campaign_id == campaign.id))
        )


def settle(workspace: Workspace, campaign: Campaign, state: State) -> None:
    with workspace.database.write() as connection:
        drafts.set_state(connection, campaign.id, state)


def test_an_edit_after_the_approval_withdraws_it(
    workspace: Workspace,
    library: Recordings,
    client: VoiceClient,
    platform: Any,
    make_approved: Make,
) -> None:
    campaign = make_approved(2)
    assert campaign.take == 1
    edited = library.edit(message(library, campaign).id, SHORTER, Job())
    with pytest.raises(NotAllowedError) as refused:
        Sender(workspace, client, campaign.id).send(Job())
    assert refused.value.code == "approval_withdrawn"
    withdrawn = found(workspace, campaign)
    assert (withdrawn.state, withdrawn.take) == (State.DRAFT, None)
    assert platform.ledger()["calls"] == {}
    # Nobody is bound to it any more: the next edit goes on in the same take.
    assert len(library.edit(edited.id, [Trim(0, 10.5)], Job()).takes) == 2


def test_the_approved_take_chosen_again_is_what_was_approved(
    workspace: Workspace, library: Recordings, client: VoiceClient, make_approved: Make
) -> None:
    campaign = make_approved(2)
    edited = library.edit(message(library, campaign).id, SHORTER, Job())
    library.use_take(edited.id, 1)
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED


def test_an_approved_take_is_never_rewritten(
    library: Recordings, make_draft: Make, approve_again: Make
) -> None:
    draft = make_draft(2)
    edited = library.edit(message(library, draft).id, SHORTER, Job())
    assert approve_again(draft).take == 2
    after = library.edit(edited.id, [Trim(0, 10.5)], Job())
    assert [take.ordinal for take in after.takes] == [1, 2, 3]
    assert after.takes[1] == edited.take
    assert after.take.edits.in_force == (*SHORTER, Trim(0, 10.5))
    library.use_take(edited.id, 2)
    undone = library.undo(edited.id, Job())
    assert (undone.take.ordinal, undone.sha256) == (4, edited.takes[0].sha256)
    assert undone.take.edits.can_redo
    assert undone.takes[1] == edited.take


@pytest.fixture
def approve_again(workspace: Workspace) -> Make:
    from voicedesk.campaigns.approval import approve

    return lambda campaign: approve(workspace, campaign.id, None, "Claire", Job())


def test_an_edit_between_two_batches_changes_nothing_of_what_is_heard(
    workspace: Workspace, library: Recordings, client: VoiceClient, make_approved: Make
) -> None:
    campaign = make_approved(2_001)
    recording = message(library, campaign)

    def stop_after_one(progress: Progress) -> None:
        if progress.step == "sending" and progress.done:
            job.cancel()

    job = Job(stop_after_one)
    with pytest.raises(CancelledError):
        Sender(workspace, client, campaign.id).send(job)
    library.edit(recording.id, SHORTER, Job())
    sent = Sender(workspace, client, campaign.id).send(Job())
    assert (sent.state, sent.take) == (State.POSTED, 1)
    assert len(links(workspace, campaign)) == 1
    with workspace.database.read() as connection:
        assert connection.scalars(select(uploads.c.sha256)).all() == [recording.sha256]
    assert library.get(recording.id).sha256 != recording.sha256


@pytest.mark.parametrize(
    "state",
    [
        *(State.APPROVED, State.HOLDING, State.SENDING),
        *(State.PAUSED, State.NEEDS_DECISION, State.POSTED),
    ],
)
def test_a_campaign_under_way_keeps_its_message_and_its_take(
    workspace: Workspace, library: Recordings, make_approved: Make, state: State
) -> None:
    campaign = make_approved(2)
    settle(workspace, campaign, state)
    recording = message(library, campaign)
    with pytest.raises(NotAllowedError) as refused:
        library.delete(recording.id)
    assert refused.value.code == "recording_in_use"
    assert refused.value.details["campaign"] == campaign.name
    library.edit(recording.id, SHORTER, Job())
    with pytest.raises(NotAllowedError) as refused:
        library.delete_take(recording.id, 1)
    assert refused.value.code == "take_in_use"
    assert library.delete_take(recording.id, 2) == recording
    assert library.uses(recording.id) == (Use(campaign.id, campaign.name, state),)


def test_a_draft_loses_its_message(
    workspace: Workspace, library: Recordings, make_draft: Make
) -> None:
    campaign = make_draft(2)
    assert lost_message(workspace.database, campaign.id) is None
    library.delete(message(library, campaign).id)
    lost = found(workspace, campaign)
    assert (lost.state, lost.recording_id) == (State.DRAFT, None)
    assert lost_message(workspace.database, campaign.id) == "message-fr"
    with pytest.raises(NotAllowedError) as refused:
        Campaigns(workspace.database).change(campaign.id, recording_id=campaign.recording_id)
    assert refused.value.code == "unknown_recording"


@pytest.mark.parametrize("state", [State.DONE, State.CANCELLED])
def test_a_campaign_that_is_over_forgets_its_message(
    workspace: Workspace, library: Recordings, make_approved: Make, state: State
) -> None:
    campaign = make_approved(2)
    settle(workspace, campaign, state)
    recording = message(library, campaign)
    library.edit(recording.id, SHORTER, Job())
    assert library.delete_take(recording.id, 1).take.ordinal == 2
    assert found(workspace, campaign).take is None
    library.delete(recording.id)
    kept = found(workspace, campaign)
    assert (kept.state, kept.recording_id, kept.name) == (state, None, campaign.name)
    assert events(workspace.database, campaign.id)[-1].event == "message_deleted"
    assert list(workspace.recordings_dir.iterdir()) == []
