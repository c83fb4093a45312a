"""Writing the valid and the rejected rows of a checked list, as CSV or as an Excel workbook.

CSV: UTF-8 with its mark, ``;``, CRLF, and no cell that a spreadsheet would run as a formula. XLSX:
strings only. A file appears whole or not at all.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voicedesk.base.errors import InputError
from voicedesk.contacts.check import CheckedList
from voicedesk.contacts.csvfile import guard

_XLSX_ROWS = 1_048_576
_XLSX_CELL = 32_767  # characters


def write_valid(checked: CheckedList, path: Path) -> int:
    """Each valid E.164 once: the columns of its first row, then ``e164`` and ``kind``.

    Returns the rows written. Raises :class:`InputError`: ``unknown_suffix``, ``unwritable_file``,
    and for a workbook ``too_many_rows`` or ``cell_too_long`` (``row``, from 1).
    """
    rows = (
        (*row.cells, row.verdict.e164, row.verdict.kind.value)
        for row in checked.rows
        if row.verdict.e164 and row.verdict.kind and row.duplicate_of is None
    )
    return write_rows((*checked.columns, "e164", "kind"), rows, path)


def write_rejected(checked: CheckedList, path: Path) -> int:
    """The invalid rows: ``row`` of the file, its columns, ``reason`` and ``suggestion``.

    Returns and raises as :func:`write_valid`.
    """
    rows = (
        (str(row.row), *row.cells, row.verdict.reason or "", row.verdict.repair or "")
        for row in checked.rows
        if not row.verdict.valid
    )
    return write_rows(("row", *checked.columns, "reason", "suggestion"), rows, path)


def write_rows(titles: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> int:
    """Write a table of text by the suffix of ``path``; returns the rows without the titles."""
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise InputError("unknown_suffix", file=path.name, suffixes=tuple(writers))
    try:
        handle, name = tempfile.mkstemp(path.suffix, f".{path.stem}-", path.parent)
        os.close(handle)
        unfinished = Path(name)
        try:
            written = write(titles, rows, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("unwritable_file", file=path.name, why=error.strerror) from error
    return written - 1


def _write_csv(titles: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="surrogatepass") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        for row in _all(titles, rows):
            writer.writerow([guard(cell) for cell in row])
            written += 1
    return written


def _write_xlsx(titles: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> int:
    import xlsxwriter  # 69 ms: only when a workbook is written

    written = 0
    # Row by row, without the shared table of strings: the memory does not grow with the list.
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    try:
        sheet = workbook.add_worksheet()
        for row in _all(titles, rows):
            _refuse_unfit(row, written, path)
            for column, cell in enumerate(row):
                sheet.write_string(written, column, cell)
            written += 1
    finally:
        workbook.close()
    return written


def _refuse_unfit(row: Sequence[str], written: int, path: Path) -> None:
    # xlsxwriter would leave out what does not fit, and say nothing.
    if written >= _XLSX_ROWS:
        raise InputError("too_many_rows", file=path.name, most=_XLSX_ROWS)
    if any(len(cell) > _XLSX_CELL for cell in row):
        raise InputError("cell_too_long", file=path.name, row=written + 1, most=_XLSX_CELL)


def _all(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield titles
    yield from rows
