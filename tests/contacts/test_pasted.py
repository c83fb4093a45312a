"""What people paste: cells of a spreadsheet, lines of a mail, lists of numbers."""

import pytest

from tests.contacts.conftest import rows
from tests.contacts.corpus.cards import card
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.contacts import pasted
from voicedesk.contacts.pasted import read_pasted

A, B, C = "06 00 00 12 34", "06 00 00 12 35", "01 99 00 12 34"


def test_cells_of_excel() -> None:
    sheet = read_pasted('Nom\tTel\r\n"Roux\nLéa"\t0600001234\r\nPons\t\r\n', "collé", Job())
    assert sheet.columns == ("Nom", "Tel")
    assert rows(sheet) == [("Roux\nLéa", "0600001234"), ("Pons", "")]
    assert (sheet.file, sheet.row_numbers.tolist()) == ("collé", [2, 3])


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("Nom;Tel\nRoux;0600001234\n", ("Nom", "Tel"), [("Roux", "0600001234")]),
        (
            "Roux, 0600001234\nPons, 0600001235",
            ("A", "B"),
            [("Roux", " 0600001234"), ("Pons", " 0600001235")],
        ),
        (f"Jean Dupont {A}", ("Name", "Phone"), [("Jean Dupont", A)]),
        (f"{A} Jean Dupont", ("Name", "Phone"), [("Jean Dupont", A)]),
        (f"{A} Jean, {B} Paul", ("Name", "Phone"), [("Jean", A), ("Paul", B)]),
        (f"Jean {A}, Paul {B}", ("Name", "Phone"), [("Jean", A), ("Paul", B)]),
        (f"• Anne : {C} / {A}", ("Name", "Phone", "Phone 2"), [("Anne", C, A)]),
        (f"{A}, {B}, {C}", ("Phone",), [(A,), (B,), (C,)]),
        (f"{A};{B}\n{C};{A}", ("Phone",), [(A,), (B,), (C,), (A,)]),
        (f"{A}\n\n{B}\n", ("Phone",), [(A,), (B,)]),
        ("Jean (tél. +33 (0)6 00 00 12 34)", ("Name", "Phone"), [("Jean", "+33 (0)6 00 00 12 34")]),
        (
            "Léa <lea@exemple.invalid> – Mobile : 06.00.00.12.34",
            ("Name", "Phone"),
            [("Léa", "06.00.00.12.34")],
        ),
        (
            "client0600001234@exemple.invalid 0600001235",
            ("Name", "Phone"),
            [("client0600001234@exemple.invalid", "0600001235")],
        ),
    ],
)
def test_numbers_within_text(
    text: str, columns: tuple[str, ...], expected: list[tuple[str, ...]]
) -> None:
    sheet = read_pasted(text, "collé", Job())
    assert sheet.columns == columns
    assert rows(sheet) == expected


def test_a_mail() -> None:
    text = f"Bonjour,\n\nmerci d'appeler :\n- Jean Dupont : {A}\n- Anne : {B}\n\nBonne journée\n"
    sheet = read_pasted(text, "collé", Job())
    assert rows(sheet) == [("Jean Dupont", A), ("Anne", B)]
    assert sheet.row_numbers.tolist() == [4, 5]
    assert [(notice.code, notice.details) for notice in sheet.notices] == [
        ("lines_without_number", {"n": 3})
    ]


def test_cards() -> None:
    text = card("FN:Léa Roux", "TEL;CELL:0600001234").decode()
    assert read_pasted(text, "collé", Job()).columns[-1] == "Mobile"


def test_what_cannot_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, code in (("", "empty_file"), (" \n\t", "empty_file"), ("Bonjour", "no_number_found")):
        with pytest.raises(InputError, match=code):
            read_pasted(text, "collé", Job())
    monkeypatch.setattr(pasted, "MAX_TEXT", 10)
    with pytest.raises(InputError, match="file_too_big"):
        read_pasted("0600001234 " * 2, "collé", Job())


def test_cancel() -> None:
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        read_pasted(f"Jean {A}\n" * 10, "collé", job)
