"""``kill -9`` at every durable commit and every send of a small campaign, on a real platform."""

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can fork")
def test_killed_anywhere_everybody_is_called_once(
    platform: Any, tmp_path: Path, tell: Told
) -> None:
    process = platform.process
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.kill_driver"),
            *(str(tmp_path), process.url, process.client_id),
        ],
        cwd=ROOT,
        env={**os.environ, "VOICEDESK_CLIENT_SECRET": process.client_secret},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    kinds = Counter(line["killed"] for line in lines if "killed" in line)
    points = [line for line in lines if "point" in line]
    assert len(points) == kinds.total() > 20
    assert kinds["before a commit"] >= 8
    assert kinds["before a send"] >= 6
    assert {line["state"] for line in points} == {"posted"}
    # Asked only where the intent was on disk and not the whole request had left.
    assert sum(line["asked"] for line in points) <= 8
    assert max(line["asked"] for line in points) == 1
    called: dict[str, Counter[str]] = {line["name"]: Counter() for line in points}
    ledger = platform.ledger()
    for mailing in ledger["by_mailing"].values():
        if mailing["name"] in called:
            called[mailing["name"]].update(mailing["recipients"])
    for name, calls in called.items():
        assert Counter(calls.values()) == {1: 4}, name
    assert ledger["violations"] == []
    asked = sum(line["asked"] for line in points)
    tell(f"killed {dict(kinds)}, twice: 0, lost: 0, asked: {asked}")
