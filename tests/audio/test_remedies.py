"""Each problem a person may have with a recording, mended: afterwards it is gone."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.audio.voices import joined, pause, voice
from voicedesk.audio.checks import Inspection, Problem, Severity, inspect_sound
from voicedesk.audio.edits import Edit, Level, OneSide, Pad, Repeat, Silences, Smaller, apply
from voicedesk.audio.remedies import improvement, remedies, remedy
from voicedesk.audio.sound import Sound
from voicedesk.base.jobs import Job

RATE = 16_000


def looked_at(sound: Sound) -> Inspection:
    return inspect_sound(sound, Job())


def spoken(seconds: float, seed: int = 1, peak: float = 0.9) -> Sound:
    return voice(seconds, RATE, seed=seed, peak=peak)


def stereo(left: float, right: float) -> Sound:
    samples = spoken(12).samples.astype(float) * (left, right)
    return Sound(np.rint(samples).astype(np.int16), RATE)


def with_offset() -> Sound:
    return Sound(spoken(12, peak=0.5).samples + np.int16(2_000), RATE)


PROBLEMS: dict[str, Callable[[], Sound]] = {
    "too_short": lambda: spoken(4),
    "quiet": lambda: spoken(12, peak=0.02),
    "silence_inside": lambda: joined(spoken(6), pause(2.7, RATE), spoken(6)),
    "silence_ends": lambda: joined(pause(2.2, RATE), spoken(12), pause(1.5, RATE)),
    "one_sided": lambda: stereo(0.001, 1.0),
    "antiphase": lambda: stereo(1.0, -0.999),
    "dc_offset": with_offset,
}


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_remedy_mends_its_problem(code: str) -> None:
    inspection = looked_at(PROBLEMS[code]())
    assert inspection.sound is not None
    problem = next(found for found in inspection.problems if found.code == code)
    ways = remedies(problem, inspection)
    assert ways
    assert remedy(problem, inspection) == ways[0]
    for edits in ways:
        after = looked_at(apply(inspection.sound, edits, Job()))
        assert code not in [found.code for found in after.problems]


def test_a_short_message_is_padded_or_said_again() -> None:
    inspection = looked_at(spoken(4))
    too_short = Problem("too_short", Severity.error)
    assert remedies(too_short, inspection) == ((Pad(10.5),), (Repeat(1.0, 10.5),))


def test_the_louder_side_is_kept() -> None:
    inspection = looked_at(stereo(0.001, 1.0))
    (problem,) = [found for found in inspection.problems if found.code == "one_sided"]
    assert remedy(problem, inspection) == (OneSide("right"),)


def test_what_is_too_big_is_written_smaller() -> None:
    too_big = Problem("too_big", Severity.error)
    assert remedy(too_big, looked_at(spoken(12))) == (Smaller(),)
    assert remedy(too_big, Inspection(looked_at(spoken(1)).path, 10**9, (too_big,))) == ()


@pytest.mark.parametrize("code", ["clipped", "lost_on_phone", "silent", "truncated", "not_audio"])
def test_what_only_a_new_recording_mends(code: str) -> None:
    assert remedy(Problem(code, Severity.warning), looked_at(spoken(12))) == ()


def test_improve_as_in_the_picture() -> None:
    """Too quiet, a long silence in the middle, both ends clean."""
    sound = joined(spoken(8, peak=0.2), pause(2.7, RATE), spoken(8, seed=2, peak=0.2))
    inspection = looked_at(sound)
    level, silence, ends = improvement(inspection)
    assert (level.key, level.edit) == ("level", Level())
    assert level.values == {
        "from_lufs": inspection.loudness_lufs, "to_lufs": -16.0, "ceiling_dbtp": -1.0
    }  # fmt: skip
    assert (silence.key, silence.edit) == ("silence", Silences(longest_s=0.6, ends_s=None))
    assert 2.7 <= float(silence.values["from_s"]) <= 3.0  # with a faint syllable beside it
    assert silence.values["to_s"] == 0.6
    assert (ends.key, ends.edit) == ("ends", None)


@pytest.mark.parametrize("code", [*PROBLEMS, "all at once"])
def test_what_was_improved_needs_nothing_more(code: str) -> None:
    if code in PROBLEMS:
        sound = PROBLEMS[code]()
    else:
        said = joined(pause(1, RATE), spoken(8), pause(3, RATE), spoken(8), pause(2, RATE))
        sound = Sound(np.repeat(said.samples, 2, axis=1) // np.array([20, -20], np.int16), RATE)
    edits = [step.edit for step in improvement(looked_at(sound)) if step.edit is not None]
    assert edits
    made = apply(sound, edits, Job()).mono()  # as it is written
    after = looked_at(made)
    assert [step.key for step in improvement(after) if step.edit is not None] == []
    assert after.ok


@pytest.mark.parametrize(
    ("first", "silent", "longest"),
    [(5.0, 2.7, 0.6), (4.0, 2.7, 0.8), (3.1, 2.2, None)],
)
def test_no_silence_is_shortened_below_ten_seconds(
    first: float, silent: float, longest: float | None
) -> None:
    """Just enough is taken away, or nothing where even that is too much."""
    sound = joined(spoken(first), pause(silent, RATE), spoken(5.5 if longest else 5))
    inspection = looked_at(sound)
    edits: list[Edit] = [s.edit for s in improvement(inspection) if s.key == "silence" and s.edit]
    if longest is None:
        assert edits == []
        return
    (edit,) = edits
    assert isinstance(edit, Silences)
    assert edit.longest_s == pytest.approx(longest, abs=0.11)
    assert apply(sound, edits, Job()).duration_s >= 10


def test_nothing_is_offered_for_what_is_no_message() -> None:
    assert improvement(looked_at(pause(12, RATE))) == ()
    assert improvement(Inspection(looked_at(pause(1, RATE)).path, 0, ())) == ()
