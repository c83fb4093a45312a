"""How much of a recording the telephone lets through: 300 to 3,400 Hz (ITU-T G.712)."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.sound import FULL_SCALE, Sound
from voicedesk.base.jobs import Job

PHONE_LOWEST_HZ, PHONE_HIGHEST_HZ = 300.0, 3_400.0

_BLOCKS_A_SECOND = 20  # each resolves 20 to 40 Hz
_MOST_BLOCKS = 1_500  # above 75 s, blocks spread evenly tell the same at a fixed cost
_NOTHING = 1e-9  # -90 dBFS: no sound to lose anything of


def phone_loss_db(sound: Sound, job: Job) -> float:
    """How much fainter the phone makes what a person hears of the mono mix, in dB; 0 for silence.

    A-weighted (IEC 61672-1): the ground tone of a man's voice is most of its energy and little of
    what is heard, and no phone ever carried it.
    """
    size = 1 << math.ceil(math.log2(sound.sample_rate / _BLOCKS_A_SECOND))
    hertz = np.fft.rfftfreq(size, 1 / sound.sample_rate)
    window = np.hanning(size).astype(np.float32)
    power = np.zeros(len(hertz))
    count = 0
    for block in _blocks(sound, size):
        job.check()
        power += np.square(np.abs(np.fft.rfft(block * window)))
        count += 1
    heard = power * _a_weighting(hertz)
    carried = heard[(hertz >= PHONE_LOWEST_HZ) & (hertz <= PHONE_HIGHEST_HZ)].sum()
    all_of_it = heard.sum() / max(1, count) / size**2
    if all_of_it < _NOTHING:
        return 0.0
    return 10 * math.log10((heard.sum() + 1e-12) / (carried + 1e-12))


def _blocks(sound: Sound, size: int) -> Iterator[NDArray[np.float32]]:
    """Blocks of the mono mix, full scale 1; the rest at the end is left out."""
    step = max(size, sound.frames // _MOST_BLOCKS)
    for start in range(0, sound.frames - size + 1, step):
        block = sound.samples[start : start + size]
        mixed = block[:, 0].astype(np.float32) + block[:, -1]
        yield mixed * np.float32(0.5 / FULL_SCALE)


def _a_weighting(hertz: NDArray[np.floating]) -> NDArray[np.float64]:
    """The weight of the power at each frequency; 1 at 1 kHz."""
    squared = np.square(hertz)
    amplitude = (
        12_194**2
        * np.square(squared)
        / ((squared + 20.6**2) * (squared + 12_194**2))
        / np.sqrt((squared + 107.7**2) * (squared + 737.9**2))
    )
    weighted: NDArray[np.float64] = np.square(amplitude) * 10 ** (2.0 / 10)
    return weighted
