"""The badges of a message: every finding with its figure and its limit, and its mend in a verb."""

from pathlib import Path

import numpy as np
import pytest

from voicedesk.audio.checks import Inspection, inspect
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording
from voicedesk.audio.remedies import remedy
from voicedesk.audio.sound import Samples, Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.ui.message_checks import Check, advice, checks, fix, verdict

RATE = 8_000


def tone(seconds: float, peak: float = 0.2, hertz: float = 440) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return np.rint(np.sin(2 * np.pi * hertz * at) * peak * 32_767).astype(np.int16)[:, None]


def nothing(seconds: float) -> Samples:
    return np.zeros((round(seconds * RATE), 1), np.int16)


SOUNDS: dict[str, tuple[Samples, Check, str]] = {
    "too_short": (
        tone(8.6),
        Check("err", "8.6\u00a0s, at least 10\u00a0s"),
        "Pad with silence",
    ),
    "quiet": (
        tone(11, 0.01),
        Check("warn", "Faint: −43 LUFS", limit="At least −30\u00a0LUFS"),
        "Level it out",
    ),
    "silence_inside": (
        np.concatenate([tone(5), nothing(2.7), tone(5)]),
        Check("warn", "Long pause 2.7\u00a0s", limit="Less than 2.0\u00a0s"),
        "Shorten the silences",
    ),
    "one_sided": (
        np.hstack([tone(11), nothing(11)]),
        Check("warn", "One side only"),
        "Use the left side",
    ),
    "antiphase": (
        np.hstack([-tone(11, 0.2), tone(11, 0.21)]),
        Check("warn", "Cancels out −32\u00a0dB", limit="Less than 20\u00a0dB"),
        "Use the right side",
    ),
    "dc_offset": (
        tone(11) + np.int16(1000),
        Check("warn", "Off centre 3.1%", limit="Less than 1%"),
        "Centre it",
    ),
}


def made(folder: Path, samples: Samples) -> tuple[Recording, Inspection]:
    path = folder / "sound.wav"
    write_wav(Sound(samples, RATE), path)
    with Workspace(folder / "workspace") as workspace:
        return Recordings(workspace).add(path, Job()), inspect(path, Job())


@pytest.mark.parametrize("code", SOUNDS)
def test_a_finding_has_its_figure_its_limit_and_its_mend(
    code: str, tmp_path: Path, dressed: None
) -> None:
    samples, wanted, verb = SOUNDS[code]
    recording, inspection = made(tmp_path, samples)
    found = {
        check.problem.code: check
        for check in checks(recording, inspection.loudness_lufs)
        if check.problem is not None
    }
    check = found[code]
    assert (check.kind, check.text) == (wanted.kind, wanted.text)
    if wanted.limit:
        assert check.limit == wanted.limit
    assert check.problem is not None
    assert fix(remedy(check.problem, inspection)) == verb
    assert [told.problem.code for told in advice(recording)] == list(found)
    assert verdict(recording).kind == wanted.kind


def test_silence_at_the_ends_is_only_noted(tmp_path: Path, dressed: None) -> None:
    recording, _ = made(tmp_path, np.concatenate([nothing(0.8), tone(11), nothing(1.5)]))
    (found,) = [check for check in checks(recording, None) if check.kind == "neutral"]
    assert found.limit == "0.8\u00a0s at the start, 1.5\u00a0s at the end"
    assert verdict(recording) == Check("ok", "Ready")
    assert advice(recording) == []


def test_several_warnings_are_counted_and_an_error_comes_first(
    tmp_path: Path, dressed: None
) -> None:
    recording, _ = made(tmp_path, tone(11, 0.01) + np.int16(1000))
    assert verdict(recording) == Check("warn", "2 points to look at")
    short, _ = made(tmp_path, tone(5, 0.01))
    assert verdict(short).text == "Too short"
    assert verdict(short).kind == "err"
