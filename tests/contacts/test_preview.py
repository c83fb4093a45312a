"""The first rows of a file, at once."""

import time
from pathlib import Path

import pytest

from tests.contacts.corpus import books, cards, texts
from tests.contacts.corpus.case import COLUMNS, ROWS, TEXT, Case
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.mapping import shape
from voicedesk.contacts.preview import preview
from voicedesk.contacts.sheet import ReadOptions, read_sheet

# Its fault is beyond what a preview reads.
_LATE = {"a nul late.csv", "a long cell.csv"}


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in (*texts.CASES, *books.CASES, *cards.CASES)
        if case.name not in _LATE and "accent" not in case.name and "mega" not in case.name
    ],
    ids=lambda case: case.name,
)
def test_it_shows_what_will_be_read(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content())
    if case.rows is None:
        with pytest.raises(InputError) as error:
            preview(path, "FR", Job())
        assert error.value.code == case.code
        return
    found, sheet = preview(path, "FR", Job()), read_sheet(path, Job())
    assert (found.columns, found.rows) == (case.columns, list(case.rows))
    assert (found.encoding, found.delimiter) == (sheet.encoding, sheet.delimiter)
    assert found.row_numbers == sheet.row_numbers.tolist()
    assert found.header == sheet.header
    assert not found.provisional


def test_the_choices_of_a_person(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(TEXT.encode("windows-1252"))
    found = preview(path, "FR", Job(), ReadOptions(header=False, delimiter=",", encoding="cp1252"))
    assert found.columns == ("A",)
    assert found.rows[0] == ("Nom;Téléphone",)
    assert not found.header
    with pytest.raises(InputError, match="unreadable_file"):
        preview(path, "FR", Job(), ReadOptions(encoding="utf-8"))


def test_what_it_finds_out(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(books.xlsx(lambda book, _: book.add_worksheet("Autre").write(0, 0, "Tel")))
    found = preview(path, "FR", Job())
    assert (found.sheet, found.sheets) == ("Clients", ("Clients", "Autre"))
    assert (found.mapping.phones, found.mapping.labels) == ((1,), (0,))
    assert found.shape == shape(COLUMNS)
    assert preview(path, "FR", Job(), ReadOptions(sheet="Autre")).columns == ("Tel",)


def test_of_a_long_file_only_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "longue.csv"
    head, line = "Nom;Téléphone\n".encode(), "Lefèvre;06 00 00 12 34\n".encode()
    path.write_bytes(head + line * 1_000_000 + b"\xff\x00")
    preview(path, "FR", Job())
    started = time.perf_counter()
    found = preview(path, "FR", Job(), rows=5)
    took, started = time.perf_counter() - started, time.perf_counter()
    whole = path.read_bytes().decode("latin-1").splitlines()
    assert len(whole) >= 1_000_001
    assert took < time.perf_counter() - started  # and reading it all takes five times as long
    assert found.rows == [ROWS[0]] * 5
    assert (found.encoding, found.provisional) == ("utf-8", True)
