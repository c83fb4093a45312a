"""Text from the clipboard as a sheet: cells of a spreadsheet, cards, or numbers within any text."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.csvfile import read_csv
from voicedesk.contacts.grid import Grid, Notice, chunks, collect
from voicedesk.contacts.sheet import Sheet, with_titles
from voicedesk.contacts.vcard import is_vcard, read_vcard

MAX_TEXT = 64 * 1024 * 1024  # characters
MAX_LINE = 131_072  # characters of a line in which numbers are looked for

_NAME, _PHONE = "Name", "Phone"  # as a vCard's: who keeps the list puts words for them
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Six digits and more, with what stands between them; neither an address of mail nor a part of one.
_NUMBER = re.compile(
    r"(?<![\w@.+])\+?\(?\d(?:[ \u00a0\u202f.\-]?[()]?[ \u00a0\u202f]?\d){5,}(?![\w@])"
)
_NUMBER_LIKE = re.compile(r"[\s\d+().\-\u00a0\u202f]+")
_EDGES = " \t\u00a0\u202f,;:|/<>()[]\"'*•·–—-"
_ADDRESS = re.compile(r"<[^<>]*>")
_WORDS_BEFORE = re.compile(
    r"[\s,;:(/|–-]*\b(?:t[ée]l(?:[ée]phone)?|mobile|portable|port|gsm|fixe|phone|cell)\b[.°]?$",
    re.IGNORECASE,
)


@dataclass
class _Person:
    name: str = field(default="", repr=False)
    numbers: list[str] = field(default_factory=list, repr=False)


def read_pasted(text: str, name: str, job: Job) -> Sheet:
    """The sheet that a pasted ``text`` is meant to be; ``name`` stands for the name of a file.

    Cells with tabs between, as Excel copies them, and other delimited lines are a table; cards are
    read as a file of them. In all other text the numbers are found, with the name beside them, in
    the columns "Name", "Phone", "Phone 2"…: a line of bare numbers is a row for each. Lines without
    any are left out and counted in a ``lines_without_number`` notice.

    Raises :class:`InputError`: ``empty_file``, ``file_too_big`` (cause ``characters``),
    ``not_a_table``, and ``no_number_found``.
    """
    if len(text) > MAX_TEXT:
        raise InputError("file_too_big", file=name, cause="characters", most=MAX_TEXT)
    text = _CONTROLS.sub(" ", text).removeprefix("\ufeff")
    if not text.strip():
        raise InputError("empty_file", file=name)
    data = text.encode("utf-8", "replace")
    if is_vcard(data[:256]):
        return with_titles(name, read_vcard(io.BytesIO(data), len(data), name, job))
    table = _table(data, "\t" if "\t" in text else None, name, job)
    return with_titles(name, table or _found(text, name, job))


def _table(data: bytes, delimiter: str | None, name: str, job: Job) -> Grid | None:
    """The text as lines of cells, unless it is only numbers or has no columns."""
    try:
        grid = read_csv(
            io.BytesIO(data), len(data), name, job, delimiter=delimiter, encoding="utf-8"
        )
    except InputError as error:
        if delimiter is not None or error.details.get("cause") not in ("open_quote", "markup"):
            raise
        return None
    if delimiter is not None:
        return grid
    rows = len(grid.row_numbers)
    if grid.delimiter is None or rows < 2 or all(map(_is_number, _cells(grid))):
        return None
    return grid


def _cells(grid: Grid) -> Iterator[str]:
    return (cell for column in grid.cells for cell in column)


def _is_number(cell: str) -> bool:
    return not cell or _NUMBER_LIKE.fullmatch(cell) is not None


def _found(text: str, name: str, job: Job) -> Grid:
    people: list[tuple[int, _Person]] = []
    without = 0
    for number, line in enumerate(text.splitlines(), 1):
        if number % 2_000 == 1:
            job.report(number, None, "read")
        if len(line) > MAX_LINE:
            raise InputError("not_a_table", file=name, row=number, cause="long_cell", most=MAX_LINE)
        there = _people(line)
        without += not there and bool(line.strip())
        people += ((number, person) for person in there)
    if not people:
        raise InputError("no_number_found", file=name)
    width = max(len(person.numbers) for _, person in people)
    named = any(person.name for _, person in people)
    records = ([person.name] * named + person.numbers for _, person in people)
    cells, numbers = collect(chunks(records), name)
    for index, (line_number, _) in enumerate(people):
        numbers[index] = line_number
    titles = (_NAME,) * named + tuple(
        _PHONE if place == 1 else f"{_PHONE} {place}" for place in range(1, width + 1)
    )
    notices = (Notice("lines_without_number", {"n": without}),) if without else ()
    return Grid(cells, numbers, notices=notices, titles=titles)


def _people(line: str) -> list[_Person]:
    """Who is in the line: names stand before their numbers, or after them where none does."""
    found = list(_NUMBER.finditer(line))
    if not found:
        return []
    texts = [line[: found[0].start()]]
    texts += (line[a.end() : b.start()] for a, b in pairwise(found))
    texts.append(line[found[-1].end() :])
    names = [_name(text) for text in texts]
    after = not names[0] and bool(names[-1])
    people: list[_Person] = []
    for index, match in enumerate(found):
        name = names[index + 1] if after else names[index]
        if name or not people or not people[-1].name:
            people.append(_Person(name))
        people[-1].numbers.append(match[0].strip())
    return people


def _name(text: str) -> str:
    text = _ADDRESS.sub("", text).strip(_EDGES)
    return _WORDS_BEFORE.sub("", text).strip(_EDGES)
