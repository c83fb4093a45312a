"""``kill -9`` of ``campaign send``, then the same command again: everybody called exactly once."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Quick
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox

PEOPLE = 4_001  # five mailings


@pytest.fixture
def approved(
    program: Any, quick: Quick, platform: Any, contacts_file: Callable[[int], Path]
) -> str:
    program.platform = platform
    created = quick(
        "campaign", "create", "--name", "Rappel", "--audio", resource("samples", "message-fr.mp3"),
        "--contacts", contacts_file(PEOPLE), "--media", "VOICE", "--json",
    )  # fmt: skip
    assert created.code == 0, created.err
    campaign_id: str = created.json()["id"]
    assert created.json()["review"]["will_call"] == PEOPLE
    approval = quick("campaign", "approve", campaign_id, "--recipients", PEOPLE, "--json")
    assert approval.json()["chunks"] == {"planned": 5}
    return campaign_id


def chunks(program: Any, campaign_id: str) -> list[Chunk]:
    with Workspace(program.folder, writing=False) as workspace:
        return Outbox(workspace.database, campaign_id).chunks()


def kill_when(
    process: "subprocess.Popen[bytes]",
    program: Any,
    campaign_id: str,
    moment: Callable[[list[Chunk]], bool],
) -> None:
    deadline = time.monotonic() + 60
    while not moment(chunks(program, campaign_id)):
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()


def assert_everybody_called_once(platform: Any) -> None:
    ledger = platform.ledger()
    assert ledger["violations"] == []
    assert ledger["mailings"] == 5
    assert Counter(ledger["calls"].values()) == {1: PEOPLE}


def test_killed_between_two_mailings(program: Any, platform: Any, approved: str) -> None:
    send = ("campaign", "send", approved, "--yes", "--json")
    process = program.start(*send, VOICEDESK_SENDING_PACE_SECONDS="1")
    kill_when(
        process,
        program,
        approved,
        lambda found: sum(chunk.state is ChunkState.ACCEPTED for chunk in found) == 2,
    )
    again = program(*send)
    assert again.code == 0, again.err
    assert again.json()["chunks"] == {"accepted": 5}
    assert_everybody_called_once(platform)


@pytest.mark.parametrize("fault", ["delay", "drip"])
def test_killed_while_a_create_is_in_flight(
    program: Any, platform: Any, approved: str, fault: str
) -> None:
    """``delay``: not yet stored on the platform; ``drip``: stored, its answer under way."""
    platform.faults({"on": "mailings.create", "nth": 3, "fault": fault, "seconds": 4})
    send = ("campaign", "send", approved, "--yes", "--json")
    process = program.start(*send)
    kill_when(
        process,
        program,
        approved,
        lambda found: found[2].state is ChunkState.SENDING and in_flight(found[2]),
    )
    again = program(*send)
    assert again.code == 0, again.err
    assert again.json()["state"] == "posted"
    assert again.json()["chunks"] == {"accepted": 5}
    assert_everybody_called_once(platform)


def in_flight(chunk: Chunk) -> bool:
    """Long enough after the intent for the request to have left."""
    assert chunk.sent_at is not None
    return time.time() - chunk.sent_at.timestamp() > 1.0


def test_killed_twice(program: Any, platform: Any, approved: str) -> None:
    send = ("campaign", "send", approved, "--yes", "--json")
    for accepted in (1, 3):
        process = program.start(*send, VOICEDESK_SENDING_PACE_SECONDS="1")
        kill_when(
            process,
            program,
            approved,
            lambda found, n=accepted: sum(c.state is ChunkState.ACCEPTED for c in found) == n,  # type: ignore[misc]
        )
    again = program(*send)
    assert again.code == 0, again.err
    assert_everybody_called_once(platform)
