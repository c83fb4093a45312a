"""The side bar: the workspace, the four places, the quiet corner for long work and the platform."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.look import Role, Type
from voicedesk.ui.parts.badge import INK, SOFT, Kind
from voicedesk.ui.parts.brush import CENTER, box, breadth, painting, veil, write
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.figures import count as figure
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.progress import Progress
from voicedesk.ui.parts.ring import FocusRing

_EDGE, _LOGO = 10, 32
_PLACE, _FOOT = 38, 30


@dataclass(frozen=True)
class Place:
    """One of the window's places."""

    key: str
    text: str
    icon: str


class SideBar(QWidget):
    """Emits what was wished for; the window changes the page and then calls ``set_current``."""

    chosen = Signal(str)
    work_wanted = Signal()
    platform_wanted = Signal()
    settings_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, places: Sequence[Place], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(look.SIDE_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._name = ElidedLabel("", weight=600, parent=self)
        self._town = ElidedLabel("", "small", "text2", parent=self)
        self._places: dict[str, _Item] = {}
        self._group = QButtonGroup(self)
        column = self._column_of(places)  # first: Tab goes through the parts as they are made
        self._work = _Work(self)
        self._work.hide()
        self._work.clicked.connect(self.work_wanted)
        self._platform = _Item("", "cloud", self, foot=True)
        self._platform.clicked.connect(self.platform_wanted)
        self._settings = _Item(tr("Settings"), "settings", self, foot=True)
        self._settings.clicked.connect(self.settings_wanted)
        self._help = _Item("", "circle-help", self, foot=True)
        self._help.setAccessibleName(tr("Help"))
        self._help.setToolTip(tr("Help"))
        self._help.clicked.connect(self.help_wanted)
        self._arrange(column)

    def place(self, key: str) -> QAbstractButton:
        return self._places[key]

    def current(self) -> str | None:
        for key, item in self._places.items():
            if item.isChecked():
                return key
        return None

    def set_current(self, key: str) -> None:
        """Mark the place without a signal; KeyError for an unknown key."""
        self._places[key].setChecked(True)

    def set_workspace(self, name: str, place: str = "") -> None:
        self._name.setText(name)
        self._town.setText(place)
        self._town.setVisible(bool(place))

    def set_mark(self, key: str, count: int, kind: Kind = "accent") -> None:
        """How many wait in the place; 0 takes the mark away."""
        self._places[key].set_mark(figure(count) if count else "", kind)

    def set_work(self, title: str, share: float | None, line: str) -> None:
        """The long work in hand; ``share`` from 0 to 1, None while nobody knows."""
        self._work.show_work(title, share, line)

    def clear_work(self) -> None:
        self._work.hide()

    def set_platform(self, kind: Kind, text: str, icon: str) -> None:
        self._platform.set_content(text, icon, INK[kind])

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("sidebar"))
            _paint_logo(painter, QRectF(_EDGE + 6, _EDGE + 6, _LOGO, _LOGO))

    def _arrange(self, places: QVBoxLayout) -> None:
        names = QVBoxLayout()
        # As high as the logo: a name alone stands in its middle.
        names.setContentsMargins(_EDGE + 6 + _LOGO + _EDGE, _EDGE + 6, _EDGE, 0)
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._town)
        names.addStretch(1)
        head = QWidget(self)
        head.setLayout(names)
        head.setMinimumHeight(_EDGE + 6 + _LOGO)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.GROUP)
        column.setSpacing(look.TIGHT)
        column.addWidget(head)
        column.addSpacing(look.EDGE - look.TIGHT)
        column.addLayout(places)
        column.addStretch(1)
        column.addLayout(self._foot())

    def _column_of(self, places: Sequence[Place]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(_EDGE, 0, _EDGE, 0)
        column.setSpacing(look.TIGHT)
        for place in places:
            item = _Item(place.text, place.icon, self)
            item.setCheckable(True)
            item.clicked.connect(self._clicked)
            self._group.addButton(item)
            self._places[place.key] = item
            column.addWidget(item)
        return column

    def _foot(self) -> QVBoxLayout:
        last = QHBoxLayout()
        last.setSpacing(0)
        last.addWidget(self._settings, 1)
        last.addWidget(self._help)
        line = QHBoxLayout()
        line.setContentsMargins(_EDGE, look.NEAR, _EDGE, look.NEAR)
        line.addWidget(Rule(self))
        foot = QVBoxLayout()
        foot.setContentsMargins(_EDGE, 0, _EDGE, 0)
        foot.setSpacing(look.TIGHT)
        foot.addWidget(self._work)
        foot.addLayout(line)
        foot.addWidget(self._platform)
        foot.addLayout(last)
        return foot

    @Slot()
    def _clicked(self) -> None:
        key = self.current()
        if key is not None:
            self.chosen.emit(key)


class _Item(QAbstractButton):
    """An icon and a word; a place has the accent and a bar at its left while it is current."""

    def __init__(self, text: str, icon: str, parent: QWidget, *, foot: bool = False) -> None:
        super().__init__(parent)
        self.setText(text)
        self._icon, self._foot, self._hover, self._mark = icon, foot, Hover(self), ""
        self._tint: Role = "text2"
        self._mark_kind: Kind = "accent"
        self._ring = FocusRing(self, look.RADIUS)
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if not text and foot else QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Fixed,
        )

    def set_content(self, text: str, icon: str, tint: Role) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self._icon, self._tint = icon, tint
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.updateGeometry()
        self.update()

    def set_mark(self, mark: str, kind: Kind) -> None:
        self._mark, self._mark_kind = mark, kind
        self.setAccessibleName(f"{self.text()}, {mark}" if mark else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = look.tall(_FOOT if self._foot else _PLACE)
        if not self.text():
            return QSize(height, height)
        width = self._text_start() + breadth(self.text(), look.font(self._type(), 600)) + _EDGE
        return QSize(round(width + (self._mark_width() + _EDGE if self._mark else 0)), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect, on = QRectF(self.rect()), self.isChecked()
        size = icons.MEDIUM if self._foot else icons.LARGE
        ink: Role = "accent" if on else "text"
        with painting(self) as painter:
            if on:
                box(painter, rect, look.RADIUS + 1, "surface")
                bar = QRectF(0, _EDGE, 3, rect.height() - 2 * _EDGE)
                box(painter, bar, 1.5, "accent")
            elif self._hover.over:
                veil(painter, rect, look.RADIUS + 1)
            left = (rect.width() - size) / 2 if not self.text() else self._icon_start()
            at = QPointF(left, rect.center().y() - size / 2)
            icons.paint(painter, at, self._icon, ink if not self._foot else self._tint, size)
            room = rect.adjusted(self._text_start(), 0, -_EDGE / 2, 0)
            if self._mark:
                room.setRight(room.right() - self._mark_width() - _EDGE / 2)
                self._paint_mark(painter, rect)
            weight = 500 if self._foot else 600 if on else 400
            write(painter, room, self.text(), ink, look.font(self._type(), weight))

    def _paint_mark(self, painter: QPainter, rect: QRectF) -> None:
        width, height = self._mark_width(), look.tall(20)
        where = QRectF(rect.right() - _EDGE - width, 0, width, height)
        where.moveTop(rect.center().y() - height / 2)
        box(painter, where, height / 2, SOFT[self._mark_kind])
        font = look.font("small", 600, figures=True)
        write(painter, where, self._mark, INK[self._mark_kind], font, CENTER)

    def _mark_width(self) -> float:
        return max(22.0, breadth(self._mark, look.font("small", 600, figures=True)) + 12)

    def _type(self) -> Type:
        return "small" if self._foot else "lead"

    def _icon_start(self) -> float:
        return 12.0 if self._foot else 14.0

    def _text_start(self) -> float:
        return 36.0 if self._foot else 42.0


class _Work(QAbstractButton):
    """Title, line of progress and sub-line of the long work; a click opens it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ElidedLabel("", "small", weight=500, parent=self)
        self._progress = Progress(parent=self)
        self._line = ElidedLabel("", "small", "text2", figures=True, parent=self)
        self._ring = FocusRing(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, look.TIGHT, _EDGE, look.TIGHT)
        column.setSpacing(6)
        for part in (self._title, self._progress, self._line):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)

    def show_work(self, title: str, share: float | None, line: str) -> None:
        self._title.setText(title)
        self._progress.set_share(share)
        self._line.setText(line)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.show()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isDown():
            with painting(self) as painter:
                veil(painter, QRectF(self.rect()), look.RADIUS)


def _paint_logo(painter: QPainter, rect: QRectF) -> None:
    box(painter, rect, 9, "accent")
    cap = Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(look.color("on_accent"), 2.2, Qt.PenStyle.SolidLine, cap))
    for step, height in enumerate((5, 11, 16, 9, 4)):
        x, y = rect.left() + 6.4 + step * 4.8, rect.center().y()
        painter.drawLine(QPointF(x, y - height / 2), QPointF(x, y + height / 2))
