"""Reading a CSV file of any usual encoding and delimiter, as Excel and its like write it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.encoding import decoded, find_encoding
from voicedesk.contacts.grid import CHUNK, MAX_CELL, Grid, collect

DELIMITERS = (";", ",", "\t", "|")  # in the order of preference where two fit alike

_MARKUP = re.compile(r"\s*(?:<(?:!|\?xml|html|table)|\{\\rtf|%PDF|[{\[]\s*[{\"\[])", re.IGNORECASE)
_SAMPLE = 65_536  # characters
_SEP = 7  # characters of the line that names the delimiter, taken off the sample
_SAMPLE_RECORDS = 100
_HEAD_PIECES = 4  # of 256 KiB
_MAX_LINE = 4 * 1024 * 1024  # characters; a longer one has a cell that is too long
_END = "\x00"  # in no text: find_encoding refuses it
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_MAYBE_GUARDED = re.compile(r"'\"?[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_FRENCH = 12  # characters of a French E.164
_PHONE = re.compile(r"\+[0-9]{6,15}")


def read_csv(
    stream: BinaryIO,
    size: int,
    file: str,
    job: Job,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Grid:
    """The cells of ``stream``, of ``size`` bytes; what is not given is found out.

    The file is read twice, a piece at a time, and is never whole in memory.

    Raises :class:`InputError`: ``binary_file``; ``unreadable_file`` (not in the ``encoding`` that
    was asked for); ``not_a_table`` with a ``cause``: ``markup``, ``open_quote`` or ``long_cell``
    with its ``row``, or ``columns``; ``empty_file``; ``bad_delimiter``.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\x00'):
        raise InputError("bad_delimiter", file=file)
    name = find_encoding(stream, file, job, encoding)
    text = _Text(stream, name, file)
    delimiter = text.understand(delimiter)
    table = collect(_reported(text, size, job), file, first=text.first)
    return Grid(*table, name, delimiter)


