"""The limits, what cannot be read, and what no file may do."""

import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicedesk.audio.checks import LARGEST_BYTES, LARGEST_READ, Inspection, Severity, inspect
from voicedesk.audio.phone import platform_audio
from voicedesk.audio.probe import probe
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource

if TYPE_CHECKING:
    from tests.audio.conftest import Studio

LONGEST_VERDICT_S = 10  # of half a second of sound, on the slowest machine
Look = Callable[[str, bytes], Inspection]
CODES = {
    *("not_audio", "empty", "truncated", "unsupported", "too_big", "too_short", "too_long"),
    *("silent", "clipped", "quiet", "header_lies", "wrong_suffix", "antiphase", "converted"),
    *("silence_inside", "silence_ends", "one_sided", "dc_offset", "lost_on_phone"),
}


def codes(found: Inspection) -> list[str]:
    return [problem.code for problem in found.problems]


def test_what_is_known_of_a_healthy_file(studio: "Studio", look: Look) -> None:
    found = look("stereo.wav", studio.wav(studio.tone(12, 44_100, channels=2, peak=0.5), 44_100))
    assert (found.container, found.codec) == ("wav", "pcm_s16le")
    assert (found.sample_rate, found.channels, found.duration_s) == (44_100, 2, 12.0)
    assert found.size_bytes == found.path.stat().st_size
    assert found.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert found.problems == ()
    assert found.sound is not None
    assert found.sound.samples.shape == (529_200, 2)


def test_loudness_is_that_of_the_standard(studio: "Studio", look: Look) -> None:
    """EBU Tech 3341 case 1: a stereo sine of 1 kHz with peaks at -23 dBFS is -23 LUFS; what is
    sent is one channel of it."""
    tone = studio.tone(20, 48_000, channels=2, hertz=1_000, peak=10 ** (-20 / 20))
    found = look("tech3341.wav", studio.wav(tone, 48_000))
    assert found.loudness_lufs == pytest.approx(-23.0, abs=0.1)


def test_ten_seconds_are_counted_in_frames(studio: "Studio", look: Look) -> None:
    for frames, verdict in ((159_991, ["too_short"]), (159_999, ["too_short"]), (160_000, [])):
        found = look("edge.wav", studio.wav(studio.tone(11)[:frames]))
        assert codes(found) == verdict
    short = look("edge.wav", studio.wav(studio.tone(11)[:159_992])).problems[0]
    assert short.values == {"duration_s": 9.9995, "limit_s": 10}


def test_twenty_million_bytes_are_the_most(studio: "Studio", tmp_path: Path) -> None:
    path = tmp_path / "big.wav"
    frames = (LARGEST_BYTES - 44) // 2
    tone = np.resize(studio.tone(1)[:, 0], frames).tobytes()
    path.write_bytes(studio.pcm_header(2 * frames) + tone)
    exact = inspect(path, Job())
    assert (exact.size_bytes, exact.ok, exact.problems) == (LARGEST_BYTES, True, ())
    with path.open("ab") as file:
        file.write(b"\0")
    above = inspect(path, Job())
    assert codes(above) == ["too_big"]
    assert above.problems[0].values == {"size_bytes": 20_000_001, "limit_bytes": LARGEST_BYTES}
    assert above.sound is not None  # to be made smaller


def test_what_is_converted_may_be_bigger(studio: "Studio", look: Look) -> None:
    frames = LARGEST_BYTES // 2 + 1_000
    tone = np.resize(studio.tone(1, 192_000)[:, 0], frames).astype(">i2").tobytes()
    head = b".snd" + struct.pack(">IIIII", 24, len(tone), 3, 192_000, 1)
    found = look("big.au", head + tone)
    assert (codes(found), found.converted, found.ok) == (["converted"], True, True)


def test_a_quarter_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.wav"
    with path.open("wb") as file:
        file.truncate(LARGEST_READ + 1)
    found = inspect(path, Job())
    assert codes(found) == ["too_big"]
    assert found.problems[0].values["limit_bytes"] == LARGEST_READ
    assert found.sound is None


