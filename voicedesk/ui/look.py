"""The look: colours, type, space, and how they follow the system.

Code names roles, never colours: ``color("accent")``, ``font("title")``. Parts ask for both while
they paint, so a change of theme or of the system's font needs no more than a repaint. A test
computes the contrasts of the two themes: at least 4.5 for every text. In high contrast the system's
palette is the only source.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, cast, get_args

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

Scheme = Literal["system", "light", "dark"]
Role = Literal[
    "window", "sidebar", "surface", "well", "sel", "line", "control", "text", "text2",
    "accent", "accent_soft", "on_accent", "ok", "ok_soft", "warn", "warn_soft", "err", "err_soft",
    "neutral", "neutral_soft", "practice", "practice_soft", "series2", "series3",
    "fill_delivered", "fill_not_delivered", "fill_unknown", "fill_in_progress", "fill_waiting",
    "fill_to_decide", "fill_not_sent", "fill_mark", "on_risk",
]  # fmt: skip
Type = Literal["small", "body", "lead", "section", "title", "figure", "hero"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: a colour (``#rrggbb`` or ``#aarrggbb``) for every :data:`Role`.

    ``fill_mark`` draws the hatch, dots and crosses on a chart's fill; ``on_risk`` is text on err.
    """

    window: str
    sidebar: str
    surface: str
    well: str
    sel: str
    line: str
    control: str
    text: str
    text2: str
    accent: str
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    err: str
    err_soft: str
    neutral: str
    neutral_soft: str
    practice: str
    practice_soft: str
    series2: str
    series3: str
    fill_delivered: str
    fill_not_delivered: str
    fill_unknown: str
    fill_in_progress: str
    fill_waiting: str
    fill_to_decide: str
    fill_not_sent: str
    fill_mark: str
    on_risk: str


LIGHT = Tokens(
    window="#F5F4F0",
    sidebar="#ECEAE4",
    surface="#FFFFFF",
    well="#F5F4F0",
    sel="#EDF1FB",
    line="#E3E0D9",
    control="#8A867E",
    text="#211F1C",
    text2="#5C5850",
    accent="#2C53BF",
    accent_soft="#E6ECFA",
    on_accent="#FFFFFF",
    ok="#1A6E45",
    ok_soft="#E1F2E8",
    warn="#855200",
    warn_soft="#FBEFD6",
    err="#AE2F27",
    err_soft="#FBE8E5",
    neutral="#57545C",
    neutral_soft="#ECEAEE",
    practice="#653A8C",
    practice_soft="#F0E6F8",
    series2="#756443",
    series3="#1B747A",
    fill_delivered="#37986A",
    fill_not_delivered="#C9625A",
    fill_unknown="#8B8793",
    fill_in_progress="#5B7FE0",
    fill_waiting="#D6D2C9",
    fill_to_decide="#C58A25",
    fill_not_sent="#F0EEE9",
    fill_mark="#6EFFFFFF",
    on_risk="#FFFFFF",
)
DARK = Tokens(
    window="#1A1B1E",
    sidebar="#141517",
    surface="#232428",
    well="#1C1D20",
    sel="#293047",
    line="#34363B",
    control="#7F828A",
    text="#ECEAE5",
    text2="#B3B0A9",
    accent="#9DB4FF",
    accent_soft="#2A3350",
    on_accent="#10162B",
    ok="#83D3A7",
    ok_soft="#1D3429",
    warn="#F0C274",
    warn_soft="#3B2F18",
    err="#FFA399",
    err_soft="#432622",
    neutral="#BDB9C4",
    neutral_soft="#34333A",
    practice="#D5B4F2",
    practice_soft="#37284A",
    series2="#CDBB97",
    series3="#70C5CB",
    fill_delivered="#4CB183",
    fill_not_delivered="#E07A6E",
    fill_unknown="#8A8792",
    fill_in_progress="#7F9CF5",
    fill_waiting="#4A4C52",
    fill_to_decide="#E0A33C",
    fill_not_sent="#313338",
    fill_mark="#5A000000",
    on_risk="#141517",
)

# Space: inside a group TIGHT to NEAR, between groups GROUP to BLOCK, the page's edge EDGE.
TIGHT, NEAR, GROUP, BLOCK, EDGE, WIDE = 4, 8, 12, 16, 24, 32
RADIUS, RADIUS_CARD = 7, 10
CONTROL, CHIP, BADGE, BADGE_CELL, ROW, ROW_DENSE = 34, 30, 24, 22, 38, 32
SIDE_BAR, PANEL_MIN, PANEL_MAX = 204, 276, 388

_FACTORS: dict[Type, tuple[float, int]] = {
    "small": (0.9, 400),
    "body": (1.0, 400),
    "lead": (1.1, 400),
    "section": (1.2, 600),
    "title": (1.7, 600),
    "figure": (2.2, 600),
    "hero": (2.4, 600),
}
_LEAST_POINTS = {"win32": 10.0, "darwin": 13.0}
_LINE_HEIGHT = 17.0  # of the body font in the pictures; heights grow with a taller one

_PALETTE: dict[QPalette.ColorRole, Role] = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "well",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text2",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "err",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "control",
}
_TEXTS = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


