"""Creating mailings in every form the contract knows, and reading them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller


def numbers(count: int, first: int = 0) -> list[dict[str, str]]:
    return [{"recipient": f"+336000{n:05}"} for n in range(first, first + count)]


def in_json(given: dict[str, Any]) -> dict[str, Any]:
    return {"json": given}


def in_form(given: dict[str, Any]) -> dict[str, Any]:
    return {"data": given | {"contacts": json.dumps(given["contacts"])}}


def in_bracketed_form(given: dict[str, Any]) -> dict[str, Any]:
    contacts = {
        f"contacts[{n}][recipient]": contact["recipient"]
        for n, contact in enumerate(given["contacts"])
    }
    return {"data": {key: given[key] for key in given if key != "contacts"} | contacts}


def in_multipart(given: dict[str, Any]) -> dict[str, Any]:
    fields = in_form(given)["data"]
    return {"files": {key: (None, value) for key, value in fields.items()}}


def in_bracketed_multipart(given: dict[str, Any]) -> dict[str, Any]:
    fields = in_bracketed_form(given)["data"]
    return {"files": {key: (None, value) for key, value in fields.items()}}


FORMS = [in_json, in_form, in_bracketed_form, in_multipart, in_bracketed_multipart]


@pytest.fixture
def given(content: dict[str, Any], name: str) -> dict[str, Any]:
    """The parameters of a good mailing."""
    return {
        "name": name,
        "media": "VOICEMAIL",
        "link": content["url_encoded"],
        "contacts": numbers(3),
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_thousand_contacts_are_taken_and_one_more_is_not(
    shared: Caller, given: dict[str, Any], form: Any
) -> None:
    made = shared("POST", "/rest/mailings", **form(given | {"contacts": numbers(1_000)}))
    assert made.status_code == 201, made.text
    assert made.json()["list"][0]["stats"]["total"] == 1_000
    refused = shared("POST", "/rest/mailings.json", **form(given | {"contacts": numbers(1_001)}))
    assert refused.status_code == 417
    assert "1001" in refused.json()["message"]
    held = shared.read("/rest/mailings", name=given["name"], properties="id,contacts")
    assert [mailing["contacts"] for mailing in held] == [numbers(1_000)]


def test_the_resource_has_its_default_attributes(shared: Caller, given: dict[str, Any]) -> None:
    made = shared("POST", "/rest/mailings", json=given | {"media": "voicemail"}).json()["list"][0]
    attributes = {"id", "name", "media", "type", "link", "date", "status", "pingUrl", "stats"}
    assert set(made) == attributes
    assert made["media"] == "VOICEMAIL"
    assert isinstance(made["id"], str)
    stats = made["stats"]
    assert stats["total"] == 3 == sum(stats[key] for key in ("wait", "on", "ok", "ko", "no"))
    read = shared.read("/rest/mailings", id=made["id"], properties="DEFAULT,contacts,-stats")
    assert set(read[0]) == (attributes | {"contacts"}) - {"stats"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"contacts": []}, "contacts"),
        ({"contacts": None}, "contacts"),
        ({"contacts": '[{"recipient": "+33600000001"},]'}, "contacts"),
        ({"contacts": [{"recipient": "0600000001"}, {"recipient": "12"}]}, "12"),
        ({"contacts": [{"recipient": "0033600000001"}]}, "0033600000001"),
        ({"contacts": [{"recipient": "0199000001"}]}, "0199000001"),
        ({"contacts": [{"recipient": 33600000001}]}, "33600000001"),
        ({"contacts": [{"recipient": "06 00 00 00 O1"}]}, "06 00 00 00 O1"),
        ({"contacts": [{"number": "0600000001"}]}, "recipient"),
        ({"media": "FAX"}, "FAX"),
        ({"media": None}, "media"),
        ({"media": "VOICE"}, "type"),
        ({"media": "VOICE", "type": "wav"}, "url"),
        ({"link": None}, "link"),
        ({"link": "http://127.0.0.1/datas/00/none.pcm"}, "none.pcm"),
        ({"date": "2026-02-12T15:00:00 01:00"}, "2026-02-12T15:00:00 01:00"),
        ({"date": "tomorrow"}, "tomorrow"),
        ({"pingUrl": "file:///x"}, "file:///x"),
    ],
)
def test_a_wrong_parameter_is_named_and_nothing_is_created(
    shared: Caller, given: dict[str, Any], changes: dict[str, Any], named: str
) -> None:
    answer = shared("POST", "/rest/mailings", json=given | changes)
    assert answer.status_code == 417
    assert named in answer.json()["message"]
    assert shared.read("/rest/mailings", name=given["name"]) == []


def test_voice_calls_fixed_lines_and_local_numbers_are_completed(
    shared: Caller, given: dict[str, Any], content: dict[str, Any]
) -> None:
    written = ["01 99 00 00 01", "06.00.00.00.01", "+33 (0)6 00-00-00-01", "06\u00a000 00 00 02"]
    voice = {"media": "VOICE", "type": "WAV", "link": content["url"]}
    contacts = [{"recipient": number} for number in written]
    made = shared("POST", "/rest/mailings", json=given | voice | {"contacts": contacts})
    assert made.status_code == 201, made.text
    messages = shared.read("/rest/messages", mailingId=made.json()["list"][0]["id"])
    assert [message["recipient"] for message in messages] == [
        "+33199000001",
        "+33600000001",
        "+33600000001",  # the platform does not remove duplicates
        "+33600000002",
    ]


def test_the_link_counts_by_its_path_only(shared: Caller, given: dict[str, Any]) -> None:
    path = given["link"].split("/datas/")[1]
    elsewhere = given | {"link": f"https://datas.messengeo.net/datas/{path}"}
    assert shared("POST", "/rest/mailings", json=elsewhere).status_code == 201


def test_a_name_filters_exactly_and_a_get_may_create(shared: Caller, given: dict[str, Any]) -> None:
    fields = in_form(given)["data"]
    assert shared("GET", "/rest/mailings?action=create", data=fields).status_code == 201
    near = given["name"].upper()
    assert shared("POST", "/rest/mailings", json=given | {"name": near}).status_code == 201
    found = shared.read("/rest/mailings", name=given["name"], properties="name")
    assert found == [{"name": given["name"]}]
    posted = shared("POST", "/rest/mailings?action=read", data={"name": near, "limit": 1})
    assert [each["name"] for each in posted.json()["list"]] == [near]


def test_pages_cover_everything_once(shared: Caller, given: dict[str, Any]) -> None:
    ids = [shared("POST", "/rest/mailings", json=given).json()["list"][0]["id"] for _ in range(5)]
    pages = []
    for offset in (0, 2, 4):
        page = {"limit": 2, "offset": offset, "sort": "id ASC", "total": "true"}
        answer = shared("GET", "/rest/mailings", params={"name": given["name"], **page}).json()
        assert answer["total"] == 5
        assert answer["size"] == len(answer["list"])
        pages += [each["id"] for each in answer["list"]]
    assert pages == ids
    down = shared.read("/rest/mailings", name=given["name"], sort="id DESC", limit=1)
    assert down[0]["id"] == ids[-1]
    for several in (f"id={ids[0]},{ids[1]}", f"id[0]={ids[0]}&id[1]={ids[1]}"):
        both = shared("GET", f"/rest/mailings?{several}&properties[0]=id")
        assert both.json()["list"] == [{"id": ids[0]}, {"id": ids[1]}]
    repeated = shared("GET", "/rest/mailings", data=[("id", ids[0]), ("id", ids[1])])
    assert [each["id"] for each in repeated.json()["list"]] == ids[:2]
    assert shared.read("/rest/mailings", id="", name=given["name"]) == []


def test_ids_that_are_none_find_nothing(shared: Caller) -> None:
    for none in ("x", "-1", "9" * 19, "9" * 30, "1 OR 1=1"):
        assert shared.read("/rest/mailings", id=none) == []
