"""How a recording is levelled: its peak, its clipping, its offset, and how its channels relate."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.sound import FULL_SCALE, Planes

_TOP = FULL_SCALE - 1
_ROW = 512  # samples that are summed up in one go
_RUN = 3  # samples at full scale in a row: a sine that just reaches the top has one


@dataclass(frozen=True)
class Levels:
    """Measured over all frames.

    ``peak_dbfs`` is None for digital silence; ``swing_dbfs`` is the same around the middle of what
    is there, so that an offset alone is silence too. ``clipped_runs`` counts the places where a
    channel stays at full scale. ``offset`` is the mean of the channel that is farthest off, 1 being
    full scale. ``side_db`` is how much louder the left channel is than the right: 0 for mono.
    ``mix_loss_db`` is how much quieter the mono mix is than the channels by themselves: 0 for mono,
    3 for unrelated channels, large for opposed ones.
    """

    peak_dbfs: float | None
    swing_dbfs: float | None
    clipped_runs: int
    offset: float
    side_db: float
    mix_loss_db: float


class LevelMeter:
    """Measures block after block, so that an hour needs no more memory than a minute."""

    def __init__(self, channels: int) -> None:
        self._frames, self._runs = 0, 0
        self._bottom, self._top = FULL_SCALE, -FULL_SCALE
        self._sums = np.zeros(channels)
        self._products = np.zeros((channels, channels))  # of the channels with each other

    def add(self, planes: Planes) -> None:
        """The next samples, at least one."""
        lowest = min(int(plane.min()) for plane in planes)
        highest = max(int(plane.max()) for plane in planes)
        self._bottom, self._top = min(self._bottom, lowest), max(self._top, highest)
        if highest >= _TOP or lowest <= -_TOP:
            self._runs += sum(_runs_at_the_top(plane) for plane in planes)
        self._frames += len(planes[0])
        self._sums += [plane.sum() for plane in planes]
        self._products += [[_product(one, other) for other in planes] for one in planes]

    def levels(self) -> Levels:
        """Of all that was added."""
        means = self._sums / max(1, self._frames)
        around = self._products - self._frames * np.outer(means, means)  # without the offset
        return Levels(
            peak_dbfs=_dbfs(max(self._top, -self._bottom)),
            swing_dbfs=_dbfs((self._top - self._bottom) / 2),
            clipped_runs=self._runs,
            offset=float(max(means, key=abs)) / FULL_SCALE,
            side_db=_ratio_db(around[0, 0], around[-1, -1]),
            mix_loss_db=_ratio_db(around.trace() / len(means), around.mean()),
        )


def _dbfs(size: float) -> float | None:
    return 20 * math.log10(size / FULL_SCALE) if size > 0 else None


def _ratio_db(power: float, other: float) -> float:
    return 10 * math.log10((max(power, 0) + 1) / (max(other, 0) + 1))


def _product(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Of two channels, row by row: a long one's threads would take the cores from the decoding."""
    whole = len(one) // _ROW * _ROW
    rows = np.vecdot(one[:whole].reshape(-1, _ROW), other[:whole].reshape(-1, _ROW))
    return float(rows.sum(dtype=np.float64)) + float(np.vecdot(one[whole:], other[whole:]))


def _runs_at_the_top(plane: NDArray[np.float32]) -> int:
    """The runs of at least three, counted where they begin; two blocks' seam may count twice."""
    if len(plane) < _RUN:
        return 0
    top = np.abs(plane) >= _TOP
    three = top[:-2] & top[1:-1] & top[2:]
    return int(three[0]) + int((three[1:] & ~three[:-1]).sum())
