"""Writes small .xls files, right ones and wrong ones. Sources: [MS-CFB], [MS-XLS]."""

import struct
from collections.abc import Mapping

Cells = Mapping[tuple[int, int], str | float]
_SECTOR = 512


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text(value: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(value), 1) + value.encode("utf-16-le")


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; its streams are filled up to 4,096 bytes and more."""
    contents = {name: data.ljust(4_096, b"\0") for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    fat, sectors = [0xFFFFFFFD, 0xFFFFFFFE], b""
    for number, (name, data) in enumerate(contents.items(), 1):
        start, count = len(fat), -(-len(data) // _SECTOR)
        fat += [*range(start + 1, start + count), 0xFFFFFFFE]
        sectors += data.ljust(count * _SECTOR, b"\0")
        entries.append(
            _entry(
                name, 2, start, len(data), sibling=number + 1 if number < len(contents) else None
            )
        )
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *(0xFFFFFFFF,) * 108)
    fat += [0xFFFFFFFF] * (128 - len(fat))
    return header + struct.pack("<128I", *fat) + directory + sectors


def _entry(
    name: str,
    kind: int,
    start: int,
    size: int,
    *,
    child: int | None = None,
    sibling: int | None = None,
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    links = [0xFFFFFFFF if link is None else link for link in (None, sibling, child)]
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(raw), kind, 1, *links)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def workbook(
    cells: Cells,
    *,
    hidden_rows: tuple[int, ...] = (),
    dimensions: tuple[int, int] | None = None,
    start: int | None = None,
    before: bytes = b"",
) -> bytes:
    """A file of one sheet "Clients"; ``dimensions`` and ``start`` are what it says of itself."""
    rows = max(row for row, _ in cells) + 1
    columns = max(column for _, column in cells) + 1
    said = dimensions or (rows, columns)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, said[0], 0, said[1], 0))
    for row in hidden_rows:
        sheet += record(0x0208, struct.pack("<HHHHHHHH", row, 0, columns, 255, 0, 0, 0x20, 0))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += record(0x0204, place + text(value, "H"))
        else:
            sheet += record(0x0203, place + struct.pack("<d", value))
    sheet += record(0x000A, b"")
    begin = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + before
    name = text("Clients", "B")
    at = len(begin) + 4 + 6 + len(name) + 4
    begin += record(0x0085, struct.pack("<IBB", at if start is None else start, 0, 0) + name)
    return compound({"Workbook": begin + record(0x000A, b"") + sheet})
