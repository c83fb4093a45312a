"""A power cut right after a create has left: the intent must be on the disk, not only written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.power import AVAILABLE

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not AVAILABLE, reason="needs Linux and SQLite as a shared library")
@pytest.mark.parametrize(
    ("synchronous", "calls", "state"), [("FULL", 1, "needs_decision"), ("NORMAL", 2, "posted")]
)
def test_a_power_cut_after_the_create(
    tmp_path: Path, synchronous: str, calls: int, state: str
) -> None:
    """As the program has it, the batch is looked for; the mutant ``NORMAL`` calls people twice."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.power_driver", str(tmp_path), synchronous],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"calls": calls, "state": state}
