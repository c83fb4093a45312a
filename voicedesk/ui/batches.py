"""The batches of a campaign: how each stands, whom it calls when, and what came of its calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QAbstractTableModel, QDate, QLocale, QObject, Qt

from voicedesk.api.models import Media, Stats
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.outbox import Chunk, ChunkState
from voicedesk.campaigns.roll import Roll
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import place_words, slot_words, wording
from voicedesk.ui.calls_model import AnyIndex
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count, percent

NUMBER, STATE, WHEN, PEOPLE, DELIVERED, FAILED, UNKNOWN, OPTOUTS, RATE = range(9)

_BADGES: dict[ChunkState, tuple[Kind, str]] = {
    ChunkState.PLANNED: ("neutral", "circle-dashed"),
    ChunkState.SENDING: ("accent", "send"),
    ChunkState.UNKNOWN: ("warn", "search"),
    ChunkState.REJECTED: ("err", "circle-x"),
    ChunkState.NEEDS_DECISION: ("warn", "octagon-alert"),
    ChunkState.ABANDONED: ("neutral", "ban"),
    ChunkState.CANCELLED: ("neutral", "ban"),
}
_FIGURES = (PEOPLE, DELIVERED, FAILED, UNKNOWN, OPTOUTS, RATE)
_AT_ONCE, _DATED = (NUMBER, STATE, *_FIGURES), (NUMBER, STATE, WHEN, *_FIGURES)
_OF_STATS: dict[int, Callable[[Stats], int]] = {
    DELIVERED: lambda stats: stats.ok,
    FAILED: lambda stats: stats.ko,
    UNKNOWN: lambda stats: stats.no,
    OPTOUTS: lambda stats: stats.optout,
}
_ICONS = {Media.VOICE: "phone", Media.VOICEMAIL: "voicemail"}


@dataclass(frozen=True)
class Batch:
    """One batch; of an accepted one also what came of its calls, and ``mailing_id``, its number on
    the platform.

    ``place`` is where its people are, empty at home. ``date`` (None: at once) is on the clocks
    there. ``replaced_by`` is the batch that took its people over.
    """

    ordinal: int
    state: ChunkState
    size: int
    stats: Stats
    mailing_id: str | None = None
    media: Media = Media.VOICE
    date: datetime | None = None
    place: str = ""
    replaced_by: int | None = None

    @property
    def settled(self) -> int:
        """How many calls have ended."""
        return self.stats.ok + self.stats.ko + self.stats.no

    @property
    def begun(self) -> int:
        return self.settled + self.stats.on

    @property
    def asks(self) -> bool:
        """Whether a person has something to do about it."""
        refused = self.state is ChunkState.REJECTED and self.size > 0
        return refused or self.state is ChunkState.NEEDS_DECISION


def batches(chunks: Sequence[Chunk], calls: Roll, home: ZoneInfo) -> list[Batch]:
    """Every batch with the figures of its people."""
    stats = calls.stats()
    heirs = {chunk.replaces: chunk.ordinal for chunk in chunks if chunk.replaces is not None}
    return [_batch(chunk, stats, home, heirs.get(chunk.ordinal)) for chunk in chunks]


def _batch(chunk: Chunk, stats: Mapping[int, Stats], home: ZoneInfo, heir: int | None) -> Batch:
    zone = _zone(chunk.zone)
    clock = home if zone is None else zone.lead
    return Batch(
        ordinal=chunk.ordinal,
        state=chunk.state,
        size=chunk.size,
        stats=stats.get(chunk.ordinal, Stats()),
        mailing_id=chunk.mailing_id,
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
    """One row a batch: its number, its state, the figures of its people; ``columns`` has also
    where and when, unless that is the same for all: then it is ``shared``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[int, ...] = _AT_ONCE
        self.shared = ""
        self._batches: list[Batch] = []
        self.is_split = False

    def set_batches(self, found: list[Batch]) -> None:
        self.is_split = len({batch.media for batch in found}) > 1
        told = {when(batch) for batch in found}
        self.shared = next(iter(told)) if len(told) == 1 else ""
        columns = _DATED if len(told) > 1 else _AT_ONCE
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
        return _title(self.columns[section])

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
            return Cell(str(batch.ordinal), icon=_ICONS[batch.media] if self.is_split else None)
        if column == STATE:
            return state_cell(batch)
        if column == WHEN:
            return Cell(_briefly(batch) or tr("At once"), role="text2")
        return Cell(count(batch.size) if column == PEOPLE else _figure(batch, column))


def _title(column: int) -> str:
    return (
        tr("Batch"),
        tr("State"),
        tr("Where and when"),
        tr("People"),
        wording.call_status("ok"),
        wording.call_status("ko"),
        wording.call_status("no"),
        tr("Opt-outs"),
        tr("Rate"),
    )[column]


def _figure(batch: Batch, column: int) -> str:
    """A dash where nobody can know of any call."""
    if batch.state is not ChunkState.ACCEPTED:
        return "–"
    if column != RATE:
        return count(_OF_STATS[column](batch.stats))
    rate = batch.stats.delivery_rate
    return "–" if rate is None else percent(rate / 100)


def _whole(batch: Batch) -> str:
    """Everything about the batch, in a line."""
    mailing = tr("sending {mailing}", mailing=batch.mailing_id) if batch.mailing_id else ""
    people = ntr("{count} person", "{count} people", batch.size, count=count(batch.size))
    return " · ".join(
        [tr("Batch {n}", n=batch.ordinal), wording.media(batch.media), people]
        + [text for text in (when(batch), state_cell(batch).text, mailing) if text]
    )
