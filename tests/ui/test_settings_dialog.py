"""The settings a person changes by hand: the tariff as it is written, and a number to be called."""

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import Scene
from voicedesk.campaigns.pings import ping_url
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


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("calling.country", "France", "not a country code"),
        ("sending.hold_seconds", "ten", "Give seconds"),
        ("tariff.voice", "cheap", "Give a price"),
        ("watching.ping_address", "here", "not a web address"),
        ("watching.ping_address", "https://ping.example.org/calls", "Both are needed"),
        ("watching.ping_port", "8001", "Both are needed"),
        ("watching.ping_port", "90000", "Give a port"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    lonely_scene: Scene, key: str, typed: str, said: str
) -> None:
    scene = lonely_scene
    opened(scene)
    scene.part(f"setting-{key}").clear()
    scene.type(f"setting-{key}", typed)
    scene.type("setting-workspace.name", "Garage Morel")
    scene.click("settings-save")
    assert said in scene.part(f"setting-{key}").accessibleDescription()
    assert scene.workspace.settings.workspace_name == ""


def test_pings_are_asked_for_and_given_up(lonely_scene: Scene) -> None:
    scene = lonely_scene
    dialog = opened(scene)
    assert scene.part("setting-watching.ping_port").text() == ""  # no pings
    scene.type("setting-watching.ping_address", "https://ping.example.org/calls")
    scene.type("setting-watching.ping_port", "8001")
    with scene.bot.waitSignal(dialog.saved):
        scene.click("settings-save")
    address = ping_url(scene.workspace)
    assert address is not None
    assert address.startswith("https://ping.example.org/calls/")
    dialog = opened(scene)
    scene.part("setting-watching.ping_address").clear()
    scene.part("setting-watching.ping_port").clear()
    with scene.bot.waitSignal(dialog.saved):
        scene.click("settings-save")
    assert ping_url(scene.workspace) is None
