"""Messages on their way into the library: files, recordings, and texts that were read out."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voicedesk.audio.container import CONTAINERS
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Origin, Recording
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.ui import times, wording
from voicedesk.ui.parts.badge import Kind

if TYPE_CHECKING:
    from voicedesk.audio.sound import Sound

# The suffixes of sounds, and how a file dialog wants them.
SUFFIXES = tuple(dict.fromkeys(s for kind in CONTAINERS.values() for s in kind.suffixes))
PATTERNS = " ".join(f"*{suffix}" for suffix in SUFFIXES)

_LINES = 8  # a banner with more of them hides the page
_STAMP, _STAMP_LENGTH = "%Y%m%dT%H%M%S", 15


@dataclass(frozen=True)
class FileArrival:
    """A file to bring in; without a name the message is called as the file is.

    ``recorded``: a capture of our own, which goes once the library has it.
    """

    path: Path
    name: str | None = None
    recorded: bool = False

    @property
    def title(self) -> str:
        return self.name or self.path.name

    def add(self, library: Recordings, job: Job) -> Recording:
        origin: Origin = "recorded" if self.recorded else "imported"
        recording = library.add(self.path, job, self.name, origin=origin)
        if self.recorded:
            self.path.unlink(missing_ok=True)
        return recording


@dataclass(frozen=True, eq=False)
class SpokenArrival:
    """A text that was read out; the text becomes the message's description."""

    sound: "Sound"
    name: str
    text: str

    @property
    def title(self) -> str:
        return self.name

    def add(self, library: Recordings, job: Job) -> Recording:
        return library.add_sound(self.sound, job, self.name, origin="spoken", description=self.text)


Arrival = FileArrival | SpokenArrival


@dataclass(frozen=True)
class Arrived:
    """What became of everything that was brought in together, in the order of arrival."""

    recordings: tuple[Recording, ...] = ()
    errors: tuple[VoicedeskError, ...] = ()
    left_out: int = 0  # because the person cancelled

    def with_recording(self, recording: Recording) -> "Arrived":
        return replace(self, recordings=(*self.recordings, recording))

    def with_error(self, error: VoicedeskError) -> "Arrived":
        return replace(self, errors=(*self.errors, error))


@dataclass(frozen=True)
class Told:
    """What a banner says."""

    kind: Kind
    title: str
    sentence: str = ""


def recorded_name(capture: Path) -> str:
    """What a recording is called until a person names it: by its moment, which is in the file's
    name (``audio/capture.py``)."""
    try:
        at = datetime.strptime(capture.name[:_STAMP_LENGTH], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        at = now()
    return tr("Recording of {day}, {hour}", day=times.day(at), hour=times.hour(at))


def outcome(arrived: Arrived) -> Told | None:
    """What is worth telling of an import; None where all went as wished."""
    lines = [wording.sentence(error) for error in arrived.errors]
    remarked = _remarks(arrived.recordings)
    if arrived.left_out:
        n, of = len(arrived.recordings), len(arrived.recordings) + len(lines) + arrived.left_out
        kept = ntr(
            "{n} message of {of} is in the library.",
            "{n} messages of {of} are in the library.",
            n,
            of=of,
        )
        return _told("neutral", tr("The import was cancelled"), [kept, *lines, *remarked])
    if lines:
        title = ntr("{n} file was not imported", "{n} files were not imported", len(lines))
        return _told("err", title, [*lines, *remarked])
    if remarked:
        n = len(arrived.recordings)
        return _told(
            "ok", ntr("{n} message was imported", "{n} messages were imported", n), remarked
        )
    return None


def recovery(arrived: Arrived) -> Told:
    """What was saved of recordings that were not finished."""
    n = len(arrived.recordings)
    lines = [recording.name for recording in arrived.recordings]
    lines += [wording.sentence(error) for error in arrived.errors]
    title = tr("A recording could not be recovered")
    if n:
        title = ntr(
            "A recording that was interrupted is here",
            "{n} recordings that were interrupted are here",
            n,
        )
    return _told("warn" if arrived.errors else "ok", title, lines)


def _told(kind: Kind, title: str, lines: list[str]) -> Told:
    more = len(lines) - _LINES
    if more > 1:
        lines = [*lines[:_LINES], ntr("and {n} more", "and {n} more", more)]
    return Told(kind, title, "\n".join(lines))


def _remarks(recordings: tuple[Recording, ...]) -> list[str]:
    """What was done to files on their way, told so that nobody wonders later."""
    made = []
    for recording in recordings:
        for problem in recording.problems:
            if problem.code == "converted":
                told = tr("“{name}” was converted to what the platform takes.", name=recording.name)
                made.append(told)
            elif problem.code == "wrong_suffix":
                words = wording.audio_problem(problem.code, problem.values)
                name, message, fix = recording.name, words.message, words.fix
                made.append(tr("{file}: {message}. {fix}", file=name, message=message, fix=fix))
    return made
