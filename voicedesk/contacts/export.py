"""Writing contacts to a file: a CSV, an Excel workbook, or business cards.

CSV: UTF-8 with its mark, ``;``, CRLF, and no cell that a spreadsheet would run as a formula. XLSX:
strings only, but for what a :class:`Leaf` counts with. VCF: :mod:`.cards`. A file appears whole or
not at all, and rows are made as they are written, so that a million of them need no memory.
"""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeVar

import numpy as np

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.cards import CardColumns, card
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.chart import Cell, Chart, draw
from voicedesk.contacts.check import CheckedList
from voicedesk.contacts.csvfile import guard
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import MEANINGS, e164_text
from voicedesk.contacts.table import ContactTable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Part = Literal["all", "valid", "rejected"]
"""``all``: the rows as they are. ``valid``: each number once, with ``e164`` and ``kind``.
``rejected``: the invalid rows with their ``row`` in the file, ``reason`` and ``suggestion``; mended
there, it can be imported again."""

TABLES = (".csv", ".xlsx")
CARDS = ".vcf"

_AT_ONCE = 2_000  # rows between two looks at the job
_XLSX_ROWS = 1_048_576
_XLSX_CELL = 32_767  # characters
_WIDTHS, _WIDTH = 8, 24  # columns of a leaf that are wide enough to be read, in characters
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_MAYBE_FORMULA = frozenset("=+-@\t\r'")  # what csvfile.guard may want to mark begins with one

_Row = Sequence[str]
_Cells = Sequence[Cell]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Leaf:
    """One sheet of a workbook: its name (31 characters at most), titles, and rows of cells.

    A text stays a text, whatever it looks like: a number to count with is a number here too. The
    rows of a leaf with a chart are kept until it is drawn.
    """

    name: str
    titles: Sequence[str]
    rows: Iterable[_Cells] = field(repr=False)
    chart: Chart | None = None


def export(
    table: ContactTable, path: Path, job: Job, *, part: Part = "all", ids: Ids | None = None
) -> int:
    """Write a part of a list, by the suffix of ``path``; returns the rows or cards written.

    ``ids``: only of these rows, in their order; without them, all in the order of the list.
    Raises :class:`InputError`: ``unknown_suffix`` (``rejected`` as cards, too),
    ``unwritable_file``, and for a workbook ``too_many_rows`` or ``cell_too_long`` (``row``).
    """
    chosen = _chosen(table, table.order if ids is None else ids, part)
    if path.suffix.lower() == CARDS and part != "rejected":
        return _write_cards(table, chosen, path, job, understood=part == "valid")
    titles = tuple(column.name for column in table.shape.columns)
    if part == "valid":
        titles = (*titles, "e164", "kind")
    elif part == "rejected":
        titles = ("row", *titles, "reason", "suggestion")
    rows = _in_blocks(chosen, lambda block: zip(*_columns(table, block, part), strict=True))
    return write_rows(titles, rows, path, job, total=len(chosen))


def write_valid(checked: CheckedList, path: Path, job: Job | None = None) -> int:
    """Each valid E.164 once: the columns of its first row, then ``e164`` and ``kind``.

    Returns the rows written. Raises as :func:`write_rows`.
    """
    judged = checked.judged
    rows = (
        (*checked.row(index), e164_text(int(judged.e164[index])) or "", kind.value)
        for index in np.flatnonzero((judged.e164 != 0) & (checked.first < 0)).tolist()
        if (kind := MEANINGS[judged.code[index]].kind) is not None
    )
    return write_rows((*checked.titles, "e164", "kind"), rows, path, job)


def write_rejected(checked: CheckedList, path: Path, job: Job | None = None) -> int:
    """The invalid rows: ``row`` of the file, its columns, ``reason`` and ``suggestion``.

    Returns and raises as :func:`write_valid`.
    """
    judged = checked.judged
    rows = (
        (
            str(checked.row_numbers[index]),
            *checked.row(index),
            MEANINGS[judged.code[index]].reason or "",
            judged.repairs.get(index, ""),
        )
        for index in np.flatnonzero(judged.e164 == 0).tolist()
    )
    return write_rows(("row", *checked.titles, "reason", "suggestion"), rows, path, job)


