"""Recording from what the system takes for a microphone: PulseAudio's null sink, looped back.

Qt chooses its way to the sound at its first use in a process: every case has a process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicedesk.audio.capture import recover

ROOT = Path(__file__).parents[2]
PULSE = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("pulseaudio") or not shutil.which("pactl"),
    reason="needs pulseaudio and pulseaudio-utils: recording is NOT tested on a device here",
)


def environment(server: Path) -> dict[str, str]:
    return {**os.environ, "PULSE_SERVER": f"unix:{server}", "QT_QPA_PLATFORM": "offscreen"}


def drive(folder: Path, server: Path, *works: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.ui.recording_driver", str(folder), *works],
        cwd=ROOT,
        env=environment(server),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def driven(folder: Path, server: Path, *works: str) -> list[Any]:
    """What the driver said of each work."""
    with drive(folder, server, *works) as process:
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
        assert process.returncode == 0, err
        assert "Traceback" not in err, err
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a sound server of our own, with one microphone that hears what is played."""
    home = tmp_path_factory.mktemp("pulse")
    home.chmod(0o700)
    socket = home / "socket"
    modules = [
        "module-null-sink sink_name=out rate=48000 channels=2",
        "module-remap-source master=out.monitor source_name=mic",
        f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
    ]
    loads = [part for module in modules for part in ("-L", module)]
    quiet = [
        "-n",
        "--daemonize=no",
        "--exit-idle-time=-1",
        "--use-pid-file=no",
        "--disable-shm=yes",
    ]
    with subprocess.Popen(
        ["pulseaudio", *quiet, *loads],
        env={**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 20
        while not socket.exists():
            assert process.poll() is None, "pulseaudio did not start"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield socket
        process.terminate()


def samples(path: Path) -> tuple[int, "np.ndarray[Any, np.dtype[np.int16]]"]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


@PULSE
def test_a_device_is_played_to_recorded_opened_often_and_unplugged(
    server: Path, tmp_path: Path
) -> None:
    """One process for all of it: starting one costs more than the rest."""
    played, often, unplugged = driven(tmp_path, server, "loop", "often", "unplug")

    rate, heard = samples(Path(played["path"]))
    strength = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    tone = float(np.argmax(strength) * rate / len(heard))
    assert tone == pytest.approx(440, abs=1)
    assert 2.0 <= len(heard) / rate < 2.6
    # A mono sound is spread over two channels with 3 dB less on each.
    assert np.abs(heard).max() == pytest.approx(8_000 / 2**0.5, rel=0.1)
    assert played["spoken"] == "−15 dB, a good level"
    print(f"{tone:.1f} Hz at {rate} Hz")  # noqa: T201  # with -s

    assert often["heard"] > 0
    first, last = often["counts"][0], often["counts"][-1]
    assert all(later <= earlier + 1 for earlier, later in zip(first, last, strict=True)), often
    assert list((tmp_path / "often").iterdir()) == []

    # The sound server goes on with another source, as if nothing had happened.
    rate, heard = samples(Path(unplugged["path"]))
    assert 0.6 <= len(heard) / rate < 3
    assert "The microphone is gone" in unplugged["banner"]


@PULSE
def test_killed_after_five_seconds_four_are_there(server: Path, tmp_path: Path) -> None:
    with drive(tmp_path, server, "forever") as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        time.sleep(5)
        process.kill()
    (path,) = recover(tmp_path / "workspace" / "recordings" / "captures")
    rate, heard = samples(path)
    assert 4.0 <= len(heard) / rate < 5.5
    print(f"{len(heard) / rate:.2f} s of 5")  # noqa: T201  # with -s


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the machine's own device is found")
def test_without_any_device_it_is_said(tmp_path: Path) -> None:
    (told,) = driven(tmp_path, tmp_path / "nowhere", "nothing")
    assert "No microphone is connected" in told["banner"]
    assert told["toggle"] is False
