"""Loudness and true peaks after levelling, by a meter that is not the program's."""

import math
from threading import Timer

import numpy as np
import pytest

from tests.audio.voices import joined, metered, mono, pause, voice
from voicedesk.audio.dynamics import levelled, true_peaks
from voicedesk.audio.sound import Sound
from voicedesk.base.jobs import CancelledError, Job

TARGET, CEILING = -16.0, -1.0


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("peak", [0.02, 0.3, 1.0])
def test_speech_meets_the_target_under_the_ceiling(rate: int, peak: float) -> None:
    loudness, top = metered(levelled(voice(6, rate, peak=peak), TARGET, CEILING, Job()))
    assert loudness == pytest.approx(TARGET, abs=0.5)
    assert top <= CEILING + 0.1


@pytest.mark.parametrize(("target", "ceiling"), [(-23.0, -1.0), (-20.0, -6.0), (-14.0, -1.0)])
def test_other_targets_and_ceilings(target: float, ceiling: float) -> None:
    made = levelled(voice(6, 22_050, seed=7), target, ceiling, Job())
    loudness, top = metered(made)
    assert loudness == pytest.approx(target, abs=0.5)
    assert top <= ceiling + 0.1


def test_one_click_does_not_keep_the_speech_down() -> None:
    sound = voice(6, 16_000, peak=0.05)
    sound.samples[30_000:30_003] = 32_000
    loudness, top = metered(levelled(sound, TARGET, CEILING, Job()))
    assert loudness == pytest.approx(TARGET, abs=0.5)
    assert top <= CEILING + 0.1


def test_where_the_ceiling_forbids_the_target_it_holds() -> None:
    loudness, top = metered(levelled(voice(6, 16_000), -3.0, CEILING, Job()))
    assert -14 < loudness < -6
    assert top <= CEILING + 0.1


def test_a_peak_between_the_samples_counts() -> None:
    """A quarter of the rate, sampled half way up: the true peak is 3 dB above every sample."""
    wave = np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4)
    sound = mono(0.7 * wave, 16_000)
    sample_peak = int(np.abs(sound.samples.astype(int)).max()) / 32_768
    middle = true_peaks(sound, Job())[100:-100]
    assert 20 * math.log10(float(middle.max()) / sample_peak) == pytest.approx(3.01, abs=0.1)
    assert metered(levelled(sound, -3.0, CEILING, Job()))[1] <= CEILING + 0.1


def test_stereo_is_levelled_by_its_mix_to_mono() -> None:
    random = np.random.default_rng(3)
    noise = (random.standard_normal((96_000, 2)) * (300, 900)).astype(np.int16)
    made = levelled(Sound(noise, 16_000), TARGET, CEILING, Job())
    assert made.channels == 2
    assert metered(made.mono())[0] == pytest.approx(TARGET, abs=0.5)
    assert metered(made)[1] <= CEILING + 0.1
    left, right = made.samples.astype(float).std(axis=0)
    assert right / left == pytest.approx(3, rel=0.05)  # both have the same gain


def test_only_a_gain_changes_nothing_else() -> None:
    """Quiet speech with room above: every sample is multiplied by the same number."""
    sound = voice(6, 16_000, peak=0.2)
    made = levelled(sound, -30.0, CEILING, Job())
    loud = np.abs(sound.samples) > 2_000
    ratio = made.samples[loud] / sound.samples[loud]
    assert ratio.max() / ratio.min() < 1.01


def test_the_limiter_bends_no_wave() -> None:
    """A loud tone of 30 Hz, below any voice, stays one: what is not in it is 60 dB below."""
    rate = 16_000
    tone = np.sin(2 * np.pi * 30 * np.arange(6 * rate) / rate)
    made = levelled(mono(np.where(np.arange(6 * rate) < 2 * rate, 0.1, 0.9) * tone, rate),
                    -3.0, CEILING, Job())  # fmt: skip
    assert metered(made)[1] == pytest.approx(CEILING, abs=0.5)  # the limiter is at work
    steady = made.samples[3 * rate : 5 * rate, 0] * np.hanning(2 * rate)
    power = np.abs(np.fft.rfft(steady)) ** 2
    others = power.copy()
    others[50:71] = 0  # half a hertz a line: 25 to 35 Hz
    assert 10 * math.log10(others.sum() / power.sum()) < -60


@pytest.mark.parametrize("frames", [1, 7, 100, 3_199])
def test_too_short_a_sound_stays(frames: int) -> None:
    sound = Sound(voice(1, 8_000).samples[:frames], 8_000)
    assert levelled(sound, TARGET, CEILING, Job()) is sound


def test_silence_stays() -> None:
    silent, faint = pause(3, 8_000), voice(3, 8_000, peak=0.003)
    assert levelled(silent, TARGET, CEILING, Job()) is silent
    assert levelled(faint, TARGET, CEILING, Job()) is faint


def test_levelling_can_be_cancelled() -> None:
    job, sound = Job(), joined(*[voice(6, 44_100)] * 20)
    timer = Timer(0.05, job.cancel)
    timer.start()
    with pytest.raises(CancelledError):
        levelled(sound, TARGET, CEILING, job)
    timer.join()
