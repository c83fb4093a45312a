"""Many texts as one string: a single object for Python, where a string each would be thousands.

The small strings of a long list lie among those that stay when it is closed, and Python then can
give back none of the memory around these.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.changes import Ids

_AT_ONCE = 2**20  # characters whose code points are laid out: of very long texts, not of all


class Joined:
    """Some texts, which stay as they are. To make one, or to read all of it, holds the interpreter:
    some ms for ten thousand texts.

    ``whole`` is what :func:`whole` makes of them.
    """

    __slots__ = ("_at", "whole")

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self._at = _separators(whole)

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Joined":
        return cls(whole(texts))

    def __len__(self) -> int:
        return len(self._at) - 1

    def text(self, index: int) -> str:
        return self.whole[self._at[index] + 1 : self._at[index + 1]]

    def __iter__(self) -> Iterator[str]:
        return iter(separated(self.whole))

    def spans(self, indices: Ids) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where the texts at these indices begin in ``whole``, and where they end."""
        return self._at[indices] + 1, self._at[indices + 1]

    def cut(self, start: int, stop: int) -> str:
        """The ``whole`` of the texts from ``start`` up to ``stop``."""
        return self.whole[self._at[start] : self._at[stop]]


def whole(texts: Sequence[str]) -> str:
    """The texts in one, each behind the character with which it begins, and which is in no text.

    It is empty where there is no text.
    """
    separator = "\0"
    joined = separator.join(texts)
    if joined.count(separator) >= max(1, len(texts)):  # it stands in a text, too
        used = set(joined)
        separator = next(char for char in map(chr, range(0x110000)) if char not in used)
        joined = separator.join(texts)
    # Without a text there is nothing to separate, either: "" is no text, "\0" is an empty one.
    return separator + joined if texts else ""


def separated(whole: str) -> list[str]:
    """The texts of a :func:`whole`."""
    if not whole:
        return []
    texts = whole.split(whole[0])
    del texts[0]
    return texts


def _separators(whole: str) -> NDArray[np.int32]:
    """Where they are, and the end."""
    found = [
        start + np.flatnonzero(_points(whole[start : start + _AT_ONCE]) == ord(whole[0]))
        for start in range(0, len(whole), _AT_ONCE)
    ]
    return np.concatenate([*found, [len(whole)]]).astype(np.int32)


def _points(text: str) -> NDArray[np.uint8] | NDArray[np.uint32]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
