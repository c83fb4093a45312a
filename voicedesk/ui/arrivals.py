"""Sound files on their way into the library of messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job


@dataclass(frozen=True)
class Arrival:
    """A file to bring in; without a name the message is called as the file is."""

    path: Path
    name: str | None = None


@dataclass(frozen=True)
class Arrived:
    """What became of some files."""

    recordings: tuple[Recording, ...]
    errors: tuple[VoicedeskError, ...]


def bring_in(library: Recordings, arrivals: Sequence[Arrival], job: Job) -> Arrived:
    """Add each by itself: one bad file does not hold up the others."""
    recordings: list[Recording] = []
    errors: list[VoicedeskError] = []
    for arrival in arrivals:
        try:
            recordings.append(library.add(arrival.path, job, arrival.name))
        except VoicedeskError as error:
            errors.append(error)
    return Arrived(tuple(recordings), tuple(errors))
