"""What of a contact table is shown: which rows, in which order, and how many of each sort."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.countries import calling_codes, calling_codes_of
from voicedesk.contacts.folded import Folded, fold, folded_lines
from voicedesk.contacts.needle import Needle
from voicedesk.contacts.phones.verdicts import KINDS, MEANINGS, codes_where
from voicedesk.contacts.ranking import lines, ranked, stable_order
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE
from voicedesk.contacts.table import BLOCK, ContactTable

By = Literal["name", "number", "state", "suggestion", "consent", "row"] | int
Mask = NDArray[np.bool_]

STATES = ("mend", "exclude", "valid")  # what needs a hand sorts first
_CONSENTS = {"no_consent": NONE, "consent_expired": EXPIRED}
_KINDS = tuple(kind.value for kind in KINDS)
_NUMBER = re.compile(r"\+?[\d\s./()-]+")
_TELLING = 4  # digits: with fewer, a leading 0 is not taken for the one of a number at home
_NEAR = 4_096  # rows looked through at once for the next match


@dataclass(frozen=True)
class Filter:
    """All of it must hold; what is empty asks nothing.

    ``state`` is valid, mend or exclude. ``facets``: one of the kinds among them (mobile, fixed,
    other), one of no_consent and consent_expired, and duplicate and stopped each. ``cause`` is
    ``state:cause``, the problem's code or the oddity of a valid number. ``country`` is a calling
    code. Every word of ``search`` stands in a cell of the row, accents and case aside, or in the
    digits of its number; with ``columns_search`` only these columns are looked at.
    """

    state: str = ""
    facets: frozenset[str] = frozenset()
    cause: str = ""
    country: str = ""
    search: str = field(default="", repr=False)
    columns_search: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Order:
    """``by`` the key of a column, or what is made of several; what is blank comes last always."""

    by: By
    descending: bool = False


class View:
    """A table as it is looked at; may be asked from any thread, which then waits for the others.

    It reads while the table may be changing: ask again after a change.
    """

    def __init__(self, table: ContactTable) -> None:
        self.table = table
        self._folded = Folded(table)
        self._lock = Lock()

    def rows(self, wish: Filter, order: Order | None = None, job: Job | None = None) -> Ids:
        """The ids to show, in order: the list's without one. Equal rows stay in the list's."""
        job = job or Job()
        with self._lock:
            ids = self._chosen(wish, job)
            return ids if order is None else self._sorted(ids, order, job)

    def tally(self) -> dict[str, int]:
        """How many rows of the list there are, by key; those of none are left out but for ``all``.

        Keys: all, the states, kinds and facets of a :class:`Filter`, ``state:cause``, and
        ``country:`` with a calling code.
        """
        table, order = self.table, self.table.order
        count = Counter({"all": len(order)})
        for start in range(0, len(order), BLOCK):  # nothing of it holds the window
            ids = order[start : start + BLOCK]
            e164 = table.e164[ids]
            for code, rows in enumerate(np.bincount(table.code[ids], minlength=1).tolist()):
                if rows:
                    count.update(dict.fromkeys(_keys(code), rows))
            consent = np.bincount(table.consent[ids][e164 > 0], minlength=3).tolist()
            count.update({key: consent[value] for key, value in _CONSENTS.items()})
            count["duplicate"] += int(np.count_nonzero(table.first[ids] >= 0))
            count["stopped"] += int(np.count_nonzero(table.stopped[ids]))
            for country, rows in calling_codes(e164).items():
                count[f"country:{country}"] += rows
        return {key: rows for key, rows in count.items() if rows or key == "all"}

    # Choosing

    def _chosen(self, wish: Filter, job: Job) -> Ids:
        table, ids = self.table, self.table.order
        codes = _codes(wish)
        if codes is not None:
            ids = ids[codes[table.code[ids]]]
        if "duplicate" in wish.facets:
            ids = ids[table.first[ids] >= 0]
        if "stopped" in wish.facets:
            ids = ids[table.stopped[ids]]
        if consents := [_CONSENTS[key] for key in wish.facets & _CONSENTS.keys()]:
            ids = ids[(table.e164[ids] > 0) & np.isin(table.consent[ids], consents)]
        if wish.country:
            ids = ids[calling_codes_of(table.e164[ids]) == int(wish.country)]
        words = _searched(wish.search)
        return ids[self._with_words(words, wish, ids, job)[ids]] if words else ids

    def _with_words(self, words: list[list[str]], wish: Filter, ids: Ids, job: Job) -> Mask:
        """By id: whether every word stands in the row, in one of the ways it may be written."""
        shape = self.table.shape
        columns = tuple(
            column.key
            for column in shape.columns
            if wish.columns_search is None or column.key in wish.columns_search
        )
        found = np.zeros(self.table.size, np.bool_)
        asked = np.zeros(len(self._folded.blocks), np.bool_)
        asked[ids // BLOCK] = True  # np.unique would hold every other thread
        for block in np.flatnonzero(asked).tolist():
            job.check()
            place = slice(block * BLOCK, (block + 1) * BLOCK)
            found[place] = True
            for ways in words:
                here = [self._folded.rows_with(way, columns, block) for way in ways]
                found[place] &= np.logical_or.reduce(here)
                if not found[place].any():
                    break
        return found

    # Sorting

    def _sorted(self, ids: Ids, order: Order, job: Job) -> Ids:
        """Sorted backwards, the rows are taken backwards: so the equal ones stay as they are."""
        ids = ids[::-1] if order.descending else ids
        ranks, blank = self._ranks(ids, order.by, job)
        if order.descending:
            ranks, blank = ranks[::-1], blank[::-1]
        ordered: Ids = ids[np.concatenate([ranks, blank])]
        return ordered

    def _ranks(self, ids: Ids, by: By, job: Job) -> tuple[Ids, Ids]:
        """The indices in ``ids`` in ascending order, and those of the blank ones."""
        match by:
            case "name":
                return self._by_column(ids, None, job)
            case "number":
                return self._by_number(ids, job)
            case "state":
                return self._by_state(ids), _NOBODY
            case "suggestion":
                return self._by_suggestion(ids, job)
            case "consent":
                return self._by_consent(ids)
            case "row":
                numbers = self.table.row[ids]
                here = np.flatnonzero(numbers)
                return here[stable_order(numbers[here])], np.flatnonzero(numbers == 0)
        return self._by_column(ids, by, job)

    def _by_column(self, ids: Ids, key: int | None, job: Job) -> tuple[Ids, Ids]:
        content, closes = self._folded.column(key, job)
        return ranked(lines(content, closes, ids), job)

    def _by_number(self, ids: Ids, job: Job) -> tuple[Ids, Ids]:
        """Valid numbers as they are written, so country by country; then the others as typed."""
        e164 = self.table.e164[ids]
        known, others = np.flatnonzero(e164), np.flatnonzero(e164 == 0)
        digits = np.searchsorted(_POWERS, e164[known], "right")
        aligned = e164[known] * _POWERS[15 - digits]
        ranks, blank = self._by_column(ids[others], self.table.shape.phone, job)
        first = known[stable_order(aligned * 16 + digits)]
        return np.concatenate([first, others[ranks]]), others[blank]

    def _by_state(self, ids: Ids) -> Ids:
        repeats = self.table.first[ids] >= 0
        causes, kinds = _state_ranks()
        code = self.table.code[ids]
        return np.argsort(causes[code] * 16 + ~repeats * 8 + kinds[code], kind="stable")

    def _by_consent(self, ids: Ids) -> tuple[Ids, Ids]:
        """Blank where there is no number that could have one."""
        known = self.table.e164[ids] > 0
        here = np.flatnonzero(known)
        ranks = _CONSENT_RANKS[self.table.consent[ids[here]]]
        return here[stable_order(ranks)], np.flatnonzero(~known)

    def _by_suggestion(self, ids: Ids, job: Job) -> tuple[Ids, Ids]:
        mendable = codes_where("mend")[self.table.code[ids]]
        here = np.flatnonzero(mendable)
        repairs = self.table.repairs
        content = folded_lines([repairs.get(row, "") for row in ids[here].tolist()])
        every = np.arange(len(here), dtype=np.int64)
        ranks, blank = ranked(lines(content, np.flatnonzero(content == 0), every), job)
        return here[ranks], np.concatenate([here[blank], np.flatnonzero(~mendable)])


def find(
    table: ContactTable,
    rows: Ids,
    columns: Sequence[int],
    text: str,
    start: int = 0,
    after: int = -1,
    *,
    case: bool = False,
    whole: bool = False,
    backwards: bool = False,
    job: Job | None = None,
) -> tuple[int, int] | None:
    """The next cell with ``text``: its index in ``rows`` and in ``columns``, or None.

    It is searched row by row behind (or, ``backwards``, before) the column with the index ``after``
    of the row with the index ``start``, and past the end from the other one. For ``case`` and
    ``whole`` see :class:`Needle`.
    """
    needle = Needle(text, case=case, whole=whole)
    if not text or not len(rows):
        return None
    places = np.arange(start, start + len(rows) + 1) % len(rows)
    if backwards:
        places = np.arange(start, start - len(rows) - 1, -1) % len(rows)
    # Gathered at once: many short calls that let go of the interpreter and take it again would
    # keep a waiting window from ever getting it.
    ids = rows[places]
    for begin in range(0, len(ids), _NEAR):
        if job is not None:
            job.check()
        part = ids[begin : begin + _NEAR]
        hits: list[tuple[int, int]] = []
        for index, column in enumerate(columns):
            hits.extend((at, index) for at in needle.among(table.texts(column, part)))
        hits.sort(key=lambda hit: (hit[0], -hit[1] if backwards else hit[1]))
        for at, index in hits:
            if begin + at == 0 and (index >= after if backwards else index <= after):
                continue
            return int(places[begin + at]), index
    return None


_NOBODY = np.empty(0, np.int64)
_CONSENT_RANKS = np.argsort([EXPIRED, NONE, GIVEN])  # by state: what can be renewed comes first
_POWERS = 10 ** np.arange(16, dtype=np.int64)


def state_of(code: int) -> str:
    """valid, mend or exclude."""
    meaning = MEANINGS[code]
    return "valid" if meaning.kind else "mend" if meaning.mendable else "exclude"


def cause_of(code: int) -> str:
    """The problem's code, or the oddity of a valid number; "" where there is nothing to say."""
    meaning = MEANINGS[code]
    return meaning.reason or (meaning.note if meaning.kind else None) or ""


