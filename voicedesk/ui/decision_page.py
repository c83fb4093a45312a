"""A batch of which nobody knows whether it left: what happened, how to find out, what to do."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.watcher import Snapshot
from voicedesk.ui import look, times, wording
from voicedesk.ui.context import Context
from voicedesk.ui.decision_panel import DecisionPanel
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.fact_list import FactList
from voicedesk.ui.incident import Incident, facts, read_incident
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.tasks import Lane


class DecisionPage(Page):
    """Show it a batch with :meth:`show_chunk`; the decision is recorded with a name."""

    decided = Signal(str)  # campaign id
    people_wanted = Signal(str)  # campaign id: show the people who may or may not be called

    def __init__(self, context: Context, dispatch: Dispatch, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context, self._dispatch = context, dispatch
        self._at: tuple[str, int] | None = None
        self._incident: Incident | None = None
        self._searching = False
        self._banner = Banner("err", "", parent=self)
        self._banner.setObjectName("decision-banner")
        self._banner.hide()
        self._facts = FactList(self)
        self._person = _Way("phone", tr("Ask a person of this batch"), "", "", self)
        self._platform = _Way("headphones", tr("Ask the platform"), tr("Copy"), "copy", self)
        self._platform.button.setObjectName("copy-name")
        self._platform.button.clicked.connect(self._copy)
        self._wait = _Way("refresh-cw", tr("Or wait"), tr("Search now"), "", self)
        self._wait.button.setObjectName("search-now")
        self._wait.button.clicked.connect(self._search)
        self._people = Button("", "default", "users", parent=self)
        self._people.setObjectName("see-people")
        self._people.clicked.connect(self._see_people)
        self.add_action(self._people)
        self.panel = DecisionPanel(self)
        self.panel.decided.connect(self._decide)
        self.panel.postponed.connect(self.back_wanted)
        self.set_panel(self.panel, width=look.PANEL_MAX, name=tr("Your decision"))
        self._drawer.setObjectName("open-decision")
        self._drawer.setText(tr("Your decision"))  # in a narrow window it hides all there is to do
        dispatch.snapshot.connect(self._snapshot)
        dispatch.failed.connect(self._search_failed)
        self._compose()

    def show_chunk(self, campaign_id: str, ordinal: int) -> None:
        self._at = (campaign_id, ordinal)
        self._searching = False
        self._banner.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read again; called each time the page is shown."""
        if self._at is not None:
            self._context.tasks.run("incident", self._work, self._show, failed=self._fail)

    def _work(self, job: Job) -> Incident:
        assert self._at is not None
        return read_incident(self._context.workspace, *self._at)

    def _show(self, incident: Incident) -> None:
        self._incident = incident
        campaign, chunk = incident.campaign, incident.chunk
        people = ntr("{count} person", "{count} people", chunk.size, count=count(chunk.size))
        self.set_back(campaign.name)
        self.set_title(tr("Did batch {n} leave?", n=chunk.ordinal))
        self.set_line(
            tr("{campaign} · {people} · sending is paused", campaign=campaign.name, people=people)
        )
        if incident.is_open:
            self.set_badge("warn", wording.state("needs_decision"), "octagon-alert")
        else:
            sent = chunk.state is ChunkState.ACCEPTED
            self.set_badge("ok" if sent else "neutral", wording.chunk_state(chunk.state))
        self._people.setText(
            ntr("See {count} person", "See the {count} people", chunk.size, count=count(chunk.size))
        )
        self._facts.set_facts(facts(incident))
        self._show_ways(incident)
        self.panel.show_incident(incident)
        if not incident.is_open:
            self._say_settled(incident)

    def _show_ways(self, incident: Incident) -> None:
        person = incident.person
        self._person.setVisible(person is not None)
        if person is not None:
            sent_at = incident.chunk.sent_at
            self._person.set_words(
                tr(
                    "{name}, {number}: did they receive the message around {hour}?",
                    name=person.label,
                    number=person.number,
                    hour="–" if sent_at is None else times.hour(sent_at),
                )
            )
        name = incident.campaign.mailing_name
        self._platform.set_words(tr("Name of the sending: {name}", name=name))
        self._wait.set_words(
            tr("A late arrival is recognised by itself, and nothing is sent again.")
        )
        if self._context.client is None:
            self._wait.button.refuse(tr("No platform is chosen."))

    def _say_settled(self, incident: Incident) -> None:
        if incident.chunk.state is ChunkState.ACCEPTED:
            title = tr("The batch has turned up: it was sent")
        else:
            title = tr("This batch no longer waits for a decision.")
        self._banner.set_words("ok", title, tr("Go back to the campaign to continue."))
        self._banner.show()

    # what the person wants

    @Slot(object)
    def _decide(self, decision: Decision) -> None:
        incident = self._incident
        if incident is None:
            return
        database, client = self._context.workspace.database, self._context.client
        by, mailing = self.panel.name.text().strip(), self.panel.mailing.text().strip()
        named = mailing if decision is Decision.SENT else ""

        def work(job: Job) -> Campaign:
            return decide(
                database,
                incident.campaign.id,
                incident.chunk.ordinal,
                decision,
                by=by,
                mailing_id=named,
                client=client,
            )

        self._banner.hide()
        self.panel.wait(tr("The decision is being recorded."))
        # A sending that is named is looked up on the platform first.
        tasks, lane = self._context.tasks, Lane.NETWORK if named else Lane.DATABASE
        tasks.run("decide", work, self._done, failed=self._not_decided, lane=lane)

    def _done(self, campaign: Campaign) -> None:
        self._dispatch.follow(campaign.id)
        self.decided.emit(campaign.id)

    def _not_decided(self, error: VoicedeskError) -> None:
        self.panel.go_on()
        self._fail(error)

    def _fail(self, error: VoicedeskError) -> None:
        self._banner.set_words("err", tr("This did not work"), wording.sentence(error))
        self._banner.show()

    @Slot()
    def _copy(self) -> None:
        if self._incident is not None:
            QGuiApplication.clipboard().setText(self._incident.campaign.mailing_name)
            self._platform.button.setText(tr("Copied"))

    @Slot()
    def _search(self) -> None:
        if self._at is not None:
            self._searching = True
            self._wait.set_words(tr("Searching…"))
            self._dispatch.search(self._at[0])

    @Slot()
    def _see_people(self) -> None:
        if self._at is not None:
            self.people_wanted.emit(self._at[0])

    # what the dispatch tells

    @Slot(object)
    def _snapshot(self, snapshot: Snapshot) -> None:
        incident, status = self._incident, snapshot.status
        if self._at is None or incident is None or status.campaign.id != self._at[0]:
            return
        if incident.is_open and self._at[1] not in status.undecided:
            self.refresh()
        elif self._searching:
            self._searching = False
            found_nothing = tr("Not found until now. The search goes on by itself.")
            failed = tr("The platform cannot be reached.")
            self._wait.set_words(failed if snapshot.error else found_nothing)

    @Slot(str, object)
    def _search_failed(self, campaign_id: str, error: VoicedeskError) -> None:
        if self._at is not None and campaign_id == self._at[0] and self.isVisible():
            self._fail(error)

    def _compose(self) -> None:
        what = Card(tr("What happened"), margins=(20, 16, 20, 16), parent=self)
        what.body.addSpacing(look.TIGHT)
        what.body.addWidget(self._facts)
        how = Card(tr("How to find out"), margins=(20, 16, 20, 14), parent=self)
        how.body.setSpacing(look.GROUP)
        for way in (self._person, self._platform, self._wait):
            how.body.addWidget(way)
        self.body.addWidget(self._banner)
        self.body.addWidget(what)
        self.body.addWidget(how)
        self.body.addStretch(1)


class _Way(QWidget):
    """One way to find out: icon, what to do, the facts for it, and a link where one helps."""

    def __init__(
        self, icon: str, title: str, action: str, action_icon: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._text = Label("", "small", "text2", wrap=True, parent=self)
        self.button = Button(action, "link", action_icon or None, height=28, parent=self)
        self.button.setVisible(bool(action))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, weight=500, wrap=True, parent=self))
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Icon(icon, "accent", parent=self))
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def set_words(self, text: str) -> None:
        self._text.setText(text)
