"""The batches of a campaign: how each stands, and which of them waits for a decision."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.api.models import FINAL
from voicedesk.base.words import tr
from voicedesk.campaigns.outbox import Chunk, ChunkState
from voicedesk.campaigns.statistics import Call
from voicedesk.ui import look, wording
from voicedesk.ui.calls_model import AnyIndex
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

_BADGES: dict[ChunkState, tuple[Kind, str]] = {
    ChunkState.PLANNED: ("neutral", "circle-dashed"),
    ChunkState.SENDING: ("accent", "send"),
    ChunkState.UNKNOWN: ("warn", "search"),
    ChunkState.REJECTED: ("err", "circle-x"),
    ChunkState.NEEDS_DECISION: ("warn", "octagon-alert"),
    ChunkState.ABANDONED: ("neutral", "ban"),
    ChunkState.CANCELLED: ("neutral", "ban"),
}


@dataclass(frozen=True)
class Batch:
    """One batch; of an accepted one also how many are settled, delivered and begun."""

    ordinal: int
    state: ChunkState
    size: int
    settled: int = 0
    delivered: int = 0
    begun: int = 0


def batches(chunks: Sequence[Chunk], calls: Sequence[Call]) -> list[Batch]:
    """Every batch with the counts of its people."""
    counted = Counter((call.chunk, call.status) for call in calls)
    found = []
    for chunk in chunks:
        settled = sum(counted[chunk.ordinal, str(status)] for status in FINAL)
        begun = settled + counted[chunk.ordinal, "on"]
        delivered = counted[chunk.ordinal, "ok"]
        found.append(Batch(chunk.ordinal, chunk.state, chunk.size, settled, delivered, begun))
    return found


def state_cell(batch: Batch) -> Cell:
    if batch.state is not ChunkState.ACCEPTED:
        kind, icon = _BADGES[batch.state]
        return Cell(wording.chunk_state(batch.state), badge=kind, icon=icon)
    if batch.settled >= batch.size:
        return Cell(tr("Done"), badge="ok", icon="circle-check")
    if batch.begun:
        return Cell(wording.call_status("on"), badge="accent", icon="phone-call")
    return Cell(wording.call_status("wait"), badge="neutral", icon="clock")


class BatchesModel(QAbstractTableModel):
    """One row a batch: its number, its state, how many were delivered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batches: list[Batch] = []

    def set_batches(self, found: list[Batch]) -> None:
        if len(found) != len(self._batches):
            self.beginResetModel()
            self._batches = found
            self.endResetModel()
        elif found:
            self._batches = found
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, 2))

    def batch(self, row: int) -> Batch:
        return self._batches[row]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._batches)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("Batch"), tr("State"), tr("Delivered"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == CELL:
            return self._cell(self._batches[index.row()], index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(self._batches[index.row()], index.column()).text
        return None

    @staticmethod
    def _cell(batch: Batch, column: int) -> Cell:
        if column == 0:
            return Cell(str(batch.ordinal))
        if column == 1:
            return state_cell(batch)
        accepted = batch.state is ChunkState.ACCEPTED
        return Cell(count(batch.delivered) if accepted else "–")


class BatchesCard(Card):
    """A double click or Enter on a batch that waits for a decision opens it."""

    examined = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(6, 12, 6, 6), parent=parent)
        self._model = BatchesModel(self)
        self._table = Table(row=28, parent=self)
        self._table.setObjectName("batches")
        self._table.setAccessibleName(tr("Batches"))
        self._table.setModel(self._model)
        self._table.set_columns([Column(64), Column(None, least=80), Column(86, right=True)])
        self._table.activated.connect(self._open)
        heading = Label(tr("Batches"), "body", weight=600, parent=self)
        heading.setContentsMargins(look.GROUP, 0, 0, 0)
        self.body.setSpacing(2)
        self.body.addWidget(heading)
        self.body.addWidget(self._table, 1)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._table.setMinimumHeight(look.tall(36) + 3 * look.tall(28))

    def set_batches(self, found: list[Batch]) -> None:
        self._model.set_batches(found)
        outer = sum(self._table.columnWidth(column) for column in (0, 2))
        outer += self._table.verticalScrollBar().sizeHint().width()
        self._table.setMinimumWidth(outer + self._table.sizeHintForColumn(1) + 2)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        batch = self._model.batch(index.row())
        if batch.state is ChunkState.NEEDS_DECISION:
            self.examined.emit(batch.ordinal)
