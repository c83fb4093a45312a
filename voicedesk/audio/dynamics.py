"""How loud a recording is made: loudness to a target, true peaks under a ceiling, no offset.

Peaks are measured between the samples too, at four times the rate (ITU-R BS.1770, annex 2), once
a millisecond. The limiter knows what comes: its gain goes down 20 ms before a peak and up 20 ms
after it, so slowly that no wave of a voice is bent. How loud the limited sound will be is reckoned
beforehand, from the loudness of each 0.4 s and what the limiter leaves of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.hearing import SILENT_DBFS
from voicedesk.audio.loudness import ABSOLUTE_GATE, gated, momentary_lufs
from voicedesk.audio.sound import FULL_SCALE, Samples, Sound
from voicedesk.base.jobs import Job

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

OVERSAMPLING = 4
_BINS_A_SECOND = 1_000
_REACH = 20  # bins on both sides of a peak over which the limiter's gain moves
_BLOCK = 1 << 16  # frames in floats at a time, about
_CONTEXT = 256  # frames around a block, so that the resampler's filter sees no edge
_MAKE_UP_DB = 12.0  # at most so much is added for what the limiter takes away
_SAFETY_DB = 0.4  # so far meters differ about tones close to half the rate; rounding is in it


def levelled(sound: Sound, target_lufs: float, ceiling_dbtp: float, job: Job) -> Sound:
    """The mix to mono at the target, no channel's true peak above the ceiling.

    The sound itself if it is silent (peak up to -50 dBFS) or too short to be measured (0.4 s).
    """
    mix = sound.mono()
    loudness = _Loudness.of(mix, job)
    if loudness is None or _peak(mix) <= FULL_SCALE * _ratio(SILENT_DBFS):
        return sound
    peaks = true_peaks(sound, job)
    ceiling = _ratio(ceiling_dbtp - _SAFETY_DB)
    gain_db = _make_up(loudness, peaks, ceiling, target_lufs, job)
    return _amplified(sound, _ratio(gain_db) * _limit(peaks * _ratio(gain_db), ceiling), job)


def true_peaks(sound: Sound, job: Job) -> Doubles:
    """The highest peak of each millisecond bin, of all channels, full scale being 1."""
    hop = _hop(sound)
    found = [np.empty(0)]
    for start, end in _spans(sound.frames, hop):
        job.check()
        # The samples too, whatever the filter makes of the highest tones.
        between = _bins(np.maximum, _oversampled(sound, start, end), hop)
        found.append(np.maximum(between, _bins(np.maximum, _size(sound, start, end), hop)))
    return np.concatenate(found)


def centred(sound: Sound, job: Job) -> Sound:
    """Each channel about zero: its mean is taken away."""
    total = np.zeros(sound.channels)
    for start, end in _spans(sound.frames, 1):
        job.check()
        block = sound.samples[start:end]
        # Channel by channel: five times as fast as one sum over both.
        total += [block[:, channel].sum(dtype=np.int64) for channel in range(sound.channels)]
    offset = np.rint(total / max(sound.frames, 1)).astype(np.int32)
    if not offset.any():
        return sound
    samples = np.empty_like(sound.samples)
    for start, end in _spans(sound.frames, 1):
        job.check()
        samples[start:end] = _sixteen_bits(sound.samples[start:end] - offset)
    return Sound(samples, sound.sample_rate)


def one_sided(sound: Sound, side: Literal["left", "right"]) -> Sound:
    """That channel for both; the sound itself if it is mono."""
    if sound.channels == 1:
        return sound
    chosen = sound.samples[:, 0 if side == "left" else 1]
    return Sound(np.repeat(chosen[:, None], 2, axis=1), sound.sample_rate)


@dataclass(frozen=True)
class _Loudness:
    """What the loudness after a gain that moves is reckoned from.

    ``moments``: loudness of each 0.4 s, every 0.1 s, in LUFS. ``power``: of each bin.
    ``edges``: of each moment, its first bin and the one after its last.
    """

    moments: Doubles
    power: Doubles
    edges: NDArray[np.int64]

    @classmethod
    def of(cls, mix: Sound, job: Job) -> "_Loudness | None":
        """None where there is no loudness to speak of."""
        moments = momentary_lufs(mix, job)
        hop = _hop(mix)
        powers = [np.empty(0)]
        for start, end in _spans(mix.frames, hop):
            job.check()
            block = np.square(mix.samples[start:end, 0].astype(np.float32))
            powers.append(_bins(np.add, block[:, None], hop))
        second = mix.sample_rate / hop
        last = np.arange(4, len(moments) + 4) * second / 10
        edges = np.rint(np.stack((last - 4 * second / 10, last), axis=1)).astype(np.int64)
        found = cls(moments, np.concatenate(powers), edges)
        return found if found.after(np.ones(1)) > ABSOLUTE_GATE else None

    def after(self, gains: Doubles) -> float:
        """Integrated loudness once each bin has its gain."""
        before = self._sums(self.power)
        after = self._sums(self.power * gains**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            moments = self.moments + 10 * np.log10(after / before)
        return gated(moments[np.isfinite(moments)])

    def _sums(self, power: Doubles) -> Doubles:
        total = np.concatenate(([0.0], np.cumsum(power)))
        first, last = np.minimum(self.edges, len(power)).T
        sums: Doubles = total[last] - total[first]
        return sums


def _make_up(loudness: _Loudness, peaks: Doubles, ceiling: float, target: float, job: Job) -> float:
    """The gain in dB that meets the target in spite of the limiter, or comes as near as may be."""
    plain = target - loudness.after(np.ones(1))
    if peaks.max() * _ratio(plain) <= ceiling:
        return plain
    low, high = plain, plain + _MAKE_UP_DB
    while high - low > 0.02:
        job.check()
        middle = (low + high) / 2
        gain = _ratio(middle)
        reached = loudness.after(gain * _limit(peaks * gain, ceiling))
        low, high = (middle, high) if reached < target else (low, middle)
    return low


def _limit(peaks: Doubles, ceiling: float) -> Doubles:
    """The gain of each bin that keeps its peak and its neighbours' under the ceiling.

    The smallest that is needed within reach, then a weighted mean over the reach: where a bin needs
    it, every term of the mean is small enough. One bin more, as a gain moves towards the next.
    """
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(len(peaks))
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    weights = np.hanning(2 * _REACH + 3)[1:-1]
    lowest = _lowest(np.pad(needed, _REACH, constant_values=1.0), _REACH + 1)
    return np.convolve(lowest, weights / weights.sum(), "valid")


def _lowest(values: Doubles, reach: int) -> Doubles:
    """The smallest of each value and so many on both sides of it."""
    size, length = 1, 2 * reach + 1
    found = np.pad(values, reach, constant_values=1.0)
    while size * 2 <= length:  # windows of 1, 2, 4 … values; two of the longest cover the length
        found = np.minimum(found[:-size], found[size:])
        size *= 2
    rest = length - size
    return np.minimum(found[: len(found) - rest], found[rest:])


def _amplified(sound: Sound, gains: Doubles, job: Job) -> Sound:
    """Each frame times its gain, which moves evenly through a bin: half of the way to both next."""
    hop = _hop(sound)
    padded = np.concatenate((gains[:1], gains, gains[-1:])).astype(np.float32)
    borders = (padded[:-1] + padded[1:]) / 2
    way = ((np.arange(hop) + 0.5) / hop).astype(np.float32)
    samples = np.empty_like(sound.samples)
    for start, end in _spans(sound.frames, hop):
        job.check()
        left = borders[start // hop : -(-end // hop) + 1, None]
        gain = (left[:-1] + np.diff(left, axis=0) * way).reshape(-1, 1)[: end - start]
        samples[start:end] = _sixteen_bits(np.rint(sound.samples[start:end] * gain))
    return Sound(samples, sound.sample_rate)


def _oversampled(sound: Sound, start: int, end: int) -> Floats:
    """The sizes of these frames at four times the rate, shape (frames, 4 times channels)."""
    import soxr

    first, last = max(start - _CONTEXT, 0), min(end + _CONTEXT, sound.frames)
    block = sound.samples[first:last].astype(np.float32)
    finer: Floats = soxr.resample(block, sound.sample_rate, OVERSAMPLING * sound.sample_rate)
    inside = finer.reshape(last - first, -1)[start - first : end - first]
    inside *= np.float32(1 / FULL_SCALE)
    return np.abs(inside, out=inside)


def _size(sound: Sound, start: int, end: int) -> Floats:
    """The sizes of the samples of these frames, full scale being 1."""
    block = sound.samples[start:end].astype(np.float32)
    block *= np.float32(1 / FULL_SCALE)
    return np.abs(block, out=block)


def _bins(combine: np.ufunc, values: Floats, hop: int) -> Doubles:
    """The values of each bin of frames combined into one."""
    flat = values.ravel()
    starts = np.arange(0, len(flat), hop * values.shape[1])
    return np.asarray(combine.reduceat(flat, starts), np.float64)


def _peak(sound: Sound) -> int:
    return max(int(sound.samples.max(initial=0)), -int(sound.samples.min(initial=0)))


def _spans(frames: int, hop: int) -> Iterator[tuple[int, int]]:
    """Blocks of whole bins; the last bin may be shorter."""
    size = max(_BLOCK // hop, 1) * hop
    for start in range(0, frames, size):
        yield start, min(start + size, frames)


def _hop(sound: Sound) -> int:
    """The frames of a bin."""
    return max(sound.sample_rate // _BINS_A_SECOND, 1)


def _sixteen_bits(values: NDArray[np.floating | np.signedinteger]) -> Samples:
    samples: Samples = np.clip(values, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


def _ratio(decibels: float) -> float:
    return float(10 ** (decibels / 20))
