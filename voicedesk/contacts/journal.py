"""The changes of a list, one row each, from the first: its import.

The row's ``data`` is JSON: the steps, the verdicts on the numbers that they changed, and the
segment of the rows that are new. A sequence in it is
``{"list": […]}`` where it is short, ``{"range": [start, step, length]}`` where it is one, else
``{"blocks": length}``: the next blocks of ``contact_blocks``, in the order of the JSON.
Every function works inside the caller's transaction.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from voicedesk.base.ids import moment, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import contact_blocks, contact_changes
from voicedesk.contacts import blocks
from voicedesk.contacts.changes import (
    Cells,
    Change,
    Column,
    Put,
    Reshape,
    Segment,
    Shape,
    Step,
    Take,
    Verdicts,
)
from voicedesk.contacts.phones.verdicts import Judged
from voicedesk.contacts.text_column import TextColumn

_FEW = 256  # items that stand in the row itself

_Json = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A change as the history shows it; ``applied``: it is in force, not undone."""

    seq: int
    at: datetime
    kind: str
    details: dict[str, str | int] = field(repr=False)
    applied: bool


def add(
    connection: Connection, list_id: str, seq: int, change: Change, verdicts: Verdicts, job: Job
) -> None:
    """Keep a change and what it makes of the numbers."""
    packed = _Packing()
    data = _packed(change, verdicts, packed)
    values = {
        "list_id": list_id,
        "seq": seq,
        "at": stamp(),
        "kind": change.kind,
        "details": dict(change.details),
        "data": json.dumps(data).encode(),
    }
    connection.execute(insert(contact_changes).values(values))
    _add_blocks(connection, list_id, seq, packed, job)


def read(
    connection: Connection, list_id: str, seqs: range, job: Job, known: int = 0
) -> Iterator[tuple[Change, Verdicts]]:
    """The changes with these numbers, in the order of ``seqs``.

    A segment whose ids begin below ``known`` is left out.
    """
    for seq in seqs:
        row = connection.execute(_CHANGE, {"list_id": list_id, "seq": seq}).one()
        with closing(connection.scalars(_BLOCKS, {"list_id": list_id, "seq": seq})) as found:
            yield _change(row, _Unpacking(_watched(found, job)), known)


def drop(connection: Connection, list_id: str, beyond: int) -> None:
    """Forget the changes after this one."""
    mine = (contact_changes.c.list_id == list_id) & (contact_changes.c.seq > beyond)
    connection.execute(delete(contact_changes).where(mine))


def last(connection: Connection, list_id: str) -> int:
    """The number of the last change, in force or undone; 0 without any."""
    mine = contact_changes.c.list_id == list_id
    return connection.scalar(select(func.max(contact_changes.c.seq)).where(mine)) or 0


def entries(connection: Connection, list_id: str, applied: int) -> list[Entry]:
    """The history, the oldest first."""
    changes = contact_changes.c
    wanted = select(changes.seq, changes.at, changes.kind, changes.details)
    mine = wanted.where(changes.list_id == list_id).order_by(changes.seq)
    return [
        Entry(row.seq, moment(row.at), row.kind, row.details, row.seq <= applied)
        for row in connection.execute(mine)
    ]


def copy(connection: Connection, list_id: str, to: str) -> None:
    """Give another list the same changes."""
    for table in (contact_changes, contact_blocks):
        others = [column for column in table.c if column.name != "list_id"]
        same = select(literal(to), *others).where(table.c.list_id == list_id)
        names = ["list_id", *(column.name for column in others)]
        connection.execute(insert(table).from_select(names, same))


