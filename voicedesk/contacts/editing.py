"""What a person does to a contact list, as a :class:`Change`: planned here, not yet made.

A plan reads the table and leaves it as it is; None where nothing would be different. Rows that are
given are ids in the list, each once. ``details`` are for the change's words: ``n`` cells or rows,
``column`` the name of the one that is meant, ``row`` the number in the file of a single row.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as replaced
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Cells, Change, Column, Ids, Put, Reshape, Segment, Step, Take
from voicedesk.contacts.needle import Needle
from voicedesk.contacts.repairs import BETWEEN
from voicedesk.contacts.table import BLOCK, GAP, ContactTable

_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_STEP = 2**20  # between a row and the one that comes behind it


def clean(text: str) -> str:
    """A typed text as a cell may have it: on one line, without NULs."""
    return _BREAKS.sub(" ", text.replace("\0", "").strip("\r\n"))


def edit(table: ContactTable, row: int, column: int, text: str) -> Change | None:
    """Another text in one cell."""
    return edit_cells(table, column, _ids([row]), [text])


def edit_cells(
    table: ContactTable, column: int, rows: Ids, texts: Sequence[str], kind: str = "edit"
) -> Change | None:
    """Another text in each of these rows' cells."""
    step = _cells(table, column, rows, list(map(clean, texts)))
    return _change(table, kind, [step])


def insert(
    table: ContactTable, after: int | None, rows: Sequence[Mapping[int, str]]
) -> Change | None:
    """New rows, texts by column key, behind the row ``after`` or at the end of the list."""
    if not rows:
        return None
    segment, put = _new_rows(table, after, rows)
    return Change("insert", {"n": len(rows)}, (put,), segment)


def paste(
    table: ContactTable,
    shown: Ids,
    at: int,
    columns: tuple[int, ...],
    block: Sequence[Sequence[str]],
) -> Change | None:
    """A block of texts over the rows from ``shown[at]`` on, in these columns from the first on.

    Where the block is longer than what is shown, new rows come behind the last shown one; blank
    ones are left out. A short line of the block leaves the rest of its row as it is; what is wider
    than the columns is lost, and ``cut`` says how many columns. ``n`` are the cells that became
    different, ``rows`` the new ones.
    """
    under = shown[at : at + len(block)]
    steps: list[Step] = []
    for place, column in enumerate(columns):
        reach = [index for index, line in enumerate(block[: len(under)]) if place < len(line)]
        texts = [clean(block[index][place]) for index in reach]
        steps.append(_cells(table, column, under[_ids(reach)], texts))
    lines = [[clean(text) for text in line[: len(columns)]] for line in block[len(under) :]]
    beyond = [dict(zip(columns, line, strict=False)) for line in lines if any(line)]
    details: dict[str, str | int] = {}
    if cut := max(0, max(map(len, block), default=0) - len(columns)):
        details["cut"] = cut
    if not beyond:
        return _change(table, "paste", steps, details)
    segment, put = _new_rows(table, int(shown[-1]) if len(shown) else None, beyond)
    return _change(table, "paste", [*steps, put], details | {"rows": len(beyond)}, segment)


def fill_down(table: ContactTable, columns: Sequence[int], rows: Ids) -> Change | None:
    """The first row's text into all the others, in each column."""
    below = rows[1:]
    steps = [
        _cells(table, column, below, [table.text(int(rows[0]), column)] * len(below))
        for column in (columns if len(below) else ())
    ]
    return _change(table, "fill", steps)


def clear(table: ContactTable, columns: Sequence[int], rows: Ids) -> Change | None:
    """Nothing into the cells."""
    steps = [_cells(table, column, rows, [""] * len(rows)) for column in columns]
    return _change(table, "clear", steps)


def delete(table: ContactTable, rows: Ids) -> Change | None:
    """The rows out of the list."""
    rows = rows[table.alive[rows]]
    if not len(rows):
        return None
    details = {"n": len(rows)} | _row_number(table, rows)
    return Change("delete", details, (Take(rows, table.position[rows]),))


