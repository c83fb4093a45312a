"""``campaign approve`` at a terminal: the number of people is typed, a yes is not enough."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Program, Quick
from voicedesk.base.resources import resource

if sys.platform == "win32":
    pytest.skip("a terminal is opened as POSIX has it", allow_module_level=True)

MESSAGE = resource("samples", "message-fr.mp3")
QUESTION = "To approve, type the number of people who will be called"


@pytest.fixture
def draft(quick: Quick, contacts_file: Callable[[int], Path]) -> str:
    """Its id; three people would be called."""
    made = quick(
        *("campaign", "create", "--name", "Rappel", "--audio", MESSAGE, "--media", "VOICE"),
        *("--contacts", contacts_file(3), "--json"),
    )
    assert made.code == 0, made.err
    return str(made.json()["id"])


def at_terminal(program: Program, typed: str, *arguments: object) -> tuple[int, str]:
    """Run it where somebody sits and types this: its exit code, and all that was shown."""
    command, environment = program.command(*arguments)
    keyboard, terminal = os.openpty()
    try:
        os.write(keyboard, typed.encode())
        done = subprocess.run(
            command, env=environment, stdin=terminal, stdout=terminal, stderr=terminal,
            timeout=60, check=False,
        )  # fmt: skip
        shown = os.read(keyboard, 65_536).decode()
    finally:
        os.close(keyboard)
        os.close(terminal)
    return done.returncode, shown


def state(quick: Quick, campaign_id: str) -> str:
    return str(quick("campaign", "status", campaign_id, "--json").json()["state"])


def test_the_number_of_people_approves(program: Program, quick: Quick, draft: str) -> None:
    code, shown = at_terminal(program, "3\n", "campaign", "approve", draft)
    assert code == 0, shown
    assert QUESTION in shown
    assert state(quick, draft) == "approved"


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("4\n", 2, "4 was typed, but 3 people will be called. Look again."),
        ("y\n", 4, "Not confirmed: nothing was done."),
        ("\n", 4, "Not confirmed: nothing was done."),
    ],
)
def test_anything_else_does_not(
    program: Program, quick: Quick, draft: str, typed: str, code: int, words: str
) -> None:
    found, shown = at_terminal(program, typed, "campaign", "approve", draft)
    assert (found, QUESTION in shown, words in shown) == (code, True, True), shown
    assert state(quick, draft) == "draft"


def test_without_a_terminal_nothing_is_done(quick: Quick, draft: str) -> None:
    done = quick.give("3\n", "campaign", "approve", draft)
    assert done.code == 4
    assert QUESTION not in done.err
    assert state(quick, draft) == "draft"
