"""Every part under real clicks and keys, and what it says to a screen reader."""

from pathlib import Path

import pytest
from PySide6.QtCore import (
    QLocale,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QUrl,
)
from PySide6.QtGui import QAccessible, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import shown
from voicedesk.ui import look
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.chip import ChipRow, ChipSpec
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.figures import clock, count, minus, percent
from voicedesk.ui.parts.fill import widths
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.funnel import Funnel, Step
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.parts.practice_band import PracticeBand
from voicedesk.ui.parts.progress import Progress
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.side_bar import Place, SideBar
from voicedesk.ui.parts.stacked_bar import Share, StackedBar
from voicedesk.ui.parts.stat import Stat

LEFT = Qt.MouseButton.LeftButton
TAB = Qt.FocusReason.TabFocusReason

pytestmark = pytest.mark.usefixtures("french_look")


def said(part: QWidget) -> tuple[QAccessible.Role, str]:
    interface = QAccessible.queryAccessibleInterface(part)
    return interface.role(), interface.text(QAccessible.Text.Name)


def test_button_answers_to_mouse_and_keys(qtbot: QtBot) -> None:
    press = Button("Approuver", "primary", "shield-check")
    shown(qtbot, press)
    with qtbot.waitSignals([press.clicked, press.clicked]):
        QTest.mouseClick(press, LEFT)
        QTest.keyClick(press, Qt.Key.Key_Space)
    press.refuse("Tapez d’abord le nombre")
    assert press.toolTip() == "Tapez d’abord le nombre"
    with qtbot.assertNotEmitted(press.clicked):
        QTest.mouseClick(press, LEFT)
    press.allow()
    assert press.isEnabled()
    assert not press.toolTip()
    assert said(press) == (QAccessible.Role.Button, "Approuver")


def test_button_grows_with_its_text_and_menu(qtbot: QtBot) -> None:
    short, long = Button("Couper"), Button("Couper tout ce qui dépasse")
    qtbot.addWidget(short)
    qtbot.addWidget(long)
    assert long.sizeHint().width() > short.sizeHint().width() + 80
    plain = short.sizeHint().width()
    short.setMenu(QMenu(short))
    assert short.sizeHint().width() == plain + 20


def test_ring_shows_for_keys_and_not_for_clicks(qtbot: QtBot) -> None:
    press = Button("Importer…")
    window = shown(qtbot, press)
    other = window.findChildren(QLineEdit)[0]
    other.setFocus()
    QTest.mouseClick(press, LEFT)
    assert press.hasFocus()
    assert not press._ring.shown
    other.setFocus()
    press.setFocus(TAB)
    assert not press._ring.shown, "Qt gives the focus away like this when a part is hidden"
    other.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Backtab)
    assert press.hasFocus()
    assert press._ring.shown
    corner = press.mapTo(window, QPoint(0, 0))
    accent = look.color("accent")
    image = window.grab().toImage()
    middle = corner.y() + press.height() // 2
    assert image.pixelColor(corner.x() - 4, middle) == accent
    assert image.pixelColor(corner.x() - 1, middle) != accent
    press.move(press.x() + 5, press.y())
    assert window.grab().toImage().pixelColor(corner.x() + 1, middle) == accent
    QTest.keyClick(press, Qt.Key.Key_Tab)
    assert not press._ring.shown
    press.setFocus()
    assert press._ring.shown, "the hand is still on the keys"
    press.hide()
    assert not press._ring.shown


def test_a_key_pressed_on_what_was_clicked_brings_the_ring(qtbot: QtBot) -> None:
    press = Button("Importer…")
    shown(qtbot, press)
    QTest.mouseClick(press, LEFT)
    QTest.keyClick(press, Qt.Key.Key_Shift)
    assert not press._ring.shown
    QTest.keyClick(press, Qt.Key.Key_Space)
    assert press._ring.shown
    QTest.mouseClick(press, LEFT)
    assert not press._ring.shown


def test_hover_is_seven_percent_of_the_text(qtbot: QtBot) -> None:
    press = Button("Importer…")
    window = shown(qtbot, press)
    rest = press.grab().toImage().pixelColor(6, 17)
    QTest.mouseMove(window, QPoint(1, 1))
    QTest.mouseMove(press)
    qtbot.waitUntil(lambda: press.underMouse())
    hover = press.grab().toImage().pixelColor(6, 17)
    expected = 255 - round(0.07 * (255 - QColor(look.LIGHT.text).red()))
    assert rest == QColor(look.LIGHT.surface)
    assert abs(hover.red() - expected) <= 2


