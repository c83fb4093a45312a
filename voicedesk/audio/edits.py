"""What can be done to a recording: a list of edits over an untouched original.

Times are seconds in the timeline of the sound as it stands before the edit. Sounds are 16 bits
before and after each edit; an edit makes a new sound and never changes the one it is given.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from voicedesk.audio.dynamics import centred, levelled, one_sided
from voicedesk.audio.probe import LONGEST_S
from voicedesk.audio.silence import stretches
from voicedesk.audio.sound import Sound
from voicedesk.audio.splice import Span, faded, padded, repeated, without
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job


@dataclass(frozen=True)
class Trim:
    """Keeps what lies between the two times."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Cut:
    """Removes what lies between the two times."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Fade:
    """Rises from silence in the first ``in_s``, falls to silence in the last ``out_s``."""

    in_s: float
    out_s: float


@dataclass(frozen=True)
class Level:
    """Brings the loudness of the mix to mono to the target, its true peaks under the ceiling.

    The mix, because that is what is sent. A silent sound or one below 0.4 s stays as it is.
    """

    target_lufs: float = -16.0
    ceiling_dbtp: float = -1.0


@dataclass(frozen=True)
class Silences:
    """Shortens silences inside to ``longest_s`` and at both ends to ``ends_s``; None leaves them.

    A sound that is silent throughout stays as it is.
    """

    longest_s: float | None = 0.6
    ends_s: float | None = 0.2


@dataclass(frozen=True)
class Pad:
    """Silence at the end until the sound lasts at least ``to_s``."""

    to_s: float


@dataclass(frozen=True)
class Repeat:
    """The whole message again after a pause, as often as it takes to last at least ``to_s``."""

    pause_s: float
    to_s: float


@dataclass(frozen=True)
class Centre:
    """Takes away each channel's offset from zero."""


@dataclass(frozen=True)
class OneSide:
    """One channel for both; a mono sound has no sides and stays as it is."""

    side: Literal["left", "right"]


@dataclass(frozen=True)
class Smaller:
    """Changes no sample: the recording is written small enough for the platform."""


Edit = Trim | Cut | Fade | Level | Silences | Pad | Repeat | Centre | OneSide | Smaller

_KINDS: dict[str, type[Edit]] = {
    "trim": Trim,
    "cut": Cut,
    "fade": Fade,
    "level": Level,
    "silences": Silences,
    "pad": Pad,
    "repeat": Repeat,
    "centre": Centre,
    "one_side": OneSide,
    "smaller": Smaller,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class EditList:
    """What was done to a take, each deed one edit or several that are undone together.

    The first ``done`` deeds are in force, the others were undone.
    """

    deeds: tuple[tuple[Edit, ...], ...] = ()
    done: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.done <= len(self.deeds):
            raise ValueError("done counts deeds of the list")

    @property
    def in_force(self) -> tuple[Edit, ...]:
        return tuple(edit for deed in self.deeds[: self.done] for edit in deed)

    @property
    def can_undo(self) -> bool:
        return self.done > 0

    @property
    def can_redo(self) -> bool:
        return self.done < len(self.deeds)

    def add(self, *deed: Edit) -> "EditList":
        """With one deed more; what was undone is gone."""
        return EditList((*self.deeds[: self.done], deed), self.done + 1)

    def undo(self) -> "EditList":
        """One deed back; the same list where there is none."""
        return replace(self, done=max(self.done - 1, 0))

    def redo(self) -> "EditList":
        """One deed forward; the same list where there is none."""
        return replace(self, done=min(self.done + 1, len(self.deeds)))


def as_stored(edit: Edit) -> dict[str, Any]:
    """The edit as JSON has it: ``{"edit": "trim", "start_s": 1.3, "end_s": 25.1}``."""
    return {"edit": _NAMES[type(edit)], **asdict(edit)}


def of_stored(stored: dict[str, Any]) -> Edit:
    """The edit that was stored. Raises InputError ``unknown_edit`` for what is none of ours."""
    values = dict(stored)
    kind = _KINDS.get(str(values.pop("edit", "")))
    if kind is None or values.keys() != {field.name for field in fields(kind)}:
        raise InputError("unknown_edit")
    if not all(_is_value(name, value) for name, value in values.items()):
        raise InputError("unknown_edit")
    return kind(**values)


def _is_value(name: str, value: object) -> bool:
    if name == "side":
        return value in ("left", "right")
    if value is None:
        return name in ("longest_s", "ends_s")
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def apply(sound: Sound, edits: Sequence[Edit], job: Job) -> Sound:
    """The sound after these edits, one after the other; ``sound`` itself if nothing changes it.

    Raises InputError: ``nothing_left`` (no frame would remain), ``too_long`` (duration_s, limit_s).
    Reports the step ``edit``, in edits.
    """
    for number, edit in enumerate(edits):
        job.report(number, len(edits), "edit")
        sound = _applied(sound, edit, job)
    return sound


def _applied(sound: Sound, edit: Edit, job: Job) -> Sound:
    match edit:
        case Trim(start_s, end_s):
            start, end = _frame(sound, start_s), _frame(sound, end_s)
            outside = [(0, start), (max(start, end), sound.frames)]
            return without(sound, outside if end > start else [(0, sound.frames)], job)
        case Cut(start_s, end_s):
            return without(sound, [(_frame(sound, start_s), _frame(sound, end_s))], job)
        case Fade(in_s, out_s):
            return faded(sound, _frame(sound, in_s), _frame(sound, out_s), job)
        case Level(target_lufs, ceiling_dbtp):
            return levelled(sound, target_lufs, ceiling_dbtp, job)
        case Silences(longest_s, ends_s):
            return without(sound, _too_silent(sound, longest_s, ends_s), job)
        case Pad(to_s):
            return padded(sound, _length(sound, to_s), job)
        case Repeat(pause_s, to_s):
            pause = _length(sound, pause_s)
            return repeated(sound, pause, _length(sound, to_s), job)
        case Centre():
            return centred(sound, job)
        case OneSide(side):
            return one_sided(sound, side)
        case Smaller():
            return sound


def _frame(sound: Sound, seconds: float) -> int:
    """The frame at that time, inside the sound."""
    return min(max(round(seconds * sound.sample_rate), 0), sound.frames)


def _length(sound: Sound, seconds: float) -> int:
    """So many seconds in frames, rounded up: at least is at least."""
    if seconds > LONGEST_S:
        raise InputError("too_long", duration_s=seconds, limit_s=LONGEST_S)
    return max(math.ceil(seconds * sound.sample_rate), 0)


def _too_silent(sound: Sound, longest_s: float | None, ends_s: float | None) -> list[Span]:
    """What is too much of each silence: at the ends the outer part, inside the middle."""
    removed: list[Span] = []
    for stretch in stretches(sound):
        start, end = _frame(sound, stretch.start_s), _frame(sound, stretch.end_s)
        if (start, end) == (0, sound.frames):
            return []
        left = longest_s if stretch.place == "inside" else ends_s
        surplus = 0 if left is None else max(end - start - _length(sound, left), 0)
        if stretch.place == "start":
            removed.append((start, start + surplus))
        elif stretch.place == "end":
            removed.append((end - surplus, end))
        else:
            middle = start + (end - start - surplus) // 2
            removed.append((middle, middle + surplus))
    return removed
