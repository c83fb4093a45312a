"""The platform's file beside ours: what a converter may do to it, and what it may not."""

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from voicedesk.audio.decode import decode
from voicedesk.audio.likeness import Likeness, likeness
from voicedesk.audio.phone import PHONE_RATE, phone_sound, platform_audio, sound_of_alaw
from voicedesk.audio.sound import Samples, Sound
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.resources import resource

if TYPE_CHECKING:
    from tests.audio.conftest import Studio


def spoken(language: str) -> Sound:
    return decode(resource("samples", f"message-{language}.mp3").read_bytes())


@pytest.fixture(scope="module")
def ours() -> Sound:
    return spoken("fr")


@pytest.fixture(scope="module")
def heard(ours: Sound) -> Samples:
    """The phone's rendition of ours, mono at 8 kHz."""
    return phone_sound(ours).samples


def narrow_by_ffmpeg(sound: Sound) -> Samples:
    """As ``ffmpeg -ar 8000 -ac 1`` does it."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=PHONE_RATE)
    frame = av.AudioFrame.from_ndarray(sound.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sound.sample_rate
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray().reshape(-1, 1) for part in parts])


def told(ours: Sound, theirs: Samples) -> Likeness:
    return likeness(ours, Sound(theirs, PHONE_RATE))


def test_our_own_sandbox_gives_back_what_was_heard(ours: Sound) -> None:
    given = platform_audio(resource("samples", "message-fr.mp3").read_bytes())
    found = likeness(ours, sound_of_alaw(given.alaw))
    assert found.correlation == pytest.approx(1.0, abs=1e-9)
    assert found.worst_second == pytest.approx(1.0, abs=1e-9)
    assert (found.level_difference_db, found.lag_s) == (0.0, 0.0)
    assert abs(found.duration_difference_s) <= 1 / PHONE_RATE
    assert found.alike
    assert found.differs == ()


def test_another_resampler_is_not_heard(ours: Sound, studio: "Studio") -> None:
    narrowed = narrow_by_ffmpeg(ours)
    found = likeness(ours, decode(studio.wav(narrowed, PHONE_RATE, "pcm_alaw")))
    assert found.alike
    assert found.correlation > 0.999
    assert found.worst_second > 0.998
    assert abs(found.level_difference_db) < 0.05


def test_a_small_mp3_is_not_heard_either(ours: Sound, studio: "Studio") -> None:
    mp3 = studio.encode(narrow_by_ffmpeg(ours), PHONE_RATE, "mp3", "libmp3lame")
    found = likeness(ours, decode(mp3))
    assert found.alike
    assert found.correlation < 0.9999  # it is not the same, and that is seen


@pytest.mark.parametrize("late_s", [-0.2, 0.000_04, 0.010_06, 0.2])
def test_a_delay_is_found_to_a_fraction_of_a_sample(ours: Sound, late_s: float) -> None:
    """Shifted by the spectrum, which is exact for a sound that is periodic; its ends are silent."""
    narrow = phone_sound(ours).samples[:, 0].astype(float)
    padded = np.concatenate((np.zeros(4_000), narrow, np.zeros(4_000)))
    hertz = np.fft.rfftfreq(len(padded), 1 / PHONE_RATE)
    spectrum = np.fft.rfft(padded) * np.exp(-2j * np.pi * hertz * late_s)
    shifted = np.fft.irfft(spectrum, len(padded))[4_000:-4_000]
    found = told(ours, np.rint(shifted).astype(np.int16).reshape(-1, 1))
    assert found.lag_s == pytest.approx(late_s, abs=1 / PHONE_RATE / 30)
    assert found.correlation > 0.998
    assert found.alike


@pytest.mark.parametrize("gain", [0.8, 1.25])
def test_another_level_is_named(ours: Sound, heard: Samples, gain: float) -> None:
    found = told(ours, np.clip(heard * gain, -32_768, 32_767).astype(np.int16))
    assert found.differs == ("level",)
    assert found.level_difference_db == pytest.approx(20 * np.log10(gain), abs=0.1)


def test_a_missing_end_is_named(ours: Sound, heard: Samples) -> None:
    found = told(ours, heard[: -PHONE_RATE // 2])
    assert found.differs == ("duration",)
    assert found.duration_difference_s == pytest.approx(-0.5, abs=0.001)
    assert not found.alike


@pytest.mark.parametrize("seconds", [0.5, 2])
def test_a_missing_word_is_named_though_the_length_is_right(
    ours: Sound, heard: Samples, seconds: float
) -> None:
    holed = heard.copy()
    holed[5 * PHONE_RATE : round((5 + seconds) * PHONE_RATE)] = 0
    found = told(ours, holed)
    assert found.differs == ("correlation",)
    assert found.worst_second < 0.85


def test_another_message_is_named(ours: Sound) -> None:
    other = phone_sound(spoken("en"))
    found = likeness(ours, other)
    assert {"duration", "correlation"} <= set(found.differs)
    assert abs(found.correlation) < 0.1
    same_length = Sound(np.resize(other.samples, (phone_sound(ours).frames, 1)), PHONE_RATE)
    assert "correlation" in likeness(ours, same_length).differs


@pytest.mark.parametrize(("factor", "named"), [(1.02, "duration"), (1.005, "correlation")])
def test_a_wrong_speed_is_named(ours: Sound, factor: float, named: str) -> None:
    faster = Sound(ours.samples, round(ours.sample_rate * factor))
    found = likeness(ours, phone_sound(faster))
    assert named in found.differs
    assert "correlation" in found.differs


@pytest.mark.parametrize("frames", [0, 135_893])
def test_silence_is_named(ours: Sound, frames: int) -> None:
    found = told(ours, np.zeros((frames, 1), np.int16))
    assert "correlation" in found.differs
    assert ("level" in found.differs) == bool(frames)  # there is nothing to measure in nothing


def test_ours_may_be_silent_too() -> None:
    silent = Sound(np.zeros((10 * PHONE_RATE, 1), np.int16), PHONE_RATE)
    assert likeness(silent, silent).differs == ("correlation",)  # nothing says that it is the same


def test_it_can_be_cancelled(ours: Sound, heard: Samples) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        likeness(ours, Sound(heard, PHONE_RATE), job)
