"""What a person decides: each with its record, and nothing accepted that was not looked up."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.simulated import (
    NAMED,
    SimulatedClient,
    SimulatedPlatform,
    make_approved,
    sender,
)
from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import DecisionError, NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval, rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import (
    REFUSED_NUMBER,
    Decision,
    decide,
    named_in_refusal,
    replace,
    reschedule,
)
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.statistics import calls, status
from voicedesk.campaigns.stopping import obey

FAST = {"sending.hold_seconds": "0", "sending.settle_seconds": "0"}


@pytest.fixture(autouse=True)
def tiny_batches(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "CHUNK", 2)
    workspace.change_settings(FAST)


@pytest.fixture
def simulated() -> SimulatedPlatform:
    return SimulatedPlatform()


def client(simulated: SimulatedPlatform) -> VoiceClient:
    return SimulatedClient(simulated)  # type: ignore[return-value]


def send(workspace: Workspace, simulated: SimulatedPlatform, campaign: Campaign) -> Campaign:
    return sender(workspace, simulated, campaign.id).send(Job())


def chunk_states(workspace: Workspace, campaign: Campaign) -> list[str]:
    return [str(chunk.state) for chunk in Outbox(workspace.database, campaign.id).chunks()]


def undecided(workspace: Workspace, simulated: SimulatedPlatform) -> Campaign:
    campaign = make_approved(workspace, 4)
    simulated.script.append("drop_before")
    assert send(workspace, simulated, campaign).state is State.NEEDS_DECISION
    return campaign


@pytest.mark.parametrize(
    ("mailing", "code"),
    [("", "mailing_unnamed"), ("999", "unknown_mailing"), ("77", "foreign_mailing")],
)
def test_a_mailing_is_looked_up_before_it_is_accepted(
    workspace: Workspace, simulated: SimulatedPlatform, mailing: str, code: str
) -> None:
    campaign = undecided(workspace, simulated)
    simulated.mailings["77"] = ("Autre", ("+33600000000",))
    with pytest.raises(NotAllowedError) as refused:
        decide(
            *(workspace.database, campaign.id, 1, Decision.SENT),
            by="Claire",
            mailing_id=mailing,
            client=client(simulated),
        )
    assert refused.value.code == code
    assert chunk_states(workspace, campaign) == ["needs_decision", "planned"]


def test_a_mailing_of_the_campaigns_name_is_accepted_with_its_figures(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = undecided(workspace, simulated)
    numbers = Outbox(workspace.database, campaign.id).numbers(1)
    simulated.mailings["77"] = (campaign.mailing_name, numbers)
    found = decide(
        *(workspace.database, campaign.id, 1, Decision.SENT),
        by="Claire",
        mailing_id=" 77 ",
        client=client(simulated),
    )
    assert (found.state, found.reason) == (State.PAUSED, "decided")
    decided = [e for e in events(workspace.database, campaign.id, 1) if e.event == "decided"]
    assert decided[0].details["by"] == "Claire"
    assert (decided[0].details["mailing"], decided[0].details["total"]) == ("77", 2)


def test_without_a_platform_no_mailing_is_accepted(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = undecided(workspace, simulated)
    with pytest.raises(NotAllowedError) as refused:
        decide(workspace.database, campaign.id, 1, Decision.SENT, by="Claire", mailing_id="1")
    assert refused.value.code == "no_platform"


def test_a_refused_batch_is_sent_without_the_number_it_was_refused_for(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append(NAMED)
    assert send(workspace, simulated, campaign).state is State.POSTED
    assert chunk_states(workspace, campaign) == ["rejected", "accepted"]
    (named,) = named_in_refusal(workspace.database, campaign.id, 1)
    assert replace(workspace.database, campaign.id, 1, without=named, by="Claire") == 3
    found = Campaigns(workspace.database).get(campaign.id)
    assert (found.state, found.reason) == (State.PAUSED, "replaced")
    assert send(workspace, simulated, campaign).state is State.POSTED
    chunks = Outbox(workspace.database, campaign.id).chunks()
    assert [(c.state, c.size, c.replaces) for c in chunks] == [
        (ChunkState.REJECTED, 0, None),
        (ChunkState.ACCEPTED, 2, None),
        (ChunkState.ACCEPTED, 1, 1),
    ]
    left_out = [c for c in calls(workspace.database, campaign.id) if c.excluded]
    assert [(c.e164, c.excluded) for c in left_out] == [(named, REFUSED_NUMBER)]
    assert simulated.calls[campaign.mailing_name, named] == 0
    assert sorted(simulated.calls.values()) == [1, 1, 1]
    figures = status(workspace.database, campaign.id)
    assert (figures.recipients, figures.excluded, figures.not_sent) == (3, 1, 0)


@pytest.mark.parametrize(
    ("ordinal", "without", "code"),
    [(2, None, "not_rejected"), (9, None, "not_rejected"), (1, "+33600009999", "not_in_batch")],
)
def test_what_cannot_be_replaced(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    ordinal: int,
    without: str | None,
    code: str,
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append("417")
    send(workspace, simulated, campaign)
    with pytest.raises(NotAllowedError) as refused:
        replace(workspace.database, campaign.id, ordinal, without=without, by="Claire")
    assert refused.value.code == code
    assert chunk_states(workspace, campaign) == ["rejected", "accepted"]


def test_a_batch_is_replaced_once_and_not_after_a_cancel(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.extend(["403", "417"])
    with pytest.raises(Exception, match="refused"):
        send(workspace, simulated, campaign)
    assert replace(workspace.database, campaign.id, 1, without=None, by="Claire") == 3
    with pytest.raises(NotAllowedError) as refused:
        replace(workspace.database, campaign.id, 1, without=None, by="Claire")
    assert refused.value.code == "already_replaced"
    send(workspace, simulated, campaign)
    assert chunk_states(workspace, campaign) == ["rejected", "rejected", "accepted"]
    other = make_approved(workspace, 4)
    simulated.script.append("403")
    with pytest.raises(Exception, match="refused"):
        send(workspace, simulated, other)
    Campaigns(workspace.database).ask(other.id, "cancel")
    obey(workspace.database, other.id)
    with pytest.raises(NotAllowedError) as refused:
        replace(workspace.database, other.id, 1, without=None, by="Claire")
    assert refused.value.code == "was_cancelled"


def test_a_campaign_of_which_all_was_refused_says_so(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.extend(["417", "417"])
    ended = send(workspace, simulated, campaign)
    assert (ended.state, ended.reason) == (State.DONE, "all_refused")
    replace(workspace.database, campaign.id, 1, without=None, by="Claire")
    assert send(workspace, simulated, campaign).state is State.POSTED


def test_a_date_that_passed_between_two_batches_is_asked_about(
    workspace: Workspace, simulated: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each batch has its own date; here the second one's is past."""
    campaign = make_approved(workspace, 4, date=now() + timedelta(hours=9))
    with workspace.database.write() as connection:
        soon = (now() + timedelta(minutes=4)).isoformat(timespec="seconds")
        connection.exec_driver_sql("UPDATE chunks SET date = ? WHERE ordinal = 2", (soon,))
        monkeypatch.setattr("voicedesk.campaigns.sender.check_approval", lambda *_: None)
    with pytest.raises(DecisionError) as asked:
        send(workspace, simulated, campaign)
    assert asked.value.code == "date_passed"
    assert chunk_states(workspace, campaign) == ["accepted", "planned"]
    found = Campaigns(workspace.database).get(campaign.id)
    assert (found.state, found.reason) == (State.PAUSED, "date_passed")
    slot = Calendar(rules.load(workspace)).next_slot(now() + timedelta(hours=1))
    reschedule(workspace, campaign.id, slot, by="Claire")
    assert send(workspace, simulated, campaign).state is State.POSTED


