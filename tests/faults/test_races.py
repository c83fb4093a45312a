"""Two instances on one workspace: only one sends, whoever is first."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.figures import Told

ROOT = Path(__file__).parents[2]
PEOPLE = 4

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can fork")


def run(platform: Any, folder: Path, races: int) -> str:
    process = platform.process
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.race_driver"),
            *(str(folder), process.url, process.client_id, str(races)),
        ],
        cwd=ROOT,
        env={**os.environ, "VOICEDESK_CLIENT_SECRET": process.client_secret},
        capture_output=True,
        text=True,
        timeout=10 * races + 30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    codes = Counter(tuple(line["codes"]) for line in lines)
    assert codes.total() == races
    assert set(codes) <= {(0, 5), (0, 2)}
    assert codes[0, 5] > races // 2  # they did meet
    called: dict[str, Counter[str]] = {line["name"]: Counter() for line in lines}
    ledger = platform.ledger()
    for mailing in ledger["by_mailing"].values():
        called[mailing["name"]].update(mailing["recipients"])
    for name, calls in called.items():
        assert Counter(calls.values()) == {1: PEOPLE}, name
    return f"races: {races}, met: {codes[0, 5]}, twice: 0, lost: 0"


def test_two_instances_send_once(platform: Any, tmp_path: Path, tell: Told) -> None:
    tell(run(platform, tmp_path, 20))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_sender_in_two_hundred_races(platform: Any, tmp_path: Path, tell: Told) -> None:
    tell(run(platform, tmp_path, 200))
