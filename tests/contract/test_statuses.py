"""voice-api.md, 3.6: every status code, and the shape of an error."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.wire import Answer, Wire, received

PATH = "/rest/mailings"


def is_error(answer: Answer, status: int) -> bool:
    body = answer.json
    assert set(body) == {"status", "message"}
    assert isinstance(body["message"], str)
    assert body["message"]
    return (answer.status, body["status"]) == (status, status)


@pytest.mark.parametrize(
    "query",
    [
        "limit=x",
        "limit=-1",
        "limit=1.5",
        "offset=x",
        "sort=shoe ASC",
        "sort=id UP",
        "properties=shoe",
        "properties=DEFAULT,-shoe",
        "shoe=1",
    ],
)
def test_400_malformed(wire: Wire, query: str) -> None:
    assert is_error(wire.call("GET", f"{PATH}?{query.replace(' ', '%20')}"), 400)


def test_403_another_accounts_file(
    start: Callable[..., Wire], wav: bytes, fields: dict[str, str], tmp_path: Path
) -> None:
    one = start(data=tmp_path, client_id="one", speed=0)
    theirs = one.upload(wav).list[0]["url_encoded"]
    assert one.create(**fields | {"link": theirs}).status == 201
    one.platform.stop()
    other = start(data=tmp_path, client_id="other", speed=0)
    assert is_error(other.create(**fields | {"link": theirs}), 403)
    assert other.read("/content/rest/contents") == []
    assert other.read(PATH) == []
    assert other.read("/rest/messages") == []
    back = other.sign_in(client_id="one", client_secret=one.platform.client_secret)
    mine = other.call("GET", PATH, token=back.json["access_token"])
    assert mine.json["size"] == 1


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("GET", "/rest/shoes"),
        ("GET", "/rest/contents"),
        ("GET", "/content/rest/mailings"),
        ("GET", f"{PATH}?action=explode"),
        ("PATCH", PATH),
        ("PUT", f"{PATH}?action=read"),
        ("GET", f"{PATH}.xyz"),
        ("GET", "/rest/"),
    ],
)
def test_404_unknown_method(wire: Wire, verb: str, target: str) -> None:
    assert is_error(wire.call(verb, target), 404)


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_405_messages_are_read_only(wire: Wire, verb: str) -> None:
    assert is_error(wire.call(verb, "/rest/messages?id=1"), 405)


def test_405_by_action(wire: Wire) -> None:
    for action in ("create", "update", "delete"):
        assert is_error(wire.call("GET", f"/rest/messages?action={action}"), 405)


def test_414_line_over_8190_bytes(wire: Wire) -> None:
    longest = f"{PATH}?name=".ljust(8_190 - len("GET  HTTP/1.1"), "x")
    assert wire.call("GET", longest).status == 200
    assert is_error(wire.call("GET", longest + "x"), 414)


def test_414_body_too_large(wire: Wire) -> None:
    body = b'{"name": "' + b"x" * (33 * 2**20) + b'"}'
    assert is_error(wire.call("POST", PATH, body, "application/json"), 414)


def test_a_refusal_reaches_a_client_that_still_sends(wire: Wire) -> None:
    body = b"x" * (20 * 2**20)
    assert wire.call("POST", PATH, body, token=None).status == 401
    assert wire.call("POST", "/rest/messages", body).status == 405


@pytest.mark.parametrize("missing", ["link", "media", "contacts"])
def test_417_required_parameter(wire: Wire, fields: dict[str, str], missing: str) -> None:
    given = {name: value for name, value in fields.items() if name != missing}
    assert is_error(wire.call("POST", PATH, urlencode(given)), 417)


def test_417_bad_contact_is_named(wire: Wire, fields: dict[str, str]) -> None:
    answer = wire.create(**fields | {"contacts": '[{"recipient": "060000000x"}]'})
    assert is_error(answer, 417)
    assert "060000000x" in answer.json["message"]


def test_500_unidentified(wire: Wire, switch: Callable[..., None]) -> None:
    switch({"on": "mailings.read", "fault": "status"})
    assert is_error(wire.call("GET", PATH), 500)


@pytest.mark.parametrize("status", [204, 304])
def test_a_fault_of_a_bodiless_status_has_no_body(
    wire: Wire, switch: Callable[..., None], status: int
) -> None:
    switch({"on": "mailings.read", "fault": "status", "status": status})
    answer = wire.call("GET", PATH)
    assert (answer.status, answer.body) == (status, b"")


def test_head_has_no_body(wire: Wire) -> None:
    with socket.create_connection(wire.address, timeout=10) as connection:
        head = f"HEAD {PATH} HTTP/1.1\r\nHost: {wire.host}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.endswith(b"\r\n\r\n")


def test_no_trailing_commas(wire: Wire, fields: dict[str, str], mailing: dict[str, Any]) -> None:
    for path in (PATH, "/rest/messages", "/content/rest/contents"):
        body = wire.call("GET", f"{path}?limit=2").body
        assert b",}" not in body
        assert b",]" not in body
    contacts = '[{"recipient": "+33600000001"},]'
    assert is_error(wire.create(**fields | {"contacts": contacts}), 417)