def test_an_older_copy_of_the_workspace_calls_nobody_twice(
    workspace: Workspace, simulated: SimulatedPlatform, tmp_path: Path
) -> None:
    """Put back after everything was sent: what the platform has is taken over, and it pauses."""
    campaign = make_approved(workspace, 4)
    workspace.database.give_back()
    before = workspace.database.path.read_bytes()
    assert send(workspace, simulated, campaign).state is State.POSTED
    old = tmp_path / "old"
    old.mkdir()
    (old / "workspace.db").write_bytes(before)
    shutil.copytree(workspace.recordings_dir, old / workspace.recordings_dir.name)
    with Workspace(old) as restored:
        restored.change_settings(FAST)
        paused = send(restored, simulated, campaign)
        assert (paused.state, paused.reason) == (State.PAUSED, "already_there")
        assert chunk_states(restored, campaign) == ["accepted", "accepted"]
        assert send(restored, simulated, campaign).state is State.POSTED
    assert set(simulated.calls.values()) == {1}


def test_what_was_given_up_keeps_nobody_else_from_being_called(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """An older copy was put back, and the platform calls somebody of the first batch."""
    campaign = make_approved(workspace, 4)
    first, second = (Outbox(workspace.database, campaign.id).numbers(one) for one in (1, 2))
    simulated.mailings["77"] = (campaign.mailing_name, first[:1])
    assert send(workspace, simulated, campaign).state is State.NEEDS_DECISION
    decide(workspace.database, campaign.id, 1, Decision.ABANDON, by="Claire")
    assert send(workspace, simulated, campaign).state is State.POSTED
    assert {number for _, number in simulated.calls} == set(second)


def test_a_strange_mailing_to_the_same_people_is_asked_about_once(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)
    number = Outbox(workspace.database, campaign.id).numbers(1)[0]
    simulated.mailings["77"] = (campaign.mailing_name, (number,))
    asked = send(workspace, simulated, campaign)
    assert (asked.state, asked.reason) == (State.NEEDS_DECISION, "already_there")
    assert not simulated.taken
    decide(workspace.database, campaign.id, 1, Decision.SEND_AGAIN, by="Claire")
    assert send(workspace, simulated, campaign).state is State.POSTED
