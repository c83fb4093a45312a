"""Whether a recording can be sent: what is wrong with it, as codes with their values.

The platform takes at most 20 MB (``voice-api.md`` §4), read as 20,000,000 bytes.
"""

import errno
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from voicedesk.audio.container import CONTAINERS, PLATFORM
from voicedesk.audio.decode import Listener, decode
from voicedesk.audio.header import wrong_claim
from voicedesk.audio.hearing import SHORTEST_S, Ear, Hearing, hear
from voicedesk.audio.probe import Probe, probe
from voicedesk.audio.problem import Problem, Severity, error, note, warning
from voicedesk.audio.silence import Stretch
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

__all__ = [
    "LARGEST_BYTES",
    "LARGEST_READ",
    "SHORTEST_S",
    "Inspection",
    "Problem",
    "Severity",
    "inspect",
    "inspect_sound",
]

LARGEST_BYTES = 20_000_000
LARGEST_READ = 250_000_000  # 20 minutes of 96 kHz 24-bit stereo; beyond, nobody meant a message


@dataclass(frozen=True)
class Inspection:
    """What is known of one file; what could not be found out is None.

    ``sample_rate`` and ``channels`` are the file's, ``duration_s`` counts decoded frames,
    ``peak_dbfs`` is None for digital silence and ``loudness_lufs`` below the gate. ``sound`` is
    there whenever anything could be decoded, problems or not. ``converted``: it is neither MP3 nor
    WAV and must be written as WAV before it can be sent.
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
    silences: tuple[Stretch, ...] = ()
    converted: bool = False

    @property
    def ok(self) -> bool:
        """It can be sent: no problem is an error."""
        return all(problem.severity is not Severity.error for problem in self.problems)


def inspect(path: Path, job: Job) -> Inspection:
    """Everything there is to say about a file.

    Never raises for what the file is or holds: that is an :class:`Inspection` with an ``error``.
    A file above the platform's 20 MB has the error ``too_big``, and its sound all the same unless
    it is above 250 MB. Raises CancelledError when the job is cancelled.
    """
    job.report(0, None, "read")
    try:
        size, data = _read(path)
    except (OSError, ValueError) as failure:
        return Inspection(path, None, (error("unreadable", reason=_reason(failure)),))
    if data is None:
        too_big = error("too_big", size_bytes=size, limit_bytes=LARGEST_READ)
        return Inspection(path, size, (too_big,))
    found: Probe | None = None
    ears: list[Ear] = []

    def listening(rate: int, channels: int) -> Listener:
        ears.append(Ear(rate, channels))
        return ears[-1].take

    try:
        found = probe(data, job)
        sound = decode(data, job, probed=found, listening=listening)
    except InputError as failure:
        return _undecoded(path, size, found, failure)
    job.report(0, None, "measure")
    return _inspected(path, data, found, sound, ears[-1].heard(sound, job))


def inspect_sound(sound: Sound, job: Job, path: Path = Path()) -> Inspection:
    """The checks on a sound that is already decoded; what only a file has is None.

    Raises CancelledError when the job is cancelled.
    """
    job.report(0, None, "measure")
    return _of_sound(path, sound, hear(sound, job))


def _of_sound(path: Path, sound: Sound, heard: Hearing) -> Inspection:
    return Inspection(
        path=path,
        size_bytes=None,
        problems=heard.problems,
        duration_s=sound.duration_s,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        peak_dbfs=heard.levels.peak_dbfs,
        loudness_lufs=heard.loudness_lufs,
        sound=sound,
        silences=heard.silences,
    )


def _read(path: Path) -> tuple[int, bytes | None]:
    """The size and the content; no content when it is too big. A pipe or a folder is no file."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise IsADirectoryError
    if state.st_size > LARGEST_READ:
        return state.st_size, None
    with path.open("rb") as file:
        data = file.read(LARGEST_READ + 1)
    return len(data), data if len(data) <= LARGEST_READ else None


def _reason(failure: OSError | ValueError) -> str:
    """Why it cannot be read: ``missing``, ``not_a_file``, ``forbidden`` or the errno's name."""
    if isinstance(failure, FileNotFoundError | NotADirectoryError):
        return "missing"
    if isinstance(failure, IsADirectoryError):
        return "not_a_file"
    if isinstance(failure, PermissionError):
        return "forbidden"
    number = failure.errno if isinstance(failure, OSError) else None
    return errno.errorcode.get(number or errno.EINVAL, "EINVAL")


def _undecoded(path: Path, size: int, found: Probe | None, failure: InputError) -> Inspection:
    values = {name: v for name, v in failure.details.items() if isinstance(v, int | float | str)}
    container = found.container if found else str(values.get("container", "")) or None
    codec = found.codec if found else str(values.get("codec", "")) or None
    return Inspection(path, size, (error(failure.code, **values),), container, codec)


def _inspected(path: Path, data: bytes, found: Probe, sound: Sound, heard: Hearing) -> Inspection:
    inspection = _of_sound(path, sound, heard)
    return replace(
        inspection,
        size_bytes=len(data),
        problems=(
            *_size(data, found),
            *_header(data, found, sound),
            *_kind(path, found),
            *inspection.problems,
        ),
        container=found.container,
        codec=found.codec,
        sample_rate=found.sample_rate,
        channels=found.channels,
        converted=found.container not in PLATFORM,
    )


def _size(data: bytes, found: Probe) -> Iterator[Problem]:
    """Only of what is sent as it is: what is converted gets the size that fits."""
    if len(data) > LARGEST_BYTES and found.container in PLATFORM:
        yield error("too_big", size_bytes=len(data), limit_bytes=LARGEST_BYTES)


def _header(data: bytes, found: Probe, sound: Sound) -> Iterator[Problem]:
    """A known loss is an error: the message would break off. A wrong header alone harms nobody."""
    wrong = wrong_claim(data, found, sound.duration_s)
    if wrong is None:
        return
    values: dict[str, float | str] = {"duration_s": sound.duration_s}
    if wrong.claimed_s is not None:
        values["claimed_s"] = wrong.claimed_s
    lost = wrong.code == "truncated" and wrong.claimed_s is not None
    yield Problem(wrong.code, Severity.error if lost else Severity.warning, values)


def _kind(path: Path, found: Probe) -> Iterator[Problem]:
    if path.suffix.lower() not in CONTAINERS[found.container].suffixes:
        yield warning("wrong_suffix", suffix=path.suffix, container=found.container)
    if found.container not in PLATFORM:
        yield note("converted", container=found.container, codec=found.codec)
