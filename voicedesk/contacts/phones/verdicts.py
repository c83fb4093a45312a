"""Verdicts on many numbers as arrays: one code a row says what a :class:`Verdict` says in words.

The codes are stored with a list: they never change their meaning.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.phones.reference import Kind

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

REASONS = (
    "empty",
    "not_a_number",
    "not_assigned",
    "too_short",
    "too_long",
    "two_numbers",
    "excel_scientific",
    "overseas_number",
)
NOTES = (None, "excel_lost_zero", "double_zero_prefix")
KINDS = (Kind.MOBILE, Kind.FIXED, Kind.OTHER)

_INVALID = 16  # the first code of an invalid number; below stand the valid ones


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says; ``mendable`` where a repair is offered."""

    kind: Kind | None
    reason: str | None
    note: str | None
    mendable: bool


def valid_code(kind: Kind, note: str | None = None) -> int:
    """The code of a valid number."""
    return KINDS.index(kind) * len(NOTES) + NOTES.index(note)


def invalid_code(reason: str, *, mendable: bool = False, note: str | None = None) -> int:
    """The code of an invalid one; ``note`` is the oddity of the offered repair."""
    offer = 1 + NOTES.index(note) if mendable else 0
    return _INVALID + REASONS.index(reason) * 4 + offer


def _meanings() -> tuple[Meaning, ...]:
    nothing = Meaning(None, None, None, False)
    made = [nothing] * (_INVALID + len(REASONS) * 4)
    for kind in KINDS:
        for note in NOTES:
            made[valid_code(kind, note)] = Meaning(kind, None, note, False)
    for reason in REASONS:
        made[invalid_code(reason)] = Meaning(None, reason, None, False)
        for note in NOTES:
            code = invalid_code(reason, mendable=True, note=note)
            made[code] = Meaning(None, reason, note, True)
    return tuple(made)


MEANINGS = _meanings()
"""By code; the codes nobody uses say nothing."""


def codes_where(said: str) -> NDArray[np.bool_]:
    """By code: whether it is ``valid``, ``mend``, ``exclude``, of this kind, reason or note."""
    chosen = np.zeros(256, np.bool_)
    for code, meaning in enumerate(MEANINGS):
        state = "valid" if meaning.kind else "mend" if meaning.mendable else "exclude"
        known = meaning.kind is not None or meaning.reason is not None
        chosen[code] = known and said in (state, meaning.kind, meaning.reason, meaning.note)
    return chosen


@dataclass(frozen=True)
class Judged:
    """Verdicts by index: ``code``, ``e164`` (the digits after the plus, 0 for none), ``repairs``
    (the texts offered, only where there are any)."""

    code: Codes
    e164: Numbers = field(repr=False)
    repairs: dict[int, str] = field(repr=False)


def e164_text(number: int) -> str | None:
    """``+33…``, or None for 0."""
    return f"+{number}" if number else None
