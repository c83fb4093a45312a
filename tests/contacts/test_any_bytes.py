"""Whatever the bytes are: a table, or one of the documented errors."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.conftest import rows
from tests.contacts.corpus import books, cards, texts
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.pasted import read_pasted
from voicedesk.contacts.sheet import Sheet, read_sheet

DOCUMENTED = {
    "binary_file",
    "broken_workbook",
    "empty_file",
    "encrypted_file",
    "file_too_big",
    "no_number_found",
    "not_a_table",
    "unreadable_file",
    "unsupported_format",
    "zip_bomb",
}
_SMALL = 100_000  # bytes


def seeds(ending: str) -> list[bytes]:
    """The small files of the corpus whose names end so."""
    cases = (case for case in (*texts.CASES, *books.CASES, *cards.CASES) if "mega" not in case.name)
    contents = (
        case.content() for case in cases if case.name.endswith(ending) and "bomb" not in case.name
    )
    return [content for content in contents if 0 < len(content) < _SMALL]


@st.composite
def damaged(draw: st.DrawFn, contents: list[bytes]) -> bytes:
    """One of the files with some bytes changed, cut out, doubled or put in."""
    content = bytearray(draw(st.sampled_from(contents)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        match draw(st.integers(0, 3)):
            case 0:
                content[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
            case 1:
                content[at:at] = draw(st.binary(max_size=8))
            case 2:
                del content[at : at + draw(st.integers(1, 64))]
            case _:
                content[at:at] = content[at : at + draw(st.integers(1, 64))]
    return bytes(content)


def sheet_or_error(make: Callable[[], Sheet]) -> Sheet | InputError:
    try:
        return make()
    except InputError as error:
        return error


def assert_sound(make: Callable[[], Sheet]) -> None:
    sheet = sheet_or_error(make)
    if isinstance(sheet, InputError):
        assert sheet.code in DOCUMENTED
        assert "file" in sheet.details
        return
    numbers = sheet.row_numbers.tolist()
    assert len(sheet.cells) == len(sheet.columns)
    assert {len(column) for column in sheet.cells} == {len(numbers)}
    assert all(any(cell.strip() for cell in row) for row in rows(sheet))
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("ending", [".csv", ".vcf", ".xlsx", ".ods", ".xls"])
def test_a_damaged_file(ending: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"damaged{ending}"

    @settings(max_examples=150)
    @given(damaged(seeds(ending)))
    def damage(content: bytes) -> None:
        path.write_bytes(content)
        assert_sound(lambda: read_sheet(path, Job()))

    damage()


_SHEET_XML = [
    b"<row r='1'><c r='A1'><v>1</v></c></row>",
    b"<row><c t='inlineStr'><is><t>Nom</t></is></c><c><f>A1</f></c></row>",
    b"<row r='2' hidden='1'><c r='B2' t='s'><v>0</v></c></row><mergeCells><mergeCell ref='A1:B2'/>",
]


@settings(max_examples=100)
@given(content=damaged(_SHEET_XML))
def test_a_damaged_sheet_of_a_sound_workbook(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "sheet.xlsx"
    path.write_bytes(books.with_rows(content))
    assert_sound(lambda: read_sheet(path, Job()))


_ODS_XML = [
    "<table:table-row><table:table-cell><text:p>Nom<text:s text:c='3'/></text:p></table:table-cell>"
    "<table:covered-table-cell table:number-columns-repeated='20'/></table:table-row>"
    "<table:table-row table:number-rows-repeated='30'><table:table-cell office:value-type='date'"
    " office:date-value='2026-12-22' table:number-columns-repeated='2'/></table:table-row>"
]


@settings(max_examples=100)
@given(content=damaged([xml.encode() for xml in _ODS_XML]))
def test_a_damaged_sheet_of_a_sound_ods(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "sheet.ods"
    path.write_bytes(books.ods(content.decode("utf-8", "replace")))
    assert_sound(lambda: read_sheet(path, Job()))


@settings(max_examples=150)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet="ab06 .-()/+,;\t\n\"'", max_size=200),
        damaged(seeds(".csv") + seeds(".vcf")).map(lambda data: data.decode("utf-8", "replace")),
    )
)
def test_any_pasted_text(text: str) -> None:
    assert_sound(lambda: read_pasted(text, "collé", Job()))
