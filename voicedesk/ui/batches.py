"""The batches of a campaign: how each stands, whom it calls when, and what asks for a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import (
    QAbstractTableModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.api.models import FINAL, Media
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.outbox import Chunk, ChunkState
from voicedesk.campaigns.roll import Roll
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import look, place_words, slot_words, wording
from voicedesk.ui.calls_model import AnyIndex
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

NUMBER, STATE, WHEN, DELIVERED = range(4)

_BADGES: dict[ChunkState, tuple[Kind, str]] = {
    ChunkState.PLANNED: ("neutral", "circle-dashed"),
    ChunkState.SENDING: ("accent", "send"),
    ChunkState.UNKNOWN: ("warn", "search"),
    ChunkState.REJECTED: ("err", "circle-x"),
    ChunkState.NEEDS_DECISION: ("warn", "octagon-alert"),
    ChunkState.ABANDONED: ("neutral", "ban"),
    ChunkState.CANCELLED: ("neutral", "ban"),
}
_STATE, _WHEN_LEAST = 126, 110
_NARROW, _WIDE = (NUMBER, STATE, DELIVERED), (NUMBER, STATE, WHEN, DELIVERED)
_ICONS = {Media.VOICE: "phone", Media.VOICEMAIL: "voicemail"}


@dataclass(frozen=True)
class Batch:
    """One batch; of an accepted one also how many are settled, delivered and begun.

    ``place`` is where its people are, empty at home. ``date`` (None: at once) is on the clocks
    there. ``replaced_by`` is the batch that took its people over.
    """

    ordinal: int
    state: ChunkState
    size: int
    settled: int = 0
    delivered: int = 0
    begun: int = 0
    media: Media = Media.VOICE
    date: datetime | None = None
    place: str = ""
    replaced_by: int | None = None

    @property
    def asks(self) -> bool:
        """Whether a person has something to do about it."""
        refused = self.state is ChunkState.REJECTED and self.size > 0
        return refused or self.state is ChunkState.NEEDS_DECISION


def batches(chunks: Sequence[Chunk], calls: Roll, home: ZoneInfo) -> list[Batch]:
    """Every batch with the counts of its people."""
    counted = calls.counts()
    heirs = {chunk.replaces: chunk.ordinal for chunk in chunks if chunk.replaces is not None}
    return [_batch(chunk, counted, home, heirs.get(chunk.ordinal)) for chunk in chunks]


def _batch(
    chunk: Chunk, counted: Counter[tuple[int, str | None]], home: ZoneInfo, heir: int | None
) -> Batch:
    settled = sum(counted[chunk.ordinal, str(status)] for status in FINAL)
    zone = _zone(chunk.zone)
    clock = home if zone is None else zone.lead
    return Batch(
        ordinal=chunk.ordinal,
        state=chunk.state,
        size=chunk.size,
        settled=settled,
        delivered=counted[chunk.ordinal, "ok"],
        begun=settled + counted[chunk.ordinal, "on"],
        media=chunk.media,
        date=None if chunk.date is None else chunk.date.astimezone(clock),
        place="" if zone is None or zone.name == home.key else place_words.zone(zone),
        replaced_by=heir,
    )


def _zone(name: str) -> Zone | None:
    try:
        return Zone.named(name)
    except (ZoneInfoNotFoundError, ValueError):  # of another machine's newer table of zones
        return None


def state_cell(batch: Batch) -> Cell:
    if batch.replaced_by is not None:
        words = tr("Now batch {n}", n=batch.replaced_by)
        return Cell(words, badge="neutral", icon="arrow-right")
    if batch.state is not ChunkState.ACCEPTED:
        kind, icon = _BADGES[batch.state]
        return Cell(wording.chunk_state(batch.state), badge=kind, icon=icon)
    if batch.settled >= batch.size:
        return Cell(tr("Done"), badge="ok", icon="circle-check")
    if batch.begun:
        return Cell(wording.call_status("on"), badge="accent", icon="phone-call")
    return Cell(wording.call_status("wait"), badge="neutral", icon="clock")


def when(batch: Batch) -> str:
    """``Tue 22 Dec, 10:15, Réunion``; empty for people at home who are called at once."""
    date = "" if batch.date is None else slot_words.short_slot(batch.date, batch.date.tzinfo)
    if batch.place and date:
        return tr("{slot}, {place}", slot=date, place=batch.place)
    return batch.place or date


def _briefly(batch: Batch) -> str:
    """``22 Dec, 10:15, Réunion``: the day of the week is in the tooltip."""
    if batch.date is None:
        return batch.place
    day = QLocale().toString(QDate(batch.date.year, batch.date.month, batch.date.day), "d MMM")
    slot = tr("{day}, {time}", day=day, time=f"{batch.date:%H:%M}")
    return tr("{slot}, {place}", slot=slot, place=batch.place) if batch.place else slot


class BatchesModel(QAbstractTableModel):
    """One row a batch: its number, its state, how many were delivered; ``columns`` has also where
    and when, once there is something to say of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[int, ...] = _NARROW
        self._batches: list[Batch] = []
        self._is_split = False

    def set_batches(self, found: list[Batch]) -> None:
        self._is_split = len({batch.media for batch in found}) > 1
        columns = _WIDE if any(when(batch) for batch in found) else _NARROW
        if len(found) != len(self._batches) or columns != self.columns:
            self.beginResetModel()
            self._batches, self.columns = found, columns
            self.endResetModel()
        elif found != self._batches:
            self._batches = found
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, len(columns) - 1))

    def batch(self, row: int) -> Batch:
        return self._batches[row]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._batches)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        titles = (tr("Batch"), tr("State"), tr("Where and when"), tr("Delivered"))
        return titles[self.columns[section]]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        batch = self._batches[index.row()]
        if role == CELL:
            return self._cell(batch, self.columns[index.column()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(batch, self.columns[index.column()]).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return _whole(batch)
        return None

    def _cell(self, batch: Batch, column: int) -> Cell:
        if column == NUMBER:
            return Cell(str(batch.ordinal), icon=_ICONS[batch.media] if self._is_split else None)
        if column == STATE:
            return state_cell(batch)
        if column == WHEN:
            return Cell(_briefly(batch) or tr("At once"), role="text2")
        accepted = batch.state is ChunkState.ACCEPTED
        return Cell(count(batch.delivered) if accepted else "–")


def _whole(batch: Batch) -> str:
    """Everything about the batch, in a line."""
    people = ntr("{count} person", "{count} people", batch.size, count=count(batch.size))
    return " · ".join(
        [tr("Batch {n}", n=batch.ordinal), wording.media(batch.media), people]
        + [text for text in (when(batch), state_cell(batch).text) if text]
    )


class BatchesCard(Card):
    """A double click or Enter on a batch that asks for a person opens it."""

    examined = Signal(int)  # one that waits for a decision
    refused = Signal(int)  # one that the platform refused

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(6, 12, 6, 6), parent=parent)
        self._model = BatchesModel(self)
        self._table = Table(row=28, parent=self)
        self._table.setObjectName("batches")
        self._table.setAccessibleName(tr("Batches"))
        self._table.setModel(self._model)
        self._table.set_columns(_columns(self._model.columns))
        self._table.activated.connect(self._open)
        heading = Label(tr("Batches"), "body", weight=600, parent=self)
        heading.setContentsMargins(look.GROUP, 0, 0, 0)
        self.body.setSpacing(2)
        self.body.addWidget(heading)
        self.body.addWidget(self._table, 1)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._table.setMinimumHeight(look.tall(36) + 3 * look.tall(28))

    @property
    def is_wide(self) -> bool:
        """Whether it tells where and when, and so wants more room."""
        return WHEN in self._model.columns

    def set_batches(self, found: list[Batch]) -> None:
        before = self._model.columns
        self._model.set_batches(found)
        columns = self._model.columns
        if columns != before:
            self._table.set_columns(_columns(columns))
        outer = sum(self._table.columnWidth(columns.index(one)) for one in (NUMBER, DELIVERED))
        outer += self._table.verticalScrollBar().sizeHint().width()
        outer += look.tall(_WHEN_LEAST) if self.is_wide else 0
        self._table.setMinimumWidth(outer + self._widest_state(found) + 2)

    def _widest_state(self, found: list[Batch]) -> int:
        """Of one batch a state: to measure all of a hundred rows takes a while."""
        rows = {state_cell(batch).text: row for row, batch in enumerate(found)}
        places = (self._model.index(row, STATE) for row in rows.values())
        return max((self._table.sizeHintForIndex(place).width() for place in places), default=0)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        batch = self._model.batch(index.row())
        if batch.state is ChunkState.NEEDS_DECISION:
            self.examined.emit(batch.ordinal)
        elif batch.asks:
            self.refused.emit(batch.ordinal)


def _columns(shown: Sequence[int]) -> list[Column]:
    known = {
        NUMBER: Column(64),
        STATE: Column(_STATE if WHEN in shown else None, least=80),
        WHEN: Column(None, least=_WHEN_LEAST),
        DELIVERED: Column(86, right=True),
    }
    return [known[column] for column in shown]
