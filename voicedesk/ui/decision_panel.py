"""The three ways out for a batch nobody knows about; none is preselected."""

import re

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.decisions import Decision
from voicedesk.ui import look
from voicedesk.ui.incident import Incident
from voicedesk.ui.name_field import NameField
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label


class DecisionPanel(QWidget):
    """``decided`` comes only when everything the choice needs is there."""

    decided = Signal(object)  # Decision
    postponed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._incident: Incident | None = None
        self._group = QButtonGroup(self)
        self.sent = self._option("decision-sent", tr("It left"))
        self.again = self._option("decision-again", tr("Send it again"))
        self.again.add_badge(Badge("warn", tr("Risk of calling twice"), parent=self.again))
        self.abandon = self._option("decision-abandon", tr("Give it up"))
        self.mailing = self._field(self.sent, tr("Its sending number"), "mailing-id")
        self.number = self._field(self.again, tr("To confirm, type the number of people"), "number")
        self.name = NameField("decided-by", parent=self)
        self.name.line.textChanged.connect(self._judge)
        self._later = Button(tr("Later"), "quiet", parent=self)
        self._later.setObjectName("later")
        self._later.clicked.connect(self.postponed)
        self._do = Button("", "primary", parent=self)
        self._do.setObjectName("decide")
        self._do.clicked.connect(self._decide)
        self._arrange()

    def show_incident(self, incident: Incident) -> None:
        """Another batch, or the same one as it stands now: then what was typed stays."""
        before, self._incident = self._incident, incident
        key = (incident.campaign.id, incident.chunk.ordinal)
        if before is None or (before.campaign.id, before.chunk.ordinal) != key:
            self._clear(incident)
        people, shown = incident.chunk.size, count(incident.chunk.size)
        self.sent.set_words(
            tr("Give its sending number: watching goes on, nobody is called again.")
        )
        self.again.set_words(
            ntr(
                "If it had left, {count} person will be called twice.",
                "If it had left, {count} people will be called twice.",
                people,
                count=shown,
            )
        )
        self.abandon.set_words(
            ntr(
                "The program will not call this {count} person. If the batch left after all, the"
                " platform calls them, and you will be shown that.",
                "The program will not call these {count} people. If the batch left after all, the"
                " platform calls them, and you will be shown that.",
                people,
                count=shown,
            )
        )
        for option in (self.sent, self.again, self.abandon):
            option.radio.setEnabled(incident.is_open)
        self._judge()

    def wait(self, why: str) -> None:
        """One decision at a time: until :meth:`go_on`, or until the batch is shown again."""
        self._do.refuse(why)

    def go_on(self) -> None:
        """The decision was not taken: it may be made again."""
        self._judge()

    def decision(self) -> Decision | None:
        """The choice made so far."""
        options = ((self.sent, Decision.SENT), (self.again, Decision.SEND_AGAIN))
        for option, decision in options:
            if option.radio.isChecked():
                return decision
        return Decision.ABANDON if self.abandon.radio.isChecked() else None

    def _clear(self, incident: Incident) -> None:
        self._group.setExclusive(False)
        for option in (self.sent, self.again, self.abandon):
            option.radio.setChecked(False)
        self._group.setExclusive(True)
        only = incident.mailings[0] if len(incident.mailings) == 1 else ""
        self.mailing.set_text(only)
        self.number.set_text("")
        self.name.set_text(incident.reviewer)

    @Slot()
    def _judge(self) -> None:
        """The button says what it does, and why it cannot yet."""
        incident, decision = self._incident, self.decision()
        if incident is None:
            return
        n = incident.chunk.ordinal
        texts = {
            None: tr("Decide about batch {n}", n=n),
            Decision.SENT: tr("Record batch {n} as sent", n=n),
            Decision.SEND_AGAIN: tr("Send batch {n} again", n=n),
            Decision.ABANDON: tr("Give up batch {n}", n=n),
        }
        self._do.setText(texts[decision])
        self._do.set_kind("danger" if decision is Decision.SEND_AGAIN else "primary")
        refusal = self._refusal(incident, decision)
        if refusal:
            self._do.refuse(refusal)
        else:
            self._do.allow()

    def _refusal(self, incident: Incident, decision: Decision | None) -> str:
        if not incident.is_open:
            return tr("This batch no longer waits for a decision.")
        if decision is None:
            return tr("Choose one of the three.")
        if decision is Decision.SENT and not self.mailing.text().strip():
            return tr("Type the sending number first.")
        typed = re.sub(r"\D", "", self.number.text())
        if decision is Decision.SEND_AGAIN and typed != str(incident.chunk.size):
            return tr("Type the number of people first.")
        return self.name.obstacle()

    @Slot()
    def _decide(self) -> None:
        decision = self.decision()
        if decision is not None:
            self.decided.emit(decision)

    def _option(self, name: str, title: str) -> OptionCard:
        made = OptionCard(title, self)
        made.radio.setObjectName(name)
        self._group.addButton(made.radio)
        made.chosen.connect(self._judge)
        return made

    def _field(self, option: OptionCard, label: str, name: str) -> Field:
        made = Field(label, parent=option.detail)
        made.line.setObjectName(name)
        made.line.textChanged.connect(self._judge)
        made.line.returnPressed.connect(self._do_click)
        option.detail.setFocusProxy(made)
        column = QVBoxLayout(option.detail)
        column.setContentsMargins(0, look.TIGHT, 0, 0)
        column.addWidget(made)
        return made

    @Slot()
    def _do_click(self) -> None:
        self._do.click()  # does nothing while it is refused

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(Label(tr("Your decision"), "section", parent=self))
        for option in (self.sent, self.again, self.abandon):
            column.addWidget(option)
        column.addStretch(1)
        column.addWidget(Rule(self))
        column.addWidget(self.name)
        row = QHBoxLayout()
        row.addWidget(self._later)
        row.addStretch(1)
        row.addWidget(self._do)
        column.addLayout(row)
        self._do.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
