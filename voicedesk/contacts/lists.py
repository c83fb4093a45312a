"""The contact lists of a workspace: every change is one transaction, whole or not at all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import moment, new_id, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import contact_lists, contacts
from voicedesk.contacts import contact
from voicedesk.contacts.check import CheckedList, CheckedRow
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.phones.number import judge

__all__ = ["ContactLists", "ContactRow", "ListInfo"]

_CHUNK = 2_000  # rows written between two looks at the job


@dataclass(frozen=True)
class ListInfo:
    """A list and its counts; ``source`` is the name of the file it came from."""

    id: str
    name: str
    source: str
    region: str
    columns: tuple[str, ...] = field(repr=False)
    phone_column: int
    label_columns: tuple[int, ...]
    created_at: datetime
    rows: int
    valid: int


class ContactLists:
    """The lists in a database whose tables exist (:meth:`Database.migrate`).

    Methods that name a list or a contact raise :class:`NotAllowedError` ``unknown_list`` or
    ``unknown_contact``. Those that change contacts return every contact that is different now, in
    the list's order: the changed ones, and those whose ``duplicate_of`` followed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, name: str, source: str, region: str, checked: CheckedList, job: Job) -> ListInfo:
        """Keep a checked list under a new name; cancelled or broken off, nothing is kept.

        Raises :class:`InputError` ``empty_name``, :class:`NotAllowedError` ``name_taken``.
        """
        list_id = new_id()
        with self._database.write() as connection:
            values = {
                "id": list_id,
                "name": _free_name(connection, name),
                "source": source,
                "region": region,
                "columns": list(checked.columns),
                "phone_column": checked.phone_column,
                "label_columns": list(checked.label_columns),
                "created_at": stamp(),
            }
            connection.execute(insert(contact_lists).values(values))
            for start, rows in _imported(checked.rows):
                job.report(start, len(checked.rows), "save")
                contact.add(connection, list_id, rows)
            job.report(len(checked.rows), len(checked.rows), "save")
            return _info(connection, list_id)

    def all(self) -> list[ListInfo]:
        """Every list, the newest first."""
        newest_first = _LISTS.order_by(contact_lists.c.created_at.desc(), contact_lists.c.id)
        with self._database.read() as connection:
            return [_list_info(found) for found in connection.execute(newest_first)]

    def find(self, name: str) -> ListInfo | None:
        """The list of exactly this name, or None."""
        with self._database.read() as connection:
            named = _LISTS.where(contact_lists.c.name == name.strip())
            found = connection.execute(named).one_or_none()
            return None if found is None else _list_info(found)

    def free_name(self, name: str) -> str:
        """``name``, or where it is taken "name 2", "name 3", …"""
        taken = {info.name for info in self.all()}
        names = chain([name], (f"{name} {i}" for i in count(2)))
        return next(free for free in names if free not in taken)

    def info(self, list_id: str) -> ListInfo:
        """The list of this id."""
        with self._database.read() as connection:
            return _info(connection, list_id)

    def rows(self, list_id: str) -> list[ContactRow]:
        """The contacts in their order."""
        with self._database.read() as connection:
            _shape(connection, list_id)
            return contact.read(connection, list_id)

    def rename(self, list_id: str, name: str) -> None:
        """Raises like :meth:`save`."""
        with self._database.write() as connection:
            if name.strip() == _shape(connection, list_id).name:
                return
            this = update(contact_lists).where(contact_lists.c.id == list_id)
            connection.execute(this.values(name=_free_name(connection, name)))

    def delete(self, list_id: str) -> None:
        """Forget a list and its contacts. Campaigns keep the recipients they have."""
        with self._database.write() as connection:
            _shape(connection, list_id)
            connection.execute(delete(contact_lists).where(contact_lists.c.id == list_id))

    def edit_number(self, list_id: str, position: int, text: str) -> list[ContactRow]:
        """Put another number into a contact and judge it; its ``original`` stays."""
        with self._database.write() as connection:
            shape = _shape(connection, list_id)
            return _edit(connection, shape, position, shape.phone_column, text)

    def edit_cell(self, list_id: str, position: int, column: int, text: str) -> list[ContactRow]:
        """Change one cell; in the column of the numbers it is :meth:`edit_number`.

        Raises :class:`InputError` ``unknown_column`` for an index beyond the columns.
        """
        with self._database.write() as connection:
            shape = _shape(connection, list_id)
            if not 0 <= column < len(shape.columns):
                raise InputError("unknown_column", column=str(column), columns=shape.columns)
            return _edit(connection, shape, position, column, text)

    def insert_row(
        self, list_id: str, cells: Sequence[str], after: int | None = None
    ) -> list[ContactRow]:
        """Add a contact behind the one at ``after``, or at the end.

        The new one is the only one in the answer whose position was not there before.
        Raises :class:`InputError` ``wrong_width`` unless there is one cell a column.
        """
        with self._database.write() as connection:
            shape = _shape(connection, list_id)
            if len(cells) != len(shape.columns):
                raise InputError("wrong_width", cells=len(cells), columns=len(shape.columns))
            number = cells[shape.phone_column]
            verdict = judge(number, shape.region)
            position = contact.free_position(connection, list_id, after)
            row = ContactRow(position, None, tuple(cells), number, number, verdict, None)
            contact.add(connection, list_id, [row])
            return _changed(connection, list_id, {position}, {verdict.e164})

    def delete_rows(self, list_id: str, positions: Iterable[int]) -> list[ContactRow]:
        """Take contacts out of the list, all of them or none."""
        wanted = set(positions)
        with self._database.write() as connection:
            _shape(connection, list_id)
            gone = contact.read_some(connection, list_id, wanted)
            contact.remove(connection, list_id, wanted)
            return _changed(connection, list_id, set(), {row.verdict.e164 for row in gone})

    def restore_rows(self, list_id: str, rows: Sequence[ContactRow]) -> list[ContactRow]:
        """Put deleted contacts back as they were, where they were."""
        with self._database.write() as connection:
            _shape(connection, list_id)
            contact.add(connection, list_id, rows)
            positions = {row.position for row in rows}
            return _changed(connection, list_id, positions, {row.verdict.e164 for row in rows})