def read_head(
    stream: BinaryIO,
    rows: int,
    file: str,
    job: Job,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Grid:
    """The first ``rows``, at once however long the file is; raises as :func:`read_csv`.

    An ``encoding`` that was not given is a guess from the first megabyte.
    """
    name = find_encoding(stream, file, job, encoding, pieces=_HEAD_PIECES)
    text = _Text(stream, name, file)
    delimiter = text.understand(delimiter)
    cells, numbers = collect([text.head(rows)], file, first=text.first)
    return Grid(cells, numbers, name, delimiter)


def guard(cell: str) -> str:
    """The cell so that no sheet runs it as a formula; telephone numbers stay as they are."""
    if _DANGEROUS.match(cell) and not _PHONE.fullmatch(cell):
        return "'" + cell
    return cell


def as_text(e164: str) -> str:
    """An E.164 as ``(+33) 6 00 00 99 01``: a text for every sheet, a number for phonenumbers.

    Of a bare ``+33600009901`` Excel makes a number and drops the sign, of a longer one 2.62693E+11.
    With spaces alone some would still be taken: "+49 1512 3456789" has the spaces of thousands, and
    whatever begins with a sign may be run as a formula.
    """
    if e164[:3] == "+33" and len(e164) == _FRENCH:
        place = range(4, _FRENCH, 2)  # as phonenumbers has it, which takes a third of a millisecond
        return " ".join([f"(+33) {e164[3]}", *(e164[at : at + 2] for at in place)])
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    written = phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    code, _, number = str(written).partition(" ")
    return f"({code}) {number}"


def unguard(cell: str) -> str:
    """The cell before :func:`guard`."""
    return cell[1:] if _GUARDED.match(cell) else cell


class _Text:
    """The text of a file, a piece at a time: first to be understood, then to be cut into cells."""

    def __init__(self, stream: BinaryIO, encoding: str, file: str) -> None:
        self.first = 1  # the number of the first record
        self.file = file
        self.stream = stream
        self._encoding = encoding
        self._delimiter = ";"
        self._guarded = False
        self._sample = ""

    def understand(self, delimiter: str | None) -> str | None:
        """The delimiter: the one given, the one the file names, or the one that fits."""
        sample = next(decoded(self.stream, self._encoding), "")[:_SAMPLE]
        if _names_delimiter(sample):
            # Excel's own way to say it: a row of the file, but not of the table.
            delimiter = delimiter or sample[4]
            self.first = 2
            sample = sample[5:].removeprefix("\r").removeprefix("\n")
        if _MARKUP.match(sample):
            raise InputError("not_a_table", file=self.file, row=1, cause="markup")
        delimiter = delimiter or _find_delimiter(sample)
        self._sample = sample
        self._delimiter = delimiter or ";"
        return delimiter

    def head(self, rows: int) -> list[list[str]]:
        """The first records, without one that the sample cuts in two."""
        if len(self._sample) < _SAMPLE - _SEP:  # it is all there is
            return list(islice(chain.from_iterable(self.records()), rows))
        found: list[list[str]] = []
        try:
            found.extend(islice(_reader(self._sample, self._delimiter), rows))
        except csv.Error as error:
            raise self._too_long(self.first + len(found)) from error
        if 1 < len(found) < rows:
            found.pop()
        return [[*map(unguard, cells)] for cells in found]

    def records(self) -> Iterator[list[list[str]]]:
        """The records, some thousand at a time.

        A quote that is never closed would swallow the rest: the end mark is a record of its own.
        """
        lines = chain.from_iterable(self._lines())
        for _ in range(1, self.first):
            next(lines)
        reader = csv.reader(chain(lines, [_END]), delimiter=self._delimiter)
        number = self.first
        try:
            while True:
                records: list[list[str]] = []
                # Row by row into a list that outlives the error: it tells the row.
                records.extend(islice(reader, CHUNK))
                if not records:
                    return
                number += len(records)
                last = records[-1]
                if last and last[-1].endswith(_END):
                    if last != [_END]:
                        row = number - 1
                        raise InputError("not_a_table", file=self.file, row=row, cause="open_quote")
                    records.pop()
                yield [[*map(unguard, cells)] for cells in records] if self._guarded else records
        except csv.Error as error:
            raise self._too_long(number + len(records)) from error

    def _lines(self) -> Iterator[list[str]]:
        """Whole lines with their ends, many at a time."""
        rest = ""
        for piece in decoded(self.stream, self._encoding):
            lines = io.StringIO(rest + piece, newline="").readlines()
            # An end that is a lone CR may be half of one.
            rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            if len(rest) > _MAX_LINE:
                raise csv.Error("a line too long")  # for the record it would be in
            self._guarded = self._guarded or _any_guarded(lines, piece)
            yield lines
        rest = rest.removesuffix("\x1a")  # the end of a file of DOS
        self._guarded = self._guarded or bool(_MAYBE_GUARDED.search(rest))
        yield [rest] if rest else []

    def _too_long(self, row: int) -> InputError:
        return InputError("not_a_table", file=self.file, row=row, cause="long_cell", most=MAX_CELL)


def _any_guarded(lines: list[str], piece: str) -> bool:
    # The first line may have begun in the piece before.
    return bool(_MAYBE_GUARDED.search(piece) or (lines and _MAYBE_GUARDED.search(lines[0])))


def _names_delimiter(text: str) -> bool:
    return text[:4].lower() == "sep=" and text[4:5] not in '"\r\n' and text[5:6] in ("\r", "\n")


def _reported(text: _Text, size: int, job: Job) -> Iterator[list[list[str]]]:
    for records in text.records():
        job.report(min(text.stream.tell(), size), size, "read")
        yield records


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _find_delimiter(text: str) -> str | None:
    """The delimiter that cuts most of the first records alike, into the most columns."""
    best: tuple[float, int] = (0.5, 1)  # less than half alike is chance
    found = None
    for delimiter in DELIMITERS:
        widths = _widths(text, delimiter)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = (round(times / widths.total(), 1), width)
        if width > 1 and score > best:
            best, found = score, delimiter
    return found


def _widths(text: str, delimiter: str) -> Counter[int]:
    """How often each number of columns occurs among the first records that are not blank."""
    cut = len(text) >= _SAMPLE
    try:
        records = [
            record
            for record in islice(_reader(text, delimiter), _SAMPLE_RECORDS)
            if any(map(str.strip, record))
        ]
    except csv.Error:
        return Counter()
    if cut and len(records) > 1 and len(records) < _SAMPLE_RECORDS:
        records.pop()  # the sample ends somewhere within it
    return Counter(map(len, records))
