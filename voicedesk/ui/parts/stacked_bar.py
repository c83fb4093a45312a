"""How a campaign stands: one bar, and a legend whose figures open their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.ui import look
from voicedesk.ui.parts.access import speaks_as
from voicedesk.ui.parts.brush import breadth, painting, veil, write
from voicedesk.ui.parts.figures import count as figure
from voicedesk.ui.parts.fill import Outcome, paint_bar, paint_swatch
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

_BAR, _SWATCH, _END, _INDENT = 18, 12, 12, 18


@dataclass(frozen=True)
class Share:
    """One part of the bar: its outcome, its word in the person's language, its people."""

    outcome: Outcome
    text: str
    count: int


class StackedBar(QWidget):
    """The bar above, the legend with figures below, in columns that wrap."""

    opened = Signal(str)  # the outcome whose figure was clicked

    def __init__(self, *, bar_height: int = _BAR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar(bar_height, self)
        self._legend = QWidget(self)
        self._columns = Flow(self._legend, look.TIGHT)
        self._entries: dict[Outcome, _Entry] = {}
        policy = self._legend.sizePolicy()
        policy.setHeightForWidth(True)
        self._legend.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(self._bar)
        column.addWidget(self._legend)

    def set_shares(self, shares: Sequence[Share], sentence: str = "") -> None:
        """Show these; ``sentence`` is what a screen reader says of the whole bar."""
        self._bar.counts = {share.outcome: share.count for share in shares}
        self._bar.setAccessibleName(sentence or self._sentence(shares))
        self._bar.update()
        for outcome in set(self._entries) - {share.outcome for share in shares}:
            entry = self._entries.pop(outcome)
            self._columns.removeWidget(entry)
            entry.deleteLater()
        for share in shares:
            entry = self._entries.get(share.outcome) or self._add(share.outcome)
            entry.show_share(share)
        widest = max((e.content_width() for e in self._entries.values()), default=0)
        for entry in self._entries.values():
            entry.set_least(widest)

    def entry(self, outcome: Outcome) -> QAbstractButton:
        """The legend's button of the outcome."""
        return self._entries[outcome]

    def _add(self, outcome: Outcome) -> "_Entry":
        entry = _Entry(outcome, self._legend)
        entry.clicked.connect(self._clicked)
        self._columns.addWidget(entry)
        self._entries[outcome] = entry
        return entry

    @staticmethod
    def _sentence(shares: Sequence[Share]) -> str:
        return ", ".join(f"{share.text}: {figure(share.count)}" for share in shares)

    @Slot()
    def _clicked(self) -> None:
        entry = self.sender()
        if isinstance(entry, _Entry):
            self.opened.emit(entry.outcome)


@speaks_as(QAccessible.Role.Graphic)
class _Bar(QWidget):
    def __init__(self, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts: dict[Outcome, int] = {}
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_bar(painter, QRectF(self.rect()), self.counts)


class _Entry(QAbstractButton):
    def __init__(self, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self.outcome: Outcome = outcome
        self._least = 0
        self._hover = Hover(self)
        self._figure = ""
        self._ring = FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_share(self, share: Share) -> None:
        self.setText(share.text)
        self._figure = figure(share.count)
        self.setAccessibleName(f"{share.text}, {self._figure}")
        self.update()

    def set_least(self, width: int) -> None:
        if width != self._least:
            self._least = width
            self.updateGeometry()

    def content_width(self) -> int:
        name = breadth(self.text(), look.font("small", 500)) + _INDENT
        number = breadth(self._figure, look.font("section", figures=True))
        return round(max(name, number) + _END + 1)

    def sizeHint(self) -> QSize:
        return QSize(max(self._least, self.content_width()), look.tall(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        half = rect.height() / 2 - 2
        with painting(self) as painter:
            if self._hover.over and self.isEnabled():
                veil(painter, rect, look.RADIUS)
            swatch = QRectF(0, half / 2 - _SWATCH / 2 + 2, _SWATCH, _SWATCH)
            paint_swatch(painter, swatch, self.outcome)
            name = QRectF(_INDENT, 2, rect.width() - _INDENT, half)
            write(painter, name, self.text(), "text2", look.font("small", 500))
            below = QRectF(0, half, rect.width(), rect.height() - half - 2)
            write(painter, below, self._figure, "text", look.font("section", figures=True))
