"""Reading a sheet of a workbook: Excel (.xlsx, .xlsm, .xls) or OpenDocument (.ods)."""

import datetime
import io
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import extent, oldexcel
from voicedesk.contacts.archive import Archive
from voicedesk.contacts.extent import Facts
from voicedesk.contacts.grid import MAX_CELL, Grid, Notice, chunks, collect
from voicedesk.contacts.ods import read_ods

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel until 2003, and whatever has a password
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Known by a part of theirs, and named to the person.
_OTHERS = {
    "xl/workbook.bin": ".xlsb",
    "Index/Document.iwa": "Numbers",
    "Index.zip": "Numbers",
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
}


def is_workbook(data: bytes) -> bool:
    """Whether the content, whatever the file is called, is a ZIP or an old Excel file."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(stream: BinaryIO, file: str, job: Job, *, sheet: str | None = None) -> Grid:
    """The rows of one sheet: the one named, else the first that is visible and not empty.

    Cells are text: whole numbers without ``.0``, dates as ISO 8601, formulas by the value the
    program that wrote them kept. Hidden rows are read, and said in the notices.

    Raises :class:`InputError`: ``broken_workbook``; ``encrypted_file``; ``unsupported_format``
    (``format``: .xlsb, Numbers…); ``not_a_table`` with a ``cause``: ``other_zip``, ``other_file``,
    ``columns`` or ``long_cell``; ``unknown_sheet``; ``file_too_big``; ``zip_bomb``; ``empty_file``.
    """
    stream.seek(0)
    data = stream.read()
    if data.startswith(_OLE):
        old = oldexcel.measure(data, file, job)
        return _read(data, file, job, sheet, old)
    archive = Archive(data, file)
    if "content.xml" in archive.names:
        return read_ods(archive, job, sheet=sheet)
    _refuse_others(archive)
    facts = extent.measure(archive, job)
    return _read(data, file, job, sheet, _in_order(archive, facts, job))


def _refuse_others(archive: Archive) -> None:
    for part, name in _OTHERS.items():
        if part in archive.names:
            raise InputError("unsupported_format", file=archive.file, format=name)
    if "xl/workbook.xml" not in archive.names:
        raise InputError("not_a_table", file=archive.file, row=None, cause="other_zip")


def _in_order(archive: Archive, facts: dict[str, Facts], job: Job) -> dict[str, Facts]:
    """The facts by the name of the sheet."""
    try:
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels", job))
        book = fromstring(archive.read("xl/workbook.xml", job))
    except (ParseError, DefusedXmlException, ValueError):
        return {}  # calamine says what is wrong with it
    parts = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in (*book.iter(f"{_MAIN}sheet"), *book.iter(f"{_STRICT}sheet")):
        target = parts.get(sheet.get(_LINK), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        found[sheet.get("name", "")] = facts.get(part, Facts())
    return found


def _read(
    data: bytes, file: str, job: Job, sheet: str | None, facts: dict[str, Facts] | list[Facts]
) -> Grid:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = tuple(workbook.sheet_names)
            chosen = _choose(workbook, file, sheet)
            hidden = any(
                metadata.name == chosen.name and metadata.visible != SheetVisibleEnum.Visible
                for metadata in workbook.sheets_metadata
            )
            cells, numbers = collect(_reported(chosen, file, job), file)
    except PasswordError as error:
        raise InputError("encrypted_file", file=file) from error
    except CalamineError as error:
        raise InputError("broken_workbook", file=file, cause="content") from error
    except BaseException as error:
        # A panic of Rust is no Exception: calamine trusts some of what it reads.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("broken_workbook", file=file, cause="content") from error
    if isinstance(facts, list):
        facts = dict(zip(names, facts, strict=False))
    notices = facts.get(chosen.name, Facts()).notices()
    if hidden:
        notices += (Notice("hidden_sheet", {"sheet": chosen.name}),)
    return Grid(cells, numbers, sheet=chosen.name, sheets=names, notices=notices)


def _choose(workbook: CalamineWorkbook, file: str, wished: str | None) -> CalamineSheet:
    if wished is not None:
        names = tuple(workbook.sheet_names)
        if wished not in names:
            raise InputError("unknown_sheet", file=file, sheet=wished, sheets=names)
        return workbook.get_sheet_by_name(wished)
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet or metadata.visible != SheetVisibleEnum.Visible:
            continue
        found = workbook.get_sheet_by_name(metadata.name)
        if found.start is not None:
            return found
    raise InputError("empty_file", file=file)


def _reported(sheet: CalamineSheet, file: str, job: Job) -> Iterator[list[list[str]]]:
    done = 0
    for rows in chunks(sheet.iter_rows()):
        texts = [[cell if type(cell) is str else _text(cell) for cell in row] for row in rows]
        if max(map(len, chain.from_iterable(texts)), default=0) > MAX_CELL:
            row = next(n for n, row in enumerate(texts, done + 1) if max(map(len, row)) > MAX_CELL)
            raise InputError("not_a_table", file=file, row=row, cause="long_cell", most=MAX_CELL)
        yield texts
        done += len(rows)
        job.report(done, sheet.total_height, "read")


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case datetime.datetime() | datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)
