"""A list in memory: order, verdicts and duplicates follow every change, and go back with it."""

import sys
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicedesk.contacts.changes import (
    Cells,
    Change,
    Column,
    Put,
    Reshape,
    Segment,
    Shape,
    Step,
    Take,
)
from voicedesk.contacts.foresight import foresee, judged
from voicedesk.contacts.table import GAP, ContactTable, firsts

SHAPE = Shape((Column(0, "Nom"), Column(1, "Tél"), Column(2, "Autre tél")), 1, (0,))
ONE, TWO, THREE = 33600000001, 33600000002, 33600000003


def ids(*rows: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(rows, np.int64)


def rows(start: int, numbers: Sequence[str], others: Sequence[str] = ()) -> Segment:
    names = [f"N{start + n}" for n in range(len(numbers))]
    cells = {0: names, 1: list(numbers), 2: list(others) or [""] * len(numbers)}
    return Segment(start, cells, np.zeros(len(numbers), np.int32), judged(list(numbers), "FR"))


def made(*steps: Step) -> Change:
    return Change("x", {}, steps)


def listed(numbers: Sequence[str], others: Sequence[str] = ()) -> ContactTable:
    table = ContactTable("id", "FR", SHAPE)
    segment = rows(0, numbers, others)
    table.add(segment)
    table.apply(made(Put(segment.ids, table.position_between(None, len(segment)))))
    return table


def state(table: ContactTable) -> list[object]:
    """All there is to see of a list."""
    columns = [column.key for column in table.shape.columns]
    return [
        table.shape,
        *(
            (contact, [(table.text(contact.id, k), table.original(contact.id, k)) for k in columns])
            for contact in table.contacts()
        ),
    ]


def test_rows_that_come_in() -> None:
    table = ContactTable("id", "FR", SHAPE)
    segment = rows(0, ["0600000001", "rien", "06 00 00 00 01"])
    table.add(segment)
    assert len(table) == 0
    assert table.size == 3
    effect = table.apply(made(Put(segment.ids, table.position_between(None, 3))))
    assert effect.came.tolist() == [0, 1, 2]
    assert effect.changed.tolist() == [2]  # its first one is known now
    assert (len(effect.went), effect.reshaped) == (0, False)
    assert table.first.tolist() == [-1, -1, 0]
    assert table.label(1) == "N1"
    assert table.contact(2).duplicate_of == 0


@pytest.mark.parametrize("beside", [0, 100])  # few numbers go another way than many
def test_duplicates_follow(beside: int) -> None:
    others = [f"06 00 00 50 {n:02}" for n in range(beside)]
    table = listed(["0600000001", "0600000001", "0600000001", "0600000002", *others])
    more = [(n + 4, text[:-2] + f"{99 - n:02}") for n, text in enumerate(others)]

    def edit(row: int, text: str) -> Change:
        changed = [(row, text), *more]
        new = [text for _, text in changed]
        old = [table.number(row) for row, _ in changed]
        return made(Cells(1, ids(*(row for row, _ in changed)), old, new))

    change = edit(0, "0600000002")
    effect = table.apply(change)
    assert {0, 1, 2, 3} <= set(effect.changed.tolist())
    assert table.first[:4].tolist() == [-1, -1, 1, 0]
    table.apply(change.reversed())
    assert table.first[:4].tolist() == [-1, 0, 0, -1]
    gone = made(Take(ids(0, *range(4, 4 + beside)), table.position[ids(0, *range(4, 4 + beside))]))
    effect = table.apply(gone)
    assert effect.changed.tolist() == [1, 2]
    assert table.first[1:4].tolist() == [-1, 1, -1]
    table.apply(gone.reversed())
    assert table.first[:4].tolist() == [-1, 0, 0, -1]


def test_a_text_that_is_again_what_arrived_is_not_edited() -> None:
    table = listed(["0600000001"])
    for old, new in (("0600000001", "rien"), ("rien", "n/a"), ("n/a", "0600000001")):
        assert table.original(0) == "0600000001"
        table.apply(made(Cells(1, ids(0), [old], [new])))
        assert table.is_edited(0) == (new != "0600000001")


def test_a_row_that_loses_its_number_repeats_nobody() -> None:
    table = listed(["0600000001", "0600000001"])
    table.apply(made(Cells(1, ids(1), [table.number(1)], ["rien"])))
    assert table.first.tolist() == [-1, -1]


def test_the_first_is_the_first_in_the_list_not_of_the_ids() -> None:
    table = listed(["0600000001", "0600000002"])
    table.add(rows(2, ["0600000002"]))
    table.apply(made(Put(ids(2), table.position_between(0, 1))))
    assert table.order.tolist() == [0, 2, 1]
    assert table.first.tolist() == [-1, 2, -1]


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 10**6)), max_size=40))
def test_firsts_are_those_of_a_plain_walk(found: list[tuple[int, bool, int]]) -> None:
    e164 = ids(*(number for number, _, _ in found))
    alive = [row for row, (_, lives, _) in enumerate(found) if lives]
    order = sorted(alive, key=lambda row: found[row][2])
    seen: dict[int, int] = {}
    expected = [-1] * len(found)
    for row in order:
        if e164[row] and seen.setdefault(int(e164[row]), row) != row:
            expected[row] = seen[int(e164[row])]
    assert firsts(ids(*order), e164).tolist() == expected


