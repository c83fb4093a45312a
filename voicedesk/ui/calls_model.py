"""The people of a campaign in a table: which of them are shown, in which order, and their cells."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicedesk.base.ids import moment
from voicedesk.base.words import tr
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.roll import STATUSES, Roll
from voicedesk.campaigns.statistics import Call
from voicedesk.ui import times, wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.fill import Outcome

NAME, NUMBER, STATE, REASON, BATCH, TIME = range(6)

_OF_STATUS: dict[str | None, Outcome] = {
    None: "not_sent",
    "ok": "delivered",
    "ko": "not_delivered",
    "no": "unknown",
    "on": "in_progress",
    "wait": "waiting",
}
BADGES: dict[Outcome, tuple[Kind, str]] = {
    "delivered": ("ok", "circle-check"),
    "not_delivered": ("err", "circle-x"),
    "unknown": ("neutral", "circle-help"),
    "in_progress": ("accent", "phone-call"),
    "waiting": ("neutral", "clock"),
    "to_decide": ("warn", "octagon-alert"),
    "not_sent": ("neutral", "circle-dashed"),
}
# A batch whose people were not called, and why.
_NOT_CALLED = frozenset(
    {ChunkState.REJECTED, ChunkState.ABANDONED, ChunkState.CANCELLED, ChunkState.NEEDS_DECISION}
)
AnyIndex = QModelIndex | QPersistentModelIndex
Places = NDArray[np.int64]  # in the roll

# In the order of their names, in which the column of states is sorted.
OUTCOMES: tuple[Outcome, ...] = tuple(sorted(get_args(Outcome)))
_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_BY_STATUS = np.array([_CODES[_OF_STATUS[status]] for status in STATUSES], np.uint8)


@dataclass(frozen=True)
class CallList:
    """Everybody of a campaign, with each one's outcome; ``chunks`` are the batches' states.

    ``outcomes`` are indexes of :data:`OUTCOMES`.
    """

    calls: Roll
    chunks: Mapping[int, ChunkState]
    outcomes: NDArray[np.uint8] = field(repr=False)
    counts: Mapping[Outcome, int]

    @classmethod
    def of(cls, calls: Roll, chunks: Mapping[int, ChunkState]) -> "CallList":
        undecided = [n for n, state in chunks.items() if state is ChunkState.NEEDS_DECISION]
        to_decide = (calls.status == 0) & np.isin(calls.chunk, undecided)
        outcomes = np.where(to_decide, np.uint8(_CODES["to_decide"]), _BY_STATUS[calls.status])
        return cls(calls, chunks, outcomes, _counted(outcomes))

    @classmethod
    def nobody(cls) -> "CallList":
        return cls.of(Roll.of([]), {})

    def counts_in(self, batch: int | None) -> Mapping[Outcome, int]:
        """Of that batch only; None: of all."""
        if batch is None:
            return self.counts
        return _counted(self.outcomes[self.calls.chunk == batch])

    def outcome(self, place: int) -> Outcome:
        return OUTCOMES[int(self.outcomes[place])]


def _counted(outcomes: NDArray[np.uint8]) -> dict[Outcome, int]:
    counts = np.bincount(outcomes, minlength=len(OUTCOMES)).tolist()
    return dict(zip(OUTCOMES, counts, strict=True))


@dataclass(frozen=True)
class Wish:
    """What a person wants to see: of whom, with which outcome, of which batch (None: any), in
    which order."""

    search: str = field(default="", repr=False)
    outcome: Outcome | None = None
    batch: int | None = None
    column: int = TIME
    descending: bool = True


def arrange(found: CallList, wish: Wish) -> Places:
    """The places of the calls to show, in their order."""
    shown: Places = np.arange(len(found.calls))
    if wish.outcome is not None:
        shown = np.flatnonzero(found.outcomes == _CODES[wish.outcome])
    if wish.batch is not None:
        shown = shown[found.calls.chunk[shown] == wish.batch]
    words = plain(wish.search).split()
    if words:
        digits = "".join(filter(str.isdigit, wish.search)).lstrip("0")
        fits = [place for place in shown.tolist() if _fits(found.calls, place, words, digits)]
        shown = np.array(fits, np.int64)
    return _sorted(found, shown, wish)


def plain(text: str) -> str:
    """Without accents and capitals."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def reason(call: Call, chunks: Mapping[int, ChunkState]) -> str:
    """Why the call stands as it does, in a few words; empty where there is nothing to add."""
    if call.excluded is not None:
        return wording.contact_problem(call.excluded).message
    if call.description:
        return wording.description(call.description)
    if call.status is None and chunks.get(call.chunk) in _NOT_CALLED:
        return tr("Batch {n}: {state}", n=call.chunk, state=wording.chunk_state(chunks[call.chunk]))
    return ""


