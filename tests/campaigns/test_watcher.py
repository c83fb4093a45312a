"""Following a campaign on a real platform: what is asked, what is believed, and when."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints, Mailing, Message, Status
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.rhythm import Leap, Rhythm, rest
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.unknowns import ASKED_AGAIN, campaigns_due
from voicedesk.campaigns.watcher import Snapshot, Watcher

Make = Callable[..., Campaign]
ORDER = {"wait": 0, "on": 1, "ok": 2, "ko": 2, "no": 2}


class Ear:
    """Hears what a client asks: resource and how many items the answer has."""

    def __init__(self, client: VoiceClient) -> None:
        self.asked: list[tuple[str, int]] = []
        client._transport._reads.hooks["response"].append(self._hear)

    def _hear(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        resource = (answer.request.path_url or "").partition("?")[0].rpartition("/")[2]
        items = len(answer.json().get("list", ())) if answer.ok else 0
        self.asked.append((resource, items))

    @property
    def resources(self) -> list[str]:
        return [resource for resource, _ in self.asked]

    @property
    def messages(self) -> int:
        return sum(items for resource, items in self.asked if resource == "messages")


@pytest.fixture
def slow(start_platform: Callable[..., Any]) -> Any:
    """A platform on which calls take as long as real ones; its clock can be moved on."""
    return start_platform(speed=1.0)


@pytest.fixture
def watched(slow: Any) -> Iterator[VoiceClient]:
    with slow.client(call_seconds=5.0) as client:
        yield client


def sent(workspace: Workspace, client: VoiceClient, campaign: Campaign) -> str:
    Sender(workspace, client, campaign.id).send(Job())
    return campaign.id


def known(workspace: Workspace, campaign_id: str) -> dict[str, str]:
    wanted = select(recipients.c.e164, recipients.c.status).where(
        recipients.c.campaign_id == campaign_id
    )
    with workspace.database.read() as connection:
        return {row.e164: row.status for row in connection.execute(wanted)}


def true(workspace: Workspace, client: VoiceClient, campaign_id: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for mailing_id in Outbox(workspace.database, campaign_id).mailing_ids():
        for message in client.messages(mailing_id=mailing_id):
            found[message.recipient] = str(message.status)
    return found


def to_the_end(watcher: Watcher, platform: Any, step_s: float = 10.0) -> None:
    for _ in range(30):
        if watcher.poll().campaign.state is State.DONE:
            return
        platform.advance(step_s)
    pytest.fail("not done")


def test_nothing_is_read_of_a_mailing_that_waits_for_its_hour(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make
) -> None:
    workspace.change_setting("watching.poll_seconds", "2")
    campaign_id = sent(workspace, watched, make_approved(3, date=now() + timedelta(hours=1)))
    ear, watcher = Ear(watched), Watcher(workspace, watched, campaign_id)
    assert watcher.poll().stats.wait == 3
    assert ear.resources == ["mailings"]
    assert watcher.pause() == 60.0
    slow.advance(3_600 + 300)
    assert watcher.poll().campaign.state is State.DONE
    assert known(workspace, campaign_id) == true(workspace, watched, campaign_id)


def test_each_message_is_read_three_times_however_often_is_asked(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make
) -> None:
    campaign_id = sent(workspace, watched, make_approved(1_100))
    ear, watcher = Ear(watched), Watcher(workspace, watched, campaign_id)
    seen = [known(workspace, campaign_id)]
    rounds = 0
    while watcher.poll().campaign.state is not State.DONE:
        seen.append(known(workspace, campaign_id))
        slow.advance(3)
        rounds += 1
        assert rounds < 60
    assert rounds > 15
    assert 1_100 < ear.messages <= 3 * 1_100
    assert len(ear.asked) <= 4 * rounds
    assert known(workspace, campaign_id) == true(workspace, watched, campaign_id)
    for before, after in pairwise(seen):
        assert all(ORDER[after[one]] >= ORDER[status] for one, status in before.items())


def test_a_new_start_goes_on_without_reading_anybody_again(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make
) -> None:
    campaign_id = sent(workspace, watched, make_approved(30))
    slow.advance(10)
    Watcher(workspace, watched, campaign_id).poll()
    ear = Ear(watched)
    again = Watcher(workspace, watched, campaign_id)
    assert again.read_at is not None
    slow.advance(300)
    final = sum(ORDER[status] == 2 for status in known(workspace, campaign_id).values())
    assert again.poll().campaign.state is State.DONE
    assert ear.messages == 30 - final
    ear.asked.clear()
    assert Watcher(workspace, watched, campaign_id).poll().campaign.state is State.DONE
    assert ear.asked == []  # nothing of what is over is read again


@pytest.mark.parametrize("call", ["messages.read", "mailings.read"])
def test_a_reading_that_lags_behind_takes_nothing_back(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make, call: str
) -> None:
    campaign_id = sent(workspace, watched, make_approved(40))
    watcher = Watcher(workspace, watched, campaign_id)
    slow.advance(15)
    watcher.poll()
    before = known(workspace, campaign_id)
    slow.faults({"on": call, "fault": "read_lag", "seconds": 3_000})
    slow.advance(5)
    watcher.poll()
    after = known(workspace, campaign_id)
    assert all(ORDER[after[one]] >= ORDER[status] for one, status in before.items())
    slow.faults()
    to_the_end(watcher, slow)
    assert known(workspace, campaign_id) == true(workspace, watched, campaign_id)


def test_what_fails_is_told_with_its_age_and_tried_again(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make
) -> None:
    campaign_id = sent(workspace, watched, make_approved(20))
    slow.advance(300)
    slow.faults(
        {"on": "mailings.read", "nth": 1, "fault": "truncate"},
        {"on": "mailings.read", "nth": 2, "fault": "status", "status": 500},
        {"on": "messages.read", "nth": 1, "fault": "reset_after"},
    )
    told: list[Snapshot] = []
    found = Watcher(workspace, watched, campaign_id).follow(Job(), told.append)
    assert found.campaign.state is State.DONE
    assert [one.error is None for one in told] == [False, False, False, True]
    assert all(one.read_at is None for one in told[:3])
    pauses = [one.retry_s or 0.0 for one in told[:3]]
    assert pauses == sorted(pauses)
    assert pauses[0] > 0
    assert told[-1].read_at is not None


def test_offline_it_goes_on_with_what_it_knows(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make
) -> None:
    campaign_id = sent(workspace, watched, make_approved(5))
    slow.advance(3)
    before = Watcher(workspace, watched, campaign_id)
    before.poll()
    heard_at = before.read_at
    slow.process.stop()
    told: list[Snapshot] = []
    job = Job()

    def tell(snapshot: Snapshot) -> None:
        told.append(snapshot)
        if len(told) == 2:
            job.cancel()

    with pytest.raises(CancelledError):
        Watcher(workspace, watched, campaign_id).follow(job, tell)
    assert [one.error for one in told] == ["not_connected"] * 2
    assert heard_at is not None
    for one in told:
        assert one.read_at is not None
        assert abs(one.read_at - heard_at) < timedelta(seconds=2)
        assert one.status.stats.total == 5


class Deaf(VoiceClient):
    """A platform that takes no notice of some filters."""

    ignores: frozenset[str] = frozenset()

    def messages(self, **filters: Any) -> Iterator[Message]:
        return super().messages(**self._left(filters))

    def mailings(self, **filters: Any) -> Iterator[Mailing]:
        ignored = {f"mailing_{name}" for name in filters} & self.ignores
        filters = {n: v for n, v in filters.items() if f"mailing_{n}" not in ignored}
        return super().mailings(**filters)

    def _left(self, filters: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in filters.items() if name not in self.ignores}

    def __enter__(self) -> "Deaf":
        return self


@pytest.mark.parametrize(
    "ignores",
    [{"statuses"}, {"ids"}, {"ids", "mailing_id"}, {"mailing_ids"}],
    ids=lambda names: "+".join(sorted(names)),  # of sets, str differs from worker to worker
)
def test_a_platform_that_ignores_filters_is_read_all_the_same(
    workspace: Workspace, slow: Any, make_approved: Make, ignores: Iterable[str]
) -> None:
    process = slow.process
    endpoints = Endpoints.of_origin(slow.url)
    with Deaf(endpoints, process.client_id, process.client_secret) as client:
        sent(workspace, client, make_approved(4))  # another campaign's messages are there, too
        campaign_id = sent(workspace, client, make_approved(12))
        client.ignores = frozenset(ignores)
        to_the_end(Watcher(workspace, client, campaign_id), slow)
        client.ignores = frozenset()
        assert known(workspace, campaign_id) == true(workspace, client, campaign_id)


@pytest.mark.parametrize("rejections", ["leave_out", "count"])
def test_whom_the_platform_left_out_is_unknown_not_waiting_for_ever(
    workspace: Workspace, watched: VoiceClient, slow: Any, make_approved: Make, rejections: str
) -> None:
    content = {"rules": [], "switches": {"rejections": rejections}}
    slow._ask("PUT", "/sandbox/faults", content)
    campaign_id = sent(workspace, watched, make_approved(4))
    mailing = Outbox(workspace.database, campaign_id).mailing_ids()[0]
    stranger = "+33600000099"  # as if it had been the fifth, and refused
    with workspace.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO recipients (campaign_id, e164, chunk, position, label, status) "
            "VALUES (?, ?, 1, 4, '', 'wait')",
            (campaign_id, stranger),
        )
    to_the_end(Watcher(workspace, watched, campaign_id), slow)
    found = known(workspace, campaign_id)
    assert found.pop(stranger) == "no"
    assert found == {m.recipient: str(m.status) for m in watched.messages(mailing_id=mailing)}


def make_unknown(workspace: Workspace, campaign_id: str, at: datetime) -> None:
    with workspace.database.write() as connection:
        connection.execute(
            update(recipients)
            .where(recipients.c.campaign_id == campaign_id)
            .values(status=Status.NO, description="outcome not known", status_at=stamp(at))
        )


def test_an_unknown_outcome_is_asked_about_once_more_a_day_later(
    workspace: Workspace, client: VoiceClient, make_approved: Make
) -> None:
    campaign_id = sent(workspace, client, make_approved(numbers=["0600009900", "0600009906"]))
    assert Watcher(workspace, client, campaign_id).poll().campaign.state is State.DONE
    truth = true(workspace, client, campaign_id)
    assert Counter(truth.values()) == {"ok": 1, "no": 1}

    make_unknown(workspace, campaign_id, now() - timedelta(hours=23))
    ear = Ear(client)
    assert Watcher(workspace, client, campaign_id).poll().stats.ok == 0
    assert ear.asked == []
    assert campaigns_due(workspace.database, now()) == []

    make_unknown(workspace, campaign_id, now() - timedelta(hours=25))
    assert campaigns_due(workspace.database, now()) == [campaign_id]
    found = Watcher(workspace, client, campaign_id).poll()
    assert ear.asked == [("messages", 2)]
    assert known(workspace, campaign_id) == truth
    assert (found.stats.ok, found.stats.no) == (1, 1)
    assert found.stats.delivery_rate == 50.0  # what is unknown is no success

    asked = [e for e in events(workspace.database, campaign_id) if e.event == ASKED_AGAIN]
    assert [e.details for e in asked] == [{"people": 2, "known": 1}]
    assert campaigns_due(workspace.database, now() + timedelta(days=30)) == []
    Watcher(workspace, client, campaign_id).poll()
    assert len(ear.asked) == 1


def test_a_clock_that_was_set_changes_nothing_of_what_is_read(
    workspace: Workspace,
    watched: VoiceClient,
    slow: Any,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign_id = sent(workspace, watched, make_approved(25))
    watcher = Watcher(workspace, watched, campaign_id)
    for wrong in (timedelta(days=-400), timedelta(hours=5), timedelta(days=2)):
        slow.advance(12)
        monkeypatch.setattr("voicedesk.campaigns.watcher.now", lambda by=wrong: now() + by)
        watcher.poll()
    to_the_end(watcher, slow)
    assert known(workspace, campaign_id) == true(workspace, watched, campaign_id)
    assert Campaigns(workspace.database).get(campaign_id).state is State.DONE


def test_the_rhythm_is_fast_while_calls_move_and_slow_while_all_wait() -> None:
    rhythm = Rhythm(2.0)
    assert rhythm.after_round(moved=True) == 2.0
    quiet = [rhythm.after_round(moved=False) for _ in range(10)]
    assert quiet == sorted(quiet)
    assert (quiet[0], quiet[-1]) == (3.0, 10.0)
    assert rhythm.after_round(moved=True) == 2.0
    assert rhythm.after_round(moved=False, due=now() + timedelta(hours=1)) == 60.0
    assert 25 < rhythm.after_round(moved=False, due=now() + timedelta(seconds=30)) <= 30
    assert rhythm.after_round(moved=False, due=now() - timedelta(seconds=1)) == 3.0
    assert rhythm.after_round(moved=True, pinged=True) == 30.0


def test_the_rhythm_backs_off_while_nothing_answers() -> None:
    rhythm = Rhythm(2.0)
    assert [rhythm.after_failure("refused") for _ in range(7)] == [4, 8, 16, 32, 60, 60, 60]
    assert rhythm.after_round(moved=True) == 2.0
    assert [rhythm.after_failure("not_connected") for _ in range(4)] == [4, 8, 15, 15]


def test_a_leap_of_either_clock_is_noticed_once() -> None:
    wall, running = [now()], [100.0]
    leap = Leap(lambda: wall[0], lambda: running[0])

    def passes(wall_s: float, running_s: float) -> bool:
        wall[0] += timedelta(seconds=wall_s)
        running[0] += running_s
        return leap.happened()

    assert not passes(1, 1)
    assert not passes(1.5, 1)
    assert passes(3_600, 1)  # asleep, the running time stood still
    assert not passes(1, 1)
    assert passes(3_600, 3_600)  # asleep, both went on
    assert passes(-86_400, 1)  # set back
    assert not passes(1, 1)


def test_a_leap_ends_the_pause() -> None:
    class Leaping(Leap):
        looks = 0

        def happened(self) -> bool:
            self.looks += 1
            return self.looks > 1

    leap = Leaping()
    rest(Job(), 600.0, leap)  # would outlast the test
    assert leap.looks == 2
