"""What an empty place says: a drawing, a sentence, one button, and where to drop files."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Type
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.button import LARGE_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label

_CIRCLE, _WIDE = 104, 280
_BARS = (10, 22, 34, 20, 46, 30, 16, 28, 12)


class EmptyState(QWidget):
    """Focus starts on the button. Files are accepted only where ``drop`` has a sentence.

    Without an ``icon`` it shows the drawing of a voice that reaches telephones. ``between`` holds
    a place for the caller's own widgets between the button and the drop area.
    """

    acted = Signal()
    second_acted = Signal()
    dropped = Signal(list)  # list[str]: paths of local files

    def __init__(
        self,
        title: str,
        sentence: str,
        button: str,
        *,
        icon: str | None = None,
        button_icon: str | None = None,
        second: str = "",
        second_icon: str | None = None,
        drop: str = "",
        drop_icon: str = "file-audio",
        size: Type = "title",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = Button(button, "primary", button_icon, height=LARGE_HEIGHT, parent=self)
        self.button.clicked.connect(self.acted)
        self.second = Button(second, "link", second_icon, parent=self)
        self.second.clicked.connect(self.second_acted)
        self.second.setVisible(bool(second))
        self.between = QVBoxLayout()
        self._drop = Card(
            fill=None, edge="control", dashed=True, margins=(12, 12, 12, 12), parent=self
        )
        self._drop.setVisible(bool(drop))
        self.setAcceptDrops(bool(drop))
        self._shown = False
        self._arrange(_Drawing(icon, self), self._words(title, sentence, size), drop, drop_icon)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths(event):
            self._drop.set_dress("accent_soft", "accent", dashed=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.set_dress(None, "control", dashed=True)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.set_dress(None, "control", dashed=True)
        paths = _paths(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _words(self, title: str, sentence: str, size: Type) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(look.TIGHT)
        for label in (
            Label(title, size, weight=600, wrap=True, parent=self),
            Label(sentence, "lead", "text2", wrap=True, parent=self),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.addWidget(label)
        return words

    def _arrange(self, drawing: QWidget, words: QVBoxLayout, drop: str, sign: str) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(Icon(sign, "text2", parent=self._drop))
        line.addWidget(Label(drop, "body", "text2", wrap=False, parent=self._drop))
        line.addStretch(1)
        self._drop.body.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.EDGE, 0, look.EDGE)
        column.setSpacing(look.NEAR)
        column.addStretch(1)
        column.addWidget(drawing, 0, middle)
        column.addSpacing(look.GROUP)
        column.addLayout(words)
        column.addSpacing(look.NEAR)
        column.addWidget(self.button, 0, middle)
        column.addWidget(self.second, 0, middle)
        column.addSpacing(look.NEAR)
        column.addLayout(self.between)
        column.addWidget(self._drop)
        column.addStretch(1)


class _Drawing(QWidget):
    def __init__(self, icon: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_CIRCLE if self._icon else _WIDE, 112)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            circle = QRectF(0, 4, _CIRCLE, _CIRCLE)
            box(painter, circle, _CIRCLE / 2, "accent_soft")
            at = circle.center() - QPointF(20, 20)
            icons.paint(painter, at, self._icon or "mic", "accent", 40)
            if self._icon is None:
                _paint_voice(painter, circle.right() + 16, circle.center().y())
                for x, y in ((216, 0), (252, 34), (216, 68)):
                    _paint_phone(painter, QRectF(x, y + 2, 24, 40))


def _paint_voice(painter: QPainter, x: float, y: float) -> None:
    pen = QPen(look.color("fill_in_progress"), 3, Qt.PenStyle.SolidLine)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for step, height in enumerate(_BARS):
        painter.drawLine(
            QPointF(x + 8 * step, y - height / 2), QPointF(x + 8 * step, y + height / 2)
        )


def _paint_phone(painter: QPainter, rect: QRectF) -> None:
    box(painter, rect, 5, "surface", "accent", 2)
    painter.setPen(QPen(look.color("accent"), 2.4))
    for row, width in ((10, 10), (16, 6)):
        start = rect.topLeft() + QPointF(7, row)
        painter.drawLine(start, start + QPointF(width, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent"))
    painter.drawEllipse(QPointF(rect.center().x(), rect.bottom() - 7), 1.8, 1.8)


def _paths(event: QDropEvent) -> list[str]:
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
