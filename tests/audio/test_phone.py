"""The phone's sound against G.711 and the laws of sampling."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicedesk.audio.decode import decode
from voicedesk.audio.phone import (
    PHONE_RATE,
    alaw,
    narrow,
    phone_sound,
    platform_audio,
    sound_of_alaw,
)
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError

if TYPE_CHECKING:
    from tests.audio.conftest import Samples, Studio


def code_of(sample: int) -> int:
    """ITU-T G.711 A-law of a 16-bit sample, from its definition (table 1a): the 12 magnitude bits
    are a 3-bit segment and 4 bits inside it; the sign bit is set for positive values, and every
    second bit is inverted on the line (0x55)."""
    sign = 0x80 if sample >= 0 else 0
    magnitude = (sample if sample >= 0 else -sample - 1) >> 4
    if magnitude < 32:  # the first two segments have the same step
        return (sign | magnitude) ^ 0x55
    segment = magnitude.bit_length() - 4
    return (sign | segment << 4 | (magnitude >> segment - 1) & 0x0F) ^ 0x55


def value_of(code: int) -> int:
    """The middle of the interval that a code stands for, as a 16-bit sample."""
    bits = code ^ 0x55
    segment, inside = (bits >> 4) & 7, bits & 0x0F
    step = 16 << max(segment - 1, 0)
    start = inside * step if segment == 0 else (256 << segment - 1) + inside * step
    middle = start + step // 2
    return middle if bits & 0x80 else -middle


def test_g711_on_every_16_bit_sample() -> None:
    every = np.arange(-32_768, 32_768, dtype=np.int16).reshape(-1, 1)
    coded = alaw(Sound(every, PHONE_RATE))
    expected = [code_of(int(sample)) for sample in every[:, 0]]
    assert list(coded) == expected
    heard = phone_sound(Sound(every, PHONE_RATE)).samples[:, 0]
    assert heard.tolist() == [value_of(code) for code in expected]


def test_coding_twice_changes_nothing(studio: "Studio") -> None:
    once = phone_sound(Sound(studio.tone(1), 16_000))
    assert np.array_equal(phone_sound(once).samples, once.samples)


@pytest.mark.parametrize("channels", [1, 2])
def test_nothing_above_the_band_folds_back(studio: "Studio", channels: int) -> None:
    """6 kHz at 44.1 kHz would come back as 2 kHz: at least 80 dB below what went in."""
    tone = studio.tone(2, 44_100, hertz=6_000, channels=channels, peak=0.9)
    middle = narrow(Sound(tone, 44_100)).samples[4_000:12_000, 0].astype(float)
    alias = amplitude(middle, 2_000)
    assert alias < 0.9 * 32_767 * 10 ** (-80 / 20)
    assert np.abs(middle).max() <= 2  # nor at any other frequency


@pytest.mark.parametrize("hertz", [300, 1_000, 3_400])
def test_the_telephone_band_passes(studio: "Studio", hertz: int) -> None:
    tone = studio.tone(2, 44_100, hertz=hertz, peak=0.5)
    heard = narrow(Sound(tone, 44_100)).samples[4_000:12_000, 0].astype(float)
    assert amplitude(heard, hertz) == pytest.approx(0.5 * 32_767, rel=0.01)


def amplitude(samples: np.ndarray, hertz: int) -> float:
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / PHONE_RATE)
    return float(abs(2 * np.mean(samples * turning)))


def test_the_same_sound_is_the_same_on_every_run(studio: "Studio") -> None:
    sound = Sound(studio.tone(3, 44_100), 44_100)
    assert alaw(sound) == alaw(sound)


def test_blocks_leave_no_seam(studio: "Studio", monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Sound(studio.tone(3, 44_100), 44_100)
    whole = narrow(sound).samples
    monkeypatch.setattr("voicedesk.audio.phone._BLOCK", 10_000)
    parts = narrow(sound).samples
    assert parts.shape == whole.shape == (24_000, 1)
    assert np.abs(parts.astype(int) - whole).max() <= 1


def test_coding_in_blocks_leaves_no_seam(studio: "Studio", monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Sound(studio.tone(1, PHONE_RATE), PHONE_RATE)
    whole, heard = alaw(sound), phone_sound(sound).samples
    monkeypatch.setattr("voicedesk.audio.phone._CODED", 999)
    assert alaw(sound) == whole
    assert np.array_equal(sound_of_alaw(whole).samples, heard)


def test_no_sound_is_no_sound_on_the_phone() -> None:
    nothing = Sound(np.zeros((0, 2), np.int16), PHONE_RATE)
    assert alaw(nothing) == b""
    assert phone_sound(nothing).samples.shape == (0, 1)


def test_opposed_channels_are_silent_on_the_phone(studio: "Studio") -> None:
    tone = studio.tone(1)
    opposed = Sound(np.concatenate((tone, -tone), axis=1), 16_000)
    assert np.abs(phone_sound(opposed).samples).max() == 8  # the smallest value A-law has


def test_mixing_full_scale_does_not_wrap() -> None:
    loud = np.full((8, 2), 32_767, np.int16)
    assert set(Sound(loud, 8_000).mono().samples[:, 0].tolist()) == {32_767}
    assert set(Sound(-loud - 1, 8_000).mono().samples[:, 0].tolist()) == {-32_768}


def test_the_segment_is_the_same_sound(studio: "Studio") -> None:
    sound = Sound(studio.tone(0.9995, channels=2), 16_000)
    segment = sound.segment()
    assert (segment.frame_rate, segment.channels, segment.sample_width) == (16_000, 2, 2)
    assert segment.frame_count() == sound.frames == 15_992
    assert segment.raw_data == sound.samples.tobytes()


def test_what_the_platform_makes_of_a_file(studio: "Studio") -> None:
    tone = studio.tone(10, 44_100)
    for data, mime_type in (
        (studio.mp3(tone), "audio/mp3"),
        (studio.wav(tone, 44_100), "audio/wav"),
    ):
        audio = platform_audio(data)
        assert (audio.frames, audio.sample_rate, audio.duration_s) == (441_000, 44_100, 10.0)
        assert audio.mime_type == mime_type
        assert len(audio.alaw) == 80_000
        assert audio.alaw == alaw(decode(data))


def test_the_platform_counts_what_is_there_and_not_what_is_claimed(studio: "Studio") -> None:
    tone = studio.tone(5)
    audio = platform_audio(studio.pcm_header(1 << 30) + tone.tobytes())
    assert audio.duration_s == 5.0
    whole = studio.mp3(studio.tone(12, 44_100))
    assert platform_audio(whole[: len(whole) // 2]).duration_s == pytest.approx(6, abs=0.05)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"#EXTM3U\nneighbour.mp3\n", "not_audio"),
        (b"OggS" + bytes(99), "unsupported"),
        (b"RIFF\0\0\0\0WAVEfmt ", "truncated"),
    ],
)
def test_what_the_platform_refuses(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        platform_audio(data)
    assert refused.value.code == code


def test_a_sound_has_one_or_two_channels_of_16_bits(speech_like: "Samples") -> None:
    for samples, rate in (
        (speech_like[:, 0], 16_000),
        (np.repeat(speech_like, 3, axis=1), 16_000),
        (speech_like, 0),
    ):
        with pytest.raises(ValueError, match=r"frames|channels"):
            Sound(samples, rate)
