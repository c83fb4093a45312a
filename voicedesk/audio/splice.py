"""Taking parts out of a recording and putting silence to it, without a click at any seam.

Frames are counted exactly: what is removed or added changes the length by that and nothing else.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.probe import LONGEST_S
from voicedesk.audio.sound import Samples, Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

Span = tuple[int, int]  # first frame, and the one after the last

_SEAM_S = 0.005  # too short to be heard as a fade, long enough not to be heard as a click
_BLOCK = 1 << 18  # frames in floats at a time


def without(sound: Sound, removed: Sequence[Span], job: Job) -> Sound:
    """The sound without these spans, which are in order and do not touch each other.

    At a seam 5 ms of both sides are blended into each other; a new start or end rises or falls
    in 5 ms. Raises InputError ``nothing_left``.
    """
    removed = [span for span in removed if span[1] > span[0]]
    if not removed:
        return sound
    pieces = _pieces(sound.frames, removed)
    if not pieces:
        raise InputError("nothing_left")
    job.check()
    kept = np.concatenate([sound.samples[start:end] for start, end in pieces])
    seam = round(_SEAM_S * sound.sample_rate)
    at = 0
    for left, right in pairwise(pieces):
        job.check()
        at += left[1] - left[0]
        half = min(seam, left[1] - left[0], right[1] - right[0]) // 2
        kept[at - half : at + half] = _blended(sound.samples, left[1], right[0], half)
    _ramp(kept, seam if pieces[0][0] > 0 else 0, seam if pieces[-1][1] < sound.frames else 0)
    return Sound(kept, sound.sample_rate)


def faded(sound: Sound, in_frames: int, out_frames: int, job: Job) -> Sound:
    """Rising evenly from silence at the start and falling evenly to silence at the end."""
    job.check()
    samples = sound.samples.copy()
    _ramp(samples, in_frames, out_frames)
    return Sound(samples, sound.sample_rate)


def padded(sound: Sound, frames: int, job: Job) -> Sound:
    """With silence at the end until it has so many frames; the same if it has them already."""
    if sound.frames >= frames:
        return sound
    job.check()
    samples = np.zeros((frames, sound.channels), np.int16)
    samples[: sound.frames] = sound.samples
    _ramp(samples[: sound.frames], 0, round(_SEAM_S * sound.sample_rate))
    return Sound(samples, sound.sample_rate)


def repeated(sound: Sound, pause: int, frames: int, job: Job) -> Sound:
    """Again and again, whole, with a pause of so many frames, until it has at least ``frames``.

    Raises InputError ``too_long`` (duration_s, limit_s).
    """
    if sound.frames >= frames:
        return sound
    step = sound.frames + pause
    times = -(-(frames + pause) // step)
    seconds = (times * step - pause) / sound.sample_rate
    if seconds > LONGEST_S:
        raise InputError("too_long", duration_s=seconds, limit_s=LONGEST_S)
    samples = np.zeros((times * step - pause, sound.channels), np.int16)
    seam = round(_SEAM_S * sound.sample_rate)
    for number in range(times):
        job.check()
        again = samples[number * step : number * step + sound.frames]
        again[:] = sound.samples
        _ramp(again, seam if number else 0, seam if number < times - 1 else 0)
    return Sound(samples, sound.sample_rate)


def _pieces(frames: int, removed: Sequence[Span]) -> list[Span]:
    """What is left between the removed spans."""
    starts = [0, *(end for _, end in removed)]
    ends = [*(start for start, _ in removed), frames]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _blended(samples: Samples, left_end: int, right_start: int, half: int) -> Samples:
    """What stands around a seam: the left side's going on fades out, the right's lead fades in.

    The removed part lends the frames, so that the seam costs no time.
    """
    rising = ((np.arange(2 * half) + 0.5) / max(2 * half, 1)).astype(np.float32)[:, None]
    left = samples[left_end - half : left_end + half]
    right = samples[right_start - half : right_start + half]
    return np.rint(left * (1 - rising) + right * rising).astype(np.int16)


def _ramp(samples: Samples, in_frames: int, out_frames: int) -> None:
    """Fade both ends in place; fades longer than the sound are as steep as the sound is long."""
    for block, gain in _rising(samples, in_frames):
        block[:] = np.rint(block * gain)
    for block, gain in _rising(samples[::-1], out_frames):
        block[:] = np.rint(block * gain)


def _rising(samples: Samples, count: int) -> Iterator[tuple[Samples, NDArray[np.float32]]]:
    """The first ``count`` frames in blocks (views), each with its gains from 0 towards 1."""
    count = min(count, len(samples))
    for start in range(0, count, _BLOCK):
        end = min(start + _BLOCK, count)
        yield samples[start:end], (np.arange(start, end) / count).astype(np.float32)[:, None]
