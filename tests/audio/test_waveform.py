"""The picture against the samples it is drawn from."""

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicedesk.audio.sound import Sound
from voicedesk.audio.waveform import Pyramid

if TYPE_CHECKING:
    from tests.audio.conftest import Samples

RATE = 8_000


def noise(frames: int, channels: int = 1) -> "Samples":
    """Noise whose level wanders, so that a shifted column is seen."""
    random = np.random.default_rng(frames + channels)
    level = 16_000 * (1 + np.sin(np.arange(frames) / 1_700))
    samples: Samples = (random.uniform(-1, 1, (frames, channels)) * level[:, None]).astype(np.int16)
    return samples


def extremes(samples: "Samples", start: float, end: float) -> tuple[float, float]:
    seen = samples[max(int(np.floor(start)), 0) : max(int(np.ceil(end)), 1)]
    return float(seen.min()) / 32_768, float(seen.max()) / 32_768


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("span", [(0, 50_000), (1_234, 1_334), (49_000, 50_000), (77, 40_077)])
def test_close_up_each_column_is_exact(span: tuple[int, int], channels: int) -> None:
    samples = noise(50_000, channels)
    count = 240
    drawn = Pyramid(Sound(samples, RATE)).columns(*span, count)
    edges = np.linspace(*span, count + 1)
    expected = [extremes(samples, a, b) for a, b in pairwise(edges)]
    assert drawn.shape == (count, 2)
    assert drawn.dtype == np.float32
    assert np.allclose(drawn, expected, atol=1e-6)


@pytest.mark.parametrize("frames", [1_000_003, 262_144, 300_001])
def test_from_afar_each_column_holds_its_frames_and_a_quarter_more(frames: int) -> None:
    samples = noise(frames)
    count = 97
    drawn = Pyramid(Sound(samples, RATE)).columns(0, frames, count)
    width = frames / count
    for column, (low, high) in enumerate(drawn):
        inner = extremes(samples, column * width, (column + 1) * width)
        outer = extremes(samples, (column - 0.25) * width, (column + 1.25) * width)
        assert outer[0] <= low <= inner[0]
        assert inner[1] <= high <= outer[1]


def test_more_columns_than_frames_repeat_a_frame() -> None:
    samples = noise(10)
    drawn = Pyramid(Sound(samples, RATE)).columns(0, 10, 40)
    assert np.allclose(drawn[:, 0], np.repeat(samples[:, 0], 4) / 32_768)
    assert np.array_equal(drawn[:, 0], drawn[:, 1])


def test_outside_the_sound_there_is_nothing() -> None:
    pyramid = Pyramid(Sound(noise(1_000), RATE))
    around = pyramid.columns(-1_000, 2_000, 30)
    assert not around[:10].any()
    assert not around[20:].any()
    assert around[10:20].any(axis=1).all()
    assert not pyramid.columns(5_000, 6_000, 10).any()
    assert pyramid.columns(500, 500, 10).tolist() == [[0, 0]] * 10


@pytest.mark.parametrize("frames", [0, 1, 63, 64, 65, 255, 256, 257])
def test_short_sounds(frames: int) -> None:
    samples = noise(frames)
    drawn = Pyramid(Sound(samples, RATE)).columns(0, frames, 1)
    expected = extremes(samples, 0, frames) if frames else (0, 0)
    assert drawn[0] == pytest.approx(expected)


def test_the_cost_does_not_grow_with_the_length() -> None:
    """A sound 64 times as long: its whole picture takes as long, give or take a busy machine."""
    short, long = (Pyramid(Sound(noise(frames), RATE)) for frames in (100_000, 6_400_000))
    assert best_of(long) < 5 * best_of(short)


def best_of(pyramid: Pyramid) -> float:
    def once() -> float:
        start = time.perf_counter()
        pyramid.columns(0, pyramid.frames, 1_000)
        return time.perf_counter() - start

    return min(once() for _ in range(20))
