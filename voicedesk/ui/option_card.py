"""One choice of several, with what follows from it; the whole card chooses."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from voicedesk.ui import look
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.label import Label

_DOT, _INDENT = 18, 28


class OptionCard(Card):
    """Put what the choice needs into ``detail``: seen only while the card is chosen.

    A click on the card moves the focus into it.
    """

    chosen = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(margins=(14, 12, 14, 12), parent=parent)
        self.body.setSpacing(5)
        self.radio = _Radio(title, self)
        self.radio.toggled.connect(self._toggled)
        self._words = Label("", "small", "text2", wrap=True, parent=self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)  # cards side by side read in line
        self._top = QHBoxLayout()
        self._top.setSpacing(look.NEAR)
        self._top.addWidget(self.radio, 1)
        self.detail = QWidget(self)
        self.detail.hide()
        self.body.addLayout(self._top)
        for widget in (self._words, self.detail):
            row = QHBoxLayout()
            row.setContentsMargins(_INDENT, 0, 0, 0)
            row.addWidget(widget)
            self.body.addLayout(row)

    def set_words(self, consequence: str) -> None:
        self._words.setText(consequence)
        self.radio.setAccessibleDescription(consequence)

    def add_badge(self, badge: Badge) -> None:
        self._top.addWidget(badge)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.radio.isEnabled():
            self.radio.setChecked(True)
            there = self.detail if self.detail.isVisible() else self.radio
            there.setFocus(Qt.FocusReason.MouseFocusReason)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.set_dress("sel" if on else "surface", "accent" if on else "line")
        self.detail.setVisible(on and self.detail.layout() is not None)
        if on:
            self.chosen.emit()


class _Radio(QRadioButton):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_INDENT + metrics.horizontalAdvance(self.text()) + 8, look.tall(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(_INDENT * 3, look.tall(24))

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        middle = QRectF(self.rect()).center().y()
        dot = QRectF(1, middle - _DOT / 2, _DOT, _DOT)
        with painting(self) as painter:
            if self.isChecked():
                box(painter, dot, _DOT / 2, "accent")
                hole = QRectF(0, 0, 7, 7)
                hole.moveCenter(QPointF(dot.center()))
                box(painter, hole, 3.5, "on_accent")
            else:
                box(painter, dot, _DOT / 2, "surface", "control", 1.2)
            if self.hasFocus():
                box(painter, dot.adjusted(-1, -1, 1, 1), _DOT / 2 + 1, None, "accent", 2)
            painter.setFont(look.font("body", 600))
            painter.setPen(look.color("text" if self.isEnabled() else "text2"))
            room = QRectF(_INDENT, 0, self.width() - _INDENT, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
