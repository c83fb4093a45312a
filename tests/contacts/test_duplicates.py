"""Rows of the same number: found, merged as reviewed, and found in other lists."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.tables import NAME, PHONE, TOWN, column, do, ids, seen, table_of
from voicedesk.contacts import duplicates, editing
from voicedesk.contacts.duplicates import Conflict, Merge
from voicedesk.contacts.table import ContactTable

A, B, C = "06 00 00 12 34", "06 00 00 12 35", "01 99 00 12 34"


@pytest.fixture
def table() -> ContactTable:
    return table_of(
        [
            ("Durand", A, ""),
            ("Martin", B, "Metz"),
            ("DURAND ", "+33600001234", "Lyon"),
            ("", B, "Nice"),
            ("Roux", C, ""),
            ("nobody", "", ""),
            ("", "", ""),
            ("durand", "0033600001234", "lyon"),
        ]
    )


def _planned(table: ContactTable) -> Merge:
    return duplicates.plan(table, duplicates.groups(table))


def test_groups_in_the_order_of_the_list(table: ContactTable) -> None:
    found = duplicates.groups(table)
    assert [(group.keep, group.others.tolist()) for group in found] == [(0, [2, 7]), (1, [3])]
    assert found[-1].keep == 1
    assert [group.keep for group in found[1:]] == [1]
    with pytest.raises(IndexError):
        found[2]


def test_groups_follow_the_order_and_not_the_ids(table: ContactTable) -> None:
    do(table, editing.insert(table, 0, [{PHONE: C}, {PHONE: "+33 1 99 00 12 34"}]))
    found = duplicates.groups(table)
    assert [(group.keep, group.others.tolist()) for group in found] == [
        (0, [2, 7]),
        (8, [9, 4]),
        (1, [3]),
    ]


def test_no_groups() -> None:
    table = table_of([("", A, ""), ("", "", "")])
    assert list(duplicates.groups(table)) == []
    planned = _planned(table)
    assert (planned.fills[NAME].texts, planned.conflicts) == ([], ())
    assert duplicates.merge(table, planned) is None
    assert duplicates.merge(table, planned.without_conflicts()) is None


def test_a_plan_fills_what_is_blank_and_tells_conflicts(table: ContactTable) -> None:
    planned = _planned(table)
    fills = {key: (fill.groups.tolist(), fill.texts) for key, fill in planned.fills.items()}
    assert fills == {NAME: ([], []), TOWN: ([0], ["Lyon"])}
    assert planned.conflicts == (Conflict(1, TOWN, ("Metz", "Nice")),)


def test_merge_and_back(table: ContactTable) -> None:
    before = seen(table)
    change = do(table, duplicates.merge(table, _planned(table)))
    assert (change.kind, change.details) == ("merge", {"n": 3, "groups": 2})
    assert column(table, NAME) == ["Durand", "Martin", "Roux", "nobody", ""]
    assert column(table, TOWN) == ["Lyon", "Metz", "", "", ""]
    assert column(table, PHONE)[0] == A
    assert len(duplicates.groups(table)) == 0
    table.apply(change.reversed())
    assert seen(table) == before


def test_a_choice_is_taken(table: ContactTable) -> None:
    do(table, duplicates.merge(table, _planned(table), {(1, TOWN): "Nice", (0, NAME): "D."}))
    assert column(table, NAME)[:2] == ["D.", "Martin"]
    assert column(table, TOWN)[:2] == ["Lyon", "Nice"]


def test_only_what_is_no_conflict(table: ContactTable) -> None:
    planned = _planned(table).without_conflicts()
    assert (len(planned.groups), planned.conflicts) == (1, ())
    do(table, duplicates.merge(table, planned))
    assert table.order.tolist() == [0, 1, 3, 4, 5, 6]
    assert table.text(0, TOWN) == "Lyon"


def test_what_changed_since_the_plan_is_left_alone(table: ContactTable) -> None:
    planned = _planned(table)
    do(table, editing.delete(table, ids(1)))
    do(table, editing.edit(table, 2, PHONE, C))
    do(table, editing.remove_column(table, TOWN))
    change = do(table, duplicates.merge(table, planned))
    assert change.details == {"n": 1, "groups": 1}
    assert table.order.tolist() == [0, 2, 3, 4, 5, 6]
    assert column(table, NAME)[0] == "Durand"
    assert duplicates.merge(table, planned) is None


_TEXT = st.sampled_from(["", " ", "a", "A", "b", "é"])
_ROWS = st.lists(st.tuples(_TEXT, st.sampled_from([A, B, C, "0600001234", ""]), _TEXT), max_size=9)


@settings(max_examples=150)
@given(_ROWS)
def test_merging_is_the_naive_merging(rows: list[tuple[str, str, str]]) -> None:
    table = table_of(rows)
    expected: dict[str, list[str]] = {}
    for at, (name, number, town) in enumerate(rows):
        key = number.replace(" ", "") or str(at)
        kept = expected.setdefault(key, [name, number, town])
        for place, text in ((0, name), (2, town)):
            if not kept[place].strip() and text.strip():
                kept[place] = text
    planned, before = _planned(table), seen(table)
    decided = {conflict.group for conflict in planned.conflicts}
    assert len(planned.without_conflicts().groups) == len(planned.groups) - len(decided)
    change = duplicates.merge(table, planned)
    if change is None:
        assert len(expected) == len(rows)
        return
    do(table, change)
    assert [list(row.cells) for row in seen(table)] == list(expected.values())
    table.apply(change.reversed())
    assert seen(table) == before


def test_across_lists(table: ContactTable) -> None:
    other = table_of([("x", C, ""), ("y", A, ""), ("z", A, ""), ("", "", "")], list_id="other")
    empty = table_of([], list_id="empty")
    do(other, editing.insert(other, None, [{PHONE: B}]))
    do(other, editing.delete(other, ids(4)))
    found = duplicates.across(table, [other, empty])
    assert {key: rows.tolist() for key, rows in found.items()} == {
        "other": [0, 2, 4, 7],
        "empty": [],
    }
    assert duplicates.counterparts(table, table.order, other).tolist() == [
        1,
        -1,
        1,
        -1,
        0,
        -1,
        -1,
        1,
    ]
    assert duplicates.counterparts(table, ids(0), empty).tolist() == [-1]


def test_many_groups_are_merged_in_bulk() -> None:
    def seconds(groups: int) -> float:
        rows = [(f"N{n}", f"0600{n:06}", "Metz" if n % 2 else "") for n in range(groups)] * 2
        table = table_of(rows)
        began = time.perf_counter()
        do(table, duplicates.merge(table, _planned(table)))
        took = time.perf_counter() - began
        assert len(table) == len({number for number in table.e164.tolist() if number}) + int(
            (table.e164[table.order] == 0).sum()
        )
        return took

    seconds(100)  # what is imported late
    assert seconds(20_000) < 40 * seconds(2_000)