_LISTS = (
    select(
        contact_lists,
        func.count(contacts.c.position).label("rows"),
        func.count(contacts.c.e164).label("valid"),  # counts what is not NULL
    )
    .outerjoin(contacts, contacts.c.list_id == contact_lists.c.id)
    .group_by(contact_lists.c.id)
)


def _info(connection: Connection, list_id: str) -> ListInfo:
    found = connection.execute(_LISTS.where(contact_lists.c.id == list_id)).one_or_none()
    if found is None:
        raise NotAllowedError("unknown_list", id=list_id)
    return _list_info(found)


def _shape(connection: Connection, list_id: str) -> Row[Any]:
    """The list's own row: an edit must not count a million contacts."""
    wanted = select(contact_lists).where(contact_lists.c.id == list_id)
    found = connection.execute(wanted).one_or_none()
    if found is None:
        raise NotAllowedError("unknown_list", id=list_id)
    return found


def _list_info(found: Row[Any]) -> ListInfo:
    return ListInfo(
        found.id,
        found.name,
        found.source,
        found.region,
        tuple(found.columns),
        found.phone_column,
        tuple(found.label_columns),
        moment(found.created_at),
        found.rows,
        found.valid,
    )


def _free_name(connection: Connection, name: str) -> str:
    name = name.strip()
    if not name:
        raise InputError("empty_name")
    taken = select(contact_lists.c.id).where(contact_lists.c.name == name)
    if connection.execute(taken).first() is not None:
        raise NotAllowedError("name_taken", name=name)
    return name


def _imported(rows: Sequence[CheckedRow]) -> Iterator[tuple[int, list[ContactRow]]]:
    """The rows of a file as contacts, some thousand at a time, with the index of the first."""
    position_of: dict[int, int] = {}  # by the row number of the file
    for start in range(0, len(rows), _CHUNK):
        made = []
        for index, row in enumerate(rows[start : start + _CHUNK], start):
            position = position_of[row.row] = contact.imported_position(index)
            first = None if row.duplicate_of is None else position_of[row.duplicate_of]
            made.append(
                ContactRow(position, row.row, row.cells, row.number, row.number, row.verdict, first)
            )
        yield start, made


def _edit(
    connection: Connection, shape: Row[Any], position: int, column: int, text: str
) -> list[ContactRow]:
    (old,) = contact.read_some(connection, shape.id, [position])
    cells = (*old.cells[:column], text, *old.cells[column + 1 :])
    new = replace(old, cells=cells)
    if column == shape.phone_column:
        new = replace(new, number=text, verdict=judge(text, shape.region), duplicate_of=None)
    contact.put(connection, shape.id, new)
    return _changed(connection, shape.id, {position}, {old.verdict.e164, new.verdict.e164})


def _changed(
    connection: Connection, list_id: str, positions: set[int], numbers: set[str | None]
) -> list[ContactRow]:
    """The contacts at ``positions`` and all whose duplicates changed with these E.164."""
    followed = contact.renew_duplicates(connection, list_id, numbers)
    return contact.read_some(connection, list_id, positions | followed)
