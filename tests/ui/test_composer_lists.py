"""Who is called: several lists, their people once, and those overseas at an hour of their own."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.campaigns.campaign import Channel
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.list_tag import ListTag

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2030, 7, 2, 14, 30, tzinfo=PARIS)
HOME = ["06 00 00 00 01", "06 00 00 00 02", "01 99 00 00 01"]
REUNION = ["+262692000001", "+262692000002", "06 00 00 00 02"]


@pytest.fixture
def composer(lonely_scene: Scene) -> Composer:
    """A draft over the first of two lists, on a lawful afternoon in Paris."""
    scene = lonely_scene
    scene.campaign("Other", numbers=REUNION, approved=False)
    draft = scene.campaign(
        "Open days", numbers=HOME, approved=False, date=TUESDAY, channel=Channel.SPLIT
    )
    return Composer(scene, draft)


def tags(composer: Composer) -> list[str]:
    return [t.accessibleName() for t in composer.page.findChildren(ListTag) if t.isVisible()]


def test_lists_are_added_and_taken_out(composer: Composer) -> None:
    composer.asked(3)
    assert tags(composer) == ["list2, 3 rows"]
    composer.add_list("list1")
    composer.asked(5)  # one stands in both
    assert tags(composer) == ["list2, 3 rows", "list1, 3 rows"]
    button = composer.scene.part("campaign-list")
    assert not button.isEnabled()
    assert "All lists" in button.toolTip()
    composer.drop_list("list2")
    composer.asked(3)
    composer.drop_list("list1")
    composer.scene.until(lambda: composer.stored.list_ids == ())
    composer.scene.until(lambda: "contact list" in composer.remark)
    assert tags(composer) == []


def test_people_overseas_are_told_with_both_clocks(composer: Composer) -> None:
    scene = composer.scene
    composer.asked(3)
    assert not scene.seen("campaign-groups")
    composer.add_list("list1")
    composer.asked(5)
    said = "Réunion or Mayotte: 2 people, Tue 2 Jul, 15:00 there – 13:00 here"
    assert scene.part("campaign-groups").text() == said
    assert scene.part("review-groups").text().splitlines() == [
        "Call · Paris: 1 person, Tue 2 Jul, 14:30",
        "Voicemail · Paris: 2 people, Tue 2 Jul, 14:30",
        f"Voicemail · {said}",
    ]
    composer.drop_list("list1")
    composer.asked(3)
    assert not scene.seen("campaign-groups")


def test_each_channel_says_whom_it_reaches(composer: Composer) -> None:
    composer.asked(3)
    channels = composer.scene.part("campaign-media")
    said = {channel: channels.radio(channel).accessibleDescription() for channel in Channel}
    assert "Reaches 3 people." in said[Channel.VOICE]
    assert "Reaches 2 people." in said[Channel.VOICEMAIL]
    assert "Reaches 3 people." in said[Channel.SPLIT]
    composer.press("campaign-media", Channel.VOICEMAIL)
    composer.asked(2)
    assert "Reaches 3 people." in channels.radio(Channel.VOICE).accessibleDescription()
    assert channels.current() is Channel.VOICEMAIL


def test_notes_are_kept_and_withdraw_nothing(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days"))
    notes = scene.part("campaign-notes")
    scene.until(notes.isEnabled)
    notes.setPlainText("Call the printer first")
    composer.page.hide()
    scene.until(lambda: composer.stored.notes == "Call the printer first")
    assert composer.stored.state == "approved"
    assert Campaigns(scene.workspace.database).get(composer.id).approved_by == "Claire Morel"


def test_a_row_that_is_left_out_says_in_which_list_it_stands(composer: Composer) -> None:
    scene = composer.scene
    composer.asked(3)
    composer.add_list("list1")
    composer.asked(5)
    scene.click("reason-duplicate")
    model = scene.part("exclusions-table").model()
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert row == ["Personne 0003", "06 00 00 00 02", "Duplicate", "list1, 4"]
    tip = model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("First at: list2, 3.")
    scene.click("exclusions-close")


def test_a_ping_address_is_part_of_the_campaign(composer: Composer) -> None:
    scene = composer.scene
    field = scene.part("campaign-ping")
    scene.until(field.isEnabled)
    QTest.keyClicks(field, "somewhere")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "not a web address" in field.accessibleDescription()
    assert composer.stored.ping_url is None
    field.clear()
    QTest.keyClicks(field, "https://crm.example/ping?id=#id#")
    QTest.keyClick(field, Qt.Key.Key_Return)
    scene.until(lambda: composer.stored.ping_url == "https://crm.example/ping?id=#id#")
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Space)
    QTest.keyClick(field, Qt.Key.Key_Return)
    scene.until(lambda: composer.stored.ping_url is None)
