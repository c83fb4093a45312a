"""Where a number stands: what the stop list and the consents say of it on one day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Select, func, select

from voicedesk.base.database import Database
from voicedesk.base.schema import consent_numbers, consents, stop_numbers
from voicedesk.contacts.fingerprint import Fingerprints

NONE, GIVEN, EXPIRED = 0, 1, 2
"""What :meth:`Standing.consent` says of a number."""

_SHORT = 4_096  # rows
_BLOCK = 16_384  # rows between two moments in which others may run

_Numbers = NDArray[np.int64]
_NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True)
class Standing:
    """A snapshot: later changes of the stop list and of consents are not in it.

    Numbers are int64 E.164 digits; 0, a row without a number, is never stopped and consents to
    nothing. ``numbers`` and ``consenting`` are sorted; ``states`` are those of ``consenting``,
    and ``given`` the days they were given on (ordinals).
    """

    numbers: _Numbers = field(default_factory=_NOBODY.copy, repr=False)
    prints: frozenset[str] = field(default=frozenset(), repr=False)
    fingerprints: Fingerprints | None = field(default=None, repr=False)
    consenting: _Numbers = field(default_factory=_NOBODY.copy, repr=False)
    states: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8), repr=False)
    given: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32), repr=False)

    @classmethod
    def load(
        cls, database: Database, today: date | None = None, among: Sequence[int] | None = None
    ) -> "Standing":
        """What the workspace says on ``today``: a consent holds through its last day.

        ``among``: only these, a thousand or so; so little is read then that a list of a million
        does not matter. Raises :class:`WorkspaceError` ``stop_list_key_missing``.
        """
        with database.read() as connection:
            numbers = _numbers(connection, among)
            prints = _prints(connection)
            consenting, states, given = _consents(connection, today or date.today(), among)
        fingerprints = Fingerprints.stored(database.path.parent) if prints else None
        return cls(numbers, prints, fingerprints, consenting, states, given)

    def stopped(self, e164: _Numbers) -> NDArray[np.bool_]:
        """By index: whether the number must never be called."""
        found = _place(self.numbers, e164) >= 0
        if self.fingerprints is not None:
            found |= self._printed(e164)
        return found

    def consent(self, e164: _Numbers) -> NDArray[np.uint8]:
        """By index: :data:`NONE`, :data:`GIVEN` or :data:`EXPIRED`."""
        place = _place(self.consenting, e164)
        found = np.zeros(len(e164), np.uint8)
        known = place >= 0
        found[known] = self.states[place[known]]
        return found

    def given_before(self, e164: _Numbers, day: date) -> NDArray[np.bool_]:
        """By index: whether the number's consent holds still, and was given before that day."""
        place = _place(self.consenting, e164)
        found = np.zeros(len(e164), np.bool_)
        known = place >= 0
        theirs = place[known]
        early = self.given[theirs] < day.toordinal()
        found[known] = early & (self.states[theirs] == GIVEN)
        return found

    def _printed(self, e164: _Numbers) -> NDArray[np.bool_]:
        assert self.fingerprints is not None
        fingerprint, prints = self.fingerprints.of, self.prints
        unique, where = np.unique(e164, return_inverse=True)
        known = (number > 0 and fingerprint(number) in prints for number in unique.tolist())
        return np.fromiter(known, np.bool_, len(unique))[where]


def _place(among: _Numbers, e164: _Numbers) -> NDArray[np.int64]:
    """By index: where the number stands in the sorted ``among``, -1 where it does not."""
    if not len(among):
        return np.full(len(e164), -1, np.int64)
    place = np.minimum(np.searchsorted(among, e164), len(among) - 1)
    return np.where(among[place] == e164, place, -1)


def _numbers(connection: Connection, among: Sequence[int] | None) -> _Numbers:
    column = stop_numbers.c.e164
    wanted = select(column).where(column.is_not(None))
    if among is not None and _is_long(connection, column):
        wanted = wanted.where(column.in_(among))
    return np.sort(_read(connection, wanted, 1).ravel())


def _prints(connection: Connection) -> frozenset[str]:
    wanted = select(stop_numbers.c.key).where(stop_numbers.c.e164.is_(None))
    return frozenset(connection.scalars(wanted))


def _consents(
    connection: Connection, today: date, among: Sequence[int] | None
) -> tuple[_Numbers, NDArray[np.uint8], NDArray[np.int32]]:
    ended = consents.c.expires_on < today.isoformat()
    expired = np.array(connection.scalars(select(consents.c.id).where(ended)).all(), np.int64)
    given_on = np.zeros((connection.scalar(select(func.max(consents.c.id))) or 0) + 1, np.int32)
    for consent_id, day in connection.execute(select(consents.c.id, consents.c.given_on)):
        given_on[consent_id] = date.fromisoformat(day).toordinal()
    number, consent = consent_numbers.c.e164, consent_numbers.c.consent_id
    wanted = select(number, consent)
    if among is not None and _is_long(connection, number):
        wanted = wanted.where(number.in_(among))
    numbers, ids = _read(connection, wanted, 2).T
    order = np.argsort(numbers)  # faster than the database would
    states = np.where(np.isin(ids[order], expired), EXPIRED, GIVEN)
    return numbers[order], states.astype(np.uint8), given_on[ids[order]]


def _is_long(connection: Connection, column: Column[Any]) -> bool:
    """Whether a table has so many rows that asking for a thousand is cheaper than reading all."""
    return connection.execute(select(column).offset(_SHORT).limit(1)).first() is not None


def _read(connection: Connection, wanted: Select[Any], width: int) -> NDArray[np.int64]:
    """The rows of ``wanted``, so many integers wide."""
    cursor = connection.execute(wanted).cursor
    assert cursor is not None  # the driver's own: a row object for each of a million takes a second
    blocks = [_NOBODY]
    while rows := cursor.fetchmany(_BLOCK):
        blocks.append(np.fromiter(chain.from_iterable(rows), np.int64, width * len(rows)))
    return np.concatenate(blocks).reshape(-1, width)