def replace(
    table: ContactTable,
    rows: Ids,
    columns: Sequence[int],
    find: str,
    by: str,
    *,
    case: bool = False,
    whole: bool = False,
    job: Job | None = None,
) -> Change | None:
    """``by`` in the place of ``find`` wherever it stands; see :class:`Needle`."""
    needle, by = Needle(find, case=case, whole=whole), clean(by)
    job = job or Job()
    steps = []
    for column in columns:
        parts, texts = [_ids([])], []
        for start in range(0, len(rows), BLOCK):
            job.check()
            part = rows[start : start + BLOCK]
            here = table.texts(column, part)
            found = needle.among(here)
            parts.append(part[found])
            texts += [needle.replaced(here[index], by) for index in found]
        steps.append(_cells(table, column, np.concatenate(parts), texts))
    return _change(table, "replace", steps)


def correct(table: ContactTable, rows: Ids) -> Change | None:
    """The offered repairs into the numbers' cells, where there are any.

    Of two numbers the first stays; for the other one comes a row behind, the rest of its cells
    copied. ``n`` are the corrected rows, ``rows`` the new ones; where all are such, it is "split".
    """
    phone = table.shape.phone
    offers = [(row, table.repairs[row]) for row in _listed(rows) if row in table.repairs]
    numbers = [offer.split(BETWEEN) for _, offer in offers]
    ids = _ids([row for row, _ in offers])
    fix = _cells(table, phone, ids, [first for first, *_ in numbers])
    origins = _ids(
        [row for (row, _), parts in zip(offers, numbers, strict=True) for _ in parts[1:]]
    )
    if not len(origins):
        return _change(table, "correct", [fix], {"n": len(ids)})
    cells = {column: table.texts(column, origins) for column in table.cells}
    cells[phone] = [other for _, *others in numbers for other in others]
    segment = _segment(table, cells, table.row[origins])
    put = Put(segment.ids, _behind(table, origins))
    kind = "split" if all(len(parts) > 1 for parts in numbers) else "correct"
    return _change(table, kind, [fix, put], {"n": len(ids), "rows": len(origins)}, segment)


def restore_original(table: ContactTable, column: int, rows: Ids) -> Change | None:
    """The cells as they arrived."""
    ids = _ids([row for row in _listed(rows) if table.is_edited(row, column)])
    texts = [table.original(row, column) for row in _listed(ids)]
    return _change(table, "restore", [_cells(table, column, ids, texts)])


# Columns


def add_column(table: ContactTable, name: str, place: int) -> Change:
    """An empty column of one's own, its index ``place``. Raises ``empty_column_name``."""
    key = max(table.cells, default=-1) + 1
    columns = list(table.shape.columns)
    columns.insert(place, Column(key, _title(name), own=True))
    return _reshaped(table, "column_added", key, columns=tuple(columns))


def remove_column(table: ContactTable, key: int) -> Change:
    """A column out of the list. Raises ``phone_column_needed``."""
    shape = table.shape
    if key == shape.phone:
        raise NotAllowedError("phone_column_needed", column=shape.column(key).name)
    columns = tuple(column for column in shape.columns if column.key != key)
    labels = tuple(label for label in shape.labels if label != key)
    return _reshaped(table, "column_removed", key, columns=columns, labels=labels)


def rename_column(table: ContactTable, key: int, name: str) -> Change | None:
    """Another title. Raises ``empty_column_name``."""
    old, new = table.shape.column(key).name, _title(name)
    if old == new:
        return None
    change = _reshaped(table, "column_renamed", key, columns=_with(table, key, name=new))
    return replaced(change, details={**change.details, "old": old})


def move_column(table: ContactTable, key: int, place: int) -> Change | None:
    """The column to the index ``place``, as it is without the column."""
    columns = [column for column in table.shape.columns if column.key != key]
    columns.insert(place, table.shape.column(key))
    if tuple(columns) == table.shape.columns:
        return None
    return _reshaped(table, "column_moved", key, columns=tuple(columns))


def show_column(table: ContactTable, key: int, shown: bool) -> Change | None:
    """Whether the column is to be seen."""
    if table.shape.column(key).shown == shown:
        return None
    kind = "column_shown" if shown else "column_hidden"
    return _reshaped(table, kind, key, columns=_with(table, key, shown=shown))


def set_phone_column(table: ContactTable, key: int) -> Change | None:
    """Another column has the numbers; it names nobody any more."""
    if table.shape.phone == key:
        return None
    labels = tuple(label for label in table.shape.labels if label != key)
    return _reshaped(table, "phone_column", key, phone=key, labels=labels)


