"""How far out the cells of an Excel workbook stand, seen before it is opened."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid

_WIDE_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3})[0-9]")  # columns beyond Z
_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Z]{0,3}([0-9]{1,7})[\"']")
_STEP = 4 * 1024 * 1024
_TAIL = 4_096  # bytes; rows ascend, so the last ones of a step tell
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    OSError,
    ValueError,
    NotImplementedError,  # a compression that Excel does not use
    RuntimeError,  # encrypted as a ZIP, which Excel does not do
)


def refuse_giant(data: bytes, file: str, job: Job) -> None:
    """Let a workbook pass that fits into memory when it is opened.

    Calamine makes room for the whole rectangle of cells: a single one in XFD1048576, in a file of
    8 kB, asks for 550 GB, and that ends the process without an exception.

    Raises :class:`InputError`: ``file_too_big``, ``not_a_table`` (cause ``columns``, or
    ``other_zip`` for a ZIP that is no such workbook), ``broken_workbook``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise InputError("not_a_table", file=file, row=1, cause="other_zip")
            if sum(part.file_size for part in parts) > grid.MAX_BYTES:
                raise InputError("file_too_big", file=file, row=None)
            for part in parts:
                if part.filename.endswith(".xml") and not part.filename.endswith("Strings.xml"):
                    with archive.open(part) as stream:
                        _refuse_giant_sheet(stream, file, job)
    except _BROKEN as error:
        raise InputError("broken_workbook", file=file, cause="content") from error


def _refuse_giant_sheet(stream: IO[bytes], file: str, job: Job) -> None:
    columns, rows = 26, 0
    for window in _windows(stream, job):
        wide = set(_WIDE_CELL.findall(window))
        columns = max(columns, *map(_column_number, wide)) if wide else columns
        rows = max(rows, *map(int, _ROW.findall(window[-_TAIL:])), 0)
    if columns > grid.MAX_COLUMNS:
        raise InputError("not_a_table", file=file, row=None, cause="columns")
    if rows * columns > grid.MAX_CELLS:
        raise InputError("file_too_big", file=file, row=rows)


def _windows(stream: IO[bytes], job: Job) -> Iterator[bytes]:
    """The part in steps, each with the end of the one before: no cell's place is cut in two."""
    tail = b""
    while step := stream.read(_STEP):
        job.check()
        yield tail + step
        tail = step[-64:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
