"""A sound written as a file the platform takes: a mono WAV of at most 20 MB."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicedesk.audio.checks import LARGEST_BYTES
from voicedesk.audio.phone import PHONE_RATE, alaw_blocks, narrow
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_alaw_wav, write_wav
from voicedesk.base.errors import InputError
from voicedesk.base.ids import new_id
from voicedesk.base.jobs import Job

_HIGHEST_RATE = 48_000
_SPEECH_RATE = 16_000  # all of a voice; the telephone takes half of it
_HEADER_BYTES = 60  # of the longer of the two kinds


def write_prepared(sound: Sound, path: Path, job: Job) -> None:
    """The best file that fits: 16 bits at the sound's own rate (up to 48 kHz), at 16 kHz, at
    8 kHz, and last A-law at 8 kHz, which is what the platform makes of them all.

    Raises InputError ``too_big`` (size_bytes, limit_bytes) above 41 minutes, before anything is
    written; OSError.
    """
    job.report(0, None, "save")
    for rate in _rates(sound):
        if 2 * _frames(sound, rate) + _HEADER_BYTES <= LARGEST_BYTES:
            write_wav(narrow(sound, rate), path)
            return
    size = _frames(sound, PHONE_RATE) + _HEADER_BYTES
    if size > LARGEST_BYTES:
        raise InputError("too_big", size_bytes=size, limit_bytes=LARGEST_BYTES)
    write_alaw_wav(alaw_blocks(sound), path)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when the block ends well, and else is gone.

    Raises InputError ``unwritable_file``.
    """
    unfinished = path.with_name(f".{new_id()}{path.suffix}")
    try:
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("unwritable_file", file=path.name) from error


def _rates(sound: Sound) -> Iterator[int]:
    """From the sound's own downwards: a rate above it would only make the file larger."""
    own = min(sound.sample_rate, _HIGHEST_RATE)
    yield own
    yield from (rate for rate in (_SPEECH_RATE, PHONE_RATE) if rate < own)


def _frames(sound: Sound, rate: int) -> int:
    return math.ceil(sound.frames * rate / sound.sample_rate)
