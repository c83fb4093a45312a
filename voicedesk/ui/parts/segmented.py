"""Two or three choices side by side, one of them taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import CENTER, box, breadth, painting, veil, write
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

_PAD, _ICON_ROOM, _INSET = 14, 24, 3


@dataclass(frozen=True)
class Choice:
    """One segment."""

    key: str
    text: str
    icon: str | None = None


class Segmented(QWidget):
    """A radio group: arrows move the choice, Tab leaves it."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[Choice],
        current: str | None = None,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._segments: dict[str, _Segment] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSET, 0, _INSET, 0)
        row.setSpacing(0)
        for choice in choices:
            segment = _Segment(choice, self)
            segment.clicked.connect(self._clicked)
            self._segments[choice.key] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if current is not None:
            self.set_current(current)

    def current(self) -> str | None:
        for key, segment in self._segments.items():
            if segment.isChecked():
                return key
        return None

    def set_current(self, key: str | None) -> None:
        """Choose without a signal, None for nothing; KeyError for an unknown key."""
        if key is not None:
            self._segments[key].setChecked(True)
            return
        self._group.setExclusive(False)
        for segment in self._segments.values():
            segment.setChecked(False)
        self._group.setExclusive(True)

    def segment(self, key: str) -> QRadioButton:
        return self._segments[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), look.RADIUS + 1, "sidebar")

    @Slot()
    def _clicked(self) -> None:
        key = self.current()
        if key is not None:
            self.chosen.emit(key)


class _Segment(QRadioButton):
    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(choice.text, parent)
        self._icon, self._hover = choice.icon, Hover(self)
        self._ring = FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = breadth(self.text(), look.font("body", 500)) + 2 * _PAD
        width += _ICON_ROOM if self._icon else 0
        return QSize(round(width + 0.5), look.tall(look.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect()).adjusted(0, _INSET, 0, -_INSET)
        live, on = self.isEnabled(), self.isChecked()
        ink: Role = "text2" if not live else "accent" if on else "text"
        with painting(self) as painter:
            if on:
                box(painter, rect, look.RADIUS - 1, "surface", "accent" if live else "line", 1.5)
            elif live and self._hover.over:
                veil(painter, rect, look.RADIUS - 1)
            font = look.font("body", 500)
            width = breadth(self.text(), font)
            x = rect.center().x() - (width + (_ICON_ROOM if self._icon else 0)) / 2
            if self._icon:
                at = QPointF(x, rect.center().y() - icons.LARGE / 2)
                icons.paint(painter, at, self._icon, ink)
                x += _ICON_ROOM
            write(painter, QRectF(x, 0, width, self.height()), self.text(), ink, font, CENTER)
