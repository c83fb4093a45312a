"""Another date for what has not left, when the one that was approved cannot be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.calendar import Calendar, is_too_soon
from voicedesk.campaigns.groups import is_bound
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.ui import look, rule_words, slot_words, wording
from voicedesk.ui.incident import reviewer
from voicedesk.ui.moment_field import MomentField
from voicedesk.ui.name_field import NameField
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.label import Label
from voicedesk.ui.remark import Remark

# Sending has to begin, and the platform takes a date that is five minutes away for "at once".
_LEAD = timedelta(minutes=15)


@dataclass(frozen=True)
class Slots:
    """``proposed`` is the next lawful quarter of an hour.

    ``is_bound``: whether the hours bind what has not left at home; ``has_overseas``: whether
    batches for people elsewhere have not left.
    """

    calendar: Calendar
    proposed: datetime
    is_bound: bool
    has_overseas: bool
    reviewer: str

    def is_lawful(self, moment: datetime) -> bool:
        return not self.is_bound or self.calendar.is_lawful(moment)


def read_slots(workspace: Workspace, campaign_id: str) -> Slots:
    """By the rules in force; raises ``bad_rules``."""
    calendar = Calendar(rules.load(workspace))
    chunks = Outbox(workspace.database, campaign_id).chunks()
    left = [chunk for chunk in chunks if chunk.state is ChunkState.PLANNED]
    home = [chunk for chunk in left if chunk.zone == calendar.home.name]
    return Slots(
        calendar,
        proposed=calendar.next_slot(now() + _LEAD),
        is_bound=any(is_bound(chunk.media, calendar.rules) for chunk in home),
        has_overseas=len(home) < len(left),
        reviewer=reviewer(workspace),
    )


class SlotDialog(Dialog):
    """``wanted`` carries the date (None: at once) and the name of who chose it."""

    wanted = Signal(object, str)  # datetime | None

    def __init__(self, slots: Slots, parent: QWidget) -> None:
        super().__init__(
            "slot",
            tr("Another date for what has not left"),
            tr("Batches that have left keep theirs."),
            leave=tr("Leave it paused"),
            deed=tr("Continue sending"),
            width=480,
            parent=parent,
        )
        self._slots = slots
        self._group = QButtonGroup(self)
        self._next = self._option(slot_words.slot(slots.proposed), "slot-next")
        self._next.set_words(tr("The next lawful slot. The platform keeps the calls until then."))
        self._now = self._option(tr("At once"), "slot-now")
        self._now.set_words(tr("The calls begin as soon as the batches are sent."))
        self._now.setVisible(slots.is_lawful(now()))
        self._free = self._option(tr("At another date"), "slot-free")
        self._free.set_words(tr("On the clocks at home. The calling rules judge it."))
        self._field = MomentField("slot", slots.calendar, slots.proposed, parent=self._free)
        self._remark = Remark(parent=self._free)
        self._remark.setObjectName("slot-remark")
        self._elsewhere = Label(
            tr(
                "Batches overseas follow: at the same hour on the clocks there where that is"
                " lawful, else at their next lawful slot."
            ),
            "small",
            "text2",
            wrap=True,
            parent=self,
        )
        self._elsewhere.setObjectName("slot-overseas")
        self._elsewhere.setVisible(slots.has_overseas)
        self._by = NameField("slot-by", slots.reviewer, parent=self)
        self._arrange()
        self._group.buttonToggled.connect(self._turn)
        self._field.changed.connect(self._turn)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._choose)
        self._next.radio.setChecked(True)
        self._judge()

    def _option(self, title: str, name: str) -> OptionCard:
        made = OptionCard(title, self)
        made.radio.setObjectName(name)
        self._group.addButton(made.radio)
        return made

    def _arrange(self) -> None:
        column = QVBoxLayout(self._free.detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(self._field)
        column.addWidget(self._remark)
        for part in (self._next, self._now, self._free, self._elsewhere, self._by):
            self.body.addWidget(part)

    def _date(self) -> datetime | None:
        """None is at once, or no moment yet."""
        if self._now.radio.isChecked():
            return None
        return self._field.moment() if self._free.radio.isChecked() else self._slots.proposed

    def _obstacle(self) -> str:
        """Why that date cannot be chosen, as a sentence; empty where it can."""
        if not self._free.radio.isChecked():
            return ""
        moment = self._field.moment()
        if moment is None:
            return self._field.obstacle()
        if is_too_soon(moment, now()):
            return tr("This is past, or less than five minutes away. Choose a later time.")
        return ""

    @Slot()
    def _turn(self) -> None:
        """Another date: what the rules say of it."""
        moment, obstacle = self._field.moment(), self._obstacle()
        wrong = obstacle if moment is not None else ""
        self._field.set_wrong(wrong)
        if wrong:
            self._remark.say("err", wrong)
        elif moment is None or self._slots.is_lawful(moment):
            self._remark.say("warn", "")
        else:
            self._remark.say("warn", _unlawful(self._slots.calendar, moment))
        self._judge()
        self.fit()

    @Slot()
    def _judge(self) -> None:
        self.deed.allow_unless(self._obstacle() or self._by.obstacle())

    @Slot()
    def _choose(self) -> None:
        self._turn()  # time has passed since the date was chosen
        if not self.deed.isEnabled():
            return
        date, by = self._date(), self._by.name()
        self.accept()
        self.wanted.emit(date, by)


def _unlawful(calendar: Calendar, moment: datetime) -> str:
    """In which way the date is outside, and what comes of it."""
    kind, _, name = (calendar.closed(calendar.local(moment).date()) or "").partition(":")
    if kind == "weekend":
        what = wording.pause_reason("weekend")
    elif kind == "holiday":
        what = tr("It is a public holiday: {holiday}.", holiday=rule_words.holiday(name))
    else:
        hours = slot_words.hours(calendar.rules)
        what = tr("This is outside the lawful hours ({hours}).", hours=hours)
    then = tr("Before anything leaves you are asked again; what a rule forbids is not sent.")
    return f"{what} {then}"
