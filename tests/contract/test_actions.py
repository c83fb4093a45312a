"""voice-api.md, 1 and 3.1: actions, verbs, and where parameters may stand."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.contract.wire import FORM, MULTIPART, Wire, multipart

JSON = "application/json"
PATH = "/rest/mailings"


def test_one_origin_serves_all_four(wire: Wire, content: dict[str, Any]) -> None:
    assert content["url"].startswith(f"{wire.platform.url}/datas/")
    assert wire.call("GET", content["url"][len(wire.platform.url) :], token=None).status == 200
    assert wire.call("GET", "/content/rest/contents?limit=0").status == 200
    assert wire.call("GET", "/rest/mailings?limit=0").status == 200
    assert wire.call("GET", "/rest/messages?limit=0").status == 200
    assert wire.sign_in().status == 200


def test_verbs_are_actions(wire: Wire, fields: dict[str, str]) -> None:
    made = wire.call("POST", PATH, urlencode(fields))
    assert (made.status, made.json["size"]) == (201, 1)
    target = f"{PATH}?id={made.list[0]['id']}"
    assert wire.call("GET", target).list == made.list
    meta = urlencode({"metaData": json.dumps({"name": "other"})})
    assert wire.call("PUT", target, meta).json == {"count": 1}
    assert wire.call("DELETE", target).status == 304


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_action_override(wire: Wire, fields: dict[str, str], verb: str) -> None:
    later = fields | {"date": "2090-01-01T10:00:00Z"}
    if verb == "GET":
        made = wire.call("GET", f"{PATH}?action=create&{urlencode(later)}")
    else:
        made = wire.call("POST", f"{PATH}?action=create", urlencode(later))
    assert made.status == 201
    id_ = made.list[0]["id"]
    assert wire.call(verb, f"{PATH}?action=read&id={id_}").list == made.list
    meta = quote('{"name":"other"}')
    updated = wire.call(verb, f"{PATH}?action=update&id={id_}&metaData={meta}")
    assert (updated.status, updated.json) == (200, {"count": 1})
    deleted = wire.call(verb, f"{PATH}?action=delete&id={id_}")
    assert (deleted.status, deleted.json) == (200, {"count": 1})
    assert wire.read(PATH, id=id_) == []


def test_action_again_in_the_body(wire: Wire) -> None:
    assert wire.call("POST", f"{PATH}?action=read", "action=read&limit=0").status == 200
    assert wire.call("POST", f"{PATH}?action=read", "action=create").status == 400


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("where", ["query", "form", "multipart", "json"])
def test_parameters_stand_anywhere(
    wire: Wire, mailing: dict[str, Any], verb: str, where: str
) -> None:
    given = {"id": mailing["id"], "properties": "id"}
    target = f"{PATH}?action=read"
    answer = {
        "query": lambda: wire.call(verb, f"{target}&{urlencode(given)}"),
        "form": lambda: wire.call(verb, target, urlencode(given), FORM),
        "multipart": lambda: wire.call(verb, target, multipart([*given.items()], []), MULTIPART),
        "json": lambda: wire.call(verb, target, json.dumps(given), JSON),
    }[where]()
    assert (answer.status, answer.list) == (200, [{"id": mailing["id"]}])


@pytest.mark.parametrize("kind", [FORM, MULTIPART, JSON])
def test_parameters_in_the_body_of_put_and_delete(
    wire: Wire, fields: dict[str, str], kind: str
) -> None:
    made = wire.create(**fields, date="2090-01-01T10:00:00Z").list[0]

    def body(given: dict[str, str]) -> bytes:
        if kind == JSON:
            return json.dumps(given).encode()
        return multipart([*given.items()], []) if kind == MULTIPART else urlencode(given).encode()

    meta = {"id": made["id"], "metaData": '{"name": "other"}'}
    assert wire.call("PUT", PATH, body(meta), kind).json == {"count": 1}
    assert wire.call("DELETE", PATH, body({"id": made["id"]}), kind).json == {"count": 1}


def test_body_wins_over_query(wire: Wire, mailing: dict[str, Any]) -> None:
    answer = wire.call("GET", f"{PATH}?id=1&properties=id", f"id={mailing['id']}")
    assert answer.list == [{"id": mailing["id"]}]


def test_unparsable_bodies(wire: Wire) -> None:
    for body, kind in [("{", JSON), ("[]", JSON), ("\udcff", JSON), ("x", "text/plain")]:
        sent = body.encode("utf-8", "surrogateescape")
        assert wire.call("POST", f"{PATH}?action=read", sent, kind).status == 400
    assert wire.call("POST", PATH, "no boundary", "multipart/form-data").status == 400
