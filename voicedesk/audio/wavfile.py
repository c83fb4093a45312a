"""Sounds written as WAV files."""

import struct
import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from voicedesk.audio.phone import PHONE_RATE
from voicedesk.audio.sound import Sound

_A_LAW = 6  # WAVE_FORMAT_ALAW
_BLOCK = 1 << 16  # frames: copied at once, 20 minutes make the window stand still for 0.2 s


def write_wav(sound: Sound, path: Path) -> None:
    """Linear 16-bit samples, at the sound's rate and channels. Raises OSError."""
    # Opened here: where it cannot be, wave's writer would complain about itself as well.
    with path.open("wb") as stream, wave.open(stream, "wb") as file:
        file.setnchannels(sound.channels)
        file.setsampwidth(2)
        file.setframerate(sound.sample_rate)
        file.setnframes(sound.frames)
        for start in range(0, sound.frames, _BLOCK):
            block = sound.samples[start : start + _BLOCK]
            file.writeframesraw(np.ascontiguousarray(block, "<i2").data)


def write_alaw_wav(blocks: Iterable[bytes], path: Path) -> None:
    """8 kHz mono A-law as :func:`voicedesk.audio.phone.alaw_blocks` gives it. Raises OSError."""
    with path.open("wb") as file:
        file.write(_alaw_header(0))
        size = sum(file.write(block) for block in blocks)
        file.write(b"\0" * (size & 1))
        file.seek(0)
        file.write(_alaw_header(size))


def _alaw_header(size: int) -> bytes:
    """Format 6, with the ``fact`` chunk (number of samples) that every coded format has."""
    fmt = struct.pack("<HHIIHHH", _A_LAW, 1, PHONE_RATE, PHONE_RATE, 1, 8, 0)
    fact = struct.pack("<I", size)
    before = b"WAVE" + _chunk(b"fmt ", fmt) + _chunk(b"fact", fact)
    return _head(b"RIFF", len(before) + 8 + size + (size & 1)) + before + _head(b"data", size)


def _chunk(name: bytes, body: bytes) -> bytes:
    """Of an even number of bytes."""
    return _head(name, len(body)) + body


def _head(name: bytes, size: int) -> bytes:
    return name + struct.pack("<I", size)
