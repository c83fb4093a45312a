"""An hour and its minutes, typed; half a typed time is none."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QTimeEdit, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.wheel_guard import WheelGuard

_WIDTH = 56


class HourField(QTimeEdit):
    """Tells another time when it is whole; the wheel does not change it by chance."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Time"))
        self.setDisplayFormat("HH:mm")
        self.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
        self.setLocale(QLocale())
        self.setMinimumWidth(look.tall(_WIDTH))
        self.setKeyboardTracking(False)
        WheelGuard(self)
