"""The people of a campaign in a table: which of them are shown, in which order, and their cells."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicedesk.base.ids import moment
from voicedesk.base.words import tr
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.statistics import Call
from voicedesk.contacts.collector import collector_paused
from voicedesk.ui import times, wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.fill import Outcome

NAME, NUMBER, STATE, REASON, TIME = range(5)

_OUTCOMES: dict[str, Outcome] = {
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
_VERY_MANY = 20_000
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class CallList:
    """Everybody of a campaign, with each one's outcome; ``chunks`` are the batches' states."""

    calls: Sequence[Call] = field(repr=False)
    chunks: Mapping[int, ChunkState]
    outcomes: Sequence[Outcome] = field(repr=False)
    counts: Mapping[Outcome, int]

    @classmethod
    def of(cls, calls: Sequence[Call], chunks: Mapping[int, ChunkState]) -> "CallList":
        outcomes = [outcome(call, chunks) for call in calls]
        return cls(calls, chunks, outcomes, Counter(outcomes))


@dataclass(frozen=True)
class Wish:
    """What a person wants to see: of whom, with which outcome (None: any), in which order."""

    search: str = field(default="", repr=False)
    outcome: Outcome | None = None
    column: int = TIME
    descending: bool = True


def outcome(call: Call, chunks: Mapping[int, ChunkState]) -> Outcome:
    if call.status is not None:
        return _OUTCOMES[call.status]
    undecided = chunks.get(call.chunk) is ChunkState.NEEDS_DECISION
    return "to_decide" if undecided else "not_sent"


def arrange(found: CallList, wish: Wish) -> list[int]:
    """The indexes of the calls to show, in their order."""
    shown: Sequence[int] = range(len(found.calls))
    if wish.outcome is not None:
        shown = [i for i in shown if found.outcomes[i] == wish.outcome]
    words = plain(wish.search).split()
    if words:
        digits = "".join(filter(str.isdigit, wish.search)).lstrip("0")
        shown = [i for i in shown if _fits(found.calls[i], words, digits)]
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


def undisturbed(people: int) -> AbstractContextManager[None]:
    """For work on that many calls: with very many of them, without the garbage collector.

    It would walk them all, and hold the interpreter and so the window for 0.2 s at 100,000.
    """
    return collector_paused() if people >= _VERY_MANY else nullcontext()


class CallsModel(QAbstractTableModel):
    """Rows are replaced as a whole; where the same people stay in place, the view keeps still."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found = CallList.of([], {})
        self._shown: list[int] = []

    def set_calls(self, found: CallList, shown: list[int]) -> None:
        same = len(found.calls) == len(self._found.calls) and shown == self._shown
        if not same:
            self.beginResetModel()
        self._found, self._shown = found, shown
        if not same:
            self.endResetModel()
        elif shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, TIME))

    def call(self, row: int) -> Call:
        return self._found.calls[self._shown[row]]

    def row_of(self, e164: str) -> int | None:
        """Where that person is shown."""
        numbers = (self._found.calls[i].e164 for i in self._shown)
        return next((row for row, number in enumerate(numbers) if number == e164), None)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("Name"), tr("Number"), tr("State"), tr("Reason"), tr("Time"))[section]

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
        place = self._shown[row]
        call = self._found.calls[place]
        if column == NAME:
            return Cell(call.label)
        if column == NUMBER:
            return Cell(_number(call.e164))
        if column == REASON:
            return Cell(reason(call, self._found.chunks), role="text2")
        if column == TIME:
            return Cell(_time(call.status_at), role="text2")
        if call.excluded is not None:
            return Cell(tr("Left out"), badge="neutral", icon="ban")
        kind, icon = BADGES[self._found.outcomes[place]]
        return Cell(_state(call, self._found.outcomes[place]), badge=kind, icon=icon)


def _state(call: Call, found: Outcome) -> str:
    code = "ask" if found == "to_decide" else call.status
    return wording.call_status(code)


@lru_cache(maxsize=4096)
def _number(e164: str) -> str:
    return wording.phone(e164)


def _time(stamp: str | None) -> str:
    return "–" if stamp is None else times.hour(moment(stamp))


def _fits(call: Call, words: Sequence[str], digits: str) -> bool:
    if len(digits) >= 2 and digits in call.e164:
        return True
    label = plain(call.label)
    return all(word in label for word in words)


def _sorted(found: CallList, shown: Sequence[int], wish: Wish) -> list[int]:
    """By the wished column; who was not called yet has no time and comes last."""
    calls, outcomes = found.calls, found.outcomes
    if wish.column == TIME:
        known = [i for i in shown if calls[i].status_at is not None]
        rest = [i for i in shown if calls[i].status_at is None]
        return _ordered(known, [calls[i].status_at or "" for i in known], wish) + rest
    keys: dict[int, Callable[[int], str]] = {
        NAME: lambda i: plain(calls[i].label),
        NUMBER: lambda i: calls[i].e164,
        STATE: lambda i: outcomes[i],
        REASON: lambda i: reason(calls[i], found.chunks),
    }
    return _ordered(shown, [keys[wish.column](i) for i in shown], wish)


def _ordered(places: Sequence[int], keys: list[str], wish: Wish) -> list[int]:
    # numpy sorts without holding the interpreter; Python's own sort of 100,000 texts would stop
    # the window for a tenth of a second, from whichever thread.
    import numpy as np

    order: list[int] = np.argsort(np.array(keys, dtype=np.str_), kind="stable").tolist()
    if wish.descending:
        order.reverse()
    return [places[i] for i in order]
