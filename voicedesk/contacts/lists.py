"""The contact lists of a workspace. Every change is one transaction, whole or not at all.

A list is its changes from the first, the import, up to ``applied``; those beyond are undone, and
stay until another change takes their place.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import Any

import numpy as np
import phonenumbers
from sqlalchemy import Connection, Row, delete, insert, literal, select, update

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import moment, new_id, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import contact_lists
from voicedesk.contacts import journal
from voicedesk.contacts.addition import addition
from voicedesk.contacts.changes import Change, Column, Effect, Put, Segment, Shape, Verdicts
from voicedesk.contacts.check import CheckedList
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.foresight import Foresight, foresee, judged
from voicedesk.contacts.journal import Entry
from voicedesk.contacts.rejudging import rejudge
from voicedesk.contacts.standing import Standing
from voicedesk.contacts.table import GAP, ContactTable

__all__ = ["ContactLists", "Entry", "ListInfo"]

_JOINERS = "\u200c\u200d"  # within words of some scripts, and within emoji
_MUCH = 16_384  # rows from which on one looks after the disk


@dataclass(frozen=True)
class ListInfo:
    """A list and its counts; ``source`` is the name of the file it came from."""

    id: str
    name: str
    notes: str = field(repr=False)
    source: str
    region: str
    shape: Shape = field(repr=False)
    created_at: datetime
    changed_at: datetime
    rows: int
    valid: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The titles of all columns, shown or not."""
        return tuple([column.name for column in self.shape.columns])


