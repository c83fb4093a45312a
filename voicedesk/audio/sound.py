"""A decoded recording, held in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pydub import AudioSegment

Samples = NDArray[np.int16]
Planes = Sequence[NDArray[np.float32]]
"""An array for each channel; what is measured are whole numbers, as the samples are."""

FULL_SCALE = 32_768
_BLOCK = 1 << 16  # frames: they stay in the processor's cache, and no thread waits for them long


@dataclass(frozen=True, eq=False)
class Sound:
    """Signed 16-bit samples of shape (frames, channels), channels 1 or 2, at ``sample_rate`` Hz.

    16 bits are what the telephone's coding takes and what pydub holds; nothing that will be heard
    is lost by them. A sound is never changed: an edit makes a new one.
    """

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        if self.samples.dtype != np.int16 or self.samples.ndim != 2:
            raise ValueError("samples are int16 of shape (frames, channels)")
        if self.samples.shape[1] not in (1, 2) or self.sample_rate <= 0:
            raise ValueError("1 or 2 channels, and a rate above 0")

    @property
    def frames(self) -> int:
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def duration_s(self) -> float:
        """Exactly frames / rate; whoever shows it rounds down."""
        return self.frames / self.sample_rate

    def mono(self) -> "Sound":
        """Both channels averaged: what a telephone makes of stereo."""
        if self.channels == 1:
            return self
        mixed = np.empty((self.frames, 1), np.int16)
        for start, block in zip(range(0, self.frames, _BLOCK), self.blocks(), strict=True):
            sums = block[:, 0].astype(np.int32) + block[:, 1]
            mixed[start : start + _BLOCK, 0] = sums >> 1
        return Sound(mixed, self.sample_rate)

    def blocks(self) -> Iterator[Samples]:
        """The samples in pieces of shape (frames, channels)."""
        for start in range(0, self.frames, _BLOCK):
            yield self.samples[start : start + _BLOCK]

    def planes(self) -> Iterator[Planes]:
        """The same pieces channel by channel, to be measured one after the other."""
        for block in self.blocks():
            yield [channel.astype(np.float32) for channel in block.T]

    def segment(self) -> "AudioSegment":
        """A copy as pydub's 16-bit segment, to slice, fade, gain and check."""
        from voicedesk.audio.oldaudio import AudioSegment

        return AudioSegment(
            data=self.samples.tobytes(),
            sample_width=2,
            frame_rate=self.sample_rate,
            channels=self.channels,
        )
