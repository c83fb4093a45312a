"""Who says no between the approval and the call is not called, and the batch says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from voicedesk.api.client import VoiceClient
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.exclusion import Refusals, exclude, look_at
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import BrokenOutboxError, Chunk, ChunkState, Outbox
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import calls, status
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]


def excluded(workspace: Workspace, campaign: Campaign) -> dict[int | None, dict[str, Any]]:
    happened = events(workspace.database, campaign.id)
    return {e.chunk: e.details for e in happened if e.event == "excluded_at_posting"}


def test_refusals_are_read_again_after_a_minute(
    workspace: Workspace, make_approved: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_approved(1)
    long_ago, present = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)
    clock = iter([present, present + timedelta(seconds=59), present + timedelta(seconds=60)])
    monkeypatch.setattr("voicedesk.campaigns.exclusion.now", lambda: next(clock))
    refusals = Refusals(workspace.database)
    assert not refusals.since(long_ago).size
    with workspace.database.write() as connection:
        said = {"description": "opted out", "status_at": stamp(present)}
        connection.execute(update(recipients).values(**said))
    assert not refusals.since(long_ago).size
    assert refusals.since(long_ago).tolist() == [33600000000]


def left_of(workspace: Workspace, campaign: Campaign, chunk: Chunk) -> int:
    look = look_at(workspace, campaign, chunk, Refusals(workspace.database))
    return exclude(workspace.database, campaign.id, chunk, look)


@pytest.mark.parametrize("as_fingerprint", [False, True])
def test_a_number_stopped_after_the_approval_is_not_called(
    workspace: Workspace,
    client: VoiceClient,
    platform: Any,
    make_approved: Make,
    as_fingerprint: bool,
) -> None:
    campaign = make_approved(1_002)
    stopped = ["06 00 00 00 03", "06 00 00 10 01", "06 00 00 00 07"]
    StopList(workspace.database).add(stopped, "phone", as_fingerprint=as_fingerprint)
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    found = Watcher(workspace, client, campaign.id).follow(Job(), lambda _: None)
    assert (found.campaign.state, found.recipients, found.excluded) == (State.DONE, 999, 3)
    assert found.stats.total == 999
    assert found.not_sent == 0
    called = platform.ledger()["calls"]
    assert len(called) == 999
    assert not {"+33600000003", "+33600001001", "+33600000007"} & set(called)
    assert [(c.size, c.posted_size) for c in Outbox(workspace.database, campaign.id).chunks()] == [
        (998, 998),
        (1, 1),
    ]
    assert excluded(workspace, campaign) == {
        1: {"people": 2, "stop_list": 2},
        2: {"people": 1, "stop_list": 1},
    }
    why = [call.excluded for call in calls(workspace.database, campaign.id) if call.excluded]
    assert why == ["stop_list"] * 3


def test_a_batch_of_which_nobody_is_left_is_called_off(
    workspace: Workspace, client: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(1_001)
    StopList(workspace.database).add(["06 00 00 10 00"], "phone")
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    assert status(workspace.database, campaign.id).chunks == {"accepted": 1, "cancelled": 1}
    assert len(platform.ledger()["calls"]) <= 1_000
    assert platform.ledger()["mailings"] == 1


def test_with_nobody_left_at_all_the_campaign_still_ends(
    workspace: Workspace, client: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = make_approved(2)
    StopList(workspace.database).add(["0600000000", "0600000001"], "phone")
    Sender(workspace, client, campaign.id).send(Job())
    found = Watcher(workspace, client, campaign.id).follow(Job(), lambda _: None)
    assert found.campaign.state is State.DONE
    assert platform.ledger()["mailings"] == 0


def test_a_consent_withdrawn_after_the_approval_counts_for_prospecting_only(
    workspace: Workspace, make_draft: Make, make_approved: Make
) -> None:
    everyone = np.array([33600000000, 33600000001], np.int64)
    consents = Consents(workspace.database, workspace.folder)
    consents.record(everyone, "form", "Yes.", date(2026, 1, 2))
    prospecting, contract = make_approved(2, purpose="prospecting"), make_approved(2)
    consents.withdraw(everyone[1:])
    for campaign, left in ((prospecting, 1), (contract, 2)):
        (chunk,) = Outbox(workspace.database, campaign.id).chunks()
        assert left_of(workspace, campaign, chunk) == left
        assert left_of(workspace, campaign, chunk) == left  # again changes nothing
    assert excluded(workspace, prospecting) == {1: {"people": 1, "no_consent": 1}}


def test_what_has_left_loses_nobody(workspace: Workspace, make_approved: Make) -> None:
    campaign = make_approved(2)
    (chunk,) = Outbox(workspace.database, campaign.id).chunks()
    with workspace.database.write() as connection:
        connection.exec_driver_sql("UPDATE chunks SET state = 'accepted'")
    StopList(workspace.database).add(["0600000000"], "phone")
    with pytest.raises(BrokenOutboxError):
        left_of(workspace, campaign, chunk)
    assert len(Outbox(workspace.database, campaign.id).numbers(1)) == 2
    assert Outbox(workspace.database, campaign.id).chunks()[0].state is ChunkState.ACCEPTED


def test_the_calls_of_another_campaign_count_when_a_batch_is_posted(
    workspace: Workspace, client: VoiceClient, make_approved: Make
) -> None:
    people = [33600000000, 33600000001]
    consents = Consents(workspace.database, workspace.folder)
    consents.record(np.array(people, np.int64), "form", "Yes.", date(2026, 1, 2))
    waiting = make_approved(2, purpose="prospecting")
    for _ in range(4):
        sent = make_approved(1)
        Sender(workspace, client, sent.id).send(Job())
    chunk = Outbox(workspace.database, waiting.id).chunks()[0]
    assert left_of(workspace, waiting, chunk) == 1
    assert excluded(workspace, waiting) == {1: {"people": 1, "outside_frequency": 1}}
