"""A file of contacts as a table: titles and rows of text."""

from dataclasses import dataclass, field
from pathlib import Path

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.columns import is_header, letters
from voicedesk.contacts.csvfile import read_csv
from voicedesk.contacts.grid import Grid
from voicedesk.contacts.workbook import is_workbook, read_workbook


@dataclass(frozen=True)
class Sheet:
    """Every row has as many cells as there are ``columns``; blank rows are left out.

    ``row_numbers`` are the rows' numbers in the file, from 1, the header and blank rows counted,
    as a spreadsheet shows them. ``encoding`` is set for a CSV, ``delimiter`` for one of several
    columns, ``sheet`` for a workbook. Without a header the columns are called A, B, C…
    """

    file: str
    columns: tuple[str, ...] = field(repr=False)
    rows: list[tuple[str, ...]] = field(repr=False)
    row_numbers: list[int] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def read_sheet(
    path: Path,
    job: Job,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Sheet:
    """Read a CSV or an Excel workbook, told apart by content; what is not given is found out.

    Raises :class:`InputError`: ``unreadable_file``, ``file_too_big``, ``empty_file``, and those of
    :func:`~voicedesk.contacts.csvfile.read_csv` and
    :func:`~voicedesk.contacts.workbook.read_workbook`; their details have the ``file``'s name.
    """
    data = _content(path)
    with collector_paused():
        if is_workbook(data):
            found = read_workbook(data, path.name, job, sheet=sheet)
        else:
            found = read_csv(data, path.name, job, delimiter=delimiter, encoding=encoding)
    return _with_titles(path.name, found)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > grid.MAX_BYTES:
            raise InputError("file_too_big", file=path.name, row=None)
        data = path.read_bytes()
    except OSError as error:
        raise InputError("unreadable_file", file=path.name, why=error.strerror) from error
    if not data:
        raise InputError("empty_file", file=path.name)
    return data


def _with_titles(file: str, found: Grid) -> Sheet:
    first, rows, numbers = found.rows[0], found.rows, found.row_numbers
    titles = tuple(letters(index) for index in range(len(first)))
    if is_header(_up_to_last(first)):
        titles = tuple(cell.strip() or letter for cell, letter in zip(first, titles, strict=True))
        rows, numbers = rows[1:], numbers[1:]
    return Sheet(file, titles, rows, numbers, found.encoding, found.delimiter, found.sheet)


def _up_to_last(row: tuple[str, ...]) -> tuple[str, ...]:
    """The row without the empty cells at its end: data may be wider than the titles."""
    length = max(index for index, cell in enumerate(row, 1) if cell)
    return row[:length]
