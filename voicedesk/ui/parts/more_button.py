"""The button with three dots: what is seldom wanted, in a menu below it."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.ui.parts.button import Button


class MoreButton(Button):
    """``name`` says what it is more about: the tooltip, and what a screen reader says."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__("", "default", "ellipsis", parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._deeds = QMenu(self)
        self.clicked.connect(self._drop)

    def add(self, text: str, called: Callable[[], None]) -> QAction:
        action = self._deeds.addAction(text)
        action.triggered.connect(called)
        return action

    def separate(self) -> None:
        """A line between what came before and what comes."""
        self._deeds.addSeparator()

    @Slot()
    def _drop(self) -> None:
        self._deeds.popup(self.mapToGlobal(self.rect().bottomLeft()))
