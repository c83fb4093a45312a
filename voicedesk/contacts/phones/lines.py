"""Texts as rows of digits, and which of them hold nothing else that matters to parse()."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.phones.walk import Offsets, Symbols

# All in libphonenumber's VALID_PUNCTUATION, and in no extension or second number by themselves.
_IGNORED = b" .-()/\xa0"
_PLUS, _OTHER = ord("+"), ord("?")
_KEPT = bytes(byte if byte in b"0123456789+\n" else _OTHER for byte in range(256))
_MOST_DIGITS = 30  # a row with more is left to phonenumbers
_LONGEST = 250  # characters: parse() refuses longer texts unread
_BEHIND = 2 * _MOST_DIGITS + 4  # how far a walk may look past the last row


@dataclass(frozen=True)
class Lines:
    """Rows by index, between ``start`` and ``end`` in ``symbols``.

    A leading plus is at ``start``. ``plain`` rows hold digits, ignored marks and that plus only;
    of any other, ``start`` and ``end`` are right but not all of its text is there.
    """

    symbols: Symbols
    start: Offsets
    end: Offsets
    plus: NDArray[np.bool_]
    plain: NDArray[np.bool_]

    @property
    def digits(self) -> Offsets:
        """How many digits a plain row has."""
        return self.end - self.start - self.plus


def read_lines(texts: Sequence[str]) -> Lines:
    """The rows of at least one text; narrow spaces are spaces (the platform's own rule)."""
    count = len(texts)
    text = "\n".join(texts)
    if text.count("\n") != count - 1:
        text = "\n".join(text.replace("\n", "?") for text in texts)
    if not text.isascii():
        text = text.replace("\u202f", " ")
    kept = text.encode("latin-1", "replace").translate(_KEPT, _IGNORED) + b"\n" * _BEHIND
    letters = np.frombuffer(kept, np.uint8)
    end = np.flatnonzero(letters == ord("\n"))[:count]
    start = np.concatenate([[0], end[:-1] + 1])
    plus = letters.take(start) == _PLUS
    odd = np.flatnonzero((letters == _OTHER) | (letters == _PLUS))
    row = np.searchsorted(end, odd)
    plain = np.ones(count, np.bool_)
    plain[row[(letters.take(odd) == _OTHER) | (start.take(row) != odd)]] = False
    digits = end - start - plus
    # Of two digits, whether they stand together decides: "12" is viable, "1 2" is not.
    plain &= (digits != 2) & (digits <= _MOST_DIGITS)
    if len(text) > _LONGEST:
        plain &= np.fromiter(map(len, texts), np.intp, count) <= _LONGEST
    symbols = np.bitwise_and(letters, np.uint8(15))  # digits are themselves, a line's end is END
    return Lines(symbols, start, end, plus, plain)
