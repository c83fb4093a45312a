"""Whether a recording can be sent: what is wrong with it, as codes with their values.

Limits of the platform (``voice-api.md`` §4): at least 10 s, counted in decoded frames, and at most
20 MB, read as 20,000,000 bytes.
"""

import errno
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from voicedesk.audio.decode import decode
from voicedesk.audio.header import wrong_claim
from voicedesk.audio.levels import Levels, measure
from voicedesk.audio.loudness import loudness_lufs
from voicedesk.audio.probe import Probe, probe
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

LARGEST_BYTES = 20_000_000
SHORTEST_S = 10

SILENT_DBFS = -50.0  # the smallest step of A-law is at -66: below this nothing is understood
QUIET_LUFS = -30.0  # speech on the telephone is expected around -20
CLIPPED_RUNS = 10  # a few full-scale moments are not heard
MIX_LOSS_DB = 20.0

SUFFIXES = {"mp3": (".mp3",), "wav": (".wav", ".wave")}


class Severity(StrEnum):
    """``error``: cannot be sent; ``warning``: not what was meant; ``note``: good to know."""

    error = "error"
    warning = "warning"
    note = "note"


@dataclass(frozen=True)
class Problem:
    """One finding. ``values`` fill its sentence: ``*_s`` seconds, ``*_bytes``, ``*_dbfs``, …"""

    code: str
    severity: Severity
    values: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Inspection:
    """What is known of one file; what could not be found out is None.

    ``sample_rate`` and ``channels`` are the file's, ``duration_s`` counts decoded frames,
    ``peak_dbfs`` is None for digital silence and ``loudness_lufs`` below the gate. ``sound`` is
    there whenever anything could be decoded, problems or not.
    """

    path: Path
    size_bytes: int | None
    problems: tuple[Problem, ...]
    container: str | None = None
    codec: str | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    peak_dbfs: float | None = None
    loudness_lufs: float | None = None
    sound: Sound | None = None

    @property
    def ok(self) -> bool:
        """It can be sent: no problem is an error."""
        return all(problem.severity is not Severity.error for problem in self.problems)


def inspect(path: Path, job: Job) -> Inspection:
    """Everything there is to say about a file.

    Never raises for what the file is or holds: that is an :class:`Inspection` with an ``error``.
    Raises CancelledError when the job is cancelled.
    """
    job.report(0, None, "read")
    try:
        size, data = _read(path)
    except (OSError, ValueError) as error:
        return Inspection(path, None, (_error("unreadable", reason=_reason(error)),))
    if data is None:
        too_big = _error("too_big", size_bytes=size, limit_bytes=LARGEST_BYTES)
        return Inspection(path, size, (too_big,))
    found: Probe | None = None
    try:
        found = probe(data, job)
        sound = decode(data, job, probed=found)
    except InputError as error:
        return _undecoded(path, size, found, error)
    return _inspected(path, data, found, sound, job)


def _read(path: Path) -> tuple[int, bytes | None]:
    """The size and the content; no content when it is too big. A pipe or a folder is no file."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise IsADirectoryError
    if state.st_size > LARGEST_BYTES:
        return state.st_size, None
    with path.open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    return len(data), data if len(data) <= LARGEST_BYTES else None


def _reason(error: OSError | ValueError) -> str:
    """Why it cannot be read: ``missing``, ``not_a_file``, ``forbidden`` or the errno's name."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "missing"
    if isinstance(error, IsADirectoryError):
        return "not_a_file"
    if isinstance(error, PermissionError):
        return "forbidden"
    number = error.errno if isinstance(error, OSError) else None
    return errno.errorcode.get(number or errno.EINVAL, "EINVAL")


def _undecoded(path: Path, size: int, found: Probe | None, error: InputError) -> Inspection:
    values = {name: v for name, v in error.details.items() if isinstance(v, int | float | str)}
    container = found.container if found else str(values.get("container", "")) or None
    codec = found.codec if found else str(values.get("codec", "")) or None
    return Inspection(path, size, (_error(error.code, **values),), container, codec)


def _inspected(path: Path, data: bytes, found: Probe, sound: Sound, job: Job) -> Inspection:
    job.report(0, None, "measure")
    levels = measure(sound, job)
    loudness = loudness_lufs(sound, job)
    problems = (
        *_length(sound),
        *_header(data, found, sound),
        *_name(path, found),
        *_heard(levels, loudness),
    )
    return Inspection(
        path=path,
        size_bytes=len(data),
        problems=problems,
        container=found.container,
        codec=found.codec,
        duration_s=sound.duration_s,
        sample_rate=found.sample_rate,
        channels=found.channels,
        peak_dbfs=levels.peak_dbfs,
        loudness_lufs=loudness,
        sound=sound,
    )


def _length(sound: Sound) -> Iterator[Problem]:
    """The platform's 10 s, on pydub's frames: its ``len()`` rounds 9.9995 s up to 10,000 ms."""
    segment = sound.segment()
    if segment.frame_count() < SHORTEST_S * segment.frame_rate:
        yield _error("too_short", duration_s=sound.duration_s, limit_s=SHORTEST_S)


def _header(data: bytes, found: Probe, sound: Sound) -> Iterator[Problem]:
    """A known loss is an error: the message would break off. A wrong header alone harms nobody."""
    wrong = wrong_claim(data, found.container, sound.duration_s)
    if wrong is None:
        return
    values: dict[str, float | str] = {"duration_s": sound.duration_s}
    if wrong.claimed_s is not None:
        values["claimed_s"] = wrong.claimed_s
    lost = wrong.code == "truncated" and wrong.claimed_s is not None
    yield Problem(wrong.code, Severity.error if lost else Severity.warning, values)


def _name(path: Path, found: Probe) -> Iterator[Problem]:
    if path.suffix.lower() not in SUFFIXES[found.container]:
        values = {"suffix": path.suffix, "container": found.container}
        yield Problem("wrong_suffix", Severity.warning, values)


def _heard(levels: Levels, loudness: float | None) -> Iterator[Problem]:
    if levels.peak_dbfs is None or levels.peak_dbfs <= SILENT_DBFS:
        yield _error("silent", limit_dbfs=SILENT_DBFS)
        return
    if loudness is not None and loudness < QUIET_LUFS:
        values = {"loudness_lufs": loudness, "limit_lufs": QUIET_LUFS}
        yield Problem("quiet", Severity.warning, values)
    if levels.clipped_runs >= CLIPPED_RUNS:
        yield Problem("clipped", Severity.warning, {"places": levels.clipped_runs})
    if levels.mix_loss_db >= MIX_LOSS_DB:
        yield Problem("antiphase", Severity.warning, {"loss_db": levels.mix_loss_db})


def _error(code: str, **values: float | str) -> Problem:
    return Problem(code, Severity.error, values)
