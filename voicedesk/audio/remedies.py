"""What mends a problem, and what "Improve" would do with a recording."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from voicedesk.audio.checks import Inspection
from voicedesk.audio.edits import Centre, Edit, Level, OneSide, Pad, Repeat, Silences, Smaller
from voicedesk.audio.hearing import PAUSE_S, SHORTEST_S, START_S
from voicedesk.audio.problem import Problem
from voicedesk.audio.silence import Place

ENOUGH_S = 10.5  # half a second more than the platform asks: nobody counts the same everywhere
REPEAT_PAUSE_S = 1.0

LONGEST_PAUSE_S, END_SILENCE_S = 0.6, 0.2

_LEVEL = Level()
_NEAR_LU = 1.0  # nobody hears less
_STEP_S = 0.1
_MARGIN_S = 0.1  # silences are found exactly to 10 ms only


@dataclass(frozen=True)
class Step:
    """One line of "Improve". ``edit`` None: already good. ``values``, by ``key``:

    - ``side``: ``side``, "left" or "right", which is to be heard
    - ``centre``: ``offset_percent``
    - ``level``: ``from_lufs`` (missing where a side comes first), ``to_lufs``, ``ceiling_dbtp``
    - ``silence``: ``from_s`` (the longest inside), ``places``, and ``to_s`` where there is an edit
    - ``ends``: ``start_s``, ``end_s``, and ``to_s`` where there is an edit
    - ``length``: ``from_s``, ``to_s``
    """

    key: Literal["side", "centre", "level", "silence", "ends", "length"]
    edit: Edit | None
    values: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


def remedy(problem: Problem, inspection: Inspection) -> tuple[Edit, ...]:
    """The edits that mend the problem, () where only a new recording does.

    Like :func:`improvement`, none shortens a message to less than the platform's 10 seconds.
    """
    return next(iter(remedies(problem, inspection)), ())


def remedies(problem: Problem, inspection: Inspection) -> tuple[tuple[Edit, ...], ...]:
    """Every way to mend it, the first one first."""
    if inspection.sound is None:
        return ()
    match problem.code:
        case "too_short":
            return ((Pad(ENOUGH_S),), (Repeat(REPEAT_PAUSE_S, ENOUGH_S),))
        case "too_big":
            return ((Smaller(),),)
        case "quiet":
            return ((_LEVEL,),)
        case "silence_inside" | "silence_ends":
            steps = _silences(inspection, {problem.code})
            return tuple((step.edit,) for step in steps if step.edit is not None)
        case "one_sided" | "antiphase":
            return ((_side(problem),),)
        case "dc_offset":
            return ((Centre(),),)
    return ()


def _side(problem: Problem) -> OneSide:
    """The louder one."""
    return OneSide("right" if problem.values.get("side") == "right" else "left")


def improvement(inspection: Inspection) -> tuple[Step, ...]:
    """What would be done at once, in that order; () where nothing can be done."""
    codes = {problem.code for problem in inspection.problems}
    if inspection.sound is None or "silent" in codes:
        return ()
    return (
        *_mending(inspection.problems),
        *_level(inspection, codes),
        *_silences(inspection, codes),
        *_length(inspection, codes),
    )


def _mending(problems: Iterable[Problem]) -> Iterator[Step]:
    """What must be right before a level means anything."""
    for problem in problems:
        if problem.code in ("one_sided", "antiphase"):
            side = _side(problem)
            yield Step("side", side, {"side": side.side})
        if problem.code == "dc_offset":
            yield Step("centre", Centre(), problem.values)


def _level(inspection: Inspection, codes: Collection[str]) -> Iterator[Step]:
    loudness, peak = inspection.loudness_lufs, inspection.peak_dbfs
    values: dict[str, float | str] = {
        "to_lufs": _LEVEL.target_lufs,
        "ceiling_dbtp": _LEVEL.ceiling_dbtp,
    }
    if "one_sided" in codes or "antiphase" in codes:  # the side that is kept has another loudness
        yield Step("level", _LEVEL, values)
    elif loudness is not None and peak is not None:
        near = abs(loudness - _LEVEL.target_lufs) <= _NEAR_LU and peak <= _LEVEL.ceiling_dbtp
        yield Step("level", None if near else _LEVEL, {"from_lufs": loudness, **values})


def _silences(inspection: Inspection, codes: Collection[str]) -> Iterator[Step]:
    """A silence that cannot be shortened because the message is too short has no step."""
    silences = inspection.silences
    inside = [found.duration_s for found in silences if found.place is Place.inside]
    start_s = sum(found.duration_s for found in silences if found.place is Place.start)
    end_s = sum(found.duration_s for found in silences if found.place is Place.end)
    spare_s = (inspection.duration_s or 0.0) - SHORTEST_S - _MARGIN_S

    to_s = _shortest(inside, LONGEST_PAUSE_S, PAUSE_S, spare_s)
    if "silence_inside" not in codes:
        yield Step("silence", None, {"from_s": max(inside, default=0.0), "places": len(inside)})
    elif to_s is not None:
        values = {"from_s": max(inside), "to_s": to_s, "places": len(inside)}
        yield Step("silence", Silences(longest_s=to_s, ends_s=None), values)
        spare_s -= _surplus(inside, to_s)

    to_s = _shortest((start_s, end_s), END_SILENCE_S, START_S, spare_s)
    if "silence_ends" not in codes:
        yield Step("ends", None, {"start_s": start_s, "end_s": end_s})
    elif to_s is not None:
        values = {"start_s": start_s, "end_s": end_s, "to_s": to_s}
        yield Step("ends", Silences(longest_s=None, ends_s=to_s), values)


def _length(inspection: Inspection, codes: Collection[str]) -> Iterator[Step]:
    if "too_short" in codes:
        values = {"from_s": inspection.duration_s or 0.0, "to_s": ENOUGH_S}
        yield Step("length", Pad(ENOUGH_S), values)


def _shortest(
    silences: Iterable[float], wanted_s: float, limit_s: float, spare_s: float
) -> float | None:
    """What they can be shortened to so that no more goes than is to spare; None from the limit."""
    durations = list(silences)
    to_s = wanted_s
    while to_s < limit_s:
        if _surplus(durations, to_s) <= spare_s:
            return to_s
        to_s = round(to_s + _STEP_S, 1)
    return None


def _surplus(durations: Iterable[float], to_s: float) -> float:
    return sum(max(duration - to_s, 0.0) for duration in durations)
