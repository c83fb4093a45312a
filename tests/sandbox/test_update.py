"""Changing contents and mailings."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller


def in_hours(hours: int) -> str:
    return (datetime.now().astimezone() + timedelta(hours=hours)).isoformat(timespec="seconds")


@pytest.fixture
def waiting(shared: Caller, content: dict[str, Any], name: str) -> dict[str, Any]:
    """A mailing that leaves in an hour."""
    return create(shared, content, name, date=in_hours(1))


def create(shared: Caller, content: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    given = {
        "name": name,
        "media": "VOICEMAIL",
        "link": content["url_encoded"],
        "contacts": [{"recipient": "+33600000001"}, {"recipient": "+33600000002"}],
    }
    made: dict[str, Any] = shared("POST", "/rest/mailings", json=given | more).json()["list"][0]
    return made


def test_a_waiting_mailing_is_moved_with_its_messages(
    shared: Caller, waiting: dict[str, Any]
) -> None:
    path, later = f"/rest/mailings?id={waiting['id']}", in_hours(3)
    meta = json.dumps({"date": later, "pingUrl": "http://127.0.0.1/ping?id=#id#"})
    answer = shared("PUT", path, data={"metaData": meta})
    assert (answer.status_code, answer.json()) == (200, {"count": 1})
    changed = shared.read("/rest/mailings", id=waiting["id"])[0]
    assert datetime.fromisoformat(changed["date"]) == datetime.fromisoformat(later)
    assert changed["pingUrl"] == "http://127.0.0.1/ping?id=#id#"
    messages = shared.read("/rest/messages", mailingId=waiting["id"])
    assert {message["date"] for message in messages} == {changed["date"]}
    assert shared("PUT", path, json={"metaData": json.loads(meta)}).status_code == 304
    now = shared("PUT", path, json={"metaData": {"date": "2020-01-01T10:00:00Z"}})
    assert now.status_code == 200
    assert shared.read("/rest/mailings", id=waiting["id"])[0]["stats"]["wait"] == 0
    assert shared.admin("GET", "/sandbox/ledger")["violations"] == []


def test_what_has_started_keeps_its_date_but_not_its_name(
    shared: Caller, content: dict[str, Any], name: str
) -> None:
    done = create(shared, content, name)
    path = f"/rest/mailings?id={done['id']}"
    assert shared("PUT", path, json={"metaData": {"date": in_hours(1)}}).status_code == 417
    renamed = shared("PUT", path, json={"metaData": {"name": f"{name} 2"}})
    assert renamed.json() == {"count": 1}
    messages = shared.read("/rest/messages", mailingName=f"{name} 2", properties="mailingName")
    assert len(messages) == 2


def test_one_that_cannot_change_leaves_all_as_they_were(
    shared: Caller, content: dict[str, Any], waiting: dict[str, Any], name: str
) -> None:
    create(shared, content, name)
    both = {"name": name, "metaData": {"date": in_hours(5)}}
    assert shared("PUT", "/rest/mailings", json=both).status_code == 417
    assert shared.read("/rest/mailings", id=waiting["id"])[0]["date"] == waiting["date"]


@pytest.mark.parametrize(
    ("query", "meta", "status"),
    [
        ("", {"name": "x"}, 400),
        ("?id=1", {"name": "x"}, 304),
        ("?id=1", {"stats": "x"}, 417),
        ("?id=1", {}, 417),
        ("?id=1", '\'{"name": "x"}\'', 417),
        ("?id=1", None, 417),
        ("?shoe=1", {"name": "x"}, 400),
    ],
)
def test_a_wrong_update_is_refused(shared: Caller, query: str, meta: object, status: int) -> None:
    answer = shared("PUT", f"/rest/mailings{query}", json={"metaData": meta})
    assert answer.status_code == status


def test_a_content_is_described_anew(shared: Caller, recording: bytes, name: str) -> None:
    made = shared.upload(recording, name=name, tags=["un"]).json()["list"][0]
    meta = {"description": "Été", "tags": ["deux", "trois"]}
    fields = {"name": name, "metaData": json.dumps(meta)}
    answer = shared("POST", "/content/rest/contents?action=update", data=fields)
    assert answer.json() == {"count": 1}
    assert shared.read("/content/rest/contents", id=made["id"]) == [made | meta]
    empty = {"metaData": {"name": ""}}
    assert shared("PUT", f"/content/rest/contents?id={made['id']}", json=empty).status_code == 417
