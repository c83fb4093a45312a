"""Real recordings made on the spot: nothing here is a fixture file."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from voicedesk.audio.checks import Inspection, inspect
from voicedesk.base.jobs import Job

Samples = NDArray[np.int16]

_FRAME = 4_096  # samples given to an encoder at once


class Studio:
    """Makes signals and files. Samples are int16 of shape (frames, channels)."""

    def tone(
        self,
        seconds: float,
        rate: int = 16_000,
        *,
        channels: int = 1,
        hertz: float = 440.0,
        peak: float = 0.25,
    ) -> Samples:
        frames = round(seconds * rate)
        wave = np.sin(2 * np.pi * hertz * np.arange(frames) / rate) * peak * 32_767
        return np.repeat(np.rint(wave).astype(np.int16)[:, None], channels, axis=1)

    def wav(self, samples: Samples, rate: int = 16_000, codec: str = "pcm_s16le") -> bytes:
        return self.encode(samples, rate, "wav", codec)

    def mp3(
        self, samples: Samples, rate: int = 44_100, *, xing: bool = True, quality: str = ""
    ) -> bytes:
        """At a constant bit rate, or at the variable one of LAME's ``quality`` 0 to 9."""
        options = {"write_xing": "1" if xing else "0", "id3v2_version": "0"}
        coder = {"flags": "+qscale", "global_quality": str(118 * int(quality))} if quality else {}
        return self.encode(samples, rate, "mp3", "libmp3lame", options, coder)

    def encode(
        self,
        samples: Samples,
        rate: int,
        container: str,
        codec: str,
        options: dict[str, str] | None = None,
        coder: dict[str, str] | None = None,
    ) -> bytes:
        layout = {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[1]]
        written = BytesIO()
        with av.open(written, "w", format=container, options=options or {}) as file:
            stream = file.add_stream(codec, rate=rate)
            assert isinstance(stream, av.AudioStream)
            stream.layout = layout
            stream.codec_context.options = coder or {}
            if codec in ("vorbis", "wmav1", "wmav2"):
                stream.codec_context.options = {"strict": "experimental"}
                stream.bit_rate = 64_000
            for start in range(0, len(samples), _FRAME):
                block = np.ascontiguousarray(samples[start : start + _FRAME])
                frame = av.AudioFrame.from_ndarray(
                    block.reshape(1, -1), format="s16", layout=layout
                )
                frame.sample_rate, frame.pts = rate, start
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        return written.getvalue()

    def pcm_header(
        self,
        data_size: int,
        *,
        riff_size: int | None = None,
        tag: int = 1,
        channels: int = 1,
        rate: int = 16_000,
        bits: int = 16,
        block: int | None = None,
    ) -> bytes:
        """The 44 bytes before the samples, with whatever lies are wished for."""
        block = channels * bits // 8 if block is None else block
        fmt = struct.pack("<HHIIHH", tag, channels, rate, rate * block % 2**32, block, bits)
        riff = min(36 + data_size, 2**32 - 1) if riff_size is None else riff_size
        head = b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + struct.pack("<I", 16) + fmt
        return head + b"data" + struct.pack("<I", data_size)


@pytest.fixture(scope="session")
def studio() -> Studio:
    return Studio()


@pytest.fixture(scope="session")
def speech_like(studio: Studio) -> Samples:
    """12 s of a plain tone, 16 kHz mono."""
    return studio.tone(12)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[str, bytes], Inspection]:
    """Write the bytes under that name and inspect the file."""

    def inspected(name: str, data: bytes) -> Inspection:
        path = tmp_path / name
        path.write_bytes(data)
        return inspect(path, Job())

    return inspected
