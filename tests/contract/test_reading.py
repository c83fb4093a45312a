"""voice-api.md, 3.2 to 3.4: pages, order, attributes, filters and the envelope."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.contract.wire import Wire

MAILINGS, MESSAGES, CONTENTS = "/rest/mailings", "/rest/messages", "/content/rest/contents"
DEFAULTS = {
    MAILINGS: "id name media type link date status pingUrl stats",
    MESSAGES: "id mailingId mailingName recipient contact media date currentStatus",
    CONTENTS: (
        "id name description comment filename filesize mimeType duration tags url url_encoded"
    ),
}


@pytest.fixture
def four(wire: Wire, fields: dict[str, str]) -> list[str]:
    """The ids of four mailings of one name."""
    return [wire.create(**fields).list[0]["id"] for _ in range(4)]


def ids(found: list[dict[str, str]]) -> list[str]:
    return [each["id"] for each in found]


def test_limit_and_offset(wire: Wire, name: str, four: list[str]) -> None:
    given = {"name": name, "sort": "id ASC"}
    assert ids(wire.read(MAILINGS, **given, limit="3")) == four[:3]
    assert ids(wire.read(MAILINGS, **given, limit="3", offset="3")) == four[3:]
    assert wire.read(MAILINGS, **given, limit="3", offset="4") == []


def test_no_limit_means_all(wire: Wire, name: str, four: list[str]) -> None:
    assert sorted(ids(wire.read(MAILINGS, name=name))) == sorted(four)


@pytest.mark.parametrize("path", DEFAULTS)
def test_total_counts_all_that_match(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    for true in ("true", "1"):
        body = wire.call("GET", f"{path}?limit=1&total={true}").json
        assert body["size"] == 1
        assert body["total"] == len(wire.read(path)) >= 1


def test_total_may_be_absent(wire: Wire) -> None:
    assert wire.call("GET", f"{MAILINGS}?limit=0").json == {"size": 0, "total": None, "list": []}
    assert wire.call("GET", f"{MAILINGS}?limit=0&total=false").json["total"] is None


def test_sort(wire: Wire, name: str, four: list[str]) -> None:
    assert ids(wire.read(MAILINGS, name=name, sort="id DESC")) == four[::-1]
    assert ids(wire.read(MAILINGS, name=name, sort="id ASC")) == four
    recipients = [
        each["recipient"]
        for each in wire.read(MESSAGES, mailingName=name, sort="recipient DESC", limit="5")
    ]
    assert recipients == ["+33600000002"] * 4 + ["+33600000001"]


@pytest.mark.parametrize("path", DEFAULTS)
def test_every_resource_sorts_by_every_attribute(
    wire: Wire, mailing: dict[str, Any], path: str
) -> None:
    for attribute in DEFAULTS[path].split():
        up = wire.read(path, sort=f"{attribute} ASC", properties="id")
        down = wire.read(path, sort=f"{attribute} DESC", properties="id")
        assert sorted(ids(up)) == sorted(ids(down))


@pytest.mark.parametrize("path", DEFAULTS)
def test_default_attributes(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    for query in ({}, {"properties": "DEFAULT"}):
        found = wire.read(path, limit="1", **query)
        assert list(found[0]) == DEFAULTS[path].split()


@pytest.mark.parametrize("path", DEFAULTS)
def test_chosen_attributes(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    other = DEFAULTS[path].split()[1]
    for query in (f"properties=id,{other}", f"properties[0]=id&properties[1]={other}"):
        assert set(wire.read(f"{path}?limit=1&{query}")[0]) == {"id", other}
    without = set(wire.read(path, limit="1", properties=f"DEFAULT,-{other}")[0])
    assert without == set(DEFAULTS[path].split()) - {other}


def test_an_extra_attribute(wire: Wire, mailing: dict[str, Any]) -> None:
    assert "contacts" not in wire.read(MAILINGS, id=mailing["id"])[0]
    extra = wire.read(MAILINGS, id=mailing["id"], properties="DEFAULT,contacts")[0]
    assert extra == mailing | {"contacts": extra["contacts"]}
    assert extra["contacts"] == [{"recipient": "+33600000001"}, {"recipient": "+33600000002"}]


@pytest.mark.parametrize(
    "query",
    ["id={},{}", "id[0]={}&id[1]={}", "id={}&id={}", "id%5B0%5D={}&id%5B1%5D={}", "id[]={},{}"],
)
def test_several_values(wire: Wire, four: list[str], query: str) -> None:
    assert ids(wire.read(f"{MAILINGS}?{query.format(*four[1:3])}")) == four[1:3]


def test_several_values_in_json(wire: Wire, four: list[str]) -> None:
    for given in (four[:2], f"{four[0]},{four[1]}", [f"{four[0]},{four[1]}"]):
        body = json.dumps({"id": given})
        answer = wire.call("POST", f"{MAILINGS}?action=read", body, "application/json")
        assert ids(answer.list) == four[:2]


def test_a_filter_is_exact(wire: Wire, name: str, mailing: dict[str, Any]) -> None:
    assert ids(wire.read(MAILINGS, name=name)) == [mailing["id"]]
    for near in (name[:-1], name.upper(), name + "%", name + " "):
        assert wire.read(MAILINGS, name=near) == []


def test_a_long_filter_goes_in_the_body(wire: Wire, mailing: dict[str, Any]) -> None:
    many = ",".join([mailing["id"], *(str(n) for n in range(10_000))])
    answer = wire.call("POST", f"{MAILINGS}?action=read", urlencode({"id": many}))
    assert ids(answer.list) == [mailing["id"]]


def test_envelope_counts_what_it_holds(wire: Wire, name: str, four: list[str]) -> None:
    body = wire.call("GET", f"{MAILINGS}?name={quote(name)}&limit=3&total=true").json
    assert (body["size"], body["total"], len(body["list"])) == (3, 4, 3)
    assert set(body) == {"size", "total", "list"}


def test_create_answers_the_envelope(wire: Wire, wav: bytes, fields: dict[str, str]) -> None:
    for made in (wire.create(**fields), wire.upload(wav)):
        assert (made.status, made.json["size"], len(made.list)) == (201, 1, 1)


def test_bare_resource_on_create(wire: Wire, switch: Any, wav: bytes, fields: Any) -> None:
    switch(bare_create=True)
    for made in (wire.create(**fields), wire.upload(wav)):
        assert made.status == 201
        assert made.json["id"]
        assert "list" not in made.json


def test_ids_and_sizes_are_strings_and_counts_are_numbers(
    wire: Wire, content: dict[str, Any], mailing: dict[str, Any]
) -> None:
    assert isinstance(content["id"], str)
    assert isinstance(content["filesize"], str)
    assert isinstance(content["duration"], int)
    assert isinstance(mailing["id"], str)
    assert all(type(count) is int for count in mailing["stats"].values())
    message = wire.read(MESSAGES, mailingId=mailing["id"])[0]
    assert isinstance(message["id"], str)
    assert message["mailingId"] == mailing["id"]


def test_json_exactly_and_utf8(wire: Wire, fields: dict[str, str]) -> None:
    made = wire.create(**fields | {"name": "Été ☎ 𝄞"})
    assert made.headers["content-type"] == "application/json"
    assert "Été ☎ 𝄞".encode() in made.body
    refused = wire.call("GET", f"{MAILINGS}?limit=%C3%A9")
    assert (refused.status, refused.headers["content-type"]) == (400, "application/json")


def test_the_name_filter_may_be_ignored(
    wire: Wire, switch: Any, name: str, mailing: dict[str, Any]
) -> None:
    everything = len(wire.read(MAILINGS))
    switch(name_filter_ignored=True)
    assert len(wire.read(MAILINGS, name=name)) == everything > 1
    assert len(wire.read(MESSAGES, mailingName=name)) == len(wire.read(MESSAGES)) > 2
    meta = urlencode({"name": name, "metaData": '{"name": "other"}'})
    assert wire.call("PUT", MAILINGS, meta).json == {"count": 1}
