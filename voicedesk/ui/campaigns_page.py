"""The campaigns: where each stands, and the way to a new one."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget

from voicedesk.audio.library import Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.ui import composer_desk, wording
from voicedesk.ui.campaign_deeds import CampaignDeeds
from voicedesk.ui.campaign_menu import CampaignMenu
from voicedesk.ui.campaigns_model import COLUMNS, DEEDS, CampaignsModel
from voicedesk.ui.context import Context
from voicedesk.ui.first_minutes import FirstMinutes
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.chip import ChipRow, ChipSpec
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.page import Page, scrolled
from voicedesk.ui.parts.table import Table
from voicedesk.ui.report_deeds import ReportDeeds

_CURRENT, _ARCHIVED, _TEMPLATES = "current", "archived", "templates"


@dataclass(frozen=True)
class _Overview:
    """By filter; ``withdrawn`` are the ids of those whose approval is gone, newest first."""

    shelves: dict[str, list[CampaignStatus]]
    withdrawn: tuple[str, ...]
    has_message: bool

    def named(self, campaign_id: str) -> str:
        every = (status.campaign for shelf in self.shelves.values() for status in shelf)
        return next(found.name for found in every if found.id == campaign_id)


class CampaignsPage(Page):
    """A table of the campaigns; before the first one, the first minutes."""

    opened = Signal(str, str)  # a campaign's id and state
    new_wanted = Signal()
    from_template_wanted = Signal(str)  # the template's id
    duplicate_wanted = Signal(str, str)  # a campaign's id and name
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
        self._templates = Button(tr("New from a template"), "default", "copy", parent=self)
        self._templates.setObjectName("new-from-template")
        self._templates.clicked.connect(self._drop_templates)
        self._templates.hide()
        self._choice = QMenu(self._templates)
        self._choice.triggered.connect(self._take_template)
        self.add_action(self._templates)
        self.add_action(self._new)
        self._gone = Banner("warn", "", "", tr("Review it again"), parent=self)
        self._gone.setObjectName("approval-gone")
        self._gone.action.setObjectName("review-again")
        self._gone.acted.connect(self._open_gone)
        self._gone.hide()
        self._filter = ChipRow(
            [
                ChipSpec(_CURRENT, tr("Current"), 0, always=True),
                ChipSpec(_ARCHIVED, tr("Archived"), 0),
                ChipSpec(_TEMPLATES, tr("Templates"), 0),
            ],
            parent=self,
        )
        self._filter.setObjectName("campaigns-filter")
        self._filter.changed.connect(self._show_shelf)
        self._overview = _Overview({}, (), has_message=False)
        self._deeds = CampaignDeeds(context, self)
        self._deeds.done.connect(self.refresh)
        self._deeds.failed.connect(self._refuse)
        self._menu = CampaignMenu(self._deeds, self)
        self._menu.duplicate_wanted.connect(self.duplicate_wanted)
        self._menu.from_template_wanted.connect(self.from_template_wanted)
        self._papers = ReportDeeds(context, self)
        self._papers.said.connect(self._say_kept)
        self._papers.failed.connect(self._refuse)
        self._menu.history_wanted.connect(self._papers.show_history)
        self._table = Table(parent=self)
        self._list = self._table_card()
        self._first: FirstMinutes | None = None
        self._first_area: QScrollArea | None = None
        self._place = QVBoxLayout()
        self._place.addWidget(self._list)
        for part in (self._error, self._gone, self._filter):
            self.body.addWidget(part)
        self.body.addLayout(self._place, 1)

    @Slot()
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
        self._table.acted.connect(self._drop_deeds)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._drop_deeds_at)
        card.body.addWidget(self._table)
        card.hide()
        return card

    def _show(self, overview: _Overview) -> None:
        self._error.hide()
        self._overview = overview
        for key, shelf in overview.shelves.items():
            self._filter.set_count(key, len(shelf))
        if not overview.shelves[self._shelf()]:
            self._filter.set_checked(_CURRENT)
        extra = bool(overview.shelves[_ARCHIVED] or overview.shelves[_TEMPLATES])
        some = len(overview.shelves[_CURRENT])
        anything = bool(some or extra)
        self.set_line(ntr("{count} campaign", "{count} campaigns", some, count=count(some)))
        if not anything:
            self.set_line("")
            self._show_first(overview.has_message)
        if self._first_area is not None:
            self._first_area.setVisible(not anything)
        self._filter.setVisible(extra)
        for part in (self._list, self._new):
            part.setVisible(anything)
        self._show_templates()
        self._show_gone()
        self._show_shelf()

    @Slot()
    def _show_shelf(self) -> None:
        """The rows of the filter; the one that was current stays so."""
        current = self._current_id()
        found = self._overview.shelves.get(self._shelf(), [])
        self._model.show_campaigns(found, self._overview.withdrawn)
        row = self._model.row_of(current) if current else None
        if row is not None:
            self._table.setCurrentIndex(self._model.index(row, 0))

    def _shelf(self) -> str:
        return next(iter(self._filter.checked()), _CURRENT)

    def _show_templates(self) -> None:
        self._choice.clear()
        for one in self._overview.shelves[_TEMPLATES]:
            name = one.campaign.name.replace("&", "&&")
            self._choice.addAction(name).setData(one.campaign.id)
        self._templates.setVisible(not self._choice.isEmpty())

    def _show_gone(self) -> None:
        gone = self._overview.withdrawn
        self._gone.setVisible(bool(gone))
        if gone:
            self._gone.set_words(
                "warn",
                tr("The approval of “{name}” is withdrawn", name=self._overview.named(gone[0])),
                tr("Its message or the people of its lists are no longer those approved."),
            )

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

    @Slot(str, str)
    def _say_kept(self, title: str, sentence: str) -> None:
        self.set_line(f"{title}: {sentence}")

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        campaign = self._model.campaign(index.row())
        self.opened.emit(campaign.id, str(campaign.state))

    @Slot()
    def _open_gone(self) -> None:
        self.opened.emit(self._overview.withdrawn[0], str(State.DRAFT))

    @Slot(QModelIndex)
    def _drop_deeds(self, index: QModelIndex) -> None:
        place = self._table.visualRect(index.siblingAtColumn(DEEDS))
        self._menu.drop(
            self._model.campaign(index.row()),
            self._table.viewport().mapToGlobal(place.bottomLeft()),
        )

    @Slot(QPoint)
    def _drop_deeds_at(self, place: QPoint) -> None:
        index = self._table.indexAt(place)
        if index.isValid():
            where = self._table.viewport().mapToGlobal(place)
            self._menu.drop(self._model.campaign(index.row()), where)

    @Slot()
    def _drop_templates(self) -> None:
        self._choice.popup(self._templates.mapToGlobal(self._templates.rect().bottomLeft()))

    @Slot(QAction)
    def _take_template(self, action: QAction) -> None:
        self.from_template_wanted.emit(str(action.data()))


@dataclass(frozen=True)
class _Loading:
    workspace: Workspace

    def __call__(self, job: Job) -> _Overview:
        """What is approved is verified: a changed list withdraws it here already."""
        known = Campaigns(self.workspace.database)
        shelves: dict[str, list[CampaignStatus]] = {_CURRENT: [], _ARCHIVED: [], _TEMPLATES: []}
        gone = []
        for campaign in known.all():
            job.check()
            found = composer_desk.verified(self.workspace, campaign)
            shelf = _CURRENT if found.archived_at is None else _ARCHIVED
            shelves[shelf].append(status(self.workspace.database, found.id))
            if shelf == _CURRENT and self._is_gone(found):
                gone.append(found.id)
        for template in known.templates():
            shelves[_TEMPLATES].append(status(self.workspace.database, template.id))
        has_message = bool(Recordings(self.workspace).all())
        return _Overview(shelves, tuple(gone), has_message=has_message)

    def _is_gone(self, campaign: Campaign) -> bool:
        return composer_desk.withdrawn(self.workspace, campaign) == composer_desk.CONTENT_CHANGED
