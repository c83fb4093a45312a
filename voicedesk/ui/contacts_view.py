"""What of a contact list is shown: its columns, which rows, and in which order. Free of Qt."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.phones.number import Kind

State = Literal["valid", "mend", "exclude"]
ColumnKind = Literal["name", "number", "state", "suggestion", "row", "cell"]

_STATES: tuple[State, ...] = ("mend", "exclude", "valid")  # what needs a hand sorts first
_KINDS = frozenset(kind.value for kind in Kind)
_NUMBER = re.compile(r"\+?[\d\s./()-]+")
_AMOUNT = re.compile(r"-?\d+(?:[.,]\d+)?")
_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_TELLING = 4  # digits: with fewer, a leading 0 is not taken for the one of a number at home


@dataclass(frozen=True)
class TableColumn:
    """One column of the table; ``cell`` is the index of the contact's cell that is edited in it."""

    kind: ColumnKind
    title: str
    cell: int | None = None


@dataclass(frozen=True)
class Order:
    """Sorted by this column; the order of the list where there is none."""

    column: TableColumn
    descending: bool = False


@dataclass(frozen=True)
class Filter:
    """The rows of a ``state`` ("" is all), of one of the kinds and duplicates in ``facets``, of a
    ``cause`` (see :func:`keys`), in whose cells all words of ``search`` stand."""

    state: str = ""
    facets: frozenset[str] = frozenset()
    cause: str = ""
    search: str = field(default="", repr=False)


class Roll:
    """A list as the window has it: contacts by position, their searchable texts, the counts."""

    def __init__(self, info: ListInfo, rows: Iterable[ContactRow]) -> None:
        self.info = info
        self.rows = {row.position: row for row in rows}
        self.texts = {position: searchable(row) for position, row in self.rows.items()}
        self.tally = Counter(key for row in self.rows.values() for key in keys(row))

    def put(self, row: ContactRow) -> None:
        old = self.rows.get(row.position)
        if old is not None:
            self.tally.subtract(keys(old))
        self.rows[row.position] = row
        self.texts[row.position] = searchable(row)
        self.tally.update(keys(row))

    def remove(self, position: int) -> None:
        self.tally.subtract(keys(self.rows.pop(position)))
        del self.texts[position]

    def copy(self) -> "Roll":
        """For a thread: the window may go on changing this one."""
        made = Roll(self.info, ())
        made.rows, made.texts = self.rows.copy(), self.texts.copy()
        return made


def load(lists: ContactLists, list_id: str, job: Job) -> Roll:
    """The whole list. Raises ``unknown_list``."""
    with collector_paused():
        info = lists.info(list_id)
        job.check()
        return Roll(info, lists.rows(list_id))


def columns_of(info: ListInfo) -> tuple[TableColumn, ...]:
    """Name, number, state and suggestion; then what else the file has.

    A name of several cells is shown as one and edited in its own columns, further right.
    """
    labels = info.label_columns
    name = TableColumn("name", tr("Name"))
    if len(labels) == 1:
        name = TableColumn("name", info.columns[labels[0]], labels[0])
    shown = {info.phone_column, *([name.cell] if name.cell is not None else [])}
    others = [index for index in range(len(info.columns)) if index not in shown]
    others.sort(key=lambda index: index not in labels)
    return (
        name,
        TableColumn("number", tr("Number as typed"), info.phone_column),
        TableColumn("state", tr("State")),
        TableColumn("suggestion", tr("Suggestion")),
        *(TableColumn("cell", info.columns[index], index) for index in others),
        TableColumn("row", tr("Row")),
    )


def label(info: ListInfo, row: ContactRow) -> str:
    """What to call a contact; may be empty."""
    return " ".join(filter(None, (row.cells[index].strip() for index in info.label_columns)))


def state(row: ContactRow) -> State:
    if row.verdict.valid:
        return "valid"
    return "mend" if row.verdict.repair is not None else "exclude"


def cause(row: ContactRow) -> str:
    """The problem's code, or the oddity of a valid number; "" where there is nothing to say."""
    return row.verdict.reason or (row.verdict.note if row.verdict.valid else None) or ""


def keys(row: ContactRow) -> list[str]:
    """What a row counts for: its state, its kind, ``duplicate``, and ``state:cause``."""
    found: list[str] = [state(row)]
    if row.verdict.kind is not None:
        found.append(row.verdict.kind.value)
    if row.duplicate_of is not None:
        found.append("duplicate")
    if why := cause(row):
        found.append(f"{found[0]}:{why}")
    return found


def of_key(key: str) -> tuple[State, str]:
    """The state and the cause of a key ``state:cause``."""
    name, why = key.split(":", 1)
    return next(known for known in _STATES if known == name), why


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def searchable(row: ContactRow) -> str:
    """All cells, then the digits of the number as typed and as understood."""
    digits = "".join(filter(str.isdigit, row.number))
    return f"{fold(' '.join(row.cells))}\n{digits}\n{row.verdict.e164 or ''}"


def chosen(roll: Roll, wish: Filter, order: Order | None, job: Job) -> list[int]:
    """The positions of the rows to show, in their order."""
    found = sorted(roll.rows)
    job.check()
    wanted = _wanted_keys(wish)
    if wanted or wish.facets:
        kinds = wish.facets & _KINDS
        found = [at for at in found if _admits(set(keys(roll.rows[at])), wanted, kinds)]
    for words in _searched(wish.search):
        job.check()
        found = [at for at in found if any(word in roll.texts[at] for word in words)]
    if order is not None:
        job.check()
        rank = {at: _rank(roll.info, roll.rows[at], order.column) for at in found}
        found.sort(key=rank.__getitem__, reverse=order.descending)
    return found


def _wanted_keys(wish: Filter) -> set[str]:
    wanted = {wish.state, wish.cause, *(wish.facets & {"duplicate"})}
    return wanted - {""}


def _admits(has: set[str], wanted: set[str], kinds: frozenset[str]) -> bool:
    return wanted <= has and (not kinds or not kinds.isdisjoint(has))


def _searched(text: str) -> list[Sequence[str]]:
    """For each word of a search, the ways it may be written: every word must stand in the row."""
    text = fold(text.strip())
    digits = "".join(filter(str.isdigit, text))
    if not digits or not _NUMBER.fullmatch(text):
        return [(word,) for word in text.split()]
    ways = [text, digits]
    if len(digits) >= _TELLING:
        ways.append(digits.lstrip("0"))
    return [[way for way in ways if way]]


def _rank(info: ListInfo, row: ContactRow, column: TableColumn) -> tuple[Any, ...]:
    match column.kind:
        case "name":
            return _rank_of_text(label(info, row))
        case "number":
            return (row.verdict.e164 is None, row.verdict.e164 or fold(row.number))
        case "state":
            shown = state(row)
            kind = row.verdict.kind or ""
            return (_STATES.index(shown), cause(row), row.duplicate_of is None, kind)
        case "suggestion":
            return (row.verdict.repair is None, row.verdict.repair or "")
        case "row":
            return (row.row is None, row.row or row.position)
    return _rank_of_text(row.cells[column.cell or 0])


def _rank_of_text(text: str) -> tuple[int, float, str]:
    """Amounts by their size, dates by time, then words; what is empty comes last."""
    text = text.strip()
    if not text:
        return (3, 0.0, "")
    if _AMOUNT.fullmatch(text):
        return (0, float(text.replace(",", ".")), "")
    if date := _DATE.fullmatch(text):
        day, month, year = map(int, date.groups())
        return (1, float(year * 10_000 + month * 100 + day), "")
    return (2, 0.0, fold(text))
