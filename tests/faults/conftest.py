"""A workspace whose batches hold two people, so that a small campaign has several."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.simulated import FAST, SimulatedPlatform
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval


@pytest.fixture(autouse=True)
def tiny_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "CHUNK", 2)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as opened:
        for key, value in FAST.items():
            opened.change_setting(key, value)
        yield opened


@pytest.fixture
def simulated() -> SimulatedPlatform:
    return SimulatedPlatform()
