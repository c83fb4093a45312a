"""Workbooks: Excel's, old and new, and OpenDocument's; right, odd, hostile and broken."""

import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

from tests.contacts.corpus import oldbook
from tests.contacts.corpus.case import COLUMNS, ROWS, Case, refused, table

_CELLS = {(y, x): cell for y, row in enumerate((COLUMNS, *ROWS)) for x, cell in enumerate(row)}
_SHEET = "xl/worksheets/sheet1.xml"


def xlsx(fill: Callable[[Any, Any], None] | None = None) -> bytes:
    """The usual table, and what ``fill(workbook, sheet)`` puts on top."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Clients")
        for (row, column), cell in _CELLS.items():
            sheet.write(row, column, cell)
        if fill is not None:
            fill(book, sheet)
    return content.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The ZIP with another content of one part, which may be new."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {info.filename: old.read(info) for info in old.infolist()}
        parts[part] = change(parts.get(part, b""))
        for name, data in parts.items():
            new.writestr(name, data)
    return made.getvalue()


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return made.getvalue()


def with_rows(rows: bytes) -> bytes:
    """A workbook whose sheet has exactly these rows."""
    return changed(
        xlsx(),
        _SHEET,
        lambda old: (
            old.split(b"<sheetData>")[0] + b"<sheetData>" + rows + b"</sheetData></worksheet>"
        ),
    )


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"


def line(*cells: str, given: str = "") -> str:
    return (
        f"<table:table-row{given}>"
        + "".join(_CELL.format("", cell) for cell in cells)
        + "</table:table-row>"
    )


_ODS_ROWS = "".join(line(*row) for row in (COLUMNS, *ROWS))


def ods(rows: str, *, before: str = "", head: str = _ODS) -> bytes:
    content = (
        f'{head}{before}<table:table table:name="Clients">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_DOT_xml=content.encode()
    )


def _hide(book: Any, sheet: Any) -> None:
    sheet.set_row(1, None, None, {"hidden": True})


def _merge(book: Any, sheet: Any) -> None:
    sheet.merge_range(4, 0, 5, 1, "Fin")


def _formulas(book: Any, sheet: Any) -> None:
    sheet.write_formula(3, 0, '="Po"&"ns"', None, "Pons")
    sheet.write_formula(3, 1, '="06"', None, "0600001236")


def _dates(book: Any, sheet: Any) -> None:
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 2, "Visite")
    sheet.write(1, 2, datetime.date(2026, 3, 12), date)
    sheet.write(2, 2, 46_093)  # the same day, that nobody formatted


def _second(book: Any, sheet: Any) -> None:
    book.add_worksheet("Autre").write(0, 0, "x")


def _bomb() -> bytes:
    return changed(xlsx(), "xl/media/zeros.xml", lambda old: bytes(64 * 2**20))


def _lying_bomb() -> bytes:
    """What it unpacks to is said to be a few bytes."""
    bomb = bytearray(_bomb())
    at = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<I", bomb, at + 24, 100)
    return bytes(bomb)


_UNPLACED = b"<row>" + b"<c><v>1</v></c>" * 600 + b"</row>"
_BOTH = (*ROWS, ("Pons", "0600001236"))

XLSX = [
    table("plain.xlsx", xlsx),
    table("called csv.csv", xlsx),
    table("two sheets.xlsx", lambda: xlsx(_second)),
    table("hidden row.xlsx", lambda: xlsx(_hide), hidden_rows={"n": 1}),
    table("merged cells.xlsx", lambda: xlsx(_merge), (*ROWS, ("Fin", "")), merged_cells={"n": 1}),
    table("formulas.xlsx", lambda: xlsx(_formulas), _BOTH),
    table(
        "formulas never calculated.xlsx",
        lambda: changed(
            xlsx(_formulas), _SHEET, lambda old: old.replace(b"<v>0600001236</v>", b"")
        ),
        (*ROWS, ("Pons", "")),
        empty_formulas={"n": 1},
    ),
    table(
        "dates.xlsx",
        lambda: xlsx(_dates),
        ((*ROWS[0], "2026-03-12"), (*ROWS[1], "46093")),
        (*COLUMNS, "Visite"),
    ),
    table(
        "cells without their place.xlsx",
        lambda: with_rows(b"<row><c><v>600001234</v></c></row>"),
        (("600001234",),),
        ("A",),
    ),
    refused(
        "too many cells without their place.xlsx",
        lambda: with_rows(_UNPLACED),
        "not_a_table",
        "columns",
    ),
    refused(
        "a cell far out.xlsx",
        lambda: xlsx(lambda _, sheet: sheet.write(1_048_575, 40, "x")),
        "file_too_big",
        "cells",
    ),
    refused(
        "a column far out.xlsx",
        lambda: xlsx(lambda _, sheet: sheet.write(0, 16_383, "x")),
        "not_a_table",
        "columns",
    ),
    refused("bomb.xlsx", _bomb, "zip_bomb"),
    refused("bomb that lies.xlsx", _lying_bomb, "zip_bomb"),
    refused("no more than a start.xlsx", b"PK\x03\x04 and no more", "broken_workbook", "content"),
    refused("cut off.xlsx", lambda: xlsx()[:3_000], "broken_workbook", "content"),
    refused("nothing in it.xlsx", lambda: with_rows(b""), "empty_file"),
    refused(
        "another zip.xlsx", lambda: zipped(liste_DOT_csv=b"Nom;Tel"), "not_a_table", "other_zip"
    ),
    refused("binary.xlsb", lambda: zipped(xl__workbook_DOT_bin=b"x"), "unsupported_format"),
    refused("apple.numbers", lambda: zipped(Index__Document_DOT_iwa=b"x"), "unsupported_format"),
    refused("letter.docx", lambda: zipped(word__document_DOT_xml=b"<x/>"), "unsupported_format"),
]

_LAUGHS = _ODS.replace(
    "<office:document-content", '<!DOCTYPE x [<!ENTITY a "aaaa">]><office:document-content', 1
)
ODS = [
    table("plain.ods", ods(_ODS_ROWS)),
    table(
        "hidden row.ods",
        ods(_ODS_ROWS + line("Pons", "0600001236", given=' table:visibility="collapse"')),
        _BOTH,
        hidden_rows={"n": 1},
    ),
    table(
        "hidden sheet first.ods",
        ods(
            _ODS_ROWS,
            before='<table:table table:name="x" table:style-name="h">'
            + line("x", "y")
            + "</table:table>",
        ),
    ),
    table(
        "a million blank rows below.ods",
        ods(
            _ODS_ROWS
            + '<table:table-row table:number-rows-repeated="1048570">'
            + '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
    ),
    table(
        "a number.ods",
        ods(
            line(*COLUMNS)
            + "<table:table-row>"
            + _CELL.format(' office:value-type="string"', "Roux")
            + _CELL.format(' office:value-type="float" office:value="600001234"', "6,00E+08")
            + "</table:table-row>"
        ),
        (("Roux", "600001234"),),
    ),
    table(
        "a note.ods",
        ods(
            line(*COLUMNS)
            + "<table:table-row><table:table-cell>"
            + "<office:annotation><text:p>a note</text:p></office:annotation>"
            + "<text:p>Ro<text:s/>ux</text:p></table:table-cell>"
            + _CELL.format("", "0600001234")
            + "</table:table-row>"
        ),
        (("Ro ux", "0600001234"),),
    ),
    refused(
        "repeated columns.ods",
        ods(
            "<table:table-row>"
            + _CELL.format(' table:number-columns-repeated="16384"', "x")
            + "</table:table-row>"
        ),
        "not_a_table",
        "columns",
    ),
    refused(
        "repeated rows.ods",
        ods(line(*"x" * 40, given=' table:number-rows-repeated="1048576"')),
        "file_too_big",
        "cells",
    ),
    refused(
        "blank rows without end.ods",
        ods(("<table:table-row" + ' table:number-rows-repeated="1048576"/>' + line("x")) * 40),
        "file_too_big",
        "cells",
    ),
    refused("a doctype.ods", ods(_ODS_ROWS, head=_LAUGHS), "broken_workbook", "content"),
    refused(
        "cut off.ods",
        changed(ods(_ODS_ROWS), "content.xml", lambda old: old[:-40]),
        "broken_workbook",
        "content",
    ),
    refused("nothing in it.ods", ods(""), "empty_file"),
    refused(
        "password.ods",
        changed(ods(_ODS_ROWS), "META-INF/manifest.xml", lambda _: b"<manifest:encryption-data/>"),
        "encrypted_file",
    ),
]

XLS = [
    table("plain.xls", oldbook.workbook(_CELLS)),
    table(
        "numbers.xls",
        oldbook.workbook({(0, 0): "Tel", (1, 0): 600001234.0}),
        (("600001234",),),
        ("Tel",),
    ),
    table("hidden row.xls", oldbook.workbook(_CELLS, hidden_rows=(1,)), hidden_rows={"n": 1}),
    refused(
        "it says it is a giant.xls",
        oldbook.workbook(_CELLS, dimensions=(4_000_000_000, 60_000)),
        "file_too_big",
        "cells",
    ),
    refused(
        "strings without end.xls",
        oldbook.workbook(_CELLS, before=oldbook.record(0xFC, struct.pack("<II", 2**31, 2**31 - 1))),
        "broken_workbook",
        "content",
    ),
    refused(
        "a sheet beyond the end.xls",
        oldbook.workbook(_CELLS, start=10_000_000),
        "broken_workbook",
        "content",
    ),
    refused(
        "password.xls",
        oldbook.workbook(_CELLS, before=oldbook.record(0x2F, struct.pack("<H", 1) + bytes(52))),
        "encrypted_file",
    ),
    refused(
        "password.xlsx",
        oldbook.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        "encrypted_file",
    ),
    refused("letter.doc", oldbook.compound({"WordDocument": b"x"}), "not_a_table", "other_file"),
    refused("cut off.xls", oldbook.workbook(_CELLS)[:1_400], "broken_workbook", "content"),
    refused(
        "no more than a start.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more",
        "broken_workbook",
        "content",
    ),
]

CASES: list[Case] = [*XLSX, *ODS, *XLS]
