"""Consents to be called for prospecting: who gave it, how it was worded, when, and the proof."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, func, insert, select, text

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.ids import moment, now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import consent_ended, consent_numbers, consents

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


@dataclass(frozen=True)
class PastConsent:
    """One that a number had until it was withdrawn or another was recorded."""

    consent: Consent
    ended_at: datetime


class Consents:
    """The consents of a workspace; ``folder`` is the workspace's, proofs are kept in ``proofs``.

    A number has one consent, the last recorded. One that is withdrawn or replaced stays, with its
    proof and whom it covered until when: the business may have to show it for years.
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
        numbers = _different(e164s[e164s > 0])
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
            at = {"consent": int(made[0]), "now": values["recorded_at"]}
            for part in _blocks(numbers, job, "consent"):
                _run(connection, _END, part, at)
                _run(connection, _LINK, part, at)
            job.check()
            return self._of(connection, consents.c.id == made[0])[0]

    def withdraw(self, e164s: _Numbers, job: Job | None = None) -> int:
        """These numbers consent no more; returns how many did."""
        job = job or Job()
        numbers = _different(e164s)
        withdrawn, at = 0, {"now": stamp()}
        with self._database.write() as connection:
            for part in _blocks(numbers, job, "consent"):
                _run(connection, _END, part, at)
                withdrawn += _run(connection, _UNLINK, part, {})
            job.check()
        return withdrawn

    def of(self, e164: int) -> Consent | None:
        """The consent of one number, whether it still holds or not."""
        mine = select(consent_numbers.c.consent_id).where(consent_numbers.c.e164 == e164)
        with self._database.read() as connection:
            found = self._of(connection, consents.c.id.in_(mine))
            return found[0] if found else None

    def past(self, e164: int) -> list[PastConsent]:
        """Those that one number had and has no more, the last that ended first."""
        mine = select(consent_ended).where(consent_ended.c.e164 == e164)
        with self._database.read() as connection:
            ended = {row.consent_id: row.ended_at for row in connection.execute(mine)}
            found = self._of(connection, consents.c.id.in_(ended))
        # A consent gives way to later ones only: the ids are in the order of the ends.
        return [PastConsent(consent, moment(ended[consent.id])) for consent in found]

    def all_of(self, e164s: _Numbers) -> list[Consent]:
        """The consents that any of these numbers have, the latest first."""
        unique = _different(e164s)
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
        wanted = select(consents).where(which).order_by(consents.c.id.desc())
        of = consent_numbers.c.consent_id
        # One walk through the numbers for all of them: an index would cost a second to keep.
        counted = (
            select(of, func.count()).where(of.in_(select(consents.c.id).where(which))).group_by(of)
        )
        numbers = {row[0]: row[1] for row in connection.execute(counted)}
        return [self._consent(row, numbers.get(row.id, 0)) for row in connection.execute(wanted)]

    def _consent(self, row: Row[Any], numbers: int) -> Consent:
        return Consent(
            id=row.id,
            source=row.source,
            wording=row.wording,
            given_on=date.fromisoformat(row.given_on),
            expires_on=None if row.expires_on is None else date.fromisoformat(row.expires_on),
            proof=None if row.proof is None else self._proofs / row.proof,
            proof_sha256=row.proof_sha256,
            recorded_at=moment(row.recorded_at),
            numbers=numbers,
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


# Numbers given one by one take three times as long.
_END = (
    "INSERT INTO consent_ended (e164, consent_id, ended_at) SELECT e164, consent_id, :now"
    " FROM json_each(:numbers) CROSS JOIN consent_numbers ON e164 = value"
)
_LINK = (
    "INSERT INTO consent_numbers (e164, consent_id)"
    " SELECT value, :consent FROM json_each(:numbers) WHERE true"
    # Not REPLACE: deleting and inserting again takes four times as long.
    " ON CONFLICT (e164) DO UPDATE SET consent_id = excluded.consent_id"
)
_UNLINK = "DELETE FROM consent_numbers WHERE e164 IN (SELECT value FROM json_each(:numbers))"


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


def _different(numbers: _Numbers) -> _Numbers:
    """Each once, sorted: five times as fast as numpy's ``unique``."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def _blocks(numbers: _Numbers, job: Job, step: str) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _BLOCK):
        job.report(start, len(numbers), step)
        yield numbers[start : start + _BLOCK].tolist()


def _run(connection: Connection, statement: str, numbers: list[int], values: dict[str, Any]) -> int:
    """With these numbers; how many rows it touched."""
    found = connection.execute(text(statement), {**values, "numbers": json.dumps(numbers)})
    return found.rowcount
