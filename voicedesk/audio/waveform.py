"""The picture of a recording: the smallest and largest sample of each column, at any zoom."""

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.sound import FULL_SCALE, Samples, Sound

_FIRST = 64  # frames per bucket of the lowest level
_STEP = 4  # buckets of one level in a bucket of the next
_FINER = 4  # a column covers at least so many buckets: rounding its edges cannot be seen


class Pyramid:
    """Minima and maxima of a sound at ever coarser scales, both channels in one.

    Built once (one pass over the samples); a question costs by the number of columns, not by the
    length of the sound. It keeps the sound's samples for the closest look, and about 4 % more.
    """

    def __init__(self, sound: Sound) -> None:
        self.frames = sound.frames
        self.sample_rate = sound.sample_rate
        self._samples = sound.samples
        self._levels = [_buckets(sound.samples)]
        while len(self._levels[-1]) > _STEP:
            self._levels.append(_coarser(self._levels[-1]))

    def columns(self, start_frame: int, end_frame: int, count: int) -> NDArray[np.float32]:
        """Shape (count, 2): minimum and maximum of each column, −1 to 1; 0, 0 outside the sound.

        Exact below 256 frames a column; above, a column may take in a quarter of its neighbours.
        """
        drawn = np.zeros((count, 2), np.float32)
        edges = np.linspace(start_frame, max(end_frame, start_frame), count + 1)
        inside = np.flatnonzero((edges[1:] > 0) & (edges[:-1] < self.frames))
        if end_frame <= start_frame or not len(inside):
            return drawn
        size, level = self._level((end_frame - start_frame) / count)
        edges = np.clip(edges, 0, self.frames)
        first = np.floor(edges[inside] / size).astype(np.int64)
        last = np.maximum(np.ceil(edges[inside + 1] / size).astype(np.int64), first + 1)
        seen = level[first[0] : last[-1]]
        spans = np.stack((first, last), axis=1).ravel() - first[0]
        drawn[inside, 0] = _over(np.minimum, np.minimum(seen[:, 0], seen[:, -1]), spans)
        drawn[inside, 1] = _over(np.maximum, np.maximum(seen[:, 0], seen[:, -1]), spans)
        return drawn / np.float32(FULL_SCALE)

    def _level(self, width: float) -> tuple[int, Samples]:
        """Frames per bucket and the coarsest level that is fine enough for columns so wide."""
        size, level = 1, self._samples
        bucket = _FIRST
        for coarser in self._levels:
            if bucket * _FINER > width:
                break
            size, level = bucket, coarser
            bucket *= _STEP
        return size, level


def _buckets(samples: Samples) -> Samples:
    """Shape (buckets, 2): minimum and maximum of every 64 frames, the rest at the end by itself."""
    whole = len(samples) // _FIRST * _FIRST
    rows = samples[:whole].reshape(-1, _FIRST * samples.shape[1])
    found = np.stack((rows.min(axis=1), rows.max(axis=1)), axis=1)
    if whole == len(samples):
        return found
    rest = samples[whole:]
    return np.concatenate((found, np.array([[rest.min(), rest.max()]], np.int16)))


def _coarser(level: Samples) -> Samples:
    starts = np.arange(0, len(level), _STEP)
    low = np.minimum.reduceat(level[:, 0], starts)
    return np.stack((low, np.maximum.reduceat(level[:, 1], starts)), axis=1)


def _over(extreme: np.ufunc, values: Samples, spans: NDArray[np.int64]) -> Samples:
    """The extreme of each [first, last); one value is added, as ``last`` may be the length."""
    found: Samples = extreme.reduceat(np.append(values, values[-1]), spans)[::2]
    return found
