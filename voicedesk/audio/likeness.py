"""How alike two sounds are: what we play as the phone's sound, and what the platform keeps.

Both are compared as the line carries them, at 8 kHz. Theirs is first laid over ours: a resampler or
an MP3 encoder delays by milliseconds, and half a sample is enough to ruin a plain correlation.

Measured on two spoken messages of 17 and 19 s, correlation and worst second: our own sandbox's file
1.0000, 1.0000 and 0.00 dB; FFmpeg's resampler with A-law 0.9997, 0.9995 and 0.01 dB, with its
shortest filter 0.997, 0.995 and 0.3 dB; an MP3 of 16 to 64 kbit/s at 8 kHz 0.982, 0.970 and 0.5 dB,
of 8 kbit/s 0.948 and 0.914. On the other side: half a second missing in the middle 0.986, 0.83;
another message 0.02; the same one half a percent faster 0.07. The limits stand between.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.phone import PHONE_RATE, narrow, phone_sound
from voicedesk.audio.sound import Samples, Sound
from voicedesk.base.jobs import Job

DURATION_S = 0.25  # less than a syllable; an MP3 encoder adds up to 0.2 s of silence
LEVEL_DB = 1.0  # the least difference that is heard
CORRELATION = 0.9  # of the whole and of each second: a minute does not hide a missing word

_LONGEST_LAG = PHONE_RATE // 2  # frames
_TRANSFORM = 1 << 16  # frames
_BLOCK = _TRANSFORM - 2 * _LONGEST_LAG
_REACH = 32  # frames on each side that a sample between two samples is made of
_STEPS = 16  # places looked at between two samples
_AUDIBLE = 0.01  # of the mean power: a quieter second says nothing

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """Theirs against ours, at the lag where they fit best (positive: theirs is late).

    ``level_difference_db`` and ``correlation`` (1 is the same but for the level) are over what both
    have; ``worst_second`` is the correlation of the second of ours that theirs renders worst.
    """

    duration_difference_s: float
    level_difference_db: float
    correlation: float
    worst_second: float
    lag_s: float

    @property
    def differs(self) -> tuple[str, ...]:
        """What is beyond its limit, of ``duration level correlation``."""
        found = {
            "duration": abs(self.duration_difference_s) > DURATION_S,
            "level": abs(self.level_difference_db) > LEVEL_DB,
            "correlation": min(self.correlation, self.worst_second) < CORRELATION,
        }
        return tuple(name for name, beyond in found.items() if beyond)

    @property
    def alike(self) -> bool:
        """A person hears the same."""
        return not self.differs


def likeness(ours: Sound, theirs: Sound, job: Job | None = None) -> Likeness:
    """Compare the phone's rendition of ``ours`` with ``theirs``. Neither needs a certain rate.

    Lags up to half a second are looked for. Memory does not grow with the length beyond the two
    narrow sounds.
    """
    job = job or Job()
    mine, other = phone_sound(ours).samples[:, 0], narrow(theirs).samples[:, 0]
    lag = _lag(mine, other, job)
    seconds = _seconds(mine, other, lag, job)
    power, other_power, _, frames = seconds.sum(axis=0)
    measured = max(frames, 1.0)
    return Likeness(
        duration_difference_s=theirs.duration_s - ours.duration_s,
        level_difference_db=10 * math.log10((other_power / measured + 1) / (power / measured + 1)),
        correlation=_correlation(seconds.sum(axis=0)),
        worst_second=_worst(seconds),
        lag_s=lag / PHONE_RATE,
    )


def _lag(mine: Samples, other: Samples, job: Job) -> float:
    """The frames by which ``other`` is late, to a sixteenth, where the two fit best."""
    sums = np.zeros(2 * _LONGEST_LAG + 1)
    means = _mean(mine), _mean(other)
    for start in range(0, len(mine), _BLOCK):
        job.report(start, len(mine), "compare")
        block = mine[start : start + _BLOCK] - means[0]
        beside = _cut(other, start - _LONGEST_LAG, start + len(block) + _LONGEST_LAG, means[1])
        spectrum = np.fft.rfft(beside, _TRANSFORM) * np.fft.rfft(block, _TRANSFORM).conj()
        sums += np.fft.irfft(spectrum, _TRANSFORM)[: len(sums)]
    best = int(sums.argmax())
    if not _REACH < best < len(sums) - 1 - _REACH:
        return float(best - _LONGEST_LAG)
    near = sums[best - _REACH : best + _REACH + 1]
    fractions = np.arange(1 - _STEPS, _STEPS) / _STEPS
    between = [float(near @ _between(fraction)) for fraction in fractions]
    return best - _LONGEST_LAG + float(fractions[int(np.argmax(between))])


def _seconds(mine: Samples, other: Samples, lag: float, job: Job) -> _Floats:
    """Shape (seconds, 4): the powers of both, their product and the frames, second by second."""
    means = _mean(mine), _mean(other)
    whole = math.floor(lag)
    weights = _between(lag - whole)[::-1]
    rows: list[tuple[float, float, float, float]] = []
    last = min(len(mine), len(other) - whole)
    for start in range(max(0, -whole), last, PHONE_RATE):
        job.check()
        end = min(start + PHONE_RATE, last)
        a = mine[start:end] - means[0]
        beside = _cut(other, start + whole - _REACH, end + whole + _REACH, means[1])
        b = np.convolve(beside, weights, "valid")
        rows.append((float(a @ a), float(b @ b), float(a @ b), float(end - start)))
    return np.array(rows).reshape(-1, 4)


def _between(fraction: float) -> _Floats:
    """The weights of the samples around a place ``fraction`` behind the middle one."""
    weights: _Floats = np.zeros(2 * _REACH + 1)
    if fraction == 0:
        weights[_REACH] = 1.0
        return weights
    away = np.arange(-_REACH, _REACH + 1) - fraction
    window = np.cos(np.pi / 2 * np.clip(away / (_REACH + 1), -1, 1)) ** 2
    weights[:] = np.sinc(away) * window
    return weights


def _cut(samples: Samples, start: int, end: int, mean: float) -> _Floats:
    """The stretch without its mean, silent where the sound has not begun or is over."""
    found = np.zeros(end - start)
    first, last = max(start, 0), min(end, len(samples))
    if first < last:
        found[first - start : last - start] = samples[first:last] - mean
    return found


def _correlation(second: _Floats) -> float:
    power, other_power, product, _ = second
    both = math.sqrt(power * other_power)
    return float(product / both) if both else 0.0


def _worst(seconds: _Floats) -> float:
    frames = seconds[:, 3]
    if not frames.sum():
        return 0.0
    least = seconds[:, 0].sum() / frames.sum() * _AUDIBLE
    # The rest at the end may be a few frames, of which a correlation says nothing.
    counts = (seconds[:, 0] >= least * frames) & (frames >= PHONE_RATE / 2)
    return min((_correlation(second) for second in seconds[counts]), default=0.0)


def _mean(samples: Samples) -> float:
    return float(samples.mean()) if len(samples) else 0.0
