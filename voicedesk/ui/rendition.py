"""A message made ready to be looked at, and then listened to: a picture, two temporary files."""

import shutil
import tempfile
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicedesk.audio.checks import Inspection, inspect, inspect_sound
from voicedesk.audio.decode import decode
from voicedesk.audio.edits import apply
from voicedesk.audio.library import Recording, Take
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicedesk.audio.sound import Sound
    from voicedesk.audio.waveform import Pyramid


@dataclass(frozen=True, eq=False)
class Rendition:
    """What is heard of one take, its edits in force; it is also the sound a waveform draws.

    ``inspection`` is of that sound. ``original`` and ``phone`` are WAV files of our own decoded
    samples, so that no player ever opens the person's file. They are there after :meth:`write`, and
    go with :meth:`remove`, with the object, or with the program.
    """

    recording_id: str
    name: str  # the message's
    sha256: str  # of what is sent: tells the states of one message apart
    frames: int
    sample_rate: int
    inspection: Inspection
    pyramid: "Pyramid"
    folder: Path

    def __post_init__(self) -> None:
        # A rendition nobody waits for any more is dropped on its way from the thread: its files
        # must go with it.
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def loudness_lufs(self) -> float | None:
        return self.inspection.loudness_lufs

    @property
    def original(self) -> Path:
        return self.folder / "original.wav"

    @property
    def phone(self) -> Path:
        return self.folder / "phone.wav"

    @property
    def duration_s(self) -> float:
        return self.frames / self.sample_rate

    def shows(self, recording: Recording) -> bool:
        """Whether this is the message as it is now."""
        return (self.recording_id, self.sha256) == (recording.id, recording.sha256)

    def columns(self, start: int, end: int, count: int) -> "NDArray[np.float32]":
        """The extremes of ``count`` equal stretches, shape (count, 2), −1 to 1."""
        return self.pyramid.columns(start, end, count)

    def write(self, job: Job) -> "Rendition":
        """Write what can be played; returns itself. Raises InputError ``no_room``."""
        from voicedesk.audio.wavfile import write_wav

        sound = self.inspection.sound
        assert sound is not None  # else nothing would be drawn
        job.check()
        try:
            with ThreadPoolExecutor(1, thread_name_prefix="voicedesk-phone") as beside:
                phone = beside.submit(_write_phone, sound, self.phone)
                write_wav(sound, self.original)
                phone.result()
        except OSError as error:
            raise InputError("no_room", file=self.name) from error
        return self

    def remove(self) -> None:
        """Delete the files; whoever plays them has let go of them before."""
        shutil.rmtree(self.folder, ignore_errors=True)


def render(recording: Recording, job: Job) -> Rendition:
    """What :func:`draw` makes, ready to be played. Raises like :func:`draw`."""
    return draw(recording, job).write(job)


def draw(recording: Recording, job: Job, fresh: Inspection | None = None) -> Rendition:
    """Decode the take and edit it as it is to be heard; nothing can be played of it yet.

    ``fresh``: what :meth:`Recordings.fresh` knows of it, which spares the decoding.
    Raises InputError, with ``file`` the message's name, where the kept file is gone or damaged,
    and ``no_room`` where there is no place for temporary files.
    """
    from voicedesk.audio.waveform import Pyramid

    found = _heard(recording.take, recording.name, job, fresh)
    sound = found.sound
    if sound is None:
        problem = found.problems[0]
        raise InputError(problem.code, **{**problem.values, "file": recording.name})
    pyramid = Pyramid(sound)
    job.check()
    try:
        folder = Path(tempfile.mkdtemp(prefix="voicedesk-"))
    except OSError as error:
        raise InputError("no_room", file=recording.name) from error
    return Rendition(
        recording.id,
        recording.name,
        recording.sha256,
        sound.frames,
        sound.sample_rate,
        found,
        pyramid,
        folder,
    )


def _write_phone(sound: "Sound", path: Path) -> None:
    from voicedesk.audio.phone import alaw_blocks
    from voicedesk.audio.wavfile import write_alaw_wav

    write_alaw_wav(alaw_blocks(sound), path)


def _heard(take: Take, name: str, job: Job, fresh: Inspection | None) -> Inspection:
    """The take's sound and all there is to say of it, after its edits."""
    edits = take.edits.in_force
    if not edits:
        return fresh or inspect(take.source, job)
    try:
        data = take.source.read_bytes()
    except OSError as error:
        raise InputError("unreadable", file=name) from error
    return inspect_sound(apply(decode(data, job), edits, job), job)
