"""The history in words: who did what, which warning, why; and no entry without words."""

import ast
import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import voicedesk
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.history import Event
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.ui.history_words import event_words

PRINT = "0123456789abcdef" * 4
# What a call of record() is given where it is no constant.
VALUES = {
    "{wish}_asked": ("pause_asked", "cancel_asked"),
    "chunk_{target}": tuple(f"chunk_{state}" for state in ChunkState),
    "event or state": ("send_asked", State.SENDING, State.POSTED, State.DONE),
}


def said(event: str, batch: int | None = None, **details: Any) -> str:
    return event_words(Event(datetime(2026, 10, 9, 8, 20, tzinfo=UTC), event, batch, details))


def recorded() -> Iterator[str]:
    """Every event that the program records, by its source."""
    for path in sorted((Path(voicedesk.__file__).parent / "campaigns").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "record":
                yield from _values(node.args[2], path.stem)
    yield "message_deleted"  # written by the library of messages


def _values(told: ast.expr, module: str) -> Iterator[str]:
    if isinstance(told, ast.Constant):
        yield str(told.value)
    elif isinstance(told, ast.Name | ast.Attribute):
        found: Any = importlib.import_module(f"voicedesk.campaigns.{module}")
        for name in ast.unparse(told).split("."):
            found = getattr(found, name)
        yield str(found)
    else:
        yield from VALUES[ast.unparse(told).removeprefix("f").strip("'\"")]


def test_no_entry_is_without_words() -> None:
    events = set(recorded())
    assert len(events) > 30
    wordless = {event for event in events if said(event, 1) == event}
    assert wordless == set()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("created", "Created by claire"),
        ("template_created", "Template made by claire"),
        ("deleted", "Deleted by claire"),
        ("archived", "Put into the archive by claire"),
        ("unarchived", "Taken out of the archive by claire"),
        ("pause_asked", "Pause asked for by claire"),
        ("cancel_asked", "Cancelling asked for by claire"),
        ("resumed", "Resumed by claire"),
        ("send_asked", "Sending asked for by claire"),
        ("test_asked", "Test call asked for by claire"),
    ],
)
def test_a_deed_says_whose_it_was(event: str, words: str) -> None:
    assert said(event, by="claire") == words
    assert said(event, by="") == said(event) == words.removesuffix(" by claire")


def test_an_approval_says_what_it_was_of() -> None:
    warnings = [{"rule": "days_hours", "code": "outside_hours", "people": 3, "group": 1}]
    told: dict[str, Any] = {"by": "Claire", "recipients": 37, "warnings": warnings}
    excluded = {"stop_list": 1, "too_short": 2}
    assert said("approved", **told, excluded=excluded, fingerprint=PRINT) == (
        "Approved by Claire for 37 people. "
        "Warnings accepted: 3 people would be called outside the lawful hours. "
        "Not called: Too short 2, Stop list 1. "
        "Fingerprint of the review: 01234567 89abcdef…"
    )
    assert said("approved", by="Claire", recipients=1) == "Approved by Claire for 1 person"
    loose = said("approved", by="Claire", recipients=1, looser=["refusal", "stop_list"])
    assert loose.endswith(". Rules looser than the shipped ones: After a refusal, Stop list")


def test_a_warning_and_a_pause_say_which() -> None:
    assert said("warning_acknowledged", by="Claire", code="stop_list") == (
        "Warning accepted by Claire: People are on the stop list"
    )
    paused = said("paused", why="stop_list", accepts=["stop_list"], people=2)
    assert paused == "Paused. 2 people are on the stop list."
    assert said("paused", why="person") == "Paused. Paused by you."


def test_who_was_left_out_and_why() -> None:
    told = said("excluded_at_posting", 2, people=3, stop_list=2, refused_recently=1)
    assert told == "Batch 2: 3 people left out (Stop list 2, Refused recently 1)"
    assert said("excluded_at_posting", 1, people=1) == "Batch 1: 1 person left out"


def test_optouts_and_notes() -> None:
    assert said("optouts_stopped", people=2) == ("2 people who opted out were put on the stop list")
    told = said("optouts_dealt_with", people=1, by="Paul", note="rappelés à la main")
    assert told == "Paul has dealt with 1 opt-out without a name: “rappelés à la main”"
    assert said("optouts_dealt_with", people=1, by="Paul", note=" ").endswith("without a name")
    decided = said("decided", 3, decision="send_again", by="Paul", note="support dit non")
    assert decided == "Batch 3: Paul has it sent again: “support dit non”"
    assert said("message_deleted", name="Pneus") == "Its message “Pneus” was deleted"
