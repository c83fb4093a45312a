"""Reading business cards: vCard 2.1, 3.0 and 4.0, as telephones and address books write them.

Sources: the versit vCard 2.1 specification; RFC 2426 (3.0); RFC 6350 (4.0).
"""

import binascii
import codecs
import io
import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO
from urllib.parse import unquote

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.encoding import FALLBACK, decoded, find_encoding
from voicedesk.contacts.grid import MAX_CELL, MAX_COLUMNS, Grid, Notice, chunks, collect

MAX_CARDS = 1_000_000

# The columns in their order. They are codes: who keeps the list puts words for them.
TITLES = ("Name", "Last name", "First name", "Company", "Mobile", "Phone", "Fax", "Email", "Note")

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD\s", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):"
)
_PARAMETER = re.compile(r";(?:([A-Za-z0-9-]+)=)?((?:\"[^\"]*\"|[^;\"])*)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MARK = re.compile(r"\\.|;", re.DOTALL)
_HEAD = 4_096  # characters before the colon
_KEPT = {"VERSION", "FN", "N", "ORG", "TEL", "EMAIL", "NOTE", "X-ABLABEL"}
_MOBILE = {"CELL", "MOBILE", "IPHONE", "PORTABLE", "GSM"}
_NOT_CALLED = {"FAX", "PAGER", "MODEM", "TEXTPHONE", "BBS"}


@dataclass
class _Line:
    """A property as it stands there: folded and encoded, one physical line after the other."""

    group: str
    name: str
    parameters: dict[str, list[str]]
    parts: list[str] = field(repr=False)

    @property
    def quoted(self) -> bool:
        return "QUOTED-PRINTABLE" in self.parameters.get("ENCODING", ())


@dataclass
class _Card:
    """What is read of a card: texts by the title of their column, numbers with their group."""

    texts: dict[str, list[str]] = field(default_factory=dict, repr=False)
    numbers: list[tuple[str, str, str]] = field(default_factory=list, repr=False)
    labels: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, title: str, text: str) -> None:
        if text.strip():
            self.texts.setdefault(title, []).append(text.strip())


def is_vcard(head: bytes) -> bool:
    """Whether a file that starts so, whatever it is called, is one of cards."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    return _BEGIN.match(head) is not None


def read_vcard(stream: BinaryIO, size: int, file: str, job: Job) -> Grid:
    """A row a card, in the columns :data:`TITLES` that occur; a second number is "Phone 2".

    ``row_numbers`` count the cards. A card that is not closed is read as far as it goes and counted
    in a ``broken_cards`` notice.

    Raises :class:`InputError`: ``binary_file``; ``unreadable_file``; ``empty_file`` (no card says
    anything); ``file_too_big`` (cause ``cards``); ``not_a_table`` with a ``cause``: ``long_cell``
    or ``columns``, and the ``row``.
    """
    encoding = find_encoding(stream, file, job)
    reader = _Reader(file, encoding)
    cards: list[dict[str, list[str]]] = []
    for card in reader.cards(_reported(stream, encoding, size, job)):
        if len(cards) >= MAX_CARDS:
            raise InputError(
                "file_too_big", file=file, row=len(cards) + 1, cause="cards", most=MAX_CARDS
            )
        cards.append(card)
    titles, records = _table(cards)
    cells, numbers = collect(chunks(records), file)
    notices = (Notice("broken_cards", {"n": reader.broken}),) if reader.broken else ()
    return Grid(cells, numbers, encoding, notices=notices, titles=titles[: len(cells)])


def _reported(stream: BinaryIO, encoding: str, size: int, job: Job) -> Iterator[str]:
    for piece in decoded(stream, encoding):
        job.report(min(stream.tell(), size), size, "read")
        yield piece


class _Reader:
    def __init__(self, file: str, encoding: str) -> None:
        self.broken = 0
        self._file = file
        self._encoding = encoding
        self._number = 0

    def cards(self, pieces: Iterable[str]) -> Iterator[dict[str, list[str]]]:
        """The texts of each card by their column's title."""
        card: _Card | None = None
        within = 0  # cards inside the card: its agent, who is somebody else
        self._folded_blank = ""
        for line in self._unfolded(_physical(pieces)):
            if line.name == "BEGIN":
                if card is not None and self._agent:
                    within += 1
                    continue
                if card is not None:
                    self.broken += 1
                    yield _finished(card)
                card, within = _Card(), 0
                self._number += 1
            elif line.name == "END":
                if within:
                    within -= 1
                elif card is not None:
                    yield _finished(card)
                    card = None
            elif card is not None and not within:
                self._take(card, line)
        if card is not None:
            self.broken += 1
            yield _finished(card)

    def _unfolded(self, lines: Iterable[str]) -> Iterator[_Line]:
        """The lines that matter, each with all that was folded away from it."""
        open_line: _Line | None = None
        length = 0
        self._agent = False
        for text in lines:
            if open_line is not None and _continues(open_line, text):
                length += len(text)
                if length > MAX_CELL:
                    raise self._error("long_cell", MAX_CELL)
                open_line.parts.append(text)
                continue
            if text[:1] in (" ", "\t"):
                continue  # of a line that does not matter: a picture
            if open_line is not None:
                yield open_line
            open_line = self._opened(text)
            length = len(text)
            if length > MAX_CELL and open_line is not None:
                raise self._error("long_cell", MAX_CELL)
        if open_line is not None:
            yield open_line

    def _opened(self, text: str) -> _Line | None:
        match = _PROPERTY.match(text[:_HEAD])
        if match is None:
            return None
        name = match.group(2).upper()
        value = text[match.end() :]
        if name in ("BEGIN", "END"):
            return _Line("", name, {}, [value]) if value.strip().upper() == "VCARD" else None
        self._agent = name == "AGENT" and not value.strip()
        if name not in _KEPT:
            return None
        return _Line(match.group(1) or "", name, _parameters(match.group(3)), [value])

    def _take(self, card: _Card, line: _Line) -> None:
        value = self._value(line)
        match line.name:
            case "VERSION":
                self._folded_blank = " " if value.strip() == "2.1" else ""
            case "FN":
                card.add("Name", _plain(value))
            case "N":
                family, given, *_ = (*map(_plain, _split(value)), "", "")
                card.add("Last name", family)
                card.add("First name", given)
            case "ORG":
                card.add("Company", " ".join(filter(None, map(_plain, _split(value)))))
            case "TEL":
                kinds = " ".join(line.parameters.get("TYPE", ()))
                card.numbers.append((line.group.upper(), kinds, _number(value)))
                if len(card.numbers) > MAX_COLUMNS:
                    raise self._error("columns", MAX_COLUMNS)
            case "EMAIL":
                card.add("Email", _plain(value).removeprefix("mailto:"))
                if len(card.texts.get("Email", ())) > MAX_COLUMNS:
                    raise self._error("columns", MAX_COLUMNS)
            case "NOTE":
                card.add("Note", _plain(value))
            case "X-ABLABEL":
                card.labels[line.group.upper()] = value.upper()

    def _value(self, line: _Line) -> str:
        charset = next(iter(line.parameters.get("CHARSET", ())), None)
        if line.quoted:
            data = quopri.decodestring("\n".join(line.parts).encode("utf-8", "replace"))
            return _text(data, charset or "utf-8")
        head, *folded = line.parts
        value = head + "".join(self._folded_blank + part[1:] for part in folded)
        if charset is not None and self._encoding == FALLBACK and not value.isascii():
            return _text(value.encode(FALLBACK, "replace"), charset)
        return value

    def _error(self, cause: str, most: int) -> InputError:
        row = max(self._number, 1)
        return InputError("not_a_table", file=self._file, row=row, cause=cause, most=most)


