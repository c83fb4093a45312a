"""The parts of a workbook that is a ZIP, unpacked under a limit.

What a ZIP says of its sizes is not believed: calamine would unpack all there is.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid

MAX_RATIO = 400  # unpacked to packed; a sheet of one number again and again comes to 150
_ALLOWED = 8 * 1024 * 1024  # bytes that may be of any ratio
_STEP = 2 * 1024 * 1024
_FED = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    OSError,
    ValueError,
    NotImplementedError,
)


class Archive:
    """A ZIP whose parts are read in steps.

    Raises :class:`InputError`: ``broken_workbook``; ``file_too_big`` (cause ``megabytes``) and
    ``zip_bomb`` (``ratio``) once the parts come to more than a workbook does.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = data
        self._unpacked = 0
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._parts = {part.filename: part for part in archive.infolist()}
                self._doubled = len(self._parts) < len(archive.infolist())
        except _BROKEN as error:
            raise self.broken() from error
        if self._doubled:  # which of the two is read differs from program to program
            raise self.broken()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def broken(self) -> InputError:
        return InputError("broken_workbook", file=self.file, cause="content")

    def read(self, name: str, job: Job) -> bytes:
        """A part as a whole; empty when it is not there."""
        return b"".join(self.steps(name, job)) if name in self._parts else b""

    def steps(self, name: str, job: Job) -> Iterator[bytes]:
        """A part, two megabytes or less at a time."""
        part = self._parts[name]
        try:
            packed = self._packed(part)
            if part.compress_type == zipfile.ZIP_STORED:
                pieces = _cut(packed)
            elif part.compress_type == zipfile.ZIP_DEFLATED:
                pieces = _inflated(packed)
            else:
                raise self.broken()
            unpacked = 0
            for piece in pieces:
                job.check()
                unpacked += len(piece)
                self._refuse_bomb(len(piece), unpacked, len(packed))
                yield piece
        except _BROKEN as error:
            raise self.broken() from error

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        start = part.header_offset
        if self._data[start : start + 4] != b"PK\x03\x04" or part.flag_bits & 1:
            raise self.broken()
        name, extra = struct.unpack_from("<HH", self._data, start + 26)
        start += 30 + name + extra
        return self._data[start : start + part.compress_size]

    def _refuse_bomb(self, step: int, unpacked: int, packed: int) -> None:
        self._unpacked += step
        if self._unpacked > grid.MAX_BYTES:
            raise InputError(
                "file_too_big", file=self.file, cause="megabytes", most=grid.MAX_BYTES // 2**20
            )
        if unpacked > _ALLOWED and unpacked > MAX_RATIO * packed:
            raise InputError("zip_bomb", file=self.file, ratio=MAX_RATIO)


def _inflated(packed: bytes) -> Iterator[bytes]:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _FED):
        left = packed[at : at + _FED]
        while left and not machine.eof:
            yield machine.decompress(left, _STEP)
            left = machine.unconsumed_tail


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[at : at + _STEP] for at in range(0, len(content), _STEP))
