"""New lists out of others: together, what is common, what is not, some of it, in parts.

Two rows are the same contact where their E.164 is the same. A list's own repeats stay what they
are: they are mended as duplicates. Columns are the same where their titles are, case, accents and
space aside. The new rows are in the order of the lists, with the numbers they had in their file;
of several files these would mean nothing, and are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.errors import InputError
from voicedesk.contacts.changes import Column, Ids, Segment, Shape
from voicedesk.contacts.folded import fold
from voicedesk.contacts.phones.verdicts import Judged, codes_where, e164_text
from voicedesk.contacts.table import BLOCK, ContactTable
from voicedesk.contacts.text_column import TextColumn

MOST_PARTS = 200  # lists that one list is split into


@dataclass(frozen=True)
class Combined:
    """A list to create; its ids begin at 0. The numbers are read in ``region``."""

    shape: Shape
    segment: Segment = field(repr=False)
    region: str

    def __len__(self) -> int:
        return len(self.segment)


def union(tables: Sequence[ContactTable]) -> Combined:
    """The rows of all lists; not those of a later one whose number stands in an earlier one.

    Rows without a valid number all stay.
    """
    seen = np.empty(0, np.int64)
    parts = []
    for table in tables:
        rows = table.order
        parts.append(rows[~np.isin(table.e164[rows], seen)])
        numbers = table.e164[rows]
        seen = np.concatenate([seen, numbers[numbers > 0]])
    return _combined(list(zip(tables, parts, strict=True)))


def intersection(a: ContactTable, b: ContactTable) -> Combined:
    """The rows of ``a`` whose number stands in ``b``, too: none without a valid number."""
    return _part(a, a.order[_shared(a, b)])


def difference(a: ContactTable, b: ContactTable) -> Combined:
    """The rows of ``a`` whose number does not stand in ``b``, and those without a valid one."""
    return _part(a, a.order[~_shared(a, b)])


def sample(table: ContactTable, n: int, seed: int) -> Combined:
    """``n`` rows by chance, all where there are no more; the same for the same ``seed``."""
    chosen = np.random.default_rng(seed).permutation(len(table))[: max(0, n)]
    return _part(table, table.order[np.sort(chosen)])


def split(table: ContactTable, parts: int) -> list[Combined]:
    """The list in so many parts one behind the other, whose sizes differ by one at most.

    There are no empty parts. Raises ``too_many_parts``.
    """
    _check_parts(parts)
    count = max(1, min(parts, len(table)))
    return [_part(table, rows) for rows in np.array_split(table.order, count)]


def split_by(table: ContactTable, column: int) -> dict[str, Combined]:
    """A list for each text in a column, by its first writing; "" for the blank ones.

    Raises ``too_many_parts``.
    """
    names: dict[str, int] = {}  # the numbers of the parts, by folded text
    writings: list[str] = []
    order = table.order
    part_of = np.empty(len(order), np.int64)
    for start in range(0, len(order), BLOCK):
        texts = table.texts(column, order[start : start + BLOCK])
        number = {text: _number(text.strip(), names, writings) for text in dict.fromkeys(texts)}
        _check_parts(len(writings))
        part_of[start : start + BLOCK] = [number[text] for text in texts]
    found = enumerate(writings)
    return {name: _part(table, order[part_of == part]) for part, name in found}


def _number(text: str, names: dict[str, int], writings: list[str]) -> int:
    """The number of a text's part, which is made where it is new."""
    folded = fold(text)
    if folded not in names:
        names[folded] = len(writings)
        writings.append(text)
    return names[folded]


def _check_parts(parts: int) -> None:
    if parts > MOST_PARTS:
        raise InputError("too_many_parts", parts=parts, most=MOST_PARTS)


def _shared(a: ContactTable, b: ContactTable) -> NDArray[np.bool_]:
    """By row of ``a``, in its order: whether its number stands in ``b``."""
    numbers = b.e164[b.order]
    return np.isin(a.e164[a.order], numbers[numbers > 0])


def _part(table: ContactTable, rows: Ids) -> Combined:
    return _combined([(table, rows)])


def _combined(parts: Sequence[tuple[ContactTable, Ids]]) -> Combined:
    """These rows of these tables, as the first one has them."""
    first = parts[0][0]
    shape, sources = _matched([table.shape for table, _ in parts])
    cells = {column.key: TextColumn() for column in shape.columns}
    for (table, rows), source in zip(parts, sources, strict=True):
        for key, texts in cells.items():
            for start in range(0, len(rows), BLOCK):
                part = rows[start : start + BLOCK]
                found = table.texts(source[key], part) if key in source else [""] * len(part)
                if key == shape.phone and table.region != first.region:
                    found = _abroad(table, part, found)
                texts.extend(found)
    if any(table.region != first.region for table, _ in parts):
        from voicedesk.contacts.phones.bulk import judge_all

        judged = judge_all(cells[shape.phone], first.region)
    else:
        judged = _verdicts(parts)
    numbers = first.row[parts[0][1]] if len(parts) == 1 else np.zeros(len(judged.code), np.int32)
    return Combined(shape, Segment(0, cells, numbers, judged), first.region)


def _abroad(table: ContactTable, rows: Ids, texts: list[str]) -> list[str]:
    """The numbers as they are understood from anywhere."""
    numbers = map(e164_text, map(int, table.e164[rows]))
    return [number or text for number, text in zip(numbers, texts, strict=True)]


def _verdicts(parts: Sequence[tuple[ContactTable, Ids]]) -> Judged:
    repairs: dict[int, str] = {}
    start = 0
    for table, rows in parts:
        for at in np.flatnonzero(codes_where("mend")[table.code[rows]]).tolist():
            repairs[start + at] = table.repairs[int(rows[at])]
        start += len(rows)
    code = np.concatenate([table.code[rows] for table, rows in parts])
    return Judged(code, np.concatenate([table.e164[rows] for table, rows in parts]), repairs)


def _matched(shapes: Sequence[Shape]) -> tuple[Shape, list[dict[int, int]]]:
    """The columns of them all; and for each, by key in that, the key of its own column."""
    first = shapes[0]
    columns: list[Column] = []
    sources: list[dict[int, int]] = []
    for shape in shapes:
        source: dict[int, int] = {}
        if columns:
            source |= _meant(shape, first, sources[0])
        for column in shape.columns:
            if column.key in source.values():
                continue
            same = (c.key for c in columns if c.key not in source and _alike(c, column))
            key = next(same, None) if columns else None
            if key is None:
                key = len(columns)
                columns.append(replace(column, key=key))
            source[key] = column.key
        sources.append(source)
    place = {own: key for key, own in sources[0].items()}
    labels = tuple(place[label] for label in first.labels)
    return Shape(tuple(columns), place[first.phone], labels), sources


def _meant(shape: Shape, first: Shape, source: Mapping[int, int]) -> dict[int, int]:
    """The columns that are the same whatever their titles: the numbers, a name in one column."""
    place = {own: key for key, own in source.items()}
    found = {place[first.phone]: shape.phone}
    if len(shape.labels) == len(first.labels) == 1:
        found[place[first.labels[0]]] = shape.labels[0]
    return found


def _alike(a: Column, b: Column) -> bool:
    return fold(a.name.strip()) == fold(b.name.strip())
