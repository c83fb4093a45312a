"""The workspace's messages: recordings kept by the hash of their content."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from voicedesk.audio.checks import Inspection, Problem, Severity, inspect
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import moment, new_id, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import campaigns, recordings
from voicedesk.base.workspace import Workspace

_BLOCK = 1 << 20  # bytes read at once


@dataclass(frozen=True)
class Recording:
    """One message. ``usable``: no problem of it forbids sending it."""

    id: str
    name: str
    filename: str
    sha256: str
    duration_s: float | None
    size_bytes: int
    usable: bool
    problems: tuple[Problem, ...]
    created_at: datetime
    path: Path


class Recordings:
    """The library over one workspace's table and folder."""

    def __init__(self, workspace: Workspace) -> None:
        self._database = workspace.database
        self._folder = workspace.recordings_dir

    def add(self, path: Path, job: Job, name: str | None = None) -> Recording:
        """Check the file, copy it and keep it, even when it has problems a person may mend.

        Raises :class:`InputError` with the problem's code when it is no sound at all,
        ``unreadable_file`` when it has gone meanwhile, ``unwritable_file`` when there is no room.
        """
        inspection = inspect(path, job)
        if inspection.sound is None:
            problem = next(p for p in inspection.problems if p.severity is Severity.error)
            raise InputError(problem.code, file=path.name, **problem.values)
        recording_id = new_id()
        sha256 = self._keep(path, _suffix(inspection))
        with self._database.write() as connection:
            connection.execute(
                insert(recordings).values(
                    id=recording_id,
                    name=name or path.stem,
                    filename=sha256 + _suffix(inspection),
                    sha256=sha256,
                    container=inspection.container,
                    codec=inspection.codec,
                    sample_rate=inspection.sample_rate,
                    channels=inspection.channels,
                    duration_s=inspection.duration_s,
                    size_bytes=inspection.size_bytes,
                    problems=[_stored(problem) for problem in inspection.problems],
                    usable=inspection.ok,
                    created_at=stamp(),
                )
            )
        return self.get(recording_id)

    def all(self) -> list[Recording]:
        """Newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(recordings).order_by(recordings.c.created_at.desc()))
            return [self._of_row(row) for row in rows]

    def get(self, recording_id: str) -> Recording:
        with self._database.read() as connection:
            wanted = select(recordings).where(recordings.c.id == recording_id)
            row = connection.execute(wanted).first()
        if row is None:
            raise NotAllowedError("unknown_recording", id=recording_id)
        return self._of_row(row)

    def rename(self, recording_id: str, name: str) -> Recording:
        with self._database.write() as connection:
            connection.execute(
                update(recordings).where(recordings.c.id == recording_id).values(name=name)
            )
        return self.get(recording_id)

    def delete(self, recording_id: str) -> None:
        """Remove it from the library; refused (``recording_in_use``) while a campaign has it."""
        recording = self.get(recording_id)
        with self._database.write() as connection:
            used = select(func.count()).where(campaigns.c.recording_id == recording_id)
            if connection.scalar(used):
                raise NotAllowedError("recording_in_use", name=recording.name)
            connection.execute(delete(recordings).where(recordings.c.id == recording_id))
            same = select(func.count()).where(recordings.c.sha256 == recording.sha256)
            orphaned = not connection.scalar(same)
        if orphaned:
            recording.path.unlink(missing_ok=True)

    def _keep(self, source: Path, suffix: str) -> str:
        """Copy it under the hash of what was copied, whole or not at all; returns the hash."""
        digest = hashlib.sha256()
        partial = self._folder / f"{new_id()}.partial"
        try:
            with partial.open("xb") as copy:
                for block in _blocks(source):
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
            target = self._folder / (digest.hexdigest() + suffix)
            if not target.exists():  # no system replaces a file while it is played
                partial.replace(target)
        except OSError as error:
            raise InputError("unwritable_file", file=source.name) from error
        finally:
            partial.unlink(missing_ok=True)
        return digest.hexdigest()

    def _of_row(self, row: Row[Any]) -> Recording:
        return Recording(
            id=row.id,
            name=row.name,
            filename=row.filename,
            sha256=row.sha256,
            duration_s=row.duration_s,
            size_bytes=row.size_bytes,
            usable=row.usable,
            problems=tuple(_problem(stored) for stored in row.problems),
            created_at=moment(row.created_at),
            path=self._folder / row.filename,
        )


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise InputError("unreadable_file", file=path.name) from error


def _suffix(inspection: Inspection) -> str:
    """The suffix the content has, whatever the file was called."""
    return f".{inspection.container}"


def _stored(problem: Problem) -> dict[str, Any]:
    values = dict(problem.values)
    return {"code": problem.code, "severity": problem.severity, "values": values}


def _problem(stored: dict[str, Any]) -> Problem:
    return Problem(stored["code"], Severity(stored["severity"]), stored["values"])
