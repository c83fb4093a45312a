"""Lucide's line icons (ISC, ``resources/icons/LICENSE``), tinted by the look's roles."""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from voicedesk.base.resources import resource
from voicedesk.ui.look import Role, color

SMALL, MEDIUM, LARGE = 14, 16, 18
_STROKE = "1.75"
_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)


def pixmap(name: str, role: Role = "text", size: int = LARGE, ratio: float = 1.0) -> QPixmap:
    """The icon, ``size`` logical pixels square, for a screen of that device pixel ratio.

    ``name`` is Lucide's name; FileNotFoundError where it is not shipped.
    """
    return _pixmap(name, color(role).name(), size, ratio)


def paint(painter: QPainter, at: QPointF, name: str, role: Role, size: int = LARGE) -> None:
    """Draw the icon with its upper left corner at ``at``, sharp on the painter's device."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(at, pixmap(name, role, size, ratio))


def icon(name: str, role: Role = "text", size: int = LARGE) -> QIcon:
    """A QIcon for menus and line edits: its tint is today's; make it anew when the look changes."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, role, size, ratio))
        made.addPixmap(pixmap(name, "text2", size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _source(name: str) -> str:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return text.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')


@cache
def _pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    source = _source(name).replace("currentColor", tint)
    side = round(size * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