def replace(
    connection: Connection, list_id: str, seq: int, change: Change, verdicts: Verdicts, job: Job
) -> None:
    """Put this in the place of a change; its time, kind and details stay."""
    packed = _Packing()
    data = json.dumps(_packed(change, verdicts, packed)).encode()
    this = (contact_changes.c.list_id == list_id) & (contact_changes.c.seq == seq)
    connection.execute(update(contact_changes).where(this).values(data=data))
    these = (contact_blocks.c.list_id == list_id) & (contact_blocks.c.seq == seq)
    connection.execute(delete(contact_blocks).where(these))
    _add_blocks(connection, list_id, seq, packed, job)


def first_shape(connection: Connection, list_id: str) -> Shape | None:
    """The columns before the first change of them; None where there is none."""
    changes = contact_changes.c
    wanted = select(changes.data).where(changes.list_id == list_id).order_by(changes.seq)
    for data in connection.scalars(wanted):
        for step in json.loads(data)["steps"]:
            if step["step"] == "reshape":
                return shape(step["old"])
    return None


_CHANGE = select(contact_changes).where(
    contact_changes.c.list_id == bindparam("list_id"), contact_changes.c.seq == bindparam("seq")
)
_BLOCKS = (
    select(contact_blocks.c.data)
    .where(contact_blocks.c.list_id == bindparam("list_id"))
    .where(contact_blocks.c.seq == bindparam("seq"))
    .order_by(contact_blocks.c.ordinal)
)


def _add_blocks(
    connection: Connection, list_id: str, seq: int, packed: "_Packing", job: Job
) -> None:
    job.report(0, packed.count, "save")
    for ordinal, block in enumerate(packed.blocks()):
        values = {"list_id": list_id, "seq": seq, "ordinal": ordinal, "data": block}
        connection.execute(insert(contact_blocks), values)
        job.report(ordinal + 1, packed.count, "save")


def _watched(found: Iterable[bytes], job: Job) -> Iterator[bytes]:
    for done, block in enumerate(found, 1):
        yield block
        job.report(done, None, "read")


class _Packing:
    """Sequences on their way into JSON and blocks."""

    def __init__(self) -> None:
        self._parts: list[Iterator[bytes]] = []
        self.count = 0

    def blocks(self) -> Iterator[bytes]:
        """The blocks, each made when it is asked for."""
        return chain.from_iterable(self._parts)

    def texts(self, texts: Sequence[str]) -> _Json:
        if len(texts) <= _FEW:
            return {"list": list(texts)}
        return self._add(blocks.from_texts(texts), len(texts))

    def array(self, array: NDArray[Any]) -> _Json:
        if len(array) <= _FEW:
            return {"list": array.tolist()}
        step = int(array[1]) - int(array[0])
        if (np.diff(array) == step).all():
            return {"range": [int(array[0]), step, len(array)]}
        return self._add(blocks.from_array(array), len(array))

    def _add(self, part: Iterator[bytes], items: int) -> _Json:
        self._parts.append(part)
        self.count += blocks.number(items)
        return {"blocks": items}


class _Unpacking:
    """The way back, in the same order."""

    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = found

    def texts(self, packed: _Json) -> list[str]:
        if "list" in packed:
            texts: list[str] = packed["list"]
            return texts
        return blocks.to_texts(self._next(packed))

    def column(self, packed: _Json) -> TextColumn:
        if "list" in packed:
            return TextColumn(packed["list"])
        return blocks.to_column(self._next(packed))

    def array(self, packed: _Json, dtype: type[np.generic]) -> NDArray[Any]:
        if "list" in packed:
            return np.array(packed["list"], dtype)
        if "range" in packed:
            start, step, length = packed["range"]
            if not step:
                return np.full(length, start, dtype)
            stop = start + step * length
            numbers: NDArray[Any] = np.arange(start, stop, step, dtype=np.int64)
            return numbers.astype(dtype, copy=False)
        return blocks.to_array(self._next(packed), dtype)

    def _next(self, packed: _Json) -> Iterator[bytes]:
        return islice(self._found, blocks.number(packed["blocks"]))


