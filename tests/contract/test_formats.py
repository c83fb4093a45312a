"""voice-api.md, 3.7: the suffix of the path picks the format, for answers and for errors."""

import csv
import io
import json
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest

from tests.contract.wire import Answer, Wire

MAILINGS, MESSAGES, CONTENTS = "/rest/mailings", "/rest/messages", "/content/rest/contents"
PATHS = [MAILINGS, MESSAGES, CONTENTS]
NASTY = "é <&>\"'\r\n ;, =1+1 \u2028 \x0b𝄞"


def tree(answer: Answer) -> ET.Element:
    assert answer.kind == "application/xml"
    return ET.fromstring(answer.body)


def table(answer: Answer) -> list[list[str]]:
    assert answer.kind == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8"), newline="")))


def called(answer: Answer, callback: str) -> Any:
    assert answer.kind == "application/javascript"
    text = answer.body.decode("ascii")
    assert text.startswith(f"{callback}(")
    assert text.endswith(");")
    return json.loads(text[len(callback) + 1 : -2])


@pytest.mark.parametrize("path", PATHS)
def test_json_with_and_without_suffix(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    plain, suffixed = (wire.call("GET", f"{path}{suffix}?limit=2") for suffix in ("", ".json"))
    assert plain.body == suffixed.body
    assert plain.kind == suffixed.kind == "application/json"


@pytest.mark.parametrize("path", PATHS)
def test_xml(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    query = "?limit=2&total=true&sort=id%20DESC"
    expected = wire.call("GET", path + query).json
    root = tree(wire.call("GET", f"{path}.xml{query}"))
    assert [child.tag for child in root] == ["size", "total", "list"]
    assert root.findtext("size") == str(expected["size"])
    assert root.findtext("total") == str(expected["total"])
    resources = root.findall("list/resource")
    assert len(resources) == expected["size"]
    for resource, shown in zip(resources, expected["list"], strict=True):
        assert [child.tag for child in resource] == list(shown)
        assert resource.findtext("id") == shown["id"]
    if path == MESSAGES:
        assert resources[0].findtext("currentStatus/shortKey")
    if path == MAILINGS:
        assert resources[0].findtext("stats/total") == str(expected["list"][0]["stats"]["total"])


@pytest.mark.parametrize("path", PATHS)
def test_csv(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    expected = wire.read(path, limit="3", sort="id DESC")
    header, *rows = table(wire.call("GET", f"{path}.csv?limit=3&sort=id%20DESC"))
    assert len(rows) == len(expected)
    for row, shown in zip(rows, expected, strict=True):
        cells = dict(zip(header, row, strict=True))
        assert cells["id"] == shown["id"]
        if path == MAILINGS:
            assert cells["stats.ok"] == str(shown["stats"]["ok"])
            assert cells["pingUrl"] == ""
        if path == MESSAGES:
            assert cells["currentStatus.shortKey"] == shown["currentStatus"]["shortKey"]
            assert cells["contact.recipient"] == shown["recipient"]


@pytest.mark.parametrize("path", PATHS)
def test_csv_of_nothing_has_the_same_header(wire: Wire, mailing: dict[str, Any], path: str) -> None:
    some = table(wire.call("GET", f"{path}.csv?limit=1"))
    none = table(wire.call("GET", f"{path}.csv?id=1"))
    assert none == some[:1]
    assert table(wire.call("GET", f"{path}.csv?id=1&properties=id")) == [["id"]]


def test_names_survive_every_format(wire: Wire, fields: dict[str, str]) -> None:
    target = wire.create(**fields | {"name": NASTY}).list[0]["id"]
    query = f"?id={target}&properties=id,name"
    assert wire.read(MAILINGS + query)[0]["name"] == NASTY
    in_xml = tree(wire.call("GET", f"{MAILINGS}.xml{query}")).findtext("list/resource/name")
    assert in_xml == NASTY.replace("\x0b", "\ufffd")  # XML has no such character
    assert table(wire.call("GET", f"{MAILINGS}.csv{query}"))[1] == [target, NASTY]
    in_js = called(wire.call("GET", f"{MAILINGS}.js{query}&callback=f"), "f")
    assert in_js["list"][0]["name"] == NASTY


def test_tags_in_xml_and_csv(wire: Wire, wav: bytes) -> None:
    made = wire.upload(wav, ("tags", "un"), ("tags", "deux")).list[0]
    query = f"?id={made['id']}&properties=tags"
    root = tree(wire.call("GET", f"{CONTENTS}.xml{query}"))
    assert [item.text for item in root.findall("list/resource/tags/item")] == ["un", "deux"]
    assert table(wire.call("GET", f"{CONTENTS}.csv{query}")) == [["tags"], ["un,deux"]]


@pytest.mark.parametrize("callback", ["f", "jQuery1_2", "$", "a.b.c", "_x9"])
def test_jsonp(wire: Wire, mailing: dict[str, Any], callback: str) -> None:
    answer = wire.call("GET", f"{MESSAGES}.js?limit=2&callback={quote(callback)}")
    assert called(answer, callback) == wire.call("GET", f"{MESSAGES}?limit=2").json
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "callback",
    ["", "a b", "alert(1)//", "a.", ".a", "a..b", "1a", "a;b", "a\n", "é", "a[0]", "a" * 129],
)
def test_jsonp_callback_is_a_plain_dotted_identifier(
    wire: Wire, name: str, fields: dict[str, str], callback: str
) -> None:
    answer = wire.call("GET", f"{MAILINGS}.js?limit=0&callback={quote(callback)}")
    assert (answer.status, answer.kind) == (400, "application/json")
    created = wire.call("POST", f"{MAILINGS}.js", urlencode(fields | {"callback": callback}))
    assert created.status == 400
    assert wire.read(MAILINGS, name=name) == []


def test_jsonp_without_a_callback(wire: Wire) -> None:
    assert wire.call("GET", f"{MAILINGS}.js?limit=0").status == 400
    assert wire.call("GET", f"{MAILINGS}.js?callback=a&callback=b").status == 400


def test_jsonp_needs_the_bearer(wire: Wire) -> None:
    answer = wire.call("GET", f"{MAILINGS}.js?callback=f", token=None)
    assert answer.status == 401
    assert called(answer, "f") == {"status": 401, "message": "Authenticate failed"}


def test_any_verb_in_any_format(wire: Wire, fields: dict[str, str]) -> None:
    later = fields | {"date": "2090-01-01T10:00:00Z"}
    made = wire.call("POST", f"{MAILINGS}.xml", urlencode(later))
    assert made.status == 201
    id_ = tree(made).findtext("list/resource/id")
    meta = urlencode({"metaData": '{"name": "other"}', "callback": "f"})
    updated = wire.call("PUT", f"{MAILINGS}.js?id={id_}", meta)
    assert called(updated, "f") == {"count": 1}
    deleted = wire.call("DELETE", f"{MAILINGS}.csv?id={id_}")
    assert table(deleted) == [["count"], ["1"]]
    again = wire.call("POST", f"{MAILINGS}.csv", urlencode(later))
    header, row = table(again)
    assert (again.status, dict(zip(header, row, strict=True))["stats.wait"]) == (201, "2")


@pytest.mark.parametrize(
    ("verb", "path", "query", "status"),
    [
        ("GET", "/rest/mailings", "limit=x", 400),
        ("GET", "/rest/shoes", "", 404),
        ("POST", "/rest/messages", "", 405),
        ("POST", "/rest/mailings", "", 417),
        ("DELETE", "/content/rest/contents", "", 400),
        ("GET", "/rest/mailings", "name=" + "x" * 8_190, 414),
    ],
)
def test_errors_in_the_format_asked_for(
    wire: Wire, verb: str, path: str, query: str, status: int
) -> None:
    expected = wire.call(verb, f"{path}?{query}").json
    assert expected["status"] == status
    root = tree(wire.call(verb, f"{path}.xml?{query}"))
    assert {child.tag: child.text for child in root} == {
        "status": str(status),
        "message": expected["message"],
    }
    rows = table(wire.call(verb, f"{path}.csv?{query}"))
    assert rows == [["status", "message"], [str(status), expected["message"]]]
    answer = wire.call(verb, f"{path}.js?callback=f&{query}")
    assert answer.status == status
    assert called(answer, "f") == expected


def test_a_failure_in_the_format_asked_for(wire: Wire, switch: Any) -> None:
    switch({"on": "mailings.read", "fault": "status"})
    assert tree(wire.call("GET", f"{MAILINGS}.xml")).findtext("status") == "500"


@pytest.mark.parametrize("path", [*PATHS, "/rest/shoes", "/datas/00/no.wav", "/nowhere", "/token"])
def test_nosniff_everywhere(wire: Wire, path: str) -> None:
    assert wire.call("GET", path).headers["x-content-type-options"] == "nosniff"
