"""Watching 98,973 calls to their end, with the live page open.

Three figures: what the watcher reads beside a script that reads every message each time at the
same moments, how long the window ever stands still (beyond an idle window's, in the median of
three), and what the program grows by. Each run is a process of its own.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PEOPLE = 98_973
SPEED = 1.0  # as real calls: the last ends after a minute or two
ROUNDS = 3
MOST_BYTES = 0.25  # of the script's, and so many of its questions
LONGEST_MS = 50.0
MOST_MB = 150.0
_SCREEN = Path(__file__).with_name("screen.py")


def run(people: int, speed: float, home: Path) -> dict[str, Any]:
    """One campaign sent and watched; the figures of ``screen.py``."""
    command = [sys.executable, str(_SCREEN), str(people), str(speed), str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["state"] == "done", found
    return found


def watching(rounds: int = ROUNDS) -> bool:
    """Print the figures; whether all are within their limits."""
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / str(index) for index in range(rounds)]
        for home in homes:
            home.mkdir()
        runs = [run(PEOPLE, SPEED, home) for home in homes]
    figures = [
        ("bytes, beside reading all", [r["bytes"] / r["naive_bytes"] for r in runs], MOST_BYTES),
        ("questions, beside it", [r["requests"] / r["naive_requests"] for r in runs], MOST_BYTES),
        ("longest stop, ms", [max(r["gap_ms"] - r["idle_ms"], 0.0) for r in runs], LONGEST_MS),
        ("grown, MB", [r["grown_mb"] for r in runs], MOST_MB),
    ]
    for name, values, limit in figures:
        shown = "  ".join(f"{value:.2f}" for value in values)
        print(f"{name:<28}{statistics.median(values):>8.2f}   limit {limit:g}: {shown}")
    seconds = "  ".join(f"{r['seconds']:.0f} s in {r['rounds']} rounds" for r in runs)
    print(f"{PEOPLE} calls: {seconds}")
    return all(statistics.median(values) <= limit for _, values, limit in figures)


if __name__ == "__main__":
    sys.exit(0 if watching() else 1)
