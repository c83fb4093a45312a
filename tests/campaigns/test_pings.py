"""The ping receiver on a real socket, and real pings of the local platform."""

import socket
import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
import requests

from tests.campaigns.test_watcher import Ear, known, true
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import pings
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.pings import PingReceiver, ask_for_pings, ping_url
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.watcher import Watcher

Make = Callable[..., Campaign]
TOKEN = "a-secret-of-this-test"


@pytest.fixture
def heard() -> Event:
    return Event()


@pytest.fixture
def receiver(heard: Event) -> Iterator[PingReceiver]:
    made = PingReceiver("http://127.0.0.1/", 0, TOKEN, heard.set)
    made.start()
    yield made
    made.close()


def ask(receiver: PingReceiver, target: str, verb: str = "GET", **more: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        url = f"http://127.0.0.1:{receiver.port}{target}"
        return session.request(verb, url, timeout=5, **more)


def test_ids_are_heard_once(receiver: PingReceiver, heard: Event) -> None:
    assert ask(receiver, f"/{TOKEN}?ids=12,13").status_code == 204
    assert heard.wait(2)
    ask(receiver, f"/some/where/{TOKEN}?ids=13,14")
    assert receiver.take() == {"12", "13", "14"}
    assert receiver.take() == frozenset()


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("GET", "/?ids=12"),
        ("GET", "/another-secret?ids=12"),
        ("GET", f"/{TOKEN}"),
        ("GET", f"/{TOKEN}?ids=12%0d%0a,<b>,{'9' * 65}"),
        ("GET", f"/{TOKEN}/more?ids=12"),
        ("DELETE", f"/{TOKEN}?ids=12"),
        ("POST", "/?ids=12"),
    ],
)
def test_everybody_is_answered_alike_and_only_ours_is_listened_to(
    receiver: PingReceiver, heard: Event, verb: str, target: str
) -> None:
    answer = ask(receiver, target, verb)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Server" not in answer.headers
    assert receiver.take() == frozenset()
    assert not heard.is_set()


def test_a_request_too_long_and_one_that_is_none_do_no_harm(receiver: PingReceiver) -> None:
    assert ask(receiver, f"/{TOKEN}?ids={'1,' * 20_000}").status_code == 204
    for sent in (b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b""):
        with socket.create_connection(("127.0.0.1", receiver.port), 5) as connection:
            connection.sendall(sent)
    assert ask(receiver, f"/{TOKEN}?ids=5").status_code == 204
    assert receiver.take() == {"5"}


def test_who_dawdles_is_shut_out_and_holds_up_nobody(
    receiver: PingReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pings, "PATIENCE_S", 0.3)
    slow = [socket.create_connection(("127.0.0.1", receiver.port), 5) for _ in range(10)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\n")
    started = time.monotonic()
    assert ask(receiver, f"/{TOKEN}?ids=5").status_code == 204
    assert time.monotonic() - started < 2.0
    for connection in slow:
        connection.settimeout(5)
        assert connection.recv(100) == b""  # closed without a word
        connection.close()


def test_a_flood_is_cut_off(receiver: PingReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pings, "MOST_IDS", 150)
    for start in range(0, 400, 100):
        ids = ",".join(map(str, range(start, start + 100)))
        assert ask(receiver, f"/{TOKEN}?ids={ids}").status_code == 204
    assert len(receiver.take()) == 150
    receiver._allowed, receiver._allowed_at = 0.0, time.monotonic() + 60
    ask(receiver, f"/{TOKEN}?ids=1,2,3")
    assert receiver.take() == frozenset()


def test_a_port_that_is_taken_is_said(receiver: PingReceiver) -> None:
    other = PingReceiver("http://127.0.0.1/", receiver.port, TOKEN, lambda: None)
    with pytest.raises(InputError) as refused:
        other.start()
    assert refused.value.code == "ping_port_unavailable"
    other.close()


def test_on_an_address_of_this_machine_nobody_else_can_call(receiver: PingReceiver) -> None:
    assert receiver._listening is not None
    assert receiver._listening.getsockname()[0] == "127.0.0.1"
    assert TOKEN not in repr(receiver)


def test_the_settings_say_whether_pings_are_wished(
    workspace: Workspace, make_approved: Make
) -> None:
    campaign = make_approved(1)
    assert ping_url(workspace) is None
    assert pings.receiver(workspace, lambda: None) is None
    ask_for_pings(workspace, campaign.id)
    assert Campaigns(workspace.database).get(campaign.id).ping_url is None

    workspace.change_setting("watching.ping_address", "https://desk.example/voice/")
    workspace.change_setting("watching.ping_port", "8123")
    wished = ping_url(workspace)
    assert wished is not None
    assert wished.startswith("https://desk.example/voice/")
    assert wished.endswith("?ids=#ids#")
    assert wished == ping_url(workspace)  # its secret lasts
    ask_for_pings(workspace, campaign.id)
    found = Campaigns(workspace.database).get(campaign.id)
    assert (found.ping_url, found.state) == (wished, State.APPROVED)

    with pytest.raises(InputError):
        workspace.change_setting("watching.ping_port", "70000")
    workspace.change_setting("watching.ping_address", "nowhere")
    with pytest.raises(InputError) as refused:
        ping_url(workspace)
    assert refused.value.code == "bad_address"


def test_a_person_s_own_ping_address_is_kept(workspace: Workspace, make_approved: Make) -> None:
    workspace.change_setting("watching.ping_address", "http://127.0.0.1/")
    workspace.change_setting("watching.ping_port", "8123")
    own = "https://crm.example/ping?id=#id#"
    campaign = make_approved(1, ping_url=own)
    ask_for_pings(workspace, campaign.id)
    assert Campaigns(workspace.database).get(campaign.id).ping_url == own


def test_what_is_pinged_is_read_and_nothing_else(
    workspace: Workspace,
    start_platform: Callable[..., Any],
    make_approved: Make,
    receiver: PingReceiver,
    heard: Event,
) -> None:
    workspace.change_setting("watching.ping_address", f"http://127.0.0.1:{receiver.port}")
    workspace.change_setting("watching.ping_port", str(receiver.port))
    receiver._token = (ping_url(workspace) or "").rpartition("/")[2].partition("?")[0].encode()
    platform = start_platform(speed=1.0)
    campaign = make_approved(6)
    ask_for_pings(workspace, campaign.id)
    with platform.client() as client:
        Sender(workspace, client, campaign.id).send(Job())
        watcher = Watcher(workspace, client, campaign.id)
        platform.advance(4)  # all are being called
        assert heard.wait(5)
        watcher.hear(receiver.take())  # nothing is known of these ids yet
        watcher.poll()
        ear = Ear(client)
        platform.advance(120)
        told: set[str] = set()
        deadline = time.monotonic() + 10
        while watcher.hear(new := receiver.take()).campaign.state is not State.DONE:
            told |= new
            assert time.monotonic() < deadline
            heard.wait(0.1)
            heard.clear()
        assert set(ear.resources) == {"messages"}  # no figures, no whole mailing
        assert ear.messages <= 12
        assert watcher.pause() >= 30  # a round is the net below
        assert watcher.hear(["4711"]).campaign.state is State.DONE
        assert known(workspace, campaign.id) == true(workspace, client, campaign.id)
