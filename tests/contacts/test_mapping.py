"""Columns recognised, several numbers made one, and the choice remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contacts.conftest import Read, rows
from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.contacts.check import check, check_mapped
from voicedesk.contacts.mapping import Mapping, apply, guess, shape
from voicedesk.contacts.mappings import Mappings

GOOGLE = (
    "First Name,Last Name,Organization Name,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value\n"
    "Léa,Roux,,lea@exemple.invalid,Home,01 99 00 12 34,Mobile,06 00 00 12 34\n"
    "Max,Pons,Atelier,,Mobile,06 00 00 12 35 ::: 01 99 00 12 35,,\n"
    "Zoé,Bodin,,,,,,\n"
)
OUTLOOK = (
    "Title,First Name,Last Name,Company,Business Fax,Business Phone,Home Phone,Mobile Phone,Pager\n"
    ",Léa,Roux,,01 99 00 12 39,01 99 00 12 34,,06 00 00 12 34,06 00 00 99 99\n"
    ",Max,Pons,Atelier,,01 99 00 12 35,02 61 91 12 35,06 00 00 12 35,\n"
)
FRENCH = (
    "Prénom;Nom;Société;Télécopie (bureau);Téléphone (bureau);Téléphone (domicile);Tél. mobile\n"
    "Léa;Roux;;01 99 00 12 39;01 99 00 12 34;;06 00 00 12 34\n"
)


def test_google(read: Read) -> None:
    sheet = read(GOOGLE)
    mapping = guess(sheet, "FR")
    assert mapping.phones == (5, 7) or mapping.phones == (7, 5)
    assert mapping.labels == (1, 0)


@pytest.mark.parametrize(("text", "phones"), [(OUTLOOK, (7, 5, 6)), (FRENCH, (6, 4))])
def test_outlook(read: Read, text: str, phones: tuple[int, ...]) -> None:
    mapping = guess(read(text), "FR")
    assert mapping.phones == phones  # the mobile first, no fax, no pager
    assert set(mapping.labels) == {1, 2} or set(mapping.labels) == {0, 1}


def test_the_contents_count_where_titles_say_nothing(read: Read) -> None:
    sheet = read("a;b;c;d\n" + "Roux;37000;06 00 00 12 34;01 99 00 12 34\n" * 9, header=True)
    assert guess(sheet, "FR").phones == (2, 3)


def test_a_title_alone_does_not_make_numbers(read: Read) -> None:
    sheet = read("Nom;Téléphone;Portable\nRoux;oui;06 00 00 12 34\nPons;non;06 00 00 12 35\n")
    assert guess(sheet, "FR").phones == (2,)


def test_digits_of_another_kind_are_no_numbers(read: Read) -> None:
    lines = [f"Roux;06 00 00 12 {n};{600001200 + n if n % 2 else n}" for n in range(10, 60)]
    sheet = read("\n".join(["Nom;Téléphone;Référence", *lines]))
    assert guess(sheet, "FR").phones == (1,)


def test_an_export_of_ours_has_one_column_of_numbers(read: Read) -> None:
    sheet = read("Nom;Téléphone;e164;kind\nRoux;06 00 00 12 34;+33600001234;mobile\n")
    assert guess(sheet, "FR").phones == (2,)


@pytest.mark.parametrize("title", ["Tel", "Numéro"])
def test_a_suggestion_is_never_taken_for_the_number(read: Read, title: str) -> None:
    """However few of the rejected rows were mended: here none, and each has a suggestion."""
    sheet = read(
        f"row;Nom;{title};reason;suggestion\n"
        "2;A;612345678.0;too_long;06 00 00 00 01\n3;B;612345679.0;too_long;06 00 00 00 02\n"
    )
    assert guess(sheet, "FR").phones == (2,)
    assert check(sheet, "FR", Job()).phone_column == 2


def test_no_numbers(read: Read) -> None:
    sheet = read("Nom;Ville\nRoux;Tours\n")
    mapping = guess(sheet, "FR")
    assert mapping.phones == ()
    with pytest.raises(InputError, match="no_phone_column"):
        apply(sheet, mapping, "FR", Job(), "Number")


TWO = (
    "Nom;Portable;Fixe;Note\n"
    "Roux;06 00 00 12 34;01 99 00 12 34;a\n"
    "Pons;06 00;01 99 00 12 35;b\n"
    "Bodin;n/a;;c\n"
    "Weber;;;d\n"
    "Petit;;01 99;e\n"
)


def test_the_first_valid_number(read: Read) -> None:
    mapped = apply(read(TWO), Mapping((1, 2), (0,), frozenset({3})), "FR", Job(), "Number")
    assert mapped.sheet.columns == ("Number", "Nom", "Portable", "Fixe")
    assert (mapped.phone, mapped.labels) == (0, (1,))
    assert mapped.sheet.cells[0] == ["06 00 00 12 34", "01 99 00 12 35", "n/a", "", "01 99"]
    checked = check_mapped(mapped, "FR", Job())
    assert checked.summary().valid == 2
    assert [checked.label(index) for index in range(3)] == ["Roux", "Pons", "Bodin"]


def test_a_row_for_each_number(read: Read) -> None:
    mapping = Mapping((2, 1), (0,), frozenset({1, 2, 3}), several="rows")
    mapped = apply(read(TWO), mapping, "FR", Job(), "Number")
    assert rows(mapped.sheet) == [
        ("01 99 00 12 34", "Roux"),
        ("06 00 00 12 34", "Roux"),
        ("01 99 00 12 35", "Pons"),
        ("06 00", "Pons"),
        ("n/a", "Bodin"),
        ("", "Weber"),
        ("01 99", "Petit"),
    ]
    assert mapped.sheet.row_numbers.tolist() == [2, 2, 3, 3, 4, 5, 6]


def test_the_numbers_of_one_cell(read: Read) -> None:
    sheet = read("Nom;Tel\nRoux;06 ::: 06 00 00 12 34\nPons;01 99 00 12 35\n")
    first = apply(sheet, Mapping((1,), (0,)), "FR", Job(), "Number")
    assert first.sheet.cells[0] == ["06 00 00 12 34", "01 99 00 12 35"]
    each = apply(sheet, Mapping((1,), (0,), several="rows"), "FR", Job(), "Number")
    assert each.sheet.cells[0] == ["06", "06 00 00 12 34", "01 99 00 12 35"]


def test_one_column_stays_where_it_is(read: Read) -> None:
    sheet = read(TWO)
    mapped = apply(sheet, Mapping((2,), (0,), frozenset({1, 2})), "FR", Job(), "Number")
    assert mapped.sheet.columns == ("Nom", "Fixe", "Note")
    assert (mapped.phone, mapped.labels) == (1, (0,))
    assert mapped.sheet.cells[1] is sheet.cells[2]


def test_a_column_beyond_the_last(read: Read) -> None:
    with pytest.raises(InputError, match="unknown_column"):
        apply(read(TWO), Mapping((9,), ()), "FR", Job(), "Number")


def test_cancel(read: Read) -> None:
    job = Job()
    job.cancel()
    for mapping in (Mapping((1, 2), (0,)), Mapping((1, 2), (0,), several="rows")):
        with pytest.raises(CancelledError):
            apply(read(TWO), mapping, "FR", job, "Number")


@pytest.fixture
def mappings(tmp_path: Path) -> Iterator[Mappings]:
    database = Database(tmp_path / "voicedesk.db")
    database.migrate()
    yield Mappings(database)
    database.close()


def test_a_mapping_is_remembered_by_the_titles(mappings: Mappings) -> None:
    mapping = Mapping((7, 5), (1, 0), frozenset({4, 6}), header=False, several="rows")
    key = shape(("Prénom", "N° de Téléphone"))
    assert mappings.recall(key) is None
    mappings.keep(key, Mapping((0,), ()))
    mappings.keep(key, mapping)
    assert mappings.recall(shape((" PRENOM", "n de telephone"))) == mapping
    assert mappings.recall(shape(("Prénom", "Téléphone"))) is None
    assert shape(("a", "b c")) != shape(("a b", "c"))
