"""A batch that a person gave up, or had sent again, and whose first mailing then arrives."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from tests.campaigns.test_watcher import Ear
from tests.faults.simulated import SimulatedClient, SimulatedPlatform
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Mailing, Message, Stats, Status
from voicedesk.base.errors import NotAllowedError, PlatformError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval, arrivals, drafts, late, optouts
from voicedesk.campaigns.arrivals import ARRIVED, campaigns_watched, is_watched
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import Event, events, record
from voicedesk.campaigns.late import LateArrivals, adopt
from voicedesk.campaigns.outbox import BrokenOutboxError, ChunkState, Outbox
from voicedesk.campaigns.outbox import adopt as adopt_within
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.campaigns.stopping import obey
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]
GOOD, SAID_NO = "0600009900", "0600009905"
# The batch leaves, nobody is told so, and readings do not show it for a while.
LAG = {"on": "mailings.read", "fault": "read_lag", "seconds": 3600}
UNSEEN = ({"on": "mailings.create", "fault": "reset_after", "nth": 1}, LAG)


@pytest.fixture
def quick(platform: Any, workspace: Workspace) -> Iterator[VoiceClient]:
    workspace.change_setting("sending.settle_seconds", "0.2")
    with platform.client(call_seconds=3.0) as client:
        yield client


def lost(workspace: Workspace, client: VoiceClient, platform: Any, make: Make) -> Campaign:
    """Of two people, called by a mailing that nobody sees."""
    platform.faults(*UNSEEN)
    campaign = make(numbers=[GOOD, SAID_NO])
    asked = Sender(workspace, client, campaign.id).send(Job())
    assert asked.state is State.NEEDS_DECISION
    return campaign


def decided(
    workspace: Workspace, client: VoiceClient, platform: Any, campaign: Campaign, what: Decision
) -> None:
    """Decided and sent on; then the platform shows what it has."""
    decide(workspace.database, campaign.id, 1, what, by="Claire")
    platform.faults(LAG)
    Sender(workspace, client, campaign.id).send(Job())
    platform.faults()


def given_up(workspace: Workspace, client: VoiceClient, platform: Any, make: Make) -> Campaign:
    campaign = lost(workspace, client, platform, make)
    decided(workspace, client, platform, campaign, Decision.ABANDON)
    return campaign


def of(workspace: Workspace, campaign: Campaign, event: str) -> list[Event]:
    return [one for one in events(workspace.database, campaign.id) if one.event == event]


def state(workspace: Workspace, campaign: Campaign) -> State:
    return Campaigns(workspace.database).get(campaign.id).state


def sendings(client: VoiceClient, campaign: Campaign) -> list[str]:
    return [mailing.id for mailing in client.mailings(name=campaign.mailing_name)]


# given up


def test_what_was_given_up_and_arrives_is_recorded_once_and_who_said_no_is_kept(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = given_up(workspace, quick, platform, make_approved)
    assert set(platform.ledger()["calls"].values()) == {1}
    assert StopList(workspace.database).count() == 0
    for _ in range(2):
        found = Watcher(workspace, quick, campaign.id).poll()
    [mailing] = sendings(quick, campaign)
    assert found.json()["arrived_late"] == [{"chunk": 1, "mailing": mailing, "people": 2}]
    [noted] = of(workspace, campaign, ARRIVED)
    assert (noted.chunk, noted.details) == (1, {"mailing": mailing, "people": 2})
    assert StopList(workspace.database).find(SAID_NO) is not None
    told = [event.details for event in events(workspace.database, campaign.id)]
    assert SAID_NO[1:] not in json.dumps(told)
    assert found.campaign.state is State.DONE
    assert found.chunks == {"abandoned": 1}  # never adopted silently


def test_a_person_adopts_it_and_its_calls_are_followed(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = given_up(workspace, quick, platform, make_approved)
    watcher = Watcher(workspace, quick, campaign.id)
    assert watcher.poll().campaign.state is State.DONE
    assert adopt(workspace.database, quick, campaign.id, 1, by="Claire").state is State.POSTED
    chunk = Outbox(workspace.database, campaign.id).chunk(1)
    assert chunk is not None
    [mailing] = sendings(quick, campaign)
    assert (chunk.state, chunk.mailing_id) == (ChunkState.ACCEPTED, mailing)
    [noted] = of(workspace, campaign, late.ADOPTED)
    assert (noted.chunk, noted.details) == (1, {"by": "Claire", "mailing": mailing})
    found = watcher.poll()
    assert found.campaign.state is State.DONE
    assert (found.stats.ok, found.stats.ko, found.stats.optout) == (1, 1, 1)
    assert found.arrived_late == ()
    with pytest.raises(NotAllowedError) as again:
        adopt(workspace.database, quick, campaign.id, 1, by="Claire")
    assert again.value.code == "not_undecided"
    assert state(workspace, campaign) is State.DONE


def test_what_cannot_be_adopted(
    workspace: Workspace,
    quick: VoiceClient,
    platform: Any,
    make_approved: Make,
) -> None:
    campaign = given_up(workspace, quick, platform, make_approved)

    def refusal(client: VoiceClient = quick) -> str:
        with pytest.raises(NotAllowedError) as refused:
            adopt(workspace.database, client, campaign.id, 1, by="Claire")
        return refused.value.code

    assert refusal() == "not_undecided"  # nothing of it was seen yet
    Watcher(workspace, quick, campaign.id).poll()
    assert refusal(says_no(SimulatedPlatform())) == "other_platform"
    platform.faults(LAG)
    assert refusal() == "unknown_mailing"
    platform.faults()
    other = make_approved(numbers=[GOOD])
    Sender(workspace, quick, other.id).send(Job())
    with workspace.database.write() as connection:
        taken = "UPDATE chunks SET mailing_id = ? WHERE campaign_id = ?"
        mailing = sendings(quick, campaign)[0]
        connection.exec_driver_sql(taken, (mailing, other.id))
    assert refusal() == "mailing_taken"
    with pytest.raises(BrokenOutboxError), workspace.database.write() as connection:
        adopt_within(connection, other.id, 1, "77")
    assert Outbox(workspace.database, campaign.id).mailing_ids() == []


def test_who_says_no_later_in_the_call_is_kept_too(
    workspace: Workspace, start_platform: Callable[..., Any], make_approved: Make
) -> None:
    slow = start_platform(speed=1.0)
    workspace.change_setting("sending.settle_seconds", "0.2")
    with slow.client(call_seconds=3.0) as client:
        campaign = given_up(workspace, client, slow, make_approved)
        looking = LateArrivals(workspace.database, client, campaign.id)
        looking.look()
        assert len(of(workspace, campaign, ARRIVED)) == 1
        assert StopList(workspace.database).count() == 0
        slow.advance(300)
        looking.look()
        assert StopList(workspace.database).find(SAID_NO) is not None
        ear = Ear(client)
        looking.look()
        assert ear.resources == ["mailings"]  # its calls have ended and were read
    assert len(of(workspace, campaign, ARRIVED)) == 1


def test_it_is_looked_for_once_a_minute(
    workspace: Workspace,
    quick: VoiceClient,
    platform: Any,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign = given_up(workspace, quick, platform, make_approved)
    platform.faults(LAG)
    ear, watcher = Ear(quick), Watcher(workspace, quick, campaign.id)
    for _ in range(3):
        watcher.poll()
    assert ear.resources == ["mailings"]
    monkeypatch.setattr(late, "EVERY_S", 0.0)
    platform.faults({"on": "mailings.read", "fault": "refuse"})
    with pytest.raises(PlatformError):
        watcher.poll()
    platform.faults()
    watcher.poll()
    assert len(of(workspace, campaign, ARRIVED)) == 1


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[[LateArrivals, datetime], None]:
    """A look at some moment."""

    def look_at(looking: LateArrivals, moment: datetime) -> None:
        monkeypatch.setattr(late, "now", lambda: moment)
        looking.look()

    return look_at


def test_it_is_looked_for_until_a_look_that_worked_two_days_later(
    workspace: Workspace,
    quick: VoiceClient,
    platform: Any,
    make_approved: Make,
    look: Callable[[LateArrivals, datetime], None],
) -> None:
    """A program that was closed over a weekend has not looked yet."""
    campaign = given_up(workspace, quick, platform, make_approved)
    looking, decided_at = LateArrivals(workspace.database, quick, campaign.id), now()
    platform.faults({"on": "mailings.read", "fault": "refuse"})
    with pytest.raises(PlatformError):
        look(looking, decided_at + timedelta(hours=63))
    assert campaigns_watched(workspace.database) == [campaign.id]
    platform.faults()
    look(looking, decided_at + timedelta(hours=47))
    assert is_watched(workspace.database, campaign.id)
    for hours in (63, 64):
        look(looking, decided_at + timedelta(hours=hours))
    assert StopList(workspace.database).find(SAID_NO) is not None
    assert not is_watched(workspace.database, campaign.id)
    assert campaigns_watched(workspace.database) == []
    assert len(of(workspace, campaign, arrivals.OVER)) == 1
    with workspace.database.write() as connection:
        record(connection, campaign.id, "decided", 1, decision="abandon")
    assert is_watched(workspace.database, campaign.id)


def test_what_is_called_on_another_day_is_looked_for_until_two_days_after_it(
    workspace: Workspace,
    quick: VoiceClient,
    platform: Any,
    make_approved: Make,
    look: Callable[[LateArrivals, datetime], None],
) -> None:
    campaign = given_up(workspace, quick, platform, make_approved)
    looking, day = LateArrivals(workspace.database, quick, campaign.id), now() + timedelta(days=5)
    with workspace.database.write() as connection:
        connection.exec_driver_sql("UPDATE chunks SET date = ?", (day.isoformat(),))
    look(looking, day + timedelta(hours=47))
    assert is_watched(workspace.database, campaign.id)
    look(looking, day + timedelta(hours=48))
    assert not is_watched(workspace.database, campaign.id)


def test_as_long_as_somebody_is_called_it_is_looked_at(
    workspace: Workspace,
    start_platform: Callable[..., Any],
    make_approved: Make,
    look: Callable[[LateArrivals, datetime], None],
) -> None:
    slow = start_platform(speed=1.0)
    workspace.change_setting("sending.settle_seconds", "0.2")
    with slow.client(call_seconds=3.0) as client:
        campaign = given_up(workspace, client, slow, make_approved)
        looking = LateArrivals(workspace.database, client, campaign.id)
        look(looking, now() + timedelta(days=3))
        assert is_watched(workspace.database, campaign.id)
        slow.advance(300)
        look(looking, now() + timedelta(days=3))
        assert not is_watched(workspace.database, campaign.id)


def test_where_nobody_decided_nothing_is_asked(
    workspace: Workspace, quick: VoiceClient, make_approved: Make
) -> None:
    campaign = make_approved(3)
    Sender(workspace, quick, campaign.id).send(Job())
    Watcher(workspace, quick, campaign.id).follow(Job(), lambda _: None)
    ear = Ear(quick)
    LateArrivals(workspace.database, quick, campaign.id).look()
    assert ear.asked == []
    assert campaigns_watched(workspace.database) == []


# sent again


def test_what_was_sent_again_and_had_left_is_shown(
    workspace: Workspace, quick: VoiceClient, platform: Any, make_approved: Make
) -> None:
    campaign = lost(workspace, quick, platform, make_approved)
    decided(workspace, quick, platform, campaign, Decision.SEND_AGAIN)
    assert set(platform.ledger()["calls"].values()) == {2}
    found = Watcher(workspace, quick, campaign.id).poll()
    first, second = sendings(quick, campaign)
    assert Outbox(workspace.database, campaign.id).mailing_ids() == [second]
    [arrival] = found.arrived_late
    assert (arrival.mailing_id, arrival.is_second, arrival.is_given_up) == (first, True, False)
    with pytest.raises(NotAllowedError):
        adopt(workspace.database, quick, campaign.id, 1, by="Claire")


class SaysNo(SimulatedClient):
    """Of its first mailing somebody opted out, as its figures say; perhaps they say who."""

    named = True

    def mailings(self, **wanted: Any) -> Iterator[Mailing]:
        for one in super().mailings(**wanted):
            assert one.stats is not None
            total = one.stats.total
            yield Mailing(one.id, one.name, Stats(total=total, ko=total, optout=one.id == "1000"))

    def messages(self, **wanted: Any) -> Iterator[Message]:
        for one in super().messages(**wanted):
            says = "opted out" if self.named and one.id == "10000" else "no answer"
            yield Message(one.id, one.mailing_id, one.recipient, Status.KO, says)


@pytest.fixture
def simulated(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> SimulatedPlatform:
    monkeypatch.setattr(approval, "CHUNK", 2)
    workspace.change_setting("sending.settle_seconds", "0")
    return SimulatedPlatform()


def says_no(simulated: SimulatedPlatform) -> VoiceClient:
    return SaysNo(simulated)  # type: ignore[return-value]


def twice(workspace: Workspace, simulated: SimulatedPlatform, make: Make) -> Campaign:
    """Sent again after the first mailing, which nobody sees before the end, was lost."""
    client = says_no(simulated)
    campaign = make(numbers=[GOOD, SAID_NO])
    simulated.script.append("drop_after")
    simulated.lag = 1
    Sender(workspace, client, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.SEND_AGAIN, by="Claire")
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    simulated.lag = 0
    assert Outbox(workspace.database, campaign.id).mailing_ids() == ["1001"]
    return campaign


def test_who_said_no_in_the_first_of_two_is_kept(
    workspace: Workspace, simulated: SimulatedPlatform, make_approved: Make
) -> None:
    campaign = twice(workspace, simulated, make_approved)
    Watcher(workspace, says_no(simulated), campaign.id).poll()
    assert StopList(workspace.database).find(GOOD) is not None
    assert StopList(workspace.database).count() == 1
    assert optouts.pending(workspace.database, campaign.id) == 0


def test_who_said_no_in_the_first_of_two_and_is_not_named_is_not_forgotten(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SaysNo, "named", False)
    campaign = twice(workspace, simulated, make_approved)
    Watcher(workspace, says_no(simulated), campaign.id).poll()
    assert StopList(workspace.database).count() == 0
    assert optouts.pending(workspace.database, campaign.id) == 1


def test_a_batch_that_may_still_be_accepted_has_not_arrived_late(
    workspace: Workspace, simulated: SimulatedPlatform, make_approved: Make
) -> None:
    """Planned again, the sender will recognise it; called off, nobody would."""
    client = says_no(simulated)
    campaign = make_approved(numbers=[GOOD, SAID_NO])
    simulated.script.append("late")
    Sender(workspace, client, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.SEND_AGAIN, by="Claire")
    simulated.arrive()
    looking = LateArrivals(workspace.database, client, campaign.id)
    looking.look()
    assert of(workspace, campaign, ARRIVED) == []
    assert StopList(workspace.database).find(GOOD) is not None
    Campaigns(workspace.database).ask(campaign.id, "cancel")
    obey(workspace.database, campaign.id)
    looking.look()
    [arrival] = status(workspace.database, campaign.id).arrived_late
    assert (arrival.state, arrival.people) == (ChunkState.CANCELLED, 2)


def test_a_mailing_of_the_name_to_other_people_is_no_batch(
    workspace: Workspace, simulated: SimulatedPlatform, make_approved: Make
) -> None:
    """Another copy of the workspace sent it: who opts out there is not called here either."""
    campaign = make_approved(numbers=[GOOD])
    simulated.script.append("drop_before")
    client = says_no(simulated)
    Sender(workspace, client, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.ABANDON, by="Claire")
    simulated.mailings["1000"] = (campaign.mailing_name, ("+33600009911",))
    LateArrivals(workspace.database, client, campaign.id).look()
    assert of(workspace, campaign, ARRIVED) == []
    assert StopList(workspace.database).find("06 00 00 99 11") is not None


def given_up_late(
    workspace: Workspace, simulated: SimulatedPlatform, client: VoiceClient, make: Make
) -> Campaign:
    """Given up by a person, then it is there."""
    campaign = make(numbers=[GOOD, SAID_NO])
    simulated.script.append("late")
    Sender(workspace, client, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.ABANDON, by="Claire")
    Sender(workspace, client, campaign.id).send(Job())
    simulated.arrive()
    return campaign


def test_whoever_is_not_named_is_counted_once_after_the_adoption(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SaysNo, "named", False)
    client = says_no(simulated)
    campaign = given_up_late(workspace, simulated, client, make_approved)
    watcher = Watcher(workspace, client, campaign.id)
    watcher.poll()
    assert optouts.pending(workspace.database, campaign.id) == 1
    adopt(workspace.database, client, campaign.id, 1, by="Claire")
    watcher.poll()
    assert optouts.pending(workspace.database, campaign.id) == 1


def test_whoever_is_counted_first_and_named_later_is_kept(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = says_no(simulated)
    campaign = given_up_late(workspace, simulated, client, make_approved)
    looking = LateArrivals(workspace.database, client, campaign.id)
    with monkeypatch.context() as silent:
        silent.setattr(SaysNo, "named", False)
        looking.look()
    assert (looking.unnamed(), StopList(workspace.database).count()) == (1, 0)
    looking.look()
    assert (looking.unnamed(), StopList(workspace.database).count()) == (0, 1)


def test_a_listing_that_lags_is_recorded_again_when_it_is_whole(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = says_no(simulated)
    campaign = given_up_late(workspace, simulated, client, make_approved)
    looking, messages = LateArrivals(workspace.database, client, campaign.id), SaysNo.messages
    with monkeypatch.context() as lagging:
        lagging.setattr(SaysNo, "messages", lambda *_, **wanted: first(messages(*_, **wanted)))
        looking.look()
    for people in (1, 2, 2):
        [arrival] = status(workspace.database, campaign.id).arrived_late
        assert arrival.people == people
        looking.look()
    assert [e.details["people"] for e in of(workspace, campaign, ARRIVED)] == [1, 2]


def first(messages: Iterator[Message]) -> Iterator[Message]:
    return islice(messages, 1)


def test_of_two_that_arrived_the_one_that_is_there_is_adopted(
    workspace: Workspace, simulated: SimulatedPlatform, make_approved: Make
) -> None:
    client = says_no(simulated)
    campaign = given_up_late(workspace, simulated, client, make_approved)
    simulated.mailings["1001"] = simulated.mailings["1000"]
    looking = LateArrivals(workspace.database, client, campaign.id)
    looking.look()
    assert len(of(workspace, campaign, ARRIVED)) == 2
    del simulated.mailings["1000"]
    adopt(workspace.database, client, campaign.id, 1, by="Claire")
    assert Outbox(workspace.database, campaign.id).mailing_ids() == ["1001"]


def test_what_a_person_adopts_while_a_round_ends_is_not_done(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = says_no(simulated)
    campaign = given_up_late(workspace, simulated, client, make_approved)
    watcher = Watcher(workspace, client, campaign.id)

    def adopted_meanwhile(*given: Any) -> CampaignStatus:
        found = status(*given)
        with suppress(NotAllowedError):  # only the first time
            adopt(workspace.database, client, campaign.id, 1, by="Claire")
        return found

    monkeypatch.setattr("voicedesk.campaigns.watcher.status", adopted_meanwhile)
    watcher.poll()
    assert state(workspace, campaign) is State.POSTED
    watcher.poll()
    assert state(workspace, campaign) is State.DONE


def test_a_campaign_under_way_stays_as_it_is_when_a_batch_is_adopted(
    workspace: Workspace, simulated: SimulatedPlatform, make_approved: Make
) -> None:
    client = says_no(simulated)
    campaign = make_approved(4)
    simulated.script.append("late")
    Sender(workspace, client, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.ABANDON, by="Claire")
    simulated.arrive()
    LateArrivals(workspace.database, client, campaign.id).look()
    paused = adopt(workspace.database, client, campaign.id, 1, by="Claire")
    assert (paused.state, paused.reason) == (State.PAUSED, "decided")
    assert Sender(workspace, client, campaign.id).send(Job()).state is State.POSTED
    assert sorted(Outbox(workspace.database, campaign.id).mailing_ids()) == ["1000", "1001"]
    assert set(simulated.calls.values()) == {1}
    with workspace.database.read() as connection:
        assert drafts.get(connection, campaign.id).state is State.POSTED
