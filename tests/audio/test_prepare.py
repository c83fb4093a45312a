"""What is written to be sent: the best file that fits, and nothing half written."""

from pathlib import Path

import numpy as np
import pytest

from tests.audio.voices import voice
from voicedesk.audio.checks import LARGEST_BYTES, inspect
from voicedesk.audio.decode import decode
from voicedesk.audio.phone import alaw, narrow, platform_audio
from voicedesk.audio.prepare import replacing, write_prepared
from voicedesk.audio.probe import probe
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job


def long_sound(seconds: float, rate: int, channels: int = 1) -> Sound:
    """The same second of noise again and again."""
    second = np.random.default_rng(2).integers(-9_000, 9_000, (rate, channels), np.int16)
    frames = round(seconds * rate)
    return Sound(np.tile(second, (-(-frames // rate), 1))[:frames], rate)


@pytest.mark.parametrize("rate", [4_000, 8_000, 11_025, 44_100, 48_000])
def test_a_message_keeps_its_rate_and_its_samples(rate: int, tmp_path: Path) -> None:
    path, sound = tmp_path / "made.wav", voice(10, rate)
    write_prepared(sound, path, Job())
    found = inspect(path, Job())
    assert (found.container, found.codec) == ("wav", "pcm_s16le")
    assert (found.sample_rate, found.channels) == (rate, 1)
    assert found.sound is not None
    assert np.array_equal(found.sound.samples, sound.samples)


def test_stereo_is_mixed_as_on_the_phone(tmp_path: Path) -> None:
    path, sound = tmp_path / "made.wav", long_sound(10, 16_000, channels=2)
    write_prepared(sound, path, Job())
    found = inspect(path, Job()).sound
    assert found is not None
    assert np.array_equal(found.samples, sound.mono().samples)


def test_no_rate_above_48_khz(tmp_path: Path) -> None:
    path = tmp_path / "made.wav"
    write_prepared(voice(10, 96_000), path, Job())
    found = inspect(path, Job())
    assert found.sample_rate == 48_000
    assert found.duration_s == pytest.approx(10, abs=0.001)


@pytest.mark.parametrize(
    ("seconds", "rate", "written_rate", "bits"),
    [
        (200, 48_000, 48_000, 16),  # 19.2 MB
        (210, 48_000, 16_000, 16),
        (700, 16_000, 8_000, 16),
        (1_249, 8_000, 8_000, 16),
        (2_499, 8_000, 8_000, 8),
    ],
)
def test_a_long_message_is_written_as_well_as_fits(
    seconds: int, rate: int, written_rate: int, bits: int, tmp_path: Path
) -> None:
    path = tmp_path / "made.wav"
    write_prepared(long_sound(seconds, rate), path, Job())
    found = probe(path.read_bytes(), platform=True)
    assert (found.sample_rate, found.channels) == (written_rate, 1)
    assert found.codec == ("pcm_alaw" if bits == 8 else "pcm_s16le")
    assert found.seconds == pytest.approx(seconds, abs=0.001)
    assert found.seconds * written_rate * bits / 8 < path.stat().st_size <= LARGEST_BYTES


def test_what_the_platform_makes_of_alaw_is_that_alaw(tmp_path: Path) -> None:
    """Coding twice loses nothing more: the last resort sounds like all the others."""
    sound = long_sound(1_251, 8_000)
    write_prepared(sound, tmp_path / "made.wav", Job())
    data = (tmp_path / "made.wav").read_bytes()
    assert alaw(decode(data)) == platform_audio(data).alaw == alaw(sound)


def test_too_long_for_any_file(tmp_path: Path) -> None:
    path = tmp_path / "made.wav"
    with pytest.raises(InputError, match="too_big") as caught:
        write_prepared(long_sound(2_501, 8_000), path, Job())
    assert caught.value.details == {"size_bytes": 20_008_060, "limit_bytes": LARGEST_BYTES}
    assert not path.exists()


def test_another_rate_keeps_the_tone_and_folds_nothing_back() -> None:
    """At 16 kHz, 1 kHz stays and 10 kHz goes."""
    at = np.arange(44_100) / 44_100
    low, high = (
        Sound(np.rint(20_000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)[:, None], 44_100)
        for hertz in (1_000, 10_000)
    )
    kept, gone = narrow(low, 16_000), narrow(high, 16_000)
    assert kept.frames == gone.frames == 16_000
    inside = slice(800, -800)
    assert kept.samples[inside].std() == pytest.approx(20_000 / 2**0.5, rel=0.001)
    assert np.abs(gone.samples[inside]).max() <= 1


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "made.wav"
    path.write_bytes(b"before")

    def break_off() -> None:
        with replacing(path) as unfinished:
            write_wav(voice(1, 8_000), unfinished)
            raise CancelledError

    with pytest.raises(CancelledError):
        break_off()
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"before", [path])
    with replacing(path) as unfinished:
        unfinished.write_bytes(b"after")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"after", [path])
    missing = tmp_path / "nowhere" / "made.wav"
    with pytest.raises(InputError, match="unwritable_file"), replacing(missing) as unfinished:
        unfinished.write_bytes(b"")
