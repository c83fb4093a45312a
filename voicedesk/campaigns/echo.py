"""The platform's own file of a message, beside ours: is what was heard what will be sent?"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from voicedesk.api.client import LARGEST_FILE, VoiceClient
from voicedesk.api.errors import UnreadableAnswerError
from voicedesk.api.models import Content
from voicedesk.audio.container import sniff
from voicedesk.audio.decode import decode
from voicedesk.audio.library import Recording
from voicedesk.audio.likeness import Likeness, likeness
from voicedesk.audio.phone import PHONE_RATE, sound_of_alaw
from voicedesk.audio.probe import LONGEST_S
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.campaigns.uploads import forget, upload, uploaded

_SECOND_BYTES = 3 * PHONE_RATE  # of the platform's file: linear samples have two a frame
_MARGIN_BYTES = 65_536
_SHORTEST = PHONE_RATE  # frames: the platform has nothing below ten seconds


@dataclass(frozen=True)
class Echo:
    """``path`` is the platform's file as a linear 8 kHz WAV, to be played."""

    content: Content
    likeness: Likeness
    path: Path


def echo(
    database: Database,
    client: VoiceClient,
    platform: str,
    recording: Recording,
    folder: Path,
    job: Job,
) -> Echo:
    """Upload the recording where it is not there yet, download what will be heard, and compare.

    ``job`` reports ``upload`` and ``download`` in bytes and ``compare`` in frames. Raises
    PlatformError (``unreadable_answer``: what came is no sound; ``no_file``: the platform has no
    such file, or not for us), InputError where the kept recording is gone or damaged (``file`` its
    name), and ``no_room`` where the file cannot be written.
    """
    ours = _kept(recording, job)
    content = _content(database, client, platform, recording, job)
    data = _download(client, content.url_encoded, ours.duration_s, job)
    theirs = _sound(data, ours.duration_s, job)
    found = likeness(ours, theirs, job)
    path = folder / "platform.wav"
    try:
        write_wav(theirs, path)
    except OSError as error:
        raise InputError("no_room", file=recording.name) from error
    return Echo(content, found, path)


def _kept(recording: Recording, job: Job) -> Sound:
    try:
        return decode(recording.path.read_bytes(), job)
    except OSError as error:
        raise InputError("unreadable", file=recording.name) from error
    except InputError as error:
        raise InputError(error.code, **{**error.details, "file": recording.name}) from error


def _content(
    database: Database, client: VoiceClient, platform: str, recording: Recording, job: Job
) -> Content:
    """Read again where it is known: it may have moved (a restarted sandbox), or be gone."""
    known = uploaded(database, platform, recording.sha256)
    if known is not None:
        job.report(0, None, "download")
        for content in client.contents(ids=[known.id]):
            if content.id == known.id:
                return content
        forget(database, platform, recording.sha256)
    return upload(database, client, platform, recording, job)


def _download(client: VoiceClient, url: str, duration_s: float, job: Job) -> bytes:
    target = BytesIO()
    expected = int(min(duration_s, LONGEST_S) * _SECOND_BYTES) + _MARGIN_BYTES
    try:
        client.download(url, target, min(expected, LARGEST_FILE), job)
    except UnreadableAnswerError as error:
        if error.code == "file_too_big":  # not the platform's file of this message
            raise UnreadableAnswerError("unreadable_answer", status=error.status) from None
        raise
    return target.getvalue()


def _sound(data: bytes, duration_s: float, job: Job) -> Sound:
    """A WAV or an MP3, else bare samples: 8-bit A-law, or 16-bit linear by its size.

    The API's document says ``.pcm``, "16 bit" and "A-law 8 bits" (voice-api.md §2, §4).
    """
    if sniff(data) in ("wav", "mp3"):
        try:
            return decode(data, job)
        except InputError:
            raise _unreadable() from None
    # In speech, half of the samples are above zero, and A-law marks them by the highest bit.
    if len(data) < _SHORTEST or data.isascii():
        raise _unreadable()
    if len(data) < 1.5 * duration_s * PHONE_RATE:
        return sound_of_alaw(data)
    linear = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)
    return Sound(linear.reshape(-1, 1), PHONE_RATE)


def _unreadable() -> UnreadableAnswerError:
    return UnreadableAnswerError("unreadable_answer", status=200)
