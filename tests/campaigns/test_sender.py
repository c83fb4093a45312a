"""Sending against a real platform: exactly once, whatever goes wrong."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import CredentialsError, ForbiddenError, NotConnectedError
from voicedesk.base.errors import DecisionError, NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import by_campaign, reasons, status
from voicedesk.campaigns.watcher import Snapshot, Watcher

Make = Callable[..., Campaign]


@pytest.fixture
def quick(platform: Any) -> Any:
    with platform.client(call_seconds=2.0) as client:
        yield client


def assert_called_once(platform: Any, people: int) -> None:
    ledger = platform.ledger()
    assert ledger["violations"] == []
    assert len(ledger["calls"]) == people
    assert Counter(ledger["calls"].values()) == {1: people}


def test_sent_and_watched_to_the_end(
    workspace: Workspace, client: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2_500)
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    snapshots: list[Snapshot] = []
    found = Watcher(workspace, client, campaign.id).follow(Job(), snapshots.append)
    assert found.campaign.state is State.DONE
    assert found.stats.total == found.recipients == 2_500
    assert found.stats.ok + found.stats.ko + found.stats.no == 2_500
    assert found.chunks == {"accepted": 3}
    assert snapshots[-1].error is None
    assert sum(people for _, people in reasons(workspace.database, campaign.id)) == found.stats.ko
    assert by_campaign(workspace.database)[0].stats == found.stats
    assert_called_once(platform, 2_500)


def test_the_recording_is_uploaded_once_for_two_campaigns(
    workspace: Workspace, client: VoiceClient, platform: Any, make_approved: Make
) -> None:
    for _ in range(2):
        Sender(workspace, client, make_approved(2).id).send(Job())
    platform.faults({"on": "contents.create", "fault": "status", "status": 500})
    assert Sender(workspace, client, make_approved(2).id).send(Job()).state is State.POSTED


LOST_ANSWERS = ["reset_after", "truncate", "garbage"]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_lost_answer_is_found_by_reading(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make, fault: str
) -> None:
    campaign = make_approved(2_001)
    platform.faults({"on": "mailings.create", "nth": 2, "fault": fault})
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    found = [
        e.details["found"]
        for e in events(workspace.database, campaign.id, 2)
        if "found" in e.details
    ]
    assert found == ["reading"]
    assert_called_once(platform, 2_001)


def test_an_answer_that_says_500_is_never_repeated(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "status", "status": 500})
    sent = Sender(workspace, quick, campaign.id).send(Job())
    assert sent.state is State.NEEDS_DECISION
    assert status(workspace.database, campaign.id).undecided == (1,)
    with pytest.raises(DecisionError):
        Sender(workspace, quick, campaign.id).send(Job())
    assert platform.ledger()["mailings"] == 0


def test_a_lost_request_is_a_persons_decision_and_send_again_calls_once(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2_001)
    platform.faults({"on": "mailings.create", "nth": 2, "fault": "reset_before"})
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.NEEDS_DECISION
    assert platform.ledger()["mailings"] == 1
    decide(workspace.database, campaign.id, 2, Decision.SEND_AGAIN, by="Claire")
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    decided = [e for e in events(workspace.database, campaign.id, 2) if e.event == "decided"]
    assert decided[0].details["by"] == "Claire"
    assert_called_once(platform, 2_001)


def test_a_decision_to_leave_a_batch_calls_the_others(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2_001)
    platform.faults({"on": "mailings.create", "nth": 2, "fault": "reset_before"})
    Sender(workspace, quick, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 2, Decision.ABANDON, by="Claire")
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    assert_called_once(platform, 1_001)
    with pytest.raises(NotAllowedError):
        decide(workspace.database, campaign.id, 2, Decision.SEND_AGAIN, by="Claire")


def test_what_turns_up_late_is_accepted_without_a_person(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_500)
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "delay", "seconds": 4})
    assert Sender(workspace, quick, campaign.id).send(Job()).state in (
        State.NEEDS_DECISION,
        State.POSTED,
    )
    while platform.ledger()["mailings"] == 0:
        Job().wait(0.1)
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    assert_called_once(platform, 1_500)


def test_an_expired_token_is_renewed_once(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "expire"})
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    assert_called_once(platform, 1_001)


def test_a_second_401_pauses_and_sending_goes_on_later(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2)
    platform.faults({"on": "mailings.create", "fault": "expire"})
    with pytest.raises(CredentialsError):
        Sender(workspace, quick, campaign.id).send(Job())
    paused = Campaigns(workspace.database).get(campaign.id)
    assert (paused.state, paused.reason) == (State.PAUSED, "credentials")
    platform.faults()
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    assert_called_once(platform, 2)


def test_a_batch_the_platform_rejects_is_stored_with_its_answer(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "status", "status": 417})
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    states = [chunk.state for chunk in Outbox(workspace.database, campaign.id).chunks()]
    assert states == [ChunkState.REJECTED, ChunkState.ACCEPTED]
    assert_called_once(platform, 1)


def test_a_403_rejects_and_pauses(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "status", "status": 403})
    with pytest.raises(Exception) as refused:  # noqa: PT011
        Sender(workspace, quick, campaign.id).send(Job())
    assert getattr(refused.value, "status", None) == 403
    assert Campaigns(workspace.database).get(campaign.id).state is State.PAUSED
    assert Outbox(workspace.database, campaign.id).chunks()[1].state is ChunkState.PLANNED


def test_an_unreachable_platform_pauses_and_nothing_is_lost(
    workspace: Workspace, start_platform: Callable[..., Any], make_approved: Make, tmp_path: Any
) -> None:
    campaign = make_approved(2)
    first = start_platform(data=tmp_path / "same")
    with first.client(call_seconds=2.0) as client:
        client.sign_in()
        first.process.stop()
        with pytest.raises(NotConnectedError):
            Sender(workspace, client, campaign.id).send(Job())
    chunk = Outbox(workspace.database, campaign.id).chunks()[0]
    assert (chunk.state, chunk.attempt) == (ChunkState.PLANNED, 0)


def test_pause_resume_cancel_act_between_two_creates(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2_500)
    campaigns = Campaigns(workspace.database)

    def pause_after_first(step: Any) -> None:
        if step.step == "sending" and step.done == 1000:
            campaigns.ask(campaign.id, "pause")

    paused = Sender(workspace, quick, campaign.id).send(Job(pause_after_first))
    assert (paused.state, paused.reason) == (State.PAUSED, "person")
    assert platform.ledger()["mailings"] == 1
    with pytest.raises(NotAllowedError):
        Sender(workspace, quick, campaign.id).send(Job())
    campaigns.resume(campaign.id)

    def cancel_after_second(step: Any) -> None:
        if step.step == "sending" and step.done == 2000:
            campaigns.ask(campaign.id, "cancel")

    ended = Sender(workspace, quick, campaign.id).send(Job(cancel_after_second))
    assert ended.state is State.POSTED
    assert_called_once(platform, 2_000)


def test_cancelling_during_the_hold_is_certain(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    workspace.change_setting("sending.hold_seconds", "30")
    campaign = make_approved(2)

    def cancel(step: Any) -> None:
        if step.step == "holding":
            Campaigns(workspace.database).ask(campaign.id, "cancel")

    ended = Sender(workspace, quick, campaign.id).send(Job(cancel))
    assert ended.state is State.CANCELLED
    assert platform.ledger()["mailings"] == 0


def test_closing_stops_before_the_next_create_and_sending_goes_on(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2_500)
    job = Job(lambda step: job.cancel() if step.done == 1000 else None)
    with pytest.raises(CancelledError):
        Sender(workspace, quick, campaign.id).send(job)
    paused = Campaigns(workspace.database).get(campaign.id)
    assert (paused.state, paused.reason) == (State.PAUSED, "interrupted")
    assert Sender(workspace, quick, campaign.id).send(Job()).state is State.POSTED
    assert_called_once(platform, 2_500)


def test_a_date_nearly_past_is_never_sent(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2, date=now() + timedelta(minutes=4))
    with pytest.raises(DecisionError):
        Sender(workspace, quick, campaign.id).send(Job())
    assert Campaigns(workspace.database).get(campaign.id).state is State.DRAFT
    assert platform.ledger()["mailings"] == 0


def test_a_platform_whose_clock_is_ahead_counts(
    workspace: Workspace, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2, date=now() + timedelta(hours=1))
    platform.advance(3_500)
    with platform.client() as client, pytest.raises(DecisionError):
        Sender(workspace, client, campaign.id).send(Job())
    assert platform.ledger()["mailings"] == 0


def test_a_date_to_come_waits_on_the_platform(
    workspace: Workspace, client: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2, date=now() + timedelta(hours=2))
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    assert Watcher(workspace, client, campaign.id).poll().stats.wait == 2
    assert platform.ledger()["calls"] == {}


def test_a_campaign_begun_on_one_platform_never_goes_on_on_another(
    workspace: Workspace, start_platform: Callable[..., Any], make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    first, second = start_platform(), start_platform()
    first.faults({"on": "mailings.create", "nth": 2, "fault": "status", "status": 403})
    with first.client() as client, pytest.raises(Exception):  # noqa: B017, PT011
        Sender(workspace, client, campaign.id).send(Job())
    with second.client() as client, pytest.raises(NotAllowedError) as refused:
        Sender(workspace, client, campaign.id).send(Job())
    assert refused.value.code == "other_platform"


def test_a_practice_platform_started_again_is_the_same_one(
    workspace: Workspace, start_platform: Callable[..., Any], make_approved: Make, tmp_path: Path
) -> None:
    campaign = make_approved(1_001)
    first = start_platform(data=tmp_path / "same")
    first.faults({"on": "mailings.create", "nth": 2, "fault": "status", "status": 403})
    with first.client() as client, pytest.raises(ForbiddenError):
        Sender(workspace, client, campaign.id).send(Job())
    first.process.stop()
    again = start_platform(data=tmp_path / "same")
    assert again.url != first.url
    with again.client() as client:
        assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    assert again.ledger()["mailings"] == 1


def test_a_draft_cannot_be_sent(
    workspace: Workspace, client: VoiceClient, make_draft: Make
) -> None:
    with pytest.raises(NotAllowedError):
        Sender(workspace, client, make_draft().id).send(Job())


def test_watching_survives_a_platform_that_fails(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(3)
    Sender(workspace, quick, campaign.id).send(Job())
    platform.faults({"on": "messages.read", "nth": 1, "fault": "status", "status": 500})
    seen: list[Snapshot] = []
    found = Watcher(workspace, quick, campaign.id).follow(Job(), seen.append)
    assert seen[0].error == "refused"
    assert found.campaign.state is State.DONE
