"""How a campaign stands: the share that is handled, one bar, and how old the figures are."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.campaigns.watcher import Snapshot
from voicedesk.ui import icons, look, times, wording
from voicedesk.ui.outcomes import outcomes
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count, percent
from voicedesk.ui.parts.fill import ORDER, Outcome
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.stacked_bar import Share, StackedBar
from voicedesk.ui.run import NO_PLATFORM, OTHER_PLATFORM

# The code that words each outcome.
CODES: dict[Outcome, str] = {
    "delivered": "ok",
    "not_delivered": "ko",
    "unknown": "no",
    "in_progress": "on",
    "waiting": "wait",
    "to_decide": "ask",
    "not_sent": "plan",
}


class Standing(Card):
    """Show it snapshots; stale figures tell their age, and when the next try is."""

    opened = Signal(str)  # the outcome whose figure was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 10, 18, 8), parent=parent)
        self._read_at: datetime | None = None
        self._error: str | None = None
        self._retry_at: datetime | None = None
        self._hero = Label("", "hero", figures=True, parent=self)
        self._handled = Label(tr("handled"), "lead", "text2", parent=self)
        self._sentence = ElidedLabel("", "body", "text2", parent=self)
        self._sign = Icon("clock-alert", "warn", icons.MEDIUM, parent=self)
        self._age = Label("", "body", "warn", 500, parent=self)
        self._age.setObjectName("age")
        self._retry = Label("", "small", "text2", parent=self)
        self.bar = StackedBar(parent=self)
        self.bar.opened.connect(self.opened)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._tell_age)
        self._arrange()
        self._tell_age()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        status = snapshot.status
        stats = status.stats
        handled = stats.ok + stats.ko + stats.no
        self._hero.setText(percent(handled / status.recipients if status.recipients else 0.0, 0))
        self._sentence.setText(_sentence(status, handled))
        self.bar.set_shares(_shares(status), self._spoken())
        if snapshot.read_at is not None:
            self._read_at = snapshot.read_at
        self._error = snapshot.error
        self._retry_at = None
        if snapshot.retry_s is not None:
            self._retry_at = datetime.fromtimestamp(
                now().timestamp() + snapshot.retry_s, now().tzinfo
            )
        self._tell_age()

    def forget(self) -> None:
        """Another campaign follows: its figures have another age."""
        self._read_at = self._error = self._retry_at = None

    def set_read_at(self, at: datetime | None) -> None:
        """When the figures that stand in the workspace were read, before there is a new reading."""
        if self._read_at is None:
            self._read_at = at
            self._tell_age()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)

    def _spoken(self) -> str:
        return f"{self._hero.text()} {self._handled.text()}. {self._sentence.text()}"

    @Slot()
    def _tell_age(self) -> None:
        stale = self._error is not None
        self._sign.setVisible(stale)
        self._age.set_role("warn" if stale else "text2")
        self._retry.setVisible(stale)
        self._age.setVisible(stale or self._read_at is not None)
        if not stale:
            at = self._read_at
            self._age.setText(
                "" if at is None else tr("Up to date {occasion}", occasion=times.occasion(at))
            )
            return
        if self._read_at is None:
            self._age.setText(tr("No figures yet"))
        else:
            age = times.span((now() - self._read_at).total_seconds())
            self._age.setText(tr("Figures of {age} ago", age=age))
        self._retry.setText(_trouble(self._error or "", self._retry_at))

    def _arrange(self) -> None:
        hero = QHBoxLayout()
        hero.setSpacing(look.NEAR)
        hero.addWidget(self._hero)
        hero.addWidget(self._handled)
        hero.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(hero)
        left.addWidget(self._sentence)
        age = QHBoxLayout()
        age.setSpacing(6)
        age.addStretch(1)
        age.addWidget(self._sign)
        age.addWidget(self._age)
        right = QVBoxLayout()
        right.setSpacing(3)
        right.addLayout(age)
        right.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(look.BLOCK)
        top.addLayout(left, 1)
        top.addLayout(right)
        self.body.addLayout(top)
        self.body.addWidget(self.bar)


def _sentence(status: CampaignStatus, handled: int) -> str:
    total = status.recipients
    if not handled:
        return ntr("{count} person to call", "{count} people to call", total, count=count(total))
    words = ntr(
        "{handled} of {total} person, {share} of those handled received the message",
        "{handled} of {total} people, {share} of whom received the message",
        total,
        handled=count(handled),
        total=count(total),
        share=percent(status.stats.ok / handled),
    )
    optout = status.stats.optout
    if not optout:
        return words
    told = ntr(
        "{count} opted out and is on the stop list",
        "{count} opted out and are on the stop list",
        optout,
        count=count(optout),
    )
    return f"{words} · {told}"


def _shares(status: CampaignStatus) -> list[Share]:
    found = outcomes(status)
    return [
        Share(outcome, wording.call_status(CODES[outcome]), found[outcome]) for outcome in ORDER
    ]


def _trouble(code: str, retry_at: datetime | None) -> str:
    if code == NO_PLATFORM:
        return tr("No platform is chosen.")
    if code == OTHER_PLATFORM:
        return tr("This campaign was sent with another account, which cannot be asked now.")
    if code == "credentials":
        what = tr("The platform does not accept the credentials.")
    elif code in ("not_connected", "no_answer", "deadline"):
        what = tr("The platform cannot be reached.")
    else:
        what = tr("The platform gives no usable answer.")
    if retry_at is None:
        return what
    seconds = times.span((retry_at - now()).total_seconds())
    return tr("{what} New try in {seconds}.", what=what, seconds=seconds)
