"""How many bytes a converted kind of file should have, as its own structure says.

AIFF (Apple, 1989), AU (Sun), CAF (Apple), Wave64 (Sony), ISO/IEC 14496-12 boxes, Matroska (RFC
9559), ASF (Microsoft 01.20.03), Ogg (RFC 3533). A writer to a pipe leaves a size open: 0 or all
ones. Nothing is decoded here.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

_OPEN = 0x7FFF_FF00  # sizes of 32 bits from here on were never filled in
_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_SEGMENT = b"\x18\x53\x80\x67"
_LAST_PAGE = 4


def said_size(data: bytes, container: str) -> int | None:
    """The bytes the whole file has by its own account; None where it gives none."""
    rule = _RULES.get(container)
    try:
        return rule(data) if rule else None
    except struct.error:  # it ends inside its first sizes
        return None


def ends_early(data: bytes, container: str) -> bool:
    """Whether an Ogg file lacks its last page: it says no size, only where it ends."""
    last = data.rfind(b"OggS")
    return container == "ogg" and last + 5 < len(data) and not data[last + 5] & _LAST_PAGE


def _aiff(data: bytes) -> int | None:
    (size,) = struct.unpack_from(">I", data, 4)
    return size + 8 if 0 < size < _OPEN else None


def _au(data: bytes) -> int | None:
    start, size = struct.unpack_from(">II", data, 4)
    return start + size if 0 < size < _OPEN else None


def _w64(data: bytes) -> int | None:
    (size,) = struct.unpack_from("<Q", data, 16)
    return size or None


def _caf(data: bytes) -> int | None:
    at = 8
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">q", data, at + 4)
        if size < 0:
            return None
        at += 12 + size
    return at


def _mp4(data: bytes) -> int | None:
    *_, end = _box_ends(data)
    return end


def _box_ends(data: bytes) -> Iterator[int]:
    at = 0
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
        at = at + size if size >= 8 else len(data)  # 0: to the end of the file
        yield at


def _matroska(data: bytes) -> int | None:
    at = data.find(_SEGMENT, 0, 4096)
    if at < 0 or at + 5 > len(data):
        return None
    length = 9 - data[at + 4].bit_length()
    number = int.from_bytes(data[at + 4 : at + 4 + length], "big") & ((1 << 7 * length) - 1)
    known = length <= 8 and number != (1 << 7 * length) - 1
    return at + 4 + length + number if known else None


def _asf(data: bytes) -> int | None:
    at = data.find(_FILE_PROPERTIES, 0, 65_536)
    if at < 0:
        return None
    (size,) = struct.unpack_from("<Q", data, at + 40)
    return size or None


_RULES: Mapping[str, Callable[[bytes], int | None]] = {
    "aiff": _aiff,
    "au": _au,
    "w64": _w64,
    "caf": _caf,
    "mp4": _mp4,
    "matroska": _matroska,
    "asf": _asf,
}
