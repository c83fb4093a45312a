"""A day and an hour on the clocks at home, and the question where these show no single moment."""

from datetime import datetime

from PySide6.QtCore import QTime, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.campaigns.calendar import Calendar, resolve, shifted
from voicedesk.ui import look
from voicedesk.ui.clock_question import ClockQuestion
from voicedesk.ui.day_field import DayField
from voicedesk.ui.hour_field import HourField
from voicedesk.ui.parts.field import Box
from voicedesk.ui.wheel_guard import WheelGuard


class MomentField(QWidget):
    """``name`` begins the object names of the day and the time."""

    changed = Signal()

    def __init__(
        self, name: str, calendar: Calendar, moment: datetime, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._zone = calendar.home.lead
        self._moment: datetime | None = None
        self._day = DayField(parent=self)
        self._day.setObjectName(f"{name}-day")
        self._day.set_calendar(calendar)
        self._time = HourField(parent=self)
        self._time.setObjectName(f"{name}-time")
        self._boxes = Box(self._day, "calendar", parent=self), Box(self._time, parent=self)
        self._question = ClockQuestion(stacked=True, parent=self)
        WheelGuard(self._day)
        self._arrange()
        self._take(moment)
        self._day.dateChanged.connect(self._edited)
        self._time.timeChanged.connect(self._edited)
        self._question.answered.connect(self._take)

    def moment(self) -> datetime | None:
        """The aware moment that is meant; None while the change of clocks is asked about."""
        return self._moment

    def obstacle(self) -> str:
        """The question that waits for an answer, as a sentence."""
        return self._question.sentence() if self._question.is_open() else ""

    def set_wrong(self, sentence: str) -> None:
        """Mark it as what ``sentence`` says is wrong; an empty one takes that back."""
        for box, editor in zip(self._boxes, (self._day, self._time), strict=True):
            box.set_wrong(bool(sentence))
            editor.setAccessibleDescription(sentence)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look.NEAR)
        for box in self._boxes:
            row.addWidget(box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addLayout(row)
        column.addWidget(self._question)

    @Slot(object)
    def _take(self, moment: datetime) -> None:
        there = moment.astimezone(self._zone)
        self._question.close_question()
        self._day.set_day(there.date())
        self._time.blockSignals(True)
        self._time.setTime(QTime(there.hour, there.minute))
        self._time.blockSignals(False)
        self._moment = there
        self.changed.emit()

    @Slot()
    def _edited(self) -> None:
        at = datetime.min.time().replace(self._time.time().hour(), self._time.time().minute())
        wall = datetime.combine(self._day.day(), at)
        moments = resolve(wall, self._zone)
        if len(moments) == 1:
            self._take(moments[0])
            return
        self._moment = None
        self._question.ask(wall, moments or shifted(wall, self._zone), exists=bool(moments))
        self.changed.emit()