class Look(QObject):
    """The look in force. ``changed`` comes after a new theme or a new system font."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.dark = False
        self.contrast = False
        self.base = ""  # the system's font, as QFont.toString has it
        self._wish: Scheme = "system"

    def follow(self, app: QApplication, wish: Scheme) -> None:
        """Take the wish, and from now on every change of the system's scheme and font."""
        self._wish = wish
        self.base = app.font().toString()
        hints = app.styleHints()
        unique = Qt.ConnectionType.UniqueConnection
        hints.colorSchemeChanged.connect(self.refresh, unique)
        app.fontChanged.connect(self._refont, unique)
        hints.setColorScheme(
            {
                "light": Qt.ColorScheme.Light,
                "dark": Qt.ColorScheme.Dark,
                "system": Qt.ColorScheme.Unknown,
            }[wish]
        )
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        app = _app()
        system = app.styleHints().colorScheme()
        self.dark = self._wish == "dark" or (
            self._wish == "system" and system == Qt.ColorScheme.Dark
        )
        self.contrast = self._wish == "system" and _high_contrast(app)
        if self.contrast:
            app.setPalette(QPalette())
            self.tokens = _of_palette(app.palette())
        else:
            self.tokens = DARK if self.dark else LIGHT
            app.setPalette(_palette(self.tokens))
        self.changed.emit()

    @Slot()
    def _refont(self) -> None:
        self.base = QApplication.font().toString()
        self.changed.emit()
        # Qt tells widgets of their own font only; the parts measure with the look's.
        for widget in QApplication.allWidgets():
            widget.updateGeometry()
            widget.update()


@cache
def current() -> Look:
    """The one look of this process."""
    return Look()


def apply(app: QApplication, scheme: Scheme = "system") -> None:
    """Dress the application; ``VOICEDESK_THEME`` (light, dark or system) goes before ``scheme``."""
    wished = os.environ.get("VOICEDESK_THEME", "")
    if wished in get_args(Scheme):
        scheme = cast(Scheme, wished)
    app.setStyle("Fusion")
    base = app.font()
    least = _LEAST_POINTS.get(sys.platform, 0.0)
    if _points(base) < least:
        base.setPointSizeF(least)
        app.setFont(base)
    current().follow(app, scheme)


_own: ContextVar[Tokens | None] = ContextVar("tokens", default=None)


@contextmanager
def on_paper() -> Iterator[None]:
    """What this thread paints meanwhile is in the light theme, whatever the window's is."""
    before = _own.set(LIGHT)
    try:
        yield
    finally:
        _own.reset(before)


def color(role: Role) -> QColor:
    """The role's colour in the theme in force: a fresh QColor, the caller may change it."""
    return QColor(getattr(_own.get() or current().tokens, role))


def font(type_: Type = "body", weight: int | None = None, *, figures: bool = False) -> QFont:
    """The system's font at the type's factor; ``figures`` makes digits equally wide."""
    return QFont(_font(current().base or QApplication.font().toString(), type_, weight, figures))


def tall(height: int) -> int:
    """A height of the design in pixels, grown where the system's font is larger than usual."""
    line = QFontMetricsF(font()).height()
    return max(height, round(height * line / _LINE_HEIGHT))


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("the look needs a QApplication")
    return app


def _points(base: QFont) -> float:
    # A font given in pixels has no point size; QFontInfo knows what is really used.
    return base.pointSizeF() if base.pointSizeF() > 0 else QFontInfo(base).pointSizeF()


@cache
def _font(base: str, type_: Type, weight: int | None, figures: bool) -> QFont:
    made = QFont()
    made.fromString(base)
    factor, usual = _FACTORS[type_]
    made.setPointSizeF(_points(made) * factor)
    made.setWeight(QFont.Weight(weight or usual))
    if factor > 1.5:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for slot, role in _PALETTE.items():
        palette.setColor(slot, QColor(getattr(tokens, role)))
    for slot in _TEXTS:
        palette.setColor(QPalette.ColorGroup.Disabled, slot, QColor(tokens.text2))
    disabled = QPalette.ColorGroup.Disabled
    palette.setColor(disabled, QPalette.ColorRole.Base, QColor(tokens.well))
    palette.setColor(disabled, QPalette.ColorRole.Highlight, QColor(tokens.line))
    palette.setColor(disabled, QPalette.ColorRole.HighlightedText, QColor(tokens.text))
    return palette


def _of_palette(palette: QPalette) -> Tokens:
    """Every role from the system's high-contrast colours: shape and word carry the meaning."""
    roles = QPalette.ColorRole
    paper = {"window", "sidebar", "surface", "well", "on_risk"}
    given: dict[str, QPalette.ColorRole] = {
        "accent": roles.Highlight,
        "on_accent": roles.HighlightedText,
        "fill_in_progress": roles.Highlight,
    }
    made = {}
    for field in fields(Tokens):
        name = field.name
        plain = name in paper or name == "sel" or name.endswith("_soft")
        empty = name in ("fill_waiting", "fill_not_sent", "fill_mark")
        slot = roles.Window if plain or empty else roles.WindowText
        made[name] = palette.color(given.get(name, slot)).name()
    return Tokens(**made)


def _high_contrast(app: QGuiApplication) -> bool:
    hints = app.styleHints()
    if not hasattr(hints, "accessibility"):  # Qt before 6.10 cannot say
        return False
    accessibility = hints.accessibility()
    return bool(accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast)