def write_rows(
    titles: Sequence[str],
    rows: Iterable[_Row],
    path: Path,
    job: Job | None = None,
    *,
    total: int | None = None,
) -> int:
    """Write a table of text by the suffix of ``path``; returns the rows without the titles.

    Raises :class:`InputError`: ``unknown_suffix``, ``unwritable_file``, and for a workbook
    ``too_many_rows`` or ``cell_too_long`` (``row``, from 1).
    """
    writers = dict(zip(TABLES, (_write_csv, _write_xlsx), strict=True))
    write = writers.get(path.suffix.lower())
    if write is None:
        raise InputError("unknown_suffix", file=path.name, suffixes=TABLES)
    blocks = _blocks(rows, job or Job(), total)
    with replacing(path) as unfinished:
        return write(titles, blocks, unfinished, path.name)


def write_workbook(leaves: Sequence[Leaf], path: Path, job: Job | None = None) -> int:
    """Write several sheets as one XLSX; returns the rows without the titles. Raises as
    :func:`write_rows`.
    """
    job = job or Job()
    told = [replace(leaf, rows=_told(leaf.rows, job)) for leaf in leaves]
    with replacing(path) as unfinished:
        return _write_leaves(told, unfinished, path.name)


def _chosen(table: ContactTable, ids: Ids, part: Part) -> Ids:
    number = table.e164[ids]
    if part == "valid":
        return ids[(number > 0) & (table.first[ids] < 0)]
    return ids[number == 0] if part == "rejected" else ids


def _in_blocks(ids: Ids, made: Callable[[Ids], Iterable[_T]]) -> Iterator[_T]:
    """What is ``made`` of the ids, some thousand at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        yield from made(ids[start : start + _AT_ONCE])


def _columns(table: ContactTable, ids: Ids, part: Part) -> list[list[str]]:
    """The columns of these rows, with those that the part adds to them."""
    columns = [table.texts(column.key, ids) for column in table.shape.columns]
    meanings = [MEANINGS[code] for code in table.code[ids].tolist()]
    if part == "valid":
        numbers = [e164_text(number) or "" for number in table.e164[ids].tolist()]
        return [*columns, numbers, [meaning.kind or "" for meaning in meanings]]
    if part == "rejected":
        rows = [str(row) if row else "" for row in table.row[ids].tolist()]
        reasons = [meaning.reason or "" for meaning in meanings]
        offers = [table.repairs.get(row, "") for row in ids.tolist()]
        return [rows, *columns, reasons, offers]
    return columns


def _write_cards(table: ContactTable, ids: Ids, path: Path, job: Job, *, understood: bool) -> int:
    """``understood``: the numbers as E.164; else as they stand in the list."""
    keys = [column.key for column in table.shape.columns]
    phone = keys.index(table.shape.phone)
    titles = tuple(column.name for column in table.shape.columns)
    columns = CardColumns(titles, phone, tuple(keys.index(key) for key in table.shape.labels))

    def made(block: Ids) -> Iterator[str]:
        # As for the valid part, the last two are the number as E.164 and its kind.
        for *cells, e164, kind in zip(*_columns(table, block, "valid"), strict=True):
            number = e164 if understood else cells[phone].strip()
            yield card(columns, cells, number, mobile=kind == Kind.MOBILE)

    cards = _in_blocks(ids, made)
    written = 0
    with replacing(path) as unfinished, unfinished.open("wb") as stream:
        for block in _blocks(cards, job, len(ids)):
            stream.write("".join(block).encode("utf-8", "replace"))
            written += len(block)
    return written


def _blocks(rows: Iterable[_T], job: Job, total: int | None) -> Iterator[list[_T]]:
    done = 0
    rows = iter(rows)
    job.report(0, total, "export")
    while block := list(islice(rows, _AT_ONCE)):
        yield block
        done += len(block)
        job.report(done, total, "export")


def _told(rows: Iterable[_T], job: Job) -> Iterator[_T]:
    """The same rows, while the job hears of them."""
    return chain.from_iterable(_blocks(rows, job, None))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when the block ends well, and else is gone.

    Raises :class:`InputError` ``unwritable_file``.
    """
    try:
        handle, name = tempfile.mkstemp(path.suffix, f".{path.stem}-", path.parent)
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("unwritable_file", file=path.name, why=error.strerror) from error


