"""Reading a CSV file of any usual encoding and delimiter, as Excel and its like write it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.grid import Grid, collect

DELIMITERS = (";", ",", "\t", "|")  # in the order of preference where two fit alike

# Before UTF-16's, as UTF-32's little-endian mark begins with it.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")  # 1A ends a file of DOS
_MARKUP = re.compile(r"\s*(?:<(?:!|\?xml|html|table)|\{\\rtf|%PDF|[{\[]\s*[{\"\[])", re.IGNORECASE)
_SAMPLE = 65_536  # characters
_SAMPLE_RECORDS = 100
_END = "\x00"  # cannot occur in a text that passed _CONTROLS
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_PHONE = re.compile(r"\+[0-9]{6,15}")


def read_csv(
    data: bytes, file: str, job: Job, *, delimiter: str | None = None, encoding: str | None = None
) -> Grid:
    """The rows of ``data``, the content of ``file``; what is not given is found out.

    Raises :class:`InputError`: ``binary_file``; ``unreadable_file`` (not in the ``encoding`` that
    was asked for); ``not_a_table`` with a ``cause``: ``markup``, ``open_quote`` or ``long_cell``
    with its ``row``, or ``columns``; ``empty_file``; ``bad_delimiter``.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\x00'):
        raise InputError("bad_delimiter", file=file)
    text, encoding = _decode(data, file, encoding)
    first = 1
    if text[:4].lower() == "sep=" and text[4:5] and text[5:6] in ("\r", "\n"):
        # Excel's own way to name the delimiter: a row of the file, but not of the table.
        delimiter = delimiter or text[4]
        text = text[5:].removeprefix("\r").removeprefix("\n")
        first = 2
    if _MARKUP.match(text):
        raise InputError("not_a_table", file=file, row=1, cause="markup")
    delimiter = delimiter or _find_delimiter(text)
    records = _records(text, delimiter or ";", file, first)
    rows, numbers = collect(records, job, file, first=first)
    return Grid(rows, numbers, encoding, delimiter)


def guard(cell: str) -> str:
    """The cell so that no sheet runs it as a formula; telephone numbers stay as they are."""
    if _DANGEROUS.match(cell) and not _PHONE.fullmatch(cell):
        return "'" + cell
    return cell


def unguard(cell: str) -> str:
    """The cell before :func:`guard`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _decode(data: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    """The text without its mark: the encoding asked for, the mark's, UTF-8, or Windows-1252.

    No detector: they took Windows-1252 for Windows-1250. What Windows-1252 does not define is
    shown as U+FFFD, so that a person sees it and can choose.
    """
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        text, name = data.decode(encoding or "utf-8"), encoding or "utf-8"
    except (UnicodeError, LookupError) as error:
        if encoding is not None:
            raise InputError("unreadable_file", file=file, encoding=encoding) from error
        text, name = data.decode("windows-1252", "replace"), "windows-1252"
    text = text.removeprefix("\ufeff")
    if _CONTROLS.search(text):
        raise InputError("binary_file", file=file)
    return text.removesuffix("\x1a"), name


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
    cut = len(text) > _SAMPLE
    lines = io.StringIO(text[:_SAMPLE], newline="")
    try:
        records = [
            record
            for record in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_RECORDS)
            if any(map(str.strip, record))
        ]
    except csv.Error:
        return Counter()
    if cut and len(records) > 1 and len(records) < _SAMPLE_RECORDS:
        records.pop()  # the sample ends somewhere within it
    return Counter(map(len, records))


def _records(text: str, delimiter: str, file: str, first: int) -> Iterator[list[str]]:
    # Encoded again, the text costs a byte a character; StringIO would hold four.
    stream = io.TextIOWrapper(
        io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogatepass", newline=""
    )
    number = first - 1
    try:
        for number, record in enumerate(_until_end(stream, delimiter), first):
            if record and record[-1].endswith(_END):
                raise InputError("not_a_table", file=file, row=number, cause="open_quote")
            yield _unguarded(record)
    except csv.Error as error:
        raise InputError("not_a_table", file=file, row=number + 1, cause="long_cell") from error


def _until_end(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The records, and instead of swallowing the rest of the file a last one with the end mark."""
    for record in csv.reader(chain(lines, [_END]), delimiter=delimiter):
        if record == [_END]:
            return
        yield record


def _unguarded(record: list[str]) -> list[str]:
    for cell in record:
        if cell[:1] == "'":
            return [unguard(cell) for cell in record]
    return record
