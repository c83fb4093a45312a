"""A column of texts beside a plain list: whatever is done to both, they hold the same."""

import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicedesk.contacts import text_column
from voicedesk.contacts.joined import Joined, separated, whole
from voicedesk.contacts.text_column import PIECE, TextColumn

TEXTS = st.text(
    st.one_of(st.sampled_from("ab\0é\ud800𝄞\x01"), st.characters(codec=None)), max_size=4
)


def ids(rows: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(rows, np.int64)


def test_rows_typed_one_by_one_leave_few_pieces_and_the_long_ones_alone() -> None:
    column = TextColumn(map(str, range(PIECE - 100)))
    long = column._pieces[0]
    for row in range(2_000):
        column.extend([f"typed {row}"])
    assert column._pieces[0] is long
    assert len(column._pieces) < 8
    assert list(column)[-2:] == ["typed 1998", "typed 1999"]
    assert len(column) == PIECE + 1_900


@given(st.lists(TEXTS, max_size=20))
def test_texts_in_one_are_the_texts(texts: list[str]) -> None:
    joined = Joined.of(texts)
    assert separated(whole(texts)) == list(joined) == texts
    assert len(joined) == len(texts)
    assert [joined.text(index) for index in range(len(texts))] == texts
    for start in range(len(texts) + 1):
        assert separated(joined.cut(start, len(texts))) == texts[start:]


def test_a_long_text_in_one_is_found_again() -> None:
    texts = ["é" * 700_000, "", "a" * 2**20, "fin"]
    assert [Joined.of(texts).text(index) for index in range(4)] == texts


@settings(max_examples=150)
@given(data=st.data())
def test_a_column_is_as_a_list(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_column, "PIECE", data.draw(st.integers(1, 6)))
        column, texts = TextColumn(), list[str]()
        for _ in range(data.draw(st.integers(1, 6))):
            column = _changed(data, column, texts)
            _compare(data, column, texts)


def _changed(data: st.DataObject, column: TextColumn, texts: list[str]) -> TextColumn:
    """Do the same to both."""
    match data.draw(st.sampled_from(["extend", "other", "fill", "put", "first"])):
        case "extend":
            more = data.draw(st.lists(TEXTS, max_size=12))
            column.extend(more)
            texts.extend(more)
        case "other":
            other = TextColumn(data.draw(st.lists(TEXTS, max_size=12)))
            column.extend(other)
            texts.extend(other)
            column.extend(before := TextColumn(column))
            texts.extend(before)
        case "fill":
            size = len(texts) + data.draw(st.integers(-2, 8))
            column.fill(size)
            texts.extend([""] * (size - len(texts)))
        case "put":
            rows = _rows(data, texts, unique=True)
            new = data.draw(st.lists(TEXTS, min_size=len(rows), max_size=len(rows)))
            shared = TextColumn(column)
            column.put(ids(rows), new)
            assert list(shared) == texts  # one that has the same pieces stays as it is
            for row, text in zip(rows, new, strict=True):
                texts[row] = text
        case "first" if texts:
            column = column.without_first()
            del texts[0]
    return column


def _rows(data: st.DataObject, texts: list[str], *, unique: bool = False) -> list[int]:
    if not texts:
        return []
    places = st.sampled_from(range(len(texts)))
    return data.draw(st.lists(places, unique=unique, max_size=30))


def _compare(data: st.DataObject, column: TextColumn, texts: list[str]) -> None:
    assert list(column) == texts
    assert len(column) == len(texts)
    assert column == texts
    assert column != [*texts, ""]
    assert [column[row] for row in range(-len(texts), len(texts))] == texts * 2
    bounds = st.integers(-15, 80)
    start, stop = data.draw(bounds), data.draw(bounds)
    assert column[start:stop] == texts[start:stop]
    assert column[start:stop:3] == texts[start:stop:3]
    first, last = sorted((start % (len(texts) + 1), stop % (len(texts) + 1)))
    assert separated(column.whole(first, last)) == texts[first:last]
    rows = _rows(data, texts)
    assert column.at(ids(rows)) == [texts[row] for row in rows]


def test_beyond_its_end_is_nothing() -> None:
    with pytest.raises(IndexError):
        TextColumn(["a"])[1]
    assert TextColumn.blank(3) == ["", "", ""]


def test_far_apart_and_in_any_order() -> None:
    texts = [f"é{n}" if n % 3 else f"{n}" for n in range(5 * PIECE + 7)]
    column = TextColumn(texts)
    rows = np.random.default_rng(1).permutation(len(texts))
    for chosen in (rows, rows[:40], np.sort(rows[: PIECE // 2]), np.sort(rows)):
        assert column.at(chosen) == [texts[row] for row in chosen.tolist()]


def test_many_texts_are_few_objects() -> None:
    before = sys.getallocatedblocks()
    column = TextColumn(str(n) for n in range(100_000))
    for n in range(2_000):  # what comes one by one, too
        column.extend([str(n)])
    column.put(ids(list(range(0, 100_000, 9))), ["x"] * 11_112)
    assert sys.getallocatedblocks() - before < 500
    assert len(column) == 102_000


def test_who_reads_meanwhile_reads_whole_texts() -> None:
    """A piece is replaced at once: what is read is the old text or the new one, never a mixture."""
    column = TextColumn(["old"] * 3 * PIECE)
    stop = threading.Event()
    seen = set[str]()

    def read() -> None:
        rows = np.arange(0, 3 * PIECE, 64)
        while not stop.is_set():
            seen.update(column.at(rows), column.at(rows[::-7]), column[PIECE - 2 : PIECE + 2])
            seen.add(column[PIECE])

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(40):
            rows = np.arange(turn % 5, 3 * PIECE, 5)
            column.put(rows, ["much longer" if turn % 2 else "n"] * len(rows))
    finally:
        stop.set()
        reader.join()
    assert seen == {"old", "n", "much longer"}
