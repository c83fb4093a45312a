"""The texts of a column, of which there may be a million."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.changes import Ids
from voicedesk.contacts.joined import Joined, separated, whole

PIECE = 2**14  # texts, at most
_FEW = 512  # texts that are quickly joined anew, with each row that is typed
_NEAR = 4  # rows apart, on average, so that those between may be cut out, too


class TextColumn(Sequence[str]):
    """Texts by row, kept in pieces of at most 16,384; other threads may read while one changes it.

    A change makes new pieces of those it touches, one at a time: 2 ms each. A text takes its
    characters (bytes, where a piece has none beyond Latin-1) and 5 bytes more.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._pieces: list[Joined] = []
        self._starts = [0]  # the row of each piece's first text, and how many rows there are
        self.extend(texts)

    @classmethod
    def blank(cls, rows: int) -> "TextColumn":
        """So many empty texts."""
        column = cls()
        column.fill(rows)
        return column

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            start, stop, step = row.indices(len(self))
            return self._between(start, stop) if step == 1 else list(self)[row]
        row = range(len(self))[row]
        piece = bisect_right(self._starts, row) - 1
        return self._pieces[piece].text(row - self._starts[piece])

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            yield from piece

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and list(self) == [*other]

    def at(self, rows: Ids) -> list[str]:
        """The texts in these rows."""
        texts: list[str] = []
        for start in range(0, len(rows), PIECE):
            texts += self._at(rows[start : start + PIECE])
        return texts

    def whole(self, start: int, stop: int) -> str:
        """The :func:`~voicedesk.contacts.joined.whole` of these rows."""
        parts = [part for part in self._cuts(start, stop) if part]
        if len({part[0] for part in parts}) < 2:
            return "".join(parts)
        return whole(self[start:stop])

    def put(self, rows: Ids, texts: Sequence[str]) -> None:
        """Other texts in these rows, of which each is there once."""
        for piece, places in _grouped(self._piece_of(rows)):
            made = list(self._pieces[piece])
            within = rows[places] - self._starts[piece]
            for index, place in zip(within.tolist(), places.tolist(), strict=True):
                made[index] = texts[place]
            self._pieces[piece] = Joined.of(made)

    def extend(self, texts: Iterable[str]) -> None:
        """More rows at the end. Pieces of another column are both columns' then."""
        if isinstance(texts, TextColumn):
            self.extend_by(texts._pieces)
            return
        texts = iter(texts)
        while part := list(islice(texts, PIECE)):
            self.extend_by([Joined.of(part)])

    def extend_by(self, pieces: Iterable[Joined]) -> None:
        """More rows at the end, which are joined already."""
        for piece in pieces:
            if self._pieces and self._takes(len(self._pieces[-1]), len(piece)):
                self._pieces[-1] = Joined.of([*self._pieces[-1], *piece])
                self._starts[-1] += len(piece)
            elif len(piece):
                self._pieces.append(piece)
                self._starts.append(self._starts[-1] + len(piece))

    @staticmethod
    def _takes(last: int, more: int) -> bool:
        """Whether the last piece is made anew with these; a long one is not for a few rows."""
        return last + more <= PIECE and (last < _FEW or more >= _FEW)

    def fill(self, rows: int) -> None:
        """Empty texts at the end, until there are so many rows."""
        while (more := min(rows - len(self), PIECE)) > 0:
            self.extend_by([Joined("\0" * more)])

    def without_first(self) -> "TextColumn":
        """The same but for the first row."""
        rest = TextColumn(islice(self._pieces[0], 1, None))
        rest.extend_by(self._pieces[1:])
        return rest

    def _between(self, start: int, stop: int) -> list[str]:
        texts: list[str] = []
        for part in self._cuts(start, stop):
            texts += separated(part)
        return texts

    def _cuts(self, start: int, stop: int) -> Iterator[str]:
        """These rows of each piece that has some, as one string."""
        stop = min(stop, len(self))
        piece = bisect_right(self._starts, start) - 1
        while start < stop:
            first, joined = self._starts[piece], self._pieces[piece]
            yield joined.cut(start - first, min(stop - first, len(joined)))
            piece += 1
            start = self._starts[piece]

    def _at(self, rows: Ids) -> list[str]:
        first, last = int(rows.min()), int(rows.max())
        if last - first < _NEAR * len(rows):
            here = self._between(first, last + 1)
            return [here[index] for index in (rows - first).tolist()]
        pieces, piece_of = list(self._pieces), self._piece_of(rows)
        starts, ends = np.empty((2, len(rows)), np.int32)
        for piece, places in _grouped(piece_of):
            within = rows[places] - self._starts[piece]
            starts[places], ends[places] = pieces[piece].spans(within)
        wholes = [piece.whole for piece in pieces]
        cuts = zip(piece_of.tolist(), starts.tolist(), ends.tolist(), strict=True)
        return [wholes[piece][start:end] for piece, start, end in cuts]

    def _piece_of(self, rows: Ids) -> NDArray[np.uint16]:
        return (np.searchsorted(self._starts, rows, "right") - 1).astype(np.uint16)


def _grouped(piece_of: NDArray[np.uint16]) -> Iterator[tuple[int, Ids]]:
    """Each piece that is among them, and the places where it is."""
    places = np.argsort(piece_of, kind="stable")  # in no time, of 16 bits
    bounds = np.flatnonzero(np.diff(piece_of[places], prepend=-1, append=-1)).tolist()
    for start, end in pairwise(bounds):
        yield int(piece_of[places[start]]), places[start:end]
