"""A message made ready to be looked at and listened to: its picture and two temporary files."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicedesk.audio.checks import inspect
from voicedesk.audio.library import Recording
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicedesk.audio.waveform import Pyramid


@dataclass(frozen=True, eq=False)
class Rendition:
    """What is heard of one recording; it is also the sound a waveform draws.

    ``original`` and ``phone`` are WAV files of our own decoded samples, so that no player ever
    opens the person's file. They go with :meth:`remove`, with the object, or with the program.
    """

    recording_id: str
    frames: int
    sample_rate: int
    loudness_lufs: float | None
    pyramid: "Pyramid"
    folder: Path

    def __post_init__(self) -> None:
        # A rendition nobody waits for any more is dropped on its way from the thread: its files
        # must go with it.
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def original(self) -> Path:
        return self.folder / "original.wav"

    @property
    def phone(self) -> Path:
        return self.folder / "phone.wav"

    @property
    def duration_s(self) -> float:
        return self.frames / self.sample_rate

    def columns(self, start: int, end: int, count: int) -> "NDArray[np.float32]":
        """The extremes of ``count`` equal stretches, shape (count, 2), −1 to 1."""
        return self.pyramid.columns(start, end, count)

    def remove(self) -> None:
        """Delete the files; whoever plays them has let go of them before."""
        shutil.rmtree(self.folder, ignore_errors=True)


def render(recording: Recording, job: Job) -> Rendition:
    """Decode the recording and write what can be played of it.

    Raises InputError, with ``file`` the message's name, where the kept file is gone or damaged,
    and ``no_room`` where the temporary files cannot be written.
    """
    from voicedesk.audio.phone import phone_sound
    from voicedesk.audio.waveform import Pyramid
    from voicedesk.audio.wavfile import write_wav

    found = inspect(recording.path, job)
    if found.sound is None:
        problem = found.problems[0]
        raise InputError(problem.code, file=recording.name, **problem.values)
    pyramid = Pyramid(found.sound)
    try:
        folder = Path(tempfile.mkdtemp(prefix="voicedesk-"))
        made = Rendition(
            recording.id,
            found.sound.frames,
            found.sound.sample_rate,
            found.loudness_lufs,
            pyramid,
            folder,
        )
        write_wav(found.sound, made.original)
        job.check()
        write_wav(phone_sound(found.sound), made.phone)
    except OSError as error:
        raise InputError("no_room", file=recording.name) from error
    return made
