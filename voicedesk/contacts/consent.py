"""Consents to be called for prospecting: who gave it, how it was worded, when, and the proof."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import file_digest
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Select, func, insert, select

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.ids import moment, now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import consent_numbers, consents

_BLOCK = 20_000  # numbers between two looks at the job

_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Consent:
    """What people agreed to in the same words; ``numbers`` is how many of them hold to it now.

    It holds from ``given_on`` through ``expires_on`` (None: until withdrawn). ``proof`` is the copy
    in the workspace, None where there is none.
    """

    id: int
    source: str
    wording: str
    given_on: date
    expires_on: date | None
    proof: Path | None = field(repr=False)
    proof_sha256: str | None
    recorded_at: datetime
    numbers: int

    def holds(self, today: date) -> bool:
        return self.expires_on is None or today <= self.expires_on


class Consents:
    """The consents of a workspace; ``folder`` is the workspace's, proofs are kept in ``proofs``.

    A number has one consent, the last recorded. One that is withdrawn or replaced loses its
    numbers but stays with its proof: the business may have to show it for years.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._proofs = folder / "proofs"

    def record(
        self,
        e164s: _Numbers,
        source: str,
        wording: str,
        given_on: date,
        expires_on: date | None = None,
        proof: Path | None = None,
        job: Job | None = None,
    ) -> Consent:
        """All these numbers consented; 0 is left out. One transaction, the proof copied first.

        Raises :class:`InputError`: ``empty_consent`` (no source or no wording),
        ``consent_from_future``, ``consent_ends_first``, ``nobody_consents``, ``unreadable_file``,
        ``unwritable_file``.
        """
        job = job or Job()
        numbers = np.unique(e164s[e164s > 0])
        _refuse_unlikely(source, wording, given_on, expires_on)
        if not len(numbers):
            raise InputError("nobody_consents")
        kept, digest = (None, None) if proof is None else self._keep(proof)
        values = {
            "source": source.strip(),
            "wording": wording.strip(),
            "given_on": given_on.isoformat(),
            "expires_on": None if expires_on is None else expires_on.isoformat(),
            "proof": kept,
            "proof_sha256": digest,
            "recorded_at": stamp(),
        }
        with self._database.write() as connection:
            made = connection.execute(insert(consents).values(values)).inserted_primary_key
            assert made is not None
            _link(connection, numbers, int(made[0]), job)
            return self._of(connection, consents.c.id == made[0])[0]

    def withdraw(self, e164s: _Numbers, job: Job | None = None) -> int:
        """These numbers consent no more; returns how many did."""
        job = job or Job()
        numbers = np.unique(e164s)
        withdrawn = 0
        with self._database.write() as connection:
            for part in _blocks(numbers, job, "consent"):
                statement = "DELETE FROM consent_numbers WHERE e164 = ?"
                withdrawn += _many(connection, statement, [(number,) for number in part])
            job.check()
        return withdrawn

    def of(self, e164: int) -> Consent | None:
        """The consent of one number, whether it still holds or not."""
        mine = select(consent_numbers.c.consent_id).where(consent_numbers.c.e164 == e164)
        with self._database.read() as connection:
            found = self._of(connection, consents.c.id.in_(mine))
            return found[0] if found else None

    def all_of(self, e164s: _Numbers) -> list[Consent]:
        """The consents that any of these numbers have, the latest first."""
        unique = np.unique(e164s)
        ids: set[int] = set()
        with self._database.read() as connection:
            for part in _blocks(unique, Job(), "consent"):
                among = consent_numbers.c.e164.in_(part)
                ids |= set(connection.scalars(select(consent_numbers.c.consent_id).where(among)))
            return self._of(connection, consents.c.id.in_(ids))

    def all(self) -> list[Consent]:
        """Every consent ever recorded, the latest first; one without numbers is history."""
        with self._database.read() as connection:
            return self._of(connection, consents.c.id > 0)

    def counts(self, today: date | None = None) -> tuple[int, int]:
        """How many numbers have a consent that holds, and one that has expired."""
        on = today or date.today()
        found = self.all()
        holding = sum(consent.numbers for consent in found if consent.holds(on))
        return holding, sum(consent.numbers for consent in found) - holding

    def _of(self, connection: Connection, which: Any) -> list[Consent]:
        wanted = _COUNTED.where(which).order_by(consents.c.id.desc())
        return [self._consent(row) for row in connection.execute(wanted)]

    def _consent(self, row: Row[Any]) -> Consent:
        return Consent(
            id=row.id,
            source=row.source,
            wording=row.wording,
            given_on=date.fromisoformat(row.given_on),
            expires_on=None if row.expires_on is None else date.fromisoformat(row.expires_on),
            proof=None if row.proof is None else self._proofs / row.proof,
            proof_sha256=row.proof_sha256,
            recorded_at=moment(row.recorded_at),
            numbers=row.numbers,
        )

    def _keep(self, proof: Path) -> tuple[str, str]:
        """Copy the proof, named by its content; its name in the folder and its SHA-256."""
        try:
            source = proof.open("rb")
        except OSError as error:
            raise InputError("unreadable_file", file=proof.name, why=error.strerror) from error
        try:
            with source:
                self._proofs.mkdir(exist_ok=True)
                return _copied(source, self._proofs, proof.suffix.lower())
        except OSError as error:
            raise InputError("unwritable_file", file=proof.name, why=error.strerror) from error


_COUNTED: Select[Any] = select(
    consents,
    select(func.count())
    .where(consent_numbers.c.consent_id == consents.c.id)
    .scalar_subquery()
    .label("numbers"),
)


def _refuse_unlikely(source: str, wording: str, given_on: date, expires_on: date | None) -> None:
    if not source.strip() or not wording.strip():
        raise InputError("empty_consent")
    if given_on > now().astimezone().date():
        raise InputError("consent_from_future", given_on=given_on.isoformat())
    if expires_on is not None and expires_on < given_on:
        raise InputError("consent_ends_first", expires_on=expires_on.isoformat())


def _copied(source: Any, folder: Path, suffix: str) -> tuple[str, str]:
    """What is hashed is the copy: a file that changes meanwhile is still proved by its hash."""
    handle, name = tempfile.mkstemp(dir=folder)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w+b") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
            copy.seek(0)
            digest = file_digest(copy, "sha256").hexdigest()
        unfinished.replace(folder / f"{digest}{suffix}")
    finally:
        unfinished.unlink(missing_ok=True)
    return f"{digest}{suffix}", digest


def _link(connection: Connection, numbers: _Numbers, consent: int, job: Job) -> None:
    # Not REPLACE: deleting and inserting again takes four times as long.
    statement = (
        "INSERT INTO consent_numbers (e164, consent_id) VALUES (?, ?)"
        " ON CONFLICT (e164) DO UPDATE SET consent_id = excluded.consent_id"
    )
    for part in _blocks(numbers, job, "consent"):
        _many(connection, statement, list(zip(part, repeat(consent))))
    job.check()


def _blocks(numbers: _Numbers, job: Job, step: str) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _BLOCK):
        job.report(start, len(numbers), step)
        yield numbers[start : start + _BLOCK].tolist()


def _many(connection: Connection, statement: str, values: list[Any]) -> int:
    """By the driver: through SQLAlchemy a million rows take four times as long."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, values)
        return int(cursor.rowcount)
    finally:
        cursor.close()