def test_places_between_rows() -> None:
    table = listed(["0600000001", "0600000002"])
    after = 0
    for _ in range(30):
        positions = table.position_between(after, 2)
        assert table.position[after] < positions[0] < positions[1] < table.position[1]
        start = table.size
        table.add(rows(start, ["", ""]))
        table.apply(made(Put(ids(start, start + 1), positions)))
        after = start  # always narrower: before the row that came last
        if int(table.position[start + 1]) - int(table.position[start]) < 3:
            break
    crowded = table.position_between(after, 5)
    assert crowded[0] > table.position[table.order].max()
    assert np.diff(table.position[table.order]).min() > 0
    assert table.position_between(None, 0).tolist() == []


def test_a_place_stays_free_for_what_may_be_undone() -> None:
    table = listed(["0600000001", "0600000002", "0600000003"])
    table.apply(made(Take(ids(1), table.position[ids(1)])))
    (between,) = table.position_between(0, 1).tolist()
    assert between < table.position[1]


def test_other_numbers_are_judged() -> None:
    table = listed(["0600000001", "0600000002"], ["rien", "06 00 00 00 03 port."])
    turn = made(Reshape(SHAPE, Shape(SHAPE.columns, 2, (0,))))
    effect = table.apply(turn)
    assert effect.reshaped
    assert table.e164.tolist() == [0, 0]
    assert table.repairs == {1: "06 00 00 00 03"}
    table.apply(made(Cells(2, ids(0), ["rien"], ["0600000003"])))
    table.apply(turn.reversed())
    assert table.e164.tolist() == [ONE, TWO]
    assert table.repairs == {}
    assert not table.is_edited(0)
    assert table.is_edited(0, 2)
    assert table.original(0, 2) == "rien"


def test_numbers_that_were_elsewhere_for_a_moment_are_judged() -> None:
    table = listed(["0600000001"])
    turn = made(Reshape(SHAPE, Shape(SHAPE.columns, 2, (0,))))
    segment = rows(1, ["0600000002"], ["0600000003"])
    there = Segment(1, segment.cells, segment.row, judged(["0600000003"], "FR"))
    table.add(there)
    put = made(Put(there.ids, table.position_between(None, 1)))
    table.apply(turn, put, turn.reversed())
    assert table.e164.tolist() == [ONE, TWO]


def test_what_is_foreseen_comes_true() -> None:
    table = listed(["0600000001", "0600000001", "rien"])
    table.add(rows(3, ["0600000003"]))
    before = state(table)
    change = made(
        Put(ids(3), table.position_between(None, 1)),
        Take(ids(0), table.position[ids(0)]),
        Cells(1, ids(2, 1), ["rien", "0600000001"], ["0600000002", ""]),
        Cells(1, ids(2), ["0600000002"], ["0600000003"]),
    )
    foresight = foresee(table, change)
    assert state(table) == before
    assert (foresight.rows, foresight.valid) == (3, 2)
    table.apply(change, verdicts=foresight.verdicts)
    assert table.e164.tolist() == [ONE, 0, THREE, THREE]
    assert len(table) == foresight.rows
    assert np.count_nonzero(table.e164[table.order]) == foresight.valid
    assert table.first[3] == 2
    table.apply(change.reversed())
    assert state(table) == before


def test_a_column_comes_and_goes() -> None:
    table = listed(["0600000001", "0600000002"])
    before = state(table)
    wide = Shape((Column(7, "Note", own=True), *SHAPE.columns), 1, (7, 0))
    change = made(Reshape(SHAPE, wide), Cells(7, ids(1), [""], ["Absent"]))
    table.apply(change)
    assert table.text(1, table.shape.columns[0].key) == "Absent"
    assert table.label(1) == "Absent N1"
    assert table.is_edited(1, 7)
    table.apply(change.reversed())
    assert state(table) == before
    assert table.shape.has(1)
    assert not table.shape.has(7)
    with pytest.raises(KeyError):
        table.shape.column(7)


def test_versions_tell_what_to_read_again() -> None:
    table = listed(["0600000001", "0600000002"])
    name, number = table.version(0, 0), table.version(1, 0)
    table.apply(made(Cells(0, ids(1), ["N1"], ["Zoé"])))
    assert table.version(0, 0) > name
    assert table.version(1, 0) == number
    assert table.version(0, 1) == 0
    table.apply(made(Cells(1, ids(1), ["0600000002"], ["rien"])))
    assert table.version(1, 0) > number


def test_an_order_that_is_read_meanwhile_is_never_kept() -> None:
    """A reader in another thread must not leave the old order behind in the table."""
    table = listed([""] * 2_000)
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            assert len(table.order) in (2_000, 1_999)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for row in range(300):
            change = made(Take(ids(row), table.position[ids(row)]))
            table.apply(change)
            assert len(table) == 1_999
            table.apply(change.reversed())
            assert len(table) == 2_000
    finally:
        stop.set()
        reader.join()


def test_positions_leave_room() -> None:
    table = listed(["0600000001", "0600000002"])
    assert np.diff(table.position).tolist() == [GAP]


def test_a_table_holds_no_text_as_an_object_of_its_own() -> None:
    """Small ones, among which others stay, are memory that Python cannot give back."""
    numbers = [f"0600{n:06d}" for n in range(40_000)]
    listed(numbers)  # what is made once
    before = sys.getallocatedblocks()
    table = listed(numbers)
    assert sys.getallocatedblocks() - before < 1_000
    assert table.texts(1, table.order) == numbers


def test_rows_come_behind_all_that_are_known() -> None:
    table = listed(["0600000001", "0600000002"])
    with pytest.raises(ValueError, match="ids"):
        table.add(rows(1, ["0600000003"]))
    assert table.size == 2
