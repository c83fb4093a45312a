"""From the people imported to those who will be called: each loss opens its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.brush import LEFT, RIGHT, box, breadth, painting, veil, write
from voicedesk.ui.parts.figures import count, minus
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

_HEIGHT, _LINE, _BAR, _LEAST = 35, 5, 22, 3.0


@dataclass(frozen=True)
class Step:
    """One line: who is ``left`` after it and how many it ``lost``; ``final`` is the result."""

    key: str
    name: str
    left: int
    lost: int = 0
    final: bool = False


class Funnel(QWidget):
    """A button a step; the first step's ``left`` is the whole width."""

    opened = Signal(str)  # the step's key

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_steps(self, steps: Sequence[Step]) -> None:
        whole = steps[0].left + steps[0].lost if steps else 0
        if list(self._rows) != [step.key for step in steps]:
            self._rebuild(steps)
        for step in steps:
            self._rows[step.key].show_step(step, whole)

    def row(self, key: str) -> QAbstractButton:
        return self._rows[key]

    def _rebuild(self, steps: Sequence[Step]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for step in steps:
            row = _Row(step.key, self)
            row.clicked.connect(self._clicked)
            self._column.addWidget(row)
            self._rows[step.key] = row

    @Slot()
    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _Row):
            self.opened.emit(row.key)


class _Row(QAbstractButton):
    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._step = Step(key, "", 0)
        self._whole = 0
        self._hover = Hover(self)
        self._ring = FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step, whole: int) -> None:
        self._step, self._whole = step, whole
        self.setText(step.name)
        left = tr("{n} left", n=count(step.left))
        lost = tr("{n} removed", n=count(step.lost))
        self.setAccessibleName(f"{step.name}: {left}" + (f", {lost}" if step.lost else ""))
        self.update()

    def sizeHint(self) -> QSize:
        name = breadth(self._step.name, look.font("body", 600))
        return QSize(round(name + self._figures_width() + 0.5), look.tall(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self._hover.over:
                veil(painter, QRectF(self.rect()).adjusted(0, 0, 0, -1), look.RADIUS)
            self._paint_words(painter)
            self._paint_line(painter)

    def _paint_words(self, painter: QPainter) -> None:
        step = self._step
        row = QRectF(0, 1, self.width(), look.tall(_BAR) - 2)
        name = row.adjusted(0, 0, -self._figures_width(), 0)
        write(painter, name, step.name, "text", look.font("body", 600 if step.final else 400), LEFT)
        ink: look.Role = "accent" if step.final else "text"
        write(painter, row, count(step.left), ink, look.font("body", 600, figures=True), RIGHT)
        if step.lost:
            lost = row.adjusted(0, 0, -self._left_width(), 0)
            small = look.font("small", 500, figures=True)
            write(painter, lost, self._loss(), "text2", small, RIGHT)

    def _paint_line(self, painter: QPainter) -> None:
        step, whole = self._step, max(1, self._whole)
        line = QRectF(0, look.tall(_BAR), self.width(), _LINE)
        box(painter, line, _LINE / 2, "fill_not_sent")
        kept = QRectF(line)
        lost_width = max(_LEAST, line.width() * step.lost / whole) if step.lost else 0.0
        kept.setWidth(min(line.width() * step.left / whole, line.width() - lost_width))
        box(painter, kept, _LINE / 2, "accent" if step.final else "fill_in_progress")
        if step.lost:
            end = QRectF(kept.right() + 1, line.top(), lost_width - 1, _LINE)
            box(painter, end, 1, "fill_to_decide")

    def _loss(self) -> str:
        return f"{minus(self._step.lost)} ›"

    def _left_width(self) -> float:
        widest = count(max(self._whole, self._step.left))
        return breadth(widest, look.font("body", 600, figures=True)) + look.BLOCK

    def _figures_width(self) -> float:
        lost = breadth(self._loss(), look.font("small", 500, figures=True)) + look.NEAR
        return self._left_width() + (lost if self._step.lost else 0)
