"""What happened, by time: hour, icon, what it was, and a line under it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.ui import look, times
from voicedesk.ui.incident import Fact
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label


class FactList(QWidget):
    """Facts of the same moment stand under each other like all others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inner: QWidget | None = None

    def set_facts(self, facts: Sequence[Fact]) -> None:
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget(self)
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.BLOCK)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, fact in enumerate(facts):
            hour = Label(times.exact_hour(fact.at), role="text2", figures=True, parent=self._inner)
            words = QVBoxLayout()
            words.setContentsMargins(0, 0, 0, look.BLOCK if fact is not facts[-1] else 0)
            words.setSpacing(2)
            words.addWidget(Label(fact.title, weight=600, wrap=True, parent=self._inner))
            words.addWidget(Label(fact.text, "small", "text2", wrap=True, parent=self._inner))
            grid.addWidget(hour, row, 0, top)
            grid.addWidget(_Sign(fact, fact is not facts[-1], self._inner), row, 1)
            grid.addLayout(words, row, 2, top)
        self._column.addWidget(self._inner)


class _Sign(QWidget):
    """The icon, and below it the line that leads to the next fact."""

    def __init__(self, fact: Fact, leads_on: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._leads_on = leads_on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Icon(fact.icon, fact.role, parent=self), 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._leads_on:
            return
        with painting(self) as painter:
            rect = QRectF(self.width() / 2 - 0.5, 22, 1, max(0, self.height() - 26))
            painter.fillRect(rect, look.color("line"))
