"""What is being typed is kept: when the typing pauses, and when the page or the window goes."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateTimeEdit, QLineEdit

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.main_window import MainWindow

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2030, 7, 2, 10, 15, tzinfo=PARIS)
ADDRESS = "https://crm.example/ping?id=#id#"
PAUSE_MS = 1_000


@pytest.fixture
def draft(lonely_scene: Scene) -> Campaign:
    return lonely_scene.campaign("Open days", approved=False, date=MORNING)


@pytest.fixture
def composer(lonely_scene: Scene, draft: Campaign) -> Composer:
    found = Composer(lonely_scene, draft)
    found.asked(3)
    found.page.activateWindow()
    return found


@pytest.fixture
def window(lonely_scene: Scene, draft: Campaign) -> Iterator[MainWindow]:
    """With the draft in the composer."""
    scene = lonely_scene
    made = MainWindow(scene.context, scene.dispatch)
    scene.show(made, 1280, 800)
    made.open_campaign(draft.id, "draft")
    scene.until(lambda: scene.part("campaign-ping").isEnabled())
    yield made
    made.close()


def type_hour(scene: Scene, keys: str) -> None:
    """Over the hour that stands there; the field keeps the focus."""
    field = scene.part("campaign-time")
    assert isinstance(field, QDateTimeEdit)
    field.setFocus()
    field.setSelectedSection(QDateTimeEdit.Section.HourSection)
    QTest.keyClicks(field, keys)


def type_year(scene: Scene, keys: str) -> None:
    field = scene.part("campaign-date")
    field.setFocus()
    field.setSelectedSection(QDateTimeEdit.Section.YearSection)
    QTest.keyClicks(field, keys)


def type_address(scene: Scene, address: str) -> None:
    field = scene.part("campaign-ping")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, address)


def reopened(scene: Scene, campaign_id: str) -> Campaign:
    """As another process finds it once this one has closed."""
    scene.tasks.close()
    with Workspace(scene.workspace.folder, writing=False) as workspace:
        return Campaigns(workspace.database).get(campaign_id)


def test_a_sound_address_is_kept_when_the_typing_pauses(composer: Composer) -> None:
    scene = composer.scene
    type_address(scene, ADDRESS)
    scene.until(lambda: composer.stored.ping_url == ADDRESS)
    assert scene.part("campaign-ping").hasFocus()
    scene.until(lambda: not scene.tasks._running)
    assert scene.part("campaign-ping").text() == ADDRESS


def test_half_an_address_is_not_kept_over_a_sound_one(composer: Composer) -> None:
    scene = composer.scene
    type_address(scene, ADDRESS)
    scene.until(lambda: composer.stored.ping_url == ADDRESS)
    type_address(scene, "https:/")
    QTest.qWait(PAUSE_MS)
    composer.page.refresh()
    scene.until(lambda: not scene.tasks._running)
    assert composer.stored.ping_url == ADDRESS
    field = scene.part("campaign-ping")
    assert field.text() == "https:/"  # nobody takes it out of somebody's hands
    assert "not a web address" not in field.accessibleDescription()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "not a web address" in field.accessibleDescription()


def test_half_an_address_does_not_follow_to_another_draft(composer: Composer) -> None:
    scene = composer.scene
    other = scene.campaign("Other", approved=False)
    type_address(scene, "https:/")
    composer.page.show_campaign(other.id)
    scene.until(lambda: composer.page.title() == "Other")
    field = scene.part("campaign-ping")
    assert field.text() == ""
    QTest.keyClicks(field, ADDRESS)
    scene.until(lambda: Campaigns(scene.workspace.database).get(other.id).ping_url == ADDRESS)
    assert composer.stored.ping_url is None


def test_a_whole_hour_is_kept_when_the_typing_pauses(composer: Composer) -> None:
    scene = composer.scene
    type_hour(scene, "1430")
    scene.until(lambda: composer.stored.date == MORNING.replace(hour=14, minute=30))
    assert scene.part("campaign-time").hasFocus()


def test_half_an_hour_typed_waits_and_goes_on(composer: Composer) -> None:
    scene = composer.scene
    type_hour(scene, "143")
    QTest.qWait(PAUSE_MS)
    composer.page.refresh()
    scene.until(lambda: not scene.tasks._running)
    assert composer.stored.date == MORNING
    assert scene.part("campaign-time").text() == "14:3"
    QTest.keyClicks(scene.part("campaign-time"), "5")
    scene.until(lambda: composer.stored.date == MORNING.replace(hour=14, minute=35))


def test_a_pause_within_an_hour_does_not_disturb_the_typing(composer: Composer) -> None:
    scene = composer.scene
    type_hour(scene, "14")
    scene.until(lambda: composer.stored.date == MORNING.replace(hour=14))
    scene.until(lambda: not scene.tasks._running)
    QTest.keyClicks(scene.part("campaign-time"), "45")
    scene.until(lambda: composer.stored.date == MORNING.replace(hour=14, minute=45))


def test_a_whole_year_is_kept_when_the_typing_pauses(composer: Composer) -> None:
    scene = composer.scene
    type_year(scene, "2031")
    scene.until(lambda: composer.stored.date == MORNING.replace(year=2031))


def test_a_pause_within_a_day_does_not_disturb_the_typing(composer: Composer) -> None:
    scene = composer.scene
    field = scene.part("campaign-date")
    line = field.findChild(QLineEdit)
    field.setFocus()
    line.setSelection(line.text().index("2 "), 1)
    QTest.keyClicks(field, "1")
    scene.until(lambda: composer.stored.date == MORNING.replace(day=1))
    scene.until(lambda: not scene.tasks._running)
    QTest.keyClicks(field, "6")
    scene.until(lambda: composer.stored.date == MORNING.replace(day=16))


def test_leaving_the_page_keeps_what_is_being_typed(composer: Composer) -> None:
    scene = composer.scene
    type_address(scene, ADDRESS)
    composer.page.hide()
    scene.until(lambda: composer.stored.ping_url == ADDRESS)
    composer.page.show()
    type_hour(scene, "1645")
    composer.page.hide()
    scene.until(lambda: composer.stored.date == MORNING.replace(hour=16, minute=45))


def test_closing_the_window_keeps_an_address(
    lonely_scene: Scene, window: MainWindow, draft: Campaign
) -> None:
    type_address(lonely_scene, ADDRESS)
    window.close()
    assert reopened(lonely_scene, draft.id).ping_url == ADDRESS


def test_closing_the_window_keeps_the_day_and_the_hour(
    lonely_scene: Scene, window: MainWindow, draft: Campaign
) -> None:
    type_year(lonely_scene, "2031")
    type_hour(lonely_scene, "1430")
    window.close()
    QApplication.processEvents()
    wanted = MORNING.replace(year=2031, hour=14, minute=30)
    assert reopened(lonely_scene, draft.id).date == wanted
