"""The main job by hand, in the window: clicks and keys, against a real platform."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QMenu,
    QWidget,
)

from voicedesk.audio.library import Recordings
from voicedesk.base import words
from voicedesk.base.resources import resource
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import status
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui import dialogs
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.parts.ring import FocusRing

ENTER = Qt.Key.Key_Return


@pytest.fixture
def window(scene: Any) -> Iterator[MainWindow]:
    made = MainWindow(scene.context, scene.dispatch)
    scene.show(made, 1280, 800)
    yield made
    for campaign_id in scene.dispatch.sending_ids():
        scene.dispatch.cancel(campaign_id)
    made.close()


@pytest.fixture
def shoot(window: MainWindow, tmp_path: Path) -> Callable[[str], None]:
    """Writes a picture of the window, to ``VOICEDESK_SHOTS`` where that is set."""
    folder = Path(os.environ.get("VOICEDESK_SHOTS", tmp_path))

    def save(name: str) -> None:
        path = folder / f"window-{name}.png"
        assert window.grab().save(str(path))
        assert path.stat().st_size > 10_000

    return save


@pytest.fixture
def answer_file_dialog(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Only the system's file dialog is replaced: it answers with this file."""

    def answer(path: Path) -> None:
        def choose(
            _parent: QWidget, _title: str, _filters: list[str], chosen: Callable[[Path], None]
        ) -> None:
            chosen(path)

        monkeypatch.setattr(dialogs, "choose_file", choose)

    return answer


def click(scene: Any, widget: QWidget) -> None:
    scene.until(lambda: widget.isVisible() and widget.isEnabled())
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(scene: Any, name: str, row: int) -> None:
    """Choose a row of a combo box by keys."""
    combo = scene.part(name)
    assert isinstance(combo, QComboBox)
    scene.until(lambda: combo.count() > row)
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(combo, Qt.Key.Key_Down)


def choose_list(scene: Any, row: int) -> None:
    """Take a contact list from the menu of its button."""
    button = scene.part("campaign-list")
    click(scene, button)
    menu = next(m for m in button.findChildren(QMenu) if m.isVisible())
    QTest.mouseClick(
        menu,
        Qt.MouseButton.LeftButton,
        pos=menu.actionGeometry(menu.actions()[row]).center(),
    )


def index_of(view: QAbstractItemView, text: str) -> QModelIndex:
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            if model.index(row, column).data() == text:
                return model.index(row, column)
    return QModelIndex()


def edit_cell(scene: Any, view: QAbstractItemView, old: str, new: str) -> None:
    """Click a cell, type over it, Enter."""
    index = index_of(view, old)
    assert index.isValid(), old
    view.scrollTo(index)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center()
    )
    QTest.keyClick(view, Qt.Key.Key_F2)
    editors = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    assert len(editors) == 1, editors
    editors[0].selectAll()
    QTest.keyClicks(editors[0], new)
    QTest.keyClick(editors[0], ENTER)


