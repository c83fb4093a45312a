"""The campaigns that were sent, in a table: ticked ones are compared and take a series' colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from voicedesk.base.database import Database
from voicedesk.base.words import tr
from voicedesk.campaigns.course import course
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import CampaignStatus, by_campaign, reasons
from voicedesk.ui import times, wording
from voicedesk.ui.calls_model import AnyIndex
from voicedesk.ui.look import Role
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count, percent
from voicedesk.ui.parts.fill import Outcome

SERIES: tuple[Role, ...] = ("accent", "series2", "series3")
NAME, SENT, CHANNEL, CALLED, BAR, RATE = range(6)


@dataclass(frozen=True)
class Result:
    """One campaign with when its first batch left (None: none has)."""

    status: CampaignStatus
    sent_at: datetime | None

    @property
    def id(self) -> str:
        return self.status.campaign.id

    @property
    def share(self) -> float | None:
        """Delivered of called, 0 to 1."""
        stats = self.status.stats
        return stats.ok / stats.total if stats.total else None


@dataclass(frozen=True)
class Series:
    """A compared campaign: delivered share by minutes since departure, and reasons by share."""

    name: str
    role: Role
    points: Sequence[tuple[float, float]]
    reasons: Mapping[str, float]


def read_results(database: Database) -> list[Result]:
    """Every campaign that was sent, newest first."""
    found = []
    for status in by_campaign(database):
        chunks = Outbox(database, status.campaign.id).chunks()
        moments = [chunk.sent_at for chunk in chunks if chunk.sent_at is not None]
        found.append(Result(status, min(moments, default=None)))
    return found


def read_series(database: Database, result: Result, role: Role) -> Series:
    """The course and the reasons of one campaign."""
    readings = course(database, result.id)
    total = max(1, result.status.stats.total)
    start = result.sent_at or (readings[0].at if readings else None)
    points = [
        (max(0.0, (reading.at - start).total_seconds() / 60), reading.stats.ok / total)
        for reading in readings
        if start is not None
    ]
    found = {text: people / total for text, people in reasons(database, result.id)}
    return Series(result.status.campaign.name, role, points, found)


class ResultsModel(QAbstractTableModel):
    """Ticks are kept by campaign, three at most."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[Result] = []
        self._ticks: dict[str, Role] = {}

    def set_results(self, results: list[Result]) -> None:
        self.beginResetModel()
        self._results = results
        present = {result.id for result in results}
        self._ticks = {key: role for key, role in self._ticks.items() if key in present}
        self.endResetModel()

    def result(self, row: int) -> Result:
        return self._results[row]

    def compared(self) -> list[tuple[Result, Role]]:
        """The ticked ones with their series, in the order of the series."""
        found = [(r, self._ticks[r.id]) for r in self._results if r.id in self._ticks]
        return sorted(found, key=lambda pair: SERIES.index(pair[1]))

    def tick_first(self) -> None:
        """The newest one that called anybody, without a signal."""
        called = (result.id for result in self._results if result.share is not None)
        self._ticks = dict.fromkeys(list(called)[:1], SERIES[0])

    def tick(self, row: int, on: bool) -> None:
        """No more than there are series, and none that called nobody."""
        key = self._results[row].id
        on = on and self._results[row].share is not None
        free = [role for role in SERIES if role not in self._ticks.values()]
        if on and free:
            self._ticks[key] = free[0]
        elif not on:
            self._ticks.pop(key, None)
        self.dataChanged.emit(self.index(row, NAME), self.index(row, RATE))
        self.ticked.emit()

    def clear(self) -> None:
        self._ticks = {}
        if self._results:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._results) - 1, RATE))
        self.ticked.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._results)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (
            tr("Campaign"),
            tr("Sent on"),
            tr("Channel"),
            tr("Called"),
            tr("Delivered · not delivered · unknown"),
            tr("Rate"),
        )[section]

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        tickable = index.isValid() and index.column() == NAME
        return usual | Qt.ItemFlag.ItemIsUserCheckable if tickable else usual

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NAME:
            return False
        self.tick(index.row(), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == CELL:
            return self._cell(self._results[index.row()], index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(self._results[index.row()], index.column()).text
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == BAR:
            stats = self._results[index.row()].status.stats
            figures = (("ok", stats.ok), ("ko", stats.ko), ("no", stats.no))
            return ", ".join(f"{wording.call_status(key)} {count(n)}" for key, n in figures)
        return None

    def _cell(self, result: Result, column: int) -> Cell:
        stats, campaign = result.status.stats, result.status.campaign
        if column == NAME:
            ticked = self._ticks.get(result.id)
            checked = None if result.share is None else ticked is not None
            return Cell(campaign.name, weight=500, checked=checked, tint=ticked or "accent")
        if column == SENT:
            return Cell("–" if result.sent_at is None else times.day(result.sent_at), role="text2")
        if column == CHANNEL:
            return Cell(wording.media(campaign.media), role="text2")
        if column == CALLED:
            return Cell(count(stats.total))
        if column == BAR:
            return Cell(bar=_bar(result.status)) if stats.total else Cell("–", role="text2")
        return Cell("–" if result.share is None else percent(result.share), weight=600)


def _bar(status: CampaignStatus) -> dict[Outcome, int]:
    stats = status.stats
    return {
        "delivered": stats.ok,
        "not_delivered": stats.ko,
        "unknown": stats.no,
        "in_progress": stats.on,
        "waiting": stats.wait,
    }
