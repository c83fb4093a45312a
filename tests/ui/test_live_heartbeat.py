"""The window answers while a long campaign is sent and its calls come in."""

from pathlib import Path

import pytest

from tests.benchmarks.campaigns import watching

PEOPLE = 20_000  # `bootstrap.py bench campaigns` takes 98,973, and 50 ms
SPEED = 40.0  # simulated seconds a second
LONGEST_MS = 250.0  # beyond an idle window's: whatever else this machine does meanwhile


@pytest.mark.timeout(90)
def test_the_window_never_stands_still_while_calls_come_in(tmp_path: Path) -> None:
    found = watching.run(PEOPLE, SPEED, tmp_path)
    assert found["failures"] == []
    assert found["gap_ms"] - found["idle_ms"] <= LONGEST_MS
    assert found["grown_mb"] <= watching.MOST_MB
    assert found["bytes"] < found["naive_bytes"]
