"""voice-api.md, 4: importing audio."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.wire import MULTIPART, Wire, multipart
from voicedesk.base.resources import resource

PATH = "/content/rest/contents"


def test_import_of_a_wav(wire: Wire, wav: bytes) -> None:
    answer = wire.upload(wav, ("description", "Été"), ("tags", "un"))
    assert answer.status == 201
    made = answer.list[0]
    assert (made["name"], made["description"], made["comment"]) == ("Message", "Été", None)
    assert (made["filename"], made["filesize"]) == ("message.wav", str(len(wav)))
    assert (made["mimeType"], made["duration"]) == ("audio/wav", 10)
    assert made["tags"] == ["un"]


def test_import_of_an_mp3(wire: Wire) -> None:
    data = resource("samples", "message-fr.mp3").read_bytes()
    made = wire.upload(data, name="message.mp3").list[0]
    assert (made["mimeType"], made["filesize"]) == ("audio/mp3", str(len(data)))
    assert made["duration"] >= 10


@pytest.mark.parametrize("missing", ["name", "contentFile"])
def test_required_fields(wire: Wire, wav: bytes, missing: str) -> None:
    fields = [] if missing == "name" else [("name", "x")]
    files = [] if missing == "contentFile" else [("contentFile", "x.wav", wav)]
    assert wire.call("POST", PATH, multipart(fields, files), MULTIPART).status == 417


@pytest.mark.parametrize(
    "parts",
    [
        [("tags", "un"), ("tags", "deux")],
        [("tags[]", "un"), ("tags[]", "deux")],
        [("tags[0]", "un"), ("tags[1]", "deux")],
    ],
)
def test_tags_in_three_ways(wire: Wire, wav: bytes, name: str, parts: Any) -> None:
    made = wire.upload(wav, *parts).list[0]
    assert made["tags"] == ["un", "deux"]


def test_contents_are_found_by_tags(wire: Wire, wav: bytes, name: str) -> None:
    made = wire.upload(wav, ("tags", name), ("tags", "other")).list[0]
    assert wire.read(PATH, tags=name) == [made]
    assert made in wire.read(PATH, tags="other")
    assert wire.read(PATH, tags=f"{name} not") == []


def test_at_least_ten_seconds_of_samples(wire: Wire, make_wav: Callable[[float], bytes]) -> None:
    assert wire.upload(make_wav(10.0)).status == 201
    short = make_wav(10.0 - 1 / 8_000)
    assert wire.upload(short).status == 417
    # A header that claims an hour is not believed.
    lying = short[:40] + (3_600 * 16_000).to_bytes(4, "little") + short[44:]
    assert wire.upload(lying).status == 417


def test_at_most_20_mib(wire: Wire, make_wav: Callable[[float], bytes]) -> None:
    whole = make_wav((20 * 2**20 - 44) / 16_000)
    assert len(whole) == 20 * 2**20
    assert wire.upload(whole).status == 201
    refused = wire.upload(whole + b"\0")
    assert refused.status == 417
    assert "20971521" in refused.json["message"]


@pytest.mark.parametrize("audio", [b"", b"not audio", b"%PDF-1.7", b"RIFF\0\0\0\0WAVEfmt "])
def test_only_mp3_or_wav(wire: Wire, audio: bytes) -> None:
    assert wire.upload(audio).status == 417


def test_url_is_the_file_and_url_encoded_what_is_heard(
    wire: Wire, wav: bytes, content: dict[str, Any]
) -> None:
    origin = len(wire.platform.url)
    file = wire.call("GET", content["url"][origin:], token=None)
    assert (file.status, file.kind, file.body) == (200, "audio/wav", wav)
    heard = wire.call("GET", content["url_encoded"][origin:], token=None)
    assert heard.status == 200
    assert content["url_encoded"].endswith(".pcm")
    assert len(heard.body) == 84_000  # 10.5 s at 8 kHz, mono, A-law: a byte a sample


def test_what_is_heard_is_a_law(wire: Wire, wav: bytes, content: dict[str, Any]) -> None:
    """The tone's samples, decoded as G.711 has it, beside those that were imported."""
    heard = wire.call("GET", content["url_encoded"][len(wire.platform.url) :], token=None).body
    imported = wav[44:]
    at = range(8_000, 16_000)
    linear = [int.from_bytes(imported[2 * n : 2 * n + 2], "little", signed=True) for n in at]
    decoded = [a_law(heard[n]) for n in at]
    close = sum(abs(a - b) <= 0.05 * abs(a) + 64 for a, b in zip(linear, decoded, strict=True))
    assert close > 0.99 * len(linear)


def a_law(byte: int) -> int:
    """G.711: sign, three bits of segment, four of step, every second bit inverted."""
    code = byte ^ 0x55
    segment, step = (code >> 4) & 7, code & 15
    size = (step * 2 + 1) * 8 if segment == 0 else (step * 2 + 33) << (segment + 2)
    return size if code & 0x80 else -size
