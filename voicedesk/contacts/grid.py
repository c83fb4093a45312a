"""The rows of a file as they stand there, before anybody says which is the header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

MAX_BYTES = 512 * 1024 * 1024  # of a file, and of what a workbook unpacks to
MAX_COLUMNS = 512
MAX_CELLS = 30_000_000  # rows × columns, the short rows filled up

_CHUNK = 2_000  # rows between two looks at the job


@dataclass(frozen=True)
class Grid:
    """Rows without the blank ones, all of one width; ``row_numbers`` count from 1 in the file.

    ``encoding`` and ``delimiter`` are a CSV's, ``sheet`` is a workbook's; a CSV of one column has
    no delimiter.
    """

    rows: list[tuple[str, ...]] = field(repr=False)
    row_numbers: list[int] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def collect(
    records: Iterable[Sequence[str]], job: Job, file: str, *, first: int = 1
) -> tuple[list[tuple[str, ...]], list[int]]:
    """The rows that are not blank, and their numbers, the first record being row ``first``.

    Cells stay as they are; empty ones at the end of a row do not make a column.

    Raises :class:`InputError`: ``empty_file``; ``not_a_table`` (cause ``columns``) or
    ``file_too_big`` beyond the limits above.
    """
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    width = 0
    for number, record in enumerate(records, first):
        if number % _CHUNK == 0:
            job.report(len(rows), None, "read")
        length = _length(record)
        if length == 0:
            continue
        if length > width:
            width = length
            if width > MAX_COLUMNS:
                raise InputError("not_a_table", file=file, row=number, cause="columns")
        if len(rows) * width >= MAX_CELLS:
            raise InputError("file_too_big", file=file, row=number)
        rows.append(tuple(record[:length]))
        numbers.append(number)
    if not rows:
        raise InputError("empty_file", file=file)
    for index, row in enumerate(rows):
        if len(row) < width:
            rows[index] = row + ("",) * (width - len(row))
    return rows, numbers


def _length(record: Sequence[str]) -> int:
    """The cells up to the last that is not empty; 0 for a row of blanks."""
    length = len(record)
    while length and not record[length - 1]:
        length -= 1
    for cell in record[:length]:
        if cell and not cell.isspace():
            return length
    return 0
