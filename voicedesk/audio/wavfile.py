"""Sounds written as WAV files."""

import struct
import wave
from pathlib import Path

from voicedesk.audio.phone import PHONE_RATE
from voicedesk.audio.sound import Sound

_A_LAW = 6  # WAVE_FORMAT_ALAW


def write_wav(sound: Sound, path: Path) -> None:
    """Linear 16-bit samples, at the sound's rate and channels. Raises OSError."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.channels)
        file.setsampwidth(2)
        file.setframerate(sound.sample_rate)
        file.writeframes(sound.samples.astype("<i2", copy=False).tobytes())


def write_alaw_wav(alaw: bytes, path: Path) -> None:
    """8 kHz mono A-law as :func:`voicedesk.audio.phone.alaw` gives it. Raises OSError.

    Format 6, with the ``fact`` chunk (number of samples) that every coded format has.
    """
    fmt = struct.pack("<HHIIHHH", _A_LAW, 1, PHONE_RATE, PHONE_RATE, 1, 8, 0)
    fact = struct.pack("<I", len(alaw))
    chunks = b"".join((_chunk(b"fmt ", fmt), _chunk(b"fact", fact), _chunk(b"data", alaw)))
    path.write_bytes(_chunk(b"RIFF", b"WAVE" + chunks))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)
