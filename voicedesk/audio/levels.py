"""How a recording is levelled: its peak, its clipping, and what the mix to mono leaves of it."""

import math
from dataclasses import dataclass

import numpy as np

from voicedesk.audio.sound import FULL_SCALE, Samples, Sound
from voicedesk.base.jobs import Job

_BLOCK = 1 << 18  # frames measured at a time
_TOP = FULL_SCALE - 1
_RUN = 3  # samples at full scale in a row: a sine that just reaches the top has one


@dataclass(frozen=True)
class Levels:
    """Measured over all frames.

    ``peak_dbfs`` is None for digital silence. ``clipped_runs`` counts the places where a channel
    stays at full scale. ``mix_loss_db`` is how much quieter the mono mix is than the channels by
    themselves: 0 for mono, 3 for unrelated channels, large for opposed ones.
    """

    peak_dbfs: float | None
    clipped_runs: int
    mix_loss_db: float


def measure(sound: Sound, job: Job) -> Levels:
    """The levels, in one pass and in blocks, so that an hour needs no more memory than a minute."""
    peak, runs = 0, 0
    power, mixed_power = 0.0, 0.0
    for start in range(0, sound.frames, _BLOCK):
        job.check()
        block = sound.samples[start : start + _BLOCK]
        peak = max(peak, int(block.max()), -int(block.min()))
        runs += _runs_at_the_top(block)
        if sound.channels == 2:
            left, right = block[:, 0].astype(np.float64), block[:, 1].astype(np.float64)
            power += float(left @ left + right @ right) / 2
            mixed = (left + right) / 2
            mixed_power += float(mixed @ mixed)
    return Levels(
        peak_dbfs=20 * math.log10(peak / FULL_SCALE) if peak else None,
        clipped_runs=runs,
        mix_loss_db=10 * math.log10((power + 1) / (mixed_power + 1)),
    )


def _runs_at_the_top(block: Samples) -> int:
    """The runs of at least three, counted where they begin; two blocks' seam may count twice."""
    if len(block) < _RUN:
        return 0
    top = (block >= _TOP) | (block <= -_TOP)
    if not top.any():
        return 0
    three = top[:-2] & top[1:-1] & top[2:]
    return int(three[0].sum()) + int((three[1:] & ~three[:-1]).sum())