def _packed(change: Change, verdicts: Verdicts, packing: _Packing) -> _Json:
    segment = change.segment
    return {
        "steps": [_packed_step(step, packing) for step in change.steps],
        "ids": packing.array(verdicts.ids),
        "verdicts": _packed_verdicts(verdicts.judged, packing),
        # Last, so that its blocks need not be read where it is known.
        "segment": None if segment is None else _packed_segment(segment, packing),
    }


def _change(row: Row[Any], unpacking: _Unpacking, known: int) -> tuple[Change, Verdicts]:
    data = json.loads(row.data)
    steps = tuple([_step(step, unpacking) for step in data["steps"]])
    ids = unpacking.array(data["ids"], np.int64)
    verdicts = Verdicts(ids, _verdicts(data["verdicts"], unpacking))
    new = data["segment"]
    segment = None if new is None or new["start"] < known else _segment(new, unpacking)
    return Change(row.kind, row.details, steps, segment), verdicts


def _packed_segment(segment: Segment, packing: _Packing) -> _Json:
    return {
        "start": segment.start,
        "cells": [[key, packing.texts(texts)] for key, texts in segment.cells.items()],
        "row": packing.array(segment.row),
        "verdicts": _packed_verdicts(segment.judged, packing),
    }


def _segment(data: _Json, unpacking: _Unpacking) -> Segment:
    cells = {key: unpacking.column(texts) for key, texts in data["cells"]}
    row = unpacking.array(data["row"], np.int32)
    return Segment(data["start"], cells, row, _verdicts(data["verdicts"], unpacking))


def _packed_verdicts(judged: Judged, packing: _Packing) -> _Json:
    return {
        "code": packing.array(judged.code),
        "e164": packing.array(judged.e164),
        "repaired": packing.array(np.fromiter(judged.repairs, np.int64, len(judged.repairs))),
        "repairs": packing.texts(list(judged.repairs.values())),
    }


def _verdicts(data: _Json, unpacking: _Unpacking) -> Judged:
    code = unpacking.array(data["code"], np.uint8)
    e164 = unpacking.array(data["e164"], np.int64)
    repaired = unpacking.array(data["repaired"], np.int64).tolist()
    repairs = dict(zip(repaired, unpacking.texts(data["repairs"]), strict=True))
    return Judged(code, e164, repairs)


def _packed_step(step: Step, packing: _Packing) -> _Json:
    match step:
        case Cells():
            return {
                "step": "cells",
                "column": step.column,
                "ids": packing.array(step.ids),
                "old": packing.texts(step.old),
                "new": packing.texts(step.new),
            }
        case Put() | Take():
            return {
                "step": "put" if isinstance(step, Put) else "take",
                "ids": packing.array(step.ids),
                "positions": packing.array(step.positions),
            }
        case Reshape():
            return {
                "step": "reshape",
                "old": packed_shape(step.old),
                "new": packed_shape(step.new),
            }


def _step(data: _Json, unpacking: _Unpacking) -> Step:
    match data["step"]:
        case "reshape":
            return Reshape(shape(data["old"]), shape(data["new"]))
        case "cells":
            ids = unpacking.array(data["ids"], np.int64)
            old, new = unpacking.texts(data["old"]), unpacking.texts(data["new"])
            return Cells(data["column"], ids, old, new)
        case kind:
            ids = unpacking.array(data["ids"], np.int64)
            positions = unpacking.array(data["positions"], np.int64)
            return Put(ids, positions) if kind == "put" else Take(ids, positions)


def packed_shape(shape: Shape) -> _Json:
    """A shape as JSON."""
    columns = [[c.key, c.name, c.shown, c.own] for c in shape.columns]
    return {"columns": columns, "phone": shape.phone, "labels": list(shape.labels)}


def shape(data: _Json) -> Shape:
    """The shape of :func:`packed_shape`."""
    columns = tuple([Column(*values) for values in data["columns"]])
    return Shape(columns, data["phone"], tuple(data["labels"]))
