"""The clock, the way of the messages through their states, and the ledger."""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

SUM = ("wait", "on", "ok", "ko", "no")


def create(caller: Caller, recording: bytes, count: int, **more: Any) -> dict[str, Any]:
    content = caller.upload(recording).json()["list"][0]
    given = {
        "name": "Soldes",
        "media": "VOICEMAIL",
        "link": content["url_encoded"],
        "contacts": [{"recipient": f"+336000{n:05}"} for n in range(count)],
    }
    answer = caller("POST", "/rest/mailings", json=given | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["list"][0]
    return made


def stats_of(caller: Caller, mailing: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = caller.read("/rest/mailings", id=mailing["id"])[0]["stats"]
    return found


def counted(caller: Caller, mailing: dict[str, Any]) -> dict[str, int]:
    counts = dict.fromkeys(SUM, 0)
    for message in caller.read("/rest/messages", mailingId=mailing["id"]):
        counts[message["currentStatus"]["shortKey"]] += 1
    return counts


def test_messages_go_from_wait_over_on_to_the_end(
    start: Callable[..., Caller], recording: bytes
) -> None:
    caller = start(speed=0.001)  # all moves only by the clock
    # A second is a thousand: 1,000 calls at 50 a second take 20,000 s.
    mailing = create(caller, recording, 1_000)
    assert stats_of(caller, mailing)["wait"] == 1_000
    assert caller.admin("GET", "/sandbox/ledger")["calls"] == {}
    finals: set[str] = set()
    for _ in range(4):
        caller.advance(12_000)
        stats, counts = stats_of(caller, mailing), counted(caller, mailing)
        assert sum(stats[key] for key in SUM) == stats["total"] == 1_000
        # Some message may have moved between the two reads: a second is a thousandth here.
        assert all(abs(stats[key] - counts[key]) <= 5 for key in SUM)
        called = caller.admin("GET", "/sandbox/ledger")["calls"]
        assert abs(len(called) - (1_000 - stats["wait"])) <= 5
        ended = {
            message["id"]: message["currentStatus"]["shortKey"]
            for message in caller.read("/rest/messages", mailingId=mailing["id"], status="ok,ko,no")
        }
        assert finals <= set(ended)
        finals = set(ended)
    assert stats["wait"] == stats["on"] == 0
    assert 830 <= stats["ok"] <= 930
    ledger = caller.admin("GET", "/sandbox/ledger")
    assert ledger["violations"] == []
    assert set(ledger["calls"].values()) == {1}
    held = ledger["by_mailing"][mailing["id"]]
    assert (held["name"], len(held["recipients"])) == ("Soldes", 1_000)
    assert (ledger["messages"], ledger["mailings"]) == (1_000, 1)


def test_a_future_date_waits_and_a_past_one_does_not(
    start: Callable[..., Caller], recording: bytes
) -> None:
    caller = start(speed=0)
    at = datetime.now().astimezone() + timedelta(hours=2)
    later = create(caller, recording, 3, date=at.isoformat(timespec="seconds"))
    assert datetime.fromisoformat(later["date"]) == at.replace(microsecond=0)
    assert (later["status"], stats_of(caller, later)["wait"]) == ("wait", 3)
    past = create(caller, recording, 3, date="2020-01-01T10:00:00+01:00")
    assert (past["status"], stats_of(caller, past)["wait"]) == ("done", 0)
    caller.advance(7_200)
    assert stats_of(caller, later)["wait"] == 0
    calls = caller.admin("GET", "/sandbox/ledger")["calls"]
    assert set(calls.values()) == {2}  # the same numbers in both


def test_a_date_without_an_offset_is_in_paris(
    start: Callable[..., Caller], recording: bytes
) -> None:
    caller = start(speed=0)
    year = datetime.now().year + 1
    winter = create(caller, recording, 1, date=f"{year}-01-15T10:00:00")
    summer = create(caller, recording, 1, date=f"{year}-07-15T08:00:00Z")
    assert winter["date"] == f"{year}-01-15T10:00:00+01:00"
    assert summer["date"] == f"{year}-07-15T10:00:00+02:00"


def test_the_clock_moves_the_date_header_and_ends_tokens(start: Callable[..., Caller]) -> None:
    caller = start()
    caller.admin("POST", "/sandbox/clock", {"advance": 3_599})
    answer = caller("GET", "/rest/mailings")
    assert answer.status_code == 200
    shown = email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert abs(shown - time.time() - 3_599) < 3
    caller.admin("POST", "/sandbox/clock", {"advance": 2})
    assert caller("GET", "/rest/mailings").status_code == 401
    headers = {"Authorization": f"Bearer {caller.platform.admin_token}"}
    for wrong in (-1, "1", None, True, 1e300):
        answer = caller("POST", "/sandbox/clock", json={"advance": wrong}, headers=headers)
        assert answer.status_code == 400


def test_waiting_mailings_can_be_taken_back(start: Callable[..., Caller], recording: bytes) -> None:
    caller = start(speed=0)
    at = (datetime.now().astimezone() + timedelta(hours=2)).isoformat(timespec="seconds")
    waiting = create(caller, recording, 3, date=at)
    gone = create(caller, recording, 3)
    answer = caller("DELETE", f"/rest/mailings?id={waiting['id']},{gone['id']}")
    assert (answer.status_code, answer.json()) == (200, {"count": 1})
    assert caller.read("/rest/messages", mailingId=waiting["id"]) == []
    again = caller("DELETE", "/rest/mailings", data={"id": gone["id"]})
    assert (again.status_code, again.content) == (304, b"")
    caller.admin("POST", "/sandbox/clock", {"advance": 3_000})
    ledger = caller.admin("GET", "/sandbox/ledger")
    assert list(ledger["by_mailing"]) == [gone["id"]]
    assert set(ledger["calls"].values()) == {1}


def test_a_kill_and_a_restart_lose_nothing(
    start: Callable[..., Caller], recording: bytes, tmp_path: Path
) -> None:
    caller = start(data=tmp_path / "data", speed=0.001)
    token = caller.token
    mailing = create(caller, recording, 1_000)
    kill(caller)
    again = start(data=tmp_path / "data", speed=0.001)
    assert again.platform.client_secret == caller.platform.client_secret
    again.token = token
    found = again.read("/rest/mailings", name="Soldes", properties="id,stats,link")
    assert found[0]["id"] == mailing["id"]
    assert found[0]["stats"]["total"] == 1_000
    content = again.read("/content/rest/contents")[0]
    assert again.session.get(content["url"], timeout=10).content == recording
    again.advance(12_000)
    before = stats_of(again, mailing)
    assert 0 < before["wait"] < 1_000
    kill(again)
    third = start(data=tmp_path / "data", speed=0.001)
    assert abs(stats_of(third, mailing)["wait"] - before["wait"]) <= 200
    assert third.admin("GET", "/sandbox/ledger")["violations"] == []


def kill(caller: Caller) -> None:
    caller.session.close()
    caller.platform._process.kill()
    caller.platform.stop()


def test_creates_of_many_threads_all_count_once(
    start: Callable[..., Caller], recording: bytes
) -> None:
    caller = start(speed=0)
    content = caller.upload(recording).json()["list"][0]
    failures: list[object] = []

    def post(thread: int) -> None:
        contacts = [{"recipient": f"06000{thread:02}{n:03}"} for n in range(100)]
        given = {"media": "VOICEMAIL", "link": content["url_encoded"], "contacts": contacts}
        answer = caller("POST", "/rest/mailings", json=given)
        if answer.status_code != 201:
            failures.append(answer.text)

    threads = [threading.Thread(target=post, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    ledger = caller.admin("GET", "/sandbox/ledger")
    assert (ledger["mailings"], ledger["messages"]) == (8, 800)
    assert set(ledger["calls"].values()) == {1}
    assert ledger["violations"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": 1},
        {},
        {"rules": [{"on": "x", "fault": "hang"}]},
        {"rules": [{"on": "token", "fault": "hang", "after": "*"}]},
    ],
)
def test_wrong_rules_change_nothing(shared: Caller, wrong: object) -> None:
    headers = {"Authorization": f"Bearer {shared.platform.admin_token}"}
    answer = shared("PUT", "/sandbox/faults", json=wrong, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["message"]
