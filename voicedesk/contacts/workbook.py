"""Reading a sheet of an Excel workbook (.xlsx, .xlsm, .xls)."""

import datetime
import io

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
from voicedesk.contacts.extent import refuse_giant
from voicedesk.contacts.grid import Grid, collect

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel until 2003, and whatever has a password


def is_workbook(data: bytes) -> bool:
    """Whether the content, whatever the file is called, is a ZIP or an old Excel file."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, file: str, job: Job, *, sheet: str | None = None) -> Grid:
    """The rows of one sheet: the one named, else the first that is visible and not empty.

    Cells are text: whole numbers without ``.0``, dates as ISO 8601.

    Raises :class:`InputError`: ``broken_workbook`` (cause ``password`` when it has one);
    ``not_a_table`` (cause ``other_zip`` for a ZIP that is no Excel file, or ``columns``);
    ``unknown_sheet``; ``file_too_big``; ``empty_file``.
    """
    if data.startswith(_ZIP):
        refuse_giant(data, file, job)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            chosen = _choose(workbook, file, sheet)
            records = (list(map(_text, record)) for record in chosen.iter_rows())
            rows, numbers = collect(records, job, file)
    except PasswordError as error:
        raise InputError("broken_workbook", file=file, cause="password") from error
    except CalamineError as error:
        raise InputError("broken_workbook", file=file, cause="content") from error
    return Grid(rows, numbers, sheet=chosen.name)


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
