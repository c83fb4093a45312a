"""Blocks of cells as text: read as a spreadsheet writes them, and written so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Change, Column, Put, Segment, Shape
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contacts_clipboard import parse, written
from voicedesk.ui.contacts_columns import columns_of

_CELLS = st.text(st.sampled_from('ab "\t\n;é'), max_size=6)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ("a\t\n", [["a", ""]]),
        ('"two\nlines"\tx', [["two\nlines", "x"]]),
        ('"say ""hi"""', [['say "hi"']]),
        ('5" pipe\tx', [['5" pipe', "x"]]),
        ('"not closed\tx\ny', [['"not closed', "x"], ["y"]]),
        ('"a"b\tc', [['"a"b', "c"]]),
    ],
)
def test_what_spreadsheets_write_is_read(text: str, block: list[list[str]]) -> None:
    assert parse(text) == block


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=5))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    shape = Shape((Column(0, "Nom"), Column(1, "Mobile"), Column(2, "Note")), 1, (0,))
    table = ContactTable("list", "FR", shape)
    names, notes = [name for name, _ in rows], [note for _, note in rows]
    numbers = ["06 00 00 00 01"] * len(rows)
    judged = judge_all(numbers, "FR")
    row = np.zeros(len(rows), np.int32)
    segment = Segment(0, {0: names, 1: numbers, 2: notes}, row, judged)
    table.add(segment)
    positions = np.arange(len(rows), dtype=np.int64)
    table.apply(Change("import", {}, (Put(segment.ids, positions),), segment))
    columns = [column for column in columns_of(shape, consent=False) if column.key in (0, 2)]
    text = written(table, table.order, columns, Job())
    cells = [list(row) for row in rows]
    assert parse(text + "\n") == cells


@given(st.text(st.sampled_from('a"\t\n\r'), max_size=40))
def test_any_text_is_some_block(text: str) -> None:
    block = parse(text)
    assert block
    assert all(line for line in block)
