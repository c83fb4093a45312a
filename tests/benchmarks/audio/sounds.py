"""FILE KIND SECONDS: sounds that are spoken like speech; made, never kept.

    mp3     as an MP3 of just under 20,000,000 bytes, at the bit rate that this length asks for
    raw     as bare 16-bit samples, stereo at 44,100 Hz: what is decoded, as FFmpeg reads it

One minute is made and repeated: what is measured does not know it.
"""

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MP3_BYTES = 19_900_000
RAW_RATE = 44_100
_MINUTE = 60  # seconds
_KBITS = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_VOICES = 12  # seconds that are different

Block = NDArray[np.int16]  # shape (frames, channels)


def spoken(rate: int, channels: int, seconds: int) -> Iterator[Block]:
    """Second after second of syllables: a buzz through slow formants, breath, and pauses."""
    said = [_second(rate, channels, number) for number in range(_VOICES)]
    for number in range(seconds):
        yield said[number * 5 % _VOICES]


def _second(rate: int, channels: int, number: int) -> Block:
    chance = np.random.default_rng(number)
    time = np.arange(rate) / rate
    buzz = np.zeros(rate)
    for n in range(1, 25):
        strength = (1 + np.cos(n * (1 + number % 5))) / (2 * n)
        buzz += strength * np.sin(2 * np.pi * (110 + 3 * number) * n * time)
    syllables = np.clip(np.sin(2 * np.pi * (4 + number % 3) * time), 0, 1) * (number != 6)
    mono = (buzz + chance.normal(0, 0.05, rate)) * syllables + chance.normal(0, 0.001, rate)
    sides = np.stack([mono * (1 - 0.1 * side) for side in range(channels)], axis=1)
    coded: Block = np.clip(sides * 6_000, -32_768, 32_767).astype(np.int16)
    return coded


def write_mp3(path: Path, seconds: int, size_bytes: int = MP3_BYTES) -> None:
    """At the highest bit rate with which ``seconds`` fit into ``size_bytes``; else fewer seconds.

    At a constant rate and without tags a minute after a minute is a sound file too.
    """
    fitting = size_bytes * 8 / seconds / 1000
    kbits = max(kbits for kbits in _KBITS if kbits <= max(fitting, _KBITS[0]))
    minute = _minute(kbits * 1000)
    path.write_bytes((minute * (seconds // _MINUTE))[:size_bytes])


def _minute(bits: int) -> bytes:
    import av

    channels, rate = (2, 44_100) if bits >= 96_000 else (1, 24_000)
    layout = "stereo" if channels == 2 else "mono"
    written = BytesIO()
    options = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(written, "w", format="mp3", options=options) as file:
        stream = file.add_stream("libmp3lame", rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout, stream.bit_rate = layout, bits
        for number, block in enumerate(spoken(rate, channels, _MINUTE)):
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = number * rate
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return written.getvalue()


def write_raw(path: Path, seconds: int) -> None:
    with path.open("wb") as file:
        for block in spoken(RAW_RATE, 2, seconds):
            file.write(block.tobytes())


WRITERS = {"mp3": write_mp3, "raw": write_raw}

if __name__ == "__main__":
    made = Path(sys.argv[1])
    WRITERS[sys.argv[2]](made, int(sys.argv[3]))
    print(json.dumps({"bytes": made.stat().st_size}))
