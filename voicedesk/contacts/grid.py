"""The cells of a file as they stand there, before anybody says which row is the header."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.errors import InputError
from voicedesk.contacts.text_column import PIECE, TextColumn

MAX_BYTES = 512 * 1024 * 1024  # of a file, and of what a workbook unpacks to
MAX_COLUMNS = 512
MAX_CELLS = 30_000_000  # rows × columns, the short rows filled up
MAX_CELL = 131_072  # characters
CHUNK = 2_000  # rows between two looks at the job

_T = TypeVar("_T")


@dataclass(frozen=True)
class Notice:
    """Something a person should know of a file that was read: ``code``, and what fills its words.

    ``hidden_rows`` (``n``), ``hidden_sheet`` (``sheet``), ``merged_cells`` (``n``),
    ``empty_formulas`` (``n``), ``broken_cards`` (``n``), ``lines_without_number`` (``n``).
    """

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """``cells`` are columns, all equally long, without the blank rows of the file.

    ``row_numbers`` count from 1 in the file. ``encoding`` and ``delimiter`` are a CSV's; one of one
    column has no delimiter. ``sheet`` is a workbook's, and ``sheets`` are the names of all it has.
    ``titles`` are set where the format names its columns itself, as vCard does.
    """

    cells: list[TextColumn] = field(repr=False)
    row_numbers: NDArray[np.int32] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    titles: tuple[str, ...] | None = None


def chunks(records: Iterable[_T]) -> Iterator[list[_T]]:
    """The records, :data:`CHUNK` at a time."""
    records = iter(records)
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def collect(
    pieces: Iterable[Sequence[Sequence[str]]], file: str, *, first: int = 1
) -> tuple[list[TextColumn], NDArray[np.int32]]:
    """The columns of the records, and the numbers of the rows, the first being row ``first``.

    Blank rows are left out; cells stay as they are; empty ones at the end of a row do not make a
    column.

    Raises :class:`InputError`: ``empty_file``; ``not_a_table`` (cause ``columns``) or
    ``file_too_big`` beyond the limits above.
    """
    table = _Columns(file)
    number = first
    for records in pieces:
        table.add(records, number)
        number += len(records)
    if not table.rows:
        raise InputError("empty_file", file=file)
    table.put_away()
    return table.cells, np.concatenate(table.numbers)


class _Columns:
    """The rows so far: many in ``cells``, the last ones as lists beside them."""

    def __init__(self, file: str) -> None:
        self.cells: list[TextColumn] = []
        self.numbers: list[NDArray[np.int32]] = []
        self.rows = 0
        self._file = file
        self._last: list[list[str]] = []  # by column
        self._waiting = 0  # the rows of these

    def add(self, records: Sequence[Sequence[str]], number: int) -> None:
        """Put rows under the others, ``number`` being that of the first."""
        numbers = np.arange(number, number + len(records), dtype=np.int32)
        columns = self._turned(records, number)
        full = _full_rows(columns, len(records))
        if len(full) < len(records):
            numbers = numbers[full]
            columns = [tuple([column[row] for row in full]) for column in columns]
        while len(columns) > len(self.cells) and not any(columns[-1]):
            columns.pop()
        if len(full):
            self._extend(columns, numbers)

    def _turned(self, records: Sequence[Sequence[str]], number: int) -> list[tuple[str, ...]]:
        """The columns of the records, as wide as the longest."""
        if records and len(records[0]) <= MAX_COLUMNS:
            with suppress(ValueError):  # one is shorter or longer
                return list(zip(*records, strict=True))
        if max(map(len, records), default=0) > MAX_COLUMNS:
            records = [self._narrow(record, row) for row, record in enumerate(records, number)]
        return list(zip_longest(*records, fillvalue=""))

    def _narrow(self, record: Sequence[str], number: int) -> Sequence[str]:
        length = len(record)
        while length and not record[length - 1]:
            length -= 1
        if length > MAX_COLUMNS:
            raise InputError(
                "not_a_table", file=self._file, row=number, cause="columns", most=MAX_COLUMNS
            )
        return record[:length]

    def _extend(self, columns: Sequence[Sequence[str]], numbers: NDArray[np.int32]) -> None:
        rows = len(numbers)
        if (self.rows + rows) * max(len(columns), len(self.cells)) > MAX_CELLS:
            raise InputError(
                "file_too_big", file=self._file, row=int(numbers[0]), cause="cells", most=MAX_CELLS
            )
        while len(self.cells) < len(columns):
            self.cells.append(TextColumn.blank(self.rows - self._waiting))
            self._last.append([""] * self._waiting)
        for index, texts in enumerate(self._last):
            texts.extend(columns[index] if index < len(columns) else [""] * rows)
        self.rows += rows
        self._waiting += rows
        self.numbers.append(numbers)
        if self._waiting > PIECE - CHUNK:
            self.put_away()

    def put_away(self) -> None:
        """Move the last rows into the cells."""
        for column, texts in zip(self.cells, self._last, strict=True):
            column.extend(texts)
            texts.clear()
        self._waiting = 0


def _full_rows(columns: Sequence[Sequence[str]], rows: int) -> Sequence[int]:
    """The rows with a cell that is not blank."""
    blank: Sequence[int] = range(rows)
    for column in columns:
        if all(column) and not any(map(str.isspace, column)):
            return range(rows)  # nearly always the first column says it
        blank = [row for row in blank if not column[row] or column[row].isspace()]
        if not blank:
            return range(rows)
    empty = set(blank)
    return [row for row in range(rows) if row not in empty]
