"""Every reader tells how far it is, and stops when it is told to."""

import sys
from pathlib import Path

import pytest

from tests.contacts.corpus import books, cards, oldbook
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.contacts.sheet import read_sheet

FILES = {
    "liste.csv": b"Nom;Tel\n" + b"Roux;0600001234\n" * 50_000,
    "liste.vcf": cards.card("FN:Roux", "TEL:0600001234") * 5_000,
    "liste.xlsx": books.xlsx(),
    "liste.ods": books.ods("<table:table-row/>" + books.line("Nom", "Tel") * 5),
    "liste.xls": oldbook.workbook({(row, 0): "0600001234" for row in range(500)}),
}


@pytest.mark.parametrize("name", FILES)
def test_progress_and_cancel(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    seen: list[Progress] = []
    read_sheet(path, Job(seen.append))
    assert {progress.step for progress in seen} == {"read"}
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] > 0

    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        read_sheet(path, job)


def test_no_text_is_an_object_of_its_own(tmp_path: Path) -> None:
    """Small ones, among which others stay, are memory that Python cannot give back."""
    path = tmp_path / "liste.csv"
    path.write_text("Ville;Tel\n" + "".join(f"Ville {n % 50};{n:010d}\n" for n in range(40_000)))
    read_sheet(path, Job())  # what is made once
    before = sys.getallocatedblocks()
    sheet = read_sheet(path, Job())
    assert sys.getallocatedblocks() - before < 1_000
    town, number = sheet.cells
    assert list(town) == [f"Ville {n % 50}" for n in range(40_000)]
    assert list(number) == [f"{n:010d}" for n in range(40_000)]


@pytest.mark.parametrize("blanks", [0, 1, 7])
def test_a_column_that_begins_late_is_as_long_as_the_others(tmp_path: Path, blanks: int) -> None:
    """Rows are put away some thousand at a time: none may be lost between."""
    path = tmp_path / "liste.csv"
    lines = [f"R{n};{n}" + (f";{n}" if n >= 15_999 else "") for n in range(40_000)]
    path.write_text("Nom;Tel\n" + ("\n" * (blanks + 1)).join(["", *lines]))
    sheet = read_sheet(path, Job())
    name, number, late = sheet.cells
    assert list(name) == [f"R{n}" for n in range(40_000)]
    assert list(number) == [str(n) for n in range(40_000)]
    assert list(late) == [str(n) if n >= 15_999 else "" for n in range(40_000)]
    step = blanks + 1
    assert sheet.row_numbers.tolist() == list(range(2 + step, 2 + 40_001 * step, step))
