"""Which rows are shown, in which order, against what a few plain lines of Python say."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.tables import NAME, PHONE, TOWN, do, ids, seen, table_of
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.countries import calling_codes_of
from voicedesk.contacts.folded import fold, folded_lines
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing
from voicedesk.contacts.table import BLOCK, ContactTable
from voicedesk.contacts.view import Filter, Order, View, find

ROWS = [
    ("Lefèvre", "06 00 00 12 34", "Saint-Étienne"),
    ("Durand", "01 99 00 12 34", "Metz"),
    ("Petit", "+33 6 00 00 12 34", "saint etienne"),
    ("Roux", "0600001236", ""),
    ("Noël", "600001237", "Metz"),
    ("Simon", "06 OO 00 12 35", "Nice"),
    ("Morel", "abc", "Bar-le-Duc"),
    ("Weber", "+352 621 123 456", "Luxembourg"),
    ("", "", "x"),
]


class _Standing:
    """As a stop list and consents would have it."""

    def stopped(self, e164: Ids) -> Any:
        return e164 == 33600001236

    def consent(self, e164: Ids) -> Any:
        return np.select([e164 == 33600001236, e164 == 33199001234], [1, 2], 0)


@pytest.fixture
def table() -> ContactTable:
    table = table_of(ROWS)
    table.stand(_Standing())  # type: ignore[arg-type]
    return table


def _shown(table: ContactTable, **wish: Any) -> list[int]:
    return list(View(table).rows(Filter(**wish)).tolist())


def test_tally(table: ContactTable) -> None:
    assert View(table).tally() == {
        "all": 9,
        "valid": 6,
        "mobile": 5,
        "fixed": 1,
        "valid:excel_lost_zero": 1,
        "mend": 1,
        "mend:not_a_number": 1,
        "exclude": 2,
        "exclude:not_a_number": 1,
        "exclude:empty": 1,
        "duplicate": 1,
        "stopped": 1,
        "no_consent": 4,
        "consent_expired": 1,
        "country:33": 5,
        "country:352": 1,
    }


def test_tally_is_of_the_rows_in_the_list(table: ContactTable) -> None:
    do(table, editing.delete(table, table.order))
    assert View(table).tally() == {"all": 0}


def test_every_count_opens_its_rows(table: ContactTable) -> None:
    do(table, editing.delete(table, ids(1)))
    do(table, editing.insert(table, 0, [{PHONE: "06 00 00 12 40"}]))
    view = View(table)
    for key, rows in view.tally().items():
        wish = Filter(facets=frozenset((key,)))
        if key in ("all", "valid", "mend", "exclude"):
            wish = Filter(state="" if key == "all" else key)
        elif key.startswith("country:"):
            wish = Filter(country=key.removeprefix("country:"))
        elif ":" in key:
            wish = Filter(state=key.split(":")[0], cause=key)
        assert len(view.rows(wish)) == rows, key


def test_filters_narrow_each_other(table: ContactTable) -> None:
    assert _shown(table, facets=frozenset(("mobile", "fixed"))) == [0, 1, 2, 3, 4, 7]
    assert _shown(table, facets=frozenset(("mobile", "duplicate"))) == [2]
    assert _shown(table, facets=frozenset(("no_consent", "consent_expired"))) == [0, 1, 2, 4, 7]
    assert _shown(table, facets=frozenset(("stopped", "fixed"))) == []
    assert _shown(table, state="valid", search="metz") == [1, 4]
    assert _shown(table, country="352", search="0600") == []


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ("SAINT", [0, 2]),
        ("etienne saint", [0, 2]),
        ("étienne", [0, 2]),
        ("saint metz", []),
        ("0600001234", [0, 2]),  # as typed and as understood
        ("06 00 00 12 34", [0, 2]),
        ("+33 6 00 00 12 34", [0, 2]),
        ("33600", [0, 2, 3, 4]),
        ("0012", [0, 1, 2, 3, 4, 5, 7]),  # or without the zeros of home
        ("petit 1234", [2]),
        ("  ", list(range(9))),
        ("\u0301", list(range(9))),  # nothing but an accent
        ("noe", [4]),
        ("noel\0", [4]),
    ],
)
def test_search(table: ContactTable, search: str, rows: list[int]) -> None:
    assert _shown(table, search=search) == rows


def test_search_in_some_columns(table: ContactTable) -> None:
    assert _shown(table, search="m", columns_search=(TOWN,)) == [1, 4, 7]
    assert _shown(table, search="33600", columns_search=(NAME, TOWN)) == []
    assert _shown(table, search="33600", columns_search=(PHONE,)) == [0, 2, 3, 4]
    do(table, editing.remove_column(table, TOWN))
    assert _shown(table, search="metz") == []


def test_the_view_follows_every_change(table: ContactTable) -> None:
    view, metz, number = View(table), Filter(search="metz"), Filter(search="33600009999")
    assert (len(view.rows(metz)), len(view.rows(number))) == (2, 0)
    edit = do(table, editing.edit(table, 0, TOWN, "Metz"))
    do(table, editing.edit(table, 1, PHONE, "06 00 00 99 99"))
    assert (view.rows(metz).tolist(), view.rows(number).tolist()) == ([0, 1, 4], [1])
    added = do(table, editing.insert(table, None, [{TOWN: "METZ", PHONE: "0600009999"}]))
    assert (view.rows(metz).tolist(), view.rows(number).tolist()) == ([0, 1, 4, 9], [1, 9])
    table.apply(added.reversed())
    table.apply(edit.reversed())
    assert view.rows(metz).tolist() == [1, 4]
    do(table, editing.set_phone_column(table, NAME))
    do(table, editing.edit(table, 5, NAME, "06 00 00 99 99"))
    assert view.rows(number).tolist() == [5]


def test_a_view_can_be_cancelled(table: ContactTable) -> None:
    job = Job()
    job.cancel()
    for wish, order in (
        (Filter(search="a"), None),
        (Filter(), Order(TOWN)),
        (Filter(), Order("name")),
    ):
        with pytest.raises(CancelledError):
            View(table).rows(wish, order, job)


# Orders


def test_orders(table: ContactTable) -> None:
    view = View(table)

    def rows(by: Any, descending: bool = False) -> list[int]:
        return list(view.rows(Filter(), Order(by, descending)).tolist())

    assert rows("name") == [1, 0, 6, 4, 2, 3, 5, 7, 8]
    assert rows("name", True) == [7, 5, 3, 2, 4, 6, 0, 1, 8]
    # As it is written in full, then what is no number, then the blank one.
    assert rows("number") == [1, 0, 2, 3, 4, 7, 5, 6, 8]
    assert rows("number", True) == [6, 5, 7, 4, 3, 0, 2, 1, 8]
    assert rows("suggestion") == [5, 0, 1, 2, 3, 4, 6, 7, 8]
    assert rows("row", True) == list(range(8, -1, -1))
    assert rows(TOWN) == [6, 7, 1, 4, 5, 2, 0, 8, 3]


def test_consents_in_order_of_what_needs_a_hand(table: ContactTable) -> None:
    """Expired, none, given; last the rows without a number, whichever way."""
    consenting = np.sort(table.e164[[0, 1, 4]])
    states = np.array([EXPIRED, GIVEN, EXPIRED], np.uint8)
    table.stand(Standing(consenting=consenting, states=states))
    view = View(table)
    known = np.flatnonzero(table.e164)
    expired, none, agreed = (
        known[table.consent[known] == state].tolist() for state in (EXPIRED, NONE, GIVEN)
    )
    blank = np.flatnonzero(table.e164 == 0).tolist()
    assert min(map(len, (expired, none, agreed, blank))) > 1
    up = view.rows(Filter(), Order("consent")).tolist()
    assert up == expired + none + agreed + blank
    down = view.rows(Filter(), Order("consent", descending=True)).tolist()
    assert down == agreed + none + expired + blank


def test_states_in_order_of_what_needs_a_hand(table: ContactTable) -> None:
    rows = View(table).rows(Filter(), Order("state")).tolist()
    # To mend; excluded by cause; valid: the repeated first, then by kind, last the odd one.
    assert rows == [5, 8, 6, 2, 1, 0, 3, 7, 4]


def test_names_of_several_columns() -> None:
    table = table_of(
        [
            ("Roux", "", " Zoé"),
            ("", "", "Anna"),
            ("roux", "", "Éva"),
            ("", "", " "),
            ("Aa", "", ""),
        ],
        labels=(NAME, TOWN),
    )
    assert View(table).rows(Filter(), Order("name")).tolist() == [4, 1, 2, 0, 3]
    do(table, editing.set_labels(table, ()))
    assert View(table).rows(Filter(), Order("name")).tolist() == [0, 1, 2, 3, 4]


def test_new_rows_have_no_row_number(table: ContactTable) -> None:
    do(table, editing.insert(table, 0, [{NAME: "a"}]))
    for descending in (False, True):
        assert View(table).rows(Filter(), Order("row", descending)).tolist()[-1] == 9


_AMOUNT = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)


def _naive_rank(text: str) -> tuple[int, float, str]:
    text = fold(text).strip("".join(map(chr, range(33))))
    if not text:
        return (3, 0.0, "")
    if _AMOUNT.fullmatch(text):
        return (0, float(text.replace(",", ".")), "")
    if date := _DATE.fullmatch(text):
        day, month, year = map(int, date.groups())
        return (1, float(year * 10_000 + month * 100 + day), "")
    return (2, 0.0, text)


def _naive_order(texts: list[str], descending: bool) -> list[int]:
    ranks = [_naive_rank(text) for text in texts]
    there = [at for at, rank in enumerate(ranks) if rank[0] < 3]
    there.sort(key=ranks.__getitem__, reverse=descending)
    return there + [at for at, rank in enumerate(ranks) if rank[0] == 3]


_CELL = st.one_of(
    st.text(st.characters(blacklist_characters="\0")),
    st.text("abé ", max_size=30),
    st.sampled_from(["Saint-Étienne", "saint etienne du", "saint etienne", "SAINT ETIENNES"]),
    st.from_regex(r"-?[0-9]{1,7}([.,][0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"-?[0-9]{17,25}([.,][0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}[/.,][0-9]{1,3}[/.][0-9]{3,5}", fullmatch=True),
    st.text("0123-.,/ ", max_size=12),
)


@settings(max_examples=300)
@given(st.lists(_CELL, max_size=40), st.booleans())
def test_any_texts_are_in_the_naive_order(texts: list[str], descending: bool) -> None:
    table = table_of([("", "", text) for text in texts])
    rows = View(table).rows(Filter(), Order(TOWN, descending)).tolist()
    assert rows == _naive_order(texts, descending)


def test_many_texts_are_in_the_naive_order() -> None:
    random = np.random.default_rng(4)
    names = ["Société générale du ", "Société ", "Boulangerie ", "Ét", ""]
    texts = [
        names[kind] + str(number) * times
        for kind, number, times in zip(
            random.integers(0, 5, 40_000).tolist(),
            random.integers(0, 900, 40_000).tolist(),
            random.integers(0, 3, 40_000).tolist(),
            strict=True,
        )
    ]
    table = table_of([("", "", text) for text in texts])
    assert table.size > 2 * BLOCK
    do(table, editing.delete(table, table.order[::7]))
    left = table.order
    view = View(table)
    for descending in (False, True):
        expected = left[_naive_order([texts[row] for row in left.tolist()], descending)]
        assert np.array_equal(view.rows(Filter(), Order(TOWN, descending)), expected)
    few = view.rows(Filter(search="generale 77"), Order(TOWN))
    found = [row for row in left.tolist() if "generale" in fold(texts[row]) and "77" in texts[row]]
    assert sorted(few.tolist()) == found


_WORD = st.text("aAeéÉ1 ß\u0301ﬁ", max_size=3)


@settings(max_examples=200)
@given(st.lists(st.tuples(_WORD, _WORD, _WORD), max_size=12), st.text("aeé1ß ", min_size=1))
def test_search_is_the_naive_search(rows: list[tuple[str, str, str]], search: str) -> None:
    table = table_of(rows)
    number = re.fullmatch(r"\+?[\d\s./()-]+", fold(search.strip()))
    words = [fold(search.strip())] if number else fold(search).split()
    expected = []
    for row in seen(table):
        digits = "".join(filter(str.isdigit, fold(row.cells[PHONE])))
        texts = [*map(fold, row.cells), digits, row.verdict.e164 or ""]
        ways = ["".join(filter(str.isdigit, search)).lstrip("0")] if number else []
        if all(any(way in text for text in texts for way in (word, *ways)) for word in words):
            expected.append(row.id)
    assert View(table).rows(Filter(search=search)).tolist() == expected


@given(st.lists(st.text(), min_size=1))
def test_lines_are_folded_as_texts_are(texts: list[str]) -> None:
    lines = folded_lines(texts).tobytes().decode("utf-8", "surrogatepass").split("\0")
    assert lines == [fold(text.replace("\0", " ")) for text in texts] + [""]


def test_calling_codes() -> None:
    numbers = np.array([0, 33600001234, 352621123456, 12025550100, 7, 35, 999999999999999])
    assert calling_codes_of(numbers).tolist() == [0, 33, 352, 1, 0, 0, 0]


# The next match


def test_find_goes_on_and_round(table: ContactTable) -> None:
    shown, columns = ids(4, 1, 0, 5), (NAME, TOWN)
    assert find(table, shown, columns, "METZ") == (0, 1)
    assert find(table, shown, columns, "metz", 0, 1) == (1, 1)
    assert find(table, shown, columns, "metz", 1, 1) == (0, 1)
    assert find(table, shown, columns, "metz", 0, 1, backwards=True) == (1, 1)
    assert find(table, shown, columns, "n", 0, 0) == (1, 0)
    assert find(table, shown, columns, "nice", 3, 1) == (3, 1)  # the only one, again
    assert find(table, shown, columns, "nice", 3, 1, case=True) is None
    assert find(table, shown, columns, "e", 2, 0, whole=True) is None
    assert find(table, shown, columns, "noel") is None  # accents count
    assert find(table, shown, columns, "NOËL", whole=True) == (0, 0)
    assert find(table, shown, columns, "") is None
    assert find(table, ids(), columns, "a") is None


def test_find_far_away() -> None:
    table = table_of([("a", "", "")] * 10_000 + [("b", "", "")])
    assert find(table, table.order, (NAME,), "b") == (10_000, 0)
    assert find(table, table.order, (NAME,), "b", 10_000, 0) == (10_000, 0)
    assert find(table, table.order, (NAME,), "a", 0, 0, backwards=True) == (9_999, 0)
