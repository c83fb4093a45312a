"""Exporting a stored list: tables, cards, parts, and the rejected rows that come back mended."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.check import check, check_mapped
from voicedesk.contacts.editing import delete, edit
from voicedesk.contacts.export import export
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.mapping import apply, guess
from voicedesk.contacts.sheet import Sheet, read_sheet
from voicedesk.contacts.table import ContactTable

Stored = Callable[[str], ContactTable]
LIST = (
    "Nom;Prénom;Portable;E-mail;Société;Remarque\n"
    "Durand;Zoé;06 00 00 00 01;zoe@exemple.invalid;Crêperie;=1+1\n"
    "Petit;Ana;06 00 00 00 02 poste 3 port.;;;\n"
    "Durand;Zoé;+33600000001;;;encore\n"
    "Roy;Luc;01 99 00 00 04;;;\n"
    "Roux;Max;06 00;;;rappeler\n"
)


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[ContactLists]:
    with Workspace(tmp_path / "workspace") as workspace:
        yield ContactLists(workspace.database)


@pytest.fixture
def stored(lists: ContactLists, tmp_path: Path) -> Stored:
    def store(text: str = LIST) -> ContactTable:
        path = tmp_path / "source.csv"
        path.write_text(text, "utf-8")
        info = lists.save(
            "list", path.name, "FR", check(read_sheet(path, Job()), "FR", Job()), Job()
        )
        return lists.open(info.id, Job())

    return store


def rows(sheet: Sheet) -> list[tuple[str, ...]]:
    return [sheet.row(index) for index in range(len(sheet.row_numbers))]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_whole_list_comes_back_as_it_is(
    lists: ContactLists, stored: Stored, tmp_path: Path, suffix: str
) -> None:
    table = stored(LIST)
    for change in (
        edit(table, 3, table.shape.phone, "01 99 00 00 09"),
        delete(table, table.order[:1]),
    ):
        assert change is not None
        lists.commit(table, change, Job())
    path = tmp_path / f"all{suffix}"
    assert export(table, path, Job()) == 4
    sheet = read_sheet(path, Job())
    assert sheet.columns == ("Nom", "Prénom", "Portable", "E-mail", "Société", "Remarque")
    assert [row[2] for row in rows(sheet)] == [
        *("06 00 00 00 02 poste 3 port.", "+33600000001", "01 99 00 00 09", "06 00")
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_valid_part_has_each_number_once(stored: Stored, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"valid{suffix}"
    assert export(stored(LIST), path, Job(), part="valid") == 2
    sheet = read_sheet(path, Job())
    assert sheet.columns[-2:] == ("e164", "kind")
    assert [row[-2:] for row in rows(sheet)] == [
        ("+33600000001", "mobile"),
        ("+33199000004", "fixed"),
    ]
    assert rows(sheet)[0][5] == "=1+1"


def test_only_the_chosen_rows_in_their_order(stored: Stored, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    assert export(stored(LIST), path, Job(), ids=np.array([4, 0], np.int64)) == 2
    assert [row[0] for row in rows(read_sheet(path, Job()))] == ["Roux", "Durand"]
    assert b"'=1+1" in path.read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_rejected_rows_come_back_mended(
    lists: ContactLists, stored: Stored, tmp_path: Path, suffix: str
) -> None:
    table = stored(LIST)
    path = tmp_path / f"rejected{suffix}"
    assert export(table, path, Job(), part="rejected") == 2
    sheet = read_sheet(path, Job())
    assert sheet.columns == ("row", *(c.name for c in table.shape.columns), "reason", "suggestion")
    assert [(row[0], row[1], row[-2]) for row in rows(sheet)] == [
        ("3", "Petit", "not_a_number"),
        ("6", "Roux", "too_short"),
    ]
    assert rows(sheet)[0][-1] == "06 00 00 00 02"

    text = path.with_suffix(".csv")
    export(table, text, Job(), part="rejected")
    mended = text.read_text("utf-8-sig").replace(";06 00;", ";06 00 00 00 05;")
    text.write_text(mended, "utf-8-sig")
    sheet = read_sheet(text, Job())
    mapped = apply(sheet, guess(sheet, "FR"), "FR", Job(), "Number")
    again = check_mapped(mapped, "FR", Job())
    assert again.columns == tuple(column.name for column in table.shape.columns)
    assert again.columns[again.phone_column] == "Portable"
    before = table.shape
    lists.append(table, again, Job())
    assert table.shape == before
    assert len(table) == 7
    assert int(table.e164[table.order[-1]]) == 33600000005
    assert table.label(int(table.order[-1])) == "Roux Max"


def test_cards_are_what_an_address_book_reads(stored: Stored, tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    assert export(stored(LIST), path, Job(), part="valid") == 2
    text = path.read_text("utf-8")
    assert text.splitlines()[:8] == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Zoé Durand",
        "N:Durand;Zoé;;;",
        "ORG:Crêperie",
        "TEL;TYPE=CELL:+33600000001",
        "EMAIL;TYPE=INTERNET:zoe@exemple.invalid",
        "NOTE:Remarque: =1+1",
    ]
    assert "TEL;TYPE=VOICE:+33199000004" in text
    sheet = read_sheet(path, Job())
    again = check(sheet, "FR", Job())
    assert [again.label(index) for index in range(2)] == ["Durand Zoé", "Roy Luc"]


def test_a_card_keeps_whatever_stands_in_the_cells(stored: Stored, tmp_path: Path) -> None:
    """Folded between letters of several bytes, escaped, on one line each."""
    name, note = "É,;\\ò" * 30, "Ça coûte 3 €; l’été, là\\bas " * 12
    table = stored(f'Nom complet;Tel;Remarque\n"{name}";06 00 00 00 01;"{note}\n2"\n')
    path = tmp_path / "cards.vcf"
    assert export(table, path, Job()) == 1
    lines = path.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)
    sheet = read_sheet(path, Job())
    cells = dict(zip(sheet.columns, sheet.row(0), strict=True))
    assert name in (cells["Name"] if "Name" in cells else cells["Last name"])
    assert " ".join(cells["Note"].split()) == " ".join(f"Remarque: {note} 2".split())


def test_rejected_rows_are_no_cards(stored: Stored, tmp_path: Path) -> None:
    table = stored(LIST)
    for path, part in ((tmp_path / "a.vcf", "rejected"), (tmp_path / "a.pdf", "all")):
        with pytest.raises(InputError, match="unknown_suffix"):
            export(table, path, Job(), part=part)  # type: ignore[arg-type]
        assert not path.exists()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".vcf"])
def test_a_cancelled_export_leaves_what_was_there(
    stored: Stored, tmp_path: Path, suffix: str
) -> None:
    many = "".join(
        f"A{n};06 00 {n // 10000:02d} {n // 100 % 100:02d} {n % 100:02d}\n" for n in range(5000)
    )
    table = stored("Nom;Tel\n" + many)
    target = tmp_path / "out"
    target.mkdir()
    path = target / f"a{suffix}"
    path.write_bytes(b"before")
    job: Job

    def at_the_second(step: Progress) -> None:
        if step.done:
            job.cancel()

    job = Job(at_the_second)
    with pytest.raises(CancelledError):
        export(table, path, job)
    assert path.read_bytes() == b"before"
    assert list(target.iterdir()) == [path]
    assert export(table, path, Job()) == 5000
