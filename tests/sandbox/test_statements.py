"""What needs no process: parameters, fates, and the plans of the statements."""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from voicedesk.sandbox.delivery import fates
from voicedesk.sandbox.mailings import MAILINGS
from voicedesk.sandbox.messages import MESSAGES
from voicedesk.sandbox.parameters import Parameters, gathered
from voicedesk.sandbox.resource import Resource, read, where
from voicedesk.sandbox.store import Store
from voicedesk.sandbox.world import Call


@pytest.mark.parametrize(
    ("pairs", "given"),
    [
        ([("id", "1"), ("id", "2")], {"id": ["1", "2"]}),
        ([("id[1]", "2"), ("id[0]", "1")], {"id": ["1", "2"]}),
        ([("id[]", "1"), ("id[]", "2")], {"id": ["1", "2"]}),
        ([("a[0][b]", "1"), ("a[1][b]", "2")], {"a": [{"b": "1"}, {"b": "2"}]}),
        ([("a[x]", "1")], {"a": {"x": "1"}}),
        ([("a[", "1")], {"a[": "1"}),
        ([("id", "")], {"id": ""}),
    ],
)
def test_brackets_and_repetitions(pairs: list[tuple[str, str]], given: dict[str, object]) -> None:
    assert gathered(pairs) == given


def test_fates_repeat_and_have_the_documented_shares() -> None:
    numbers = [f"+3360000{n:04}" for n in range(9_000)]
    for media in ("VOICE", "VOICEMAIL"):
        once = fates(numbers, media, 1_000_000, 12.0, 2.0, "1:50001")
        assert once == fates(numbers, media, 1_000_000, 12.0, 2.0, "1:50001")
        shares = Counter(fate.outcome for fate in once)
        assert 0.86 <= shares["ok"] / 9_000 <= 0.90
        assert 0 < shares["no"] / 9_000 < 0.02
        assert all(1_000_000 <= fate.on_at < fate.final_at for fate in once)
        # 50 calls a simulated second, at double speed: 9,000 in 90 s.
        assert 89_000 <= max(fate.on_at for fate in once) - 1_000_000 <= 92_000
    optouts = {fate.description for fate in fates(numbers, "VOICEMAIL", 0, 12.0, 1.0, "1")}
    assert "opted out" not in optouts
    at_once = fates(numbers[:50], "VOICE", 5, 12.0, 0, "1")
    assert {(fate.on_at, fate.final_at) for fate in at_once} == {(5, 5)}


@pytest.mark.parametrize(
    ("resource", "filters"),
    [
        (MESSAGES, {"mailingId": "50001"}),
        (MESSAGES, {"mailingId": "50001,50002", "status": "ok"}),
        (MESSAGES, {"mailingName": "Soldes"}),
        (MESSAGES, {"id": "1,2"}),
        (MESSAGES, {"recipient": "+33600000001"}),
        (MAILINGS, {"name": "Soldes"}),
        (MAILINGS, {"id": "50001"}),
    ],
)
def test_no_filtered_read_walks_through_a_table(
    tmp_path: Path, resource: Resource, filters: dict[str, str]
) -> None:
    call = Call(Parameters(filters), 0, "")
    store = Store(tmp_path)
    with store.reading() as db:
        seen: list[str] = []
        db.set_trace_callback(seen.append)
        read(db, resource, call)
        db.set_trace_callback(None)
        condition, values = where(resource, call)
        columns = ", ".join(attribute.sql for attribute in resource.attributes.values())
        plan = db.execute(
            f"EXPLAIN QUERY PLAN SELECT {columns} FROM {resource.source} WHERE {condition} "
            f"ORDER BY {resource.id} LIMIT 10",
            values,
        ).fetchall()
    store.close()
    steps = [row["detail"] for row in plan]
    assert seen
    assert not [step for step in steps if step.startswith(("SCAN s", "SCAN m", "SCAN mailings"))]


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    twice = [("a", "1"), ("a", "2")]
    with pytest.raises(sqlite3.IntegrityError), store.writing() as db:
        db.executemany("INSERT INTO settings VALUES (?, ?)", twice)
    assert store.setting("a", lambda: "3") == "3"
    store.close()


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing() as db:
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    store.close()
