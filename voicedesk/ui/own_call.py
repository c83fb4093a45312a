"""A test call to one's own telephone: the message as the people will get it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import InputError, VoicedeskError
from voicedesk.base.ids import moment
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import test_call
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.statistics import Call, calls
from voicedesk.ui import look, times, wording
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.own_number_dialog import OwnNumberDialog
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.label import Label

_LATEST = 20  # tests among which this campaign's last one is looked for
_ASKED = "own-call-ask"
_LOADED = "own-call-load"


@dataclass(frozen=True)
class _Test:
    """The last test of a campaign."""

    campaign: Campaign
    call: Call | None = field(repr=False)


class OwnCall(QWidget):
    """Says what became of the last test, and makes another."""

    failed = Signal(object)  # VoicedeskError

    def __init__(
        self, context: Context, dispatch: Dispatch, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._dispatch = context, dispatch
        self._id = self._reviewer = ""
        self._test_id = ""
        self._line = Label("", "small", "text2", wrap=True, parent=self)
        self._line.setObjectName("own-call-state")
        self._button = Button("", "link", height=SMALL_HEIGHT, flush=True, parent=self)
        self._button.setObjectName("own-call")
        self._button.clicked.connect(self._ask)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(tr("Test call"), "body", weight=600, parent=self))
        words.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(look.NEAR)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(Rule(self))
        column.addLayout(row)
        dispatch.changed.connect(self._follow)
        dispatch.failed.connect(self._not_sent)
        self._show(None)

    def show_campaign(self, campaign_id: str, reviewer: str) -> None:
        """The campaign whose message is tried, by whom."""
        if campaign_id != self._id:
            self._test_id = ""
            self._show(None)
        self._id, self._reviewer = campaign_id, reviewer
        self._load()

    def _load(self) -> None:
        work = partial(_last_test, self._context.workspace, self._id)
        self._context.tasks.run(_LOADED, work, self._show, failed=self.failed.emit)

    def _show(self, test: _Test | None) -> None:
        if test is not None:
            self._test_id = test.campaign.id
        self._line.setText(tr("Hear it on your own telephone first.") if test is None
                           else _said(test))  # fmt: skip
        self._button.setText(tr("Call me") if test is None else tr("Call me again"))
        busy = test is not None and test.campaign.state in (State.HOLDING, State.SENDING)
        if busy:
            self._button.refuse(tr("The test call is on its way."))
        else:
            self._button.allow()

    @Slot()
    def _ask(self) -> None:
        if self._context.workspace.settings.workspace_own_number.strip():
            self._make()
        else:
            self._ask_number("")

    def _ask_number(self, error: str) -> None:
        dialog = OwnNumberDialog(self._context, error, parent=self)
        dialog.saved.connect(self._make)
        dialog.open()

    @Slot()
    def _make(self) -> None:
        self._button.refuse(tr("The test call is on its way."))
        work = partial(_prepare, self._context.workspace, self._id, self._reviewer)
        self._context.tasks.run(_ASKED, work, self._made, failed=self._refused)

    def _made(self, test: Campaign) -> None:
        self._test_id = test.id
        self._dispatch.send(test.id)
        self._load()

    def _refused(self, error: VoicedeskError) -> None:
        self._button.allow()
        if isinstance(error, InputError) and error.code.startswith("own_number"):
            self._ask_number(wording.sentence(error))
        else:
            self.failed.emit(error)

    @Slot(str)
    def _follow(self, campaign_id: str) -> None:
        if campaign_id == self._test_id:
            self._load()

    @Slot(str, object)
    def _not_sent(self, campaign_id: str, error: VoicedeskError) -> None:
        if campaign_id == self._test_id:
            self._button.allow()
            self.failed.emit(error)


def _said(test: _Test) -> str:
    """``Message heard: 06 00 00 12 34, at 10:38.``"""
    state, call = test.campaign.state, test.call
    if call is None or call.status is None:
        if state is State.NEEDS_DECISION:
            return tr("Nobody knows whether it left. It may still ring: wait before you try again.")
        if state in (State.PAUSED, State.CANCELLED):
            return tr("Not made: {state}.", state=wording.state(state))
        return tr("It leaves in a moment.")
    result = wording.description(call.description) if call.description else ""
    result = result or wording.call_status(call.status)
    when = times.occasion(_moment(call, test.campaign))
    return tr("{result}: {number}, {when}.", result=result, number=wording.phone(call.e164),
              when=when)  # fmt: skip


def _moment(call: Call, test: Campaign) -> datetime:
    return moment(call.status_at) if call.status_at else test.created_at


def _prepare(workspace: Workspace, campaign_id: str, by: str, job: Job) -> Campaign:
    return test_call.prepare(workspace, campaign_id, by, job)


def _last_test(workspace: Workspace, campaign_id: str, job: Job) -> _Test | None:
    database = workspace.database
    for test in Campaigns(database).tests()[:_LATEST]:
        job.check()
        asked = [e for e in events(database, test.id) if e.event == "test_asked"]
        if any(event.details.get("campaign") == campaign_id for event in asked):
            found = calls(database, test.id)
            return _Test(test, found[0] if found else None)
    return None
