"""A sheet that holds what belongs together."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from voicedesk.ui import look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.label import Label


class Card(QWidget):
    """A rounded sheet with an optional section title; put the content into ``body``."""

    def __init__(
        self,
        title: str = "",
        *,
        fill: Role | None = "surface",
        edge: Role | None = "line",
        dashed: bool = False,
        margins: tuple[int, int, int, int] = (18, 14, 18, 14),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, self._edge, self._dashed = fill, edge, dashed
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(10)
        self.title = Label(title, "section", parent=self)
        self.title.setVisible(bool(title))
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self.title)
        self.setAccessibleName(title)

    def set_dress(self, fill: Role | None, edge: Role | None, *, dashed: bool = False) -> None:
        self._fill, self._edge, self._dashed = fill, edge, dashed
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        with painting(self) as painter:
            if not self._dashed:
                box(painter, rect, look.RADIUS_CARD, self._fill, self._edge)
                return
            box(painter, rect, look.RADIUS_CARD, self._fill)
            pen = QPen(look.color(self._edge or "control"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, look.RADIUS_CARD, look.RADIUS_CARD)


class Rule(QWidget):
    """A hairline, for where space cannot separate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("line"))
