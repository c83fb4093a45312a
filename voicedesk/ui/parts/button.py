"""Buttons: one primary a screen, the others quieter."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import HOVER, HOVER_STRONG, LEFT, box, breadth, painting, veil, write
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

Kind = Literal["primary", "default", "link", "quiet", "danger", "practice"]

# fill, edge, text
_DRESS: dict[Kind, tuple[Role | None, Role | None, Role]] = {
    "primary": ("accent", None, "on_accent"),
    "default": ("surface", "line", "text"),
    "link": (None, None, "accent"),
    "quiet": (None, None, "text"),
    "danger": ("err", None, "on_risk"),
    "practice": ("surface", "practice", "practice"),
}
_ICON, _GAP, _ARROW = icons.LARGE, 6, 14
_PAD, _PAD_BARE = 14, 10
SMALL_HEIGHT, LARGE_HEIGHT = 28, 42


class Button(QPushButton):
    """A verb with its object. With a menu (``setMenu``) it shows an arrow.

    An icon alone needs ``setAccessibleName`` (and usually ``setToolTip``). ``setCheckable`` works:
    a checked button is filled with accent_soft. ``flush`` is for a link in a line of small text: no
    padding, so that it lines up with what is above.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = "default",
        icon: str | None = None,
        *,
        height: int = look.CONTROL,
        flush: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind
        self._icon = icon
        self._height = height
        self._flush = flush
        self._hover = Hover(self)
        self._ring = FocusRing(self)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str | None) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def refuse(self, reason: str) -> None:
        """Disable, with the reason as the tooltip; :meth:`allow` undoes both."""
        self.setEnabled(False)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def allow(self) -> None:
        self.setEnabled(True)
        self.setToolTip("")
        self.setAccessibleDescription("")

    def allow_unless(self, obstacle: str) -> None:
        """:meth:`refuse` with the sentence, :meth:`allow` where it is empty."""
        if obstacle:
            self.refuse(obstacle)
        else:
            self.allow()

    def sizeHint(self) -> QSize:
        height = look.tall(self._height)
        if not self.text() and self.menu() is None:
            return QSize(height, height)
        return QSize(round(self._content_width() + 2 * self._pad() + 0.5), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        fill, edge, ink = _DRESS[self._kind]
        if not self.isEnabled():
            fill = "fill_not_sent" if self._kind in ("primary", "danger") else fill
            edge, ink = ("line" if edge else None), "text2"
        elif self.isChecked():
            fill, edge, ink = "accent_soft", "accent", "accent"
        with painting(self) as painter:
            box(painter, rect, look.RADIUS, fill, edge)
            if self.isEnabled() and (self._hover.over or self.isDown()):
                strong = self._kind in ("primary", "danger") or self.isDown()
                veil(painter, rect, look.RADIUS, HOVER_STRONG if strong else HOVER)
            self._paint_content(painter, rect, ink)

    def _content_width(self) -> float:
        shown = self._label()
        width = breadth(shown, self._font()) if shown else 0.0
        if self._icon:
            width += _ICON + (_GAP if shown else 0)
        return width + (_GAP + _ARROW if self.menu() is not None else 0)

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: Role) -> None:
        middle = rect.center().y()
        x = max(0.0, (rect.width() - self._content_width()) / 2)
        end = rect.right()
        if self._icon:
            icons.paint(painter, QPointF(x, middle - _ICON / 2), self._icon, ink, _ICON)
            x += _ICON + _GAP
        if self.menu() is not None:
            end = min(end, rect.width() - x + (0 if not self._icon else _ICON + _GAP))
            at = QPointF(end - _ARROW, middle - _ARROW / 2)
            icons.paint(painter, at, "chevron-down", ink, _ARROW)
            end -= _ARROW + _GAP
        room = QRectF(x, 0, end - x, rect.height())
        write(painter, room, self._label(), ink, self._font(), LEFT)

    def _font(self) -> QFont:
        return look.font("small" if self._flush and self._kind == "link" else "body", 500)

    def _pad(self) -> int:
        if self._flush and self._kind == "link":
            return 0
        return _PAD_BARE if self._kind in ("link", "quiet") else _PAD

    def _label(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
