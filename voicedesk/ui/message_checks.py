"""What the badges of a message say: in the library one, in the workshop one for each check.

Beside each badge of a problem stands what mends it: :func:`fix` names the remedy of
``audio/remedies.py`` as a short verb.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from voicedesk.audio.checks import LARGEST_BYTES, SHORTEST_S, Problem, Severity
from voicedesk.audio.edits import Centre, Edit, Level, OneSide, Pad, Repeat, Silences, Smaller
from voicedesk.audio.recording import Recording
from voicedesk.base.words import ntr, tr
from voicedesk.ui import wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.figures import percent

_KINDS: Mapping[Severity, Kind] = {
    Severity.error: "err",
    Severity.warning: "warn",
    Severity.note: "neutral",
}
_WORST_FIRST = (Severity.error, Severity.warning, Severity.note)
# Problems that stand on the badge of a check that is always there.
_ALWAYS_TOLD = frozenset({"too_short", "too_big", "quiet", "clipped"})

# Nothing is to be done about these once the library has the file: they are noted.
_SETTLED = frozenset({"wrong_suffix", "converted", "header_lies"})


@dataclass(frozen=True)
class Check:
    """One badge. ``problem`` is what it tells of (None: all is well), ``limit`` what holds for it,
    to be said on hovering."""

    kind: Kind
    text: str
    problem: Problem | None = None
    limit: str = ""


@dataclass(frozen=True)
class Advice:
    """What is wrong, in a sentence, and the sentence that mends it."""

    kind: Kind
    sentence: str
    problem: Problem


def verdict(recording: Recording) -> Check:
    """The one badge of the library: the worst that is left to look at."""
    found = [p for p in _worst_first(recording) if _severity(p) is not Severity.note]
    if not found:
        return Check("ok", tr("Ready"))
    worst = found[0]
    if worst.severity is not Severity.error and len(found) > 1:
        text = ntr("{n} point to look at", "{n} points to look at", len(found))
        return Check(_KINDS[worst.severity], text)
    return Check(_KINDS[worst.severity], wording.audio_badge(worst.code), worst)


def checks(recording: Recording, loudness_lufs: float | None) -> list[Check]:
    """Every check with its outcome; the level is told once it is measured."""
    problems = {problem.code: problem for problem in recording.problems}
    made = [_length(recording, problems.get("too_short"))]
    made.append(_size(recording, problems.get("too_big")))
    if "silent" not in problems:
        made += _level(problems.get("quiet"), loudness_lufs)
        made.append(_clipping(problems.get("clipped")))
    made += [_told(p) for p in _worst_first(recording) if p.code not in _ALWAYS_TOLD]
    return made


def advice(recording: Recording) -> list[Advice]:
    """What to do about each problem, the worst first; nothing about what is only noted."""
    made = []
    for problem in _worst_first(recording):
        if _severity(problem) is Severity.note:
            continue
        words = wording.audio_problem(problem.code, problem.values)
        told = tr(
            "{problem}. {fix}", problem=words.message[:1].upper() + words.message[1:], fix=words.fix
        )
        made.append(Advice(_KINDS[problem.severity], told, problem))
    return made


def fix(edits: Sequence[Edit]) -> str:
    """What a remedy does, as a short verb for the button beside its badge."""
    match edits[0]:
        case Pad():
            return tr("Pad with silence")
        case Repeat():
            return tr("Say it twice")
        case Level():
            return tr("Level it out")
        case Silences():
            return tr("Shorten the silences")
        case OneSide(side="left"):
            return tr("Use the left side")
        case OneSide():
            return tr("Use the right side")
        case Centre():
            return tr("Centre it")
        case Smaller():
            return tr("Make it small enough")
    return tr("Mend it")


def _length(recording: Recording, problem: Problem | None) -> Check:
    length = wording.seconds(recording.duration_s or 0)
    limit = f"{SHORTEST_S}\u00a0s"
    if problem is None:
        return Check("ok", length, limit=tr("At least {limit}", limit=limit))
    return Check("err", tr("{length}, at least {limit}", length=length, limit=limit), problem)


def _size(recording: Recording, problem: Problem | None) -> Check:
    limit = LARGEST_BYTES // 1_000_000
    size = QLocale().toString(max(0.1, recording.size_bytes / 1_000_000), "f", 1)
    kind: Kind = "ok" if problem is None else "err"
    return Check(kind, tr("{size} of {limit} MB", size=size, limit=limit), problem)


def _level(quiet: Problem | None, loudness_lufs: float | None) -> list[Check]:
    if quiet is not None:
        level = lufs(float(quiet.values["loudness_lufs"]))
        limit = lufs(float(quiet.values["limit_lufs"]))
        text = tr("Faint: {level} LUFS", level=level)
        return [Check("warn", text, quiet, tr("At least {limit}", limit=f"{limit}\u00a0LUFS"))]
    if loudness_lufs is None:
        return []
    return [Check("ok", tr("Level {level} LUFS", level=lufs(loudness_lufs)))]


def _clipping(problem: Problem | None) -> Check:
    if problem is None:
        return Check("ok", tr("No clipping"))
    places = int(problem.values.get("places", 0))
    return Check("warn", tr("Crackles"), problem, ntr("In {n} place", "In {n} places", places))


def _told(problem: Problem) -> Check:
    """The problem's name, with its figure and its limit where it has them."""
    name = wording.audio_badge(problem.code)
    figure, limit = _figures(problem.code, problem.values)
    text = tr("{problem} {figure}", problem=name, figure=figure) if figure else name
    return Check(_KINDS[_severity(problem)], text, problem, limit)


def _figures(code: str, values: Mapping[str, float | str]) -> tuple[str, str]:
    """How much there is of the problem, and how much there may be; empty where no figure helps."""
    number = {key: float(v) for key, v in values.items() if not isinstance(v, str)}
    match code:
        case "silence_inside":
            longest, limit = number["longest_s"], number["limit_s"]
            most = tr("Less than {limit}", limit=wording.seconds(limit))
            return wording.seconds(longest), most
        case "silence_ends":
            start, end = wording.seconds(number["start_s"]), wording.seconds(number["end_s"])
            return "", tr("{start} at the start, {end} at the end", start=start, end=end)
        case "dc_offset":
            offset = percent(abs(number["offset_percent"]) / 100)
            most = tr("Less than {limit}", limit=percent(number["limit_percent"] / 100, 0))
            return offset, most
        case "lost_on_phone" | "antiphase":
            most = tr("Less than {limit}", limit=_decibels(number["limit_db"]))
            return f"−{_decibels(number['loss_db'])}", most
        case "one_sided":
            most = tr("Less than {limit}", limit=_decibels(number["limit_db"]))
            return "", f"{_decibels(number['difference_db'])} · {most}"
    return "", ""


def _decibels(value: float) -> str:
    return f"{round(value)}\u00a0dB"


def lufs(value: float) -> str:
    """A loudness, or a gain, in whole units."""
    sign = "−" if round(value) < 0 else ""
    return f"{sign}{abs(round(value))}"


def _severity(problem: Problem) -> Severity:
    return Severity.note if problem.code in _SETTLED else problem.severity


def _worst_first(recording: Recording) -> list[Problem]:
    return sorted(recording.problems, key=lambda found: _WORST_FIRST.index(_severity(found)))
