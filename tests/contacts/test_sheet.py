"""Reading CSV files as people have them."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.conftest import Read, rows
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.contacts import grid
from voicedesk.contacts.sheet import Sheet, read_sheet

LIST = "Nom;Téléphone\r\nLefèvre;06 00 00 12 34\r\nŒuvre;01 99 00 12 34\r\n"
ROWS = [("Lefèvre", "06 00 00 12 34"), ("Œuvre", "01 99 00 12 34")]


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("windows-1252", "windows-1252"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_encodings_are_told_apart(read: Read, codec: str, named: str) -> None:
    sheet = read(LIST.encode(codec))
    assert sheet.columns == ("Nom", "Téléphone")
    assert rows(sheet) == ROWS
    assert sheet.row_numbers.tolist() == [2, 3]
    assert (sheet.encoding, sheet.delimiter, sheet.sheet) == (named, ";", None)


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf16(read: Read, mark: bytes) -> None:
    order = "le" if mark == b"\xff\xfe" else "be"
    assert rows(read(mark + LIST.encode(f"utf-16-{order}"))) == ROWS


def test_an_accent_after_thousands_of_plain_rows_still_tells(read: Read) -> None:
    plain = "Dupont;06 00 00 12 34\n" * 9_000
    sheet = read(("Nom;Tel\n" + plain + "Lefèvre;06 00 00 12 35\n").encode("windows-1252"))
    assert sheet.row(-1) == ("Lefèvre", "06 00 00 12 35")


def test_a_chosen_encoding(read: Read) -> None:
    assert read(LIST.replace("Œ", "O").encode("mac-roman"), encoding="mac-roman").row(0) == ROWS[0]
    with pytest.raises(InputError) as error:
        read(LIST.encode("windows-1252"), encoding="utf-8")
    assert error.value.code == "unreadable_file"
    with pytest.raises(InputError, match="unreadable_file"):
        read(LIST, encoding="no-such-code")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(read: Read, delimiter: str, end: str) -> None:
    lines = ("Nom;Tel;Ville", "Roux;06 00 00 12 34;Tours", "Bodin;06 00 00 12 35;Tours")
    sheet = read(end.join(lines).replace(";", delimiter))
    assert sheet.delimiter == delimiter
    assert rows(sheet) == [
        ("Roux", "06 00 00 12 34", "Tours"),
        ("Bodin", "06 00 00 12 35", "Tours"),
    ]


def test_commas_in_cells_do_not_outweigh_the_delimiter(read: Read) -> None:
    sheet = read("Nom;Tel;Prix\nRoux, Léa;0600001234;12,50\nBodin, Max;0600001235;3,20\n")
    assert sheet.delimiter == ";"
    assert sheet.row(0) == ("Roux, Léa", "0600001234", "12,50")


def test_excel_names_the_delimiter(read: Read) -> None:
    sheet = read("sep=,\r\nNom,Tel\r\nRoux,0600001234\r\n")
    assert (sheet.delimiter, sheet.columns, sheet.row_numbers.tolist()) == (
        ",",
        ("Nom", "Tel"),
        [3],
    )


def test_a_forced_delimiter(read: Read) -> None:
    assert rows(read("Nom:Tel\nRoux:0600001234\n", delimiter=":")) == [("Roux", "0600001234")]
    with pytest.raises(InputError, match="bad_delimiter"):
        read(LIST, delimiter=";;")


def test_one_column(read: Read) -> None:
    sheet = read("0600001234\n0600001235\n")
    assert (sheet.columns, sheet.delimiter) == (("A",), None)
    assert rows(sheet) == [("0600001234",), ("0600001235",)]
    assert sheet.row_numbers.tolist() == [1, 2]


def test_quotes(read: Read) -> None:
    sheet = read('Nom;Tel;Note\n"Roux; Léa";0600001234;"dit ""la rousse""\nau téléphone"\n')
    assert rows(sheet) == [("Roux; Léa", "0600001234", 'dit "la rousse"\nau téléphone')]


def test_a_quote_inside_a_cell_is_a_quote(read: Read) -> None:
    assert read('Nom;Tel\nGarage "Le 12";0600001234\n').row(0)[0] == 'Garage "Le 12"'


def test_a_quote_never_closed_is_refused_with_its_row(read: Read) -> None:
    with pytest.raises(InputError) as error:
        read('Nom;Tel\nRoux;0600001234\n"Bodin;0600001235\nPons;0600001236\n')
    assert error.value.code == "not_a_table"
    assert error.value.details == {"file": "liste.csv", "row": 3, "cause": "open_quote"}


def test_a_giant_cell_is_refused_with_its_row(read: Read) -> None:
    with pytest.raises(InputError) as error:
        read("Nom;Tel\nRoux;0600001234\n" + "x" * 140_000 + ";0600001235\n")
    assert (error.value.code, error.value.details["row"]) == ("not_a_table", 3)


def test_ragged_rows(read: Read) -> None:
    sheet = read("Nom;Tel\nRoux\nBodin;0600001235;Tours;;\nPons;0600001236\n")
    assert sheet.columns == ("Nom", "Tel", "C")
    assert rows(sheet) == [
        ("Roux", "", ""),
        ("Bodin", "0600001235", "Tours"),
        ("Pons", "0600001236", ""),
    ]


def test_blank_rows_are_left_out_but_counted_in_the_numbers(read: Read) -> None:
    sheet = read("\nNom;Tel\n\nRoux;0600001234\n; \n\u00a0;\u202f\nBodin;0600001235\n")
    assert sheet.columns == ("Nom", "Tel")
    assert rows(sheet) == [("Roux", "0600001234"), ("Bodin", "0600001235")]
    assert sheet.row_numbers.tolist() == [4, 7]


def test_without_a_header(read: Read) -> None:
    sheet = read("Roux;0600001234\nBodin;0600001235\n")
    assert sheet.columns == ("A", "B")
    assert sheet.row_numbers.tolist() == [1, 2]


def test_an_untitled_column_gets_its_letter(read: Read) -> None:
    assert read("Nom;;Tel\nRoux;x;0600001234\n").columns == ("Nom", "B", "Tel")


def test_only_a_header(read: Read) -> None:
    sheet = read("Nom;Tel\n")
    assert (sheet.columns, sheet.cells) == (("Nom", "Tel"), [[], []])


def test_the_apostrophe_of_a_safe_export_is_taken_off(read: Read) -> None:
    sheet = read("Nom;Tel\n'=1+1;'+33600001234\n'Aïe;''=x\n")
    assert rows(sheet) == [("=1+1", "+33600001234"), ("'Aïe", "'=x")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\r\n ; ;\r\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"Nom;Tel\x00\nRoux;0600001234\n", "binary_file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary_file"),
        (b"\x1f\x8b\x08\x08abcdefgh", "binary_file"),
        ("Nom;Tel\nRoux;0600001234\n".encode("utf-16-le"), "binary_file"),
        (b"%PDF-1.7\n1 0 obj\n", "not_a_table"),
        (b"<!DOCTYPE html><table><tr><td>0600001234</td></tr></table>", "not_a_table"),
        (b'[{"tel": "0600001234"}]', "not_a_table"),
        (b"{\\rtf1 0600001234}", "not_a_table"),
        (b"Nom" + b";x" * 600 + b"\n", "not_a_table"),
        (b"PK\x03\x04 and no more", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "broken_workbook"),
    ],
)
def test_what_is_no_table(read: Read, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as error:
        read(content)
    assert error.value.code == code
    assert error.value.details["file"] == "liste.csv"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "absente.csv", tmp_path):
        with pytest.raises(InputError) as error:
            read_sheet(path, Job())
        assert (error.value.code, error.value.details["file"]) == ("unreadable_file", path.name)


def test_too_big(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_BYTES", 20)
    with pytest.raises(InputError, match="file_too_big"):
        read(LIST)


def test_one_endless_row_does_not_widen_all_the_others(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 1_000)
    with pytest.raises(InputError, match="file_too_big"):
        read("Nom" + ";c" * 99 + "\n" + "x\n" * 20)


def test_progress_and_cancel(tmp_path: Path) -> None:
    path = tmp_path / "longue.csv"
    path.write_text("Nom;Tel\n" + "Roux;0600001234\n" * 100_000)
    size = path.stat().st_size
    seen: list[Progress] = []
    read_sheet(path, Job(seen.append))
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert len(set(done)) >= 5
    assert done[-1] == size
    assert {progress.total for progress in seen} == {size}
    job = Job(lambda progress: job.cancel())
    with pytest.raises(CancelledError):
        read_sheet(path, job)


def test_rows_are_in_no_repr(read: Read) -> None:
    assert "0600001234" not in repr(read("0600001234;Roux\n0600001235;Bodin\n"))


def sheet_or_error(path: Path) -> Sheet | InputError:
    try:
        return read_sheet(path, Job())
    except InputError as error:
        return error


_lines = st.lists(
    st.lists(st.text(alphabet="ab06 ;,|\t\"\n\r'=é\u202f", max_size=8), max_size=5).map(";".join),
    max_size=8,
).map(lambda lines: "\n".join(lines).encode())


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=200),
        _lines,
        st.sampled_from([b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=", b'"']).flatmap(
            lambda head: st.binary(max_size=60).map(lambda rest: head + rest)
        ),
    )
)
def test_any_bytes_are_a_sheet_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "n'importe quoi.csv"
    path.write_bytes(content)
    sheet = sheet_or_error(path)
    if isinstance(sheet, InputError):
        assert sheet.details["file"] == path.name
        return
    numbers = sheet.row_numbers.tolist()
    assert all(len(column) == len(numbers) for column in sheet.cells)
    assert len(sheet.cells) == len(sheet.columns)
    assert all(any(cell.strip() for cell in row) for row in rows(sheet))
    assert numbers == sorted(set(numbers))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "liste.csv")
    with pytest.raises(InputError) as caught:
        read_sheet(tmp_path / "liste.csv", Job())
    assert caught.value.code == "unreadable_file"
