"""The campaigns as a table: one row each, newest first."""

from collections.abc import Collection, Sequence
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
    Column(170, least=150),
    Column(190, least=166),
    Column(90, right=True),
    Column(160, least=90),
    Column(78),
)
DEEDS = len(COLUMNS) - 1
"""The column whose link opens what can be done with the row."""
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
            "",
        )

    def show_campaigns(
        self, found: Sequence[CampaignStatus], withdrawn: Collection[str] = ()
    ) -> None:
        """``withdrawn`` are the ids of those whose approval is gone."""
        self.beginResetModel()
        self._rows = [
            (status, _cells(status, withdrawn=status.campaign.id in withdrawn)) for status in found
        ]
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
        if cell.action:
            return tr("What can be done with “{name}”", name=status.campaign.name)
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


def _cells(status: CampaignStatus, *, withdrawn: bool) -> tuple[Cell, ...]:
    campaign = status.campaign
    people = count(status.recipients) if status.recipients else "–"
    return (
        Cell(campaign.name, weight=600),
        _state(campaign, withdrawn=withdrawn),
        _date(campaign),
        Cell(people, role="text" if status.recipients else "text2"),
        Cell(bar=outcomes(status)) if status.stats.total else Cell("–", role="text2"),
        Cell(action=tr("More…")),
    )


def _state(campaign: Campaign, *, withdrawn: bool) -> Cell:
    if campaign.is_template:
        return Cell(tr("Template"), badge="neutral", icon="copy")
    if withdrawn:
        return Cell(tr("To approve again"), badge="warn", icon="triangle-alert")
    kind, icon = STATE_BADGES[campaign.state]
    return Cell(wording.state(campaign.state), badge=kind, icon=icon)


def _date(campaign: Campaign) -> Cell:
    if campaign.date is not None:
        return Cell(slot_words.short_slot(campaign.date))
    return Cell(tr("created {day}", day=times.day(campaign.created_at)), role="text2")
