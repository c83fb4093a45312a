"""The first rows of a file, read anew whenever a person changes how it should be read."""

from dataclasses import dataclass, field
from pathlib import Path

from voicedesk.base.jobs import Job
from voicedesk.contacts.csvfile import read_head
from voicedesk.contacts.grid import Grid, Notice
from voicedesk.contacts.mapping import Mapping, guess, shape
from voicedesk.contacts.sheet import (
    FIND_OUT,
    ReadOptions,
    Sheet,
    head,
    opened,
    read_grid,
    with_titles,
)
from voicedesk.contacts.vcard import is_vcard
from voicedesk.contacts.workbook import is_workbook

_LOOKED_AT = 200  # rows, for the guess


@dataclass(frozen=True)
class Preview:
    """``rows`` as they will be read, and what was found out about the file.

    ``provisional`` says that only the beginning was looked at: the ``encoding`` may still be
    another. ``sheets`` are a workbook's, ``sheet`` the one shown. ``mapping`` is the guess (its
    ``phones`` may be empty), ``shape`` what a mapping is remembered under.
    """

    columns: tuple[str, ...] = field(repr=False)
    rows: list[tuple[str, ...]] = field(repr=False)
    row_numbers: list[int] = field(repr=False)
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header: bool
    mapping: Mapping
    shape: str
    provisional: bool
    notices: tuple[Notice, ...]
    titled: bool = False


def preview(
    path: Path, region: str, job: Job, options: ReadOptions = FIND_OUT, rows: int = 50
) -> Preview:
    """What :func:`~voicedesk.contacts.sheet.read_sheet` will make of the file, and raises as it.

    Of a CSV only the beginning is read; of a workbook the whole sheet, of cards all of them.
    """
    with opened(path) as (stream, size):
        start = head(stream)
        whole = is_workbook(start) or is_vcard(start)
        if whole:
            found = read_grid(stream, size, path.name, job, options)
        else:
            found = read_head(
                stream,
                max(rows, _LOOKED_AT) + 1,
                path.name,
                job,
                delimiter=options.delimiter,
                encoding=options.encoding,
            )
    sheet = with_titles(path.name, found, options.header)
    return _preview(found, sheet, region, rows, provisional=not whole)


def _preview(found: Grid, sheet: Sheet, region: str, rows: int, *, provisional: bool) -> Preview:
    return Preview(
        sheet.columns,
        list(zip(*(column[:rows] for column in sheet.cells), strict=True)),
        sheet.row_numbers[:rows].tolist(),
        sheet.encoding,
        sheet.delimiter,
        sheet.sheet,
        found.sheets,
        sheet.header,
        guess(sheet, region),
        shape(sheet.columns),
        provisional and len(sheet.row_numbers) >= rows,
        sheet.notices,
        sheet.titled,
    )
