"""The results in a table: ticked ones are compared and take a series' colour."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from voicedesk.api.models import Stats
from voicedesk.base.words import ntr, tr
from voicedesk.ui import times, wording
from voicedesk.ui.calls_model import AnyIndex
from voicedesk.ui.look import Role
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count, percent
from voicedesk.ui.parts.fill import Outcome
from voicedesk.ui.result import Result

SERIES: tuple[Role, ...] = ("accent", "series2", "series3")
NAME, SENT, CHANNEL, CALLED, BAR, RATE, REPORT = range(7)


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

    def tick_id(self, result_id: str) -> None:
        """Compare that one too, where there is a series left."""
        rows = [row for row, result in enumerate(self._results) if result.id == result_id]
        if rows and result_id not in self._ticks:
            self.tick(rows[0], True)

    def tick(self, row: int, on: bool) -> None:
        """No more than there are series, and none that called nobody."""
        key = self._results[row].id
        on = on and self._results[row].share is not None
        free = [role for role in SERIES if role not in self._ticks.values()]
        if on and free:
            self._ticks[key] = free[0]
        elif not on:
            self._ticks.pop(key, None)
        self.dataChanged.emit(self.index(row, NAME), self.index(row, REPORT))
        self.ticked.emit()

    def clear(self) -> None:
        self._ticks = {}
        if self._results:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._results) - 1, REPORT))
        self.ticked.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._results)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 7

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
            "",
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
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (NAME, SENT, CHANNEL):
            return self._cell(self._results[index.row()], index.column()).text
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == REPORT:
            return self._cell(self._results[index.row()], REPORT).action
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == BAR:
            stats = self._results[index.row()].stats
            figures = (("ok", stats.ok), ("ko", stats.ko), ("no", stats.no))
            return ", ".join(f"{wording.call_status(key)} {count(n)}" for key, n in figures)
        return None

    def _cell(self, result: Result, column: int) -> Cell:
        stats, campaign = result.stats, result.campaign
        if column == NAME:
            ticked = self._ticks.get(result.id)
            checked = None if result.share is None else ticked is not None
            return Cell(result.name, weight=500, checked=checked, tint=ticked or "accent")
        if column == SENT:
            return Cell("–" if result.sent_at is None else times.day(result.sent_at), role="text2")
        if column == CHANNEL:
            if campaign is None:
                words = ntr("{n} sending", "{n} sendings", result.mailings)
                return Cell(words, role="text2")
            return Cell(wording.media(campaign.channel), role="text2")
        if column == CALLED:
            return Cell(count(stats.total))
        if column == BAR:
            return Cell(bar=_bar(stats)) if stats.total else Cell("–", role="text2")
        if column == RATE:
            return Cell("–" if result.share is None else percent(result.share), weight=600)
        return Cell(action=tr("Take away") if campaign is None else tr("Report…"))


def _bar(stats: Stats) -> dict[Outcome, int]:
    return {
        "delivered": stats.ok,
        "not_delivered": stats.ko,
        "unknown": stats.no,
        "in_progress": stats.on,
        "waiting": stats.wait,
    }
