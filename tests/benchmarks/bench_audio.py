"""Sound beside FFmpeg on the same files, the window's pauses meanwhile, and what a picture costs.

Prints a table; exit code 1 when a figure is over its limit or ffmpeg is not there.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HERE = "tests.benchmarks.audio"

RAW_S = 600
# 320, 128 and 64 kbit/s: each an MP3 of just under 20 MB.
MP3_S = (480, 1_200, 2_460)
BIG_S = 1_200
ROUNDS = 5
WINDOWS = 3
MINUTE_S = 60

PHONE = 1.0  # of FFmpeg's time, at most
IMPORT = 1.5
MOST_MB = 250.0
GAP_MS = 50.0  # that the window may stand still longer than an idle one
FRAME = 1.2  # of a frame of one minute, at most
NOISE_MS = 0.1  # two frames so near to each other cost the same


def main() -> int:
    """Every figure in one run, FFmpeg in turn with ours."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        raw = home / "decoded.raw"
        run("sounds", raw, "raw", RAW_S)
        files = {seconds: home / f"message{seconds}.mp3" for seconds in MP3_S}
        for seconds, file in files.items():
            run("sounds", file, "mp3", seconds)
        passed = [
            phone(raw, home),
            importing(files[BIG_S], home),
            memory(list(files.values()), home),
            standing_still(files[BIG_S], home),
            frames(),
        ]
    return 0 if all(passed) else 1


def phone(raw: Path, home: Path) -> bool:
    """FFmpeg's start is not counted: ours has started when the samples are decoded."""
    name = f"phone's sound of {RAW_S // 60} min"
    given = ["-f", "s16le", "-ar", "44100", "-ac", "2", "-i"]
    wanted = ["-ar", "8000", "-ac", "1", "-c:a", "pcm_alaw", "-f", "alaw", str(home / "peer.alaw")]
    nothing = home / "nothing.raw"
    nothing.write_bytes(bytes(4_000))

    def ours() -> float:
        return float(run("jobs", "phone", raw, home / "ours.alaw")["seconds"])

    def theirs() -> float:
        whole = ffmpeg([*given, str(raw), *wanted])
        assert abs((home / "peer.alaw").stat().st_size - RAW_S * 8_000) < 100
        return whole - ffmpeg([*given, str(nothing), *wanted])

    found = beside(name, ours, theirs, PHONE)
    assert (home / "ours.alaw").stat().st_size == RAW_S * 8_000
    return found


def importing(file: Path, home: Path) -> bool:
    """From a file to a message that is seen: checked, kept, drawn; its two versions come then."""
    runs: list[dict[str, Any]] = []

    def ours() -> float:
        runs.append(run("jobs", "import", file, home / f"import-{file.stem}-{len(runs)}"))
        return float(runs[-1]["seconds"])

    def theirs() -> float:
        return ffmpeg(["-i", str(file), "-f", "null", "-"])

    name = f"import to waveform, 20 MB, {BIG_S // 60} min"
    good = beside(name, ours, theirs, IMPORT)
    keep, draw, play = (
        statistics.median(one[key] for one in runs) for key in ("keep_s", "show_s", "play_s")
    )
    show(
        "  of it", f"{keep:.2f} s", f"to keep it, {draw:.2f} s to draw it; {play:.2f} s to play it"
    )
    return good


def memory(files: list[Path], home: Path) -> bool:
    """Of the process that imports, for MP3s of one size and different lengths."""
    found = [run("jobs", "import", file, home / f"memory-{file.stem}") for file in files]
    for one in found:
        minutes = f"{one['duration_s'] / 60:.0f} min"
        show(f"most memory, 20 MB, {minutes}", f"{one['peak_mb']:.0f} MB", f"limit {MOST_MB:.0f}")
    return all(one["peak_mb"] <= MOST_MB for one in found)


def standing_still(file: Path, home: Path) -> bool:
    """How long the window does not answer, beside an idle one."""
    runs = [run("screen", "gap", file, home / f"window{index}") for index in range(WINDOWS)]
    over = statistics.median(one["gap_ms"] - one["idle_ms"] for one in runs)
    each = ", ".join(f"{one['gap_ms']:.0f} − {one['idle_ms']:.0f}" for one in runs)
    show("window stands still: import", f"{over:.0f} ms", f"limit {GAP_MS:.0f}; {each}")
    return bool(over <= GAP_MS)


def frames() -> bool:
    """Short and long in turn; a tenth of a millisecond is no difference."""
    runs = [(run("screen", "frame", MINUTE_S), run("screen", "frame", BIG_S)) for _ in range(3)]
    good = True
    for key, name in (("play_ms", "playing"), ("zoom_ms", "zooming")):
        short = statistics.median(one[key] for one, _ in runs)
        long = statistics.median(one[key] for _, one in runs)
        beside = f"{short:.2f} ms at 1 min: × {long / short:.2f}, limit {FRAME}"
        show(f"frame of {BIG_S // 60} min, {name}", f"{long:.2f} ms", beside)
        good = good and (long <= FRAME * short or long - short <= NOISE_MS)
    return good


def beside(name: str, ours: Callable[[], float], theirs: Callable[[], float], limit: float) -> bool:
    """The median ratio of pairs: what else this machine does strikes both alike."""
    if shutil.which("ffmpeg") is None:
        ours()
        show(name, "not measured", "ffmpeg is not installed")
        return False
    ours(), theirs()  # the files are in memory from here on
    pairs = []
    for number in range(ROUNDS):
        if number % 2:
            pairs.append((ours(), theirs()))
        else:
            their, our = theirs(), ours()
            pairs.append((our, their))
    ratio = statistics.median(our / their for our, their in pairs)
    our, their = (statistics.median(one) for one in zip(*pairs, strict=True))
    show(name, f"{our:.2f} s", f"ffmpeg {their:.2f} s: ratio {ratio:.2f}, limit {limit}")
    return ratio <= limit


def ffmpeg(arguments: list[str]) -> float:
    """Seconds, from the start of its process to the end."""
    started = time.perf_counter()
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def run(script: str, *arguments: object) -> dict[str, Any]:
    """The figures that a process of its own prints as its last line."""
    command = [sys.executable, "-m", f"{HERE}.{script}", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def show(name: str, figure: str, beside: str = "") -> None:
    print(f"{name:<42}{figure:>12}   {beside}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
