"""Files written: safe in a spreadsheet, and the same when read again."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.conftest import Check, Read, rows
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.contacts.check import CheckedList, check
from voicedesk.contacts.export import write_rejected, write_rows, write_valid
from voicedesk.contacts.phones.verdicts import MEANINGS
from voicedesk.contacts.sheet import read_sheet


@pytest.fixture
def sample() -> CheckedList:
    return check(read_sheet(resource("samples", "clients-atelier.csv"), Job()), "FR", Job())


@pytest.mark.parametrize("name", ["valides.csv", "valides.xlsx", "VALIDES.CSV"])
def test_the_valid_file_has_each_number_once(
    sample: CheckedList, tmp_path: Path, name: str
) -> None:
    assert write_valid(sample, tmp_path / name) == 42
    sheet = read_sheet(tmp_path / name, Job())
    assert sheet.columns == (*sample.columns, "e164", "kind")
    numbers, codes = sample.judged.e164.tolist(), sample.judged.code
    assert rows(sheet) == [
        (*sample.row(index), f"+{number}", MEANINGS[codes[index]].kind)
        for index, number in enumerate(numbers)
        if number and number not in numbers[:index]
    ]
    again = check(sheet, "FR", Job())
    assert again.summary().valid == again.summary().rows == 42
    assert again.columns[again.phone_column] == "e164"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_rejected_file_says_row_reason_and_suggestion(
    sample: CheckedList, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"refus{suffix}"
    assert write_rejected(sample, path) == 15
    sheet = read_sheet(path, Job())
    assert sheet.columns == ("row", *sample.columns, "reason", "suggestion")
    by_row = {row[0]: row for row in rows(sheet)}
    assert by_row["5"][-2:] == ("two_numbers", "06 00 00 44 10 / 01 99 00 44 10")
    assert by_row["62"][1] == "TOTAL"
    assert by_row["62"][-2:] == ("too_short", "")


def test_a_csv_is_what_excel_opens(check_numbers: Check, tmp_path: Path) -> None:
    path = tmp_path / "valides.csv"
    write_valid(check_numbers(["+33 6 00 00 12 34", "+33600001235"]), path)
    assert path.read_bytes() == (
        b"\xef\xbb\xbfNom;T\xc3\xa9l\xc3\xa9phone;e164;kind\r\n"
        b"Contact 1;'+33 6 00 00 12 34;+33600001234;mobile\r\n"
        b"Contact 2;+33600001235;+33600001235;mobile\r\n"
    )


FORMULAS = ["=1+1", "+cmd|x", "-2", "@SUM(A1)", "\t=1", "\r=1", "+12", "+336000012341234567"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_starts_a_formula(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "liste.csv"
    write_rows(("Nom", "Tel"), [(cell, "0600001234")], path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream, delimiter=";"))[1][0] == "'" + cell
    assert rows(read_sheet(path, Job())) == [(cell, "0600001234")]


def test_a_workbook_has_strings_only(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    row = ("=1+1", "0600001234", "http://exemple.invalid", "12", "{=A1}")
    write_rows(("Nom", "Tel", "Site", "Âge", "Note"), [row], path)
    assert rows(read_sheet(path, Job())) == [row]


_cells = st.text(
    alphabet=st.one_of(
        st.sampled_from("=+-@'\";,\t\r\n 0612é"),
        st.characters(min_codepoint=0xA0, exclude_categories=["Cs"]),
    ),
    max_size=12,
)


@settings(max_examples=150)
@given(st.lists(st.tuples(_cells, _cells), min_size=1, max_size=6))
def test_a_csv_read_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "aller-retour.csv"
    table = [(*row, "0600001234") for row in names]
    write_rows(("Nom", "Note", "Tel"), table, path)
    assert rows(read_sheet(path, Job())) == table


def test_what_cannot_be_written(check_numbers: Check, read: Read, tmp_path: Path) -> None:
    checked = check_numbers(["0600001234"])
    with pytest.raises(InputError, match="unknown_suffix"):
        write_valid(checked, tmp_path / "liste.pdf")
    with pytest.raises(InputError, match="unwritable_file"):
        write_valid(checked, tmp_path / "absent" / "liste.csv")
    long = check(read("Nom;Tel\n" + "x" * 40_000 + ";0600001234\n"), "FR", Job())
    with pytest.raises(InputError) as error:
        write_valid(long, tmp_path / "longue.xlsx")
    assert (error.value.code, error.value.details["row"]) == ("cell_too_long", 2)


def test_a_failed_export_leaves_what_was_there(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "valides.xlsx"
    path.write_bytes(b"before")
    long = check(read("Nom;Tel\n" + "x" * 40_000 + ";0600001234\n"), "FR", Job())
    with pytest.raises(InputError):
        write_valid(long, path)
    assert path.read_bytes() == b"before"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["liste.csv", "valides.xlsx"]
