"""New lists out of others."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.contacts.tables import NAME, TOWN, column, do, ids, seen, table_of
from voicedesk.base.errors import VoicedeskError
from voicedesk.contacts import combine, editing
from voicedesk.contacts.changes import Change, Put
from voicedesk.contacts.combine import Combined
from voicedesk.contacts.table import ContactTable

A, B, C, D = "06 00 00 12 34", "06 00 00 12 35", "01 99 00 12 34", "02 61 91 12 34"


@pytest.fixture
def first() -> ContactTable:
    rows = [("a", A, "Metz"), ("b", B, ""), ("a2", A, "Lyon"), ("none", "06 OO 00 12 36", "")]
    return table_of(rows)


@pytest.fixture
def second() -> ContactTable:
    rows = [("Metz", "x", "b", "+33600001235"), ("Nice", "y", "c", C), ("", "z", "blank", "")]
    return table_of(rows, (" VILLE", "Code", "Nom complet", "Portable"), 3, (2,), "second")


def _made(combined: Combined) -> ContactTable:
    """The list as a store would open it."""
    table = ContactTable("new", combined.region, combined.shape)
    segment = combined.segment
    put = Put(segment.ids, table.position_between(None, len(segment)))
    do(table, Change("import", {}, (put,), segment))
    return table


def _names(combined: Combined) -> list[str]:
    return column(_made(combined), combined.shape.labels[0])


def test_union(first: ContactTable, second: ContactTable) -> None:
    made = _made(combine.union([first, second]))
    assert [c.name for c in made.shape.columns] == ["Nom", "Téléphone", "Ville", "Code"]
    assert [row.cells for row in seen(made)] == [
        ("a", A, "Metz", ""),
        ("b", B, "", ""),
        ("a2", A, "Lyon", ""),
        ("none", "06 OO 00 12 36", "", ""),
        ("c", C, "Nice", "y"),
        ("blank", "", "", "z"),
    ]
    assert made.first.tolist() == [-1, -1, 0, -1, -1, -1]
    assert made.verdict(3).repair == "06 00 00 12 36"
    assert not made.row.any()
    turned = _made(combine.union([second, first]))
    assert [c.name for c in turned.shape.columns] == [" VILLE", "Code", "Nom complet", "Portable"]
    assert [row.cells for row in seen(turned)][3:] == [
        ("Metz", "", "a", A),
        ("Lyon", "", "a2", A),
        ("", "", "none", "06 OO 00 12 36"),
    ]
    assert turned.verdict(5).repair == "06 00 00 12 36"


def test_union_of_three_and_of_one(first: ContactTable, second: ContactTable) -> None:
    third = table_of([("d", D), ("c again", C)], ("Nom", "Tel"))
    assert _names(combine.union([first, second, third])) == [
        "a",
        "b",
        "a2",
        "none",
        "c",
        "blank",
        "d",
    ]
    assert seen(_made(combine.union([first]))) == seen(first)


def test_columns_of_the_same_title_stay_apart() -> None:
    a = table_of([("1", A, "2")], ("Note", "Tel", "note"))
    b = table_of([("3", B, "4")], ("Note", "Tel", "Note"))
    made = _made(combine.union([a, b]))
    assert [row.cells for row in seen(made)] == [("1", A, "2"), ("3", B, "4")]


def test_a_title_of_numbers_elsewhere_is_no_column_of_numbers() -> None:
    a = table_of([("a", A)], ("Nom", "Téléphone"))
    b = table_of([("b", "office", B)], ("Nom", "Téléphone", "Mobile"), 2)
    made = _made(combine.union([a, b]))
    assert [row.cells for row in seen(made)] == [("a", A, ""), ("b", B, "office")]


def test_numbers_read_elsewhere_are_written_in_full(first: ContactTable) -> None:
    belgian = table_of([("e", "0470 12 34 56", ""), ("f", "not", "")], region="BE", list_id="be")
    made = _made(combine.union([first, belgian]))
    assert [row.cells[:2] for row in seen(made)][4:] == [("e", "+32470123456"), ("f", "not")]
    assert made.verdict(4).e164 == "+32470123456"
    assert _made(combine.union([belgian])).number(0) == "0470 12 34 56"


def test_intersection_and_difference(first: ContactTable, second: ContactTable) -> None:
    assert _names(combine.intersection(first, second)) == ["b"]
    assert _names(combine.difference(first, second)) == ["a", "a2", "none"]
    assert _names(combine.intersection(second, first)) == ["b"]
    assert _names(combine.difference(second, first)) == ["c", "blank"]
    assert _made(combine.difference(first, second)).row.tolist() == [2, 4, 5]
    assert len(combine.intersection(first, table_of([("", "", "")]))) == 0


def test_rows_that_went_do_not_count(first: ContactTable, second: ContactTable) -> None:
    do(second, editing.delete(second, ids(0)))
    assert len(combine.intersection(first, second)) == 0
    do(first, editing.remove_column(first, TOWN))
    do(first, editing.insert(first, 0, [{NAME: "new"}]))
    made = _made(combine.union([first]))
    assert column(made, NAME) == ["a", "new", "b", "a2", "none"]
    assert len(made.shape.columns) == 2


def test_sample() -> None:
    table = table_of([(str(n), "", "") for n in range(100)])
    some = [int(name) for name in _names(combine.sample(table, 20, 1))]
    assert len(some) == 20
    assert some == sorted(set(some))
    assert some == [int(name) for name in _names(combine.sample(table, 20, 1))]
    assert some != [int(name) for name in _names(combine.sample(table, 20, 2))]
    assert len(combine.sample(table, 1_000, 1)) == 100
    assert len(combine.sample(table, -1, 1)) == 0


@pytest.mark.parametrize(
    ("parts", "sizes"), [(1, [10]), (3, [4, 3, 3]), (10, [1] * 10), (50, [1] * 10), (0, [10])]
)
def test_split_in_parts(parts: int, sizes: Sequence[int]) -> None:
    table = table_of([(str(n), "", "") for n in range(10)])
    made = combine.split(table, parts)
    assert [len(part) for part in made] == sizes
    assert [name for part in made for name in _names(part)] == [str(n) for n in range(10)]


def test_split_by_a_column() -> None:
    table = table_of(
        [("a", A, "Metz"), ("b", B, " metz"), ("c", C, ""), ("d", D, "Étain"), ("e", A, " ")]
    )
    made = combine.split_by(table, TOWN)
    assert {name: _names(part) for name, part in made.items()} == {
        "Metz": ["a", "b"],
        "": ["c", "e"],
        "Étain": ["d"],
    }


def test_too_many_parts() -> None:
    table = table_of([(str(n), "", "") for n in range(combine.MOST_PARTS + 1)])
    with pytest.raises(VoicedeskError, match="too_many_parts"):
        combine.split_by(table, NAME)
    with pytest.raises(VoicedeskError, match="too_many_parts"):
        combine.split(table, combine.MOST_PARTS + 1)
    assert np.array_equal(combine.split(table_of([]), 3)[0].segment.row, [])
