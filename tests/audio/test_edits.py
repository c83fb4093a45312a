"""Edits on small sounds: their lengths, their seams, their list and how they are stored."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.audio.voices import joined, mono, pause, voice
from voicedesk.audio.edits import (
    Centre,
    Cut,
    Edit,
    EditList,
    Fade,
    Level,
    OneSide,
    Pad,
    Repeat,
    Silences,
    Smaller,
    Trim,
    apply,
    as_stored,
    of_stored,
)
from voicedesk.audio.silence import stretches
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress

RATE = 8_000

times = st.floats(0, 3, allow_nan=False)
edits = st.one_of(
    st.builds(Trim, times, times),
    st.builds(Cut, times, times),
    st.builds(Fade, times, times),
    st.builds(Level, st.floats(-30, -10), st.floats(-6, 0)),
    st.builds(Silences, st.none() | times, st.none() | times),
    st.builds(Pad, times),
    st.builds(Repeat, times, times),
    st.builds(Centre),
    st.builds(OneSide, st.sampled_from(["left", "right"])),
    st.builds(Smaller),
)


@st.composite
def sounds(draw: st.DrawFn) -> Sound:
    """Up to 1.5 s of noise with a silence in it, mono or stereo, also of one frame."""
    frames, channels = draw(st.integers(1, 12_000)), draw(st.sampled_from([1, 2]))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    samples = random.integers(-9_000, 9_000, (frames, channels), np.int16)
    start, length = draw(st.integers(0, frames)), draw(st.integers(0, 8_000))
    samples[start : start + length] = 0
    return Sound(samples, RATE)


def promised(sound: Sound, edit: Edit) -> int:
    """The frames there must be after the edit, reckoned apart from how it is done."""
    n = sound.frames

    def frame(seconds: float) -> int:
        return min(round(seconds * RATE), n)

    match edit:
        case Trim(start, end):
            return max(frame(end) - frame(start), 0)
        case Cut(start, end):
            return n - max(frame(end) - frame(start), 0)
        case Pad(to):
            return max(n, math.ceil(to * RATE))
        case Repeat(gap, to):
            length = n
            while length < math.ceil(to * RATE):
                length += math.ceil(gap * RATE) + n
            return length
        case Silences(longest, ends):
            length = n
            for found in stretches(sound):
                left = longest if found.place == "inside" else ends
                silent = round(found.end_s * RATE) - round(found.start_s * RATE)
                length -= 0 if left is None else max(silent - math.ceil(left * RATE), 0)
            return length
    return n


@given(sounds(), st.lists(edits, max_size=4))
@settings(max_examples=60)
def test_any_edits_give_the_promised_length(sound: Sound, wanted: Sequence[Edit]) -> None:
    before = sound.samples.copy()
    made = sound
    for edit in wanted:
        length = promised(made, edit)
        if length == 0:
            with pytest.raises(InputError, match="nothing_left"):
                apply(made, [edit], Job())
            return
        made = apply(made, [edit], Job())
        assert (made.frames, made.channels, made.sample_rate) == (length, sound.channels, RATE)
    assert np.array_equal(apply(sound, wanted, Job()).samples, made.samples)
    assert np.array_equal(sound.samples, before)


@given(edits)
def test_an_edit_comes_back_from_json(edit: Edit) -> None:
    assert of_stored(json.loads(json.dumps(as_stored(edit)))) == edit


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"edit": "reverse"},
        {"edit": "trim", "start_s": 1.0},
        {"edit": "trim", "start_s": 1.0, "end_s": "2"},
        {"edit": "trim", "start_s": None, "end_s": 2.0},
        {"edit": "pad", "to_s": float("nan")},
        {"edit": "pad", "to_s": True},
        {"edit": "centre", "more": 1},
        {"edit": "one_side", "side": "middle"},
    ],
)
def test_what_is_no_edit_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(InputError, match="unknown_edit"):
        of_stored(stored)


@given(st.lists(edits, max_size=6), st.lists(st.sampled_from(["undo", "redo"]), max_size=12), edits)
def test_undo_and_redo(made: list[Edit], moves: list[str], another: Edit) -> None:
    history = EditList()
    for edit in made:
        history = history.add(edit)
    assert (history.in_force, history.can_redo) == (tuple(made), False)
    at = len(made)
    for move in moves:
        at = max(at - 1, 0) if move == "undo" else min(at + 1, len(made))
        history = history.undo() if move == "undo" else history.redo()
        assert history.in_force == tuple(made[:at])
        assert (history.can_undo, history.can_redo) == (at > 0, at < len(made))
    assert history.undo().redo() == history or not history.can_undo
    added = history.add(another)
    assert (added.in_force, added.can_redo) == ((*made[:at], another), False)


def test_a_list_cannot_have_more_done_than_there_is() -> None:
    with pytest.raises(ValueError, match="done"):
        EditList(((Centre(),),), 2)


def test_what_was_done_together_is_undone_together() -> None:
    done = EditList().add(Trim(0, 11)).add(Silences(), Level())
    assert done.in_force == (Trim(0, 11), Silences(), Level())
    assert done.undo().in_force == (Trim(0, 11),)
    assert done.undo().redo() == done


@pytest.fixture(scope="module")
def hum() -> Sound:
    """2 s of 100 Hz: whoever jumps in it is heard."""
    return mono(0.8 * np.sin(2 * np.pi * 100 * np.arange(2 * RATE) / RATE), RATE)


def steepest(sound: Sound) -> int:
    return int(np.abs(np.diff(sound.samples.astype(int), axis=0)).max())


def test_a_trim_is_exact_but_for_its_ends(hum: Sound) -> None:
    made = apply(hum, [Trim(0.3, 1.7)], Job())
    seam = RATE // 200
    assert made.frames == 1.4 * RATE
    kept = hum.samples[2_400:13_600]
    assert np.array_equal(made.samples[seam:-seam], kept[seam:-seam])
    assert made.samples[0] == made.samples[-1] == 0
    assert np.array_equal(apply(hum, [Trim(0, 2)], Job()).samples, hum.samples)


@pytest.mark.parametrize("at", [0.1, 0.1025, 0.105, 0.1075])
def test_no_seam_clicks(hum: Sound, at: float) -> None:
    """Half a wave is cut out: without a blend it would jump by the whole swing."""
    assert steepest(apply(hum, [Cut(at, at + 0.505)], Job())) <= 3 * steepest(hum)
    assert steepest(apply(hum, [Trim(at, at + 1)], Job())) <= 3 * steepest(hum)
    assert steepest(apply(hum, [Trim(0, at + 1), Pad(3)], Job())) <= 3 * steepest(hum)
    assert steepest(apply(hum, [Trim(0, at), Repeat(0.1, 1)], Job())) <= 3 * steepest(hum)


def test_a_cut_is_exact_outside_its_seam(hum: Sound) -> None:
    made = apply(hum, [Cut(0.5, 1.0)], Job())
    half = RATE // 400
    assert np.array_equal(made.samples[: 4_000 - half], hum.samples[: 4_000 - half])
    assert np.array_equal(made.samples[4_000 + half :], hum.samples[8_000 + half :])


def test_a_fade_is_that_of_pydub(hum: Sound) -> None:
    """pydub fades in steps of a millisecond from -120 dB: the difference is one step's."""
    made = apply(hum, [Fade(0.5, 0.25)], Job())
    theirs = np.array(hum.segment().fade_in(500).fade_out(250).get_array_of_samples())
    assert np.abs(made.samples[:, 0].astype(int) - theirs).max() <= 32_768 / 250 + 1
    assert made.samples[0, 0] == made.samples[-1, 0] == 0
    inside = slice(RATE // 2, -RATE // 4)
    assert np.array_equal(made.samples[inside], hum.samples[inside])


def test_silences_are_shortened_where_they_are() -> None:
    said = voice(1.5, RATE, seed=4)
    sound = joined(pause(0.9, RATE), said, pause(2.7, RATE), said, pause(1.4, RATE))
    made = apply(sound, [Silences(longest_s=0.6, ends_s=0.2)], Job())
    (found,) = stretches(made)  # 0.2 s at the ends is no silence any more
    assert found.place == "inside"
    assert found.duration_s == pytest.approx(0.6, abs=0.03)
    assert made.duration_s == pytest.approx(3.0 + 0.6 + 0.4, abs=0.1)
    only_inside = apply(sound, [Silences(longest_s=0.6, ends_s=None)], Job())
    assert only_inside.duration_s == pytest.approx(sound.duration_s - 2.1, abs=0.03)


def test_a_silent_sound_stays() -> None:
    silent = pause(3, RATE)
    assert apply(silent, [Silences(), Level(), Centre()], Job()).frames == silent.frames


def test_centre_takes_the_offset_away() -> None:
    samples = np.repeat(voice(2, RATE).samples, 2, axis=1)
    samples[:, 1] += 1_000
    made = apply(Sound(samples, RATE), [Centre()], Job())
    assert np.abs(made.samples.mean(axis=0)).max() < 1


def test_one_side_for_both() -> None:
    samples = np.stack((voice(1, RATE).samples[:, 0], np.zeros(RATE, np.int16)), axis=1)
    made = apply(Sound(samples, RATE), [OneSide("left")], Job())
    assert np.array_equal(made.samples, np.repeat(samples[:, :1], 2, axis=1))
    single = voice(1, RATE)
    assert apply(single, [OneSide("right")], Job()) is single


@pytest.mark.parametrize("edit", [Pad(3_601), Repeat(3_601, 3), Repeat(3_599, 3)])
def test_nothing_gets_longer_than_is_ever_read(edit: Edit) -> None:
    with pytest.raises(InputError, match="too_long"):
        apply(pause(2, RATE), [edit], Job())


@given(st.lists(edits, min_size=1, max_size=3))
@settings(max_examples=10)
def test_progress_is_told_and_a_cancelled_job_ends(wanted: list[Edit]) -> None:
    assume(not any(isinstance(edit, Trim | Cut) for edit in wanted))
    told: list[Progress] = []
    apply(pause(2, RATE), wanted, Job(told.append))
    assert [step.done for step in told if step.step == "edit"] == list(range(len(wanted)))
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        apply(pause(2, RATE), wanted, job)
