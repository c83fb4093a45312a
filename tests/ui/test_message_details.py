"""The details of a message: what a person notes, and what is known of it."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.conftest import Scene
from tests.ui.message_desk import LEFT, MessageDesk
from voicedesk.audio.edits import Trim
from voicedesk.base.jobs import Job


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> MessageDesk:
    return MessageDesk(lonely_scene, tmp_path)


def part(dialog: Any, name: str) -> Any:
    found = dialog.findChild(QWidget, name)
    assert found is not None, name
    return found


def words(dialog: Any) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_name_description_and_tags_are_kept(desk: MessageDesk) -> None:
    kept = desk.message("First")
    desk.open()
    desk.key(Qt.Key.Key_Return)
    dialog = desk.dialog("message-details")
    QTest.keyClicks(part(dialog, "details-name"), "Winter tyres")  # over the chosen old name
    QTest.keyClicks(part(dialog, "details-description"), "For January")
    QTest.keyClicks(part(dialog, "details-tags"), " winter,, tyres ")
    QTest.mouseClick(part(dialog, "message-details-deed"), LEFT)
    desk.until(lambda: desk.names() == ["Winter tyres"])
    found = desk.library.get(kept.id)
    assert (found.description, found.tags) == ("For January", ("winter", "tyres"))
    assert desk.scene.part("message-name").text() == "Winter tyres"


def test_a_message_keeps_a_name_and_what_is_left_unchanged(desk: MessageDesk) -> None:
    kept = desk.message("First")
    desk.open()
    desk.menu("Details")
    dialog = desk.dialog("message-details")
    QTest.keyClick(part(dialog, "details-name"), Qt.Key.Key_Delete)
    QTest.mouseClick(part(dialog, "message-details-deed"), LEFT)
    assert dialog.isVisible()
    assert "Give the message a name." in words(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.library.get(kept.id).name == "First"


def test_takes_format_and_uses_are_told(desk: MessageDesk) -> None:
    kept = desk.message("First", 12)
    desk.library.edit(kept.id, [Trim(0, 11)], Job())
    desk.use(kept, "January", "done")
    desk.use(kept, "February", "draft")
    desk.open()
    desk.page.act("details")
    told = words(desk.dialog("message-details"))
    assert told.index("Take 2") < told.index("In use") < told.index("Take 1")
    assert any(text.startswith("edited · ") for text in told)
    assert any(text.startswith("imported · ") for text in told)
    assert "12.0\u00a0s" in told
    assert "WAV · 8 kHz · mono · 0.2 MB" in told
    assert "Not uploaded yet" in told
    assert "Finished" in told
    assert "Draft" in told


def test_what_the_platform_has_is_told(scene: Scene, client: Any, tmp_path: Path) -> None:
    desk = MessageDesk(scene, tmp_path)
    desk.upload(desk.message("First"), client.account)
    desk.open()
    desk.page.act("details")
    dialog = desk.dialog("message-details")
    assert part(dialog, "details-upload").text() == "Uploaded to the platform"


def test_a_campaign_is_opened_after_the_notes_were_kept(desk: MessageDesk) -> None:
    kept = desk.message("First")
    campaign = desk.use(kept, "January", "done")
    desk.open()
    desk.page.act("details")
    dialog = desk.dialog("message-details")
    QTest.keyClicks(part(dialog, "details-description"), "Noted")
    with desk.scene.bot.waitSignal(desk.page.campaign_wanted) as told:
        QTest.mouseClick(part(dialog, f"use-{campaign}"), LEFT)
    assert told.args == [campaign, "done"]
    desk.settle()
    assert desk.library.get(kept.id).description == "Noted"


def test_details_are_reached_by_mouse_on_a_narrow_window(desk: MessageDesk) -> None:
    desk.message("First")
    desk.open(820, 640)
    desk.scene.click("more-message")
    desk.take("Details")
    assert part(desk.dialog("message-details"), "details-name").text() == "First"
