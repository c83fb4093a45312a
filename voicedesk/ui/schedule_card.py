"""When people are called: at once or at a date, beside the week's lawful hours."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QPointF, Qt, QTime, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent, QTextCharFormat
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QTimeEdit, QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.campaigns import slots
from voicedesk.ui import icons, look, slot_words
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Box
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.time_strip import Day, TimeStrip
from voicedesk.ui.remark import Remark
from voicedesk.ui.wheel_guard import WheelGuard

_LOOK_AGAIN_MS = 20_000  # a date that was far enough may not be so any more


class ScheduleCard(Card):
    """``changed`` carries ``date`` and an aware moment, or None for at once.

    ``judged`` comes when :meth:`obstacle` may say something else.
    """

    changed = Signal(str, object)
    judged = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(look.NEAR)
        self._moment: datetime | None = None
        self._obstacle = ""
        self._when = Segmented(
            [Choice("now", tr("Now")), Choice("date", tr("At a date"))],
            "now",
            name=tr("Schedule"),
            parent=self,
        )
        self._day = _DayEdit(self)
        self._time = QTimeEdit(self)
        self._boxes = Box(self._day, "calendar", parent=self), Box(self._time, parent=self)
        self._zone = Label(tr("Paris time"), "body", "text2", parent=self)
        self._badge = Badge("ok", "", parent=self)
        self._remark = Remark(parent=self)
        self._remark.setObjectName("campaign-date-remark")
        self._strip = TimeStrip(parent=self)
        self._next = Button("", "link", height=SMALL_HEIGHT, parent=self)
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_AGAIN_MS)
        self._prepare()
        self._arrange()
        self._listen()

    def show_date(self, moment: datetime | None) -> None:
        """Show what is stored, without a signal of ``changed``."""
        self._moment = None if moment is None else slots.local(moment)
        self._when.set_current("now" if moment is None else "date")
        dated = self._moment is not None
        for part in (*self._boxes, self._zone):
            part.setVisible(dated)
        if self._moment is not None:
            self._fill_editors(self._moment)
        self._show_week()
        self.judge()

    def obstacle(self) -> str:
        """Why this date forbids approving, as a sentence; empty where it does not."""
        return self._obstacle

    @Slot()
    def judge(self) -> None:
        """Look at the date again: time has passed."""
        moment, present = self._moment, now()
        soon = moment is not None and slots.is_too_soon(moment, present)
        past = moment is not None and moment < present
        lawful = slots.is_lawful(moment or present)
        self._obstacle = _obstacle(past=past, soon=soon)
        for box in self._boxes:
            box.set_wrong(soon)
        self._badge.setVisible(not soon)
        if lawful:
            self._badge.set_state("ok", tr("Lawful slot"))
        else:
            self._badge.set_state("warn", tr("Outside lawful hours"))
        if soon:
            self._remark.say("err", self._obstacle)
        else:
            self._remark.say("warn", "" if lawful else _warning(at_once=moment is None))
        for editor in (self._day, self._time):
            editor.setAccessibleDescription(self._remark.text())
        upcoming = slot_words.short_slot(slots.next_slot(present))
        self._next.setText(tr("Next slot: {slot}", slot=upcoming))
        self.judged.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _prepare(self) -> None:
        self._when.setObjectName("campaign-when")
        self._strip.setObjectName("campaign-slots")
        self._strip.setToolTip(slots.rules().source)
        self._next.setObjectName("next-slot")
        self._day.setObjectName("campaign-date")
        self._day.setAccessibleName(tr("Date"))
        self._day.setCalendarPopup(True)
        self._day.setDisplayFormat("ddd d MMMM yyyy")
        self._time.setObjectName("campaign-time")
        self._time.setAccessibleName(tr("Time"))
        self._time.setDisplayFormat("HH:mm")
        self._time.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
        for editor in (self._day, self._time):
            editor.setLocale(QLocale())
            editor.setKeyboardTracking(False)  # half a typed date is none
            WheelGuard(editor)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(tr("Schedule"), "section", parent=self))
        head.addStretch(1)
        head.addWidget(self._badge)
        head.addSpacing(look.NEAR)
        head.addWidget(self._when)
        choice = QHBoxLayout()
        choice.setSpacing(look.NEAR)
        for box in self._boxes:
            box.setMaximumWidth(look.tall(280))
            choice.addWidget(box)
        choice.addWidget(self._zone)
        choice.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(ElidedLabel(slot_words.hours(), "small", "text2", parent=self), 1)
        foot.addWidget(self._next)
        self.body.addLayout(head)
        self.body.addLayout(choice)
        self.body.addWidget(self._remark)
        self.body.addWidget(self._strip)
        self.body.addLayout(foot)

    def _listen(self) -> None:
        self._when.chosen.connect(self._choose_when)
        self._day.dateChanged.connect(self._edited)
        self._time.timeChanged.connect(self._edited)
        self._strip.chosen.connect(self._choose_slot)
        self._next.clicked.connect(self._choose_next)
        self._clock.timeout.connect(self.judge)
        look.current().changed.connect(self._dress_calendar)
        self._dress_calendar()

    @Slot()
    def _dress_calendar(self) -> None:
        closed = QTextCharFormat()
        closed.setForeground(look.color("text2"))  # Qt's own red says that something is wrong
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._day.calendarWidget().setWeekdayTextFormat(day, closed)

    def _fill_editors(self, moment: datetime) -> None:
        for editor in (self._day, self._time):
            editor.blockSignals(True)
        self._day.setDate(QDate(moment.year, moment.month, moment.day))
        self._time.setTime(QTime(moment.hour, moment.minute))
        for editor in (self._day, self._time):
            editor.blockSignals(False)

    def _show_week(self) -> None:
        today = slots.local(now())
        shown = (self._moment or today).date()
        monday = shown - timedelta(days=shown.weekday())
        week = [_day(monday + timedelta(days=n), today.date()) for n in range(7)]
        self._strip.set_week(week, today.replace(tzinfo=None))
        chosen = self._moment
        self._strip.set_choice(None if chosen is None else chosen.replace(tzinfo=None))

    def _choose(self, moment: datetime | None) -> None:
        self.show_date(moment)
        self.changed.emit("date", moment)

    @Slot(str)
    def _choose_when(self, key: str) -> None:
        self._choose(None if key == "now" else self._moment or slots.next_slot(now()))

    @Slot(datetime)
    def _choose_slot(self, naive: datetime) -> None:
        self._choose(naive.replace(tzinfo=slots.rules().zone))

    @Slot()
    def _choose_next(self) -> None:
        self._choose(slots.next_slot(now()))

    @Slot()
    def _edited(self) -> None:
        day, time = self._day.date(), self._time.time()
        zone = slots.rules().zone
        self._choose(
            datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=zone)
        )


class _DayEdit(QDateEdit):
    """Draws its arrow as the other drop-downs do; the style's own would be a button in the box."""

    def paintEvent(self, event: QPaintEvent) -> None:
        at = QPointF(self.width() - 20, self.height() / 2 - icons.MEDIUM / 2)
        with painting(self) as painter:
            icons.paint(painter, at, "chevron-down", "text2", icons.MEDIUM)


def _day(day: date, today: date) -> Day:
    intervals = slots.lawful_intervals(day)
    if day < today:
        return Day(day, closed=tr("Past"))
    return Day(day, intervals, "" if intervals else tr("Closed"))


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
