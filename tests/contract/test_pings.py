"""voice-api.md, 6: pings, received by a server of the test's own."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.contract.wire import Wire

MAILINGS, MESSAGES = "/rest/mailings", "/rest/messages"


class Receiver:
    """Notes each request's line and time; answers the statuses it is told, the last for ever."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.statuses = [200]
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline().decode("ascii").rstrip()
                receiver.seen.append(line)
                status = receiver.statuses[0]
                if len(receiver.statuses) > 1:
                    receiver.statuses.pop(0)
                self.wfile.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def wait(self, count: int, seconds: float = 10.0) -> list[str]:
        """What came, once it is so many; whatever came after so many seconds."""
        until = time.monotonic() + seconds
        while len(self.seen) < count and time.monotonic() < until:
            time.sleep(0.02)
        return list(self.seen)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def ids(wire: Wire, answer: Any) -> list[str]:
    assert answer.status == 201, answer.body
    return [each["id"] for each in wire.read(MESSAGES, mailingId=answer.list[0]["id"])]


@pytest.mark.parametrize("pattern", ["#id#", "%23id%23"])
def test_a_ping_for_each_status_change(
    wire: Wire, receiver: Receiver, fields: dict[str, str], pattern: str
) -> None:
    made = wire.create(**fields, pingUrl=f"{receiver.url}/ping?id={pattern}&x=1")
    lines = receiver.wait(4)
    expected = [f"GET /ping?id={id_}&x=1 HTTP/1.1" for id_ in ids(wire, made)]
    assert sorted(lines) == sorted(expected * 2)  # `on`, and the end
    time.sleep(0.4)
    assert len(receiver.seen) == 4


@pytest.mark.parametrize("pattern", ["#ids#", "%23ids%23"])
def test_pings_batched_by_commas(
    wire: Wire, receiver: Receiver, fields: dict[str, str], pattern: str
) -> None:
    contacts = json.dumps([{"recipient": f"+336000{n:05}"} for n in range(250)])
    given = fields | {"contacts": contacts, "pingUrl": f"{receiver.url}/p?m={pattern}"}
    made = wire.create(**given)
    lines = receiver.wait(6)
    told = [line.removeprefix("GET /p?m=").removesuffix(" HTTP/1.1").split(",") for line in lines]
    assert len(lines) == 6  # 250 in batches of 100, twice
    assert sorted(id_ for batch in told for id_ in batch) == sorted(ids(wire, made) * 2)


def test_ping_url_is_kept_and_only_http(wire: Wire, fields: dict[str, str]) -> None:
    url = "http://127.0.0.1:9/ping?id=#id#"
    later = fields | {"date": "2090-01-01T10:00:00Z"}
    assert wire.create(**later, pingUrl=url).list[0]["pingUrl"] == url
    for wrong in ("ftp://127.0.0.1/#id#", "file:///etc/passwd", "javascript:1", "x", "http://"):
        assert wire.create(**later, pingUrl=wrong).status == 417


def test_any_2xx_ends_it(wire: Wire, receiver: Receiver, fields: dict[str, str]) -> None:
    receiver.statuses = [200, 204, 201, 299]
    wire.create(**fields, pingUrl=f"{receiver.url}/#id#")
    receiver.wait(4)
    time.sleep(1.3)
    assert len(receiver.seen) == 4


def test_what_fails_is_tried_again(wire: Wire, receiver: Receiver, fields: dict[str, str]) -> None:
    receiver.statuses = [500, 302, 404, 200]
    made = wire.create(**fields, pingUrl=f"{receiver.url}/#id#")
    lines = receiver.wait(7)
    assert len(lines) == 7
    for id_ in ids(wire, made):
        assert lines.count(f"GET /{id_} HTTP/1.1") >= 2


def test_tries_are_bounded(start: Callable[..., Wire], wav: bytes, receiver: Receiver) -> None:
    own = start(speed=0)
    receiver.statuses = [503]
    link = own.upload(wav).list[0]["url_encoded"]
    contacts = '[{"recipient": "+33600000001"}]'
    url = f"{receiver.url}/#id#"
    own.create(media="VOICEMAIL", link=link, contacts=contacts, pingUrl=url)
    for count in (2, 4, 6):
        assert len(receiver.wait(count)) == count
        time.sleep(0.2)
        own.advance(60)
    time.sleep(0.5)
    assert len(receiver.seen) == 6  # two changes, three tries each


def test_a_dead_receiver_blocks_nothing(
    start: Callable[..., Wire], wav: bytes, receiver: Receiver
) -> None:
    own = start(speed=0)
    with socket.socket() as deaf:  # accepts, and never answers
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(64)
        link = own.upload(wav).list[0]["url_encoded"]
        contacts = json.dumps([{"recipient": f"+336000000{n:02}"} for n in range(90)])
        given = {"media": "VOICEMAIL", "link": link, "contacts": contacts}
        own.create(**given, pingUrl=f"http://127.0.0.1:{deaf.getsockname()[1]}/#id#")
        started = time.monotonic()
        own.create(**given, pingUrl=f"{receiver.url}/#ids#")
        assert own.read(MAILINGS, sort="id DESC")[0]["stats"]["wait"] == 0
        assert time.monotonic() - started < 1
        assert len(receiver.wait(2)) == 2
        started = time.monotonic()
        own.platform.stop()
        assert time.monotonic() - started < 2.4  # by itself: after 2.5 it would be killed
        assert own.platform._process.returncode == 0


def test_a_lost_ping(
    wire: Wire, receiver: Receiver, switch: Callable[..., None], fields: dict[str, str]
) -> None:
    switch({"on": "ping", "fault": "lost_ping", "nth": 1})
    wire.create(**fields, pingUrl=f"{receiver.url}/#ids#")
    receiver.wait(1)
    time.sleep(1.3)
    assert len(receiver.seen) == 1  # the end; the beginning never came, nor again


def test_pings_survive_a_kill(
    start: Callable[..., Wire], wav: bytes, receiver: Receiver, tmp_path: Path
) -> None:
    own = start(data=tmp_path, speed=0)
    link = own.upload(wav).list[0]["url_encoded"]
    contacts = '[{"recipient": "+33600000001"}]'
    later = "2090-01-01T10:00:00Z"
    given = {"media": "VOICEMAIL", "link": link, "contacts": contacts, "date": later}
    made = own.create(**given, pingUrl=f"{receiver.url}/#id#").list[0]
    meta = {"id": made["id"], "metaData": json.dumps({"pingUrl": f"{receiver.url}/new?m=#id#"})}
    body = json.dumps(meta)
    assert own.call("PUT", MAILINGS, body, "application/json").json == {"count": 1}
    own.platform._process.kill()
    own.platform.stop()
    again = start(data=tmp_path, speed=0)
    message = again.read(MESSAGES, mailingId=made["id"])[0]["id"]
    assert receiver.seen == []
    again.advance(70 * 366 * 86_400)
    assert receiver.wait(2) == [f"GET /new?m={message} HTTP/1.1"] * 2


def test_a_cancelled_mailing_pings_nobody(
    wire: Wire, receiver: Receiver, fields: dict[str, str]
) -> None:
    given = fields | {"date": "2090-01-01T10:00:00Z", "pingUrl": f"{receiver.url}/#id#"}
    made = wire.create(**given).list[0]
    assert wire.call("DELETE", f"{MAILINGS}?id={made['id']}").json == {"count": 1}
    time.sleep(0.3)
    assert receiver.seen == []
