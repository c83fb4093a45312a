"""When people are called: at once or at a date, beside the week's lawful hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTime, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.campaigns import rules
from voicedesk.campaigns.calendar import SOONEST, Calendar, is_too_soon, resolve, shifted
from voicedesk.campaigns.groups import Group, is_bound
from voicedesk.ui import look, slot_words
from voicedesk.ui.clock_question import ClockQuestion
from voicedesk.ui.day_field import DayField
from voicedesk.ui.hour_field import HourField
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Box
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.time_strip import TimeStrip
from voicedesk.ui.remark import Remark
from voicedesk.ui.week import week_of
from voicedesk.ui.wheel_guard import WheelGuard
from voicedesk.ui.zone_combo import ZoneCombo

_PAUSE_MS = 700  # a day or an hour that is whole is kept when the typing pauses
_LOOK_AGAIN_MS = 20_000  # a date that was far enough may not be so any more


class ScheduleCard(Card):
    """``changed`` carries ``date`` (an aware moment, None for at once) or ``zone`` (its clock).

    ``judged`` comes when :meth:`obstacle` may say something else.
    """

    changed = Signal(str, object)
    judged = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(look.NEAR)
        self._calendar = Calendar(rules.load())
        self._moment: datetime | None = None
        self._people = self._calendar.home  # whose hours decide
        self._bound = True
        self._needed: timedelta | None = None
        self._obstacle = ""
        self._when = Segmented(
            [Choice("now", tr("Now")), Choice("date", tr("At a date"))],
            "now",
            name=tr("Schedule"),
            parent=self,
        )
        self._day = DayField(parent=self)
        self._time = HourField(parent=self)
        self._boxes = Box(self._day, "calendar", parent=self), Box(self._time, parent=self)
        self._clock = ZoneCombo(parent=self)
        self._badge = Badge("ok", "", parent=self)
        self._question = ClockQuestion(parent=self)
        self._remark = Remark(parent=self)
        self._strip = TimeStrip(parent=self)
        self._hours = ElidedLabel("", "small", "text2", parent=self)
        self._next = Button("", "link", height=SMALL_HEIGHT, parent=self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_PAUSE_MS)
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._prepare()
        self._arrange()
        self._listen()
        self._clock.set_rules(self._calendar.rules)

    def set_calendar(self, calendar: Calendar) -> None:
        """The rules of the workspace. The calendar has been looked at: holidays load slowly."""
        self._calendar = calendar
        self._day.set_calendar(calendar)
        self._clock.set_rules(calendar.rules)
        self._hours.setText(slot_words.hours(calendar.rules))
        self._strip.setToolTip(calendar.rules.rule("days_hours").source)
        self.show_groups(None)

    def show_date(self, moment: datetime | None, zone: str | None) -> None:
        """Show what is stored, without a signal of ``changed``."""
        self._clock.set_zone(zone or self._calendar.rules.zone.key)
        self._moment = None if moment is None else moment.astimezone(self._clock.zone())
        self._question.close_question()
        dated = self._moment is not None
        self._when.set_current("date" if dated else "now")
        for part in (*self._boxes, self._clock):
            part.setVisible(dated)
        if self._moment is not None:
            self._fill_editors(self._moment)
        self._show_week()
        self.judge()

    def show_groups(self, groups: Sequence[Group] | None) -> None:
        """Who is called, once that is known: their hours decide. None: people at home."""
        home = self._calendar.home
        here = [one for one in groups or () if one.zone.name == home.name]
        self._people = home if here or not groups else groups[0].zone
        media = here or groups or ()
        self._bound = not media or any(is_bound(one.media, self._calendar.rules) for one in media)
        self._show_week()
        self.judge()

    def show_needed(self, needed: timedelta | None) -> None:
        """How long the calls will take at about; None where nobody knows."""
        self._needed = needed
        self._show_choice()

    def obstacle(self) -> str:
        """Why this date forbids approving, as a sentence; empty where it does not."""
        return self._question.sentence() if self._question.is_open() else self._obstacle

    @Slot()
    def judge(self) -> None:
        """Look at the date again: time has passed."""
        moment, present = self._moment, now()
        soon = moment is not None and is_too_soon(moment, present)
        past = moment is not None and moment < present
        lawful = self._is_lawful(moment or present)
        self._obstacle = _obstacle(past=past, soon=soon)
        for box in self._boxes:
            box.set_wrong(soon)
        self._badge.setVisible(not soon and not self._question.is_open())
        if lawful:
            self._badge.set_state("ok", tr("Lawful slot"))
        else:
            self._badge.set_state("warn", tr("Outside lawful hours"))
        if self._question.is_open():
            self._remark.say("warn", "")  # it would be about the date before
        elif soon:
            self._remark.say("err", self._obstacle)
        else:
            self._remark.say("warn", "" if lawful else _warning(at_once=moment is None))
        for editor in (self._day, self._time):
            editor.setAccessibleDescription(self._remark.text())
        upcoming = slot_words.short_slot(self._next_slot(present), self._clock.zone())
        self._next.setText(tr("Next slot: {slot}", slot=upcoming))
        self.judged.emit()

    @Slot()
    def choose_next(self) -> None:
        """Take the next lawful slot."""
        self._choose(self._next_slot(now()))

    @Slot()
    def flush(self) -> None:
        """Take now the day and the hour that are still being typed, as far as they are whole."""
        self._typing.stop()
        for editor in (self._day, self._time):
            if _line(editor).hasAcceptableInput():
                editor.interpretText()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def _prepare(self) -> None:
        self._when.setObjectName("campaign-when")
        self._strip.setObjectName("campaign-slots")
        self._next.setObjectName("next-slot")
        self._day.setObjectName("campaign-date")
        self._time.setObjectName("campaign-time")
        self._clock.setObjectName("campaign-zone")
        self._remark.setObjectName("campaign-date-remark")
        for editor in (self._day, self._clock):
            WheelGuard(editor)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(tr("Schedule"), "section", parent=self), 1)
        head.addWidget(self._when)
        choice = QHBoxLayout()
        choice.setSpacing(look.NEAR)
        for box in self._boxes:
            choice.addWidget(box)
        choice.addWidget(self._clock)
        choice.addStretch(1)
        choice.addWidget(self._badge)
        foot = QHBoxLayout()
        foot.addWidget(self._hours, 1)
        foot.addWidget(self._next)
        self.body.addLayout(head)
        self.body.addLayout(choice)
        for part in (self._question, self._remark, self._strip):
            self.body.addWidget(part)
        self.body.addLayout(foot)

    def _listen(self) -> None:
        self._when.chosen.connect(self._choose_when)
        self._day.dateChanged.connect(self._edited)
        self._time.timeChanged.connect(self._edited)
        for editor in (self._day, self._time):
            _line(editor).textEdited.connect(self._wait)
        self._typing.timeout.connect(self.flush)
        self._clock.activated.connect(self._edited)
        self._question.answered.connect(self._choose)
        self._strip.chosen.connect(self._mean)
        self._next.clicked.connect(self.choose_next)
        self._again.timeout.connect(self.judge)

    def _fill_editors(self, moment: datetime) -> None:
        """What shows it already is left alone: somebody may be typing there."""
        if self._day.day() != moment.date():
            self._day.set_day(moment.date())
        time = QTime(moment.hour, moment.minute)
        if self._time.time() != time:
            self._time.blockSignals(True)
            self._time.setTime(time)
            self._time.blockSignals(False)

    def _show_week(self) -> None:
        clock = self._clock.zone()
        today = now().astimezone(clock)
        shown = (self._moment or today).date()
        days = week_of(self._calendar, self._people, clock, shown, today.date())
        self._strip.set_week(days, today.replace(tzinfo=None))
        self._show_choice()

    def _show_choice(self) -> None:
        if self._moment is None:
            self._strip.set_choice(None)
            return
        start = self._moment.replace(tzinfo=None)
        self._strip.set_choice(start, start + self._needed if self._needed else None)

    def _is_lawful(self, moment: datetime) -> bool:
        """People elsewhere are called at their next lawful slot where this one is none."""
        away = self._people.name != self._calendar.home.name
        return away or not self._bound or self._calendar.is_lawful(moment)

    def _choose(self, moment: datetime | None) -> None:
        zone = self._clock.zone().key
        self.show_date(moment, zone)
        if moment is not None:
            self.changed.emit("zone", zone)
        self.changed.emit("date", moment)

    @Slot(str)
    def _choose_when(self, key: str) -> None:
        self._choose(None if key == "now" else self._moment or self._next_slot(now()))

    @Slot(datetime)
    def _mean(self, wall: datetime) -> None:
        """Take what the clock shows then, or ask where that is not one moment."""
        clock = self._clock.zone()
        moments = resolve(wall, clock)
        if len(moments) == 1:
            self._choose(moments[0])
            return
        self._question.ask(wall, moments or shifted(wall, clock), exists=bool(moments))
        self.judge()

    @Slot(str)
    def _wait(self, _typed: str) -> None:
        self._typing.start()

    @Slot()
    def _edited(self) -> None:
        time = self._time.time()
        at = datetime.min.time().replace(time.hour(), time.minute())
        self._mean(datetime.combine(self._day.day(), at))

    def _next_slot(self, present: datetime) -> datetime:
        """On the clock of the date; people elsewhere are called at its wall time on theirs."""
        slot = self._calendar.next_slot(present + SOONEST, self._people)
        clock: ZoneInfo = self._clock.zone()
        if self._people.name == self._calendar.home.name:
            return slot.astimezone(clock)
        return slot.replace(tzinfo=clock)


def _line(editor: QWidget) -> QLineEdit:
    found = editor.findChild(QLineEdit)
    assert found is not None
    return found


def _obstacle(*, past: bool, soon: bool) -> str:
    if past:
        return tr("This date is past. Choose a later one.")
    if soon:
        return tr(
            "This is less than five minutes away: the platform would call at once. Choose a later"
            " time."
        )
    return ""


def _warning(*, at_once: bool) -> str:
    if at_once:
        return tr(
            "Now is outside the hours for prospecting calls. Choose a slot in green, or make sure"
            " that you may call."
        )
    return tr(
        "Outside the hours for prospecting calls. Choose a slot in green, or make sure that you may"
        " call then."
    )
