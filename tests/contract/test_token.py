"""voice-api.md, 2: authentication."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.wire import MULTIPART, Wire, multipart

DENIED = {"status": 401, "message": "Authenticate failed"}


def test_token_by_form(wire: Wire) -> None:
    answer = wire.sign_in()
    assert (answer.status, answer.kind) == (200, "application/json")
    body = answer.json
    assert isinstance(body["access_token"], str)
    assert set(body) == {"access_token", "expires_in", "token_type", "scope"}
    assert (body["token_type"], body["scope"]) == ("bearer", "basic")


def test_expires_in_is_a_number(wire: Wire) -> None:
    assert b'"expires_in":3600,' in wire.sign_in().body


def test_token_by_multipart(wire: Wire) -> None:
    fields = [
        ("grant_type", "client_credentials"),
        ("client_id", wire.platform.client_id),
        ("client_secret", wire.platform.client_secret),
    ]
    answer = wire.call("POST", "/token", multipart(fields, []), MULTIPART, None)
    assert answer.status == 200
    assert wire.call("GET", "/rest/mailings?limit=0", token=answer.json["access_token"]).json


@pytest.mark.parametrize("wrong", ["client_id", "client_secret"])
def test_wrong_credentials(wire: Wire, wrong: str) -> None:
    answer = wire.sign_in(**{wrong: "wrong"})
    assert answer.status == 400
    assert answer.json == {
        "error": "invalid_client",
        "error_description": "The client credentials are invalid",
    }


@pytest.mark.parametrize("missing", ["grant_type", "client_id", "client_secret"])
def test_missing_token_parameter(wire: Wire, missing: str) -> None:
    answer = wire.sign_in(**{missing: ""})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_other_grant(wire: Wire) -> None:
    answer = wire.sign_in(grant_type="password")
    assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")


def test_token_of_50000_characters_dripped(wire: Wire, switch: Callable[..., None]) -> None:
    switch(token_length=50_000)
    token = wire.sign_in().json["access_token"]
    assert len(token) == 50_000
    request = (
        f"GET /rest/mailings?limit=0 HTTP/1.1\r\nHost: {wire.host}\r\n"
        f"Authorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    answer = wire.raw(request.encode(), segment=3_000)
    assert answer.status == 200
    altered = request.replace(token[24_990:25_010], "x" * 20)
    assert wire.raw(altered.encode(), segment=3_000).status == 401


@pytest.mark.parametrize(
    "line",
    [
        "X-None: 1",
        "Authorization: bearer {}",
        "Authorization: BEARER {}",
        "Authorization: Basic {}",
        "Authorization: {}",
        "Authorization: Bearer {}x",
        "Authorization: Bearer",
    ],
)
def test_denied_without_bearer_and_good_token(wire: Wire, line: str) -> None:
    answer = wire.call("GET", "/rest/mailings", b"", "", None, line.format(wire.token))
    assert (answer.status, answer.json) == (401, DENIED)


@pytest.mark.parametrize("header", ["Authorization", "authorization", "AUTHORIZATION"])
def test_header_name_in_any_case(wire: Wire, header: str) -> None:
    line = f"{header}: Bearer {wire.token}"
    assert wire.call("GET", "/rest/mailings?limit=0", b"", "", None, line).status == 200


def test_expired_token(start: Callable[..., Wire]) -> None:
    own = start()
    token = own.token
    own.admin("POST", "/sandbox/clock", {"advance": 3_590})
    assert own.call("GET", "/rest/mailings", token=token).status == 200
    own.admin("POST", "/sandbox/clock", {"advance": 10})
    answer = own.call("GET", "/rest/mailings", token=token)
    assert (answer.status, answer.json) == (401, DENIED)
    rules: dict[str, Any] = {"rules": [], "switches": {"expired_status": 400}}
    own.admin("PUT", "/sandbox/faults", rules)
    assert own.call("GET", "/rest/mailings", token=token).json == DENIED | {"status": 400}
    assert own.call("GET", "/rest/mailings", token="never granted").status == 401
