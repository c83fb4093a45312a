"""voice-api.md, 7 and 8: each recipient's status, and the statistics."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.wire import Wire

MAILINGS, MESSAGES = "/rest/mailings", "/rest/messages"
SUM = ("wait", "on", "ok", "ko", "no")


@pytest.fixture
def endings(wire: Wire, fields: dict[str, str], content: dict[str, Any]) -> dict[str, Any]:
    """A VOICE mailing to the test numbers 99 00 to 99 06."""
    contacts = json.dumps([{"recipient": f"+3360000990{n}"} for n in range(7)])
    voice = {"media": "VOICE", "type": "wav", "link": content["url"], "contacts": contacts}
    made: dict[str, Any] = wire.create(**fields | voice).list[0]
    return made


def test_read_by_id_with_properties(wire: Wire, mailing: dict[str, Any]) -> None:
    ids = [each["id"] for each in wire.read(MESSAGES, mailingId=mailing["id"])]
    found = wire.read(f"{MESSAGES}?id={ids[0]},{ids[1]}&properties=id,currentStatus")
    assert [each["id"] for each in found] == ids
    for each in found:
        assert set(each) == {"id", "currentStatus"}
        assert set(each["currentStatus"]) == {"shortKey", "description"}


def test_neither_id_nor_properties_is_required(wire: Wire, mailing: dict[str, Any]) -> None:
    assert len(wire.read(MESSAGES, limit="2")) == 2


def test_message_says_its_mailing(wire: Wire, mailing: dict[str, Any]) -> None:
    message = wire.read(MESSAGES, mailingId=mailing["id"], sort="id ASC")[0]
    assert message["recipient"] == "+33600000001"
    assert message["contact"] == {"recipient": "+33600000001"}
    assert message["mailingName"] == mailing["name"]
    assert (message["media"], message["date"]) == (mailing["media"], mailing["date"])


def test_filters(wire: Wire, name: str, endings: dict[str, Any]) -> None:
    of_name = {"mailingName": name}
    everything = wire.read(MESSAGES, **of_name)
    assert len(everything) == 7
    assert wire.read(MESSAGES, mailingId=endings["id"]) == everything
    assert len(wire.read(MESSAGES, **of_name, status="ko")) == 5
    assert len(wire.read(MESSAGES, **of_name, status="ok,no")) == 2
    assert wire.read(MESSAGES, **of_name, status="wait") == []
    busy = wire.read(MESSAGES, **of_name, recipient="+33600009901")
    assert [each["currentStatus"]["description"] for each in busy] == ["voice busy"]
    assert wire.read(MESSAGES, id=busy[0]["id"]) == busy


def test_test_numbers_and_descriptions(wire: Wire, endings: dict[str, Any]) -> None:
    found = wire.read(MESSAGES, mailingId=endings["id"], sort="recipient ASC")
    assert [tuple(each["currentStatus"].values()) for each in found] == [
        ("ok", "voice delivered"),
        ("ko", "voice busy"),
        ("ko", "no answer"),
        ("ko", "voicemail full"),
        ("ko", "not in service"),
        ("ko", "opted out"),
        ("no", "outcome not known"),
    ]


def test_optout_only_for_voice(wire: Wire, endings: dict[str, Any], fields: Any) -> None:
    assert wire.read(MAILINGS, id=endings["id"])[0]["stats"]["optout"] == 1
    contacts = '[{"recipient": "+33600009905"}]'
    made = wire.create(**fields | {"contacts": contacts}).list[0]
    stats = wire.read(MAILINGS, id=made["id"])[0]["stats"]
    assert (stats["ok"], stats["optout"]) == (1, 0)


def test_unknown_outcome_is_not_delivered(wire: Wire, endings: dict[str, Any]) -> None:
    stats = wire.read(MAILINGS, id=endings["id"])[0]["stats"]
    assert (stats["ok"], stats["ko"], stats["no"]) == (1, 5, 1)


def test_wait_then_on_then_final(start: Callable[..., Wire], wav: bytes) -> None:
    own = start(speed=0.001)  # all moves only by the clock
    contacts = json.dumps([{"recipient": f"+336000{n:05}"} for n in range(200)])
    link = own.upload(wav).list[0]["url_encoded"]
    made = own.create(media="VOICEMAIL", link=link, contacts=contacts).list[0]
    paths: dict[str, list[str]] = {}
    for _ in range(25):
        for each in own.read(MESSAGES, mailingId=made["id"], properties="id,currentStatus"):
            path = paths.setdefault(each["id"], [])
            if path[-1:] != [each["currentStatus"]["shortKey"]]:
                path.append(each["currentStatus"]["shortKey"])
        own.advance(1_200)
    assert len(paths) == 200
    finals = ("ok", "ko", "no")
    assert all(path[-1] in finals for path in paths.values())
    assert {tuple(path[:-1]) for path in paths.values()} == {("wait", "on")}


def test_stats_sum_and_agree_with_the_messages(start: Callable[..., Wire], wav: bytes) -> None:
    own = start(speed=1e-6)
    contacts = json.dumps([{"recipient": f"+336000{n:05}"} for n in range(300)])
    link = own.upload(wav).list[0]["url_encoded"]
    made = own.create(media="VOICEMAIL", link=link, contacts=contacts).list[0]
    seen = set()
    for _ in range(4):
        stats = own.read(MAILINGS, id=made["id"])[0]["stats"]
        assert list(stats) == ["total", *SUM, "optout"]
        assert stats["total"] == sum(stats[key] for key in SUM) == 300
        messages = own.read(MESSAGES, mailingId=made["id"])
        counts = Counter(each["currentStatus"]["shortKey"] for each in messages)
        assert all(abs(stats[key] - counts[key]) <= 1 for key in SUM)
        seen |= {key for key in SUM if stats[key]}
        own.advance(10_000_000)
    assert {"wait", "on", "ok"} <= seen


def test_stats_by_id(wire: Wire, endings: dict[str, Any]) -> None:
    found = wire.read(f"{MAILINGS}?properties=id,stats&id={endings['id']}")
    assert [set(each) for each in found] == [{"id", "stats"}]


def test_stats_by_name(wire: Wire, name: str, fields: dict[str, str]) -> None:
    for _ in range(3):
        wire.create(**fields)
    found = wire.read(MAILINGS, name=name, properties="id,stats")
    assert sum(each["stats"]["total"] for each in found) == 6
