"""A day, typed or chosen from a calendar."""

from datetime import date

from PySide6.QtCore import QDate, QPointF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDateEdit, QWidget

from voicedesk.ui import icons
from voicedesk.ui.parts.brush import painting


class DayEdit(QDateEdit):
    """Its arrow is that of the drop-downs; the style's own would be a button in the box."""

    def __init__(self, name: str, day: date, *, parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")

    def day(self) -> date:
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def paintEvent(self, event: QPaintEvent) -> None:
        at = QPointF(self.width() - 20, self.height() / 2 - icons.MEDIUM / 2)
        with painting(self) as painter:
            icons.paint(painter, at, "chevron-down", "text2", icons.MEDIUM)
