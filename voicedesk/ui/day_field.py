"""The day of a campaign: typed, or chosen from a calendar in which the closed days are marked."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Slot
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.campaigns.calendar import Calendar
from voicedesk.ui import look, week
from voicedesk.ui.parts.day_edit import DayEdit

_SHOWN = 42  # days of a calendar's page, from some days before the month on
_BEFORE = 7


class DayField(DayEdit):
    """Holidays are struck out, with their name as the tooltip."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tr("Date"), now().date(), parent=parent)
        self._calendar: Calendar | None = None
        self.setDisplayFormat("ddd d MMMM yyyy")
        self.setLocale(QLocale())
        self.setKeyboardTracking(False)  # half a typed date is none
        self.calendarWidget().currentPageChanged.connect(self._dress_month)
        look.current().changed.connect(self._dress)

    def set_calendar(self, calendar: Calendar) -> None:
        """By these rules days are closed from now on."""
        self._calendar = calendar
        self._dress()

    def set_day(self, day: date) -> None:
        """Show a day, without a signal."""
        self.blockSignals(True)
        self.setDate(QDate(day.year, day.month, day.day))
        self.blockSignals(False)

    @Slot()
    def _dress(self) -> None:
        plain = QTextCharFormat()
        plain.setForeground(look.color("text"))  # Qt's own red says that something is wrong
        for number in range(1, 8):
            self.calendarWidget().setWeekdayTextFormat(Qt.DayOfWeek(number), plain)
        picture = self.calendarWidget()
        self._dress_month(picture.yearShown(), picture.monthShown())

    @Slot(int, int)
    def _dress_month(self, year: int, month: int) -> None:
        if self._calendar is None:
            return
        for number in range(_SHOWN):
            shown = QDate(year, month, 1).addDays(number - _BEFORE)
            day = date(shown.year(), shown.month(), shown.day())
            reason = week.closed(self._calendar, day, self._calendar.home)
            self.calendarWidget().setDateTextFormat(shown, _dress(reason))


def _dress(reason: str) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(look.color("text2" if reason else "text"))
    if reason:
        found.setFontStrikeOut(True)
        found.setToolTip(reason)
    return found