def _physical(pieces: Iterable[str]) -> Iterator[str]:
    """The lines without their ends; one of a megabyte is cut: only a picture is so long."""
    rest = ""
    for piece in pieces:
        lines = io.StringIO(rest + piece, newline="").readlines()
        rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        yield from (line.rstrip("\r\n") for line in lines)
        if len(rest) > 8 * MAX_CELL:
            yield rest
            rest = " "  # what follows belongs to it
    yield rest.rstrip("\r\n\x1a")


def _continues(line: _Line, text: str) -> bool:
    if line.quoted:
        return line.parts[-1].endswith("=")
    return text[:1] in (" ", "\t")


def _parameters(text: str) -> dict[str, list[str]]:
    """The values by the names, in capitals; 2.1 writes ``CELL`` for ``TYPE=CELL``."""
    found: dict[str, list[str]] = {}
    for name, value in _PARAMETER.findall(text):
        for one in value.replace('"', "").upper().split(","):
            key = name.upper() or _unnamed(one.strip())
            found.setdefault(key, []).append(one.strip())
    return found


def _unnamed(value: str) -> str:
    return "ENCODING" if value in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"


def _text(data: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            if getattr(codecs.lookup(name), "_is_text_encoding", True):
                return data.decode(name).replace("\x00", "")
        except (ValueError, LookupError, binascii.Error):
            continue
    return data.decode(FALLBACK, "replace").replace("\x00", "")


def _split(value: str) -> list[str]:
    """The components between semicolons, still with their backslashes."""
    parts, start = [], 0
    for found in _MARK.finditer(value):
        if found[0] == ";":
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]


def _plain(value: str) -> str:
    """The value without its backslashes."""
    if "\\" not in value:
        return value.strip()
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _number(value: str) -> str:
    number = _plain(value)
    if number[:4].lower() == "tel:":
        number = unquote(number[4:].partition(";")[0])
    return number.strip()


def _finished(card: _Card) -> dict[str, list[str]]:
    for group, kinds, number in card.numbers:
        said = set(re.findall(r"[A-Z]+", f"{kinds} {card.labels.get(group, '') if group else ''}"))
        title = "Fax" if said & _NOT_CALLED else "Mobile" if said & _MOBILE else "Phone"
        card.add(title, number)
    texts = card.texts
    if "Last name" not in texts and "First name" not in texts and "Name" in texts:
        texts["Last name"] = texts["Name"][:1]  # so that every card has a label in one place
    if "Name" not in texts:
        parts = (texts.get(title, [""])[0] for title in ("First name", "Last name"))
        whole = " ".join(filter(None, parts)) or texts.get("Company", [""])[0]
        if whole:
            texts["Name"] = [whole]
    return texts


_SINGLE = {"Name", "Last name", "First name", "Company"}  # the first one, where a card has two


def _table(cards: list[dict[str, list[str]]]) -> tuple[tuple[str, ...], Iterator[list[str]]]:
    most: Counter[str] = Counter()
    for card in cards:
        for title, texts in card.items():
            most[title] = max(most[title], 1 if title in _SINGLE else len(texts))
    titles = tuple(
        chain.from_iterable(
            (title if n == 1 else f"{title} {n}" for n in range(1, most[title] + 1))
            for title in TITLES
        )
    )
    return titles, (_row(card, most) for card in cards)


def _row(card: dict[str, list[str]], most: Counter[str]) -> list[str]:
    row: list[str] = []
    for title in TITLES:
        texts = card.get(title, [])[: most[title]]
        row += texts + [""] * (most[title] - len(texts))
    return row
