"""Importing audio and hearing it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller


def test_an_import_can_be_read_and_downloaded(shared: Caller, recording: bytes) -> None:
    answer = shared.upload(recording, description="Été", tags=["soldes", "hiver"])
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    envelope = answer.json()
    assert (envelope["size"], envelope["total"]) == (1, 1)
    made = envelope["list"][0]
    assert made["filesize"] == str(len(recording))
    assert (made["mimeType"], made["duration"]) == ("audio/wav", 10)
    assert (made["filename"], made["tags"]) == ("message d'été.wav", ["soldes", "hiver"])
    assert shared.read("/content/rest/contents", id=made["id"]) == [made]
    assert shared.session.get(made["url"], timeout=10).content == recording
    heard = shared.session.get(made["url_encoded"], timeout=10).content
    assert made["url_encoded"].endswith(".pcm")
    assert len(heard) == 10.5 * 8_000  # A-law: one byte a sample


@pytest.mark.parametrize(
    "fields", [{"tags": ["un", "deux"]}, {"tags[]": ["un", "deux"]}, {"tags[0]": "un,deux"}]
)
def test_tags_come_in_three_ways_and_filter(
    shared: Caller, recording: bytes, name: str, fields: dict[str, Any]
) -> None:
    made = shared.upload(recording, name=name, **fields).json()["list"][0]
    assert made["tags"] == ["un", "deux"]
    found = shared.read("/content/rest/contents", tags="deux", name=name, properties="id")
    assert found == [{"id": made["id"]}]
    assert shared.read("/content/rest/contents", tags="trois", name=name) == []


def test_ten_seconds_are_counted_in_frames(
    shared: Caller, make_tone: Callable[[float], bytes]
) -> None:
    assert shared.upload(make_tone(10.0)).status_code == 201
    answer = shared.upload(make_tone(10.0 - 1 / 8_000))
    assert answer.status_code == 417
    assert "at least 10 s" in answer.json()["message"]


@pytest.mark.parametrize("audio", [b"", b"not audio at all", b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_what_is_no_audio_is_refused(shared: Caller, audio: bytes) -> None:
    assert shared.upload(audio).status_code == 417


def test_more_than_20_mib_is_refused(shared: Caller, recording: bytes) -> None:
    answer = shared.upload(recording + bytes(20 * 2**20))
    assert answer.status_code == 417
    assert "20971520" in answer.json()["message"]


def test_a_request_without_end_is_refused(shared: Caller) -> None:
    assert shared.upload(bytes(33 * 2**20)).status_code == 414


def test_required_parameters(shared: Caller, recording: bytes) -> None:
    assert shared.upload(recording, name="").status_code == 417
    without = shared("POST", "/content/rest/contents", data={"name": "x", "contentFile": "y"})
    assert without.status_code == 417
