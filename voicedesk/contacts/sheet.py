"""A file of contacts as a table: titles and columns of text."""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.columns import is_header, letters
from voicedesk.contacts.csvfile import read_csv
from voicedesk.contacts.grid import Grid, Notice
from voicedesk.contacts.vcard import is_vcard, read_vcard
from voicedesk.contacts.workbook import is_workbook, read_workbook


@dataclass(frozen=True)
class Sheet:
    """``cells`` are columns, one a title and all equally long; blank rows are left out.

    ``row_numbers`` are the rows' numbers in the file, from 1, the header and blank rows counted,
    as a spreadsheet shows them. ``encoding`` is set for a CSV, ``delimiter`` for one of several
    columns, ``sheet`` for a workbook. ``header`` says whether the file names its columns; without,
    they are called A, B, C… ``titled`` says that the titles are this program's, as those of cards:
    who shows them puts words of the person's language.
    """

    file: str
    columns: tuple[str, ...] = field(repr=False)
    cells: Sequence[Sequence[str]] = field(repr=False)
    row_numbers: NDArray[np.int32] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    notices: tuple[Notice, ...] = ()
    header: bool = False
    titled: bool = False

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one row."""
        return tuple([column[index] for column in self.cells])


@dataclass(frozen=True)
class ReadOptions:
    """What a person chose; what is None is found out.

    ``delimiter`` and ``encoding`` are for a CSV, ``sheet`` for a workbook, ``header`` says whether
    the first row names the columns.
    """

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: bool | None = None


FIND_OUT = ReadOptions()


def read_sheet(path: Path, job: Job, options: ReadOptions = FIND_OUT) -> Sheet:
    """Read a CSV, a workbook or cards, told apart by content.

    Raises :class:`InputError`: ``unreadable_file``, ``file_too_big``, ``empty_file``, and those of
    :func:`~voicedesk.contacts.csvfile.read_csv`,
    :func:`~voicedesk.contacts.workbook.read_workbook` and
    :func:`~voicedesk.contacts.vcard.read_vcard`; their details have the ``file``'s name.
    """
    with opened(path) as (stream, size), collector_paused():
        return with_titles(
            path.name, read_grid(stream, size, path.name, job, options), options.header
        )


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file at its start and its size, which is neither 0 nor beyond the limit."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))  # a pipe would wait for ever
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > grid.MAX_BYTES:
                raise InputError(
                    "file_too_big", file=path.name, cause="megabytes", most=grid.MAX_BYTES // 2**20
                )
            if not size:
                raise InputError("empty_file", file=path.name)
            yield stream, size
    except OSError as error:
        raise InputError("unreadable_file", file=path.name, why=error.strerror) from error


def head(stream: BinaryIO) -> bytes:
    """The first bytes of the file, which tell what it is."""
    stream.seek(0)
    found = stream.read(256)
    stream.seek(0)
    return found


def read_grid(stream: BinaryIO, size: int, file: str, job: Job, options: ReadOptions) -> Grid:
    """The file's cells, before anybody says which row is the header."""
    start = head(stream)
    if is_workbook(start):
        return read_workbook(stream, file, job, sheet=options.sheet)
    if is_vcard(start):
        return read_vcard(stream, size, file, job)
    return read_csv(stream, size, file, job, delimiter=options.delimiter, encoding=options.encoding)


def with_titles(file: str, found: Grid, header: bool | None = None) -> Sheet:
    """The grid with its titles: its own, or its first row's where that is the ``header``."""
    cells, numbers = found.cells, found.row_numbers
    titles, named = found.titles, True
    if titles is None:
        first = [column[0] for column in cells]
        titles = tuple(letters(index) for index in range(len(first)))
        named = is_header(_up_to_last(first)) if header is None else header
        if named:
            titles = tuple(
                cell.strip() or letter for cell, letter in zip(first, titles, strict=True)
            )
            numbers = numbers[1:]
            cells = [column.without_first() for column in cells]
    return Sheet(
        file,
        titles,
        cells,
        numbers,
        found.encoding,
        found.delimiter,
        found.sheet,
        found.notices,
        named,
        found.titles is not None,
    )


def _up_to_last(row: list[str]) -> list[str]:
    """The row without the empty cells at its end: data may be wider than the titles."""
    length = max(index for index, cell in enumerate(row, 1) if cell)
    return row[:length]