def set_labels(table: ContactTable, keys: tuple[int, ...]) -> Change | None:
    """Other columns name a contact, in this order."""
    if table.shape.labels == keys:
        return None
    names = ", ".join(table.shape.column(key).name for key in keys)
    new = replaced(table.shape, labels=keys)
    return Change("labels", {"column": names}, (Reshape(table.shape, new),))


def _reshaped(table: ContactTable, kind: str, key: int, **new: Any) -> Change:
    shape = replaced(table.shape, **new)
    name = (shape if shape.has(key) else table.shape).column(key).name
    return Change(kind, {"column": name}, (Reshape(table.shape, shape),))


def _with(table: ContactTable, key: int, **new: Any) -> tuple[Column, ...]:
    columns = table.shape.columns
    return tuple(replaced(column, **new) if column.key == key else column for column in columns)


def _title(name: str) -> str:
    title = clean(name).strip()
    if not title:
        raise InputError("empty_column_name")
    return title


# What plans are made of


def _cells(table: ContactTable, column: int, rows: Ids, texts: list[str]) -> Cells:
    """A step for those cells whose text is another one now."""
    old = table.texts(column, rows)
    changed = [at for at, text in enumerate(texts) if text != old[at]]
    if len(changed) < len(old):
        old, texts = [old[at] for at in changed], [texts[at] for at in changed]
        rows = rows[_ids(changed)]
    return Cells(column, rows, old, texts)


def _change(
    table: ContactTable,
    kind: str,
    steps: Iterable[Step],
    details: Mapping[str, str | int] | None = None,
    segment: Segment | None = None,
) -> Change | None:
    """The change of those steps that do something; its details, unless given, are of the cells."""
    steps = tuple(step for step in steps if not isinstance(step, Cells) or len(step.ids))
    if not steps:
        return None
    cells = [step for step in steps if isinstance(step, Cells)]
    said: dict[str, str | int] = {"n": sum(len(step.ids) for step in cells)}
    if len(cells) == 1:
        said["column"] = table.shape.column(cells[0].column).name
        said |= _row_number(table, cells[0].ids)
    return Change(kind, said | dict(details or {}), steps, segment)


def _row_number(table: ContactTable, rows: Ids) -> dict[str, int]:
    """The number in the file of a single row that has one."""
    number = int(table.row[rows[0]]) if len(rows) == 1 else 0
    return {"row": number} if number else {}


def _new_rows(
    table: ContactTable, after: int | None, rows: Sequence[Mapping[int, str]]
) -> tuple[Segment, Put]:
    cells = {key: [clean(row.get(key, "")) for row in rows] for key in table.cells}
    segment = _segment(table, cells, np.zeros(len(rows), np.int32))
    return segment, Put(segment.ids, table.position_between(after, len(rows)))


def _segment(
    table: ContactTable, cells: Mapping[int, list[str]], row: NDArray[np.int32]
) -> Segment:
    """New rows at the end of the table's ids, judged."""
    # Built with tables that take a moment: not before a number is judged.
    from voicedesk.contacts.phones.bulk import judge_all

    return Segment(table.size, cells, row, judge_all(cells[table.shape.phone], table.region))


def _behind(table: ContactTable, origins: Ids) -> NDArray[np.int64]:
    """A position behind each of these rows, of which the same stand side by side.

    They are at the end where no position is left.
    """
    places = np.arange(len(origins), dtype=np.int64)
    new = np.append(True, origins[1:] != origins[:-1])
    first = np.flatnonzero(new)[np.cumsum(new) - 1]
    nth, count = places - first + 1, np.bincount(first)[first]
    # The dead count: undone, they want their places back.
    taken = np.sort(table.position)
    end = int(taken[-1]) + GAP
    here = table.position[origins]
    room = np.append(taken, end)[np.searchsorted(taken, here, "right")] - here
    step = np.minimum(_STEP, room // (count + 1))
    return np.where(step > 0, here + nth * step, end + places * GAP)


def _listed(ids: Ids) -> Iterable[int]:
    """The ids as Python's own, some thousand at once."""
    for start in range(0, len(ids), BLOCK):
        yield from ids[start : start + BLOCK].tolist()


def _ids(rows: Sequence[int]) -> Ids:
    # One by one, not in one call: of a million, that would stop every other thread.
    return np.fromiter((row for row in rows), np.int64, len(rows))
