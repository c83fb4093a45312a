"""The chart and the batches: side by side, or one above the other where the page is narrow."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from voicedesk.ui.batches_card import BatchesCard
from voicedesk.ui.parts.card import Card

_SPACE, _CHART = 14, 230  # what the chart needs at least
_ROW, _COLUMN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class LiveMiddle(QWidget):
    """It may get as narrow as the wider of the two."""

    def __init__(self, chart: Card, batches: BatchesCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batches = batches
        chart.setMinimumWidth(_CHART)
        self._row = QBoxLayout(_ROW, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_SPACE)
        self._row.addWidget(chart, 3)
        self._row.addWidget(batches, 2)

    def arrange(self) -> None:
        """Once more; the batches may have become wider."""
        full = self._batches.full_width()
        beside = self.width() >= _CHART + _SPACE + full
        self._batches.setMinimumWidth(full if beside else 0)
        self._row.setDirection(_ROW if beside else _COLUMN)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        width = max(_CHART, self._batches.minimumSizeHint().width())
        return QSize(width, self._row.totalMinimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
