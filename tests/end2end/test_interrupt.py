"""Ctrl-C: an orderly end, whenever it comes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Quick
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.drafts import Campaigns

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a signal cannot be sent to one process")

MESSAGE = resource("samples", "message-fr.mp3")
BOOTSTRAP = Path(__file__).parents[2] / "packaging" / "bootstrap.py"
# bootstrap.py with this interpreter in place of the one in .venv, and nothing installed.
_RUN = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("bootstrap", sys.argv[1])
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)
bootstrap.set_up = lambda extra: None
bootstrap.python = lambda: sys.executable
sys.exit(bootstrap.main(["run", *sys.argv[2:]]))
"""


def started(
    command: list[str], environment: dict[str, str] | None = None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("seconds", [0.1, 0.2])
def test_while_the_program_loads(seconds: float) -> None:
    process = started([sys.executable, "-m", "voicedesk", "sandbox"])
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert "__main__.py" not in err  # a traceback of Python's own start is not ours


def test_a_reader_that_goes_away() -> None:
    command = [sys.executable, "-m", "voicedesk", "audio", "check", str(MESSAGE)]
    process = started(command)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=30) == 130
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_the_sandbox_behind_bootstrap_ends_in_order(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = started([sys.executable, "-c", _RUN, str(BOOTSTRAP), "sandbox"], environment)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["url"]
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert not list(tmp_path.iterdir()), "its temporary folder is left behind"


def state(folder: Path, campaign_id: str) -> str:
    # Not by the command: it would take the workspace, free until the sender has loaded.
    with Workspace(folder, writing=False) as workspace:
        return Campaigns(workspace.database).get(campaign_id).state


def test_while_a_campaign_is_about_to_leave(
    program: Any, quick: Quick, platform: Any, contacts_file: Callable[[int], Path]
) -> None:
    created = quick(
        "campaign", "create", "--name", "X", "--audio", MESSAGE, "--contacts", contacts_file(2),
        "--media", "VOICE", "--json",
    )  # fmt: skip
    campaign_id = created.json()["id"]
    quick("campaign", "approve", campaign_id, "--yes")
    program.platform = quick.platform = platform
    send = ("campaign", "send", campaign_id, "--yes")
    command, environment = program.command(*send)
    process = started(command, {**environment, "VOICEDESK_SENDING_HOLD_SECONDS": "60"})
    status = ("campaign", "status", campaign_id, "--json")
    end = time.monotonic() + 30
    while state(quick.folder, campaign_id) != "holding":
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    assert quick(*status).json()["state"] == "holding"  # beside the sender: what is known
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in err) == (130, False), err
    assert quick(*status).json()["state"] == "paused"
    assert quick(*send).code == 0
    quick(*send).assert_one_clear_line(2, "nothing left to send")