def test_the_main_job_by_hand(
    scene: Any,
    window: MainWindow,
    platform: Any,
    answer_file_dialog: Callable[[Path], None],
    shoot: Callable[[str], None],
) -> None:
    database = scene.workspace.database
    shoot("first-minutes")

    # A message in.
    click(scene, window.side_bar.place("messages"))
    answer_file_dialog(resource("samples", "message-fr.mp3"))
    scene.click("import-first-message")
    scene.until(lambda: scene.seen("use-message") and scene.part("use-message").isEnabled())
    assert [found.usable for found in Recordings(scene.workspace).all()] == [True]
    shoot("messages")

    # A list in, and one bad number corrected in the table.
    click(scene, window.side_bar.place("contacts"))
    answer_file_dialog(resource("samples", "clients-atelier.csv"))
    scene.click("import-first-list")
    table = scene.part("contacts-table")
    scene.until(lambda: table.isVisible() and table.model().rowCount() == 60)
    listed = ContactLists(database).all()[0]
    edit_cell(scene, table, "06 00 00 7", "06 00 00 77 77")
    scene.until(lambda: ContactLists(database).info(listed.id).valid == listed.valid + 1)
    shoot("contacts")

    # A campaign with its channel and date.
    click(scene, window.side_bar.place("campaigns"))
    scene.until(lambda: scene.part("first-button").text() == "Create the campaign")
    scene.click("first-button")
    name = scene.part("campaign-name")
    scene.until(lambda: name.isVisible() and name.isEnabled())
    name.selectAll()
    QTest.keyClicks(name, "Winter tyres")
    choose(scene, "campaign-purpose", 0)
    choose(scene, "campaign-message", 0)
    choose_list(scene, 0)
    click_segment(scene, "campaign-media", "Call")
    click_segment(scene, "campaign-when", "At a date")
    scene.until(lambda: only_campaign(scene).date is not None)
    scene.until(lambda: only_campaign(scene).is_complete)
    planned = only_campaign(scene)
    assert planned.name == "Winter tyres"
    assert planned.date > datetime.now(ZoneInfo("Europe/Paris")) + timedelta(minutes=5)

    # The review, approved by typing the number.
    count = scene.part("approve-count")
    people = 42
    scene.until(count.isVisible)
    approve = scene.part("approve")
    scene.type("approve-count", str(people - 1))
    assert not approve.isEnabled()
    scene.type("approve-count", str(people))
    scene.until(approve.isEnabled)
    shoot("review")
    scene.click("approve")
    scene.until(lambda: only_campaign(scene).state is State.APPROVED)
    approved = [e for e in events(database, planned.id) if e.event == "approved"]
    told = {"by": "Claire Morel", "recipients": people, "warnings": []}
    assert told.items() <= approved[0].details.items()

    # Sent, and watched to the end.
    scene.click("send")
    scene.until(lambda: only_campaign(scene).state is State.POSTED)
    scene.until(lambda: window.live._badge.text() == "Calls in progress")
    assert platform.ledger()["calls"] == {}, "nobody is called before the date"
    shoot("programmed")
    # Those overseas are called at the same hour of their own clocks.
    last = max(chunk.date for chunk in Outbox(database, planned.id).chunks() if chunk.date)
    platform.advance((last - datetime.now(ZoneInfo("UTC"))).total_seconds() + 60)
    scene.dispatch.follow(planned.id)
    scene.until(lambda: only_campaign(scene).state is State.DONE)
    scene.until(lambda: window.live._badge.text() == "Finished")
    scene.until(lambda: index_of(scene.part("calls"), "Delivered").isValid())
    shoot("live")
    ledger = platform.ledger()
    assert len(ledger["calls"]) == people
    assert set(ledger["calls"].values()) == {1}
    assert status(database, planned.id).stats.total == people

    # The figures by campaign.
    click(scene, window.side_bar.place("results"))
    scene.until(lambda: scene.part("results").model().rowCount() == 1)
    shoot("results")


def only_campaign(scene: Any) -> Any:
    return Campaigns(scene.workspace.database).all()[0]