class ContactLists:
    """The lists in a database whose tables exist (:meth:`Database.migrate`).

    Methods that name a list raise :class:`NotAllowedError` ``unknown_list``; those that take a
    table ``changed_elsewhere`` where the list is not any more what this table holds. A table is
    changed by one thread at a time; a job that is cancelled, or a write that fails, leaves list
    and table as they were.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Lists

    def create(
        self,
        name: str,
        source: str,
        region: str,
        shape: Shape,
        segment: Segment,
        kind: str,
        details: Mapping[str, str | int],
        job: Job,
    ) -> ListInfo:
        """Make a list of the rows of a segment, whose ids begin at 0; its first change.

        Raises :class:`InputError` ``empty_name``, :class:`NotAllowedError` ``name_taken``.
        """
        positions = GAP * np.arange(1, len(segment) + 1, dtype=np.int64)
        change = Change(kind, details, (Put(segment.ids, positions),), segment)
        verdicts = Verdicts(segment.ids[:0], judged([], region))  # the segment has its own
        list_id, at = new_id(), stamp()
        with self._database.write() as connection:
            values = {
                "id": list_id,
                "name": _free_name(connection, name),
                "notes": "",
                # A name of a file need not be text.
                "source": source.encode("utf-8", "replace").decode(),
                "region": region,
                "shape": journal.packed_shape(shape),
                "created_at": at,
                "changed_at": at,
                "applied": 1,
                "rows": len(segment),
                "valid": int(np.count_nonzero(segment.judged.e164)),
                "metadata": phonenumbers.__version__,
            }
            connection.execute(insert(contact_lists).values(values))
            journal.add(connection, list_id, 1, change, verdicts, job)
            info = _info(_row(connection, list_id))
        self._give_back(len(segment))
        return info

    def save(self, name: str, source: str, region: str, checked: CheckedList, job: Job) -> ListInfo:
        """Keep a checked list under a new name. Raises like :meth:`create`."""
        columns = tuple([Column(key, title) for key, title in enumerate(checked.columns)])
        shape = Shape(columns, checked.phone_column, checked.label_columns)
        cells = dict(enumerate(checked.cells))
        segment = Segment(0, cells, checked.row_numbers, checked.judged)
        details: dict[str, str | int] = {"file": source, "rows": len(segment)}
        return self.create(name, source, region, shape, segment, "import", details, job)

    def duplicate(self, list_id: str, name: str) -> ListInfo:
        """The same list once more, its history included. Raises like :meth:`create`."""
        copied, at = new_id(), stamp()
        other = {"id": copied, "created_at": at, "changed_at": at}
        with self._database.write() as connection:
            rows = _row(connection, list_id).rows
            other["name"] = _free_name(connection, name)
            values = [literal(other[c.name]) if c.name in other else c for c in contact_lists.c]
            same = select(*values).where(contact_lists.c.id == list_id)
            connection.execute(insert(contact_lists).from_select(list(contact_lists.c), same))
            journal.copy(connection, list_id, copied)
            info = _info(_row(connection, copied))
        self._give_back(rows)
        return info

    def all(self) -> list[ListInfo]:
        """Every list, the newest first."""
        newest_first = select(contact_lists).order_by(
            contact_lists.c.created_at.desc(), contact_lists.c.id
        )
        with self._database.read() as connection:
            return [_info(row) for row in connection.execute(newest_first)]

    def find(self, name: str) -> ListInfo | None:
        """The list of this name, else the one that differs in capitals only, or None."""
        with self._database.read() as connection:
            list_id = _named(connection, name)
            return None if list_id is None else _info(_row(connection, list_id))

    def free_name(self, name: str) -> str:
        """``name``, or where it is taken "name 2", "name 3", …"""
        taken = {info.name.casefold() for info in self.all()}
        names = chain([name], (f"{name} {i}" for i in count(2)))
        return next(free for free in names if _on_one_line(free).casefold() not in taken)

    def info(self, list_id: str) -> ListInfo:
        """The list of this id."""
        with self._database.read() as connection:
            return _info(_row(connection, list_id))

    def rename(self, list_id: str, name: str) -> None:
        """Raises like :meth:`create`."""
        with self._database.write() as connection:
            if name.strip() != _row(connection, list_id).name:
                _put(connection, list_id, name=_free_name(connection, name, but=list_id))

    def set_notes(self, list_id: str, notes: str) -> None:
        """Keep what a person wrote about the list."""
        with self._database.write() as connection:
            _row(connection, list_id)
            _put(connection, list_id, notes=notes)

    def delete(self, list_id: str) -> None:
        """Forget a list and its history. Campaigns keep the recipients they have."""
        with self._database.write() as connection:
            rows = _row(connection, list_id).rows
            connection.execute(delete(contact_lists).where(contact_lists.c.id == list_id))
        self._give_back(rows)

    # Contacts

    def open(self, list_id: str, job: Job) -> ContactTable:
        """The list in memory; its numbers are judged anew where phonenumbers is another one."""
        standing = Standing.load(self._database)
        with self._database.read() as connection:
            row = _row(connection, list_id)
            if row.metadata == phonenumbers.__version__:
                table = _table(connection, row, job)
                table.stand(standing)
                return table
        with self._database.write() as connection:
            row = _row(connection, list_id)
            rejudge(connection, list_id, row.region, journal.shape(row.shape), job)
            table = _table(connection, row, job)
            valid = int(np.count_nonzero(table.e164[table.order]))
            _put(connection, list_id, valid=valid, metadata=phonenumbers.__version__)
        table.stand(standing)
        return table

    def contacts(self, list_id: str) -> Iterator[Contact]:
        """Every contact in the order of the list, as it is at this moment."""
        return self.open(list_id, Job()).contacts()

    # Changes

    def commit(self, table: ContactTable, change: Change, job: Job) -> Effect:
        """Make a change: on disk first, then in memory. What was undone is gone then for good.

        The ids of its segment begin at the table's ``size``.
        """
        if change.segment is not None:
            if change.segment.start < table.size:
                raise ValueError("planned for another state of the table")
            table.add(change.segment)
        foresight = foresee(table, change)
        with self._database.write() as connection:
            applied = _current(connection, table).applied
            journal.drop(connection, table.list_id, applied)
            journal.add(connection, table.list_id, applied + 1, change, foresight.verdicts, job)
            at = _advance(connection, table.list_id, applied + 1, foresight)
        table.stored_at = at
        effect = table.apply(change, verdicts=foresight.verdicts)
        self._give_back(len(change.segment or ()))
        return effect

    def append(self, table: ContactTable, checked: CheckedList, job: Job) -> Effect:
        """Put the rows of a file behind those of the list: one change.

        Columns of the same title, accents and case aside, are the same; the others are new. The
        numbers come to the numbers whatever their titles.
        """
        return self.commit(table, addition(table, checked, job), job)

    def undo(self, table: ContactTable, job: Job) -> Effect | None:
        """Take the last change back, the import too; None where there is none left."""
        applied = self._applied(table)
        return self.revert_to(table, applied - 1, job) if applied else None

    def redo(self, table: ContactTable, job: Job) -> Effect | None:
        """Make again what was undone last; None where there is nothing."""
        return (
            self.revert_to(table, self._applied(table) + 1, job) if self.can_redo(table) else None
        )

    def can_undo(self, table: ContactTable) -> bool:
        return self._applied(table) > 0

    def can_redo(self, table: ContactTable) -> bool:
        with self._database.read() as connection:
            applied = _current(connection, table).applied
            return bool(journal.last(connection, table.list_id) > applied)

    def revert_to(self, table: ContactTable, seq: int, job: Job) -> Effect:
        """Undo or redo until the change ``seq`` is the last in force; 0 is an empty list.

        Raises :class:`NotAllowedError` ``unknown_change``.
        """
        list_id = table.list_id
        with self._database.read() as connection:
            applied = _current(connection, table).applied
            if not 0 <= seq <= journal.last(connection, list_id):
                raise NotAllowedError("unknown_change", list=list_id)
            back = seq < applied
            seqs = range(applied, seq, -1) if back else range(applied + 1, seq + 1)
            past = journal.read(connection, list_id, seqs, job, known=table.size)
            changes = [change for change, _ in past]
        for change in changes:
            if change.segment is not None:
                table.add(change.segment)
        steps = [change.reversed() if back else change for change in changes]
        foresight = foresee(table, *steps)
        job.check()
        with self._database.write() as connection:
            _current(connection, table)
            at = _advance(connection, list_id, seq, foresight)
        table.stored_at = at
        return table.apply(*steps, verdicts=foresight.verdicts)

    def history(self, list_id: str) -> list[Entry]:
        """Every change, the oldest first; those that are undone at the end."""
        with self._database.read() as connection:
            return journal.entries(connection, list_id, _row(connection, list_id).applied)

    def _applied(self, table: ContactTable) -> int:
        with self._database.read() as connection:
            return int(_current(connection, table).applied)

    def _give_back(self, rows: int) -> None:
        """What a big write left in memory and beside the file."""
        if rows >= _MUCH:
            # The change is on the disk already: where it is full now, the next writer gives back.
            with suppress(sqlite3.OperationalError):
                self._database.give_back()


def _row(connection: Connection, list_id: str) -> Row[Any]:
    wanted = select(contact_lists).where(contact_lists.c.id == list_id)
    found = connection.execute(wanted).one_or_none()
    if found is None:
        raise NotAllowedError("unknown_list", id=list_id)
    return found


def _current(connection: Connection, table: ContactTable) -> Row[Any]:
    row = _row(connection, table.list_id)
    if row.changed_at != table.stored_at:
        raise NotAllowedError("changed_elsewhere", id=table.list_id)
    return row


def _put(connection: Connection, list_id: str, **values: Any) -> None:
    this = update(contact_lists).where(contact_lists.c.id == list_id)
    connection.execute(this.values(**values))


def _advance(connection: Connection, list_id: str, applied: int, foresight: Foresight) -> str:
    """Let the list be what its first ``applied`` changes make of it; since when it is."""
    at = stamp()
    _put(
        connection,
        list_id,
        applied=applied,
        shape=journal.packed_shape(foresight.shape),
        rows=foresight.rows,
        valid=foresight.valid,
        changed_at=at,
    )
    return at


def _info(row: Row[Any]) -> ListInfo:
    return ListInfo(
        id=row.id,
        name=row.name,
        notes=row.notes,
        source=row.source,
        region=row.region,
        shape=journal.shape(row.shape),
        created_at=moment(row.created_at),
        changed_at=moment(row.changed_at),
        rows=row.rows,
        valid=row.valid,
    )


def _table(connection: Connection, row: Row[Any], job: Job) -> ContactTable:
    table = ContactTable(row.id, row.region, journal.shape(row.shape))
    table.replay(journal.read(connection, row.id, range(1, row.applied + 1), job))
    table.stored_at = row.changed_at
    return table


def _free_name(connection: Connection, name: str, *, but: str | None = None) -> str:
    """The name as it is kept; whoever hears of "clients" must not call "Clients"."""
    name = _on_one_line(name)
    if not name:
        raise InputError("empty_name")
    if _named(connection, name) not in (None, but):
        raise NotAllowedError("name_taken", name=name)
    return name


def _named(connection: Connection, name: str) -> str | None:
    """The id of the list of this name, capitals aside where none has exactly this one."""
    name = _on_one_line(name)
    rows = connection.execute(select(contact_lists.c.name, contact_lists.c.id)).all()
    alike = {row.name: str(row.id) for row in rows if row.name.casefold() == name.casefold()}
    return alike.get(name) or next(iter(alike.values()), None)


def _on_one_line(name: str) -> str:
    """Without what breaks a line or turns its direction: a name may come out of a cell."""
    shown = (char if char.isprintable() or char in _JOINERS else " " for char in name)
    return " ".join("".join(shown).split())
