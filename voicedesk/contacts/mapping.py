"""Which columns of a file are the numbers and the names, and the sheet that follows from it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.columns import (
    SEPARATOR,
    added_columns,
    label_columns,
    phone_columns,
    plain,
    split_numbers,
)
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.sheet import Sheet
from voicedesk.contacts.text_column import PIECE, TextColumn

Several = Literal["first", "rows"]

_BLOCK = 50_000  # rows between two looks at the job


@dataclass(frozen=True)
class Mapping:
    """Indexes of columns: the ``phones`` in the order of preference, the ``labels``, those to leave
    out.

    ``several`` says what becomes of a contact with more than one number: a row with the ``first``
    that is valid, or a row for each of them (``rows``).
    """

    phones: tuple[int, ...]
    labels: tuple[int, ...]
    skip: frozenset[int] = frozenset()
    header: bool = True
    several: Several = "first"


@dataclass(frozen=True)
class Mapped:
    """A sheet with its column of numbers to call and those that name a contact.

    ``made`` says that the first column is the numbers' and of this program, not of the file.
    """

    sheet: Sheet
    phone: int
    labels: tuple[int, ...]
    made: bool = False


def guess(sheet: Sheet, region: str) -> Mapping:
    """What titles and contents say; without a column of numbers ``phones`` is empty.

    Of rejected rows that come back mended, the columns that were added to them are left out.
    """
    skip = added_columns(sheet.columns)
    phones = phone_columns(sheet.columns, sheet.cells, region)
    labels = label_columns(sheet.columns, phones[0] if phones else -1)
    names = tuple(index for index in labels if index not in phones)
    return Mapping(phones, names, skip, header=sheet.header)


def apply(sheet: Sheet, mapping: Mapping, region: str, job: Job, title: str) -> Mapped:
    """The sheet as the mapping wants it.

    One column of numbers stays where it is. Of several, or of one with several numbers in a cell
    (Google's ``:::``), a new column is made and put in front, under ``title``. With ``rows`` a row
    of the file may come more than once, and then so does its number in ``row_numbers``.

    Raises :class:`InputError` ``no_phone_column``; ``unknown_column`` for an index beyond them.
    """
    _refuse_unknown(sheet, mapping)
    with collector_paused():
        return _apply(sheet, mapping, region, job, title)


def _apply(sheet: Sheet, mapping: Mapping, region: str, job: Job, title: str) -> Mapped:
    numbers = _numbers(sheet, mapping.phones)
    kept = [index for index in range(len(sheet.columns)) if index not in mapping.skip]
    if len(numbers) == 1:
        phone = mapping.phones[0]
        kept = sorted({*kept, phone})
        return Mapped(_only(sheet, kept), kept.index(phone), _moved(mapping.labels, kept, 0))
    if mapping.several == "first":
        chosen = _first_valid(numbers, region, job)
        made = _only(sheet, kept)
    else:
        rows, chosen = _each(numbers, job)
        made = _repeated(_only(sheet, kept), rows, job)
    made = replace(made, columns=(title, *made.columns), cells=[chosen, *made.cells])
    return Mapped(made, 0, _moved(mapping.labels, kept, 1), made=True)


def shape(columns: Sequence[str]) -> str:
    """The same for two files with the same titles, whatever their accents and capitals."""
    titles = "\n".join(map(plain, columns))
    return hashlib.sha256(titles.encode()).hexdigest()


def _refuse_unknown(sheet: Sheet, mapping: Mapping) -> None:
    if not mapping.phones:
        raise InputError("no_phone_column", columns=sheet.columns)
    for index in (*mapping.phones, *mapping.labels):
        if not 0 <= index < len(sheet.columns):
            raise InputError("unknown_column", column=str(index + 1), columns=sheet.columns)


def _numbers(sheet: Sheet, phones: Sequence[int]) -> list[Sequence[str]]:
    """Columns with at most one number a cell, in the order of preference."""
    numbers: list[Sequence[str]] = []
    for phone in phones:
        cells = sheet.cells[phone]
        several = any(SEPARATOR in cell for cell in cells)
        numbers += _split(cells) if several else [cells]
    return numbers


def _split(cells: Sequence[str]) -> list[TextColumn]:
    """The first numbers of the cells, the second ones, and so on."""
    columns = [TextColumn() for _ in range(max(len(split_numbers(cell)) for cell in cells))]
    for start in range(0, len(cells), PIECE):
        parts = [split_numbers(cell) for cell in cells[start : start + PIECE]]
        for place, column in enumerate(columns):
            column.extend([part[place] if place < len(part) else "" for part in parts])
    return columns


def _first_valid(numbers: list[Sequence[str]], region: str, job: Job) -> TextColumn:
    """By row: the first valid number; without one, the first that is there at all."""
    chosen = TextColumn()
    for start in range(0, len(numbers[0]), _BLOCK):
        job.report(start, len(numbers[0]), "map")
        block = [cells[start : start + _BLOCK] for cells in numbers]
        chosen.extend(_first_valid_of(block, region))
    return chosen


def _first_valid_of(numbers: list[Sequence[str]], region: str) -> list[str]:
    chosen = [""] * len(numbers[0])
    left = list(range(len(chosen)))
    for cells in numbers:
        valid = judge_all([cells[row] for row in left], region).e164 != 0
        still = []
        for row, good in zip(left, valid.tolist(), strict=True):
            if good or not chosen[row].strip():
                chosen[row] = cells[row]
            if not good:
                still.append(row)
        left = still
    return chosen


def _each(numbers: list[Sequence[str]], job: Job) -> tuple[Ids, TextColumn]:
    """The row and the text of every number; a row without one is there once."""
    blocks, chosen = [np.empty(0, np.int64)], TextColumn()
    for start in range(0, len(numbers[0]), PIECE):
        job.report(start, len(numbers[0]), "map")
        rows: list[int] = []
        texts: list[str] = []
        block = [cells[start : start + PIECE] for cells in numbers]
        for row, cells in enumerate(zip(*block, strict=True), start):
            found = [cell for cell in dict.fromkeys(cells) if cell.strip()] or [cells[0]]
            rows += [row] * len(found)
            texts += found
        blocks.append(np.array(rows, np.int64))
        chosen.extend(texts)
    return np.concatenate(blocks), chosen


def _repeated(sheet: Sheet, rows: Ids, job: Job) -> Sheet:
    cells = []
    for done, column in enumerate(sheet.cells):
        job.report(done, len(sheet.cells), "map")
        texts, repeated = TextColumn(column), TextColumn()
        for start in range(0, len(rows), PIECE):
            repeated.extend(texts.at(rows[start : start + PIECE]))
        cells.append(repeated)
    return replace(sheet, cells=cells, row_numbers=sheet.row_numbers[rows])


def _only(sheet: Sheet, kept: Sequence[int]) -> Sheet:
    return replace(
        sheet,
        columns=tuple(sheet.columns[index] for index in kept),
        cells=[sheet.cells[index] for index in kept],
    )


def _moved(labels: Sequence[int], kept: Sequence[int], by: int) -> tuple[int, ...]:
    return tuple(kept.index(label) + by for label in labels if label in kept)
