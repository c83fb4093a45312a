"""One icon as a widget, sharp on every screen."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.ui import icons
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import painting


class Icon(QWidget):
    """Decoration only: the word beside it carries the meaning."""

    def __init__(
        self,
        name: str,
        role: Role = "text",
        size: int = icons.LARGE,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, role: Role) -> None:
        self._name, self._role = name, role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        at = QPointF((self.width() - self._size) / 2, (self.height() - self._size) / 2)
        with painting(self) as painter:
            icons.paint(painter, at, self._name, self._role, self._size)
