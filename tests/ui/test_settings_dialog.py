"""The settings a person changes by hand: the tariff as it is written, and a number to be called."""

from PySide6.QtWidgets import QWidget

from tests.ui.conftest import Scene
from voicedesk.ui.settings_dialog import SettingsDialog


def opened(scene: Scene) -> SettingsDialog:
    owner = QWidget()
    scene.show(owner)
    dialog = SettingsDialog(scene.context, owner)
    dialog.open()
    return dialog


def test_prices_are_written_with_a_comma_or_a_point(lonely_scene: Scene) -> None:
    scene = lonely_scene
    dialog = opened(scene)
    assert scene.part("setting-tariff.voice").text() == ""  # not known
    scene.type("setting-tariff.voice", "0,07")
    scene.type("setting-tariff.voicemail", "0.05")
    scene.type("setting-tariff.currency", "chf")
    with scene.bot.waitSignal(dialog.saved):
        scene.click("settings-save")
    stored = scene.workspace.settings
    assert (stored.tariff_voice, stored.tariff_voicemail) == (0.07, 0.05)
    assert stored.tariff_currency == "CHF"


def test_a_price_taken_away_is_not_known(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.workspace.change_setting("tariff.voice", "0.07")
    dialog = opened(scene)
    assert scene.part("setting-tariff.voice").text() == "0.07"
    scene.part("setting-tariff.voice").clear()
    with scene.bot.waitSignal(dialog.saved):
        scene.click("settings-save")
    assert scene.workspace.settings.tariff_voice == 0


def test_a_number_that_cannot_be_called_is_not_kept(lonely_scene: Scene) -> None:
    scene = lonely_scene
    dialog = opened(scene)
    own = scene.part("setting-workspace.own_number")
    scene.type("setting-workspace.own_number", "06 00")
    scene.type("setting-workspace.name", "Garage Morel")
    scene.click("settings-save")
    assert "not one that can be called" in own.accessibleDescription()
    assert scene.workspace.settings.workspace_name == ""  # nothing was saved by half
    scene.type("setting-workspace.own_number", "06 00 00 00 77")
    with scene.bot.waitSignal(dialog.saved):
        scene.click("settings-save")
    assert scene.workspace.settings.workspace_own_number == "06 00 00 00 77"
    assert scene.workspace.settings.workspace_name == "Garage Morel"
