"""Long lists of texts and long arrays as bytes, in blocks of at most :data:`ROWS` items.

A block is what one call into C makes or reads: some milliseconds, so that the window goes on. A
block of texts is plain (the texts) or coded: the texts that no coded block before it has, and for
each row the index of its text among all of those, uint16. Texts are UTF-8 with lone surrogates, and
stand behind the character that separates them. Arrays are little-endian.

Not compressed: zlib's level 1 makes a quarter of the bytes, but adds 0.15 s to the opening of a
million rows of six columns and half a second of work to their import.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.changes import Ids
from voicedesk.contacts.joined import Joined, separated, whole
from voicedesk.contacts.text_column import TextColumn

ROWS = 16_384
_DISTINCT = 50_000  # texts that are kept once each; fewer than uint16 can count
_PLAIN, _CODED = b"P", b"C"
_HEAD = struct.Struct("<cI")  # the kind of block, the length of its texts in bytes
_INDEX = np.dtype("<u2")


def number(items: int) -> int:
    """How many blocks so many items make."""
    return -(-items // ROWS)


def from_texts(texts: Sequence[str]) -> Iterator[bytes]:
    """The blocks, coded up to 50,000 different texts."""
    codes: defaultdict[str, int] = defaultdict(count().__next__)  # a new text gets the next one
    coding = True
    for start in range(0, len(texts), ROWS):
        end = min(start + ROWS, len(texts))
        if coding:
            part = texts[start:end]
            known = len(codes)
            index = np.fromiter(map(codes.__getitem__, part), np.uint32, len(part))
            fresh = list(islice(codes, known, None))
            coding = len(codes) <= _DISTINCT
        joined = whole(fresh) if coding else _whole(texts, start, end)
        encoded = joined.encode("utf-8", "surrogatepass")
        head = _HEAD.pack(_CODED if coding else _PLAIN, len(encoded))
        yield head + encoded + (index.astype(_INDEX).tobytes() if coding else b"")


def _whole(texts: Sequence[str], start: int, end: int) -> str:
    if isinstance(texts, TextColumn):
        return texts.whole(start, end)  # without making them
    return whole(texts[start:end])


def to_texts(blocks: Iterable[bytes]) -> list[str]:
    """The texts; those of coded blocks are one object each."""
    return list(chain.from_iterable(_pieces(blocks)))


def to_column(blocks: Iterable[bytes]) -> TextColumn:
    """The texts as a column."""
    column = TextColumn()
    column.extend_by(
        piece if isinstance(piece, Joined) else Joined.of(piece) for piece in _pieces(blocks)
    )
    return column


def _pieces(blocks: Iterable[bytes]) -> Iterator[Joined | list[str]]:
    """The texts of each block, as they come."""
    known: list[str] = []
    for block in blocks:
        kind, length = _HEAD.unpack_from(block)
        end = _HEAD.size + length
        joined = block[_HEAD.size : end].decode("utf-8", "surrogatepass")
        if kind == _PLAIN:
            yield Joined(joined)
        else:
            known += separated(joined)
            index = np.frombuffer(block, _INDEX, offset=end)
            yield list(map(known.__getitem__, index.tolist()))


def from_array(array: NDArray[Any]) -> Iterator[bytes]:
    """The items, one after the other."""
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return (little[start : start + ROWS].tobytes() for start in range(0, len(array), ROWS))


def to_array(blocks: Iterable[bytes], dtype: type[np.generic]) -> NDArray[Any]:
    """The array, which may be written to."""
    little = np.dtype(dtype).newbyteorder("<")
    parts = [np.frombuffer(block, little) for block in blocks]
    return np.concatenate([np.empty(0, little), *parts]).astype(dtype, copy=False)


def by_block(ids: Ids, *texts: list[str]) -> Iterator[Any]:
    """Each id with its texts; a block of ids at a time becomes Python's integers."""
    for start in range(0, len(ids), ROWS):
        part = slice(start, start + ROWS)
        yield from zip(ids[part].tolist(), *(column[part] for column in texts), strict=True)
