"""The exact fast path: what phonenumbers makes of many texts, without asking it for each.

Every fact comes from the metadata of the installed phonenumbers. What is not provably the plain
case is left to phonenumbers itself: outcome :data:`.batch.LEFT`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from voicedesk.contacts.phones.batch import LEFT, NOT_A_NUMBER, REFUSED, Batch, Mask
from voicedesk.contacts.phones.lines import read_lines
from voicedesk.contacts.phones.notes import begins_oddly, code_that_writes_zero
from voicedesk.contacts.phones.verdicts import NOTES, Codes, Numbers
from voicedesk.contacts.phones.walk import Offsets
from voicedesk.contacts.phones.world import World, world

MOST = 50_000
"""Texts to read in one go: beyond, single steps would hold up the other threads."""

_LOST_ZERO = NOTES.index("excel_lost_zero")
_DOUBLE_ZERO = NOTES.index("double_zero_prefix")


@dataclass(frozen=True)
class Outcomes:
    """By index of the text: the ``outcome`` (a PhoneNumberType of a valid number, 0 to 10; REFUSED
    plus a reason; or LEFT), the ``e164`` number (0 for none), its ``calling_code`` and the
    ``note`` (index in NOTES).
    """

    outcome: Codes
    e164: Numbers = field(repr=False)
    calling_code: Offsets
    note: Codes


def read_all(texts: Sequence[str], region: str, plans: World | None = None) -> Outcomes:
    """The outcomes of at most :data:`MOST` normalised texts, read in ``region``.

    Texts that :func:`.number.normalise` would change are LEFT or read as if it had.
    """
    count = len(texts)
    found = Outcomes(
        np.full(count, LEFT, np.uint8),
        np.zeros(count, np.int64),
        np.zeros(count, np.intp),
        np.zeros(count, np.uint8),
    )
    plans = plans or world()
    home = plans.home(region)
    if not count or home is None:
        return found
    lines = read_lines(texts)
    found.outcome[lines.plain & (lines.digits < 2)] = NOT_A_NUMBER  # _is_viable_phone_number()
    rows = np.flatnonzero(lines.plain & (lines.digits > 2))
    if rows.size:
        batch = Batch(plans, home, lines, rows)
        batch.read()
        found.outcome[rows] = batch.outcome
        found.e164[rows] = batch.e164
        found.calling_code[rows] = batch.calling_code
        _note(found, batch, rows, texts, region)
    return found


def _note(found: Outcomes, batch: Batch, rows: Offsets, texts: Sequence[str], region: str) -> None:
    """:func:`.notes.note` of valid numbers; only where a digit begins oddly is the text read."""
    first, second = (batch.symbols.take(batch.first + place) for place in range(2))
    valid = batch.outcome < REFUSED
    rare = np.flatnonzero(valid & ~batch.plus & ((first != 0) | (second == 0)))
    odd = [begins_oddly(texts[row].strip()) for row in rows[rare].tolist()]
    rare = rare[np.array(odd, np.bool_)]
    double = (first[rare] == 0) & _says_code(batch, rare)
    lost = batch.calling_code[rare] == code_that_writes_zero(region)
    lost &= ~double & (batch.at[rare] == batch.first[rare])
    found.note[rows[rare[double]]] = _DOUBLE_ZERO
    found.note[rows[rare[lost]]] = _LOST_ZERO


def _says_code(batch: Batch, rows: Offsets) -> Mask:
    """Whether the calling code stands behind the first two digits."""
    code = batch.calling_code[rows]
    said = np.zeros(rows.size, np.intp)
    same = np.zeros(rows.size, np.bool_)
    digits = np.ones(rows.size, np.bool_)
    for place in range(2, 5):
        digit = batch.symbols.take(batch.first[rows] + place)
        digits &= (digit < 10) & ((place > 2) | (digit > 0))
        said = said * 10 + digit
        same |= digits & (said == code)
    return same
