"""The texts of a list as one searches and sorts them: without accents, case aside.

They are kept as bytes, column by column and block by block, each text closed by a NUL: a million
rows of six columns are looked through in some 50 ms, by numpy, which leaves the window alone.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.table import BLOCK, ContactTable

Bytes = NDArray[np.uint8]
Keys = tuple[int, ...]
_Make = Callable[[Keys, slice], Bytes]

_END = "\0"
_USUAL = 0x2200  # letters of Europe, and punctuation
_MARKS = 0x20000  # beyond, Unicode has no combining marks
_PLACES = 16  # bytes for an E.164: a NUL and up to 15 digits
_ZERO, _NINE = ord("0"), ord("9")


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


@dataclass(frozen=True)
class _Kept:
    """``content`` was made of ``rows`` rows in this ``version`` of the columns."""

    version: int
    rows: int
    content: Bytes = field(repr=False)


class Folded:
    """The folded texts of a table; what changed since is renewed when it is asked for.

    Only one thread at a time may ask.
    """

    def __init__(self, table: ContactTable) -> None:
        self._table = table
        self._kept: dict[tuple[str, Keys, int], _Kept] = {}

    @property
    def blocks(self) -> range:
        return range(-(-self._table.size // BLOCK))

    def texts(self, column: int, block: int) -> Bytes:
        """The block's folded texts, UTF-8, a NUL behind each."""
        return self._renewed("texts", (column,), block, self._fold)

    def names(self, block: int) -> Bytes:
        """What the contacts are called: the texts of the labels side by side."""
        return self._renewed("names", self._table.shape.labels, block, self._fold_names)

    def digits(self, block: int) -> Bytes:
        """The digits of the numbers as typed, a NUL behind each row's."""
        phone = self._table.shape.phone
        return self._renewed("digits", (phone,), block, self._typed_digits)

    def e164(self, block: int) -> Bytes:
        """The digits of the numbers as understood: :data:`_PLACES` bytes a row, the first NULs."""
        phone = self._table.shape.phone
        return self._renewed("e164", (phone,), block, self._e164_digits)

    def column(self, key: int | None, job: Job) -> tuple[Bytes, NDArray[np.int64]]:
        """A whole column's folded texts, or the names, and by id where each one's NUL is."""
        parts = [np.empty(0, np.uint8)]
        for block in self.blocks:
            job.check()
            parts.append(self.names(block) if key is None else self.texts(key, block))
        whole = np.concatenate(parts)
        return whole, np.flatnonzero(whole == 0)

    def rows_with(self, word: str, columns: Keys, block: int) -> NDArray[np.bool_]:
        """Which rows of the block have the folded ``word`` in one of the columns."""
        wanted = word.encode("utf-8", "surrogatepass")
        found = np.zeros(min(BLOCK, self._table.size - block * BLOCK), np.bool_)
        for column in columns:
            _mark_lines(found, self.texts(column, block), wanted)
        if self._table.shape.phone in columns and word.isascii() and word.isdigit():
            _mark_lines(found, self.digits(block), wanted)
            at = _occurrences(self.e164(block), wanted) // _PLACES
            found[at[at < len(found)]] = True
        return found

    def _renewed(self, what: str, columns: Keys, block: int, make: _Make) -> Bytes:
        table, place = self._table, (what, columns, block)
        version = sum(table.version(column, block) for column in columns)
        rows = min(table.size - block * BLOCK, BLOCK)
        kept = self._kept.get(place)
        if kept is None or (kept.version, kept.rows) != (version, rows):
            here = slice(block * BLOCK, block * BLOCK + rows)
            kept = self._kept[place] = _Kept(version, rows, make(columns, here))
        return kept.content

    def _fold(self, columns: Keys, here: slice) -> Bytes:
        return folded_lines(self._table.cells[columns[0]][here])

    def _fold_names(self, columns: Keys, here: slice) -> Bytes:
        if not columns:
            return np.zeros(here.stop - here.start, np.uint8)
        parts = [self._table.cells[key][here] for key in columns]
        names = [" ".join(name) for name in zip(*parts, strict=True)]
        return folded_lines([" ".join(n.split()) if "  " in n else n for n in names])

    def _typed_digits(self, columns: Keys, here: slice) -> Bytes:
        texts = self.texts(columns[0], here.start // BLOCK)
        digits: Bytes = texts[(texts == 0) | ((texts >= _ZERO) & (texts <= _NINE))]
        return digits

    def _e164_digits(self, _columns: Keys, here: slice) -> Bytes:
        rest = self._table.e164[here]
        places = np.zeros((len(rest), _PLACES), np.uint8)
        for place in range(_PLACES - 1, 0, -1):
            left = rest // 10
            places[:, place] = np.where(rest > 0, rest - left * 10 + _ZERO, 0)
            rest = left
        return places.reshape(-1)


def folded_lines(texts: list[str]) -> Bytes:
    """The folded texts as UTF-8, a NUL behind each; a NUL in a text becomes a space."""
    joined = _END.join(texts) + _END
    if joined.count(_END) != len(texts):
        joined = _END.join([text.replace(_END, " ") for text in texts]) + _END
    if not texts:
        return np.empty(0, np.uint8)
    if joined.isascii():
        return np.frombuffer(joined.lower().encode("ascii"), np.uint8)
    points = _points(joined)
    singles = _singles()[np.minimum(points, _USUAL)]
    if singles.min() < 0:
        split = _points(unicodedata.normalize("NFKD", joined.casefold()))
        points = split[~_is_mark()[np.minimum(split, _MARKS)]]
    else:
        points = singles.astype(np.uint32)
    if points.max() < 0x80:
        return points.astype(np.uint8)
    plain = points.tobytes().decode("utf-32-le", "surrogatepass")
    return np.frombuffer(plain.encode("utf-8", "surrogatepass"), np.uint8)


def _points(text: str) -> NDArray[np.uint32]:
    """The code points."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _singles() -> NDArray[np.int32]:
    """By code point: the one it is folded to; -1 where these are none or several, and at the end.

    Texts of single ones, as in most lists, are folded by this alone: five times as fast.
    """
    folds = (fold(chr(point)) for point in range(_USUAL))
    return np.fromiter((*(ord(made) if len(made) == 1 else -1 for made in folds), -1), np.int32)


@cache
def _is_mark() -> NDArray[np.bool_]:
    """By code point: whether it is a combining mark."""
    marks = (unicodedata.combining(chr(point)) > 0 for point in range(_MARKS))
    return np.fromiter((*marks, False), np.bool_)


def _mark_lines(found: NDArray[np.bool_], texts: Bytes, wanted: bytes) -> None:
    """Mark the lines with the ``wanted`` bytes; a line ends with its NUL."""
    if found.all():
        return
    at = _occurrences(texts, wanted)
    if len(at):
        found[np.searchsorted(np.flatnonzero(texts == 0), at)] = True


def _occurrences(texts: Bytes, wanted: bytes) -> Ids:
    """Where ``wanted`` begins; it must not be empty.

    By pairs of bytes and then by candidates: as quick for what is everywhere as for what is rare.
    """
    last = len(texts) - len(wanted) + 1
    if last <= 0:
        return np.empty(0, np.int64)
    here = texts[:last] == wanted[0]
    if len(wanted) > 1:
        here &= texts[1 : last + 1] == wanted[1]
    at = np.flatnonzero(here)
    for step, byte in enumerate(wanted[2:], 2):
        at = at[texts[at + step] == byte]
    return at
