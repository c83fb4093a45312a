"""A page that scrolls must not change a choice that happens to lie under the pointer."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WheelGuard(QObject):
    """Gives the wheel of its parent (a drop-down, a date) on to the page around it."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel:
            return False
        event.ignore()
        return True