def _write_csv(titles: Sequence[str], blocks: Iterator[list[_Row]], path: Path, _file: str) -> int:
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="surrogatepass") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(_guarded(titles))
        for block in blocks:
            writer.writerows(map(_guarded, block))
            written += len(block)
    return written


def _guarded(row: _Row) -> list[str]:
    return [guard(cell) if cell[:1] in _MAYBE_FORMULA else cell for cell in row]


def _write_xlsx(titles: Sequence[str], blocks: Iterator[list[_Row]], path: Path, file: str) -> int:
    return _write_leaves([Leaf("", titles, chain.from_iterable(blocks))], path, file)


def _write_leaves(leaves: Sequence[Leaf], path: Path, file: str) -> int:
    """The rows written; a leaf without a name has the one that Excel gives."""
    import xlsxwriter  # 69 ms: only when a workbook is written

    written = 0
    with path.open("wb") as stream:
        sink = _Sink(stream)
        # Row by row, without the shared table of strings: the memory does not grow with the list.
        options = {"constant_memory": True, "default_date_format": _MOMENT}
        workbook = xlsxwriter.Workbook(sink, options)
        try:
            for leaf in leaves:
                sheet = workbook.add_worksheet(leaf.name or None)
                if leaf.name:
                    sheet.set_column(0, _WIDTHS, _WIDTH)
                kept: list[_Cells] = []
                for line, row in enumerate(chain([leaf.titles], leaf.rows)):
                    _write_line(sheet, line, row, file)
                    if leaf.chart is not None:
                        kept.append(row)
                if leaf.chart is not None:
                    draw(leaf.chart, workbook, sheet, kept)
                written += line
        finally:
            workbook.close()
        if sink.failure is not None:
            raise sink.failure
    return written


def _write_line(sheet: "Worksheet", line: int, row: _Cells, file: str) -> None:
    _refuse_unfit(row, line, file)
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(line, column, cell)
        elif isinstance(cell, datetime):
            sheet.write_datetime(line, column, cell)
        else:
            sheet.write_number(line, column, cell)


class _Sink:
    """A file that takes everything, and keeps its first ``failure`` for the end.

    A zip that met a full disk would meet it again when it is forgotten, and print a traceback.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.failure: OSError | None = None
        self._stream = stream

    def write(self, data: bytes) -> int:
        self._try(lambda: self._stream.write(data))
        return len(data)

    def seek(self, place: int) -> int:
        self._try(lambda: self._stream.seek(place))
        return place

    def tell(self) -> int:
        return self._stream.tell()

    def flush(self) -> None:
        self._try(self._stream.flush)

    def _try(self, step: Callable[[], object]) -> None:
        if self.failure is None:
            try:
                step()
            except OSError as error:
                self.failure = error


def _refuse_unfit(row: _Cells, line: int, file: str) -> None:
    # xlsxwriter would leave out what does not fit, and say nothing.
    if line >= _XLSX_ROWS:
        raise InputError("too_many_rows", file=file, most=_XLSX_ROWS)
    if any(isinstance(cell, str) and len(cell) > _XLSX_CELL for cell in row):
        raise InputError("cell_too_long", file=file, row=line + 1, most=_XLSX_CELL)
