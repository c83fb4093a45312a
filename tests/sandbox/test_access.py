"""Tokens, hosts, verbs and the shape of errors."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller


def test_a_token_is_granted_for_a_form_and_for_multipart(shared: Caller) -> None:
    form = shared.sign_in()
    fields = {
        "grant_type": (None, "client_credentials"),
        "client_id": (None, shared.platform.client_id),
        "client_secret": (None, shared.platform.client_secret),
    }
    multipart = requests.post(f"{shared.platform.url}/token", files=fields, timeout=10)
    for answer in (form, multipart):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json"
        body = answer.json()
        assert body.pop("access_token")
        assert body == {"expires_in": 3600, "token_type": "bearer", "scope": "basic"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"client_id": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_token_is_refused(shared: Caller, changes: dict[str, str], error: str) -> None:
    answer = shared.sign_in(**changes)
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


@pytest.mark.parametrize("scheme", ["bearer {}", "BEARER {}", "Basic {}", "Bearer {}x", "{}", ""])
def test_only_a_good_token_behind_bearer_opens(shared: Caller, scheme: str) -> None:
    headers = {"Authorization": scheme.format(shared.token)}
    answer = shared("GET", "/rest/mailings?limit=1", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"status": 401, "message": "Authenticate failed"}
    assert shared("GET", "/rest/mailings?limit=1").status_code == 200


def test_a_header_of_50000_characters_is_read(shared: Caller) -> None:
    headers = {"Authorization": "Bearer " + "x" * 50_000}
    assert shared("GET", "/rest/mailings", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:9", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("127.0.0.1.example.com", 403),
        ("example.com", 403),
        ("localhost:80:80", 403),
    ],
)
def test_only_names_of_this_machine_are_served(shared: Caller, host: str, status: int) -> None:
    answer = shared("GET", "/rest/mailings?limit=0", headers={"Host": host})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/rest/unknown", 404),
        ("GET", "/rest/contents", 404),
        ("GET", "/rest/mailings?action=explode", 404),
        ("GET", "/rest/mailings.xyz", 404),
        ("GET", "/elsewhere", 404),
        ("POST", "/rest/messages", 405),
        ("DELETE", "/rest/messages?id=1", 405),
        ("PUT", "/rest/messages?id=1", 405),
        ("GET", "/token", 405),
        ("GET", "/rest/mailings?limit=x", 400),
        ("GET", "/rest/mailings?offset=-1", 400),
        ("GET", "/rest/mailings?sort=shoe ASC", 400),
        ("GET", "/rest/mailings?properties=shoe", 400),
        ("GET", "/rest/mailings?shoe=1", 400),
        ("DELETE", "/rest/mailings", 400),
        ("GET", "/datas/00/none.wav", 404),
        ("GET", "/rest/mailings?name=" + "x" * 8_190, 414),
    ],
)
def test_errors_have_their_status_and_shape(
    shared: Caller, verb: str, path: str, status: int
) -> None:
    answer = shared(verb, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["status"] == status
    assert answer.json()["message"]


@pytest.mark.parametrize("body", ["{", "[1]", '{"name": "\\ud800"}', "[" * 50_000])
def test_a_body_that_is_no_json_object_is_refused(shared: Caller, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert shared("POST", "/rest/mailings", data=body, headers=headers).status_code == 400


def test_a_body_does_not_change_the_action(shared: Caller) -> None:
    same = shared("POST", "/rest/mailings?action=read", data={"action": "read", "limit": 1})
    other = shared("POST", "/rest/mailings?action=read", data={"action": "create"})
    assert (same.status_code, other.status_code) == (200, 400)


def test_the_admins_endpoints_need_the_admins_token(shared: Caller) -> None:
    assert shared("GET", "/sandbox/ledger").status_code == 401
    assert shared("GET", "/sandbox/faults").status_code == 401
    assert shared("PUT", "/sandbox/faults", json={"rules": []}).status_code == 401
    assert shared("POST", "/sandbox/clock", json={"advance": 1}).status_code == 401


def test_endless_headers_are_cut_off(shared: Caller) -> None:
    address = urlsplit(shared.platform.url)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        headers = (b"X-More: " + b"x" * 1_000 + b"\r\n") * 50_000
        with pytest.raises(ConnectionError):
            connection.sendall(headers)
