"""What the mouse is over looks touched: shared by the parts that are painted by hand."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Hover(QObject):
    """``over`` while the mouse is over its parent, which is painted again at each change."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self.over = False
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.over = event.type() == QEvent.Type.Enter
            self._target.update()
        return False
