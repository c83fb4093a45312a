"""Folded texts in order: amounts by their size, dates by time, then words; blanks apart.

All by numpy on the bytes (:mod:`voicedesk.contacts.folded`): words are compared eight bytes at a
time, as one integer, and only those that are equal so far are looked at further. UTF-8 sorts as
Unicode does.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.folded import Bytes

_WIDTH = 8  # bytes compared at once
_PART = 2**15  # texts worked on at once, so that they stay in the processor's cache
_FIGURES = 18  # characters: so much fits an int64
_AMOUNT = re.compile(rb"-?\d+(?:[.,]\d+)?")
_MINUS, _COMMA, _DOT, _SLASH, _ZERO, _SPACE = b"-,./0 "


@dataclass(frozen=True)
class Lines:
    """Texts within ``content``: from ``starts`` up to ``ends``; 8 more bytes must follow."""

    content: Bytes = field(repr=False)
    starts: Ids = field(repr=False)
    ends: Ids = field(repr=False)

    def at(self, index: Ids) -> "Lines":
        return Lines(self.content, self.starts[index], self.ends[index])

    @property
    def lengths(self) -> Ids:
        return self.ends - self.starts


def lines(content: Bytes, closes: Ids, ids: Ids) -> Lines:
    """The texts of these ids without the space around them; ``closes`` is where each one's NUL is.

    ``content`` and ``closes`` are of a whole column (:meth:`.folded.Folded.column`).
    """
    padded = np.concatenate([content, np.zeros(_FIGURES + 1, np.uint8)])
    ends = closes[ids]
    starts = np.where(ids > 0, closes[ids - 1] + 1, 0)
    spaced = np.flatnonzero((starts < ends) & (padded[starts] <= _SPACE))
    while len(spaced):
        starts[spaced] += 1
        spaced = spaced[(starts[spaced] < ends[spaced]) & (padded[starts[spaced]] <= _SPACE)]
    spaced = np.flatnonzero((starts < ends) & (padded[ends - 1] <= _SPACE))
    while len(spaced):
        ends[spaced] -= 1
        spaced = spaced[(starts[spaced] < ends[spaced]) & (padded[ends[spaced] - 1] <= _SPACE)]
    return Lines(padded, starts, ends)


def ranked(texts: Lines, job: Job) -> tuple[Ids, Ids]:
    """The indices of the texts in order, equal ones as they come; and those of the blank ones."""
    lengths = texts.lengths
    amounts, sizes, dates, times = _figures(texts, job)
    words = lengths > 0
    words[amounts] = words[dates] = False
    word = np.flatnonzero(words)
    parts = [
        amounts[stable_order(sizes)],
        dates[stable_order(times)],
        word[_word_order(texts.at(word), job)],
    ]
    return np.concatenate(parts), np.flatnonzero(lengths == 0)


def stable_order(keys: NDArray[np.generic]) -> Ids:
    """The indices that sort the keys; equal ones stay as they come.

    Numpy's unstable sort with the equal ones put right is twice as fast as its stable one.
    """
    order = np.argsort(keys)
    _settle(order, _new(keys[order]))
    return order


def _settle(order: Ids, new: NDArray[np.bool_]) -> None:
    """Put the runs of equals into the order of their indices; ``new`` is where a run begins."""
    tied = _tied(new)
    runs = np.cumsum(new)[tied]
    order[tied] = np.sort((runs << 32) | order[tied]) & 0xFFFFFFFF


def _new(keys: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Where in sorted keys another one begins."""
    new = np.ones(len(keys), np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    return new


def _tied(new: NDArray[np.bool_]) -> Ids:
    """The places in runs of more than one."""
    alone = new.copy()
    alone[:-1] &= new[1:]
    return np.flatnonzero(~alone)


def _word_order(words: Lines, job: Job) -> Ids:
    keys = _prefixes(words, 0, _WIDTH, job)
    order = np.argsort(keys)
    new = _new(keys[order])
    offset, lengths = _WIDTH, words.lengths
    while True:
        places = _tied(new)
        places = places[lengths[order[places]] >= offset]
        if not len(places):
            break
        offset += _refine(words, order, new, places, offset, job)
    _settle(order, new)
    return order


def _refine(
    words: Lines, order: Ids, new: NDArray[np.bool_], places: Ids, offset: int, job: Job
) -> int:
    """Sort the runs at these places, equal up to ``offset``, by so many more bytes."""
    rows = order[places]
    runs = np.cumsum(new[places]).astype(np.uint64)
    # The number of the run and the bytes in one integer: half the time of sorting by two.
    width = (64 - int(runs[-1]).bit_length()) // 8
    keys = _prefixes(words.at(rows), offset, width, job)
    differs = (keys[1:] != keys[:-1]) & (runs[1:] == runs[:-1])
    if differs.any():
        # Runs that are equal further on, such as the names of towns, need no sorting.
        mixed = np.zeros(int(runs[-1]) + 1, np.bool_)
        mixed[runs[1:][differs]] = True
        chosen = np.flatnonzero(mixed[runs])
        keys = (runs[chosen] << np.uint64(8 * width)) | keys[chosen]
        inner = np.argsort(keys)
        places = places[chosen]
        order[places] = rows[chosen[inner]]
        new[places] = _new(keys[inner])
    return width


def _prefixes(words: Lines, offset: int, width: int, job: Job) -> NDArray[np.uint64]:
    """The ``width`` bytes from ``offset`` on as one big-endian integer; zeros beyond the end."""
    keys = np.empty(len(words.starts), np.uint64)
    masks = np.array([256**width - 256 ** (width - left) for left in range(width + 1)], np.uint64)
    for start in range(0, len(keys), _PART):
        job.check()
        part = slice(start, start + _PART)
        at, left = words.starts[part] + offset, words.ends[part] - words.starts[part] - offset
        at[left < 0] = 0
        found = np.zeros(len(at), np.uint64)
        for step in range(width):
            found <<= np.uint64(8)
            found |= words.content[at + step]
        keys[part] = found & masks[np.clip(left, 0, width)]
    return keys


def _figures(texts: Lines, job: Job) -> tuple[Ids, NDArray[np.float64], Ids, Ids]:
    """Which texts are amounts, with their sizes, and which are dates, as year, month, day."""
    content = texts.content
    first, last = content[texts.starts], content[texts.ends - 1]
    begins = (first == _MINUS) | _is_digit(first)
    index = np.flatnonzero((texts.lengths > 0) & begins & _is_digit(last))
    negative = first[index] == _MINUS
    starts = texts.starts[index] + negative
    read = _read_all(content, starts, texts.ends[index] - starts, job)
    amount = read.plain & (read.marks <= 1) & ~read.slashed & (read.first_mark != 0)
    sizes = read.value / 10.0 ** np.where(read.marks == 1, read.length - read.first_mark - 1, 0)
    sizes[negative] *= -1
    month = read.second_mark - read.first_mark - 1
    date = read.plain & (read.marks == 2) & ~read.comma & ~negative
    date &= (read.first_mark >= 1) & (read.first_mark <= 2) & (month >= 1) & (month <= 2)
    date &= read.length - read.second_mark - 1 == 4
    for at in np.flatnonzero(read.plain & (read.length > _FIGURES)).tolist():
        row = index[at]
        text = content[texts.starts[row] : texts.ends[row]].tobytes()
        amount[at] = _AMOUNT.fullmatch(text) is not None
        if amount[at]:
            sizes[at] = float(text.replace(b",", b"."))
    rest, tens = read.value // 10_000, np.where(month == 2, 100, 10)
    times = read.value % 10_000 * 10_000 + rest % tens * 100 + rest // tens
    return index[amount], sizes[amount], index[date], times[date]


class _Read(NamedTuple):
    """Texts read as digits with marks between: all the digits as one ``value``.

    ``plain`` where nothing else stands in the text, as far as it was read: :data:`_FIGURES`.
    """

    length: Ids
    value: Ids
    plain: NDArray[np.bool_]
    marks: NDArray[np.int8]
    first_mark: Ids  # its place; -1 for none
    second_mark: Ids
    comma: NDArray[np.bool_]
    slashed: NDArray[np.bool_]


def _read_all(content: Bytes, starts: Ids, length: Ids, job: Job) -> _Read:
    parts = [_read(content, starts[:0], length[:0])]
    for start in range(0, len(starts), _PART):
        job.check()
        part = slice(start, start + _PART)
        parts.append(_read(content, starts[part], length[part]))
    return _Read(*map(np.concatenate, zip(*parts, strict=True)))


def _read(content: Bytes, starts: Ids, length: Ids) -> _Read:
    count = len(starts)
    value, plain, marks = np.zeros(count, np.int64), length > 0, np.zeros(count, np.int8)
    first_mark, second_mark = np.full(count, -1), np.full(count, -1)
    comma, slashed = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for step in range(min(int(length.max(initial=0)), _FIGURES)):
        byte, live = content[starts + step], step < length
        digit = live & _is_digit(byte)
        value = np.where(digit, value * 10 + byte - _ZERO, value)
        mark = live & (byte >= _COMMA) & (byte <= _SLASH) & (byte != _MINUS)
        plain &= digit | mark | ~live
        if mark.any():
            first_mark[mark & (marks == 0)] = step
            second_mark[mark & (marks == 1)] = step
            marks += mark
            comma |= mark & (byte == _COMMA)
            slashed |= mark & (byte == _SLASH)
    return _Read(length, value, plain, marks, first_mark, second_mark, comma, slashed)


def _is_digit(byte: Bytes) -> NDArray[np.bool_]:
    return byte - np.uint8(_ZERO) < 10
