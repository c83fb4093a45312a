"""Reading Excel workbooks, whole and broken."""

import datetime
import io
import random
import zipfile
from typing import Any

import pytest
import xlsxwriter

from tests.contacts.conftest import Read, rows
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.check import check

Cells = dict[tuple[int, int], Any]


def workbook(*sheets: tuple[str, Cells], hidden: str = "") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in sheets:
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                style = [date] if isinstance(value, datetime.date) else []
                sheet.write(row, column, value, *style)
            if name == hidden:
                sheet.hide()
            else:
                sheet.activate()  # a first sheet that stays active cannot be hidden
    return content.getvalue()


def table(*rows: tuple[Any, ...]) -> Cells:
    return {(y, x): value for y, row in enumerate(rows) for x, value in enumerate(row)}


def test_numbers_dates_and_the_rest_become_text(read: Read) -> None:
    cells = table(
        ("Nom", "Téléphone", "Visite", "Solde", "Actif"),
        ("Lefèvre", 600001234, datetime.date(2026, 3, 12), 12.5, True),
        ("Roux", "06 00 00 12 35", datetime.datetime(2026, 3, 12, 9, 30), 0, False),
    )
    sheet = read(workbook(("Clients", cells)), "clients.xlsx")
    assert sheet.columns == ("Nom", "Téléphone", "Visite", "Solde", "Actif")
    assert rows(sheet) == [
        ("Lefèvre", "600001234", "2026-03-12", "12.5", "TRUE"),
        ("Roux", "06 00 00 12 35", "2026-03-12T09:30:00", "0", "FALSE"),
    ]
    assert (sheet.encoding, sheet.delimiter, sheet.sheet) == (None, None, "Clients")
    found = check(sheet, "FR", Job())
    assert found.judged.e164[0] == 33600001234
    assert found.problems(0) == ("excel_lost_zero",)


def test_row_numbers_are_those_excel_shows(read: Read) -> None:
    cells = {(3, 1): "Nom", (3, 2): "Tel", (5, 1): "Roux", (5, 2): 600001234}
    sheet = read(workbook(("Un", cells)), "clients.xlsx")
    assert (sheet.columns, sheet.row_numbers.tolist()) == (("Nom", "Tel"), [6])


def test_the_sheet_is_the_first_one_with_something_in_it(read: Read) -> None:
    book = workbook(
        ("Caché", table(("Nom", "Tel"), ("x", 1))),
        ("Vide", {}),
        ("Clients", table(("Nom", "Tel"), ("Roux", "0600001234"))),
        hidden="Caché",
    )
    assert read(book, "c.xlsx").sheet == "Clients"
    assert rows(read(book, "c.xlsx", sheet="Caché")) == [("x", "1")]
    with pytest.raises(InputError) as error:
        read(book, "c.xlsx", sheet="Absente")
    assert error.value.code == "unknown_sheet"
    assert error.value.details["sheets"] == ("Caché", "Vide", "Clients")


def test_a_workbook_is_known_by_its_content(read: Read) -> None:
    assert read(workbook(("Un", table(("Nom", "Tel"), ("x", "1")))), "clients.csv").sheet == "Un"


def test_an_empty_workbook(read: Read) -> None:
    with pytest.raises(InputError, match="empty_file"):
        read(workbook(("Un", {})), "c.xlsx")


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (0, 600), (1_048_575, 40)])
def test_a_cell_far_out_does_not_end_the_process(read: Read, far: tuple[int, int]) -> None:
    with pytest.raises(InputError) as error:
        read(workbook(("Un", {(0, 0): "Tel", far: "x"})), "c.xlsx")
    assert error.value.code in ("file_too_big", "not_a_table")


def test_a_workbook_that_unpacks_to_too_much(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook(("Un", table(*[("0600001234",) * 20] * 400)))
    monkeypatch.setattr(grid, "MAX_BYTES", len(book) + 1)
    with pytest.raises(InputError, match="file_too_big"):
        read(book, "c.xlsx")


def test_another_zip_is_not_a_table(read: Read) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("liste.csv", "Nom;Tel")
    with pytest.raises(InputError) as error:
        read(content.getvalue(), "c.xlsx")
    assert (error.value.code, error.value.details["cause"]) == ("not_a_table", "other_zip")


def test_broken_workbooks_are_read_or_refused(read: Read) -> None:
    book = workbook(("Un", table(("Nom", "Tel"), ("Roux", 600001234), ("Bodin", "06"))))
    dice = random.Random(11)
    codes = set()
    for _ in range(150):
        broken = bytearray(book[: dice.choice((len(book), dice.randrange(4, len(book))))])
        for _ in range(dice.randrange(4)):
            broken[dice.randrange(4, len(broken))] = dice.randrange(256)
        try:
            read(bytes(broken), "c.xlsx")
        except InputError as error:
            codes.add(error.code)
    assert "broken_workbook" in codes
    assert codes <= {"broken_workbook", "not_a_table", "empty_file"}
