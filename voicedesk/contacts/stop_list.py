"""The stop list: numbers that are never called, whatever the campaign, and where each came from.

It is kept for that purpose alone, and may be kept as fingerprints (:mod:`.fingerprint`): such a
number is recognised but cannot be read, shown, or written into a file any more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import stop_numbers
from voicedesk.contacts.columns import phone_column
from voicedesk.contacts.export import write_rows
from voicedesk.contacts.fingerprint import Fingerprints
from voicedesk.contacts.mapping import Mapped, Mapping, apply, guess
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.number import judge
from voicedesk.contacts.phones.verdicts import MEANINGS, e164_text
from voicedesk.contacts.sheet import Sheet, read_sheet

_AT_ONCE = 5_000  # numbers in one statement, and between two looks at the job
_TITLES = ("number", "fingerprint", "source", "note", "added")

_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class StopEntry:
    """One number; ``e164`` is None where only its fingerprint is kept, which is then ``key``."""

    key: str = field(repr=False)
    e164: int | None = field(repr=False)
    source: str
    note: str = field(repr=False)
    added_at: datetime


@dataclass(frozen=True)
class Refused:
    """Something given that is no number: ``reason`` as in the contacts' problem codes.

    ``row`` is its number in the file, or its place among what was typed, from 1.
    """

    row: int
    text: str = field(repr=False)
    reason: str


@dataclass(frozen=True)
class Added:
    """Different numbers by what became of them; ``known`` were on the list already."""

    added: int
    known: int
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Removed:
    """Different numbers by what became of them; ``unknown`` were not on the list."""

    removed: int
    unknown: int
    refused: tuple[Refused, ...] = ()


class StopList:
    """The stop list of a workspace. Every method is one transaction, done whole or not at all.

    Numbers are given as a person types them, read in ``region``. Those that are none are in the
    answer's ``refused`` and the others are taken: a wrong line must not leave the rest callable.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = database.path.parent

    def add(
        self,
        numbers: Sequence[str],
        source: str,
        note: str = "",
        *,
        region: str = "FR",
        as_fingerprint: bool = False,
        job: Job | None = None,
    ) -> Added:
        """Never call these again. A number known in clear becomes a fingerprint if wished so."""
        e164, refused = _judged(numbers, np.arange(1, len(numbers) + 1), region, job or Job())
        done = self.add_e164(e164, source, note, as_fingerprint=as_fingerprint, job=job)
        return Added(done.added, done.known, refused)

    def add_e164(
        self,
        e164: _Numbers,
        source: str,
        note: str = "",
        *,
        as_fingerprint: bool = False,
        job: Job | None = None,
    ) -> Added:
        """The same for the digits of E.164 numbers, as a list has them; 0 is left out."""
        job = job or Job()
        unique = np.unique(e164[e164 > 0]).tolist()
        with self._database.write() as connection:
            added = self._put(connection, unique, source, note, as_fingerprint, job)
        return Added(added, len(unique) - added)

    def add_within(self, connection: Connection, e164: _Numbers, source: str) -> int:
        """The same in a transaction of the caller's; how many were new."""
        unique = np.unique(e164[e164 > 0]).tolist()
        return self._put(connection, unique, source, "", False, Job())

    def _put(
        self,
        connection: Connection,
        unique: list[int],
        source: str,
        note: str,
        as_fingerprint: bool,
        job: Job,
    ) -> int:
        before = _count(connection)
        prints = self._fingerprints(connection, begin=as_fingerprint)
        for start in range(0, len(unique), _AT_ONCE):
            job.report(start, len(unique), "stop_list")
            part = unique[start : start + _AT_ONCE]
            if as_fingerprint:
                _delete(connection, stop_numbers.c.e164.in_(part))
            kept = _new(connection, part, prints, as_fingerprint)
            if kept:
                more = {"source": source, "note": note, "added_at": stamp()}
                values = [{"key": key, "e164": number, **more} for key, number in kept]
                connection.execute(insert(stop_numbers).prefix_with("OR IGNORE"), values)
        job.check()
        return _count(connection) - before

    def remove(self, numbers: Sequence[str], *, region: str = "FR") -> Removed:
        """Take numbers off, typed in full: a fingerprint cannot be chosen from a list."""
        e164, refused = _judged(numbers, np.arange(1, len(numbers) + 1), region, Job())
        unique = np.unique(e164).tolist()
        removed = 0
        with self._database.write() as connection:
            prints = self._fingerprints(connection)
            for start in range(0, len(unique), _AT_ONCE):
                part = unique[start : start + _AT_ONCE]
                removed += _delete(connection, _is_one_of(part, prints))
        return Removed(removed, len(unique) - removed, refused)

    def all(self) -> list[StopEntry]:
        """Every entry, the latest first."""
        wanted = select(stop_numbers).order_by(stop_numbers.c.added_at.desc(), stop_numbers.c.key)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(wanted)]

    def count(self) -> int:
        with self._database.read() as connection:
            return _count(connection)

    def find(self, number: str, *, region: str = "FR") -> StopEntry | None:
        """The entry of a number as typed; None where it is not on the list, or no number."""
        e164 = judge(number, region).e164
        if e164 is None:
            return None
        with self._database.read() as connection:
            this = _is_one_of([int(e164)], self._fingerprints(connection))
            row = connection.execute(select(stop_numbers).where(this)).first()
            return None if row is None else _entry(row)

    def import_file(
        self,
        path: Path,
        source: str,
        note: str = "",
        *,
        region: str = "FR",
        column: str | None = None,
        as_fingerprint: bool = False,
        job: Job,
    ) -> Added:
        """Add the numbers of any file of contacts, or of one with a number a line.

        Whoever has several numbers there objects for all of them, unless ``column`` names one.
        Raises as :func:`~voicedesk.contacts.sheet.read_sheet` and
        :func:`~voicedesk.contacts.columns.phone_column`.
        """
        sheet = read_sheet(path, job)
        mapped = _every_number(sheet, region, column, job)
        cells = mapped.sheet.cells[mapped.phone]
        e164, refused = _judged(cells, mapped.sheet.row_numbers, region, job)
        done = self.add_e164(e164, source, note, as_fingerprint=as_fingerprint, job=job)
        return Added(done.added, done.known, refused)

    def export(self, path: Path, job: Job) -> int:
        """Write the list as a CSV or a workbook; a fingerprint stands where no number is kept.

        Returns the entries written and raises as :func:`~voicedesk.contacts.export.write_rows`.
        """
        wanted = select(stop_numbers).order_by(stop_numbers.c.added_at, stop_numbers.c.key)
        with self._database.read() as connection:
            entries = connection.execution_options(yield_per=_AT_ONCE).execute(wanted)
            return write_rows(_TITLES, _lines(entries), path, job)

    def _fingerprints(self, connection: Connection, *, begin: bool = False) -> Fingerprints | None:
        """Those of this workspace, where it has some or is to begin."""
        has_some = select(stop_numbers.c.key).where(stop_numbers.c.e164.is_(None)).limit(1)
        if connection.execute(has_some).first() is not None:
            return Fingerprints.stored(self._folder)
        return Fingerprints.begun(self._folder) if begin else None


