"""The library of the page of messages: what it says of each, how one is found."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Scene
from tests.ui.message_desk import MessageDesk
from voicedesk.audio.edits import Trim
from voicedesk.base.jobs import Job


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> MessageDesk:
    return MessageDesk(lonely_scene, tmp_path)


def test_each_message_says_how_long_which_take_and_where_it_is_used(desk: MessageDesk) -> None:
    desk.message("Vehicle ready", 8.6)
    once = desk.message("Open days")
    desk.use(once, "March", "done")
    often = desk.message("Inspection")
    for number in range(4):
        desk.use(often, f"Inspection {number}", "done")
    draft = desk.message("Draft")
    desk.use(draft, "Soon", "draft")
    running = desk.message("Tyres", 12)
    desk.use(running, "January", "sending")
    desk.library.edit(running.id, [Trim(0, 11.2)], Job())
    desk.open()
    assert desk.entries() == [
        "Tyres, 11 s · take 2 · sending, Ready",
        "Draft, 10 s · in a draft, Ready",
        "Inspection, 10 s · 4 campaigns, Ready",
        "Open days, 10 s · 1 campaign, Ready",
        "Vehicle ready, 8.6\u00a0s · today, Too short",
    ]
    assert desk.scene.part("messages-total").text() == "5 messages · 51 s"


def test_what_is_wrong_comes_before_that_the_platform_has_it(
    scene: Scene, client: Any, tmp_path: Path
) -> None:
    desk = MessageDesk(scene, tmp_path)
    desk.upload(desk.message("Good"), client.account)
    desk.upload(desk.message("Faint", peak=0.01), client.account)
    desk.upload(desk.message("Elsewhere"), "another account")
    desk.open()
    assert [entry.rsplit(", ", 1)[1] for entry in desk.entries()] == ["Ready", "Faint", "Uploaded"]


def test_a_search_is_blind_to_accents_and_reads_description_and_tags(desk: MessageDesk) -> None:
    described = desk.message("First")
    desk.library.describe(described.id, description="Invite à l'été", tags=["Réouverture"])
    desk.message("Pneus d’hiver")
    desk.open()
    for wanted, found in (
        ("ETE", ["First"]),
        ("reouv", ["First"]),
        ("first été", ["First"]),
        ("Hiver", ["Pneus d’hiver"]),
        ("", ["Pneus d’hiver", "First"]),
    ):
        desk.scene.part("search-messages").setText(wanted)  # QTest types ASCII alone
        assert desk.names() == found, wanted


def test_a_tag_narrows_the_library_until_it_is_gone(desk: MessageDesk) -> None:
    tagged = desk.message("First")
    desk.library.describe(tagged.id, tags=["winter"])
    desk.message("Second")
    desk.open()
    combo = desk.scene.part("message-tag")
    assert combo.isVisible()
    assert combo.currentText() == "All tags"
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert desk.names() == ["First"]
    desk.ready("Second")  # stays open: only the list is narrower
    desk.library.describe(tagged.id, tags=[])
    desk.page.refresh()
    desk.until(lambda: desk.names() == ["Second", "First"])
    assert not combo.isVisible()


def test_without_tags_there_is_no_choice_of_tags(desk: MessageDesk) -> None:
    desk.message("First")
    desk.open()
    assert not desk.scene.seen("message-tag")


def test_the_menu_renames_uses_and_deletes(desk: MessageDesk) -> None:
    kept = desk.message("First")
    desk.open()
    desk.ready("First")
    desk.menu("Rename")
    line = desk.scene.part("new-message-name")
    desk.until(line.isVisible)
    QTest.keyClicks(line, "Better")
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: desk.names() == ["Better"])
    with desk.scene.bot.waitSignal(desk.page.use_wanted) as told:
        desk.menu("Use in a campaign")
    assert told.args == [kept.id]
    desk.menu("Delete")
    desk.scene.click("delete-for-good")
    desk.until(lambda: desk.library.all() == [])


def test_f2_renames_and_a_name_too_long_cannot_be_typed(desk: MessageDesk) -> None:
    desk.message("First")
    desk.open()
    desk.key(Qt.Key.Key_F2)
    line = desk.scene.part("new-message-name")
    desk.until(line.isVisible)
    QTest.keyClicks(line, "n" * 101)
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.until(lambda: desk.names() == ["n" * 100])
