"""Chips: filters with their counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, breadth, painting, veil, write
from voicedesk.ui.parts.figures import count as in_words
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

_PAD, _ICON_ROOM = 12, 20
_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


@dataclass(frozen=True)
class ChipSpec:
    """One chip of a row. At 0 it is hidden, unless it is ``always`` to be seen (a problem, all)."""

    key: str
    text: str
    count: int | None = None
    icon: str | None = None
    role: Role = "text2"
    always: bool = False


class Chip(QCheckBox):
    """A check box with the look of a chip; its name says the count too: "Duplicates, 6"."""

    def __init__(
        self,
        text: str,
        count: int | None = None,
        icon: str | None = None,
        role: Role = "text2",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon, self._role, self._hover = icon, role, Hover(self)
        self._count: int | None = None
        self._ring = FocusRing(self, look.CHIP / 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        self._count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {self._figure()}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2 * _PAD + breadth(self.text(), self._text_font())
        width += _ICON_ROOM if self._icon else 0
        if self._count is not None:
            width += look.NEAR + breadth(self._figure(), self._count_font())
        return QSize(round(width + 0.5), look.tall(look.CHIP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect, on, live = QRectF(self.rect()), self.isChecked(), self.isEnabled()
        radius = rect.height() / 2
        ink: Role = "text2" if not live else "accent" if on else "text"
        with painting(self) as painter:
            if on and live:
                box(painter, rect, radius, "accent_soft", "accent", 1.5)
            else:
                box(painter, rect, radius, "surface", "line")
            if live and self._hover.over:
                veil(painter, rect, radius)
            x = float(_PAD)
            if self._icon:
                tint: Role = self._role if live else "text2"
                at = QPointF(x, rect.center().y() - icons.SMALL / 2)
                icons.paint(painter, at, self._icon, tint, icons.SMALL)
                x += _ICON_ROOM
            width = breadth(self.text(), self._text_font())
            where = QRectF(x, 0, width, rect.height())
            write(painter, where, self.text(), ink, self._text_font())
            if self._count is not None:
                where = QRectF(x + width + look.NEAR, 0, rect.width(), rect.height())
                role: Role = "accent" if on and live else "text2"
                write(painter, where, self._figure(), role, self._count_font())

    def _figure(self) -> str:
        return "" if self._count is None else in_words(self._count)

    @staticmethod
    def _text_font() -> QFont:
        return look.font("small", 500)

    @staticmethod
    def _count_font() -> QFont:
        return look.font("small", 500, figures=True)


class ChipRow(QWidget):
    """Chips that wrap; arrows move among them, Space toggles. Exclusive: exactly one is on."""

    changed = Signal(object)  # frozenset[str]: the keys that are on

    def __init__(
        self, chips: Sequence[ChipSpec], *, exclusive: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exclusive = exclusive
        self._chips: dict[str, Chip] = {}
        self._specs: dict[str, ChipSpec] = {}
        layout = Flow(self, 6)
        for spec in chips:
            chip = Chip(spec.text, spec.count, spec.icon, spec.role, parent=self)
            chip.clicked.connect(self._clicked)
            layout.addWidget(chip)
            self._chips[spec.key], self._specs[spec.key] = chip, spec
            self._hide_empty(spec.key, spec.count)
        if exclusive and chips:
            self._chips[chips[0].key].setChecked(True)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def chip(self, key: str) -> Chip:
        return self._chips[key]

    def checked(self) -> frozenset[str]:
        return frozenset(key for key, chip in self._chips.items() if chip.isChecked())

    def set_checked(self, *keys: str) -> None:
        """Switch without a signal."""
        for key, chip in self._chips.items():
            chip.setChecked(key in keys)

    def set_count(self, key: str, count: int) -> None:
        self._chips[key].set_count(count)
        self._hide_empty(key, count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        shown = [chip for chip in self._chips.values() if chip.isVisible()]
        here = self.focusWidget()
        if step is None or here not in shown:
            super().keyPressEvent(event)
            return
        there = shown[(shown.index(here) + step) % len(shown)]
        there.setFocus(Qt.FocusReason.TabFocusReason)

    def _hide_empty(self, key: str, count: int | None) -> None:
        chip = self._chips[key]
        chip.setVisible(count != 0 or self._specs[key].always or chip.isChecked())

    @Slot()
    def _clicked(self) -> None:
        chosen = self.sender()
        if self._exclusive:
            for chip in self._chips.values():
                chip.setChecked(chip is chosen)
        self.changed.emit(self.checked())