def click_segment(scene: Any, name: str, text: str) -> None:
    segmented = scene.part(name)
    scene.until(segmented.isVisible)
    button = next(b for b in segmented.findChildren(QAbstractButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_text_file_named_mp3_is_said_and_nothing_is_lost(
    scene: Any,
    window: MainWindow,
    answer_file_dialog: Callable[[Path], None],
    tmp_path: Path,
) -> None:
    path = tmp_path / "annonce.mp3"
    path.write_text("Bonjour")
    window.show_place("messages")
    answer_file_dialog(path)
    scene.click("import-first-message")
    banner = scene.part("messages-banner")
    scene.until(banner.isVisible)
    assert "annonce.mp3" in f"{banner.accessibleName()} {banner.accessibleDescription()}"
    assert Recordings(scene.workspace).all() == []


def test_the_four_places_by_keys(scene: Any, window: MainWindow) -> None:
    for key, place in (("1", "messages"), ("2", "contacts"), ("4", "results"), ("3", "campaigns")):
        QTest.keyClick(window, Qt.Key(ord(key)), Qt.KeyboardModifier.ControlModifier)
        scene.until(lambda place=place: window.side_bar.current() == place)


def test_closing_while_sending_is_a_question(scene: Any, window: MainWindow) -> None:
    scene.workspace.change_setting("sending.hold_seconds", "30")
    campaign = scene.campaign()
    scene.dispatch.send(campaign.id)
    scene.until(lambda: Campaigns(scene.workspace.database).get(campaign.id).state == "holding")
    window.close()
    assert window.isVisible()
    box = scene.part("leave-question")
    scene.until(box.isVisible)
    stop = next(b for b in box.buttons() if b.text() == "Stop sending and close")
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    scene.until(lambda: not window.isVisible())


def test_the_window_speaks_french(scene: Any) -> None:
    words.set_language("fr")
    try:
        window = MainWindow(scene.context, scene.dispatch)
        scene.show(window, 1280, 800)
        assert window.side_bar.place("results").text() == "Résultats"
        window.close()
    finally:
        words.set_language("en")


def test_an_error_nobody_asked_for_is_shown(scene: Any, window: MainWindow) -> None:
    window.show_crash(RuntimeError())
    assert window._frame._banner.isVisible()


def test_the_focus_follows_the_page(scene: Any, window: MainWindow) -> None:
    campaign = scene.campaign()
    window.activateWindow()
    scene.until(window.isActiveWindow)
    click(scene, window.side_bar.place("results"))
    assert window.focusWidget() is window.side_bar.place("results")
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.side_bar.place("campaigns")
    window.open_campaign(campaign.id, campaign.state)
    assert window.focusWidget() is window.side_bar.place("campaigns")

    scene.click("send")
    scene.until(lambda: only_campaign(scene).state is State.DONE)
    assert rings(window) == [], "the button went, and the focus with it"
    window.live.setFocus()
    window.show_place("messages")
    assert window.focusWidget() in (window.messages, scene.part("import-first-message"))
    assert rings(window) == []
    window.messages.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    focused = window.focusWidget()
    assert focused is not None
    assert window.messages.isAncestorOf(focused)
    assert len(rings(window)) == 1


def test_what_was_sent_is_duplicated_into_a_draft(scene: Any, window: MainWindow) -> None:
    sent = scene.campaign("Winter tyres")
    window.show_live(sent.id)
    scene.click("send")
    scene.until(lambda: only_campaign(scene).state is State.DONE)
    scene.click("duplicate-campaign")
    scene.until(lambda: window.composer.title() == "Winter tyres (copy)")
    assert window.composer.isVisible()
    copy = only_campaign(scene)
    assert (copy.state, copy.date, copy.approved_by) == (State.DRAFT, None, None)
    assert copy.tag != sent.tag
    for choice in ("purpose", "channel", "recording_id", "list_ids"):
        assert getattr(copy, choice) == getattr(sent, choice) is not None


def test_the_contacts_menu_opens_its_dialogs(scene: Any, window: MainWindow) -> None:
    actions = {action.text(): action for action in window.menuBar().findChildren(QAction)}
    actions["Stop list…"].trigger()
    dialog = scene.part("stop-list")
    scene.until(dialog.isVisible)
    assert window.side_bar.place("contacts").isChecked()
    dialog.reject()
    actions["Find duplicates…"].trigger()
    scene.until(scene.part("contacts-banner").isVisible)


def test_the_menus_do_what_they_say(scene: Any, window: MainWindow) -> None:
    themes: list[str] = []
    window.theme_wanted.connect(themes.append)
    actions = {action.text(): action for action in window.menuBar().findChildren(QAction)}
    actions["Results"].trigger()
    assert window.side_bar.current() == "results"
    actions["Dark"].trigger()
    assert themes == ["dark"] == [scene.workspace.settings.interface_theme]
    with scene.bot.waitSignal(window.rebuild_wanted):
        actions["Français"].trigger()
    words.set_language("en")
    assert scene.workspace.settings.interface_language == "fr"
    actions["New campaign"].trigger()
    scene.until(window.composer.isVisible)
    actions["Quit"].trigger()
    assert not window.isVisible()


def rings(window: MainWindow) -> list[Any]:
    return [ring for ring in window.findChildren(FocusRing) if ring.shown]
