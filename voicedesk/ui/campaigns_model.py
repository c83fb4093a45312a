"""The campaigns as a table: one row each, newest first."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.ui import slot_words, times, wording
from voicedesk.ui.outcomes import outcomes
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.table import Column
from voicedesk.ui.state_badge import STATE_BADGES

AnyIndex = QModelIndex | QPersistentModelIndex
COLUMNS = (
    Column(),
    Column(170),
    Column(190),
    Column(90, right=True),
    Column(180, least=110),
)
_NOWHERE = QModelIndex()


class CampaignsModel(QAbstractTableModel):
    """Name, state, date, people and what became of their calls."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[CampaignStatus, tuple[Cell, ...]]] = []
        self._titles = (
            tr("Campaign"),
            tr("State"),
            tr("Date"),
            tr("People"),
            tr("Delivered"),
        )

    def show_campaigns(self, found: Sequence[CampaignStatus]) -> None:
        self.beginResetModel()
        self._rows = [(status, _cells(status)) for status in found]
        self.endResetModel()

    def campaign(self, row: int) -> Campaign:
        return self._rows[row][0].campaign

    def row_of(self, campaign_id: str) -> int | None:
        """Where the campaign stands, None when it is gone."""
        ids = [status.campaign.id for status, _ in self._rows]
        return ids.index(campaign_id) if campaign_id in ids else None

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (
            CELL,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        )
        if role not in wanted or not index.isValid():
            return None
        status, cells = self._rows[index.row()]
        cell = cells[index.column()]
        if role == CELL:
            return cell
        if cell.bar is not None:
            return delivered_sentence(status)
        return None if role == Qt.ItemDataRole.ToolTipRole and index.column() else cell.text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None


def delivered_sentence(status: CampaignStatus) -> str:
    """What the bar says, for a screen reader and the tooltip."""
    return tr(
        "{delivered} of {people} delivered",
        delivered=count(status.stats.ok),
        people=count(status.recipients),
    )


def _cells(status: CampaignStatus) -> tuple[Cell, ...]:
    campaign = status.campaign
    kind, icon = STATE_BADGES[campaign.state]
    people = count(status.recipients) if status.recipients else "–"
    return (
        Cell(campaign.name, weight=600),
        Cell(wording.state(campaign.state), badge=kind, icon=icon),
        _date(campaign),
        Cell(people, role="text" if status.recipients else "text2"),
        Cell(bar=outcomes(status)) if status.stats.total else Cell("–", role="text2"),
    )


def _date(campaign: Campaign) -> Cell:
    if campaign.date is not None:
        return Cell(slot_words.short_slot(campaign.date))
    return Cell(tr("created {day}", day=times.day(campaign.created_at)), role="text2")
