"""Proxies, and many threads with one token."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from voicedesk.api import Endpoints, VoiceClient
from voicedesk.api.errors import NotConnectedError
from voicedesk.api.transport import Bearer, Transport


class Service(BaseHTTPRequestHandler):
    """Gives tokens and empty lists, and counts what is asked of it."""

    asked: Counter[str]
    slow = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked["token"] += 1
        self.slow.wait(0.2)  # long enough for every thread to want one
        number = self.asked["token"]
        self._answer(f'{{"access_token": "t{number}", "expires_in": "3600"}}')

    def do_GET(self) -> None:
        self.asked[self.headers["Authorization"]] += 1
        self._answer('{"size": 0, "total": null, "list": []}')

    def _answer(self, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Silent: the test's output is its assertions."""


@pytest.fixture
def service() -> Iterator[tuple[str, Counter[str]]]:
    asked: Counter[str] = Counter()
    handler = type("Counting", (Service,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_many_threads_ask_for_one_token(service: tuple[str, Counter[str]]) -> None:
    url, asked = service
    with (
        VoiceClient(Endpoints.of_origin(url), "id", "secret") as client,
        ThreadPoolExecutor(8) as pool,
    ):
        assert list(pool.map(lambda _: list(client.mailings(name="n")), range(8))) == [[]] * 8
    assert asked == {"token": 1, "Bearer t1": 8}


def dead_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_platform_on_this_machine_is_reached_past_any_proxy(
    service: tuple[str, Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, asked = service
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{dead_port()}")
    with VoiceClient(Endpoints.of_origin(url), "id", "secret") as client:
        assert list(client.mailings(name="n")) == []
    assert asked["token"] == 1


def test_any_other_platform_is_reached_through_the_systems_proxy(
    service: tuple[str, Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service stands in for the proxy: it gets the whole address, of a host that is nowhere."""
    url, asked = service
    monkeypatch.setenv("HTTP_PROXY", url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    transport = Transport(5.0)
    try:
        answer = transport.read("GET", "http://platform.invalid/rest/mailings", Bearer("t"))
        assert answer["list"] == []
        assert asked == {"Bearer t": 1}
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{dead_port()}")
        with pytest.raises(NotConnectedError):
            transport.write("GET", "http://platform.invalid/rest/mailings", Bearer("t"))
    finally:
        transport.close()
