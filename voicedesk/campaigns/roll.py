"""Everybody of a campaign and how each one's call stands, in columns that are kept up to date.

A hundred thousand people take no hundred thousand objects: to make, to compare and to free those
would hold the interpreter, and so the window, again and again while their calls come in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from voicedesk.api.models import Stats
from voicedesk.base.database import Database
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recipients
from voicedesk.campaigns.refusal import is_optout
from voicedesk.campaigns.statistics import Call

STATUSES: tuple[str | None, ...] = (None, "wait", "on", "ok", "ko", "no")  # None: not sent
_CODES = {status: code for code, status in enumerate(STATUSES)}
_AT_ONCE = 2_000  # rows taken from the driver, which holds the interpreter meanwhile

# Of a batch: how many stand where, who was left out, and the last news. Calls only go forward, so
# where these are the same everybody stands where he stood.
Mark = tuple[tuple[Any, ...], ...]
_Why = tuple[str, str | None]


@dataclass(frozen=True)
class Roll(Sequence[Call]):
    """In the order of the list; a :class:`Call` is made only of who is looked at.

    ``status`` are indexes of :data:`STATUSES`, ``why`` of ``whys``: the platform's description, and
    why the person was left out. ``at`` is when the state was read, UTC, NaT where it never was.
    """

    labels: Sequence[str] = field(repr=False)
    e164: Sequence[str] = field(repr=False)
    chunk: NDArray[np.int32] = field(repr=False)
    status: NDArray[np.uint8] = field(repr=False)
    why: NDArray[np.int32] = field(repr=False)
    whys: Sequence[_Why]
    at: NDArray[np.datetime64] = field(repr=False)
    marks: Mapping[int, Mark] = field(repr=False)

    @classmethod
    def of(cls, people: Sequence[tuple[str, str, int]]) -> "Roll":
        """The name, the E.164 and the batch of each, before any is sent."""
        count = len(people)
        return cls(
            labels=[label for label, _, _ in people],
            e164=[e164 for _, e164, _ in people],
            chunk=np.fromiter((chunk for _, _, chunk in people), np.int32, count),
            status=np.zeros(count, np.uint8),
            why=np.zeros(count, np.int32),
            whys=[("", None)],
            at=np.full(count, "NaT", "datetime64[ms]"),
            marks={},
        )

    def __len__(self) -> int:
        return len(self.labels)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        description, excluded = self.whys[self.why[index]]
        at = self.at[index]
        return Call(
            label=self.labels[index],
            e164=self.e164[index],
            chunk=int(self.chunk[index]),
            status=STATUSES[self.status[index]],
            description=description,
            status_at=None if np.isnat(at) else f"{at}+00:00",
            excluded=excluded,
        )

    def counts(self) -> Counter[tuple[int, str | None]]:
        """How many, by batch and status."""
        kinds = len(STATUSES)
        found = np.bincount(self.chunk * np.int64(kinds) + self.status)
        places = np.flatnonzero(found).tolist()
        return Counter(
            {(place // kinds, STATUSES[place % kinds]): int(found[place]) for place in places}
        )

    def stats(self) -> dict[int, Stats]:
        """The figures of every batch; who was not sent does not count."""
        said_no = np.fromiter((is_optout(words) for words, _ in self.whys), np.bool_)
        optouts = np.bincount(
            self.chunk[said_no[self.why]], minlength=int(self.chunk.max(initial=0)) + 1
        )
        counts = self.counts()
        found = {chunk: Stats(optout=int(optouts[chunk])) for chunk, _ in counts}
        for (chunk, status), people in counts.items():
            if status is not None:
                found[chunk] += Stats(total=people, **{status: people})
        return found


def read(database: Database, campaign_id: str, job: Job, before: Roll | None = None) -> Roll:
    """As it is stored. Only the batches that moved since ``before`` are read again."""
    with database.read() as connection:
        marks = _marks(connection, campaign_id)
        if before is None or not _is_of_same_people(before, marks):
            before = Roll.of(_people(connection, campaign_id, job))
        moved = [chunk for chunk, mark in marks.items() if mark != before.marks.get(chunk)]
        if not moved:
            return before
        status, why, at = before.status.copy(), before.why.copy(), before.at.copy()
        known = {reason: number for number, reason in enumerate(before.whys)}
        for chunk in moved:
            job.check()
            first, end = np.searchsorted(before.chunk, (chunk, chunk + 1))
            rows = _states(connection, campaign_id, chunk)
            status[first:end] = [_CODES[row[0]] for row in rows]
            why[first:end] = [known.setdefault((row[1], row[2]), len(known)) for row in rows]
            at[first:end] = [row[3][:23] if row[3] else "NaT" for row in rows]
    return replace(before, status=status, why=why, whys=list(known), at=at, marks=marks)


def _is_of_same_people(roll: Roll, marks: Mapping[int, Mark]) -> bool:
    """Whether every batch has as many as it had: people move to a new one only."""
    sizes = {chunk: _size(mark) for chunk, mark in marks.items()}
    return sizes == {chunk: _size(mark) for chunk, mark in roll.marks.items()}


def _size(mark: Mark) -> int:
    return sum(row[1] for row in mark)


def _marks(connection: Connection, campaign_id: str) -> dict[int, Mark]:
    here = recipients.c
    wanted = (
        select(
            here.chunk,
            here.status,
            func.count(),
            func.count(here.excluded),
            func.max(here.status_at),
        )
        .where(here.campaign_id == campaign_id)
        .group_by(here.chunk, here.status)
        .order_by(here.chunk, here.status)
    )
    rows = connection.execute(wanted).all()
    return {
        chunk: tuple(tuple(row[1:]) for row in rows_of)
        for chunk, rows_of in groupby(rows, key=lambda row: row[0])
    }


def _people(connection: Connection, campaign_id: str, job: Job) -> list[tuple[str, str, int]]:
    here = recipients.c
    wanted = (
        select(here.label, here.e164, here.chunk)
        .where(here.campaign_id == campaign_id)
        .order_by(here.chunk, here.position)
    )
    return _rows(connection, wanted, job)


def _states(connection: Connection, campaign_id: str, chunk: int) -> list[tuple[Any, ...]]:
    here = recipients.c
    wanted = (
        select(here.status, func.coalesce(here.description, ""), here.excluded, here.status_at)
        .where(here.campaign_id == campaign_id, here.chunk == chunk)
        .order_by(here.position)
    )
    return _rows(connection, wanted, Job())


def _rows(connection: Connection, wanted: Select[Any], job: Job) -> list[Any]:
    """As the driver gives them: a row object for each takes longer."""
    cursor = connection.execute(wanted).cursor
    assert cursor is not None
    found: list[Any] = []
    for block in iter(lambda: cursor.fetchmany(_AT_ONCE), []):
        job.check()
        found += block
    return found
