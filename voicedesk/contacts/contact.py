"""One contact of a stored list, and its row in the database.

Every function works inside the caller's transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.schema import contacts
from voicedesk.contacts.phones.number import Kind, Verdict

_GAP = 2**20  # between the positions of an import: 20 rows fit at one place before it is full
_MANY = 500  # values in one statement: below every SQLite's limit of parameters

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact. ``row`` is its number in the file, None for one that was added here.

    ``position`` is its stable id in the list and its place in the order. ``original`` is the
    number's cell as it arrived and never changes; ``number`` is the cell now, which is judged.
    ``duplicate_of`` is the position of the list's first contact of the same E.164.
    """

    position: int
    row: int | None
    cells: tuple[str, ...] = field(repr=False)
    original: str = field(repr=False)
    number: str = field(repr=False)
    verdict: Verdict
    duplicate_of: int | None

    @property
    def edited(self) -> bool:
        return self.number != self.original

    def label(self, columns: Sequence[int]) -> str:
        """What to call the contact: the texts of the list's ``label_columns``; may be empty."""
        return " ".join(filter(None, (self.cells[index].strip() for index in columns)))


def imported_position(index: int) -> int:
    """The position of the row with this index, from 0, of an import."""
    return (index + 1) * _GAP


def read(connection: Connection, list_id: str) -> list[ContactRow]:
    """All contacts of a list in their order."""
    wanted = select(contacts).where(contacts.c.list_id == list_id)
    return [_contact(found) for found in connection.execute(wanted.order_by(contacts.c.position))]


def read_some(connection: Connection, list_id: str, positions: Iterable[int]) -> list[ContactRow]:
    """The contacts at these positions, in their order. Raises ``unknown_contact``."""
    found: list[ContactRow] = []
    for chunk in _chunks(sorted(set(positions))):
        wanted = select(contacts).where(_at(list_id, chunk)).order_by(contacts.c.position)
        rows = connection.execute(wanted).all()
        if len(rows) != len(chunk):
            raise NotAllowedError("unknown_contact", list=list_id)
        found.extend(map(_contact, rows))
    return found


def add(connection: Connection, list_id: str, rows: Iterable[ContactRow]) -> None:
    """Add contacts at their positions, which must be free."""
    values = [_values(list_id, row) for row in rows]
    if values:
        connection.execute(insert(contacts), values)


def put(connection: Connection, list_id: str, row: ContactRow) -> None:
    """Write what a contact is now over what it was; ``original`` stays as it is."""
    values = _values(list_id, row)
    del values["original"]
    connection.execute(update(contacts).where(_at(list_id, [row.position])).values(values))


def remove(connection: Connection, list_id: str, positions: Iterable[int]) -> None:
    """Take the contacts at these positions away."""
    for chunk in _chunks(sorted(set(positions))):
        connection.execute(delete(contacts).where(_at(list_id, chunk)))


def renew_duplicates(
    connection: Connection, list_id: str, numbers: Iterable[str | None]
) -> set[int]:
    """Set ``duplicate_of`` anew wherever one of these E.164 stands; the positions it changed."""
    changes: dict[int, int | None] = {}
    for chunk in _chunks(sorted(number for number in set(numbers) if number)):
        wanted = select(contacts.c.position, contacts.c.e164, contacts.c.duplicate_of)
        mine = (contacts.c.list_id == list_id) & contacts.c.e164.in_(chunk)
        first: dict[str, int] = {}
        # Sorted here: for an ORDER BY, SQLite would walk the whole list instead of the numbers.
        for row in sorted(connection.execute(wanted.where(mine)).all()):
            of = first.setdefault(row.e164, row.position)
            now = None if of == row.position else of
            if now != row.duplicate_of:
                changes[row.position] = now
    if changes:
        here = (contacts.c.list_id == list_id) & (contacts.c.position == bindparam("at"))
        change = update(contacts).where(here).values(duplicate_of=bindparam("now"))
        connection.execute(change, [{"at": at, "now": now} for at, now in changes.items()])
    return set(changes)


def free_position(connection: Connection, list_id: str, after: int | None) -> int:
    """A position between ``after`` and the next one; at the end for None, or where it is full."""
    mine = contacts.c.list_id == list_id
    last: int = connection.scalar(select(func.max(contacts.c.position)).where(mine)) or 0
    if after is None:
        return last + _GAP
    read_some(connection, list_id, [after])
    beyond = select(func.min(contacts.c.position)).where(mine & (contacts.c.position > after))
    following: int | None = connection.scalar(beyond)
    if following is None or following - after < 2:
        return last + _GAP
    return (after + following) // 2


def _at(list_id: str, positions: Sequence[int]) -> ColumnElement[bool]:
    return (contacts.c.list_id == list_id) & contacts.c.position.in_(positions)


def _chunks(items: list[_T]) -> Iterator[list[_T]]:
    return (items[start : start + _MANY] for start in range(0, len(items), _MANY))


def _contact(found: Row[Any]) -> ContactRow:
    kind = None if found.kind is None else Kind(found.kind)
    return ContactRow(
        found.position,
        found.row,
        tuple(found.cells),
        found.original,
        found.number,
        Verdict(found.e164, kind, found.reason, found.note, found.repair),
        found.duplicate_of,
    )


def _values(list_id: str, row: ContactRow) -> dict[str, Any]:
    return {
        "list_id": list_id,
        "position": row.position,
        "row": row.row,
        "cells": list(row.cells),
        "original": row.original,
        "number": row.number,
        "e164": row.verdict.e164,
        "kind": row.verdict.kind,
        "reason": row.verdict.reason,
        "note": row.verdict.note,
        "repair": row.verdict.repair,
        "duplicate_of": row.duplicate_of,
    }