def _judged(
    cells: Sequence[str], rows: NDArray[Any], region: str, job: Job
) -> tuple[_Numbers, tuple[Refused, ...]]:
    judged = judge_all(cells, region, job)
    refused = tuple(
        Refused(int(rows[index]), cells[index], MEANINGS[judged.code[index]].reason or "")
        for index in np.flatnonzero(judged.e164 == 0).tolist()
    )
    return judged.e164[judged.e164 > 0], refused


def _every_number(sheet: Sheet, region: str, column: str | None, job: Job) -> Mapped:
    """A row for each number of a contact, of all columns with numbers; nothing else is kept."""
    if column is None and len(sheet.columns) > 1:
        phones = guess(sheet, region).phones
    else:
        wished = sheet.columns[0] if column is None else column
        phones = (phone_column(sheet.columns, sheet.cells, region, wished),)
    nothing_else = frozenset(range(len(sheet.columns)))
    return apply(sheet, Mapping(phones, (), nothing_else, several="rows"), region, job, "")


def _new(
    connection: Connection, numbers: list[int], prints: Fingerprints | None, as_fingerprint: bool
) -> list[tuple[str, int | None]]:
    """Keys to store with their numbers; what is kept as a fingerprint stays one."""
    if prints is None:
        return [(f"+{number}", number) for number in numbers]
    keys = {prints.of(number): number for number in numbers}
    if as_fingerprint:
        return [(key, None) for key in keys]
    wanted = select(stop_numbers.c.key).where(stop_numbers.c.key.in_(keys))
    known = set(connection.scalars(wanted))
    return [(f"+{number}", number) for key, number in keys.items() if key not in known]


def _is_one_of(numbers: list[int], prints: Fingerprints | None) -> ColumnElement[bool]:
    plain = stop_numbers.c.e164.in_(numbers)
    if prints is None:
        return plain
    return or_(plain, stop_numbers.c.key.in_([prints.of(number) for number in numbers]))


def _delete(connection: Connection, which: ColumnElement[bool]) -> int:
    return int(connection.execute(delete(stop_numbers).where(which)).rowcount)


def _count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(stop_numbers)) or 0


def _entry(row: Row[Any]) -> StopEntry:
    return StopEntry(row.key, row.e164, row.source, row.note, moment(row.added_at))


def _lines(rows: Any) -> Iterator[tuple[str, ...]]:
    for row in rows:
        kept = e164_text(row.e164 or 0)
        yield kept or "", "" if kept else row.key, row.source, row.note, row.added_at
