"""Every kind of file a person may choose, and the verdict on it."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicedesk.audio.checks import Inspection

if TYPE_CHECKING:
    from tests.audio.conftest import Studio

Make = Callable[["Studio"], bytes]
HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nneighbour.mp3\n#EXT-X-ENDLIST\n"
BYTE_RATE = struct.pack("<I", 32_000)
CONCAT = b"ffconcat version 1.0\nfile neighbour.mp3\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"


@dataclass(frozen=True)
class Case:
    """``codes`` are all the problems the file has, and no other."""

    name: str
    make: Make
    codes: str = ""
    duration_s: float | None = 12.0
    ok: bool = True


@cache
def wav(studio: "Studio") -> bytes:
    return studio.wav(studio.tone(12))


@cache
def mp3(studio: "Studio") -> bytes:
    return studio.mp3(studio.tone(12, 44_100))


@cache
def bare_mp3(studio: "Studio") -> bytes:
    return studio.mp3(studio.tone(12, 44_100), xing=False)


def samples(studio: "Studio") -> bytes:
    return studio.tone(12).tobytes()


def with_lie(studio: "Studio", data_size: int, riff_size: int | None = None) -> bytes:
    return studio.pcm_header(data_size, riff_size=riff_size) + samples(studio)


def coded(codec: str, rate: int = 16_000, channels: int = 1) -> Make:
    return lambda s: s.wav(s.tone(12, rate, channels=channels), rate, codec)


def as_mp3(rate: int, channels: int) -> Make:
    return lambda s: s.mp3(s.tone(12, rate, channels=channels), rate)


def other(container: str, codec: str) -> Make:
    return lambda s: s.encode(s.tone(1, 48_000, channels=2), 48_000, container, codec)


def id3(body: bytes) -> bytes:
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body


def picture() -> bytes:
    body = b"\0image/png\0\3\0" + PNG + bytes(3_000)
    return id3(b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body)


def with_xing_frames(data: bytes, frames: int) -> bytes:
    at = max(data.find(b"Xing", 0, 200), data.find(b"Info", 0, 200))
    return data[: at + 8] + struct.pack(">I", frames) + data[at + 12 :]


def rf64(studio: "Studio") -> bytes:
    body = samples(studio)
    ds64 = struct.pack("<QQQI", 72 + len(body), len(body), len(body) // 2, 0)
    classic = studio.pcm_header(0)
    head = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", len(ds64)) + ds64
    return head + classic[12:40] + b"\xff\xff\xff\xff" + body


def antiphase(studio: "Studio") -> bytes:
    tone = studio.tone(12)
    return studio.wav(np.concatenate((tone, -tone), axis=1))


def clipped(studio: "Studio") -> bytes:
    loud = studio.tone(12).astype(np.int32) * 10
    return studio.wav(np.clip(loud, -32_768, 32_767).astype(np.int16))


def refused(name: str, make: Make, codes: str) -> Case:
    return Case(name, make, codes, None, ok=False)


HEALTHY = (
    Case("mono.wav", wav),
    Case("mono.WAV", wav),
    Case("stereo.wav", coded("pcm_s16le", 44_100, 2)),
    Case("surround.wav", coded("pcm_s16le", 16_000, 6)),
    Case("fast.wav", coded("pcm_s16le", 192_000)),
    Case("slow.wav", coded("pcm_s16le", 4_000)),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}")) for codec in ("u8", "s24le", "s32le")),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}")) for codec in ("f32le", "f64le")),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}", 8_000)) for codec in ("alaw", "mulaw")),
    Case("adpcm_ms.wav", coded("adpcm_ms"), duration_s=12.09),
    Case("adpcm_ima.wav", coded("adpcm_ima_wav"), duration_s=12.12),
    Case("mpeg1.mp3", mp3),
    Case("mpeg1-stereo.mp3", as_mp3(48_000, 2)),
    Case("mpeg2.mp3", as_mp3(22_050, 1)),
    Case("mpeg2.5.mp3", as_mp3(8_000, 1)),
    Case("no-xing.mp3", bare_mp3, duration_s=12.06),
    Case("tags.mp3", lambda s: picture() + mp3(s) + b"TAG" + bytes(125)),
    Case("tag-not-utf8.mp3", lambda s: id3(b"TIT2\0\0\0\x04\0\0\3\xff\xfe\xfd") + mp3(s)),
    Case("padded.mp3", lambda s: bytes(3_000) + mp3(s)),
    Case("chunks-behind.wav", lambda s: wav(s) + b"LIST" + struct.pack("<I", 2_000) + bytes(2_000)),
    Case("long-sizes.wav", rf64),
    Case("ten.wav", lambda s: s.wav(s.tone(10)), duration_s=10.0),
    Case("ten.mp3", lambda s: s.mp3(s.tone(10, 44_100)), duration_s=10.0),
)

MISLABELLED = (
    Case("wav-called.mp3", wav, "wrong_suffix"),
    Case("mp3-called.wav", mp3, "wrong_suffix"),
    Case("no-suffix", mp3, "wrong_suffix"),
    refused("flac-called.mp3", other("flac", "flac"), "unsupported"),
    refused("ogg-called.mp3", other("ogg", "libopus"), "unsupported"),
    refused("mp4-called.wav", other("mp4", "aac"), "unsupported"),
    refused("aiff-called.wav", other("aiff", "pcm_s16be"), "unsupported"),
    refused("matroska.mp3", other("matroska", "libopus"), "unsupported"),
    refused("aac-called.mp3", other("adts", "aac"), "unsupported"),
    refused("layer-2-called.mp3", other("mp2", "mp2"), "unsupported"),
    refused("flac-behind-id3.mp3", lambda s: id3(bytes(9)) + b"fLaC" + bytes(90), "unsupported"),
    refused("picture.mp3", lambda _: PNG, "not_audio"),
    refused("letter.wav", lambda _: b"Dear garage, my tyres are worn.\n" * 99, "not_audio"),
    refused("page.mp3", lambda _: b"<!DOCTYPE html><title>404</title>" * 99, "not_audio"),
    refused("archive.wav", lambda _: b"PK\3\4" + bytes(9_999), "not_audio"),
    refused("zeros.mp3", lambda _: bytes(500_000), "not_audio"),
    refused("noise.mp3", lambda _: np.random.default_rng(7).bytes(500_000), "not_audio"),
    refused("gsm.wav", lambda s: s.pcm_header(650, tag=49, block=65) + bytes(650), "unsupported"),
    refused("bits-0.wav", lambda s: s.pcm_header(90, bits=0) + bytes(90), "unsupported"),
    refused("rate-0.wav", lambda s: s.pcm_header(9_000, rate=0) + bytes(9_000), "unsupported"),
    refused("rate-3-GHz.wav", lambda s: s.pcm_header(9, rate=3 << 30) + bytes(9), "unsupported"),
    refused("channels-0.wav", lambda s: s.pcm_header(9, channels=0) + bytes(9), "unsupported"),
    refused("channels-9.wav", lambda s: s.pcm_header(90, channels=9) + bytes(90), "unsupported"),
)

TRUNCATED = (
    Case("half.mp3", lambda s: mp3(s)[: len(mp3(s)) // 2], "too_short truncated", 6.01, ok=False),
    Case("most.wav", lambda s: wav(s)[: len(wav(s)) * 11 // 12], "truncated", 11.0, ok=False),
    Case("most.mp3", lambda s: mp3(s)[: len(mp3(s)) * 11 // 12], "truncated", 11.02, ok=False),
    Case("inside-a-frame.mp3", lambda s: bare_mp3(s)[:-100], "truncated", 12.06),
    refused("header.wav", lambda s: wav(s)[:30], "truncated"),
    refused("no-samples.wav", lambda s: s.pcm_header(384_000), "truncated"),
    refused("start.mp3", lambda s: mp3(s)[:100], "truncated"),
    refused("inside-the-tag.mp3", lambda s: picture()[:900], "truncated"),
    refused("empty.mp3", lambda _: b"", "empty"),
    refused("no-frames.wav", lambda s: s.pcm_header(0), "empty"),
    refused("only-a-tag.mp3", lambda _: picture(), "empty"),
)

LYING = (
    Case("gibibyte.wav", lambda s: with_lie(s, 1 << 30), "header_lies"),
    Case("twice.wav", lambda s: with_lie(s, 768_000, riff_size=384_036), "header_lies"),
    Case("never-filled-in.wav", lambda s: with_lie(s, 0, riff_size=0), "header_lies"),
    Case("pipe.wav", lambda s: with_lie(s, 2**32 - 1), "header_lies"),
    Case("less.wav", lambda s: with_lie(s, 352_000), "header_lies", 11.0),
    Case(
        "block.wav",
        lambda s: s.pcm_header(384_000).replace(BYTE_RATE, b"\1\0\0\0") + samples(s),
        "header_lies",
    ),
    Case("years.mp3", lambda s: with_xing_frames(mp3(s), 10**9), "header_lies"),
    Case("less.mp3", lambda s: with_xing_frames(mp3(s), 100), "header_lies"),
    Case("two-rates.mp3", lambda s: mp3(s) + as_mp3(22_050, 1)(s), "header_lies", 24.10),
)

SCRIPTS = (
    refused("hls.mp3", lambda _: HLS, "not_audio"),
    refused("hls.wav", lambda _: HLS, "not_audio"),
    refused("concat.mp3", lambda _: CONCAT, "not_audio"),
    refused("hls-behind-id3.mp3", lambda _: id3(bytes(9)) + HLS, "not_audio"),
    refused("hls-in-riff.wav", lambda _: b"RIFF\xff\0\0\0WAVE" + HLS, "truncated"),
    refused("sdp.mp3", lambda _: b"v=0\nm=audio 9 RTP/AVP 0\n", "not_audio"),
)

SOUNDING = (
    Case("9.9995.wav", lambda s: s.wav(s.tone(9.9995)), "too_short", 9.9995, ok=False),
    Case("one-frame-less.mp3", lambda s: s.mp3(s.tone(10, 44_100)[:-1]), "too_short", 10, ok=False),
    Case("silence.wav", lambda s: s.wav(s.tone(12, peak=0)), "silent", ok=False),
    Case("silence.mp3", lambda s: s.mp3(s.tone(12, 44_100, peak=0)), "silent", ok=False),
    Case("unheard.wav", lambda s: s.wav(s.tone(12, peak=0.002)), "silent", ok=False),
    Case("quiet.wav", lambda s: s.wav(s.tone(12, peak=0.02)), "quiet"),
    Case("clipped.wav", clipped, "clipped"),
    Case("full-scale.wav", lambda s: s.wav(s.tone(12, peak=1.0))),
    Case("antiphase.wav", antiphase, "antiphase"),
)

CASES = HEALTHY + MISLABELLED + TRUNCATED + LYING + SCRIPTS + SOUNDING


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict(case: Case, studio: "Studio", look: Callable[[str, bytes], Inspection]) -> None:
    found = look(case.name, case.make(studio))
    assert {problem.code for problem in found.problems} == set(case.codes.split())
    assert found.ok is case.ok
    if case.duration_s is None:
        assert found.sound is None
        assert found.duration_s is None
    else:
        assert found.duration_s == pytest.approx(case.duration_s, abs=0.02)


def test_the_corpus_has_no_two_cases_of_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
