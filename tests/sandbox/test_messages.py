"""Each recipient's status, and the test numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

TEST_NUMBERS = {
    "+33600009900": ("ok", "voice delivered"),
    "+33600009901": ("ko", "voice busy"),
    "+33600009902": ("ko", "no answer"),
    "+33600009903": ("ko", "voicemail full"),
    "+33600009904": ("ko", "not in service"),
    "+33600009905": ("ko", "opted out"),
    "+33600009906": ("no", "outcome not known"),
}


@pytest.fixture
def mailing(shared: Caller, content: dict[str, Any], name: str) -> dict[str, Any]:
    """A VOICE mailing to all test numbers."""
    given = {
        "name": name,
        "media": "VOICE",
        "type": "wav",
        "link": content["url"],
        "contacts": [{"recipient": number} for number in TEST_NUMBERS],
    }
    made: dict[str, Any] = shared("POST", "/rest/mailings", json=given).json()["list"][0]
    return made


def test_the_last_digits_decide_the_outcome(shared: Caller, mailing: dict[str, Any]) -> None:
    messages = shared.read("/rest/messages", mailingId=mailing["id"])
    assert {
        message["recipient"]: tuple(message["currentStatus"].values()) for message in messages
    } == TEST_NUMBERS
    stats = shared.read("/rest/mailings", id=mailing["id"])[0]["stats"]
    counts = {"total": 7, "wait": 0, "on": 0, "ok": 1, "ko": 5, "no": 1, "optout": 1}
    assert stats == counts
    first = messages[0]
    assert first["contact"] == {"recipient": "+33600009900"}
    assert (first["mailingId"], first["mailingName"]) == (mailing["id"], mailing["name"])
    assert (first["media"], first["date"]) == ("VOICE", mailing["date"])
    assert len(first) == 8


def test_filters(shared: Caller, mailing: dict[str, Any]) -> None:
    everything = shared.read("/rest/messages", mailingName=mailing["name"], properties="id")
    assert len(everything) == 7
    busy = {"mailingId": mailing["id"], "recipient": "+33600009901"}
    found = shared.read("/rest/messages", **busy, properties="id,currentStatus")
    assert [message["currentStatus"]["description"] for message in found] == ["voice busy"]
    undelivered = shared.read("/rest/messages", mailingId=mailing["id"], status="ko,no")
    assert len(undelivered) == 6
    ids = f"{everything[0]['id']},{everything[6]['id']}"
    assert len(shared.read("/rest/messages", id=ids)) == 2
    page = {"mailingId": mailing["id"], "limit": 3, "offset": 6, "total": 1}
    answer = shared("GET", "/rest/messages", params=page).json()
    assert (answer["size"], answer["total"]) == (1, 7)
