"""When people are called: dates on Paris clocks, warnings, and what cannot be approved."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.ids import now
from voicedesk.campaigns import drafts, rules
from voicedesk.campaigns.calendar import SOONEST, Calendar, is_too_soon
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.ui import slot_words

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def draft(lonely_scene: Scene) -> Campaign:
    """Complete, with three people to call."""
    return lonely_scene.campaign("Open days", approved=False)


def test_a_date_is_kept_in_paris_time(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    assert not scene.part("campaign-date").isVisible()
    composer.press("campaign-when", "date")
    scene.until(lambda: composer.stored.date is not None)
    assert composer.stored.date is not None
    assert Calendar(rules.load()).is_lawful(composer.stored.date)
    assert composer.badge("Lawful slot")
    monday = datetime(2030, 7, 1, 10, 15)
    composer.choose_date(monday)
    scene.until(lambda: composer.stored.date == monday.replace(tzinfo=PARIS))
    assert composer.stored.date.utcoffset() == timedelta(hours=2)
    composer.press("campaign-when", "now")
    scene.until(lambda: composer.stored.date is None)


def test_keys_in_the_week_move_the_date(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    Campaigns(scene.workspace.database).change(
        draft.id, date=datetime(2030, 7, 1, 10, 15, tzinfo=PARIS)
    )
    composer = Composer(scene, draft)
    strip = scene.part("campaign-slots")
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Down)
    wanted = datetime(2030, 7, 2, 10, 30, tzinfo=PARIS)
    scene.until(lambda: composer.stored.date == wanted)
    assert scene.part("campaign-date").date() == QDate(2030, 7, 2)
    assert scene.part("campaign-time").time() == QTime(10, 30)


def test_outside_the_hours_is_a_warning_and_can_be_approved(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.press("campaign-when", "date")
    composer.choose_date(datetime(2030, 7, 6, 11, 0))  # a Saturday
    assert "prospecting calls" in composer.schedule_remark
    assert composer.badge("Outside lawful hours")
    composer.asked(3)
    scene.type("approve-count", "3")
    assert not scene.part("approve").isEnabled()
    assert "warnings" in scene.part("approve").toolTip()
    composer.see_warnings()
    with scene.bot.waitSignal(composer.page.approved):
        scene.click("approve")
    told = [e for e in events(scene.workspace.database, composer.id) if e.event == "approved"]
    assert [warning["code"] for warning in told[0].details["warnings"]] == ["weekend"]


def test_a_past_date_is_an_error_and_cannot_be_approved(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.press("campaign-when", "date")
    composer.choose_date(datetime(2026, 1, 5, 11, 0))
    assert "past" in composer.schedule_remark
    composer.asked(3)
    scene.type("approve-count", "3")
    assert not scene.part("approve").isEnabled()
    assert "past" in scene.part("approve").toolTip()
    scene.click("next-slot")
    composer.asked(3)
    scene.until(scene.part("approve").isEnabled)
    upcoming = composer.stored.date
    assert upcoming is not None
    assert upcoming > now()
    assert slot_words.short_slot(upcoming) in scene.part("next-slot").text()


def test_a_date_that_comes_too_near_withdraws_the_button(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    near = now() + SOONEST + timedelta(seconds=2)
    with scene.workspace.database.write() as connection:
        drafts.set_state(connection, draft.id, State.DRAFT, date=near.isoformat())
    composer = Composer(scene, draft)
    composer.asked(3)
    composer.see_warnings()
    scene.type("approve-count", "3")
    assert scene.part("approve").isEnabled()
    scene.until(lambda: is_too_soon(near, now()))
    QTest.mouseClick(scene.part("approve"), Qt.MouseButton.LeftButton)
    assert "five minutes" in composer.schedule_remark
    assert not scene.part("approve").isEnabled()
    assert composer.stored.state is State.DRAFT


def test_what_the_hours_leave_out_is_said(dressed: None) -> None:
    said = "10:00–13:00, 14:00–20:00, Monday to Friday; no public holidays"
    assert slot_words.hours() == said
    own = replace(rules.shipped(), weekdays=frozenset({1, 3, 5}), holidays=frozenset())
    assert slot_words.hours(own) == "10:00–13:00, 14:00–20:00, Monday, Wednesday, Friday"
