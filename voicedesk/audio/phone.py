"""What the recipient hears: 8 kHz, mono, 8-bit A-law (ITU-T G.711)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicedesk.audio.decode import decode
from voicedesk.audio.probe import probe
from voicedesk.audio.sound import Samples, Sound

PHONE_RATE = 8_000
_BLOCK = 1 << 20  # frames resampled at a time: an hour in floats would be 690 MB
_CODED = (
    1 << 16
)  # frames coded at a time: audioop keeps the interpreter, a window would stand still


@dataclass(frozen=True)
class PlatformAudio:
    """An imported file as the platform keeps it; frames and rate are the original's, decoded."""

    alaw: bytes
    frames: int
    sample_rate: int
    duration_s: float
    mime_type: str


def platform_audio(data: bytes) -> PlatformAudio:
    """What the platform makes of an uploaded MP3 or WAV.

    Raises InputError: ``not_audio``, ``empty``, ``truncated`` (no sound is left of it),
    ``unsupported``, ``too_long`` (above an hour).
    """
    probed = probe(data, platform=True)
    sound = decode(data, probed=probed)
    return PlatformAudio(
        alaw(sound), sound.frames, sound.sample_rate, sound.duration_s, f"audio/{probed.container}"
    )


def alaw(sound: Sound) -> bytes:
    """The recording as the line carries it: one byte a sample, 8,000 a second."""
    return b"".join(alaw_blocks(sound))


def alaw_blocks(sound: Sound) -> Iterator[bytes]:
    """The same in pieces, to be written: an hour is 29 MB."""
    from voicedesk.audio.oldaudio import audioop

    for block in _narrowed(sound, PHONE_RATE):
        for start in range(0, len(block), _CODED):
            yield audioop.lin2alaw(block[start : start + _CODED].data, 2)


def phone_sound(sound: Sound) -> Sound:
    """The recording as it sounds at the recipient's ear, at 8 kHz, to be listened to."""
    return sound_of_alaw(alaw(sound))


def sound_of_alaw(coded: bytes) -> Sound:
    """What :func:`alaw` coded, as it is heard."""
    from voicedesk.audio.oldaudio import audioop

    heard = np.empty((len(coded), 1), np.int16)
    for start in range(0, len(coded), _CODED):
        block = coded[start : start + _CODED]
        heard[start : start + _CODED, 0] = np.frombuffer(audioop.alaw2lin(block, 2), np.int16)
    return Sound(heard, PHONE_RATE)


def narrow(sound: Sound, rate: int = PHONE_RATE) -> Sound:
    """Mono at this rate. Nothing above half of it folds back (alias below -90 dB)."""
    return Sound(np.concatenate(list(_narrowed(sound, rate))).reshape(-1, 1), rate)


def _narrowed(sound: Sound, rate: int) -> Iterator[Samples]:
    """The mono samples at this rate, in at least one block of shape (frames,)."""
    if sound.sample_rate == rate:
        yield np.ascontiguousarray(sound.mono().samples[:, 0])
        return
    import soxr

    # Floats, because soxr adds a random dither to integers: the same file must sound the same.
    stream = soxr.ResampleStream(sound.sample_rate, rate, 1, dtype="float32")
    for start in range(0, max(sound.frames, 1), _BLOCK):
        stereo = sound.samples[start : start + _BLOCK]
        # The same column twice for mono. Adding columns is ten times as fast as a mean over rows.
        block = (stereo[:, 0].astype(np.float32) + stereo[:, -1]) / 2
        resampled = stream.resample_chunk(block, last=start + _BLOCK >= sound.frames)
        yield np.clip(np.rint(resampled), -32_768, 32_767).astype(np.int16)
