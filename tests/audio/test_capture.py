"""Recordings while they are made: finished, thrown away, killed, and brought back."""

import logging
import os
import signal
import subprocess
import sys
import time
import wave
from io import FileIO
from pathlib import Path

import numpy as np
import pytest

from tests.audio.conftest import Studio
from voicedesk.audio import capture
from voicedesk.audio.capture import LONGEST_S, Capture, longest_s, recover
from voicedesk.audio.checks import LARGEST_BYTES, inspect
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

ROOT = Path(__file__).parents[2]
RATE = 48_000
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and folders of POSIX")

# Records a rising ramp at a device's pace until it is killed.
RECORDS = """
import sys, time
from pathlib import Path
import numpy as np
from voicedesk.audio.capture import Capture
made, block = Capture(Path(sys.argv[1]), 48_000), 48_000 // 20
print("recording", flush=True)
started = time.monotonic()
for number in range(10_000):
    time.sleep(max(0.0, started + (number + 1) / 20 - time.monotonic()))
    made.append((np.arange(number * block, (number + 1) * block) % 30_000).astype("<i2").tobytes())
"""


def read(path: Path) -> tuple[wave._wave_params, np.ndarray[tuple[int], np.dtype[np.int16]]]:
    with wave.open(str(path)) as file:
        return file.getparams(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def until_gone(path: Path) -> None:
    deadline = time.monotonic() + 5
    while list(path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_was_appended_is_in_the_file(tmp_path: Path, studio: Studio) -> None:
    tone = studio.tone(2, RATE)
    made = Capture(tmp_path / "new" / "captures", RATE)
    for block in np.array_split(tone, 40):
        made.append(block)
    assert made.duration_s == 2
    path = made.finish()
    shape, samples = read(path)
    assert (shape.framerate, shape.nchannels, shape.sampwidth) == (RATE, 1, 2)
    assert np.array_equal(samples, tone[:, 0])
    assert path.suffix == ".wav"
    assert [problem.code for problem in inspect(path, Job()).problems] == ["too_short"]
    assert list(path.parent.iterdir()) == [path]


def test_stereo_bytes_are_taken_too(tmp_path: Path) -> None:
    made = Capture(tmp_path, 16_000, 2)
    made.append(np.array([[1, -1], [2, -2]], "<i2").tobytes())
    with pytest.raises(ValueError, match="whole frames"):
        made.append(b"\0\0")
    shape, samples = read(made.finish())
    assert shape.nchannels == 2
    assert samples.tolist() == [1, -1, 2, -2]


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_it_ends_where_the_platform_would_refuse_it(tmp_path: Path, rate: int) -> None:
    made = Capture(tmp_path, rate)
    second = bytes(rate * 2)
    for _ in range(int(longest_s(rate)) + 2):
        made.append(second)
    assert made.full
    path = made.finish()
    assert path.stat().st_size <= LARGEST_BYTES
    assert read(path)[0].nframes == round(longest_s(rate) * rate)
    assert longest_s(rate) == pytest.approx(min(LONGEST_S, (LARGEST_BYTES - 44) / 2 / rate))


def test_thrown_away_nothing_stays(tmp_path: Path) -> None:
    made = Capture(tmp_path, RATE)
    made.append(bytes(RATE))
    made.discard()
    until_gone(tmp_path)


def test_nothing_recorded_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        Capture(tmp_path, RATE).finish()
    assert refused.value.code == "nothing_recorded"
    assert list(tmp_path.iterdir()) == []


def test_a_recording_under_way_is_not_recovered_a_forgotten_one_is(tmp_path: Path) -> None:
    made = Capture(tmp_path, RATE)
    made.append(bytes(RATE))
    deadline = time.monotonic() + 5
    while not list(tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert recover(tmp_path) == []
    thread = made._writer
    del made
    thread.join(5)
    (path,) = recover(tmp_path)
    assert read(path)[0].nframes == RATE // 2
    assert recover(tmp_path) == [path]  # until it is in the library


def test_a_file_cut_anywhere_is_mended(tmp_path: Path, studio: Studio) -> None:
    """As a power cut leaves it: header and samples of different age, half a frame at the end."""
    tone = studio.tone(1, RATE)
    made = Capture(tmp_path, RATE)
    made.append(tone)
    whole = made.finish().read_bytes()
    for size in (0, 20, 44, 45, 46, 1_001, len(whole)):
        for claimed in (0, 7, 2**31):
            left = tmp_path / f"{size}-{claimed}.recording"
            left.write_bytes((whole[:40] + claimed.to_bytes(4, "little") + whole[44:])[:size])
    found = {path.stem: path for path in recover(tmp_path)}
    for size in (46, 1_001, len(whole)):
        for claimed in (0, 7, 2**31):
            samples = read(found[f"{size}-{claimed}"])[1]
            assert np.array_equal(samples, tone[: (size - 44) // 2, 0])
    assert len(found) == 10  # with the whole one
    assert len(list(tmp_path.iterdir())) == 10


def test_what_is_no_recording_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other, text = tmp_path / "x.recording", tmp_path / "notes.txt"
    other.write_bytes(bytes(500))
    text.write_text("mine")
    assert recover(tmp_path) == []
    assert other.read_bytes() == bytes(500)
    assert text.read_text() == "mine"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    caplog.clear()
    assert recover(tmp_path / "nowhere") == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    made = Capture(tmp_path / "file" / "captures", RATE)
    made.append(bytes(200))
    with pytest.raises(InputError) as refused:
        made.finish()
    assert refused.value.code == "recording_unwritable"


def test_a_full_disk_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = 100_044

    def write_all(file: FileIO, data: bytes) -> None:
        """As a disk does: it takes what fits, then refuses."""
        left = room - file.tell()
        file.write(data[:left])
        if left < len(data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(capture, "_write_all", write_all)
    made = Capture(tmp_path, RATE)
    for _ in range(4):
        made.append(bytes(30_000) + b"\1" * 3_000)
    path = made.finish()
    assert made.failure is not None
    assert made.failure.details == {"reason": "No space left on device"}
    assert read(path)[0].nframes == 50_000


def test_samples_are_forced_to_the_disk_each_second_and_not_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr(capture, "_SYNC_S", 0.1)
    monkeypatch.setattr(os, "fsync", forced.append)
    made = Capture(tmp_path, RATE)
    for _ in range(50):
        made.append(bytes(960))
        time.sleep(0.01)
    (growing,) = tmp_path.iterdir()
    claimed = int.from_bytes(growing.read_bytes()[40:44], "little")
    assert 960 * 20 < claimed < growing.stat().st_size
    assert 5 <= len(forced) <= 8  # one each 0.1 s, and two at the beginning
    made.discard()
    until_gone(tmp_path)


@POSIX
def test_killed_after_five_seconds_four_are_there(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RECORDS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "recording\n"
        time.sleep(5)
        process.send_signal(signal.SIGKILL)
    (path,) = recover(tmp_path)
    shape, samples = read(path)
    assert 4 <= shape.nframes / shape.framerate <= 5.5
    assert np.array_equal(samples, np.arange(shape.nframes) % 30_000)
    print(f"{shape.nframes / shape.framerate:.2f} s of 5")  # noqa: T201  # with -s