def test_field_says_its_error_below(qtbot: QtBot) -> None:
    field = Field("Heure", placeholder="10:15")
    shown(qtbot, field)
    QTest.mouseClick(field.box, LEFT)
    QTest.keyClicks(field.line, "10:75")
    assert field.text() == "10:75"
    assert field.editor.accessibleName() == "Heure"
    before = field.sizeHint().height()
    field.set_error("Entre 10:00 et 13:00.")
    assert field.sizeHint().height() > before
    assert field.editor.accessibleDescription() == "Entre 10:00 et 13:00."
    edge = field.box.grab().toImage().pixelColor(field.box.width() // 2, 1)
    assert edge == look.color("err")
    field.set_error("")
    QApplication.processEvents()
    assert field.sizeHint().height() == before


def test_combo_is_chosen_by_keys(qtbot: QtBot) -> None:
    combo = Combo("But")
    combo.addItems(["Contrat", "Prospection (accord exigé)"])
    shown(qtbot, combo)
    with qtbot.waitSignal(combo.currentTextChanged):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == "Prospection (accord exigé)"
    assert combo.accessibleName() == "But"


def test_chips_filter_and_hide_at_zero(qtbot: QtBot) -> None:
    row = ChipRow(
        [ChipSpec("all", "Tous", 4218, always=True), ChipSpec("same", "Doublons", 6),
         ChipSpec("stop", "Stop", 0), ChipSpec("bad", "À exclure", 0, always=True)]
    )  # fmt: skip
    shown(qtbot, row)
    assert not row.chip("stop").isVisible()
    assert row.chip("bad").isVisible()
    assert said(row.chip("same")) == (QAccessible.Role.CheckBox, "Doublons, 6")
    with qtbot.waitSignal(row.changed) as seen:
        QTest.mouseClick(row.chip("same"), LEFT)
    assert seen.args == [frozenset({"same"})]
    assert row.checked() == {"same"}
    row.chip("same").setFocus(TAB)
    QTest.keyClick(row.chip("same"), Qt.Key.Key_Right)
    assert row.chip("bad").hasFocus()
    with qtbot.waitSignal(row.changed):
        QTest.keyClick(row.chip("bad"), Qt.Key.Key_Space)
    assert row.checked() == {"bad"}
    row.set_count("stop", 9)
    assert row.chip("stop").isVisible()
    row.set_count("same", 0)
    assert not row.chip("same").isVisible()


def test_chips_that_add_up(qtbot: QtBot) -> None:
    row = ChipRow([ChipSpec("a", "A"), ChipSpec("b", "B")], exclusive=False)
    shown(qtbot, row)
    QTest.mouseClick(row.chip("a"), LEFT)
    QTest.mouseClick(row.chip("b"), LEFT)
    assert row.checked() == {"a", "b"}
    QTest.mouseClick(row.chip("a"), LEFT)
    assert row.checked() == {"b"}


def test_banner_acts_and_closes(qtbot: QtBot) -> None:
    banner = Banner("warn", "Le lot 3 attend", "Rien n’est renvoyé.", "Examiner", closable=True)
    shown(qtbot, banner)
    assert said(banner) == (QAccessible.Role.AlertMessage, "Le lot 3 attend")
    with qtbot.waitSignal(banner.acted):
        QTest.mouseClick(banner.action, LEFT)
    close = next(b for b in banner.findChildren(Button) if b.accessibleName() == "Close")
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(close, LEFT)
    assert not banner.isVisible()


def test_banner_is_announced_once_for_a_wording(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts: list[QAccessible.Event] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: alerts.append(event.type())
    )
    banner = Banner("ok", "Campagne terminée")
    shown(qtbot, banner)
    banner.hide()
    banner.show()
    assert alerts == [QAccessible.Event.Alert]
    banner.set_words("err", "Le lot 4 attend")
    assert alerts == [QAccessible.Event.Alert] * 2


def test_segmented_is_a_radio_group(qtbot: QtBot) -> None:
    choices = [Choice("call", "Appel"), Choice("box", "Répondeur"), Choice("both", "Les deux")]
    part = Segmented(choices, "both", name="Canal")
    shown(qtbot, part)
    assert part.current() == "both"
    with qtbot.waitSignal(part.chosen) as seen:
        QTest.mouseClick(part.segment("call"), LEFT)
    assert seen.args == ["call"]
    with qtbot.waitSignal(part.chosen) as seen:
        QTest.keyClick(part.segment("call"), Qt.Key.Key_Right)
    assert seen.args == ["box"]
    assert said(part.segment("box")) == (QAccessible.Role.RadioButton, "Répondeur")


def test_side_bar_and_practice_band(qtbot: QtBot) -> None:
    side = SideBar([Place("messages", "Messages", "audio-lines"),
                    Place("campaigns", "Campagnes", "megaphone")])  # fmt: skip
    shown(qtbot, side, 260, 600)
    side.set_current("messages")
    side.set_mark("campaigns", 1200, "warn")
    assert said(side.place("campaigns"))[1] == "Campagnes, 1\u202f200"
    with qtbot.waitSignal(side.chosen) as seen:
        QTest.mouseClick(side.place("campaigns"), LEFT)
    assert seen.args == ["campaigns"]
    assert side.current() == "campaigns"
    side.set_work("Rappel pneus hiver", 0.5, "1 sur 2")
    assert side.findChildren(Progress)[0].value() == 500
    side.clear_work()
    assert not side.findChildren(Progress)[0].isVisible()
    side.set_platform("warn", "Plateforme injoignable", "wifi-off")
    with qtbot.waitSignals([side.platform_wanted, side.settings_wanted, side.help_wanted]):
        for name in ("Plateforme injoignable", "Settings", "Help"):
            QTest.mouseClick(part_named(side, name), LEFT)
    band = PracticeBand()
    shown(qtbot, band)
    with qtbot.waitSignal(band.leave_wanted):
        QTest.mouseClick(band.leave, LEFT)


def test_a_workspace_without_a_town_stands_beside_the_middle_of_the_logo(qtbot: QtBot) -> None:
    side = SideBar([Place("messages", "Messages", "audio-lines")])
    shown(qtbot, side, height=500)

    def middle() -> float:
        return side._name.mapTo(side, QPoint(0, 0)).y() + side._name.height() / 2

    side.set_workspace("Garage Morel", "Tours")
    QApplication.processEvents()
    assert middle() < 32
    side.set_workspace("Garage Morel")
    QApplication.processEvents()
    assert middle() == pytest.approx(32, abs=1)


def part_named(parent: QWidget, name: str) -> QWidget:
    return next(part for part in parent.findChildren(QWidget) if said(part)[1] == name)


def test_page_puts_its_panel_into_a_drawer_when_narrow(qtbot: QtBot) -> None:
    page = Page("Portes ouvertes janvier", "Enregistré à 10:42")
    qtbot.addWidget(page)
    panel = QWidget()
    QVBoxLayout(panel).addWidget(Label("Relecture", "section"))
    page.set_panel(panel, name="Relecture")
    page.set_back("Campagnes")
    page.resize(1280, 700)
    page.show()
    QApplication.processEvents()
    assert panel.isVisible()
    with qtbot.waitSignal(page.back_wanted):
        QTest.mouseClick(part_named(page, "Campagnes"), LEFT)
    page.resize(1024, 700)
    QApplication.processEvents()
    assert not panel.isVisible()
    drawer = part_named(page, "Relecture")
    assert isinstance(drawer, Button)
    assert drawer.text() == "Relecture", "what is in it is said, not only drawn"
    QTest.mouseClick(drawer, LEFT)
    assert panel.isVisible()
    assert panel.mapTo(page, QPoint(panel.width(), 0)).x() <= page.width()
    page.resize(1280, 700)
    QApplication.processEvents()
    assert panel.isVisible()
    assert not drawer.isVisible()


def test_the_drawers_name_makes_room_for_the_title(qtbot: QtBot) -> None:
    page = Page("clients-atelier")
    qtbot.addWidget(page)
    page.set_panel(QWidget(), name="À corriger")
    for text in ("Autre liste", "Importer…", "Utiliser dans une campagne…"):
        page.add_action(Button(text))
    page.resize(820, 700)
    page.show()
    QApplication.processEvents()
    assert page._drawer.text() == "À corriger"
    page.resize(600, 700)
    QApplication.processEvents()
    assert (page._drawer.text(), page._drawer.toolTip()) == ("", "À corriger")
    assert said(page._drawer)[1] == "À corriger"


def test_stacked_bar_opens_its_figures(qtbot: QtBot) -> None:
    bar = StackedBar()
    shown(qtbot, bar)
    bar.set_shares([Share("delivered", "Remis", 1538), Share("unknown", "Inconnu", 9)])
    QApplication.processEvents()
    with qtbot.waitSignal(bar.opened) as seen:
        QTest.mouseClick(bar.entry("unknown"), LEFT)
    assert seen.args == ["unknown"]
    picture = part_named(bar, "Remis: 1\u202f538, Inconnu: 9")
    assert said(picture)[0] == QAccessible.Role.Graphic
    bar.set_shares([Share("delivered", "Remis", 1539)])
    with pytest.raises(KeyError):
        bar.entry("unknown")


def test_a_small_part_of_the_bar_can_be_seen() -> None:
    found = widths(300, {"delivered": 100_000, "not_delivered": 1, "to_decide": 800, "waiting": 0})
    assert list(found) == ["delivered", "not_delivered", "to_decide"]
    assert sum(found.values()) == pytest.approx(300)
    assert min(found.values()) == 3.0
    assert widths(300, {}) == {}
    assert sum(widths(4, {"delivered": 5, "unknown": 1}).values()) == pytest.approx(4)


def test_funnel_steps_open_their_rows(qtbot: QtBot) -> None:
    funnel = Funnel()
    shown(qtbot, funnel)
    funnel.set_steps([Step("consent", "Accord donné", 3954, 212), Step("call", "Appelés", 3954)])
    assert said(funnel.row("consent"))[1] == "Accord donné: 3\u202f954 left, 212 removed"
    QApplication.processEvents()
    with qtbot.waitSignal(funnel.opened) as seen:
        funnel.row("consent").setFocus(TAB)
        QTest.keyClick(funnel.row("consent"), Qt.Key.Key_Space)
    assert seen.args == ["consent"]
    image = funnel.row("consent").grab().toImage()
    end = image.pixelColor(image.width() - 6, look.tall(22) + 2)
    assert end == look.color("fill_to_decide")


def test_stat_is_read_as_one_sentence(qtbot: QtBot) -> None:
    stat = Stat("Taux de remise", percent(0.896), "sur un an")
    qtbot.addWidget(stat)
    assert said(stat)[1] == "Taux de remise: 89,6\u00a0%, sur un an"
    stat.set_figure(percent(0.9), "")
    assert said(stat)[1] == "Taux de remise: 90,0\u00a0%"


def test_numbers_follow_the_language() -> None:
    assert (count(4218), minus(212), clock(9.679)) == ("4\u202f218", "−\u202f212", "0:09,6")
    QLocale.setDefault(QLocale("en_GB"))
    assert (count(4218), percent(0.887), clock(67.2)) == ("4,218", "88.7%", "1:07.2")


def test_flow_wraps_and_elided_label_tells_the_whole(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = Flow(holder)
    for _ in range(4):
        flow.addWidget(Button("Importer…"))
    wide = flow.heightForWidth(800)
    assert flow.heightForWidth(200) > 1.5 * wide
    label = ElidedLabel("Boulangerie Pinson et fils, place du marché")
    shown(qtbot, label, 160)
    assert label.toolTip() == label.text()
    label.setText("Bon")
    assert label.toolTip() == ""


def test_empty_state_starts_on_its_button_and_takes_files(qtbot: QtBot, tmp_path: Path) -> None:
    empty = EmptyState(
        "Votre première campagne", "Commencez par le message.", "Enregistrer un message",
        second="Essayer l’exemple", drop="ou déposez ici un fichier",
    )  # fmt: skip
    shown(qtbot, empty, 640, 600)
    assert empty.button.hasFocus()
    with qtbot.waitSignals([empty.acted, empty.second_acted]):
        QTest.keyClick(empty.button, Qt.Key.Key_Space)
        QTest.mouseClick(empty.second, LEFT)
    file = tmp_path / "message.wav"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.wav")])
    copy, no_keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), copy, mime, LEFT, no_keys)
    QApplication.sendEvent(empty, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(10, 10), copy, mime, LEFT, no_keys)
    with qtbot.waitSignal(empty.dropped) as seen:
        QApplication.sendEvent(empty, drop)
    assert [Path(path) for path in seen.args[0]] == [file]
