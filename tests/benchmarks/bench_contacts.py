"""A million contacts: beside a script with pandas and phonenumbers, and beside ten thousand.

Prints a table; exit code 1 when a ratio is over its limit or the peer is not there.
"""

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "contacts"

MANY, FEW = 1_000_000, 10_000
ROUNDS = 3
FASTER = 5.0  # than the peer, at least
MOST_MB = 1_024.0
REOPEN = 0.35  # of the import, at most
GROWTH = 1.1  # of the memory from the third import to the tenth
GAP_MS = 50.0  # that the window may stand still longer than an idle one


def main() -> int:
    """Every figure in one run, the peers in turn with ours."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        many, few = home / "million.csv", home / "few.csv"
        run("people.py", many, str(MANY))
        run("people.py", few, str(FEW))
        print(f"{MANY:,} rows, {many.stat().st_size / 1e6:.0f} MB")
        passed = [
            beside_pandas(many, home),
            beside_few(few, home),
            memory(many, home),
            standing_still(many, home),
        ]
    return 0 if all(passed) else 1


def beside_pandas(file: Path, home: Path) -> bool:
    ours = [run("jobs.py", "import", file, home / f"import{index}") for index in range(ROUNDS)]
    again = [run("jobs.py", "reopen", home / f"import{index}") for index in range(ROUNDS)]
    import_, reopen = median(ours, "seconds"), median(again, "seconds")
    peak = max(one["peak_mb"] for one in ours)
    show("import, kept durably", f"{import_:.2f} s")
    show("most memory", f"{peak:.0f} MB", f"limit {MOST_MB:.0f}")
    show("read again", f"{reopen:.2f} s", f"{reopen / import_:.2f} of the import, limit {REOPEN}")
    good = peak <= MOST_MB and reopen <= REOPEN * import_
    if importlib.util.find_spec("pandas") is None:
        show("pandas + phonenumbers", "not measured")
        return False
    theirs = run("pandas_peer.py", file, home)
    assert (theirs["valid"], theirs["unique"]) == (ours[0]["valid"], ours[0]["unique"])
    ratio = theirs["seconds"] / import_
    show("pandas + phonenumbers", f"{theirs['seconds']:.2f} s", f"{theirs['peak_mb']:.0f} MB")
    show("faster by", f"{ratio:.1f}", f"at least {FASTER}")
    return good and ratio >= FASTER


def beside_few(file: Path, home: Path) -> bool:
    """The same deeds at a million rows and at ten thousand: figures to look at, without a limit."""
    run("jobs.py", "import", file, home / "few")
    at_few = run("jobs.py", "operate", home / "few")
    at_many = run("jobs.py", "operate", home / "import0")
    for deed, milliseconds in at_many.items():
        beside = f"{at_few[deed]:.1f} ms at {FEW:,}: × {milliseconds / at_few[deed]:.1f}"
        show(deed, f"{milliseconds:.1f} ms", beside)
    return True


def memory(file: Path, home: Path) -> bool:
    """Of the window, after each of ten imports whose list was deleted again."""
    after = run("screen.py", "imports", file, home / "imports")["after_mb"]
    growth = after[-1] / after[2]
    steps = "  ".join(f"{mb:.0f}" for mb in after)
    show("memory, import by import", f"× {growth:.2f}", f"limit {GROWTH}: {steps} MB")
    return bool(growth <= GROWTH)


def standing_still(file: Path, home: Path) -> bool:
    """How long the window does not answer, beside an idle one, in three runs."""
    runs = [run("screen.py", "gaps", file, home / f"window{index}") for index in range(ROUNDS)]
    good = True
    for deed in runs[0]["gaps_ms"]:
        over = statistics.median(one["gaps_ms"][deed] - one["idle_ms"] for one in runs)
        show(f"window stands still: {deed}", f"{over:.0f} ms", f"limit {GAP_MS:.0f}")
        good = good and over <= GAP_MS
    few = run("screen.py", "gaps", home / "few.csv", home / "window-few")["frame_ms"]
    frame = median(runs, "frame_ms")
    show("scroll frame", f"{frame:.1f} ms", f"{few:.1f} ms at {FEW:,}: × {frame / few:.1f}")
    return good


def run(script: str, *arguments: str | Path) -> dict[str, Any]:
    """The figures that a process of its own prints as its last line."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def median(runs: list[dict[str, Any]], key: str) -> float:
    return float(statistics.median(one[key] for one in runs))


def show(name: str, figure: str, beside: str = "") -> None:
    print(f"{name:<42}{figure:>12}   {beside}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
