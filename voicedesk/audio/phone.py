"""What the recipient hears: 8 kHz, mono, 8-bit A-law (ITU-T G.711)."""

from dataclasses import dataclass

import numpy as np

from voicedesk.audio.decode import decode
from voicedesk.audio.probe import probe
from voicedesk.audio.sound import Samples, Sound

PHONE_RATE = 8_000
_BLOCK = 1 << 20  # frames resampled at a time: an hour in floats would be 690 MB


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
    probed = probe(data)
    sound = decode(data, probed=probed)
    return PlatformAudio(
        alaw(sound), sound.frames, sound.sample_rate, sound.duration_s, f"audio/{probed.container}"
    )


def alaw(sound: Sound) -> bytes:
    """The recording as the line carries it: one byte a sample, 8,000 a second."""
    from voicedesk.audio.oldaudio import audioop

    return bytes(audioop.lin2alaw(narrow(sound).samples.tobytes(), 2))


def phone_sound(sound: Sound) -> Sound:
    """The recording as it sounds at the recipient's ear, at 8 kHz, to be listened to."""
    from voicedesk.audio.oldaudio import audioop

    heard = np.frombuffer(audioop.alaw2lin(alaw(sound), 2), dtype=np.int16)
    return Sound(heard.reshape(-1, 1), PHONE_RATE)


def narrow(sound: Sound) -> Sound:
    """Mono at 8 kHz, not yet coded. Nothing above 4 kHz folds back (alias below -90 dB)."""
    if sound.sample_rate == PHONE_RATE:
        return sound.mono()
    import soxr

    # Floats, because soxr adds a random dither to integers: the same file must sound the same.
    stream = soxr.ResampleStream(sound.sample_rate, PHONE_RATE, 1, dtype="float32")
    blocks: list[Samples] = []
    for start in range(0, max(sound.frames, 1), _BLOCK):
        stereo = sound.samples[start : start + _BLOCK]
        # The same column twice for mono. Adding columns is ten times as fast as a mean over rows.
        block = (stereo[:, 0].astype(np.float32) + stereo[:, -1]) / 2
        resampled = stream.resample_chunk(block, last=start + _BLOCK >= sound.frames)
        blocks.append(np.clip(np.rint(resampled), -32_768, 32_767).astype(np.int16))
    return Sound(np.concatenate(blocks).reshape(-1, 1), PHONE_RATE)
