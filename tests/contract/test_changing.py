"""voice-api.md, 3.5 and the deletes: update, metaData, counts, 204 and 304."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.wire import Wire

MAILINGS, CONTENTS = "/rest/mailings", "/content/rest/contents"
LATER = "2090-01-01T10:00:00+01:00"


def change(wire: Wire, path: str, meta: object, **filters: str) -> Any:
    text = meta if isinstance(meta, str) else json.dumps(meta)
    return wire.call("PUT", path, urlencode(filters | {"metaData": text}))


def test_metadata_as_a_string_and_as_an_object(wire: Wire, mailing: dict[str, Any]) -> None:
    target = f"{MAILINGS}?id={mailing['id']}"
    for n, meta in enumerate(['{"name": "n0"}', {"name": "n1"}]):
        body = json.dumps({"metaData": meta})
        assert wire.call("PUT", target, body, "application/json").json == {"count": 1}
        assert wire.read(target)[0]["name"] == f"n{n}"
    assert change(wire, target, {"name": "n2"}).json == {"count": 1}


@pytest.mark.parametrize(
    "meta", [{"shoe": 1}, {"id": "1"}, {"stats": {}}, {"link": "x"}, {"name": "x", "media": "x"}]
)
def test_unknown_or_read_only_attribute(wire: Wire, mailing: dict[str, Any], meta: Any) -> None:
    assert change(wire, MAILINGS, meta, id=mailing["id"]).status == 417
    assert wire.read(MAILINGS, id=mailing["id"]) == [mailing]


@pytest.mark.parametrize("meta", ["", "x", "[]", "{}", '\'{"name": "x"}\'', '{"name": "x",}'])
def test_metadata_that_is_no_object(wire: Wire, mailing: dict[str, Any], meta: str) -> None:
    assert change(wire, MAILINGS, meta, id=mailing["id"]).status == 417


def test_update_counts_the_matched(wire: Wire, name: str, fields: dict[str, str]) -> None:
    first, second = (wire.create(**fields).list[0]["id"] for _ in range(2))
    assert change(wire, MAILINGS, {"name": f"{name} b"}, id=first).json == {"count": 1}
    both = change(wire, MAILINGS, {"name": f"{name} b"}, id=f"{first},{second}")
    assert (both.status, both.json) == (200, {"count": 2})


def test_nothing_changed_is_304_without_a_body(wire: Wire, mailing: dict[str, Any]) -> None:
    same = change(wire, MAILINGS, {"name": mailing["name"]}, id=mailing["id"])
    none = change(wire, MAILINGS, {"name": "x"}, id="1")
    deleted = wire.call("DELETE", f"{MAILINGS}?id=1")
    for answer in (same, none, deleted):
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers.get("content-length", "0") == "0"


def test_writable_of_a_content(wire: Wire, wav: bytes) -> None:
    made = wire.upload(wav).list[0]
    meta = {"name": "n", "description": "d", "comment": "c", "tags": ["t", "u"]}
    assert change(wire, CONTENTS, meta, id=made["id"]).json == {"count": 1}
    assert wire.read(CONTENTS, id=made["id"]) == [made | meta]
    assert change(wire, CONTENTS, {"filename": "x"}, id=made["id"]).status == 417


def test_writable_of_a_mailing(wire: Wire, fields: dict[str, str]) -> None:
    waiting = wire.create(**fields, date=LATER).list[0]
    meta = {"name": "n", "date": "2090-02-01T10:00:00+01:00", "pingUrl": "http://127.0.0.1/#id#"}
    assert change(wire, MAILINGS, meta, id=waiting["id"]).json == {"count": 1}
    assert wire.read(MAILINGS, id=waiting["id"]) == [waiting | meta]


@pytest.mark.parametrize("meta", [{"date": LATER}, {"pingUrl": "http://127.0.0.1/"}])
def test_what_has_started_keeps_date_and_ping(
    wire: Wire, mailing: dict[str, Any], meta: Any
) -> None:
    assert change(wire, MAILINGS, meta, id=mailing["id"]).status == 417
    assert change(wire, MAILINGS, {"name": "later"}, id=mailing["id"]).json == {"count": 1}


@pytest.mark.parametrize("path", [MAILINGS, CONTENTS])
def test_no_filter_at_all_is_refused(wire: Wire, path: str) -> None:
    assert change(wire, path, {"name": "x"}).status == 400
    assert wire.call("DELETE", path).status == 400
    assert wire.call("DELETE", f"{path}?limit=1").status == 400


def test_delete_of_a_waiting_mailing_cancels_its_messages(
    wire: Wire, fields: dict[str, str]
) -> None:
    waiting = wire.create(**fields, date=LATER).list[0]["id"]
    assert len(wire.read("/rest/messages", mailingId=waiting)) == 2
    answer = wire.call("DELETE", f"{MAILINGS}?id={waiting}")
    assert (answer.status, answer.json) == (200, {"count": 1})
    assert wire.read(MAILINGS, id=waiting) == []
    assert wire.read("/rest/messages", mailingId=waiting) == []


def test_delete_of_what_has_started(wire: Wire, mailing: dict[str, Any]) -> None:
    answer = wire.call("DELETE", f"{MAILINGS}?id={mailing['id']}")
    assert (answer.status, answer.body) == (304, b"")
    assert wire.read(MAILINGS, id=mailing["id"]) == [mailing]


def test_delete_of_a_content(wire: Wire, wav: bytes, fields: dict[str, str]) -> None:
    made = wire.upload(wav).list[0]
    later = wire.create(**fields | {"link": made["url_encoded"], "date": LATER}).list[0]
    target, file = f"{CONTENTS}?id={made['id']}", made["url"][len(wire.platform.url) :]
    assert wire.call("DELETE", target).status == 304  # that mailing will play it
    assert wire.call("GET", file, token=None).body == wav
    wire.call("DELETE", f"{MAILINGS}?id={later['id']}")
    assert wire.call("DELETE", target).json == {"count": 1}
    assert wire.read(target) == []
    assert wire.call("GET", file, token=None).status == 404


def test_204_without_a_count(wire: Wire, switch: Any, fields: dict[str, str]) -> None:
    waiting = wire.create(**fields, date=LATER).list[0]["id"]
    switch(no_content=True)
    updated = change(wire, MAILINGS, {"name": "n"}, id=waiting)
    deleted = wire.call("DELETE", f"{MAILINGS}?id={waiting}")
    for answer in (updated, deleted):
        assert (answer.status, answer.body) == (204, b"")
        assert "content-length" not in answer.headers
    assert wire.read(MAILINGS, id=waiting) == []
