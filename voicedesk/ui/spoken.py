"""A text spoken: the sound, and the two temporary files by which it is listened to."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

from voicedesk.audio.phone import phone_sound
from voicedesk.audio.sound import Sound
from voicedesk.audio.speech import Voice, speak
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job


@dataclass(frozen=True)
class Wish:
    """What is to be said, by whom, and how many times as fast as usual."""

    text: str
    voice: Voice
    pace: float


@dataclass(frozen=True, eq=False)
class Spoken:
    """The files go with :meth:`remove`, with the object, or with the program."""

    wish: Wish
    sound: Sound
    folder: Path

    def __post_init__(self) -> None:
        # Dropped on its way from the thread, it takes its files along.
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def original(self) -> Path:
        return self.folder / "original.wav"

    @property
    def phone(self) -> Path:
        return self.folder / "phone.wav"

    def remove(self) -> None:
        """Delete the files; whoever plays them has let go of them before."""
        shutil.rmtree(self.folder, ignore_errors=True)


def render(wish: Wish, job: Job) -> Spoken:
    """Raises as :func:`voicedesk.audio.speech.speak`, and InputError ``no_room``."""
    sound = speak(wish.text, wish.voice, pace=wish.pace, job=job)
    try:
        made = Spoken(wish, sound, Path(tempfile.mkdtemp(prefix="voicedesk-")))
        write_wav(sound, made.original)
        write_wav(phone_sound(sound), made.phone)
    except OSError as error:
        raise InputError("no_room", file=tempfile.gettempdir()) from error
    job.check()
    return made
