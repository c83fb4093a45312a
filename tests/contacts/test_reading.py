"""Every reader tells how far it is, and stops when it is told to."""

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


def test_the_same_text_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    lines = [f"Ville {n % 50};{n:010d}" for n in range(20_000)]
    path.write_text("\n".join(lines))
    town, number = read_sheet(path, Job()).cells
    assert len(set(map(id, town))) == 50
    assert len(set(map(id, number))) == 20_000