class CallsModel(QAbstractTableModel):
    """Rows are replaced as a whole; where the same people stay in place, the view keeps still."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found = CallList.nobody()
        self._shown: Places = np.arange(0)

    def set_calls(self, found: CallList, shown: Places) -> None:
        same = len(found.calls) == len(self._found.calls) and np.array_equal(shown, self._shown)
        if not same:
            self.beginResetModel()
        self._found, self._shown = found, shown
        if not same:
            self.endResetModel()
        elif len(shown):
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, TIME))

    def call(self, row: int) -> Call:
        return self._found.calls[int(self._shown[row])]

    def row_of(self, e164: str) -> int | None:
        """Where that person is shown."""
        if e164 not in self._found.calls.e164:
            return None
        rows = np.flatnonzero(self._shown == self._found.calls.e164.index(e164))
        return int(rows[0]) if len(rows) else None

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else TIME + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        titles = (tr("Name"), tr("Number"), tr("State"), tr("Reason"), tr("Batch"), tr("Time"))
        return titles[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == CELL:
            return self._cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == STATE:
            cells = [self._cell(index.row(), column).text for column in (STATE, REASON)]
            return ", ".join(filter(None, cells))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (NAME, REASON):
            return self._cell(index.row(), index.column()).text
        return None

    def _cell(self, row: int, column: int) -> Cell:
        place = int(self._shown[row])
        call = self._found.calls[place]
        if column == NAME:
            return Cell(call.label)
        if column == NUMBER:
            return Cell(_number(call.e164))
        if column == REASON:
            return Cell(reason(call, self._found.chunks), role="text2")
        if column == BATCH:
            return Cell(str(call.chunk), role="text2")
        if column == TIME:
            return Cell(_time(call.status_at), role="text2")
        if call.excluded is not None:
            return Cell(tr("Left out"), badge="neutral", icon="ban")
        found = self._found.outcome(place)
        kind, icon = BADGES[found]
        return Cell(_state(call, found), badge=kind, icon=icon)


def _state(call: Call, found: Outcome) -> str:
    code = "ask" if found == "to_decide" else call.status
    return wording.call_status(code)


@lru_cache(maxsize=4096)
def _number(e164: str) -> str:
    return wording.phone(e164)


def _time(stamp: str | None) -> str:
    return "–" if stamp is None else times.hour(moment(stamp))


def _fits(calls: Roll, place: int, words: Sequence[str], digits: str) -> bool:
    if len(digits) >= 2 and digits in calls.e164[place]:
        return True
    label = plain(calls.labels[place])
    return all(word in label for word in words)


def _sorted(found: CallList, shown: Places, wish: Wish) -> Places:
    """By the wished column; who was not called yet has no time and comes last."""
    calls = found.calls
    if wish.column == TIME:
        never = np.isnat(calls.at[shown])
        known = shown[~never]
        return np.concatenate([_ordered(known, calls.at[known], wish), shown[never]])
    if wish.column == STATE:
        return _ordered(shown, found.outcomes[shown], wish)
    if wish.column == BATCH:
        return _ordered(shown, calls.chunk[shown], wish)
    if wish.column == REASON:
        return _ordered(shown, _reasons(found)[shown], wish)
    places = shown.tolist()
    if wish.column == NAME:
        return _ordered(shown, _texts([plain(calls.labels[place]) for place in places]), wish)
    return _ordered(shown, _texts([calls.e164[place] for place in places]), wish)


def _reasons(found: CallList) -> NDArray[np.int64]:
    """The rank of each one's reason among all: there are few, and many have the same."""
    calls = found.calls
    # The batch has a say only where nobody was called: batches count from 1.
    batch = np.where(calls.status == 0, calls.chunk, 0)
    kinds = calls.why * np.int64(calls.chunk.max(initial=0) + 1) + batch
    _, first, kind = np.unique(kinds, return_index=True, return_inverse=True)
    texts = [reason(calls[place], found.chunks) for place in first.tolist()]
    ranks = {text: rank for rank, text in enumerate(sorted(set(texts)))}
    return np.array([ranks[text] for text in texts], np.int64)[kind]


def _texts(texts: Sequence[str]) -> NDArray[np.str_]:
    """Made one by one: numpy would hold the interpreter while it takes a whole list."""
    width = max(map(len, texts), default=1)
    return np.fromiter(_one_by_one(texts), np.dtype((np.str_, max(width, 1))), len(texts))


def _one_by_one(texts: Iterable[str]) -> Iterable[str]:
    yield from texts


def _ordered(places: Places, keys: NDArray[Any], wish: Wish) -> Places:
    # numpy sorts without holding the interpreter; Python's own sort of 100,000 texts would stop
    # the window for a tenth of a second, from whichever thread.
    order = np.argsort(keys, kind="stable")
    return places[order[::-1] if wish.descending else order]
