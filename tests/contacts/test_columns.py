"""Which column has the numbers, which the names."""

import pytest

from voicedesk.base.errors import InputError
from voicedesk.contacts.columns import is_header, label_columns, letters, phone_column

PHONES = [["Roux", "Bodin"], ["0600001234", "0600001235"], ["0199001234", ""], ["37000", "37100"]]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("Nom", "Portable", "Fixe", "CP"), 1),
        (("Nom", "Numéro", "Mobile phone", "CP"), 2),
        (("A", "B", "C", "D"), 1),
        (("Nom", "N° de fax", "Téléphone", "CP"), 2),
        (("Nom", "N° client", "Téléphone client", "CP"), 2),
        (("Nom", "TÉL.", "Autre", "CP"), 1),
    ],
)
def test_the_guess(columns: tuple[str, ...], expected: int) -> None:
    assert phone_column(columns, PHONES, "FR") == expected


def test_a_header_alone_is_enough() -> None:
    assert phone_column(("Nom", "Numéro de téléphone"), [[], []], "FR") == 1


def test_no_column_of_numbers() -> None:
    with pytest.raises(InputError) as error:
        phone_column(("Nom", "Ville"), [["Roux", "Bodin"], ["Tours", "Loches"]], "FR")
    assert error.value.code == "no_phone_column"
    assert error.value.details["columns"] == ("Nom", "Ville")


def test_a_wish() -> None:
    columns = ("Nom", "Portable", "Numéro d'urgence", "CP")
    assert phone_column(columns, PHONES, "FR", "CP") == 3
    assert phone_column(columns, PHONES, "FR", " numero d urgence") == 2
    with pytest.raises(InputError) as error:
        phone_column(columns, PHONES, "FR", "Gsm")
    assert (error.value.code, error.value.details["column"]) == ("unknown_column", "Gsm")


@pytest.mark.parametrize(
    ("columns", "phone", "expected"),
    [
        (("Prénom", "Nom", "Tel"), 2, (1, 0)),
        (("First name", "Last name", "Phone"), 2, (1, 0)),
        (("Tel", "Raison sociale", "Ville"), 0, (1,)),
        (("A", "B"), 0, (1,)),
        (("A",), 0, ()),
        (("Tel", "NOM"), 0, (1,)),
    ],
)
def test_labels(columns: tuple[str, ...], phone: int, expected: tuple[int, ...]) -> None:
    assert label_columns(columns, phone) == expected


@pytest.mark.parametrize(
    ("row", "header"),
    [
        (("Nom", "Tel"), True),
        (("Client", "Ville"), True),
        (("Zone A", "Note 2"), True),
        (("", "Téléphone"), True),
        (("Roux", "06 00 00 12 34"), False),
        (("Nom", "06 00 00 12 34"), False),
        (("Roux", "12"), False),
        (("37000",), False),
    ],
)
def test_headers(row: tuple[str, ...], header: bool) -> None:
    assert is_header(row) is header


def test_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
