"""Where nobody speaks."""

import numpy as np
import pytest

from tests.audio.conftest import Samples, Studio
from voicedesk.audio.silence import Place, stretches
from voicedesk.audio.sound import Sound

RATE = 44_100


def noisy(studio: Studio, noise_dbfs: float, channels: int = 1, peak: float = 0.25) -> Samples:
    """A second of noise, two of tone, 0.5, two of tone, 0.25, two of tone, and 0.7 of noise."""
    parts = [
        studio.tone(seconds, RATE, channels=channels, peak=peak if number % 2 else 0.0)
        for number, seconds in enumerate((1.0, 2.0, 0.5, 2.0, 0.25, 2.0, 0.7))
    ]
    samples = np.concatenate(parts).astype(np.float64)
    level = 32_768 * 10 ** (noise_dbfs / 20)
    return (samples + np.random.default_rng(3).normal(0, level, samples.shape)).astype(np.int16)


@pytest.mark.parametrize("noise_dbfs", [-99, -60, -50])
@pytest.mark.parametrize("channels", [1, 2])
def test_pauses_in_a_noisy_room(noise_dbfs: float, channels: int, studio: Studio) -> None:
    found = stretches(Sound(noisy(studio, noise_dbfs, channels), RATE))
    assert [stretch.place for stretch in found] == [Place.start, Place.inside, Place.end]
    edges = [edge for stretch in found for edge in (stretch.start_s, stretch.end_s)]
    assert edges == pytest.approx([0.0, 1.0, 3.0, 3.5, 7.75, 8.45], abs=0.0101)
    assert edges[-1] == 8.45
    assert found[1].duration_s == pytest.approx(0.5, abs=0.0201)


def test_the_limit_follows_the_speech(studio: Studio) -> None:
    """The same noise is a pause in loud speech, and hides those of faint speech."""
    assert len(stretches(Sound(noisy(studio, -50, peak=0.5), RATE))) == 3
    assert stretches(Sound(noisy(studio, -50, peak=0.02), RATE)) == ()
    assert len(stretches(Sound(noisy(studio, -75, peak=0.02), RATE))) == 3


def test_an_offset_is_silence(studio: Studio) -> None:
    offset = noisy(studio, -99) + np.int16(3_000)
    assert len(stretches(Sound(offset, RATE))) == 3


def test_one_side_that_speaks_is_speech(studio: Studio) -> None:
    left = noisy(studio, -99, 2)
    left[:, 1] = 0
    assert len(stretches(Sound(left, RATE))) == 3
    right = left[:, ::-1].copy()
    assert stretches(Sound(right, RATE)) == stretches(Sound(left, RATE))


def test_nothing_but_silence_or_speech(studio: Studio) -> None:
    for samples in (
        np.zeros((RATE, 1), np.int16),
        np.zeros((0, 1), np.int16),
        np.ones((1, 2), np.int16),
        studio.tone(3, RATE),
    ):
        assert stretches(Sound(samples, RATE)) == ()


def test_long_sounds_are_measured_in_blocks(studio: Studio) -> None:
    """A pause over the seam of two blocks is one pause."""
    rate = 8_000
    tone = studio.tone(50, rate)
    tone[round(20.2 * rate) : round(20.9 * rate)] = 0
    (pause,) = stretches(Sound(tone, rate))
    assert pause.start_s == pytest.approx(20.2, abs=0.011)
    assert pause.end_s == pytest.approx(20.9, abs=0.011)
