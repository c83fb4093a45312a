"""What is wrong with a cell that phonenumbers refuses, and the number that was probably meant.

A repair is an offer, made only when the mended text is a valid number; it is never applied unasked.
A search for one asks, again and again, whether some texts are numbers: it is a generator of
questions, so that the searches of many cells ask in common and the fast path answers at once.
"""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from phonenumbers import PhoneNumberMatcher

from voicedesk.contacts.phones.notes import note
from voicedesk.contacts.phones.reference import Reading, display, read

BETWEEN = " / "  # between the two numbers of one repair

_LONGEST = 200  # characters: beyond, the cell is a text and no number
_FEWEST = 6  # digits: below, there is no number to find
_TWICE = 14  # digits: below, there are no two
_AT_HOME = 10  # digits of a French number as one dials it at home
_FLOAT = re.compile(r"(\+?\d{6,15})[.,]0+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_ONE_RUN = re.compile(r"[^\d+]*(\+?\d[\d .()/-]*\d)\D*")
_PLAIN = re.compile(r"\+?[0-9 .()/-]*")
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


Question = tuple[str, str]
"""A text and a region: what number is this there? The answer is its Reading."""

Ask = Callable[[Sequence[Question]], Sequence[Reading]]
Search = Generator[Sequence[Question], Sequence[Reading], Finding]
_Mend = Generator[Sequence[Question], Sequence[Reading], Finding | None]
_Offer = Generator[Sequence[Question], Sequence[Reading], str | None]


def examine(cell: str, region: str) -> Finding:
    """The finding for a normalised, refused cell: the first mend that gives a valid number."""
    [finding] = examine_all([cell], region, lambda asked: [read(*question) for question in asked])
    return finding


def examine_all(cells: Sequence[str], region: str, ask: Ask) -> list[Finding]:
    """The findings for normalised, refused cells; ``ask`` gets the questions of all together."""
    findings = [Finding()] * len(cells)
    going = [(index, _search(cell, region)) for index, cell in enumerate(cells)]
    answers: Iterator[Sequence[Reading] | None] = iter([None] * len(going))
    while going:
        waiting: list[tuple[int, Search]] = []
        asked: list[Sequence[Question]] = []
        for (index, search), answer in zip(going, answers, strict=True):
            try:
                asked.append(search.send(answer))  # type: ignore[arg-type]  # None starts it
                waiting.append((index, search))
            except StopIteration as stop:
                findings[index] = stop.value
        going, answers = waiting, _dealt(asked, ask)
    return findings


def _dealt(asked: Sequence[Sequence[Question]], ask: Ask) -> Iterator[Sequence[Reading]]:
    """The answers to each search's own questions."""
    answers = iter(ask([question for questions in asked for question in questions]))
    return iter([[next(answers) for _ in questions] for questions in asked])


def _search(cell: str, region: str) -> Search:
    # Two letters O may stand for digits: they count.
    plain = _PLAIN.fullmatch(cell) is not None
    digits = _digits(cell if plain else cell.translate(_LOOK_ALIKES))
    if len(cell) > _LONGEST or digits < _FEWEST:
        return _unmended(cell)
    mends = _MENDS
    if plain:  # phonenumbers has read just the digits: with other marks it would say the same
        mends = _MENDS_OF_ONE if digits < _TWICE else _MENDS_OF_TWO
    for mend in mends:
        finding = yield from mend(cell, region)
        if finding is not None:
            return finding
    return _unmended(cell)


def _unmended(cell: str) -> Finding:
    if _SCIENTIFIC.fullmatch(cell):
        return Finding("excel_scientific")
    # phonenumbers reads letters as a keypad and calls "06 … port." too long.
    return Finding(_letters(cell))


def _scientific(cell: str, region: str) -> _Mend:
    """``6,12E+08`` has lost its digits; ``6.00001234E8`` still has them all."""
    match = _SCIENTIFIC.fullmatch(cell)
    if match is None:
        return None
    lead, fraction, exponent = match.groups(default="")
    whole = lead + fraction if len(fraction) == int(exponent) else ""
    return Finding("excel_scientific", (yield from _offer(whole, region)))


def _float(cell: str, region: str) -> _Mend:
    """``600001234.0``: a sheet took the number for an amount."""
    match = _FLOAT.fullmatch(cell)
    if match is None:
        return None
    whole = match.group(1)
    [reading] = yield [(whole, region)]
    if reading.e164 is None:
        return None
    return Finding(None, display(reading, region), note(whole, reading, region))


def _overseas(cell: str, region: str) -> _Mend:
    """``0692…`` is a number of La Réunion, and only there: from France it needs its +262."""
    if region != "FR" or cell[0] != "0" or cell[1:2] == "0" or _digits(cell) != _AT_HOME:
        return None
    readings = yield [(cell, island) for island in _OVERSEAS]
    found = next((reading for reading in readings if reading.e164), None)
    return None if found is None else Finding("overseas_number", display(found, region))


def _look_alikes(cell: str, region: str) -> _Mend:
    """``06 OO …``: letters in the place of digits."""
    swapped = cell.translate(_LOOK_ALIKES)
    if swapped == cell or _letters(swapped):
        return None
    return _found("not_a_number", (yield from _offer(swapped, region)))


def _words_around(cell: str, region: str) -> _Mend:
    """``06 00 00 12 34 port.``: one number and words, or marks, before or after it."""
    match = _ONE_RUN.fullmatch(cell)
    if match is None or match.group(1) == cell:
        return None
    return _found(_letters(cell), (yield from _offer(match.group(1), region)))


def _odd_marks(cell: str, region: str) -> _Mend:
    """``06_00_00_12_34``: marks that nobody puts into a number."""
    if _letters(cell):
        return None
    plus = "+" if cell.startswith("+") else ""
    digits = plus + "".join(filter(str.isdigit, cell))
    return _found(None, (yield from _offer(digits, region)))


def _pair(cell: str, region: str) -> _Mend:
    """``06 00 00 12 34 / 01 99 00 12 34``: without letters no search is needed to find the two."""
    return None if _letters(cell) else (yield from _side_by_side(cell, region))


def _within_text(cell: str, region: str) -> _Mend:
    """The numbers that phonenumbers finds in a text: one, or two for the same person."""
    if _digits(cell) < _TWICE and not _letters(cell):
        return None  # the search is slow, and a number of nobody is the usual case
    raw = [match.raw_string for match in PhoneNumberMatcher(cell, region)]
    readings = yield [(text, region) for text in raw]
    found = dict.fromkeys(display(r, region) for r in readings if r.e164)
    if len(found) > 1:
        return Finding("two_numbers", BETWEEN.join(found))
    return _found(_letters(cell), next(iter(found), None))


def _side_by_side(cell: str, region: str) -> _Mend:
    """``06 00 00 12 34 01 99 00 12 34``: the one place where both halves are numbers."""
    if _digits(cell) < _TWICE:
        return None
    halves = [(cell[: gap.start()], cell[gap.end() :]) for gap in _GAP.finditer(cell)]
    pairs = [pair for pair in halves if min(map(_digits, pair)) >= _FEWEST]
    readings = yield [(half, region) for pair in pairs for half in pair]
    for left, right in zip(readings[::2], readings[1::2], strict=True):
        if left.e164 is not None and right.e164 is not None:
            both = dict.fromkeys([display(left, region), display(right, region)])
            return Finding("two_numbers", BETWEEN.join(both)) if len(both) > 1 else None
    return None


def _offer(text: str, region: str) -> _Offer:
    """``text`` as one writes it in ``region``, if it is a valid number there."""
    if not text:
        return None
    [reading] = yield [(text, region)]
    return None if reading.e164 is None else display(reading, region)


def _found(reason: str | None, repair: str | None) -> Finding | None:
    return None if repair is None else Finding(reason, repair)


def _letters(cell: str) -> str | None:
    """A cell with letters is no number, whatever phonenumbers called it."""
    return "not_a_number" if any(map(str.isalpha, cell)) else None


def _digits(cell: str) -> int:
    return sum(map(str.isdigit, cell))


_MENDS: tuple[Callable[[str, str], _Mend], ...] = (
    _scientific,
    _float,
    _look_alikes,
    _words_around,
    _odd_marks,
    _pair,
    _within_text,
    _side_by_side,
)
_MENDS_OF_ONE = (_float, _overseas)
_MENDS_OF_TWO = (_float, _overseas, _pair, _within_text)