@cache
def _keys(code: int) -> tuple[str, ...]:
    """What a row of this code counts for: its state, its kind, and ``state:cause``."""
    state, cause, kind = state_of(code), cause_of(code), MEANINGS[code].kind
    found = [state]
    if kind is not None:
        found.append(kind.value)
    if cause:
        found.append(f"{state}:{cause}")
    return tuple(found)


@cache
def _state_ranks() -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """By code, for sorting: the rank of its state and cause, and that of its kind."""
    codes = range(len(MEANINGS))
    names = sorted({(STATES.index(state_of(code)), cause_of(code)) for code in codes})
    kinds = ["", *sorted(_KINDS)]
    causes = [names.index((STATES.index(state_of(code)), cause_of(code))) for code in codes]
    return (
        np.array(causes, np.int16),
        np.array([kinds.index(MEANINGS[code].kind or "") for code in codes], np.int16),
    )


def _codes(wish: Filter) -> Mask | None:
    """By code: whether the filter admits it; None where it admits every one."""
    admitted = np.ones(256, np.bool_)
    if wish.state:
        admitted &= codes_where(wish.state)
    if wish.cause:
        admitted &= [code < len(MEANINGS) and wish.cause in _keys(code) for code in range(256)]
    if kinds := wish.facets.intersection(_KINDS):
        admitted &= np.logical_or.reduce([codes_where(kind) for kind in kinds])
    return None if admitted.all() else admitted


def _searched(text: str) -> list[list[str]]:
    """For each word of a search, the ways it may be written: every word must stand in the row."""
    text = fold(text.replace("\0", " ").strip())
    digits = "".join(filter(str.isdigit, text))
    if not digits or not _NUMBER.fullmatch(text):
        return [[word] for word in text.split()]
    ways = [text, digits]
    if len(digits) >= _TELLING:
        ways.append(digits.lstrip("0"))
    ways = [way for way in dict.fromkeys(ways) if way]
    # Where a longer way stands, the shorter one within it does, too.
    return [[way for way in ways if not any(other != way and other in way for other in ways)]]
