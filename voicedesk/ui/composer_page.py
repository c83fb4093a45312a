"""The composer: what is said to whom and when, beside the review that ends in the approval.

Every choice keeps itself: it is shown at once, written in a task, and the grey line says when.
"""

import getpass
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.api.models import Media
from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.campaign import Campaign, Purpose, State
from voicedesk.campaigns.drafts import EDITABLE, Campaigns
from voicedesk.campaigns.review import Review
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.ui import look, times, wording
from voicedesk.ui.basics_card import BasicsCard
from voicedesk.ui.context import Context
from voicedesk.ui.list_card import ListCard
from voicedesk.ui.message_card import MessageCard
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.more_button import MoreButton
from voicedesk.ui.parts.page import Page
from voicedesk.ui.review_panel import ReviewPanel
from voicedesk.ui.schedule_card import ScheduleCard
from voicedesk.ui.state_badge import STATE_BADGES

_PANEL = 304

_Question = tuple[str | None, Media | None, Purpose | None]  # what a review depends on


@dataclass(frozen=True)
class _Desk:
    """What one campaign is composed from, as the database has it."""

    campaign: Campaign
    recordings: list[Recording]
    lists: list[ListInfo]
    reviewer: str


class ComposerPage(Page):
    """Shows one campaign at a time; :meth:`show_campaign` chooses it."""

    approved = Signal(str)  # it is approved (or was sent): its sending is the place to go on
    messages_wanted = Signal()
    contacts_wanted = Signal()
    duplicate_wanted = Signal(str, str)  # campaign id and name
    deleted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._id = ""
        self._desk: _Desk | None = None
        self._unsaved: dict[str, Any] = {}
        self._last: tuple[_Question, Review] | None = None
        self._error = Banner("err", "", closable=True, parent=self)
        self._notice = Banner("warn", "", "", tr("Go to the sending"), parent=self)
        self._error.setObjectName("composer-error")
        self._notice.setObjectName("composer-notice")
        self._notice.action.setObjectName("composer-sending")
        self._confirm = Banner("warn", "", "", tr("Delete for good"), closable=True, parent=self)
        self._confirm.setObjectName("confirm-deletion")
        self._confirm.action.setObjectName("delete-for-good")
        self._more = MoreButton(tr("More about this campaign"), parent=self)
        self._more.setObjectName("campaign-menu")
        self._more.add(tr("Duplicate the campaign"), self._ask_duplicate)
        self._deletion = self._more.add(tr("Delete the draft…"), self._ask_deletion)
        self._basics = BasicsCard(parent=self)
        self._message = MessageCard(context.tasks, parent=self)
        self._list = ListCard(parent=self)
        self._schedule = ScheduleCard(parent=self)
        self._sheet = ReviewPanel(parent=self)
        self._lay_out()
        self._listen()

    def show_campaign(self, campaign_id: str) -> None:
        """Compose this campaign from now on."""
        if campaign_id != self._id:
            self._basics.flush()
            self._id = campaign_id
            self._desk = None
            self._unsaved = {}
            self._error.hide()
            self._confirm.hide()
            self.set_line(tr("Each change is saved at once."))
            self._sheet.approve.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read campaign, messages and lists again."""
        self._basics.flush()
        if self._id:
            load = partial(_load, self._context.workspace, self._id)
            self._context.tasks.run("composer-load", load, self._loaded, failed=self._refuse)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._basics.flush()

    def _lay_out(self) -> None:
        self.set_back(tr("Campaigns"))
        self.add_action(self._more)
        for banner in (self._error, self._confirm, self._notice):
            banner.hide()
            self.body.addWidget(banner)
        self.body.addWidget(self._basics)
        pair = QHBoxLayout()
        pair.setSpacing(self.body.spacing())
        pair.addWidget(self._message, 1)
        pair.addWidget(self._list, 1)
        self.body.addLayout(pair)
        self.body.addWidget(self._schedule)
        self.body.addStretch(1)
        margins = self.body.contentsMargins()
        margins.setBottom(look.EDGE - self.body.spacing())
        self.body.setContentsMargins(margins)
        self.set_panel(self._sheet, width=_PANEL, name=tr("Review"), scroll=False)

    def _listen(self) -> None:
        for card in (self._basics, self._message, self._list, self._schedule):
            card.changed.connect(self._change)
            card.setEnabled(False)
        self._schedule.judged.connect(self._show_verdict)
        self._message.messages_wanted.connect(self.messages_wanted)
        self._list.contacts_wanted.connect(self.contacts_wanted)
        self._sheet.approve.wanted.connect(self._approve)
        self._notice.acted.connect(self._go_on)
        self._confirm.acted.connect(self._delete)

    def _loaded(self, desk: _Desk) -> None:
        if desk.campaign.id != self._id:
            return
        first = self._desk is None
        self._desk = replace(desk, campaign=_with(desk.campaign, self._unsaved))
        campaign = self._desk.campaign
        self._basics.show_campaign(campaign)
        self._message.show_recordings(desk.recordings, campaign.recording_id)
        self._list.show_lists(desk.lists, campaign.list_id)
        self._schedule.show_date(campaign.date)
        self._sheet.approve.set_reviewer(desk.reviewer)
        self._show_state()
        self._last = None  # the contacts may be others now
        self._review()
        if first and campaign.state is State.DRAFT and not campaign.is_complete:
            self._basics.focus_name()

    @Slot(str, object)
    def _change(self, attribute: str, value: object) -> None:
        desk = self._desk
        if desk is None or getattr(desk.campaign, attribute) == value:
            return
        self._unsaved[attribute] = value
        self._desk = replace(desk, campaign=_with(desk.campaign, {attribute: value}))
        self.set_title(self._desk.campaign.name)
        self._context.tasks.cancel("composer-review")  # it would answer the former question
        self._sheet.show_pending()
        # All that is not yet written goes along: a new task of this name drops the one before.
        save = partial(_save, self._context.workspace, self._id, dict(self._unsaved))
        name = f"composer-save-{self._id}"
        self._context.tasks.run(name, save, self._saved, failed=self._not_saved, keep=True)

    def _saved(self, campaign: Campaign) -> None:
        desk = self._desk
        if desk is None or campaign.id != self._id:
            return
        self._unsaved = {}
        withdrawn = desk.campaign.state is State.APPROVED and campaign.state is State.DRAFT
        self._desk = replace(desk, campaign=campaign)
        self.set_line(tr("Saved at {hour}", hour=times.hour(now())))
        self._error.hide()
        self._show_state(withdrawn=withdrawn)
        self._review()

    def _not_saved(self, error: VoicedeskError) -> None:
        self._unsaved = {}
        self._refuse(error)
        self.refresh()

    def _refuse(self, error: VoicedeskError) -> None:
        self._error.set_words("err", wording.sentence(error))
        self._error.show()

    def _show_state(self, *, withdrawn: bool = False) -> None:
        if self._desk is None:
            return
        campaign = self._desk.campaign
        self.set_title(campaign.name)
        kind, icon = STATE_BADGES[campaign.state]
        self.set_badge(kind, wording.state(campaign.state), icon)
        editable = campaign.state in EDITABLE
        for card in (self._basics, self._message, self._list, self._schedule):
            card.setEnabled(editable)
        self._deletion.setVisible(editable)
        self._notice.setVisible(withdrawn or campaign.state is not State.DRAFT)
        self._notice.action.setVisible(campaign.state is not State.DRAFT)
        if withdrawn:
            self._notice.set_words(
                "warn",
                tr("The approval is withdrawn"),
                tr("The campaign changed. Review it and approve it again."),
            )
        elif campaign.state is State.APPROVED:
            self._notice.set_words(
                "warn",
                tr("This campaign is approved"),
                tr("Any change withdraws the approval: it must be approved again."),
            )
        elif not editable:
            self._notice.set_words(
                "accent", tr("This campaign was sent"), tr("It can no longer be changed.")
            )

    # the campaign as a whole

    @Slot()
    def _ask_duplicate(self) -> None:
        self._basics.flush()
        self.duplicate_wanted.emit(self._id, self.title())

    @Slot()
    def _ask_deletion(self) -> None:
        self._confirm.set_words(
            "warn",
            tr("Delete “{name}”?", name=self.title()),
            tr("The draft is gone for good. The message and the contact list stay."),
            icon="trash-2",
        )
        self._confirm.show()
        self._confirm.action.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _delete(self) -> None:
        self._confirm.hide()
        self._desk = None  # nothing of it is saved any more
        self._context.tasks.cancel("composer-review")
        work = partial(_delete, self._context.workspace, self._id)
        self._context.tasks.run("composer-delete", work, self._gone, failed=self._not_saved)

    def _gone(self, campaign_id: str) -> None:
        if campaign_id == self._id:
            self._id = ""
            self.deleted.emit()

    # review and approval

    def _review(self) -> None:
        """Make the review of what is stored now, or say what is missing for it."""
        if self._desk is None:
            return
        self._context.tasks.cancel("composer-review")
        campaign = self._desk.campaign
        missing = _missing(self._desk)
        if missing or campaign.state not in EDITABLE:
            # What was sent is frozen: a review of the list as it is now would be another one.
            self._sheet.show_missing(missing if campaign.state in EDITABLE else "")
        elif self._last is not None and self._last[0] == _question(campaign):
            self._sheet.show_review(self._last[1])
        else:
            self._sheet.show_pending()
            work = partial(_review_of, self._context.workspace, campaign)
            self._context.tasks.run("composer-review", work, self._reviewed, failed=self._refuse)
        self._show_verdict()

    def _reviewed(self, review: Review) -> None:
        if self._desk is not None:
            self._last = _question(self._desk.campaign), review
            self._sheet.show_review(review)
            self._show_verdict()

    @Slot()
    def _show_verdict(self) -> None:
        """Ask for the approval, unless the state or the date forbids it."""
        if self._desk is None:
            return
        campaign = self._desk.campaign
        if campaign.state is not State.DRAFT:
            self._sheet.approve.show_approved(campaign)
        else:
            self._sheet.approve.forbid(self._schedule.obstacle())

    @Slot(int, str)
    def _approve(self, number: int, reviewer: str) -> None:
        self._basics.flush()
        self._schedule.judge()
        if self._schedule.obstacle():
            return
        self._sheet.approve.refuse(tr("The approval is being recorded."))
        work = partial(approval.approve, self._context.workspace, self._id, number, reviewer)
        self._context.tasks.run("composer-approve", work, self._approved, failed=self._not_approved)

    def _approved(self, campaign: Campaign) -> None:
        if self._desk is not None and campaign.id == self._id:
            self._desk = replace(self._desk, campaign=campaign)
            self._sheet.approve.clear()
            self._show_state()
            self._show_verdict()
        self.approved.emit(campaign.id)

    def _not_approved(self, error: VoicedeskError) -> None:
        self._refuse(error)
        self.refresh()

    @Slot()
    def _go_on(self) -> None:
        self.approved.emit(self._id)


def _with(campaign: Campaign, choices: dict[str, Any]) -> Campaign:
    return replace(campaign, **choices)


def _question(campaign: Campaign) -> _Question:
    return campaign.list_id, campaign.media, campaign.purpose


def _missing(desk: _Desk) -> str:
    """What to choose next before a review can be made; empty where nothing is missing."""
    campaign = desk.campaign
    usable = {recording.id for recording in desk.recordings if recording.usable}
    if campaign.purpose is None:
        return tr("Choose the purpose first: it decides who may be called.")
    if campaign.media is None:
        return tr("Choose the channel next: a call, or a message on the voicemail.")
    if campaign.recording_id is None:
        return tr("Choose the message next: what people will hear.")
    if campaign.recording_id not in usable:
        return tr("The message chosen cannot be sent as it is. Choose another one.")
    if campaign.list_id not in {found.id for found in desk.lists}:
        return tr("Choose the contact list next: who will be called.")
    return ""


def _load(workspace: Workspace, campaign_id: str, job: Job) -> _Desk:
    campaign = Campaigns(workspace.database).get(campaign_id)
    job.check()
    recordings = Recordings(workspace).all()
    lists = ContactLists(workspace.database).all()
    return _Desk(campaign, recordings, lists, _reviewer(workspace))


def _save(workspace: Workspace, campaign_id: str, choices: dict[str, Any], job: Job) -> Campaign:
    return Campaigns(workspace.database).change(campaign_id, **choices)


def _delete(workspace: Workspace, campaign_id: str, job: Job) -> str:
    Campaigns(workspace.database).delete(campaign_id)
    return campaign_id


def _review_of(workspace: Workspace, campaign: Campaign, job: Job) -> Review:
    return approval.review_of(workspace, campaign)


def _reviewer(workspace: Workspace) -> str:
    """The name the workspace has for it, else the system's name of who sits here."""
    named = workspace.settings.workspace_reviewer
    try:
        return named or getpass.getuser()
    except (KeyError, OSError, ImportError):  # a system without user names: the field stays empty
        return ""
