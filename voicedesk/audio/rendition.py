"""What is sent of a message: a file the platform takes, with all that was found out about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from voicedesk.audio.checks import Inspection, inspect
from voicedesk.audio.decode import decode
from voicedesk.audio.edits import Edit, Trim, apply
from voicedesk.audio.prepare import write_prepared
from voicedesk.audio.problem import Problem, Severity
from voicedesk.audio.shelf import Drafts
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job


@dataclass(frozen=True)
class Rendition:
    """One file on the shelf; the figures are the file's own. ``usable``: no problem forbids it."""

    filename: str
    sha256: str
    container: str | None
    codec: str | None
    sample_rate: int | None
    channels: int | None
    duration_s: float | None
    size_bytes: int
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        return all(problem.severity is not Severity.error for problem in self.problems)

    def columns(self) -> dict[str, Any]:
        """As the table ``renditions`` stores it."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        problems = [
            {"code": found.code, "severity": found.severity, "values": dict(found.values)}
            for found in self.problems
        ]
        return {**plain, "problems": problems, "usable": self.usable}


def problems_of_row(row: Row[Any]) -> tuple[Problem, ...]:
    """What :meth:`Rendition.columns` stored of them."""
    return tuple(
        Problem(stored["code"], Severity(stored["severity"]), stored["values"])
        for stored in row.problems
    )


def as_it_came(inspection: Inspection, filename: str) -> Rendition:
    """The file itself, which the platform takes or not."""
    return Rendition(
        filename=filename,
        sha256=filename.partition(".")[0],
        container=inspection.container,
        codec=inspection.codec,
        sample_rate=inspection.sample_rate,
        channels=inspection.channels,
        duration_s=inspection.duration_s,
        size_bytes=inspection.size_bytes or 0,
        problems=inspection.problems,
    )


def converted(inspection: Inspection, source: str, drafts: Drafts, job: Job) -> Rendition:
    """A file of a kind the platform does not take, as WAV.

    One too long for any WAV stays as it came, with that error.
    """
    assert inspection.sound is not None  # else it would not have been kept
    try:
        made = _written(inspection.sound, drafts, job)
    except InputError as error:
        if error.code != "too_big":
            raise
        found = Problem("too_big", Severity.error, _plain(error.details))
        others = (p for p in inspection.problems if p.code != "too_big")
        return replace(as_it_came(inspection, source), problems=(found, *others))
    told = (p for p in inspection.problems if p.code in ("converted", "truncated"))
    return replace(made, problems=(*made.problems, *told))


def edited(
    source: Path,
    edits: Sequence[Edit],
    of_source: Iterable[Problem],
    drafts: Drafts,
    job: Job,
) -> Rendition:
    """The source with these edits; ``of_source`` are the problems it had without them.

    Raises :class:`InputError`: those of :func:`~voicedesk.audio.edits.apply`, ``too_big``,
    ``unreadable_file`` and ``unwritable_file``.
    """
    try:
        data = source.read_bytes()
    except OSError as error:
        raise InputError("unreadable_file", file=drafts.name) from error
    made = _written(apply(decode(data, job), edits, job), drafts, job)
    return replace(made, problems=(*made.problems, *_still_true(of_source, edits)))


def _written(sound: Sound, drafts: Drafts, job: Job) -> Rendition:
    """Written, then looked at like any other file: nobody believes what was only meant."""
    path = drafts.path(".wav")
    try:
        write_prepared(sound, path, job)
    except OSError as error:
        raise InputError("unwritable_file", file=drafts.name) from error
    return as_it_came(inspect(path, job), drafts.finish(path))


def _still_true(of_source: Iterable[Problem], edits: Sequence[Edit]) -> Iterable[Problem]:
    """A message that breaks off still does, unless a person chose where it ends."""
    if not any(isinstance(edit, Trim) for edit in edits):
        for problem in of_source:
            if problem.code == "truncated":
                yield replace(problem, severity=Severity.warning)


def _plain(details: dict[str, object]) -> dict[str, float | str]:
    return {name: value for name, value in details.items() if isinstance(value, int | float | str)}
