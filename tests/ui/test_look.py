"""The look itself: contrast of every text, themes, fonts, icons."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from voicedesk import ui
from voicedesk.base.resources import resource_dir
from voicedesk.ui import icons, look
from voicedesk.ui.look import DARK, LIGHT, Scheme, Tokens
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import Label

TEXTS = ("text", "text2", "accent", "ok", "warn", "err", "neutral", "practice")
GROUNDS = ("surface", "window", "sidebar", "sel")


def luminance(shade: QColor) -> float:
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    pair = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


pytestmark = pytest.mark.usefixtures("no_wish")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(tokens: Tokens) -> None:
    for role in TEXTS:
        grounds = [*GROUNDS, f"{role}_soft" if role not in ("text", "text2") else "well"]
        for ground in grounds:
            ratio = contrast(getattr(tokens, role), getattr(tokens, ground))
            assert ratio >= 4.5, (role, ground, ratio)
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_risk, tokens.err) >= 4.5
    for series in (tokens.series2, tokens.series3):
        assert contrast(series, tokens.surface) >= 4.5
    assert contrast(tokens.control, tokens.surface) >= 3


def test_the_table_of_the_design_is_kept() -> None:
    """The lowest contrasts the design page states."""
    lowest = {
        role: min(contrast(getattr(LIGHT, role), getattr(LIGHT, g)) for g in GROUNDS)
        for role in ("text", "text2", "accent")
    }
    assert {role: round(value, 1) for role, value in lowest.items()} == {
        "text": 13.7,
        "text2": 5.9,
        "accent": 5.6,
    }


def test_themes_fill_the_palette(theme: Scheme, qapp: QApplication) -> None:
    tokens = LIGHT if theme == "light" else DARK
    palette = qapp.palette()
    assert palette.base().color() == QColor(tokens.surface)
    assert palette.window().color() == QColor(tokens.window)
    assert palette.highlight().color() == QColor(tokens.accent)
    assert look.current().dark is (theme == "dark")
    assert look.color("text") == QColor(tokens.text)


def test_the_environment_goes_first(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEDESK_THEME", "dark")
    look.apply(qapp, "light")
    assert look.current().dark
    monkeypatch.setenv("VOICEDESK_THEME", "puce")
    look.apply(qapp, "light")
    assert not look.current().dark


def test_high_contrast_takes_the_systems_colours(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "_high_contrast", lambda app: True)
    look.apply(qapp, "system")
    try:
        system = qapp.palette()
        assert look.color("text") == system.windowText().color()
        assert look.color("accent") == system.highlight().color()
        assert look.color("warn_soft") == system.window().color()
        assert system.base().color() != QColor(LIGHT.window)
    finally:
        monkeypatch.undo()
        look.apply(qapp, "light")


def test_parts_follow_theme_and_font(qapp: QApplication, qtbot: QtBot) -> None:
    look.apply(qapp, "light")
    before = qapp.font()
    box = QWidget()
    qtbot.addWidget(box)
    column = QVBoxLayout(box)
    label, press = Label("4 218", "title", "text2"), Button("Approuver", "primary")
    column.addWidget(label)
    column.addWidget(press)
    box.show()
    width = press.sizeHint().width()
    assert press.grab().toImage().pixelColor(20, 4) == QColor(LIGHT.accent)
    look.apply(qapp, "dark")
    assert press.grab().toImage().pixelColor(20, 4) == QColor(DARK.accent)
    assert label.palette().windowText().color() == QColor(DARK.text2)
    larger = QFont(before)
    larger.setPointSizeF(2 * before.pointSizeF())
    qapp.setFont(larger)
    try:
        assert press.sizeHint().width() > width
        assert press.sizeHint().height() > look.CONTROL
        assert label.font().pointSizeF() == pytest.approx(1.7 * larger.pointSizeF())
    finally:
        qapp.setFont(before)
        look.apply(qapp, "light")


def test_icons_are_sharp_and_tinted(theme: Scheme) -> None:
    sharp = icons.pixmap("users", "accent", 18, 2.0)
    assert (sharp.width(), sharp.devicePixelRatio()) == (36, 2.0)
    image = sharp.toImage()
    tints = {
        image.pixelColor(x, y).name()
        for x in range(36)
        for y in range(36)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert tints == {look.color("accent").name()}
    assert not icons.icon("users").isNull()
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon")


def test_every_shipped_icon_paints(qapp: QApplication) -> None:
    files = sorted((resource_dir() / "icons").glob("*.svg"))
    assert files
    for file in files:
        image = icons.pixmap(file.stem, "text", 16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), file.stem


def shipped() -> set[str]:
    return {file.stem for file in (resource_dir() / "icons").glob("*.svg")}


def sources() -> Iterator[ast.Module]:
    for path in Path(ui.__file__).parent.rglob("*.py"):
        yield ast.parse(path.read_text("utf-8"))


def strings(node: ast.AST) -> set[str]:
    constants = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
    return {value for value in constants if isinstance(value, str)}


def asked_for(call: ast.Call) -> set[str]:
    """The names of icons this call asks for, as far as they stand in it."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    found = [word.value for word in call.keywords if (word.arg or "").endswith("icon")]
    place = {"Icon": 0, "set_icon": 0, "icon": 0, "Button": 2, "Place": 2, "paint": 2}.get(name)
    if place is not None and len(call.args) > place:
        found.append(call.args[place])
    either = [(n.body, n.orelse) if isinstance(n, ast.IfExp) else (n,) for n in found]
    return {
        node.value
        for nodes in either
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_icon_asked_for_is_shipped_and_no_other() -> None:
    calls = [n for source in sources() for n in ast.walk(source) if isinstance(n, ast.Call)]
    asked = set().union(*(asked_for(call) for call in calls))
    assert len(asked) > 30
    assert sorted(asked - shipped()) == []
    assert sorted(shipped() - set().union(*(strings(source) for source in sources()))) == []
    listed = (resource_dir() / "icons" / "LIST.txt").read_text("utf-8").splitlines()[2:]
    assert sorted(listed) == sorted(shipped())
