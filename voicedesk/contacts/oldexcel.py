"""An Excel file of before 2007 (.xls), looked at before it is opened.

Sources: [MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.extent import Facts

_END_OF_CHAIN = 0xFFFFFFFC  # and above: no sector
_MAX_RECORDS = 20_000_000
_EOF, _FORMULA, _FILEPASS, _BOUNDSHEET, _SST = 0x000A, 0x0006, 0x002F, 0x0085, 0x00FC
_DIMENSIONS, _ROW, _MERGED, _MULRK = 0x0200, 0x0208, 0x00E5, 0x00BD
_CELLS = {_FORMULA, _MULRK, 0x00BE, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD}
_BROKEN = (struct.error, IndexError, ValueError, UnicodeError)

Record = tuple[int, bytes]


def measure(data: bytes, file: str, job: Job) -> list[Facts]:
    """The facts of the sheets, in the order of the workbook, if it fits into memory when opened.

    Calamine makes room for what the file says of its sizes, whatever that is.

    Raises :class:`InputError`: ``encrypted_file``; ``broken_workbook``; ``file_too_big``;
    ``not_a_table`` (cause ``other_file``: a document of Word, a mail of Outlook…).
    """
    try:
        streams = _Container(data).streams()
        if "EncryptedPackage" in streams:
            raise InputError("encrypted_file", file=file)
        book = streams.get("Workbook") or streams.get("Book")
        if book is None:
            raise InputError("not_a_table", file=file, row=None, cause="other_file")
        return _Measure(book, file, job).sheets()
    except _BROKEN as error:
        raise InputError("broken_workbook", file=file, cause="content") from error


class _Container:
    """The streams of a compound file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("not a compound file")
        self._size = 1 << shift
        (self._directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini, _, difat, _ = struct.unpack_from("<IIIII", data, 56)
        self._fat = self._table(self._fat_sectors(difat))
        self._mini_fat = self._table(self._chain(mini, self._fat))

    def streams(self) -> dict[str, bytes]:
        """Those that tell what the file is, and the workbook's content."""
        directory = self._read(self._directory)
        found: dict[str, bytes] = {}
        mini = b""
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind == 5:
                mini = self._read(start)
            elif name in ("Workbook", "Book"):
                small = size < self._cutoff
                found[name] = (self._small(mini, start) if small else self._read(start))[:size]
                if len(found[name]) < size:
                    raise ValueError("cut off")
            elif kind:
                found[name] = b""
        return found

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _fat_sectors(self, difat: int) -> list[int]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        most = len(self._data) // self._size
        for _ in range(most):
            if difat >= _END_OF_CHAIN:
                break
            more = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            numbers += more[:-1]
            difat = more[-1]
        return [number for number in numbers if number < most]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        content = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _chain(self, number: int, table: tuple[int, ...]) -> list[int]:
        chain: list[int] = []
        while number < len(table):
            chain.append(number)
            if len(chain) > len(table):
                raise ValueError("a chain that bites its tail")
            number = table[number]
        return chain

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._fat)))

    def _small(self, mini: bytes, start: int) -> bytes:
        numbers = self._chain(start, self._mini_fat)
        return b"".join(mini[number * 64 : number * 64 + 64] for number in numbers)


class _Measure:
    def __init__(self, book: bytes, file: str, job: Job) -> None:
        self._book = book
        self._file = file
        self._job = job
        self._cells = 0
        self._records = 0

    def sheets(self) -> list[Facts]:
        """The facts of each sheet that the workbook's own records name."""
        starts = []
        for kind, data in self._from(0):
            if kind == _FILEPASS:
                raise InputError("encrypted_file", file=self._file)
            if kind == _SST and struct.unpack_from("<I", data, 4)[0] > len(self._book):
                raise ValueError("more strings than bytes")
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", data)[0])
        return [self._sheet(start) for start in starts]

    def _sheet(self, start: int) -> Facts:
        if start >= len(self._book):
            raise ValueError("a sheet beyond the end")
        facts = Facts()
        last_row = last_column = 0
        for kind, data in self._from(start):
            if kind in _CELLS:
                row, column = struct.unpack_from("<HH", data)
                if kind == _MULRK:
                    (column,) = struct.unpack_from("<H", data, len(data) - 2)
                last_row, last_column = max(last_row, row), max(last_column, column)
            elif kind == _DIMENSIONS:
                self._refuse_giant(data)
            elif kind == _ROW:
                facts.hidden_rows += bool(struct.unpack_from("<H", data, 12)[0] & 0x20)
            elif kind == _MERGED:
                facts.merged_cells += struct.unpack_from("<H", data)[0]
        self._take((last_row + 1) * (last_column + 1))
        return facts

    def _refuse_giant(self, data: bytes) -> None:
        wide = len(data) >= 14
        top, bottom, left, right = struct.unpack_from("<IIHH" if wide else "<HHHH", data)
        if bottom < top or right < left:
            raise ValueError("a sheet that ends before it begins")
        self._take((bottom - top) * (right - left))

    def _take(self, cells: int) -> None:
        # Every sheet is read when the workbook is opened: they count together.
        self._cells += cells
        if self._cells > 2 * grid.MAX_CELLS:  # said and found
            raise InputError(
                "file_too_big", file=self._file, row=None, cause="cells", most=grid.MAX_CELLS
            )

    def _from(self, at: int) -> Iterator[Record]:
        """The records up to the end of the part they begin in."""
        book, end = self._book, len(self._book)
        while at + 4 <= end:
            kind, length = struct.unpack_from("<HH", book, at)
            at += 4
            if kind == _EOF:
                return
            yield kind, book[at : at + length]
            at += length
            self._records += 1
            if self._records % 100_000 == 0:
                self._job.check()
                if self._records > _MAX_RECORDS:
                    raise InputError(
                        "file_too_big",
                        file=self._file,
                        row=None,
                        cause="cells",
                        most=grid.MAX_CELLS,
                    )
