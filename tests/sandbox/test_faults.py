"""Faults as a client's socket sees them, and what is in the books afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller


@pytest.fixture
def strike(shared: Caller) -> Iterator[Callable[..., None]]:
    """Sets one rule; all are gone at the end."""

    def set_rule(on: str, fault: str, **more: Any) -> None:
        rules = [{"on": on, "fault": fault, **more}]
        assert shared.admin("PUT", "/sandbox/faults", {"rules": rules}) == {"rules": 1}

    yield set_rule
    shared.admin("PUT", "/sandbox/faults", {"rules": []})


@pytest.fixture
def create(shared: Caller, content: dict[str, Any], name: str) -> Callable[..., requests.Response]:
    def post(**more: Any) -> requests.Response:
        given = {
            "name": name,
            "media": "VOICEMAIL",
            "link": content["url_encoded"],
            "contacts": [{"recipient": "+33600000001"}],
        }
        return shared("POST", "/rest/mailings", json=given, **more)

    return post


def there(caller: Caller, name: str) -> int:
    return len(caller.read("/rest/mailings", name=name))


@pytest.mark.parametrize(
    ("fault", "made"), [("refuse", 0), ("reset_before", 0), ("reset_after", 1)]
)
def test_a_cut_connection(
    shared: Caller, strike: Any, create: Any, name: str, fault: str, made: int
) -> None:
    strike("mailings.create", fault)
    with pytest.raises(requests.ConnectionError):
        create()
    assert there(shared, name) == made


def test_a_delayed_create_arrives_after_its_client_has_gone(
    shared: Caller, strike: Any, create: Any, name: str
) -> None:
    strike("mailings.create", "delay", seconds=0.6)
    with pytest.raises(requests.Timeout):
        create(timeout=0.2)
    assert there(shared, name) == 0
    until = time.monotonic() + 5
    while not there(shared, name) and time.monotonic() < until:
        time.sleep(0.05)
    assert there(shared, name) == 1


def test_a_hanging_call_ends_without_an_answer_and_undone(
    shared: Caller, strike: Any, create: Any, name: str
) -> None:
    strike("mailings.create", "hang", seconds=0.3)
    with pytest.raises(requests.ConnectionError):
        create()
    assert there(shared, name) == 0


def test_a_truncated_answer(shared: Caller, strike: Any, create: Any, name: str) -> None:
    strike("mailings.create", "truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="more expected"):
        create()
    assert there(shared, name) == 1


def test_garbage(shared: Caller, strike: Any, create: Any, name: str) -> None:
    strike("mailings.create", "garbage")
    answer = create()
    assert answer.status_code == 201
    with pytest.raises(ValueError):  # noqa: PT011 – not JSON, or not even UTF-8
        answer.json()
    assert there(shared, name) == 1


def test_a_dripping_answer_comes_whole(strike: Any, create: Any) -> None:
    strike("mailings.create", "drip", seconds=0.4)
    started = time.monotonic()
    assert create().json()["size"] == 1
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize(
    ("fault", "more", "status", "kind"),
    [
        ("status", {}, 500, "application/json"),
        ("status", {"status": 503}, 503, "application/json"),
        ("html", {}, 502, "text/html; charset=utf-8"),
        ("expire", {}, 401, "application/json"),
    ],
)
def test_a_wrong_answer_leaves_the_call_undone(
    shared: Caller,
    strike: Any,
    create: Any,
    name: str,
    fault: str,
    more: dict[str, int],
    status: int,
    kind: str,
) -> None:
    strike("mailings.create", fault, **more)
    answer = create()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
    shared.token = shared.sign_in().json()["access_token"]
    assert there(shared, name) == 0


def test_an_expired_token_stays_expired(shared: Caller, strike: Any) -> None:
    strike("mailings.read", "expire", nth=1)
    assert shared("GET", "/rest/mailings?limit=1").status_code == 401
    assert shared("GET", "/rest/mailings?limit=1").status_code == 401
    shared.token = shared.sign_in().json()["access_token"]
    assert shared("GET", "/rest/mailings?limit=1").status_code == 200


def test_a_redirect_would_turn_the_create_into_a_list(strike: Any, create: Any) -> None:
    strike("mailings.create", "redirect")
    assert create().status_code == 302
    followed = create(allow_redirects=True)
    assert followed.status_code == 200
    assert "list" in followed.json()


def test_reads_lag_behind(shared: Caller, strike: Any, create: Any, name: str) -> None:
    strike("mailings.read", "read_lag", seconds=3_600)
    assert create().status_code == 201
    assert there(shared, name) == 0
    strike("mailings.read", "read_lag", seconds=0)
    assert there(shared, name) == 1


def test_the_nth_call_is_struck_alone(shared: Caller, strike: Any) -> None:
    strike("messages.read", "status", nth=3)
    found = [shared("GET", "/rest/messages?limit=0").status_code for _ in range(5)]
    assert found == [200, 200, 500, 200, 200]
    assert shared("GET", "/rest/mailings?limit=0").status_code == 200


def test_what_comes_after_a_call_is_struck_and_told(shared: Caller) -> None:
    rule = {"on": "messages.read", "fault": "status", "after": "mailings.read"}
    rules = [{**rule, "nth": 2}, {**rule, "after": "files.read"}, {**rule, "on": "*", "nth": 3}]
    shared.admin("PUT", "/sandbox/faults", {"rules": rules})
    reads = ["messages", "mailings", "messages", "messages", "mailings"]
    found = [shared("GET", f"/rest/{read}?limit=0").status_code for read in reads]
    struck = shared.admin("GET", "/sandbox/faults")
    shared.admin("PUT", "/sandbox/faults", {"rules": []})
    assert found == [200, 200, 200, 500, 500]
    assert struck == {"struck": [1, 0, 1]}
    assert shared.admin("GET", "/sandbox/faults") == {"struck": []}


def test_chance_repeats_with_its_seed(shared: Caller, strike: Any) -> None:
    strike("*", "status", probability=1.0)
    assert shared.sign_in().status_code == 500
    runs = []
    for seed in (7, 7, 8):
        rules = [{"on": "token", "fault": "status", "probability": 0.5}]
        shared.admin("PUT", "/sandbox/faults", {"seed": seed, "rules": rules})
        runs.append([shared.sign_in().status_code for _ in range(16)])
    assert runs[0] == runs[1] != runs[2]
    assert set(runs[0]) == {200, 500}


@pytest.mark.parametrize("fault", ["refuse", "reset_before", "reset_after"])
@pytest.mark.parametrize("on", ["token", "contents.create", "messages.read"])
def test_every_call_can_be_cut(
    shared: Caller, strike: Any, recording: bytes, on: str, fault: str
) -> None:
    calls: dict[str, Callable[[], object]] = {
        "token": shared.sign_in,
        "contents.create": lambda: shared.upload(recording),
        "messages.read": lambda: shared.read("/rest/messages", limit=1),
    }
    strike(on, fault)
    with pytest.raises(requests.ConnectionError):
        calls[on]()
