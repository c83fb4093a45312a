"""Reading a sheet of an OpenDocument spreadsheet (.ods).

Calamine writes out what such a file says is repeated, a million rows of 16,000 cells if it says so;
and it tells nothing of hidden rows. So the sheet is read here, under limits.
Source: OpenDocument 1.3, part 3, chapter 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts import grid
from voicedesk.contacts.archive import Archive
from voicedesk.contacts.extent import Facts
from voicedesk.contacts.grid import CHUNK, Grid, Notice, collect

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_MOST_TIMES = 1_048_576  # a whole sheet
_HIDING = ("collapse", "filter")

# Made once: they are compared with every cell.
_ANNOTATION = _OFFICE + "annotation"
_BOOLEAN = _OFFICE + "boolean-value"
_DATE = _OFFICE + "date-value"
_VALUE = _OFFICE + "value"
_VALUE_TYPE = _OFFICE + "value-type"
_STYLE_NAME = _STYLE + "name"
_A_STYLE = _STYLE + "style"
_PROPERTIES = _STYLE + "table-properties"
_DISPLAY = _TABLE + "display"
_FORMULA = _TABLE + "formula"
_NAME = _TABLE + "name"
_SPANNED = _TABLE + "number-columns-spanned"
_STYLE_USED = _TABLE + "style-name"
_SHEET = _TABLE + "table"
_ROW = _TABLE + "table-row"
_VISIBILITY = _TABLE + "visibility"
_COUNT = _TEXT + "c"
_LINE_BREAK = _TEXT + "line-break"
_PARAGRAPH = _TEXT + "p"
_SPACES = _TEXT + "s"
_TAB = _TEXT + "tab"
_CELLS = frozenset({_TABLE + "table-cell", _TABLE + "covered-table-cell"})
_COLUMNS_REPEATED = _TABLE + "number-columns-repeated"
_ROWS_REPEATED = _TABLE + "number-rows-repeated"


@dataclass
class _Found:
    """A sheet as it is read."""

    name: str
    hidden: bool
    records: list[list[str]] = field(default_factory=list, repr=False)
    facts: Facts = field(default_factory=Facts)
    cells: int = 0


def read_ods(archive: Archive, job: Job, *, sheet: str | None = None) -> Grid:
    """The rows of the sheet named, else of the first that is visible and not empty.

    Raises :class:`InputError`: ``encrypted_file``; ``broken_workbook``; ``unknown_sheet``;
    ``file_too_big``; ``not_a_table``; ``empty_file``.
    """
    if b"encryption-data" in archive.read("META-INF/manifest.xml", job):
        raise InputError("encrypted_file", file=archive.file)
    reader = _Reader(archive.file, sheet)
    steps = 0
    try:
        for step in archive.steps("content.xml", job):
            # The parser runs through whatever it is given without a look at the window.
            for at in range(0, len(step), 65_536):
                reader.feed(step[at : at + 65_536])
            steps += len(step)
            job.report(steps, None, "read")
        reader.feed(b"", final=True)
    except (expat.ExpatError, ValueError) as error:
        raise archive.broken() from error
    found, names = reader.found, tuple(reader.names)
    if found is None:
        if sheet is not None and sheet not in names:
            raise InputError("unknown_sheet", file=archive.file, sheet=sheet, sheets=names)
        raise InputError("empty_file", file=archive.file)
    cells, numbers = collect(_chunked(found.records), archive.file)
    notices = found.facts.notices()
    if found.hidden:
        notices += (Notice("hidden_sheet", {"sheet": found.name}),)
    return Grid(cells, numbers, sheet=found.name, sheets=names, notices=notices)


def _chunked(records: list[list[str]]) -> Iterator[list[list[str]]]:
    return (records[at : at + CHUNK] for at in range(0, len(records), CHUNK))


class _Reader:
    """Follows the parser through the sheets and keeps the one that is wanted."""

    def __init__(self, file: str, wished: str | None) -> None:
        self.names: list[str] = []
        self.found: _Found | None = None
        self._file = file
        self._wished = wished
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: _Found | None = None
        self._depth = 0  # tables within a cell
        self._row: list[str] = []
        self._row_times = self._blank_cells = self._blank_rows = 0
        self._row_hidden = False
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._skipped = 0  # notes and the like within a cell
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def feed(self, data: bytes, *, final: bool = False) -> None:
        self._parser.Parse(data, final)

    def _refuse(self, *_: object) -> None:
        raise ValueError("no document type: it could define texts that grow")

    def _start(self, name: str, given: dict[str, str]) -> None:
        if name == _A_STYLE:
            self._style = given.get(_STYLE_NAME, "")
        elif name == _PROPERTIES:
            if given.get(_DISPLAY) == "false":
                self._hidden_styles.add(self._style)
        elif name == _SHEET:
            self._depth += 1
            if self._depth == 1:
                self._open_sheet(given)
        elif self._sheet is None or self._depth > 1:
            return
        elif name == _ROW:
            self._row, self._blank_cells = [], 0
            self._row_times = _times(given, _ROWS_REPEATED)
            self._row_hidden = given.get(_VISIBILITY) in _HIDING
        elif name in _CELLS:
            self._cell, self._text = given, []
        elif self._cell is not None:
            self._within_cell(name, given)

    def _within_cell(self, name: str, given: dict[str, str]) -> None:
        if self._skipped or name == _ANNOTATION:
            self._skipped += 1
        elif name == _PARAGRAPH and self._text:
            self._text.append("\n")
        elif name == _SPACES:
            self._text.append(" " * min(int(given.get(_COUNT, "1")), 1_000))
        elif name == _TAB:
            self._text.append("\t")
        elif name == _LINE_BREAK:
            self._text.append("\n")

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._skipped and self._depth == 1:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name == _SHEET:
            self._depth -= 1
            if self._depth == 0:
                self._close_sheet()
        elif self._sheet is None or self._depth > 1:
            return
        elif self._skipped:
            self._skipped -= 1
        elif name in _CELLS:
            self._close_cell()
        elif name == _ROW:
            self._close_row(self._sheet)

    def _open_sheet(self, given: dict[str, str]) -> None:
        name = given.get(_NAME, "")
        self.names.append(name)
        hidden = given.get(_STYLE_USED) in self._hidden_styles
        wanted = not hidden if self._wished is None else name == self._wished
        if self.found is None and wanted:
            self._sheet = _Found(name, hidden)
            self._blank_rows = 0

    def _close_sheet(self) -> None:
        if self._sheet is not None and self._sheet.records:
            self.found = self._sheet
        self._sheet = None

    def _close_cell(self) -> None:
        given, text = self._cell or {}, "".join(self._text)
        self._cell = None
        times = _times(given, _COLUMNS_REPEATED)
        value = _value(given, text)
        if self._sheet is not None:
            self._sheet.facts.merged_cells += _SPANNED in given
            formula = _FORMULA in given
            self._sheet.facts.empty_formulas += formula and not value
        if not value:
            self._blank_cells += times  # usually the 16,000 to the right of the table
            return
        if len(value) > grid.MAX_CELL:
            raise self._error("long_cell", grid.MAX_CELL)
        width = len(self._row) + self._blank_cells + times
        if width > grid.MAX_COLUMNS:
            raise self._error("columns", grid.MAX_COLUMNS)
        self._row += [""] * self._blank_cells + [value] * times
        self._blank_cells = 0

    def _close_row(self, sheet: _Found) -> None:
        if not self._row:
            self._blank_rows += self._row_times  # usually the million below the table
            return
        blank, self._blank_rows = self._blank_rows, 0
        sheet.cells += blank + len(self._row) * self._row_times
        if sheet.cells > grid.MAX_CELLS:
            row = len(sheet.records)
            raise InputError(
                "file_too_big", file=self._file, row=row, cause="cells", most=grid.MAX_CELLS
            )
        sheet.records += [_NOTHING] * blank + [self._row] * self._row_times
        sheet.facts.hidden_rows += self._row_times * self._row_hidden

    def _error(self, cause: str, most: int) -> InputError:
        row = len(self._sheet.records) + 1 if self._sheet else None
        return InputError("not_a_table", file=self._file, row=row, cause=cause, most=most)


_NOTHING: list[str] = []


def _times(given: dict[str, str], name: str) -> int:
    if name not in given:
        return 1
    times = int(given[name])
    if not 1 <= times <= _MOST_TIMES:
        raise ValueError(name)
    return times


def _value(given: dict[str, str], text: str) -> str:
    """Whole numbers without ``.0``, dates as ISO 8601, all else as it is shown."""
    match given.get(_VALUE_TYPE):
        case "float":
            value = given.get(_VALUE, text)
            try:
                number = float(value)
            except ValueError:
                return text
            return str(int(number)) if number.is_integer() and abs(number) < 2**53 else value
        case "date":
            return given.get(_DATE, text).removesuffix("T00:00:00")
        case "boolean":
            return given.get(_BOOLEAN, text).upper()
        case _:
            return text
