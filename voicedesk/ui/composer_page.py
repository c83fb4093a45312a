"""The composer: what is said to whom and when, beside the review that ends in the approval.

Every choice keeps itself: it is shown at once, written in a task, and the grey line says when.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.campaigns import approval
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import EDITABLE
from voicedesk.campaigns.review import Review
from voicedesk.ui import composer_desk, look, times, wording
from voicedesk.ui.basics_card import BasicsCard
from voicedesk.ui.campaign_deeds import CampaignDeeds
from voicedesk.ui.composer_desk import Desk, Question
from voicedesk.ui.composer_menu import ComposerMenu
from voicedesk.ui.composer_notice import ComposerNotice
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.list_card import ListCard
from voicedesk.ui.message_card import MessageCard
from voicedesk.ui.notes_card import NotesCard
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.page import Page
from voicedesk.ui.ping_card import PingCard
from voicedesk.ui.report_deeds import ReportDeeds
from voicedesk.ui.review_panel import ReviewPanel
from voicedesk.ui.review_printing import ReviewPrinting
from voicedesk.ui.schedule_card import ScheduleCard
from voicedesk.ui.state_badge import STATE_BADGES

_PANEL = 304


class ComposerPage(Page):
    """Shows one campaign or template at a time; :meth:`show_campaign` chooses it."""

    approved = Signal(str)  # it is approved (or was sent): its sending is the place to go on
    messages_wanted = Signal()
    contacts_wanted = Signal()
    settings_wanted = Signal()
    duplicate_wanted = Signal(str, str)  # campaign id and name
    from_template_wanted = Signal(str)  # the template's id
    deleted = Signal()

    def __init__(self, context: Context, dispatch: Dispatch, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._id = ""
        self._desk: Desk | None = None
        self._unsaved: dict[str, Any] = {}
        self._last: tuple[Question, Review] | None = None
        self._error = Banner("err", "", closable=True, parent=self)
        self._error.setObjectName("composer-error")
        self._notice = ComposerNotice(parent=self)
        self._confirm = Banner("warn", "", "", tr("Delete for good"), closable=True, parent=self)
        self._confirm.setObjectName("confirm-deletion")
        self._confirm.action.setObjectName("delete-for-good")
        self._deeds = CampaignDeeds(context, self)
        self._print = ReviewPrinting(context, self)
        self._papers = ReportDeeds(context, self)
        self._more = ComposerMenu(parent=self)
        self._basics = BasicsCard(parent=self)
        self._message = MessageCard(context.tasks, parent=self)
        self._list = ListCard(parent=self)
        self._schedule = ScheduleCard(parent=self)
        self._notes = NotesCard(parent=self)
        self._ping = PingCard(parent=self)
        self._sheet = ReviewPanel(context, dispatch, parent=self)
        self._lay_out()
        self._listen()

    def show_campaign(self, campaign_id: str) -> None:
        """Compose this campaign from now on."""
        if campaign_id != self._id:
            self._flush()
            self._ping.forget()
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
        self._flush()
        if self._id:
            load = partial(composer_desk.load, self._context.workspace, self._id)
            self._context.tasks.run("composer-load", load, self._loaded, failed=self._refuse)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flush()

    def _flush(self) -> None:
        """Keep what is still being typed."""
        self._basics.flush()
        self._notes.flush()
        self._ping.flush()
        self._schedule.flush()

    def _lay_out(self) -> None:
        self.set_back(tr("Campaigns"))
        self.add_action(self._print)
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
        self.body.addWidget(self._notes)
        self.body.addWidget(self._ping)
        self.body.addStretch(1)
        margins = self.body.contentsMargins()
        margins.setBottom(look.EDGE - self.body.spacing())
        self.body.setContentsMargins(margins)
        self.set_panel(self._sheet, width=_PANEL, name=tr("Review"), scroll=False)

    def _listen(self) -> None:
        cards = (self._basics, self._message, self._list, self._schedule, self._notes, self._ping)
        for card in cards:
            card.changed.connect(self._change)
            card.setEnabled(False)
        self._schedule.judged.connect(self._show_verdict)
        self._message.messages_wanted.connect(self.messages_wanted)
        self._list.contacts_wanted.connect(self.contacts_wanted)
        self._sheet.approve.wanted.connect(self._approve)
        self._sheet.slot_wanted.connect(self._schedule.choose_next)
        self._sheet.tariff_wanted.connect(self.settings_wanted)
        self._sheet.own_call.failed.connect(self._refuse)
        self._more.duplicate_wanted.connect(self._ask_duplicate)
        self._more.template_wanted.connect(self._save_template)
        self._more.history_wanted.connect(self._show_history)
        self._more.archive_wanted.connect(self._put_away)
        self._more.deletion_wanted.connect(self._ask_deletion)
        self._papers.said.connect(self._say_kept)
        self._papers.failed.connect(self._refuse)
        self._notice.acted.connect(self._go_on)
        self._confirm.acted.connect(self._delete)
        self._deeds.done.connect(self._deed_done)
        self._deeds.failed.connect(self._not_saved)
        self._print.written.connect(self._say_written)
        self._print.failed.connect(self._refuse)

    def _loaded(self, desk: Desk) -> None:
        if desk.campaign.id != self._id:
            return
        first = self._desk is None
        self._desk = replace(desk, campaign=_with(desk.campaign, self._unsaved))
        campaign = self._desk.campaign
        self._basics.show_campaign(campaign)
        self._message.show_recordings(desk.recordings, campaign.recording_id)
        self._list.show_lists(desk.lists, campaign.list_ids)
        self._notes.show_notes(campaign.notes)
        self._ping.show_address(campaign.ping_url)
        self._schedule.set_calendar(Calendar(desk.rules))
        self._schedule.show_date(campaign.date, campaign.zone)
        self._sheet.approve.set_reviewer(desk.reviewer)
        self._sheet.own_call.show_campaign(campaign.id, desk.reviewer)
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
        save = partial(composer_desk.save, self._context.workspace, self._id, dict(self._unsaved))
        name = f"composer-save-{self._id}"
        self._context.tasks.run(name, save, self._saved, failed=self._not_saved, keep=True)

    def _saved(self, campaign: Campaign) -> None:
        desk = self._desk
        if desk is None or campaign.id != self._id:
            return
        self._unsaved = {}
        gone = desk.campaign.state is State.APPROVED and campaign.state is State.DRAFT
        self._desk = replace(
            desk, campaign=campaign, withdrawn="changed" if gone else desk.withdrawn
        )
        self.set_line(tr("Saved at {hour}", hour=times.hour(now())))
        self._error.hide()
        self._show_state()
        self._review()

    def _not_saved(self, error: VoicedeskError) -> None:
        self._unsaved = {}
        self._refuse(error)
        self.refresh()

    def _refuse(self, error: VoicedeskError) -> None:
        self._error.set_words("err", wording.sentence(error))
        self._error.show()

    def _show_state(self) -> None:
        if self._desk is None:
            return
        campaign = self._desk.campaign
        self.set_title(campaign.name)
        if campaign.is_template:
            self.set_badge("neutral", tr("Template"), "copy")
        else:
            kind, icon = STATE_BADGES[campaign.state]
            self.set_badge(kind, wording.state(campaign.state), icon)
        editable = campaign.state in EDITABLE
        for card in (self._basics, self._message, self._list, self._schedule, self._ping):
            card.setEnabled(editable)
        self._notes.setEnabled(True)  # they are nobody's approval
        self._more.show_campaign(campaign)
        self._print.setVisible(editable and not campaign.is_template)
        self._print.offer(campaign.id, campaign.name, self._desk.missing)
        self._notice.show_campaign(campaign, self._desk.withdrawn)

    # the campaign as a whole

    @Slot()
    def _ask_duplicate(self) -> None:
        self._flush()
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
        if self._desk is None:
            return
        self._confirm.hide()
        self._deeds.delete(self._desk.campaign)
        self._desk = None  # nothing of it is saved any more
        self._context.tasks.cancel("composer-review")

    @Slot()
    def _save_template(self) -> None:
        self._flush()
        if self._desk is not None:
            self._deeds.save_template(self._desk.campaign)

    @Slot()
    def _put_away(self) -> None:
        self._flush()
        if self._desk is not None:
            self._deeds.archive(self._desk.campaign)

    @Slot()
    def _show_history(self) -> None:
        self._flush()
        self._papers.show_history(self._id, self.title())

    @Slot(str, str)
    def _say_kept(self, title: str, sentence: str) -> None:
        self.set_line(f"{title}: {sentence}")

    @Slot(str, object)
    def _deed_done(self, deed: str, campaign: Campaign) -> None:
        if deed == "template":
            self.set_line(tr("Saved as “{name}”, among the templates.", name=campaign.name))
        elif campaign.id == self._id:
            self._id = ""
            self.deleted.emit()

    @Slot(str)
    def _say_written(self, name: str) -> None:
        self.set_line(tr("The review is in {file}.", file=name))

    # review and approval

    def _review(self) -> None:
        """Make the review of what is stored now, or say what is missing for it."""
        if self._desk is None:
            return
        self._context.tasks.cancel("composer-review")
        campaign = self._desk.campaign
        missing = self._desk.missing
        if missing or campaign.state not in EDITABLE:
            # What was sent is frozen: a review of the list as it is now would be another one.
            self._sheet.show_missing(missing if campaign.state in EDITABLE else "")
            self._forget_people()
        elif self._last is not None and self._last[0] == composer_desk.question(campaign):
            self._show_review(self._last[1])
        else:
            self._sheet.show_pending()
            work = partial(composer_desk.review, self._context.workspace, campaign)
            self._context.tasks.run("composer-review", work, self._reviewed, failed=self._refuse)
        self._show_verdict()

    def _reviewed(self, review: Review) -> None:
        if self._desk is not None:
            self._last = composer_desk.question(self._desk.campaign), review
            self._show_review(review)
            self._show_verdict()

    def _forget_people(self) -> None:
        """Nobody knows who would be called."""
        self._basics.show_reach({})
        self._list.clear_groups()
        self._schedule.show_groups(None)
        self._schedule.show_needed(None)

    def _show_review(self, review: Review) -> None:
        if self._desk is None:
            return
        rules, pace = self._desk.rules, self._desk.pace
        names = {found.id: found.name for found in self._desk.lists}
        chosen = {list_id: names[list_id] for list_id in self._desk.campaign.list_ids}
        self._sheet.show_review(review, rules, pace, chosen)
        self._basics.show_reach(review.reach)
        self._list.show_groups(review.groups, rules.zone, now())
        self._schedule.show_groups(review.groups)
        people = len(review.recipients)
        self._schedule.show_needed(pace.needed(people) if pace and people else None)

    @Slot()
    def _show_verdict(self) -> None:
        """Ask for the approval, unless the state or the date forbids it."""
        if self._desk is None:
            return
        campaign = self._desk.campaign
        if campaign.is_template:
            self._sheet.approve.show_note(tr("A template is not sent: make a campaign from it."))
        elif campaign.state is not State.DRAFT:
            self._sheet.approve.show_approved(campaign)
        else:
            self._sheet.approve.forbid(self._schedule.obstacle())

    @Slot(int, str)
    def _approve(self, number: int, reviewer: str) -> None:
        self._flush()
        self._schedule.judge()
        if self._schedule.obstacle():
            return
        self._sheet.approve.refuse(tr("The approval is being recorded."))
        seen = self._sheet.findings.seen()
        work = partial(
            approval.approve, self._context.workspace, self._id, number, reviewer, seen=seen
        )
        self._context.tasks.run("composer-approve", work, self._approved, failed=self._not_approved)

    def _approved(self, campaign: Campaign) -> None:
        if self._desk is not None and campaign.id == self._id:
            self._desk = replace(self._desk, campaign=campaign, withdrawn=None)
            self._sheet.approve.clear()
            self._show_state()
            self._show_verdict()
        self.approved.emit(campaign.id)

    def _not_approved(self, error: VoicedeskError) -> None:
        self._refuse(error)
        self.refresh()

    @Slot()
    def _go_on(self) -> None:
        if self._desk is not None and self._desk.campaign.is_template:
            self.from_template_wanted.emit(self._id)
        else:
            self.approved.emit(self._id)


def _with(campaign: Campaign, choices: dict[str, Any]) -> Campaign:
    return replace(campaign, **choices)
