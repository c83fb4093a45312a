"""How far out the cells of an Excel workbook stand, and what is odd in its sheets, seen before it
is opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.archive import Archive
from voicedesk.contacts.grid import Notice

_WIDE_CELL = re.compile(rb"r\s*=\s*[\"']([A-Z]{2,3})[0-9]")  # columns beyond Z
_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Z]{0,3}([0-9]{1,7})[\"']")
_UNPLACED = re.compile(rb"<(?:\w+:)?c(?:\s*/?>|\s++(?!r\s*=))")  # its place follows from its order
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
_EMPTY_FORMULA = re.compile(rb"(?:</(?:\w+:)?f\s*>|<(?:\w+:)?f\s[^<>]*/>)\s*</(?:\w+:)?c\s*>")
_TAIL = 4_096  # bytes; rows ascend, so the last ones of a step tell
_MOST_WAITING = 16 * 1024 * 1024  # bytes without the end of a row


@dataclass
class Facts:
    """What is odd in a sheet, counted."""

    hidden_rows: int = 0
    merged_cells: int = 0
    empty_formulas: int = 0

    def notices(self) -> tuple[Notice, ...]:
        counts = (
            ("hidden_rows", self.hidden_rows),
            ("merged_cells", self.merged_cells),
            ("empty_formulas", self.empty_formulas),
        )
        return tuple(Notice(code, {"n": count}) for code, count in counts if count)


def measure(archive: Archive, job: Job) -> dict[str, Facts]:
    """By the name of the part: the facts of each sheet of a workbook that fits into memory.

    Calamine makes room for the whole rectangle of cells: a single one in XFD1048576, in a file of
    8 kB, asks for 550 GB, and that ends the process without an exception.

    Raises :class:`InputError`: ``file_too_big``, ``not_a_table`` (cause ``columns``) and those of
    the archive.
    """
    facts = {}
    for name in archive.names:
        if name.endswith("Strings.xml"):
            for _ in archive.steps(name, job):
                pass  # only how much there is of it
        elif name.endswith((".xml", ".rels")):
            facts[name] = _sheet(archive, name, job)
    return facts


def _sheet(archive: Archive, name: str, job: Job) -> Facts:
    facts = Facts()
    columns, rows, unplaced = 26, 0, 0
    for window in _windows(archive, name, job):
        wide = set(_WIDE_CELL.findall(window))
        columns = max(columns, *map(_column_number, wide)) if wide else columns
        rows = max(rows, *map(int, _ROW.findall(window[-_TAIL:])), 0)
        if _UNPLACED.search(window):
            parts = _ROW_END.split(window)
            unplaced += len(parts)
            columns = max(columns, *(len(_CELL.findall(part)) for part in parts))
        _refuse_giant(archive.file, columns, rows + unplaced)
        _count(facts, window)
    return facts


def _refuse_giant(file: str, columns: int, rows: int) -> None:
    if columns > grid.MAX_COLUMNS:
        most = grid.MAX_COLUMNS
        raise InputError("not_a_table", file=file, row=None, cause="columns", most=most)
    if rows * columns > grid.MAX_CELLS:
        raise InputError("file_too_big", file=file, row=rows, cause="cells", most=grid.MAX_CELLS)


def _count(facts: Facts, window: bytes) -> None:
    if b"hidden" in window:
        facts.hidden_rows += len(_HIDDEN.findall(window))
    if b"mergeCell" in window:
        facts.merged_cells += len(_MERGED.findall(window))
    if b"<f" in window or b":f" in window:
        facts.empty_formulas += len(_EMPTY_FORMULA.findall(window))


def _windows(archive: Archive, name: str, job: Job) -> Iterator[bytes]:
    """The part in steps that end with a row: nothing is cut in two, nothing is counted twice."""
    rest = b""
    for step in archive.steps(name, job):
        rest += step
        end = rest.rfind(b"</row>") + 6
        if end < 6:
            if len(rest) > _MOST_WAITING:
                yield rest
                rest = rest[-64:]
            continue
        yield rest[:end]
        rest = rest[end:]
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
