"""A large file never needs much memory: measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.audio.conftest import Studio
from voicedesk.audio.checks import LARGEST_BYTES

MOST_BYTES = 250_000_000
MEASURE = """
import sys
from pathlib import Path
from voicedesk.audio.checks import inspect
from voicedesk.base.jobs import Job

found = inspect(Path(sys.argv[1]), Job())
if sys.platform == "linux":  # getrusage counts what the process had before it ran this, too
    status = Path("/proc/self/status").read_text()
    peak = 1024 * int(status.split("VmHWM:")[1].split()[0])
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak, found.duration_s, found.sound is not None)
"""


def measured(studio: Studio, path: Path, rate: int, channels: int, kbits: int) -> tuple[int, str]:
    """Peak in bytes, and the duration, of 20 MB at that rate."""
    noise = np.random.default_rng(1).normal(0, 2_000, (20 * rate, channels)).astype(np.int16)
    coder = {"b": f"{kbits}k"}
    options = {"write_xing": "0", "id3v2_version": "0"}
    part = studio.encode(noise, rate, "mp3", "libmp3lame", options, coder)
    path.write_bytes((part * (LARGEST_BYTES // len(part) + 1))[:LARGEST_BYTES])
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    peak, duration, sound = run.stdout.split()
    return int(peak), duration if sound == "True" else "refused"


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
@pytest.mark.parametrize(
    ("rate", "channels", "kbits", "verdict"),
    [
        (44_100, 2, 320, "500"),
        (8_000, 1, 8, "refused"),
        pytest.param(44_100, 2, 128, "1250", marks=pytest.mark.long),
        pytest.param(44_100, 1, 64, "2500", marks=pytest.mark.long),
        pytest.param(44_100, 2, 48, "3333", marks=pytest.mark.long),
    ],
)
def test_twenty_megabytes_of_mp3(
    rate: int, channels: int, kbits: int, verdict: str, studio: Studio, tmp_path: Path
) -> None:
    peak, found = measured(studio, tmp_path / "large.mp3", rate, channels, kbits)
    assert peak <= MOST_BYTES
    assert found.startswith(verdict)
