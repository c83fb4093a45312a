"""The frames of an MP3 file (MPEG-1, 2 and 2.5 Layer III) and the Xing header in the first one.

ISO/IEC 11172-3 2.4.1.3 for the frame header; ID3v2.4 §3.1 for the tag before it; the Xing header as
LAME writes it. Nothing is decoded here.
"""

import math
import struct
from dataclasses import dataclass
from functools import lru_cache

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_LOW = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SECOND = 14_112_000  # a unit in which a sample of every rate is a whole number
_MOST_TAGS = 16  # programs that add one before another are real, a million of them is a bomb
_IN_A_ROW = 3  # as many headers, each where the one before says, are no accident
_JUNK = 65_536  # padding or the rest of a cut frame may stand before the first whole one


@dataclass(frozen=True)
class Frame:
    """One frame's header: ``size`` in bytes with it, ``samples`` per channel."""

    version: int
    sample_rate: int
    size: int
    samples: int


@dataclass(frozen=True)
class Row:
    """Frames that follow each other: how long they last, and where the last one ends.

    That is beyond the end of a file that was cut.
    """

    seconds: float
    end: int


@dataclass(frozen=True)
class Xing:
    """What the encoder wrote down at the end of its work; None where it did not."""

    seconds: float | None
    size: int | None


def tag_end(data: bytes) -> int:
    """Where the sound can start: behind the ID3v2 tags, possibly beyond the end of the file."""
    at = 0
    for _ in range(_MOST_TAGS):
        if data[at : at + 3] != b"ID3" or at + 10 > len(data):
            break
        flags, size = data[at + 5], data[at + 6 : at + 10]
        length = sum(
            (byte & 0x7F) << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True)
        )
        at += 10 + length + (10 if flags & 0x10 else 0)
    return at


def frame(data: bytes, at: int) -> Frame | None:
    """The frame whose header stands at ``at``; None if none does (free format is not read)."""
    return _header(data[at : at + 4])


@lru_cache(maxsize=256)  # a file has a few different ones, thousands of times each
def _header(four: bytes) -> Frame | None:
    if len(four) < 4 or four[0] != 0xFF or four[1] & 0xE6 != 0xE2:
        return None
    version, kbits, rate = (four[1] >> 3) & 3, four[2] >> 4, (four[2] >> 2) & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        return None
    hertz = _RATES[version][rate]
    samples = 1152 if version == 3 else 576
    bits = 1000 * (_KBITS if version == 3 else _KBITS_LOW)[kbits - 1]
    return Frame(version, hertz, samples // 8 * bits // hertz + ((four[2] >> 1) & 1), samples)


def first_frame(data: bytes) -> int | None:
    """Where the first of several matching frames stands, None if this is no MP3.

    A file that ends before the third frame is believed only if a frame stands right at its start.
    """
    start = tag_end(data)
    if _is_row(data, start, end_counts=True):
        return start
    at = data.find(b"\xff", start, start + _JUNK)
    while at >= 0:
        if _is_row(data, at, end_counts=False):
            return at
        at = data.find(b"\xff", at + 1, start + _JUNK)
    return None


def _is_row(data: bytes, at: int, *, end_counts: bool) -> bool:
    first = frame(data, at)
    for _ in range(_IN_A_ROW):
        if at >= len(data):
            return first is not None and end_counts
        here = frame(data, at)
        if first is None or here is None:
            return False
        if (here.version, here.sample_rate) != (first.version, first.sample_rate):
            return False
        at += here.size
    return True


def row(data: bytes, at: int, longest_s: float = math.inf) -> Row:
    """The frames from ``at`` on; no more of them once they last longer than that.

    They end with the file, at a tag, or where it is damaged.
    """
    lasting, longest, end = 0, longest_s * _SECOND, len(data)
    while at < end and lasting <= longest and (here := _header(data[at : at + 4])):
        lasting += here.samples * _SECOND // here.sample_rate
        at += here.size
    return Row(lasting / _SECOND, at)


def ends_inside_a_frame(data: bytes, at: int) -> bool:
    """Whether the frames that follow each other from ``at`` run past the end of the file.

    Damage before tells nothing about the end.
    """
    return row(data, at).end > len(data)


def xing(data: bytes, at: int) -> Xing | None:
    """The Xing (or Info) header inside the frame at ``at``."""
    first = frame(data, at)
    if first is None:
        return None
    found = max(data.find(mark, at, at + 64) for mark in (b"Xing", b"Info"))
    if found < 0 or found + 16 > len(data):
        return None
    flags, *fields = struct.unpack_from(">III", data, found + 4)
    frames = fields.pop(0) if flags & 1 else None
    size = fields.pop(0) if flags & 2 else None
    seconds = None if frames is None else frames * first.samples / first.sample_rate
    return Xing(seconds, size)
