"""What the badges of a message say: in the library one, in the workshop one for each check."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from voicedesk.audio.checks import LARGEST_BYTES, SHORTEST_S, Problem, Severity
from voicedesk.audio.library import Recording
from voicedesk.base.words import ntr, tr
from voicedesk.ui import wording
from voicedesk.ui.parts.badge import Kind

_KINDS: Mapping[Severity, Kind] = {
    Severity.error: "err",
    Severity.warning: "warn",
    Severity.note: "neutral",
}
_WORST_FIRST = (Severity.error, Severity.warning, Severity.note)
# Problems that a check of its own tells; the others get a badge with their name.
_TOLD = frozenset({"too_short", "too_big", "quiet", "clipped"})


@dataclass(frozen=True)
class Check:
    """One badge."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Advice:
    """What is wrong, in a sentence, and the sentence that mends it."""

    kind: Kind
    sentence: str


def verdict(recording: Recording) -> Check:
    """The one badge of the library: the worst that is known of the message."""
    found = _worst_first(recording)
    if not found:
        return Check("ok", tr("Ready"))
    worst = found[0].severity
    if worst is not Severity.error and len(found) > 1:
        text = ntr("{n} point to look at", "{n} points to look at", len(found))
        return Check(_KINDS[worst], text)
    return Check(_KINDS[worst], wording.audio_badge(found[0].code))


def checks(recording: Recording, loudness_lufs: float | None) -> list[Check]:
    """Every check with its outcome; the level is told once it is measured."""
    problems = {problem.code: problem for problem in recording.problems}
    made = [_length(recording, problems), _size(recording, problems)]
    if "silent" not in problems:
        made += _level(problems, loudness_lufs)
        clipped = "clipped" in problems
        made.append(Check("warn", tr("Crackles")) if clipped else Check("ok", tr("No clipping")))
    for problem in _worst_first(recording):
        if problem.code not in _TOLD:
            made.append(Check(_KINDS[problem.severity], wording.audio_badge(problem.code)))
    return made


def advice(recording: Recording) -> list[Advice]:
    """What to do about each problem, the worst first."""
    made = []
    for problem in _worst_first(recording):
        words = wording.audio_problem(problem.code, problem.values)
        told = tr(
            "{problem}. {fix}", problem=words.message[:1].upper() + words.message[1:], fix=words.fix
        )
        made.append(Advice(_KINDS[problem.severity], told))
    return made


def _length(recording: Recording, problems: Mapping[str, Problem]) -> Check:
    length = wording.seconds(recording.duration_s or 0)
    if "too_short" in problems:
        limit = f"{SHORTEST_S}\u00a0s"
        return Check("err", tr("{length}, at least {limit}", length=length, limit=limit))
    return Check("ok", length)


def _size(recording: Recording, problems: Mapping[str, Problem]) -> Check:
    limit = LARGEST_BYTES // 1_000_000
    size = QLocale().toString(max(0.1, recording.size_bytes / 1_000_000), "f", 1)
    kind: Kind = "err" if "too_big" in problems else "ok"
    return Check(kind, tr("{size} of {limit} MB", size=size, limit=limit))


def _level(problems: Mapping[str, Problem], loudness_lufs: float | None) -> list[Check]:
    quiet = problems.get("quiet")
    if quiet is not None:
        level = _lufs(float(quiet.values["loudness_lufs"]))
        return [Check("warn", tr("Faint: {level} LUFS", level=level))]
    if loudness_lufs is None:
        return []
    return [Check("ok", tr("Level {level} LUFS", level=_lufs(loudness_lufs)))]


def _lufs(value: float) -> str:
    sign = "−" if round(value) < 0 else ""
    return f"{sign}{abs(round(value))}"


def _worst_first(recording: Recording) -> list[Problem]:
    return sorted(recording.problems, key=lambda found: _WORST_FIRST.index(found.severity))
