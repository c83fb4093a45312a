"""What is wrong with a cell that phonenumbers refuses, and the number that was probably meant.

A repair is an offer, made only when the mended text is a valid number; it is never applied unasked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from phonenumbers import PhoneNumberMatcher

from voicedesk.contacts.phones.notes import note
from voicedesk.contacts.phones.reference import display, read

BETWEEN = " / "  # between the two numbers of one repair

_LONGEST = 200  # characters: beyond, the cell is a text and no number
_FEWEST = 6  # digits: below, there is no number to find
_TWICE = 14  # digits: below, there are no two
_FLOAT = re.compile(r"(\+?\d{6,15})[.,]0+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_ONE_RUN = re.compile(r"[^\d+]*(\+?\d[\d .()/-]*\d)\D*")
_GAP = re.compile(r"[\s/;,|&-]+")
_LOOK_ALIKES = str.maketrans("OoIl|", "00111")
_OVERSEAS = ("RE", "GP", "MQ", "GF", "YT")  # whose numbers, too, are a 0 and nine digits


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """``reason`` where it is more precise than phonenumbers' own, and the offered ``repair``."""

    reason: str | None = None
    repair: str | None = None
    note: str | None = None

    def __repr__(self) -> str:
        return f"Finding(reason={self.reason}, note={self.note})"


def examine(cell: str, region: str) -> Finding:
    """The finding for a normalised, refused cell: the first mend that gives a valid number."""
    # Two letters O may stand for digits: they count.
    if len(cell) > _LONGEST or sum(map(str.isdigit, cell.translate(_LOOK_ALIKES))) < _FEWEST:
        return _unmended(cell)
    for mend in _MENDS:
        finding = mend(cell, region)
        if finding is not None:
            return finding
    return _unmended(cell)


def _unmended(cell: str) -> Finding:
    if _SCIENTIFIC.fullmatch(cell):
        return Finding("excel_scientific")
    # phonenumbers reads letters as a keypad and calls "06 … port." too long.
    return Finding("not_a_number" if any(map(str.isalpha, cell)) else None)


def _scientific(cell: str, region: str) -> Finding | None:
    """``6,12E+08`` has lost its digits; ``6.00001234E8`` still has them all."""
    match = _SCIENTIFIC.fullmatch(cell)
    if match is None:
        return None
    lead, fraction, exponent = match.groups(default="")
    whole = lead + fraction if len(fraction) == int(exponent) else ""
    return Finding("excel_scientific", _offer(whole, region))


def _float(cell: str, region: str) -> Finding | None:
    """``600001234.0``: a sheet took the number for an amount."""
    match = _FLOAT.fullmatch(cell)
    if match is None:
        return None
    whole = match.group(1)
    reading = read(whole, region)
    if reading.e164 is None:
        return None
    return Finding(None, display(reading.e164, region), note(whole, reading, region))


def _overseas(cell: str, region: str) -> Finding | None:
    """``0692…`` is a number of La Réunion, and only there: from France it needs its +262."""
    if region != "FR" or not cell.startswith("0") or cell.startswith("00"):
        return None
    for island in _OVERSEAS:
        e164 = read(cell, island).e164
        if e164 is not None:
            return Finding("overseas_number", display(e164, region))
    return None


def _look_alikes(cell: str, region: str) -> Finding | None:
    """``06 OO …``: letters in the place of digits."""
    swapped = cell.translate(_LOOK_ALIKES)
    if swapped == cell or any(map(str.isalpha, swapped)):
        return None
    return _found("not_a_number", _offer(swapped, region))


def _words_around(cell: str, region: str) -> Finding | None:
    """``06 00 00 12 34 port.``: one number and words, or marks, before or after it."""
    match = _ONE_RUN.fullmatch(cell)
    if match is None or match.group(1) == cell:
        return None
    reason = "not_a_number" if any(map(str.isalpha, cell)) else None
    return _found(reason, _offer(match.group(1), region))


def _odd_marks(cell: str, region: str) -> Finding | None:
    """``06_00_00_12_34``: marks that nobody puts into a number."""
    if any(map(str.isalpha, cell)):
        return None
    plus = "+" if cell.startswith("+") else ""
    return _found(None, _offer(plus + "".join(filter(str.isdigit, cell)), region))


def _within_text(cell: str, region: str) -> Finding | None:
    """The numbers that phonenumbers finds in a text: one, or two for the same person."""
    if sum(map(str.isdigit, cell)) < _TWICE and not any(map(str.isalpha, cell)):
        return None  # the search is slow, and a number of nobody is the usual case
    offers = (_offer(match.raw_string, region) for match in PhoneNumberMatcher(cell, region))
    found = dict.fromkeys(offer for offer in offers if offer)
    if len(found) > 1:
        return Finding("two_numbers", BETWEEN.join(found))
    reason = "not_a_number" if any(map(str.isalpha, cell)) else None
    return _found(reason, next(iter(found), None))


def _side_by_side(cell: str, region: str) -> Finding | None:
    """``06 00 00 12 34 01 99 00 12 34``: the one place where both halves are numbers."""
    if sum(map(str.isdigit, cell)) < _TWICE:
        return None
    for gap in _GAP.finditer(cell):
        halves = (_offer(cell[: gap.start()], region), _offer(cell[gap.end() :], region))
        if halves[0] is not None and halves[1] is not None:
            both = dict.fromkeys(half for half in halves if half)
            return Finding("two_numbers", BETWEEN.join(both)) if len(both) > 1 else None
    return None


def _offer(text: str, region: str) -> str | None:
    """``text`` as one writes it in ``region``, if it is a valid number there."""
    e164 = read(text, region).e164 if text else None
    return None if e164 is None else display(e164, region)


def _found(reason: str | None, repair: str | None) -> Finding | None:
    return None if repair is None else Finding(reason, repair)


_MENDS: tuple[Callable[[str, str], Finding | None], ...] = (
    _scientific,
    _float,
    _overseas,
    _look_alikes,
    _words_around,
    _odd_marks,
    _within_text,
    _side_by_side,
)