def test_the_platform_takes_two_kinds(studio: "Studio") -> None:
    tone = studio.tone(1)
    for data, container in ((studio.wav(tone), "wav"), (studio.mp3(tone, 16_000), "mp3")):
        assert probe(data, platform=True).container == container
    flac = studio.encode(tone, 16_000, "flac", "flac")
    assert probe(flac).container == "flac"
    for judge in (lambda data: probe(data, platform=True), platform_audio):
        with pytest.raises(InputError) as caught:
            judge(flac)
        assert caught.value.code == "unsupported"


def test_hours_of_sound_are_refused_before_they_are_decoded(studio: "Studio", look: Look) -> None:
    minute = studio.mp3(studio.tone(60, 8_000), 8_000, xing=False)
    steps: list[str] = []
    data = minute * 61
    assert len(data) < LARGEST_BYTES
    found = look("hours.mp3", data)
    assert codes(found) == ["too_long"]
    assert found.sound is None
    assert found.problems[0].values["duration_s"] == pytest.approx(
        3_600, abs=1
    )  # it counts no further
    with suppress(CancelledError):
        inspect(found.path, Job(lambda progress: steps.append(progress.step)))
    assert "decode" not in steps


@pytest.mark.parametrize(
    ("most", "rate", "channels"),
    [(12 * 128_000, 32_000, 2), (12 * 64_000, 16_000, 2), (12 * 32_000, 16_000, 1)],
)
def test_long_sounds_are_held_smaller(
    most: int,
    rate: int,
    channels: int,
    studio: "Studio",
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voicedesk.audio.decode._OWN_RATE_BYTES", most)
    found = look("stereo.wav", studio.wav(studio.tone(12, 32_000, channels=2), 32_000))
    assert (found.sample_rate, found.channels, found.duration_s) == (32_000, 2, 12.0)
    assert found.sound is not None
    assert (found.sound.sample_rate, found.sound.channels) == (rate, channels)
    expected = studio.tone(12, rate, channels=channels).astype(int)
    assert np.abs(found.sound.samples - expected)[100:-100].max() < 20


@pytest.mark.parametrize(("most", "rate"), [(12 * 64_000, 32_000), (12 * 32_000, 16_000)])
def test_what_is_no_number_stays_where_it_is(
    most: int, rate: int, studio: "Studio", look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A float has room for it; a resampler would make all around it no number either."""
    monkeypatch.setattr("voicedesk.audio.decode._OWN_RATE_BYTES", most)
    tone = studio.tone(12, 32_000).astype("<f4") / 32_768
    for place, value in enumerate((np.nan, np.inf, -np.inf, 1e30), start=1):
        tone[place * 64_000] = value
    data = studio.pcm_header(4 * len(tone), tag=3, rate=32_000, bits=32) + tone.tobytes()
    found = look("float.wav", data)
    assert found.sound is not None
    assert found.sound.sample_rate == rate
    off = np.abs(found.sound.samples - studio.tone(12, rate).astype(int))[100:-100]
    assert np.flatnonzero(off > 500).size < 4 * 100


def test_the_more_channels_the_less_time(
    studio: "Studio", look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicedesk.audio.probe._MOST_SAMPLES", 6 * 8_000 * 11)
    found = look(
        "surround.flac", studio.encode(studio.tone(12, 8_000, channels=6), 8_000, "flac", "flac")
    )
    assert codes(found) == ["too_long"]
    assert found.problems[0].values["limit_s"] == 11


def test_a_cancelled_job_ends_the_search_for_sound_in_junk() -> None:
    job = Job()
    timer = Timer(0.2, job.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        probe(b"OggS" * 10_000_000, job)  # half a minute
    timer.join()
    assert time.monotonic() - started < 5


def test_unreadable(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mp3")
        assert reason(tmp_path / "pipe.mp3") == "not_a_file"
    assert reason(tmp_path) == "not_a_file"
    assert reason(tmp_path / "nobody.mp3") == "missing"
    assert reason(Path("a\0b.mp3")) == "EINVAL"


def reason(path: Path) -> object:
    found = inspect(path, Job())
    assert codes(found) == ["unreadable"]
    assert not found.ok
    assert found.size_bytes is None
    return found.problems[0].values["reason"]


def test_a_cancelled_job_ends_the_work(studio: "Studio", tmp_path: Path) -> None:
    path = tmp_path / "tone.mp3"
    path.write_bytes(studio.mp3(studio.tone(60, 44_100)))
    seen: list[Progress] = []

    def cancel_while_decoding(progress: Progress) -> None:
        seen.append(progress)
        if progress.step == "decode" and progress.done > 5:
            job.cancel()

    job = Job(cancel_while_decoding)
    with pytest.raises(CancelledError):
        inspect(path, job)
    assert 5 < seen[-1].done < 30
    assert seen[-1].total == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize("name", ["message-fr", "message-en"])
@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_the_samples_can_be_sent_as_they_are(name: str, suffix: str) -> None:
    found = inspect(resource("samples", f"{name}.{suffix}"), Job())
    assert found.problems == ()
    assert found.duration_s is not None
    assert 12 <= found.duration_s <= 20


def test_the_short_sample_is_too_short_and_nothing_else() -> None:
    assert codes(inspect(resource("samples", "too-short.mp3"), Job())) == ["too_short"]


HEADS = (
    *(b"", b"ID3\3\0\0\0\0\0\x0a", b"\xff\xfb\x90\xc0", b"\xff\xf3\x40\xc0", b"OggS", b"fLaC"),
    *(b"RIFF\xff\xff\0\0WAVE", b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0", b"RIFX\0\0\0\0WAVE"),
    *(b"\0\0\0\x20ftypM4A \0\0\0\0", b"\0\0\0\x6cmoov\0\0\0\x6cmvhd", b"OggS\0\2", b"#!AMR\n"),
    *(b"FORM\0\0\1\0AIFFCOMM\0\0\0\x12", b"caff\0\1\0\0desc", b"\x1a\x45\xdf\xa3\x84", b".snd"),
    *(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c", b"\xff\xf1\x6c\x40"),
    b"RIFF\xff\xff\0\0WAVEfmt \x10\0\0\0",
    b"RIFF\xff\xff\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16),
)


@pytest.fixture(scope="session")
def healthy(studio: "Studio") -> tuple[Callable[[int], bytes], int]:
    tone = studio.tone(0.5, 8_000)
    kinds = (
        *(("wav", "pcm_s16le"), ("wav", "adpcm_ms"), ("mp3", "libmp3lame"), ("ipod", "aac")),
        *(("mov", "alac"), ("adts", "aac"), ("ogg", "libopus"), ("flac", "flac")),
        *(("aiff", "pcm_s16be"), ("caf", "pcm_s16le"), ("asf", "wmav2"), ("webm", "libopus")),
        *(("w64", "pcm_s16le"), ("au", "pcm_mulaw"), ("amr", "libopencore_amrnb")),
    )
    files = [studio.encode(tone, 8_000, *kind) for kind in kinds]
    return files.__getitem__, len(files)  # and not the files: Hypothesis would write them all out


def agrees_with_itself(data: bytes, folder: Path) -> None:
    path = folder / "random.mp3"
    path.write_bytes(data)
    started = time.monotonic()
    found = inspect(path, Job())
    assert time.monotonic() - started < LONGEST_VERDICT_S
    assert set(codes(found)) <= CODES
    assert found.ok is all(problem.severity is not Severity.error for problem in found.problems)
    assert found.sound is not None or not found.ok
    assert found.sound is None or found.duration_s == found.sound.duration_s > 0


@settings(max_examples=200)
@given(head=st.sampled_from(HEADS), body=st.binary(max_size=2_000))
def test_any_bytes_have_a_verdict(
    head: bytes, body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    agrees_with_itself(head + body, tmp_path_factory.getbasetemp())


PLACES = st.one_of(st.integers(0, 99), st.integers(0, 1 << 16))


@settings(max_examples=300)
@given(
    which=st.integers(0, 1 << 10),
    damage=st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 1 << 14),
)
def test_any_damage_has_a_verdict(
    which: int,
    damage: list[tuple[int, int]],
    cut: int,
    healthy: tuple[Callable[[int], bytes], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    make, count = healthy
    file = bytearray(make(which % count))
    for place, byte in damage:
        file[place % len(file)] = byte
    agrees_with_itself(bytes(file[: cut or None]), tmp_path_factory.getbasetemp())
