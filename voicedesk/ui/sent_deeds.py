"""What is done with a campaign that was sent, beyond sending it: each deed asks in a dialog."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import NotAllowedError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.campaigns import calling_off, decisions, optouts
from voicedesk.campaigns.acceptance import acknowledge
from voicedesk.campaigns.calling_off import Answer
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.follow_up import follow_up
from voicedesk.campaigns.outbox import Chunk
from voicedesk.campaigns.statistics import Reason
from voicedesk.campaigns.stopping import PERSON_PAUSED
from voicedesk.ui.acceptance_dialog import AcceptanceDialog, Objection, read_objection
from voicedesk.ui.calling_off_dialog import AnswersDialog, CallingOffDialog
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.follow_up_dialog import Choice, FollowUpDialog, read_choices
from voicedesk.ui.incident import reviewer
from voicedesk.ui.optouts_dialog import OptoutsDialog
from voicedesk.ui.refusal_dialog import Refusal, RefusalDialog, read_refusal
from voicedesk.ui.run import NO_PLATFORM
from voicedesk.ui.slot_dialog import SlotDialog, Slots, read_slots
from voicedesk.ui.tasks import Lane

T = TypeVar("T")


@dataclass(frozen=True)
class _Answers:
    """Of the batches that were called off, and what stopped it."""

    found: Sequence[Answer]
    error: VoicedeskError | None = None


class SentDeeds(QObject):
    """About the campaign of :meth:`set_campaign`. One deed of a kind at a time; what was begun goes
    on for its own campaign when another one is set. Dialogs belong to ``window``.
    """

    said = Signal(str, str)  # what was done, and the rest
    list_made = Signal(str)  # a contact list's id
    changed = Signal(str)  # campaign id: read it again
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, dispatch: Dispatch, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._dispatch, self._window = context, dispatch, window
        self._database = context.workspace.database
        self._id = ""

    def set_campaign(self, campaign_id: str) -> None:
        self._id = campaign_id

    # calling again

    @Slot()
    def follow_up(self) -> None:
        """Ask for which reasons people are called again; they become a list."""
        workspace, campaign_id = self._context.workspace, self._id

        def work(job: Job) -> list[Choice]:
            return read_choices(workspace, campaign_id, job)

        self._run("follow-up", work, partial(self._ask_follow_up, campaign_id))

    def _ask_follow_up(self, campaign_id: str, choices: list[Choice]) -> None:
        if not choices:
            self.said.emit(tr("Everybody was reached"), tr("There is nobody to call again."))
            return
        dialog = FollowUpDialog(choices, self._window)
        dialog.wanted.connect(partial(self._make_list, campaign_id))
        dialog.open()

    def _make_list(self, campaign_id: str, reasons: Sequence[Reason]) -> None:
        workspace = self._context.workspace

        def work(job: Job) -> str:
            return follow_up(workspace, campaign_id, reasons, job)

        self._run("follow-up", work, self._tell_list, keep=True)

    def _tell_list(self, list_id: str) -> None:
        self.list_made.emit(list_id)

    # opt-outs nobody knows

    @Slot(int)
    def settle_optouts(self, people: int) -> None:
        """Ask how they were dealt with."""
        dialog = OptoutsDialog(people, reviewer(self._context.workspace), self._window)
        dialog.settled.connect(partial(self._settle, self._id))
        dialog.open()

    def _settle(self, campaign_id: str, by: str, note: str) -> None:
        def work(_job: Job) -> str:
            optouts.dealt_with(self._database, campaign_id, by, note)
            return campaign_id

        self._run("optouts", work, self._tell_change, keep=True)

    def _tell_change(self, campaign_id: str) -> None:
        self.changed.emit(campaign_id)

    # what the platform has

    @Slot()
    def call_off(self) -> None:
        """Ask the platform what waits there, then the person what to call off."""
        client, campaign_id = self._context.client, self._id
        if client is None:
            self.failed.emit(NotAllowedError(NO_PLATFORM))
            return

        def work(_job: Job) -> list[Chunk]:
            return calling_off.waiting(self._database, client, campaign_id)

        done = partial(self._ask_calling_off, campaign_id)
        self._run("call-off", work, done, lane=Lane.NETWORK)

    def _ask_calling_off(self, campaign_id: str, waiting: list[Chunk]) -> None:
        if not waiting:
            rest = tr("Calls that have begun cannot be called off.")
            self.said.emit(tr("Nothing waits on the platform"), rest)
            return
        dialog = CallingOffDialog(waiting, reviewer(self._context.workspace), self._window)
        dialog.wanted.connect(partial(self._call_off, campaign_id))
        dialog.open()

    def _call_off(self, campaign_id: str, ordinals: Sequence[int], by: str) -> None:
        client = self._context.client
        assert client is not None  # it was asked for what waits

        def work(_job: Job) -> _Answers:
            found = []
            try:
                for ordinal in ordinals:
                    one = calling_off.call_off(self._database, client, campaign_id, ordinal, by=by)
                    found.append(one)
            except VoicedeskError as error:
                return _Answers(found, error)
            return _Answers(found)

        done = partial(self._show_answers, campaign_id)
        self._run("call-off", work, done, lane=Lane.NETWORK, keep=True)

    def _show_answers(self, campaign_id: str, answers: _Answers) -> None:
        if answers.found:
            AnswersDialog(answers.found, self._window).open()
        if answers.error is not None:
            self.failed.emit(answers.error)
        self.changed.emit(campaign_id)

    # a refused batch

    @Slot(int)
    def mend(self, ordinal: int) -> None:
        """Show what the platform said of the batch, and ask how it is sent again."""
        workspace, campaign_id = self._context.workspace, self._id

        def work(_job: Job) -> Refusal:
            return read_refusal(workspace, campaign_id, ordinal)

        self._run("refusal", work, partial(self._ask_mending, campaign_id))

    def _ask_mending(self, campaign_id: str, refusal: Refusal) -> None:
        dialog = RefusalDialog(refusal, self._window)
        dialog.wanted.connect(partial(self._replace, campaign_id, refusal.chunk.ordinal))
        dialog.open()

    def _replace(self, campaign_id: str, ordinal: int, without: str, by: str) -> None:
        def work(_job: Job) -> Campaign:
            named = without or None
            decisions.replace(self._database, campaign_id, ordinal, without=named, by=by)
            return Campaigns(self._database).get(campaign_id)

        self._run("replace", work, self._replaced, keep=True)

    def _replaced(self, campaign: Campaign) -> None:
        """Send the new batch, unless a person paused everything."""
        if campaign.state is State.PAUSED and campaign.reason != PERSON_PAUSED:
            self._dispatch.resume(campaign.id)
        self.changed.emit(campaign.id)

    # a date that cannot be kept

    @Slot()
    def reschedule(self) -> None:
        """Ask for another date for what has not left, and go on sending."""
        workspace, campaign_id = self._context.workspace, self._id

        def work(_job: Job) -> Slots:
            return read_slots(workspace, campaign_id)

        self._run("slots", work, partial(self._ask_slot, campaign_id))

    def _ask_slot(self, campaign_id: str, slots: Slots) -> None:
        dialog = SlotDialog(slots, self._window)
        dialog.wanted.connect(partial(self._reschedule, campaign_id))
        dialog.open()

    def _reschedule(self, campaign_id: str, date: datetime | None, by: str) -> None:
        workspace = self._context.workspace

        def work(_job: Job) -> str:
            decisions.reschedule(workspace, campaign_id, date, by=by)
            return campaign_id

        self._run("reschedule", work, self._go_on, keep=True)

    def _go_on(self, campaign_id: str) -> None:
        self._dispatch.resume(campaign_id)
        self.changed.emit(campaign_id)

    # a rule that only warns

    @Slot()
    def call_all_the_same(self) -> None:
        """Say what speaks against it, ask for a name, and go on sending."""
        workspace, campaign_id = self._context.workspace, self._id

        def work(_job: Job) -> Objection:
            return read_objection(workspace, campaign_id)

        self._run("objection", work, partial(self._ask_acceptance, campaign_id))

    def _ask_acceptance(self, campaign_id: str, objection: Objection) -> None:
        dialog = AcceptanceDialog(objection, self._window)
        dialog.wanted.connect(partial(self._accept, campaign_id))
        dialog.open()

    def _accept(self, campaign_id: str, code: str, by: str) -> None:
        workspace = self._context.workspace

        def work(_job: Job) -> str:
            acknowledge(workspace, campaign_id, code, by)
            return campaign_id

        self._run("accept", work, self._go_on, keep=True)

    def _fail(self, error: VoicedeskError) -> None:
        self.failed.emit(error)

    def _run(
        self,
        name: str,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        *,
        lane: Lane = Lane.DATABASE,
        keep: bool = False,
    ) -> None:
        tasks = self._context.tasks
        tasks.run(f"deed:{name}", work, done, failed=self._fail, lane=lane, keep=keep)
