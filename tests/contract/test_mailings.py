"""voice-api.md, 5: sending."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.contract.wire import FORM, MULTIPART, Wire, multipart

PATH = "/rest/mailings"
JSON = "application/json"


def contacts(*numbers: str) -> str:
    return json.dumps([{"recipient": number} for number in numbers])


def recipients(wire: Wire, answer: Any) -> list[str]:
    assert answer.status == 201, answer.body
    found = wire.read(PATH, id=answer.list[0]["id"], properties="contacts")
    return [contact["recipient"] for contact in found[0]["contacts"]]


def test_name_is_optional(wire: Wire, fields: dict[str, str]) -> None:
    without = {name: value for name, value in fields.items() if name != "name"}
    made = wire.create(**without)
    assert made.status == 201
    assert made.list[0]["name"] is None


@pytest.mark.parametrize("media", ["VOICE", "voice", "VOICEMAIL", "voicemail", "Voice"])
def test_media_in_any_case(
    wire: Wire, fields: dict[str, str], content: dict[str, Any], media: str
) -> None:
    voice = {"type": "wav", "link": content["url"]} if media.upper() == "VOICE" else {}
    made = wire.create(**fields | {"media": media} | voice)
    assert made.list[0]["media"] == media.upper()


@pytest.mark.parametrize("media", ["SMS", "", "VOICES"])
def test_no_other_media(wire: Wire, fields: dict[str, str], media: str) -> None:
    assert wire.create(**fields | {"media": media}).status == 417


def test_link_by_media(wire: Wire, fields: dict[str, str], content: dict[str, Any]) -> None:
    voice = {"media": "VOICE", "type": "wav"}
    assert wire.create(**fields | voice | {"link": content["url"]}).status == 201
    assert wire.create(**fields | voice | {"link": content["url_encoded"]}).status == 417
    assert wire.create(**fields | {"link": content["url"]}).status == 417
    nowhere = content["url_encoded"].replace("/datas/", "/datas/00")
    assert wire.create(**fields | {"link": nowhere}).status == 417


def test_type_of_voice(wire: Wire, fields: dict[str, str], content: dict[str, Any]) -> None:
    voice = fields | {"media": "VOICE", "link": content["url"]}
    assert wire.create(**voice).status == 417
    assert wire.create(**voice, type="mp3").status == 417
    assert wire.create(**voice, type="wav").list[0]["type"] == "wav"
    document = {"link": "http://127.0.0.1/menu.vxml", "type": "vxml"}
    assert wire.create(**voice | document).list[0]["type"] == "vxml"


def test_an_mp3_is_sent_as_wav(wire: Wire, fields: dict[str, str]) -> None:
    from voicedesk.base.resources import resource

    data = resource("samples", "message-fr.mp3").read_bytes()
    made = wire.upload(data, name="message.mp3").list[0]
    voice = {"media": "VOICE", "type": "wav", "link": made["url"]}
    assert wire.create(**fields | voice).status == 201


def test_date_absent_or_past_is_at_once(wire: Wire, fields: dict[str, str]) -> None:
    for date in ({}, {"date": ""}, {"date": "2020-01-01T10:00:00+01:00"}):
        made = wire.create(**fields, **date).list[0]
        assert made["stats"]["wait"] == 0
        assert datetime.fromisoformat(made["date"]).year >= 2026


def test_a_programmed_date_waits(start: Callable[..., Wire], wav: bytes) -> None:
    own = start(speed=0)
    given = {
        "media": "VOICEMAIL",
        "link": own.upload(wav).list[0]["url_encoded"],
        "contacts": contacts("+33600000001"),
        "date": datetime.fromtimestamp(datetime.now().timestamp() + 7_200).isoformat("T", "seconds")
        + datetime.now().astimezone().strftime("%z"),
    }
    made = own.create(**given).list[0]
    assert (made["status"], made["stats"]["wait"]) == ("wait", 1)
    own.advance(7_100)
    assert own.read(PATH, id=made["id"])[0]["stats"]["wait"] == 1
    own.advance(200)
    assert own.read(PATH, id=made["id"])[0]["stats"]["wait"] == 0


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2090-02-12T15:00:00+01:00", "2090-02-12T15:00:00+01:00"),
        ("2090-02-12T15:00:00", "2090-02-12T15:00:00+01:00"),
        ("2090-07-12T15:00:00", "2090-07-12T15:00:00+02:00"),
        ("2090-07-12T15:00:00Z", "2090-07-12T17:00:00+02:00"),
    ],
)
def test_date_with_and_without_an_offset(
    wire: Wire, fields: dict[str, str], date: str, shown: str
) -> None:
    assert wire.create(**fields, date=date).list[0]["date"] == shown


@pytest.mark.parametrize("date", ["tomorrow", "12/02/2090", "2090-02-30T10:00:00Z", "2090-02-12"])
def test_date_is_iso_8601(wire: Wire, fields: dict[str, str], date: str) -> None:
    assert wire.create(**fields, date=date).status == 417


def test_a_plus_decoded_to_a_space(wire: Wire, name: str, fields: dict[str, str]) -> None:
    body = urlencode(fields) + "&date=2090-02-12T15:00:00+01:00"
    assert wire.call("POST", PATH, body).status == 417
    assert wire.read(PATH, name=name) == []


@pytest.mark.parametrize("count", [1_000, 1_001])
@pytest.mark.parametrize("form", ["text", "fields", "multipart", "json"])
def test_at_most_1000_contacts_in_every_form(
    wire: Wire, name: str, fields: dict[str, str], form: str, count: int
) -> None:
    numbers = [f"+336000{n:05}" for n in range(count)]
    plain = [(key, value) for key, value in fields.items() if key != "contacts"]
    single = [(f"contacts[{n}][recipient]", number) for n, number in enumerate(numbers)]
    body, kind = {
        "text": (urlencode([*plain, ("contacts", contacts(*numbers))]).encode(), FORM),
        "fields": (urlencode([*plain, *single]).encode(), FORM),
        "multipart": (multipart([*plain, *single], []), MULTIPART),
        "json": (
            json.dumps(dict(plain) | {"contacts": [{"recipient": n} for n in numbers]}).encode(),
            JSON,
        ),
    }[form]
    answer = wire.call("POST", PATH, body, kind)
    if count == 1_000:
        assert recipients(wire, answer) == numbers
    else:
        assert answer.status == 417
        assert "1001" in answer.json["message"]
        assert wire.read(PATH, name=name) == []


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("+33 6 00 00 00 01", "+33600000001"),
        ("06 00 00 00 01", "+33600000001"),
        ("06.00.00.00.01", "+33600000001"),
        ("06-00-00-00-01", "+33600000001"),
        ("+33600000001", "+33600000001"),
    ],
)
def test_numbers_international_local_and_separated(
    wire: Wire, fields: dict[str, str], written: str, e164: str
) -> None:
    assert recipients(wire, wire.create(**fields | {"contacts": contacts(written)})) == [e164]


@pytest.mark.parametrize(
    "bad", ["0033600000001", "060000000", "abc", "", "06000000010203", "+999123456789"]
)
def test_a_bad_number_creates_nothing(
    wire: Wire, name: str, fields: dict[str, str], bad: str
) -> None:
    answer = wire.create(**fields | {"contacts": contacts("+33600000001", bad)})
    assert answer.status == 417
    assert bad in answer.json["message"]
    assert wire.read(PATH, name=name) == []


@pytest.mark.parametrize("none", ["", "[]", "null", "{}", "x", '[{"phone": "0600000001"}]'])
def test_no_contacts(wire: Wire, name: str, fields: dict[str, str], none: str) -> None:
    assert wire.create(**fields | {"contacts": none}).status == 417
    assert wire.read(PATH, name=name) == []


@pytest.mark.parametrize("fixed", ["0199000001", "+33261910001", "0353010001"])
def test_fixed_lines_by_media(
    wire: Wire, fields: dict[str, str], content: dict[str, Any], fixed: str
) -> None:
    given = fields | {"contacts": contacts(fixed)}
    refused = wire.create(**given)
    assert refused.status == 417
    assert fixed in refused.json["message"]
    voice = {"media": "VOICE", "type": "wav", "link": content["url"]}
    assert wire.create(**given | voice).status == 201


def test_several_mailings_of_one_name(wire: Wire, name: str, fields: dict[str, str]) -> None:
    made = [wire.create(**fields).list[0]["id"] for _ in range(3)]
    assert len(set(made)) == 3  # no idempotency: the same request is another mailing
    assert [each["id"] for each in wire.read(PATH, name=name, sort="id ASC")] == made


@pytest.mark.parametrize(("mode", "total"), [("leave_out", 2), ("count", 3)])
def test_total_after_rejections(
    wire: Wire, switch: Any, fields: dict[str, str], mode: str, total: int
) -> None:
    switch(rejections=mode)
    good = ("+33600000001", "+33600000002")
    made = wire.create(**fields | {"contacts": contacts(*good, "0033600000003")})
    assert recipients(wire, made) == list(good)
    stats = wire.read(PATH, id=made.list[0]["id"])[0]["stats"]
    assert stats["total"] == total
    assert sum(stats[key] for key in ("wait", "on", "ok", "ko", "no")) == 2
    assert wire.create(**fields | {"contacts": contacts("0033600000003")}).status == 417
    assert wire.admin("GET", "/sandbox/ledger")["violations"] == []
