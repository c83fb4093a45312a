"""The campaigns: where each stands, and the way to a new one."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from voicedesk.audio.library import Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.ui import wording
from voicedesk.ui.campaigns_model import COLUMNS, CampaignsModel
from voicedesk.ui.context import Context
from voicedesk.ui.first_minutes import FirstMinutes
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.page import Page, scrolled
from voicedesk.ui.parts.table import Table


@dataclass(frozen=True)
class _Overview:
    campaigns: list[CampaignStatus]
    has_message: bool


class CampaignsPage(Page):
    """A table of all campaigns; before the first one, the first minutes."""

    opened = Signal(str, str)  # a campaign's id and state
    new_wanted = Signal()
    record_wanted = Signal()  # a message, from the first minutes
    sample_wanted = Signal()
    dropped = Signal(list)  # list[str]: paths of local files

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Campaigns"), scroll=False, parent=parent)
        self._context = context
        self._model = CampaignsModel(self)
        self._error = Banner("err", "", parent=self)
        self._error.hide()
        self._new = Button(tr("New campaign"), "primary", "plus", parent=self)
        self._new.setObjectName("new-campaign")
        self._new.clicked.connect(self.new_wanted)
        self._new.hide()
        self.add_action(self._new)
        self._table = Table(parent=self)
        self._list = self._table_card()
        self._first: FirstMinutes | None = None
        self._first_area: QScrollArea | None = None
        self._place = QVBoxLayout()
        self._place.addWidget(self._list)
        self.body.addWidget(self._error)
        self.body.addLayout(self._place, 1)

    def refresh(self) -> None:
        """Read the campaigns again; the row that was current stays so."""
        workspace = self._context.workspace
        name = "campaigns-load"
        self._context.tasks.run(name, _Loading(workspace), self._show, failed=self._refuse)

    def _table_card(self) -> Card:
        card = Card(margins=(6, 4, 6, 6), parent=self)
        self._table.setObjectName("campaigns-table")
        self._table.setAccessibleName(tr("Campaigns"))
        self._table.setModel(self._model)
        self._table.set_columns(COLUMNS)
        self._table.activated.connect(self._open)
        card.body.addWidget(self._table)
        card.hide()
        return card

    def _show(self, overview: _Overview) -> None:
        self._error.hide()
        current = self._current_id()
        self._model.show_campaigns(overview.campaigns)
        row = self._model.row_of(current) if current else None
        if row is not None:
            self._table.setCurrentIndex(self._model.index(row, 0))
        some = len(overview.campaigns)
        self.set_line(ntr("{count} campaign", "{count} campaigns", some, count=count(some)))
        if not some:
            self.set_line("")
            self._show_first(overview.has_message)
        if self._first_area is not None:
            self._first_area.setVisible(not some)
        self._list.setVisible(bool(some))
        self._new.setVisible(bool(some))

    def _show_first(self, has_message: bool) -> None:
        if self._first is not None and self._first.has_message == has_message:
            return
        if self._first_area is not None:
            self._place.removeWidget(self._first_area)
            self._first_area.hide()
            self._first_area.deleteLater()
        self._first = FirstMinutes(has_message)
        self._first.message_wanted.connect(self.record_wanted)
        self._first.sample_wanted.connect(self.sample_wanted)
        self._first.campaign_wanted.connect(self.new_wanted)
        self._first.dropped.connect(self.dropped)
        self._first_area = scrolled(self._first, self)
        self._place.addWidget(self._first_area)

    def _current_id(self) -> str:
        index = self._table.currentIndex()
        return self._model.campaign(index.row()).id if index.isValid() else ""

    def _refuse(self, error: VoicedeskError) -> None:
        self._error.set_words("err", wording.sentence(error))
        self._error.show()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        campaign = self._model.campaign(index.row())
        self.opened.emit(campaign.id, str(campaign.state))


@dataclass(frozen=True)
class _Loading:
    workspace: Workspace

    def __call__(self, job: Job) -> _Overview:
        database = self.workspace.database
        found = []
        for campaign in Campaigns(database).all():
            job.check()
            found.append(status(database, campaign.id))
        return _Overview(found, bool(Recordings(self.workspace).all()))
