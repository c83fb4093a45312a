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
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.changes import Ids

ROWS = 16_384
_DISTINCT = 50_000  # texts that are kept once each; fewer than uint16 can count
_PLAIN, _CODED = b"P", b"C"
_HEAD = struct.Struct("<cI")  # the kind of block, the length of its texts in bytes
_INDEX = np.dtype("<u2")


def number(items: int) -> int:
    """How many blocks so many items make."""
    return -(-items // ROWS)


def from_texts(texts: list[str]) -> Iterator[bytes]:
    """The blocks, coded up to 50,000 different texts."""
    codes: defaultdict[str, int] = defaultdict(count().__next__)  # a new text gets the next one
    coding = True
    for start in range(0, len(texts), ROWS):
        part = texts[start : start + ROWS]
        if coding:
            known = len(codes)
            index = np.fromiter(map(codes.__getitem__, part), np.uint32, len(part))
            fresh = list(islice(codes, known, None))
            coding = len(codes) <= _DISTINCT
        joined = _joined(fresh if coding else part)
        head = _HEAD.pack(_CODED if coding else _PLAIN, len(joined))
        yield head + joined + (index.astype(_INDEX).tobytes() if coding else b"")


def to_texts(blocks: Iterable[bytes]) -> list[str]:
    """The texts; those of coded blocks are one object each."""
    texts: list[str] = []
    known: list[str] = []
    for block in blocks:
        kind, length = _HEAD.unpack_from(block)
        end = _HEAD.size + length
        part = _separate(block[_HEAD.size : end])
        if kind == _PLAIN:
            texts += part
        else:
            known += part
            texts += map(known.__getitem__, np.frombuffer(block, _INDEX, offset=end).tolist())
    return texts


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


def _joined(texts: list[str]) -> bytes:
    separator = "\0"
    joined = separator.join(texts)
    if joined.count(separator) >= max(1, len(texts)):  # it stands in a text, too
        used = set(joined)
        separator = next(char for char in map(chr, range(0x110000)) if char not in used)
        joined = separator.join(texts)
    # Without a text there is nothing to separate, either: "" is no text, "\0" is an empty one.
    return (separator + joined).encode("utf-8", "surrogatepass") if texts else b""


def _separate(joined: bytes) -> list[str]:
    if not joined:
        return []
    text = joined.decode("utf-8", "surrogatepass")
    parts = text.split(text[0])
    del parts[0]
    return parts
