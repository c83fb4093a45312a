"""The header of a WAV file, read to be compared with what the file really holds.

RIFF/WAVE as in Microsoft's "Multimedia Programming Interface and Data Specifications 1.0"; RF64
(64-bit sizes in a ``ds64`` chunk) as in EBU Tech 3306.
"""

import struct
from dataclasses import dataclass

PCM, FLOAT = 1, 3
_OPEN_ENDED = 0x7FFF_FF00  # writers to a pipe leave such a size: 0xFFFFFFFF, 0x7FFFFFFF, …


@dataclass(frozen=True)
class WavHeader:
    """What the chunks ``fmt`` and ``data`` claim, and where the samples start. Sizes in bytes."""

    format_tag: int
    channels: int
    sample_rate: int
    byte_rate: int
    block_align: int
    bits: int
    riff_end: int
    data_start: int
    data_size: int
    present: int

    @property
    def open_ended(self) -> bool:
        """The writer never came back to fill in the size."""
        return self.data_size >= _OPEN_ENDED or (self.data_size == 0 and self.present > 0)

    @property
    def coherent(self) -> bool:
        """For linear samples, the three numbers that follow from rate, channels and bits do."""
        if self.format_tag not in (PCM, FLOAT):
            return True
        block = self.channels * ((self.bits + 7) // 8)
        return self.block_align == block and self.byte_rate == self.sample_rate * block


def read_header(data: bytes) -> WavHeader | None:
    """The header, or None without a readable ``fmt`` chunk followed by a ``data`` chunk."""
    order = ">" if data[:4] == b"RIFX" else "<"
    (riff_size,) = struct.unpack_from(order + "I", data, 4)
    at, long_size = 12, None
    fmt: tuple[int, int, int, int, int, int] | None = None
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (size,) = struct.unpack_from(order + "I", data, at + 4)
        body = at + 8
        if name == b"ds64" and body + 16 <= len(data):
            riff_size, long_size = struct.unpack_from("<QQ", data, body)
        elif name == b"fmt " and body + 16 <= len(data):
            fmt = struct.unpack_from(order + "HHIIHH", data, body)
        elif name == b"data":
            if fmt is None:
                return None
            if size == 0xFFFF_FFFF and long_size is not None:
                size = long_size
            return WavHeader(*fmt, riff_size + 8, body, size, len(data) - body)
        at = body + size + (size & 1)
    return None


def only_chunks(data: bytes, at: int) -> bool:
    """Whether from ``at`` to the end there is nothing but whole chunks (and a byte of padding)."""
    order = ">" if data[:4] == b"RIFX" else "<"
    at += at & 1
    while at + 8 <= len(data):
        name = data[at : at + 4]
        (size,) = struct.unpack_from(order + "I", data, at + 4)
        if not all(0x20 <= byte < 0x7F for byte in name) or at + 8 + size > len(data):
            return False
        at += 8 + size + (size & 1)
    return True
