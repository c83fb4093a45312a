"""The clock of a date: its zone, the nights of the change, holidays, and the next lawful slot."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.ids import now
from voicedesk.campaigns import rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.zones import Zone
from voicedesk.ui.parts.time_strip import TimeStrip
from voicedesk.ui.week import week_of

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
GAP, TWICE = datetime(2030, 3, 31, 2, 30), datetime(2030, 10, 27, 2, 30)


@pytest.fixture
def draft(lonely_scene: Scene) -> Campaign:
    """At a lawful date in Paris."""
    at = datetime(2030, 7, 2, 10, 15, tzinfo=PARIS)
    return lonely_scene.campaign("Open days", approved=False, date=at, zone=PARIS.key)


def answer(composer: Composer, number: int) -> None:
    card = composer.scene.part(f"clock-answer-{number}")
    QTest.mouseClick(card.radio, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("wall", "number", "meant"),
    [
        (GAP, 1, datetime(2030, 3, 31, 1, 30, tzinfo=UTC)),
        (TWICE, 0, datetime(2030, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_what_a_change_of_clocks_leaves_open_is_asked(
    lonely_scene: Scene, draft: Campaign, wall: datetime, number: int, meant: datetime
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.choose_date(wall)
    assert scene.seen("clock-question")
    composer.asked(3)
    scene.type("approve-count", "3")
    composer.see_warnings()
    assert not scene.part("approve").isEnabled()
    assert "Say which is meant" in scene.part("approve").toolTip()
    before = composer.stored.date
    assert before is not None
    assert before != meant  # nothing was guessed
    answer(composer, number)
    scene.until(lambda: composer.stored.date == meant)
    assert not scene.seen("clock-question")
    composer.page.refresh()
    scene.until(lambda: not scene.tasks.is_running("composer-load"))
    assert composer.stored.date == meant


def test_an_answer_is_not_asked_for_where_there_is_one_moment(
    lonely_scene: Scene, draft: Campaign
) -> None:
    composer = Composer(lonely_scene, draft)
    composer.choose_date(TWICE)
    assert lonely_scene.seen("clock-question")
    composer.choose_date(TWICE + timedelta(hours=12))
    assert not lonely_scene.seen("clock-question")


def test_another_clock_keeps_what_it_shows(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    zone = scene.part("campaign-zone")
    assert zone.itemText(0) == "Paris time"
    composer.pick("campaign-zone", "Réunion")
    wall = datetime(2030, 7, 2, 10, 15)
    scene.until(lambda: composer.stored.zone == REUNION.key)
    scene.until(lambda: composer.stored.date == wall.replace(tzinfo=REUNION))
    assert composer.badge("Outside lawful hours")  # 08:15 for the people at home
    scene.click("next-slot")
    scene.until(lambda: composer.badge("Lawful slot"))
    scene.until(lambda: composer.stored.date != wall.replace(tzinfo=REUNION))
    assert composer.stored.zone == REUNION.key
    assert composer.stored.date is not None
    assert Calendar(rules.load()).is_lawful(composer.stored.date)


def test_a_holiday_is_named_in_the_week_and_in_the_calendar(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    christmas = datetime(2030, 12, 25, 11, 0, tzinfo=PARIS)
    Campaigns(scene.workspace.database).change(draft.id, date=christmas)
    Composer(scene, draft)
    strip = scene.part("campaign-slots")
    assert isinstance(strip, TimeStrip)
    assert [day.closed for day in strip._days][2] == "Christmas Day"
    calendar = scene.part("campaign-date").calendarWidget()
    calendar.setCurrentPage(2030, 12)
    dressed = calendar.dateTextFormat(QDate(2030, 12, 25))
    assert dressed.toolTip() == "Christmas Day"
    assert dressed.fontStrikeOut()
    assert not calendar.dateTextFormat(QDate(2030, 12, 24)).fontStrikeOut()
    calendar.setCurrentPage(2031, 5)
    assert calendar.dateTextFormat(QDate(2031, 5, 1)).toolTip() == "Labour Day"


def test_a_finding_about_the_moment_is_mended_by_its_button(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    Campaigns(scene.workspace.database).change(
        draft.id, date=datetime(2030, 12, 25, 11, 0, tzinfo=PARIS)
    )
    composer = Composer(scene, draft)
    composer.asked(3)
    assert scene.seen("finding-holiday")
    scene.click("finding-next-slot")
    scene.until(lambda: composer.stored.date is not None and composer.stored.date.year < 2030)
    composer.asked(3)
    assert composer.stored.date is not None
    assert composer.stored.date > now()
    assert composer.badge("Lawful slot")


def test_the_hours_at_home_are_shown_on_the_chosen_clock() -> None:
    known = rules.load()
    calendar, home = Calendar(known), Zone.home(known)
    tuesday = date(2030, 7, 2)
    (day,) = [d for d in week_of(calendar, home, REUNION, tuesday, tuesday) if d.date == tuesday]
    told = [f"{start:%H:%M}-{end:%H:%M}" for start, end in day.open]
    assert told == ["12:00-15:00", "16:00-22:00"]  # two hours later than in Paris in summer
    there = Zone.named(REUNION.key)
    (own,) = [d for d in week_of(calendar, there, REUNION, tuesday, tuesday) if d.date == tuesday]
    assert own.open == known.hours
    past, *_ = week_of(calendar, home, PARIS, tuesday, tuesday)
    assert past.closed == "Past"
