"""Every check on samples, with sounds on both sides of its limit."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from tests.audio.conftest import Samples, Studio
from voicedesk.audio import hearing
from voicedesk.audio.checks import Inspection, Severity, inspect_sound
from voicedesk.audio.decode import decode
from voicedesk.audio.loudness import loudness_lufs, momentary_lufs
from voicedesk.audio.phone import narrow
from voicedesk.audio.silence import stretches
from voicedesk.audio.sound import Sound
from voicedesk.audio.spectrum import phone_loss_db
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.resources import resource

RATE = 8_000


def found(samples: Samples, rate: int = RATE) -> Inspection:
    return inspect_sound(Sound(samples, rate), Job())


def problems(samples: Samples, rate: int = RATE) -> dict[str, Mapping[str, float | str]]:
    return {problem.code: problem.values for problem in found(samples, rate).problems}


def after(studio: Studio, *seconds: float) -> Samples:
    """Tone, silence, tone, silence … of those lengths."""
    parts = [studio.tone(s, RATE, peak=0.0 if n % 2 else 0.25) for n, s in enumerate(seconds)]
    return np.concatenate(parts)


def test_an_inspection_of_a_sound_has_no_file(studio: Studio) -> None:
    tone = studio.tone(12, RATE, channels=2)
    inspection = found(tone)
    assert (inspection.problems, inspection.ok) == ((), True)
    assert (inspection.size_bytes, inspection.container, inspection.converted) == (
        None,
        None,
        False,
    )
    assert (inspection.duration_s, inspection.sample_rate, inspection.channels) == (12.0, RATE, 2)
    assert inspection.sound is not None
    assert inspection.sound.samples is tone


def test_a_sound_without_any_frame_is_too_short() -> None:
    assert set(problems(np.zeros((0, 2), np.int16))) == {"too_short", "silent"}


def test_silent(studio: Studio) -> None:
    assert "silent" in problems(studio.tone(12, RATE, peak=0.0031))
    assert "silent" not in problems(studio.tone(12, RATE, peak=0.0033))
    assert set(problems(np.full((12 * RATE, 1), 9_000, np.int16))) == {"silent"}  # an offset alone


def test_quiet(studio: Studio) -> None:
    for peak in (0.03, 0.035, 0.04, 0.045, 0.05, 0.055, 0.06):
        inspection = found(studio.tone(12, RATE, peak=peak))
        assert inspection.loudness_lufs is not None
        quiet = [problem.code for problem in inspection.problems] == ["quiet"]
        assert quiet is (inspection.loudness_lufs < -30)
    assert problems(studio.tone(12, RATE, peak=0.02))["quiet"]["limit_lufs"] == -30
    assert problems(studio.tone(12, RATE, peak=0.06)) == {}


@pytest.mark.parametrize(("places", "told"), [(9, False), (10, True), (11, True)])
def test_clipped(places: int, told: bool, studio: Studio) -> None:
    tone = studio.tone(12, RATE)
    for place in range(places):
        tone[RATE * place + 50 : RATE * place + 54] = 32_767
    told_values = problems(tone)
    assert ("clipped" in told_values) is told
    if told:
        assert told_values["clipped"]["places"] == places


def test_dc_offset(studio: Studio) -> None:
    tone = studio.tone(12, RATE)
    assert problems(tone + np.int16(322)) == {}
    assert problems(tone - np.int16(322)) == {}
    below = problems(tone - np.int16(655))
    assert below["dc_offset"]["offset_percent"] == pytest.approx(2.0, abs=0.01)
    assert below["dc_offset"]["limit_percent"] == 1
    one_side = studio.tone(12, RATE, channels=2) + np.array([0, 655], np.int16)
    assert set(problems(one_side)) == {"dc_offset"}


@pytest.mark.parametrize("loud", [0, 1])
def test_one_sided(loud: int, studio: Studio) -> None:
    for below_db, told in ((19.0, False), (21.0, True)):
        tone = studio.tone(12, RATE, channels=2)
        tone[:, 1 - loud] = np.rint(tone[:, 1 - loud] * 10 ** (-below_db / 20))
        values = problems(tone)
        assert ("one_sided" in values) is told
    assert values["one_sided"]["side"] == ("left", "right")[loud]
    assert values["one_sided"]["difference_db"] == pytest.approx(21, abs=0.1)


def test_antiphase(studio: Studio) -> None:
    tone = studio.tone(12, RATE, channels=2)
    for rest, told in ((0.75, False), (0.95, True), (1.0, True)):
        opposed = tone.copy()
        opposed[:, 1] = np.rint(-rest * tone[:, 0])
        assert ("antiphase" in problems(opposed)) is told
    assert problems(opposed)["antiphase"]["side"] == "left"
    assert problems(tone) == {}


def test_silence_inside(studio: Studio) -> None:
    assert problems(after(studio, 6, 1.98, 6)) == {}
    values = problems(after(studio, 4, 2.02, 3, 2.5, 3, 1, 3))["silence_inside"]
    assert values["longest_s"] == pytest.approx(2.5, abs=0.02)
    assert values["total_s"] == pytest.approx(4.52, abs=0.04)
    assert (values["places"], values["limit_s"]) == (2, 2.0)


@pytest.mark.parametrize(
    ("start_s", "end_s", "severity"),
    [
        (0.48, 0.98, None),
        (0.52, 0.0, Severity.note),
        (0.0, 1.02, Severity.note),
        (0.0, 9.0, Severity.note),
        (2.02, 0.0, Severity.warning),
    ],
)
def test_silence_ends(
    start_s: float, end_s: float, severity: Severity | None, studio: Studio
) -> None:
    told = found(after(studio, 0, start_s, 12, end_s)).problems
    assert [problem.severity for problem in told] == ([severity] if severity else [])
    if told:
        assert told[0].code == "silence_ends"
        assert told[0].values["start_s"] == pytest.approx(start_s, abs=0.02)
        assert told[0].values["end_s"] == pytest.approx(end_s, abs=0.02)


def test_lost_on_phone(studio: Studio) -> None:
    for hertz, told in ((100, True), (250, True), (350, False), (3_300, False), (3_600, True)):
        tone = studio.tone(12, 16_000, hertz=hertz)
        assert ("lost_on_phone" in problems(tone, 16_000)) is told
    above = studio.tone(12, 16_000, hertz=6_000)
    within = studio.tone(12, 16_000, hertz=1_000)
    for share, told in ((1.5, False), (3.0, True)):  # in power 3:1, less what the ear takes off
        mixed = (above / 4 * share + within / 4).astype(np.int16)
        assert ("lost_on_phone" in problems(mixed, 16_000)) is told


def test_speech_is_not_lost_and_hardly_noise() -> None:
    for name in ("message-fr", "message-en"):
        speech = decode(resource("samples", f"{name}.wav").read_bytes())
        assert phone_loss_db(speech, Job()) < 1
    noise = np.random.default_rng(5).normal(0, 3_000, (44_100 * 3, 1)).astype(np.int16)
    assert 4 < phone_loss_db(Sound(noise, 44_100), Job()) < hearing.PHONE_LOSS_DB
    assert phone_loss_db(Sound(np.zeros((9_000, 1), np.int16), RATE), Job()) == 0


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_loudness_is_what_ffmpeg_measures(rate: int) -> None:
    speech = narrow(decode(resource("samples", "message-fr.wav").read_bytes()), rate)
    speech = Sound(speech.samples[: rate * 9 + 77], rate)
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate)
    )
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(speech.samples.T.copy(), format="s16", layout="mono")
    frame.sample_rate = rate
    graph.push(frame)
    shown = []
    with suppress(av.BlockingIOError):
        while True:
            shown.append(graph.pull().metadata)
    moments = [float(reading["lavfi.r128.M"]) for reading in shown][3:]
    assert momentary_lufs(speech, Job())[: len(moments)] == pytest.approx(moments, abs=0.01)
    integrated = float(shown[-1]["lavfi.r128.I"])
    assert loudness_lufs(speech, Job()) == pytest.approx(integrated, abs=0.01)


def test_loudness_is_of_the_mix_and_above_the_gate(studio: Studio) -> None:
    tone = studio.tone(2, RATE, channels=2, hertz=1_000)
    both = loudness_lufs(Sound(tone, RATE), Job())
    assert both == pytest.approx(loudness_lufs(Sound(tone[:, :1], RATE), Job()) or 0)
    tone[:, 1] = -tone[:, 0]
    assert loudness_lufs(Sound(tone, RATE), Job()) is None
    short = studio.tone(0.4, RATE)
    assert loudness_lufs(Sound(short, RATE), Job()) is not None
    assert loudness_lufs(Sound(short[1:], RATE), Job()) is None


def test_blocks_of_any_length_are_heard_alike(studio: Studio) -> None:
    sound = Sound(after(studio, 0.77, 0.5, 3.33, 2.2, 6.01), RATE)
    ear, start = hearing.Ear(RATE, 1), 0
    for size in (1, 5, 79, 80, 81, 799, 801, 30_000, 7, sound.frames):
        ear.take([sound.samples[start : start + size, 0].astype(np.float32)])
        start += size
    heard, expected = ear.heard(sound, Job()), hearing.hear(sound, Job())
    assert heard.silences == expected.silences
    assert heard.loudness_lufs == pytest.approx(expected.loudness_lufs)
    assert heard.levels.offset == pytest.approx(expected.levels.offset, abs=1e-6)


def test_a_cancelled_job_ends_every_measure(studio: Studio) -> None:
    job = Job()
    job.cancel()
    sound = Sound(studio.tone(12, RATE), RATE)
    measures = (hearing.hear, loudness_lufs, stretches, phone_loss_db)
    for measure in measures:
        with pytest.raises(CancelledError):
            measure(sound, job)
