"""Answers a platform, or what stands before it, may give; each read as what it proves."""

import socket
import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from voicedesk.api import errors
from voicedesk.api.client import PAGE, VoiceClient
from voicedesk.api.models import Endpoints, Media, NewMailing
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource

TOKEN = b'{"access_token": "abc", "expires_in": 3600}'
CREATED = b'{"size": 1, "list": [{"id": "7", "name": "n"}]}'
NEW = NewMailing("n", "/datas/a/b.mp3", Media.VOICE, ("+33600001234",))


class Wire:
    """Answers each path with the bytes given for it; counts the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {"/token": answer(TOKEN)}
        self.requests = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def client(self) -> VoiceClient:
        return VoiceClient(Endpoints.of_origin(self.url), "id", "secret", call_seconds=3)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                path = stream.readline().split()[1].split(b"?")[0].decode()
                length = 0
                while (line := stream.readline()) not in (b"\r\n", b""):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                stream.read(length)
                self.requests += 1
                connection.sendall(self.answers[path])


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def wire() -> Iterator[Wire]:
    opened = Wire()
    yield opened
    opened.close()


def create(wire: Wire, given: bytes) -> str:
    wire.answers["/rest/mailings"] = given
    with wire.client() as client:
        return client.create_mailing(NEW, before_first_byte=lambda: None).id


AMBIGUOUS = {
    "a redirect nobody can parse": answer(b"", "302 Found", "Location: http://[bad"),
    "a redirect to a strange port": answer(b"", "307 Moved", "Location: http://a:99999999/"),
    "an id that is null": answer(b'{"list": [{"id": null}]}', "201 Created"),
    "an id that is empty": answer(b'{"list": [{"id": ""}]}', "201 Created"),
    "an id that is an object": answer(b'{"list": [{"id": {}}]}', "201 Created"),
    "an id that is true": answer(b'{"id": true}', "201 Created"),
    "a list of many": answer(b'{"list": [{"id": "1"}, {"id": "2"}]}'),
    "a gateway's own 404": answer(b'{"message": "no Route matched"}', "404 Not Found"),
    "a gateway's own 403": answer(b'{"status": 502, "message": "x"}', "403 Forbidden"),
    "a body nested too deep": answer(b"[" * 200_000, "201 Created"),
    "a header too long": answer(b"{}", "201 Created", "X-Long: " + "x" * 70_000),
    "no status line": b"what?\r\n\r\n",
    "a wrong encoding": answer(b"no gzip", "201 Created", "Content-Encoding: gzip"),
    "a wrong chunk": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "more promised than sent": b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n" + CREATED,
    "no body": answer(b"", "204 No Content"),
}


@pytest.mark.parametrize("given", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_proves_nothing_is_no_refusal_and_no_success(wire: Wire, given: bytes) -> None:
    with pytest.raises((errors.NoAnswerError, errors.UnreadableAnswerError)):
        create(wire, given)


@pytest.mark.parametrize("date", ["Mon, 23 Nov 2026 08:00:00 -0000", "noon", "Mon, 23 Nov 2026"])
def test_a_strange_date_does_not_lose_the_answer(wire: Wire, date: str) -> None:
    assert create(wire, answer(CREATED, "201 Created", f"Date: {date}")) == "7"


def test_a_refusal_in_the_apis_own_shape_is_one(wire: Wire) -> None:
    body = b'{"status": 403, "message": "prohibited"}'
    with pytest.raises(errors.ForbiddenError):
        create(wire, answer(body, "403 Forbidden"))


@pytest.mark.parametrize(
    "more",
    [
        b'"details": "+33600001234 is no mobile"',
        b'"messages": [{"details": "+33600001234 is no mobile"}]',
    ],
)
def test_a_refusals_details_are_kept_but_never_logged(
    wire: Wire, more: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"status": 417, "message": "bad contact", ' + more + b"}"
    with caplog.at_level("INFO"), pytest.raises(errors.ParameterError) as refused:
        create(wire, answer(body, "417 Expectation Failed"))
    assert refused.value.reasons == ("+33600001234 is no mobile",)
    assert f"call {refused.value.call_id}: POST /rest/mailings failed" in caplog.text
    assert "1234" not in caplog.text + repr(refused.value) + str(refused.value)


def test_a_platform_that_ignores_paging_is_read_to_an_end(wire: Wire) -> None:
    items = ",".join(f'{{"id": "{number}", "name": "n"}}' for number in range(PAGE))
    wire.answers["/rest/mailings"] = answer(f'{{"list": [{items}]}}'.encode())
    with wire.client() as client:
        found = list(islice(client.mailings(name="n"), PAGE + 1))
    assert len(found) == PAGE


@pytest.mark.parametrize("token", ["null", '""', '"a\\nb"', '"é"', "{}"])
def test_a_token_that_cannot_be_sent_is_never_used(wire: Wire, token: str) -> None:
    wire.answers["/token"] = answer(f'{{"access_token": {token}, "expires_in": 9}}'.encode())
    with wire.client() as client, pytest.raises(errors.UnreadableAnswerError):
        client.sign_in()


@pytest.mark.parametrize("body", [b'{"list": [{"id": "1"}]}', b'{"id": "1", "url": null}'])
def test_an_upload_without_its_address_is_unreadable(wire: Wire, body: bytes) -> None:
    wire.answers["/content/rest/contents"] = answer(body, "201 Created")
    with wire.client() as client, pytest.raises(errors.UnreadableAnswerError):
        client.upload_content(resource("samples", "message-fr.mp3"), "Message", Job())
