"""Every kind of file a person may choose: how it is made, and the verdict it must get."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tests.audio import forgery
from tests.audio.forgery import CONCAT, DASH, FRAGMENTS, HLS, PLS, PNG, SDP, id3

if TYPE_CHECKING:
    from tests.audio.conftest import Studio

Make = Callable[["Studio"], bytes]
BYTE_RATE = struct.pack("<I", 16_000)
RATE = 8_000
PAGE = b"<!DOCTYPE html><title>404</title>" * 99
LETTER = b"Dear garage, my tyres are worn.\n" * 99


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
    return studio.wav(studio.tone(12, RATE), RATE)


@cache
def mp3(studio: "Studio") -> bytes:
    return studio.mp3(studio.tone(12, 16_000), 16_000)


@cache
def bare_mp3(studio: "Studio") -> bytes:
    return studio.mp3(studio.tone(12, 16_000), 16_000, xing=False)


@cache
def variable(studio: "Studio") -> bytes:
    return studio.mp3(studio.tone(12, 16_000), 16_000, quality="4")


@cache
def encoded(studio: "Studio", container: str, codec: str, rate: int, channels: int) -> bytes:
    return studio.encode(studio.tone(12, rate, channels=channels), rate, container, codec)


def samples(studio: "Studio") -> bytes:
    return studio.tone(12, RATE).tobytes()


def with_lie(studio: "Studio", data_size: int, riff_size: int | None = None) -> bytes:
    return studio.pcm_header(data_size, riff_size=riff_size, rate=RATE) + samples(studio)


def coded(codec: str, rate: int = RATE, channels: int = 1, container: str = "wav") -> Make:
    return lambda s: encoded(s, container, codec, rate, channels)


def as_mp3(rate: int, channels: int = 1) -> Make:
    return lambda s: s.mp3(s.tone(12, rate, channels=channels), rate)


def in_(container: str, codec: str, rate: int = RATE, channels: int = 1) -> Make:
    return coded(codec, rate, channels, container)


def covered(version: int) -> Make:
    return lambda s: forgery.cover(version) + mp3(s)


def always(data: bytes) -> Make:
    return lambda _: data


def cut(make: Make, twelfths: int = 11) -> Make:
    return lambda s: make(s)[: len(make(s)) * twelfths // 12]


def rf64(studio: "Studio") -> bytes:
    body = samples(studio)
    ds64 = struct.pack("<QQQI", 72 + len(body), len(body), len(body) // 2, 0)
    classic = studio.pcm_header(0, rate=RATE)
    head = b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", len(ds64)) + ds64
    return head + classic[12:40] + b"\xff\xff\xff\xff" + body


def rifx(studio: "Studio") -> bytes:
    body = studio.tone(12, RATE).astype(">i2").tobytes()
    fmt = struct.pack(">HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16)
    head = b"RIFX" + struct.pack(">I", 36 + len(body)) + b"WAVEfmt " + struct.pack(">I", 16) + fmt
    behind = b"LIST" + struct.pack(">I", 4) + b"INFO"
    return head + b"data" + struct.pack(">I", len(body)) + body + behind


def gsm(studio: "Studio") -> bytes:
    """12 s of noise: there is no encoder; blocks of 65 bytes are 320 samples, any bits will do."""
    body = np.random.default_rng(7).bytes(65 * 300)
    return studio.pcm_header(len(body), tag=49, block=65, rate=RATE, bits=0) + body


def clipped(studio: "Studio") -> bytes:
    loud = studio.tone(12, RATE).astype(np.int32) * 10
    return studio.wav(np.clip(loud, -32_768, 32_767).astype(np.int16), RATE)


def scaled(left: float, right: float) -> Make:
    def make(studio: "Studio") -> bytes:
        tone = studio.tone(12, RATE, channels=2) * np.array([left, right])
        return studio.wav(tone.astype(np.int16), RATE)

    return make


def converted(name: str, make: Make, duration_s: float = 12.0) -> Case:
    return Case(name, make, "converted", duration_s)


def refused(name: str, make: Make, codes: str) -> Case:
    return Case(name, make, codes, None, ok=False)


def broken(name: str, make: Make, duration_s: float) -> Case:
    return Case(name, cut(make), "truncated converted", duration_s, ok=False)


HEALTHY = (
    Case("mono.wav", wav),
    Case("stereo.wav", coded("pcm_s16le", 44_100, 2)),
    Case("surround.wav", coded("pcm_s16le", channels=6)),
    Case("fast.wav", coded("pcm_s16le", 192_000)),
    Case("slow.wav", coded("pcm_s16le", 4_000)),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}")) for codec in ("u8", "s24le", "s32le")),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}")) for codec in ("f32le", "f64le")),
    *(Case(f"{codec}.wav", coded(f"pcm_{codec}")) for codec in ("alaw", "mulaw")),
    Case("extensible.wav", coded("pcm_s24le", channels=2)),
    Case("adpcm_ms.wav", coded("adpcm_ms"), duration_s=12.22),
    Case("adpcm_ima.wav", coded("adpcm_ima_wav"), duration_s=12.25),
    Case("gsm.wav", gsm, "clipped"),
    Case("mp3-inside.wav", coded("libmp3lame"), duration_s=12.17),
    Case("long-sizes.wav", rf64),
    Case("big-endian.wav", rifx),
    Case("chunks-behind.wav", lambda s: wav(s) + b"LIST" + struct.pack("<I", 2_000) + bytes(2_000)),
    Case("ten.wav", lambda s: s.wav(s.tone(10, RATE), RATE), duration_s=10.0),
    Case("mpeg1.mp3", as_mp3(32_000)),
    Case("mpeg1-stereo.mp3", as_mp3(32_000, 2)),
    Case("mpeg2.mp3", mp3),
    Case("mpeg2.5.mp3", as_mp3(8_000)),
    Case("variable.mp3", variable),
    Case("no-xing.mp3", bare_mp3, duration_s=12.06),
    Case("variable-no-xing.mp3", lambda s: forgery.without_first_frame(variable(s)), "", 12.06),
    *(Case(f"cover-{version}.mp3", covered(version)) for version in (2, 3, 4)),
    Case("tag-behind.mp3", lambda s: mp3(s) + b"TAG" + bytes(125)),
    Case("tag-not-utf8.mp3", lambda s: id3(b"TIT2\0\0\0\x04\0\0\3\xff\xfe\xfd") + mp3(s)),
    Case("padded.mp3", lambda s: bytes(3_000) + mp3(s)),
    Case("ten.mp3", lambda s: s.mp3(s.tone(10, 16_000), 16_000), duration_s=10.0),
)


CONVERTED = (
    converted("voice.m4a", in_("ipod", "aac")),
    converted("cover.m4a", lambda s: forgery.film(s.tone(12, RATE), RATE, "mp4", "aac", "png")),
    converted("film.mp4", lambda s: forgery.film(s.tone(12, RATE), RATE, "mp4", "aac", "mpeg4")),
    converted("lossless.m4a", in_("mov", "alac")),
    converted("film.mov", in_("mov", "pcm_s16le")),
    converted("phone.3gp", in_("3gp", "libopencore_amrnb")),
    converted("phone.amr", in_("amr", "libopencore_amrnb"), 12.02),
    converted("raw.aac", in_("adts", "aac"), 12.16),
    converted("tagged.aac", lambda s: id3(bytes(9)) + in_("adts", "aac")(s), 12.16),
    converted("vorbis.ogg", in_("ogg", "vorbis", channels=2)),
    converted("flac.oga", in_("ogg", "flac")),
    converted("voice.opus", in_("ogg", "libopus")),
    converted("plain.flac", in_("flac", "flac")),
    converted("tagged.flac", lambda s: id3(bytes(9)) + in_("flac", "flac")(s)),
    converted("plain.aiff", in_("aiff", "pcm_s16be")),
    converted("deep.aif", in_("aiff", "pcm_s24be")),
    converted("float.aifc", in_("aiff", "pcm_f32be")),
    converted("alaw.aifc", in_("aiff", "pcm_alaw")),
    converted("voice.wma", in_("asf", "wmav2")),
    converted("old.wma", in_("asf", "wmav1")),
    converted("plain.caf", in_("caf", "pcm_s16le")),
    converted("browser.webm", in_("webm", "libopus")),
    converted("voice.mka", in_("matroska", "aac"), 12.03),
    converted("studio.w64", in_("w64", "pcm_s16le")),
    converted("sun.au", in_("au", "pcm_mulaw")),
)

MISLABELLED = (
    Case("wav-called.mp3", wav, "wrong_suffix"),
    Case("mp3-called.wav", mp3, "wrong_suffix"),
    Case("no-suffix", mp3, "wrong_suffix"),
    Case("m4a-called.mp3", in_("ipod", "aac"), "wrong_suffix converted"),
    Case("ogg-called.wav", in_("ogg", "libopus"), "wrong_suffix converted"),
    Case("flac-behind-id3.mp3", CONVERTED[13].make, "wrong_suffix converted"),
    refused("layer-2-called.mp3", in_("mp2", "mp2", 16_000), "unsupported"),
    refused("film.avi", lambda s: s.pcm_header(99).replace(b"WAVE", b"AVI "), "unsupported"),
    refused("cursor.wav", lambda s: s.pcm_header(99).replace(b"WAVE", b"ACON"), "not_audio"),
    refused("sampled.aiff", lambda _: b"FORM\0\0\0\x508SVXVHDR" + bytes(72), "not_audio"),
    refused("ac3.mov", in_("mov", "ac3", 32_000), "unsupported"),
    refused("picture.mp3", lambda _: PNG, "not_audio"),
    refused("letter.wav", lambda _: LETTER, "not_audio"),
    refused("page.mp3", lambda _: PAGE, "not_audio"),
    refused("archive.wav", lambda _: b"PK\3\4" + bytes(9_999), "not_audio"),
    refused("zeros.mp3", lambda _: bytes(500_000), "not_audio"),
    refused("noise.mp3", lambda _: np.random.default_rng(7).bytes(500_000), "not_audio"),
    refused("bits-0.wav", lambda s: s.pcm_header(90, bits=0) + bytes(90), "unsupported"),
    refused("rate-0.wav", lambda s: s.pcm_header(9_000, rate=0) + bytes(9_000), "unsupported"),
    refused("rate-3-GHz.wav", lambda s: s.pcm_header(9, rate=3 << 30) + bytes(9), "unsupported"),
    refused("channels-0.wav", lambda s: s.pcm_header(9, channels=0) + bytes(9), "unsupported"),
    refused("channels-9.wav", lambda s: s.pcm_header(90, channels=9) + bytes(90), "unsupported"),
)

TRUNCATED = (
    Case("half.mp3", cut(mp3, 6), "too_short truncated", 6.01, ok=False),
    Case("most.wav", cut(wav), "truncated", 11.0, ok=False),
    Case("most.mp3", cut(mp3), "truncated", 11.02, ok=False),
    Case("inside-a-frame.mp3", lambda s: bare_mp3(s)[:-100], "truncated", 12.06),
    broken("most.flac", in_("flac", "flac"), 10.8),
    broken("most.aiff", in_("aiff", "pcm_s16be"), 11.0),
    broken("most.caf", in_("caf", "pcm_s16le"), 11.0),
    broken("most.au", in_("au", "pcm_mulaw"), 11.0),
    broken("most.w64", in_("w64", "pcm_s16le"), 11.0),
    broken("most.wma", in_("asf", "wmav2"), 11.14),
    broken("most.webm", in_("webm", "libopus"), 11.0),
    Case("most.opus", cut(in_("ogg", "libopus")), "truncated converted", 11.0),
    Case(
        "most.m4a",
        cut(lambda s: s.encode(s.tone(12, RATE), RATE, "ipod", "aac", FRAGMENTS)),
        *("truncated converted", 11.26, False),
    ),
    refused("no-index.m4a", cut(in_("ipod", "aac")), "truncated"),
    refused(
        "elsewhere.mov",
        lambda s: forgery.external(in_("mov", "pcm_s16le")(s), "neighbour.mp3"),
        "truncated",
    ),
    refused("only-magic.flac", lambda _: b"fLaC" + bytes(90), "truncated"),
    refused("only-magic.ogg", lambda _: b"OggS" + bytes(90), "truncated"),
    refused("header.wav", lambda s: wav(s)[:30], "truncated"),
    refused("hls-in-riff.wav", lambda _: b"RIFF\xff\0\0\0WAVE" + HLS, "truncated"),
    refused("no-samples.wav", lambda s: s.pcm_header(384_000), "truncated"),
    refused("start.mp3", lambda s: mp3(s)[:60], "truncated"),
    refused("inside-the-tag.mp3", lambda _: forgery.cover(3)[:900], "truncated"),
    refused("empty.mp3", lambda _: b"", "empty"),
    refused("no-frames.wav", lambda s: s.pcm_header(0), "empty"),
    refused("only-a-tag.mp3", lambda _: forgery.cover(3), "empty"),
)

LYING = (
    Case("gibibyte.wav", lambda s: with_lie(s, 1 << 30), "header_lies"),
    Case("twice.wav", lambda s: with_lie(s, 384_000, riff_size=192_036), "header_lies"),
    Case("never-filled-in.wav", lambda s: with_lie(s, 0, riff_size=0), "header_lies"),
    Case("pipe.wav", lambda s: with_lie(s, 2**32 - 1), "header_lies"),
    Case("less.wav", lambda s: with_lie(s, 176_000), "header_lies", 11.0),
    Case(
        "block.wav",
        lambda s: s.pcm_header(192_000, rate=RATE).replace(BYTE_RATE, b"\1\0\0\0") + samples(s),
        "header_lies",
    ),
    Case("years.mp3", lambda s: forgery.with_xing_frames(mp3(s), 10**9), "header_lies"),
    Case("less.mp3", lambda s: forgery.with_xing_frames(mp3(s), 100), "header_lies"),
    Case("two-rates.mp3", lambda s: mp3(s) + as_mp3(22_050)(s), "header_lies", 24.10),
    Case("days.flac", lambda s: forgery.days(in_("flac", "flac")(s)), "header_lies converted"),
    Case("piped.flac", lambda s: forgery.unknown(in_("flac", "flac")(s)), "converted"),
)

SCRIPTS = tuple(
    refused(name, always(script), "not_audio")
    for name, script in (
        ("hls.mp3", HLS),
        ("hls.wav", HLS),
        ("list.m3u", b"#EXTM3U\nneighbour.mp3\n"),
        ("concat.mp3", CONCAT),
        ("concat.m4a", CONCAT),
        ("list.pls", PLS),
        ("sdp.mp3", SDP),
        ("dash.mp3", DASH),
        ("list.wma", b'<asx version="3"><entry><ref href="neighbour.mp3"/></entry></asx>'),
        ("hls-behind-id3.mp3", id3(bytes(9)) + HLS),
    )
)

BOMBS = (
    refused("hour.flac", lambda s: forgery.silence(s, "flac", "flac"), "too_long"),
    refused("hour.opus", lambda _: forgery.opus_hour(), "too_long"),
    refused("hour.mp3", lambda s: s.mp3(s.tone(12, RATE), RATE, xing=False) * 310, "too_long"),
    Case(
        "frame.m4a",
        lambda s: forgery.long_frames(in_("mov", "alac")(s)),
        *("too_short converted", 0.22, False),
    ),
)

SOUNDING = (
    Case("9.9995.wav", lambda s: s.wav(s.tone(9.9995)), "too_short", 9.9995, ok=False),
    Case("one-less.mp3", lambda s: s.mp3(s.tone(10, 32_000)[:-1], 32_000), "too_short", 10, False),
    Case("silence.wav", lambda s: s.wav(s.tone(12, RATE, peak=0), RATE), "silent", ok=False),
    Case("silence.mp3", lambda s: s.mp3(s.tone(12, peak=0), 16_000), "silent", ok=False),
    Case("unheard.wav", lambda s: s.wav(s.tone(12, RATE, peak=0.002), RATE), "silent", ok=False),
    Case("quiet.wav", lambda s: s.wav(s.tone(12, RATE, peak=0.02), RATE), "quiet"),
    Case("clipped.wav", clipped, "clipped"),
    Case("full-scale.wav", lambda s: s.wav(s.tone(12, peak=1.0))),
    Case("antiphase.wav", scaled(1, -1), "antiphase"),
    Case("left.wav", scaled(1, 0), "one_sided"),
)

NAMES = tuple(
    Case(name, mp3, codes)
    for name, codes in (
        ("Été à l’école ☕ 日本.mp3", ""),
        (" two  spaces .mp3", ""),
        ("-rf.mp3", ""),
        ("LOUD.MP3", ""),
        ("new\nline.mp3", ""),
        ("percent%20s%n.mp3", ""),
        ("http:.mp3", ""),
        ("concat:neighbour.mp3", ""),
        ("x" * 251 + ".mp3", ""),
        (".mp3", "wrong_suffix"),
        ("dot.", "wrong_suffix"),
    )
)

CASES = (
    *(*HEALTHY, *CONVERTED, *MISLABELLED, *TRUNCATED),
    *(*LYING, *SCRIPTS, *BOMBS, *SOUNDING, *NAMES),
)
