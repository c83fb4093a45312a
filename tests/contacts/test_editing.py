"""What a person does to a list: the right change, and back again."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.tables import NAME, PHONE, TOWN, column, do, ids, seen, table_of
from voicedesk.base.errors import VoicedeskError
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Change
from voicedesk.contacts.table import ContactTable

ROWS = [
    ("Durand", "06 00 00 12 34", "Paris"),
    ("Martin", "06 OO 00 12 35", "Lyon"),
    ("Petit", "+33 6 00 00 12 34", "paris"),
    ("Roux", "06 00 00 12 36 / 01 99 00 12 34", "Metz"),
]
BOTH = (NAME, TOWN)


@pytest.fixture
def table() -> ContactTable:
    return table_of(ROWS)


def test_one_cell(table: ContactTable) -> None:
    change = do(table, editing.edit(table, 1, PHONE, "06 00 00 12 34\r\n"))
    assert (change.kind, change.details) == ("edit", {"n": 1, "column": "Téléphone", "row": 3})
    assert table.number(1) == "06 00 00 12 34"
    assert table.first.tolist() == [-1, 0, 0, -1]
    assert table.original(1) == "06 OO 00 12 35"


def test_nothing_different_is_no_change(table: ContactTable) -> None:
    every = table.order
    assert editing.edit(table, 1, TOWN, "Lyon\n") is None
    assert editing.edit_cells(table, TOWN, ids(0, 1), ["Paris", "Lyon"]) is None
    assert editing.insert(table, None, []) is None
    assert editing.paste(table, every, 0, (NAME,), [["Durand"], ["Martin"]]) is None
    assert editing.paste(table, every, 4, (NAME,), [["", "x"], [" ".strip()]]) is None
    assert editing.fill_down(table, [TOWN], ids(0)) is None
    assert editing.fill_down(table, [TOWN], ids()) is None
    assert editing.delete(table, ids()) is None
    assert editing.replace(table, every, BOTH, "Nantes", "Metz") is None
    assert editing.replace(table, every, BOTH, "", "x") is None
    assert editing.correct(table, ids(0, 2)) is None
    assert editing.restore_original(table, PHONE, every) is None


def test_typed_texts_are_on_one_line_without_nul() -> None:
    assert editing.clean("12 rue\r\nHaute\0\u2028Metz\n") == "12 rue Haute Metz"
    assert editing.clean(" a  b\t") == " a  b\t"


def test_only_different_cells_are_in_a_change(table: ContactTable) -> None:
    change = do(table, editing.edit_cells(table, TOWN, ids(0, 1, 3), ["Paris", "Nice", "Nice"]))
    assert change.details == {"n": 2, "column": "Ville"}
    assert column(table, TOWN) == ["Paris", "Nice", "paris", "Nice"]


def test_insert_behind_a_row(table: ContactTable) -> None:
    change = editing.insert(table, 1, [{PHONE: "06 00 00 12 36"}, {NAME: "Noël"}])
    assert table.size == 4  # a plan leaves the table as it is
    do(table, change)
    assert table.order.tolist() == [0, 1, 4, 5, 2, 3]
    assert column(table, NAME)[2:4] == ["", "Noël"]
    assert table.verdict(4).e164 == "+33600001236"
    assert table.row[4] == 0


def test_paste_over_and_beyond_what_is_shown(table: ContactTable) -> None:
    shown = ids(3, 1)  # sorted and filtered
    block = [["A", "06 00 00 12 40", "lost"], ["B"], ["", "06 00 00 12 41"], ["", ""]]
    change = do(table, editing.paste(table, shown, 0, (NAME, PHONE), block))
    assert change.kind == "paste"
    assert change.details == {"n": 3, "rows": 1, "cut": 1}
    assert column(table, NAME) == ["Durand", "B", "", "Petit", "A"]
    assert table.order.tolist() == [0, 1, 4, 2, 3]  # behind the last one shown
    assert table.number(1) == "06 OO 00 12 35"  # a short line leaves the rest
    assert table.verdict(3).e164 == "+33600001240"


def test_paste_into_an_empty_list() -> None:
    table = table_of([])
    do(table, editing.paste(table, table.order, 0, (NAME, PHONE), [["A", "06 00 00 12 40"]]))
    assert [row.cells for row in seen(table)] == [("A", "06 00 00 12 40", "")]


def test_fill_down_and_clear(table: ContactTable) -> None:
    do(table, editing.fill_down(table, BOTH, ids(3, 0, 1)))
    assert column(table, NAME) == ["Roux", "Roux", "Petit", "Roux"]
    assert column(table, TOWN) == ["Metz", "Metz", "paris", "Metz"]
    change = do(table, editing.clear(table, (PHONE, TOWN), ids(0, 1)))
    assert change.details == {"n": 4}
    assert table.verdict(0).reason == "empty"
    assert table.first.tolist()[2] == -1  # the one it repeated is gone


def test_delete_takes_what_is_there(table: ContactTable) -> None:
    change = do(table, editing.delete(table, ids(0)))
    assert change.details == {"n": 1, "row": 2}
    assert editing.delete(table, ids(0)) is None
    assert do(table, editing.delete(table, table.order)).details == {"n": 3}
    assert len(table) == 0


@pytest.mark.parametrize(
    ("find", "options", "towns"),
    [
        ("PARIS", {}, ["Nice", "Lyon", "Nice", "Metz"]),
        ("paris", {"case": True}, ["Paris", "Lyon", "Nice", "Metz"]),
        ("par", {"whole": True}, None),
        ("metz", {"whole": True}, ["Paris", "Lyon", "paris", "Nice"]),
        ("pàris", {}, None),  # accents count
    ],
)
def test_replace(
    table: ContactTable, find: str, options: dict[str, Any], towns: list[str] | None
) -> None:
    change = editing.replace(table, table.order, [TOWN], find, "Nice", **options)
    if towns is None:
        assert change is None
    else:
        do(table, change)
        assert column(table, TOWN) == towns


def test_replace_where_a_letter_is_two_in_lower_case() -> None:
    table = table_of([("Straße GROSSE", "", "İstanbul ist")])
    do(table, editing.replace(table, table.order, (NAME, TOWN), "SS", "z"))
    do(table, editing.replace(table, table.order, [TOWN], "ist", "-"))
    assert seen(table)[0].cells == ("Straze GROzE", "", "İstanbul -")


def test_replace_counts_cells(table: ContactTable) -> None:
    change = editing.replace(table, table.order, (NAME, TOWN), "r", "R", case=True)
    assert change is not None
    assert change.details == {"n": 4}


def test_correct_applies_repairs_and_splits(table: ContactTable) -> None:
    change = do(table, editing.correct(table, table.order))
    assert (change.kind, change.details["n"], change.details["rows"]) == ("correct", 2, 1)
    assert [row.verdict.e164 for row in seen(table)] == [
        "+33600001234",
        "+33600001235",
        "+33600001234",
        "+33600001236",
        "+33199001234",
    ]
    assert seen(table)[4].cells == ("Roux", "01 99 00 12 34", "Metz")
    assert table.row[4] == table.row[3]
    table.apply(change.reversed())
    assert do(table, editing.correct(table, ids(3))).kind == "split"


def test_split_rows_stand_behind_their_own() -> None:
    two = "06 00 00 12 3{} / 01 99 00 12 3{}"
    table = table_of([(f"N{n}", two.format(n, n), "") for n in range(4)])
    do(table, editing.delete(table, ids(2)))
    do(table, editing.correct(table, table.order[::-1]))
    assert column(table, NAME) == ["N0", "N0", "N1", "N1", "N3", "N3"]
    assert [row.verdict.valid for row in seen(table)] == [True] * 6


def test_crowded_places_go_to_the_end() -> None:
    table = table_of([("A", "06 00 00 12 36 / 01 99 00 12 34", ""), ("B", "", "")])
    for _ in range(40):  # each insertion takes half of what is left
        do(table, editing.insert(table, 0, [{NAME: "x"}]))
    do(table, editing.correct(table, ids(0)))
    assert set(table.position[table.order].tolist()) == set(table.position.tolist())
    assert column(table, NAME).count("A") == 2
    assert len(set(table.position.tolist())) == table.size


def test_restore_what_arrived(table: ContactTable) -> None:
    before = seen(table)
    do(table, editing.correct(table, ids(1)))
    do(table, editing.edit(table, 1, NAME, "Autre"))
    do(table, editing.restore_original(table, PHONE, table.order))
    assert seen(table)[1].cells == ("Autre", "06 OO 00 12 35", "Lyon")
    do(table, editing.restore_original(table, NAME, table.order))
    assert seen(table) == before


def test_columns(table: ContactTable) -> None:
    def titles() -> list[str]:
        return [column.name for column in table.shape.columns]

    change = do(table, editing.add_column(table, " Notes ", 1))
    assert (change.kind, change.details) == ("column_added", {"column": "Notes"})
    assert titles() == ["Nom", "Notes", "Téléphone", "Ville"]
    key = table.shape.columns[1].key
    assert table.shape.columns[1].own
    do(table, editing.edit(table, 0, key, "à rappeler"))
    renamed = do(table, editing.rename_column(table, key, "Remarque"))
    assert renamed.details == {"column": "Remarque", "old": "Notes"}
    do(table, editing.move_column(table, key, 3))
    assert titles() == ["Nom", "Téléphone", "Ville", "Remarque"]
    do(table, editing.show_column(table, key, False))
    assert not table.shape.column(key).shown
    removed = do(table, editing.remove_column(table, key))
    assert removed.details == {"column": "Remarque"}
    assert titles() == ["Nom", "Téléphone", "Ville"]
    assert editing.add_column(table, "x", 0).steps != change.steps  # a key is never used again
    table.apply(removed.reversed())
    assert table.text(0, key) == "à rappeler"


def test_columns_as_they_are_stay(table: ContactTable) -> None:
    assert editing.rename_column(table, NAME, " Nom") is None
    assert editing.move_column(table, PHONE, 1) is None
    assert editing.show_column(table, NAME, True) is None
    assert editing.set_phone_column(table, PHONE) is None
    assert editing.set_labels(table, (NAME,)) is None


def test_refused_columns(table: ContactTable) -> None:
    with pytest.raises(VoicedeskError, match="phone_column_needed"):
        editing.remove_column(table, PHONE)
    for wrong in ("", " \n"):
        with pytest.raises(VoicedeskError, match="empty_column_name"):
            editing.add_column(table, wrong, 0)
        with pytest.raises(VoicedeskError, match="empty_column_name"):
            editing.rename_column(table, NAME, wrong)


def test_another_column_of_numbers_and_other_names() -> None:
    table = table_of([("0600001234", "06 00 00 12 35", "Metz")])
    before = seen(table)
    change = do(table, editing.set_phone_column(table, NAME))
    assert table.verdict(0).e164 == "+33600001234"
    assert table.shape.labels == ()
    do(table, editing.set_labels(table, (TOWN, PHONE)))
    assert table.label(0) == "Metz 06 00 00 12 35"
    table.apply(change.reversed())
    assert seen(table) == before


# Any change and back again

_TEXT = st.one_of(
    st.sampled_from(["", "a", "A", "06 00 00 12 34", "06 00 00 12 3", "0600001234.0", "é\n"]),
    st.sampled_from(["06 00 00 12 36 / 01 99 00 12 34", "06 OO 00 12 35"]),
    st.text(max_size=6),
)
_ROW = st.tuples(_TEXT, _TEXT, _TEXT)
_COLUMNS = st.lists(st.sampled_from([NAME, PHONE, TOWN]), min_size=1, max_size=3, unique=True)


@st.composite
def _plan(draw: st.DrawFn, table: ContactTable) -> Change | None:
    order = table.order
    shown = order[draw(st.permutations(range(len(order))))] if len(order) else order
    rows = shown[: draw(st.integers(0, len(shown)))]
    columns = draw(_COLUMNS)
    match draw(st.sampled_from(["paste", "fill", "clear", "delete", "replace", "correct"])):
        case "paste":
            block = draw(st.lists(st.lists(_TEXT, max_size=4), max_size=4))
            at = draw(st.integers(0, len(shown)))
            return editing.paste(table, shown, at, tuple(columns), block)
        case "fill":
            return editing.fill_down(table, columns, rows)
        case "clear":
            return editing.clear(table, columns, rows)
        case "delete":
            return editing.delete(table, rows)
        case "replace":
            return editing.replace(table, rows, columns, draw(_TEXT), draw(_TEXT))
    return editing.correct(table, rows)


@settings(max_examples=150)
@given(st.lists(_ROW, max_size=5), st.data())
def test_every_change_can_be_undone_and_done_again(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    table = table_of(rows)
    states, made = [seen(table)], []
    for _ in range(3):
        before = (table.size, table.position.tolist())
        change = data.draw(_plan(table))
        assert (table.size, table.position.tolist()) == before
        if change is None:
            continue
        made.append(do(table, change))
        states.append(seen(table))
        assert states[-1] != states[-2]
    fresh = table_of([row.cells for row in states[-1]])
    assert [row.verdict for row in seen(fresh)] == [row.verdict for row in states[-1]]
    places = {row.id: at for at, row in enumerate(states[-1])}
    assert [places.get(row.first, -1) for row in states[-1]] == [row.first for row in seen(fresh)]
    for change, before_it in zip(reversed(made), reversed(states[:-1]), strict=True):
        table.apply(change.reversed())
        assert seen(table) == before_it
    for change, after_it in zip(made, states[1:], strict=True):
        table.apply(change)
        assert seen(table) == after_it


@settings(max_examples=100)
@given(
    st.lists(_ROW, min_size=1, max_size=4),
    st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=4))),
    st.integers(0, 4),
)
def test_paste_puts_every_text_where_it_belongs(
    rows: list[tuple[str, str, str]], block: list[list[str]], at: int
) -> None:
    table = table_of(rows)
    at = min(at, len(rows))
    expected = [list(row) for row in rows]
    for offset, line in enumerate(block):
        typed = [editing.clean(text) for text in line[:3]]
        if at + offset < len(rows):
            expected[at + offset][: len(typed)] = typed
        elif any(typed):
            expected.append(typed + [""] * (3 - len(typed)))
    change = editing.paste(table, table.order, at, (NAME, PHONE, TOWN), block)
    if change is not None:
        do(table, change)
    assert [list(row.cells) for row in seen(table)] == expected


def test_bulk_corrections_are_quick_enough_to_wait_for() -> None:
    two = ("A", "06 00 00 12 36 / 01 99 00 12 34", "Metz")
    table = table_of([two] * 5_000)
    do(table, editing.correct(table, table.order))
    assert len(table) == 10_000
    assert np.all(np.diff(table.position[table.order]) > 0)
    assert np.all(table.order[1::2] == np.arange(5_000) + 5_000)
