"""The limits, what cannot be read, and what no file may do."""

import os
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicedesk.audio.checks import LARGEST_BYTES, Inspection, Severity, inspect
from voicedesk.audio.probe import open_forced
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource

if TYPE_CHECKING:
    from tests.audio.conftest import Samples, Studio

Look = Callable[[str, bytes], Inspection]
CODES = {
    *("not_audio", "empty", "truncated", "unsupported", "too_big", "too_short", "too_long"),
    *("silent", "clipped", "quiet", "header_lies", "wrong_suffix", "antiphase"),
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
    """EBU Tech 3341 case 1: a stereo sine of 1 kHz with peaks at -23 dBFS is -23 LUFS."""
    tone = studio.tone(20, 48_000, channels=2, hertz=1_000, peak=10 ** (-23 / 20))
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


def test_hours_of_sound_are_refused_before_they_are_decoded(studio: "Studio", look: Look) -> None:
    minute = studio.mp3(studio.tone(60, 8_000), 8_000, xing=False)
    steps: list[str] = []
    data = minute * 61
    assert len(data) < LARGEST_BYTES
    found = look("hours.mp3", data)
    assert codes(found) == ["too_long"]
    assert found.sound is None
    assert found.problems[0].values["duration_s"] == pytest.approx(3_660, abs=15)
    with suppress(CancelledError):
        inspect(found.path, Job(lambda progress: steps.append(progress.step)))
    assert "decode" not in steps


def test_long_stereo_is_held_as_mono(
    studio: "Studio", look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicedesk.audio.decode._STEREO_BYTES", 500_000)
    found = look("stereo.wav", studio.wav(studio.tone(12, channels=2)))
    assert found.channels == 2
    assert found.sound is not None
    assert found.sound.samples.shape == (192_000, 1)
    assert np.array_equal(found.sound.samples, studio.tone(12))


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


HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nneighbour.mp3\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile neighbour.mp3\n"


def test_a_script_called_mp3_opens_no_neighbour(
    studio: "Studio", tmp_path: Path, look: Look
) -> None:
    (tmp_path / "neighbour.mp3").write_bytes(studio.mp3(studio.tone(12, 44_100)))
    for script in (HLS, CONCAT):
        check_script(script, look)
    # What would have happened: FFmpeg, left to guess, plays the neighbour.
    with av.open(str(tmp_path / "script.mp3")) as source:
        assert sum(frame.samples for frame in source.decode(audio=0)) > 11 * 44_100


def check_script(script: bytes, look: Look) -> None:
    """Refused by its content; and even a demuxer that were given it would find no sound."""
    for name in ("script.mp3", "script.wav"):
        found = look(name, script)
        assert codes(found) == ["not_audio"]
        assert found.sound is None
    for container in ("mp3", "wav"):
        frames = 0
        with suppress(av.FFmpegError), open_forced(script, container) as source:
            frames = sum(frame.samples for frame in source.decode(audio=0))
        assert frames == 0


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
    b"RIFF\xff\xff\0\0WAVEfmt \x10\0\0\0",
    b"RIFF\xff\xff\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16),
)


@pytest.fixture(scope="session")
def healthy(studio: "Studio", speech_like: "Samples") -> Callable[[int], bytes]:
    quick = speech_like[:8_000]
    files = (studio.wav(quick), studio.wav(quick, codec="adpcm_ms"), studio.mp3(quick, 16_000))
    return files.__getitem__  # and not the files: Hypothesis would write them all out


def agrees_with_itself(data: bytes, folder: Path) -> None:
    path = folder / "random.mp3"
    path.write_bytes(data)
    found = inspect(path, Job())
    assert set(codes(found)) <= CODES
    assert found.ok is all(problem.severity is not Severity.error for problem in found.problems)
    assert found.sound is not None or not found.ok
    assert found.sound is None or found.duration_s == found.sound.duration_s > 0


@settings(max_examples=200, deadline=None)
@given(head=st.sampled_from(HEADS), body=st.binary(max_size=2_000))
def test_any_bytes_have_a_verdict(
    head: bytes, body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    agrees_with_itself(head + body, tmp_path_factory.getbasetemp())


PLACES = st.one_of(st.integers(0, 99), st.integers(0, 1 << 16))


@settings(max_examples=150, deadline=None)
@given(
    which=st.integers(0, 2),
    damage=st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 1 << 16),
)
def test_any_damage_has_a_verdict(
    which: int,
    damage: list[tuple[int, int]],
    cut: int,
    healthy: Callable[[int], bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = bytearray(healthy(which))
    for place, byte in damage:
        file[place % len(file)] = byte
    agrees_with_itself(bytes(file[: cut or None]), tmp_path_factory.getbasetemp())
