"""The results of campaigns that were really sent to a platform."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from voicedesk.api.models import Media, NewMailing
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.schema import chunks, readings
from voicedesk.campaigns.course import course
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.uploads import link_for
from voicedesk.campaigns.watcher import Watcher
from voicedesk.ui import dialogs, times
from voicedesk.ui.parts.cell import CELL, action_rect, tick_rect
from voicedesk.ui.parts.stat import Stat
from voicedesk.ui.results_model import BAR, CALLED, CHANNEL, NAME, RATE, REPORT
from voicedesk.ui.results_page import ResultsPage

GOOD, BUSY, UNKNOWN, OPTED_OUT = "0600009900", "0600009901", "0600009906", "0600009905"


def finished(scene: Any, name: str, numbers: list[str], days_ago: int = 0) -> str:
    """A campaign sent and followed to its end."""
    campaign = scene.campaign(name, numbers=numbers)
    Sender(scene.workspace, scene.context.client, campaign.id).send(Job())
    Watcher(scene.workspace, scene.context.client, campaign.id).follow(Job(), lambda _: None)
    sent = stamp(now() - timedelta(days=days_ago))
    with scene.workspace.database.write() as connection:
        mine = update(chunks).where(chunks.c.campaign_id == campaign.id)
        connection.execute(mine.values(sent_at=sent))
    return str(campaign.id)


def open_page(scene: Any) -> ResultsPage:
    page = ResultsPage(scene.context)
    scene.show(page)
    page.refresh()
    return page


def names(page: ResultsPage) -> list[str]:
    model = page.table.model()
    return [model.index(row, NAME).data() for row in range(model.rowCount())]


def stats(page: ResultsPage) -> list[str]:
    return [stat.accessibleName() for stat in page.findChildren(Stat)]


def test_nothing_sent_yet_offers_to_prepare_one(lonely_scene: Any, qtbot: QtBot) -> None:
    lonely_scene.campaign(approved=False)
    page = open_page(lonely_scene)
    lonely_scene.until(lambda: lonely_scene.seen("prepare"))
    with qtbot.waitSignal(page.compose_wanted):
        lonely_scene.click("prepare")


def test_figures_of_everything_sent(scene: Any) -> None:
    finished(scene, "First", [GOOD, BUSY, UNKNOWN])
    finished(scene, "Second", [GOOD, OPTED_OUT])
    page = open_page(scene)
    scene.until(lambda: names(page) == ["Second", "First"])
    assert stats(page) == [
        "People reached: 2, of 5 people called",
        "Delivery rate: 40.0%, of all calls of the period",
        "Campaigns: 2, 2 of them this month",
        "Opt-outs: 1, asked not to be called again",
    ]
    model = page.table.model()
    assert model.index(1, CALLED).data() == "3"
    assert model.index(1, RATE).data() == "33.3%"
    said = model.index(1, BAR).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Delivered 1, Not delivered 1, Unknown 1"


def read_days_ago(scene: Any, campaign_id: str, days: int) -> str:
    """The platform was last asked about it so long ago; returns the words for it."""
    database = scene.workspace.database
    for reading in course(database, campaign_id):
        mine = (readings.c.campaign_id == campaign_id) & (readings.c.at == stamp(reading.at))
        with database.write() as connection:
            before = stamp(reading.at - timedelta(days=days))
            assert connection.execute(update(readings).where(mine).values(at=before)).rowcount
    return times.occasion(course(database, campaign_id)[-1].at)


def test_figures_say_when_they_were_read(scene: Any) -> None:
    campaign_id = finished(scene, "First", [GOOD])
    page = open_page(scene)
    scene.until(lambda: names(page) == ["First"])
    last = course(scene.workspace.database, campaign_id)[-1]
    assert page._line.text() == f"Figures read {times.occasion(last.at)}"
    occasion = read_days_ago(scene, campaign_id, 3)
    assert occasion.startswith("on ")
    page.refresh()
    scene.until(lambda: page._line.text() == f"Figures read {occasion}")


def test_the_oldest_figures_of_calls_that_go_on_count(scene: Any) -> None:
    finished(scene, "First", [GOOD])
    going_on = scene.campaign("Second", date=now() + timedelta(days=1))
    Sender(scene.workspace, scene.context.client, going_on.id).send(Job())
    page = open_page(scene)
    scene.until(lambda: names(page) == ["Second", "First"])
    assert page._line.text() == "Not all figures have been read from the platform yet"
    Watcher(scene.workspace, scene.context.client, going_on.id).poll()
    occasion = read_days_ago(scene, going_on.id, 2)
    page.refresh()
    scene.until(lambda: page._line.text() == f"Figures read {occasion}")


def test_enter_opens_a_campaign(scene: Any, qtbot: QtBot) -> None:
    campaign_id = finished(scene, "First", [GOOD])
    page = open_page(scene)
    scene.until(lambda: names(page) == ["First"])
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    with qtbot.waitSignal(page.opened) as opened:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == [campaign_id]


def test_ticked_campaigns_are_compared(scene: Any) -> None:
    finished(scene, "First", [GOOD, BUSY])
    finished(scene, "Second", [GOOD])
    page = open_page(scene)
    scene.until(lambda: [s.name for s in page._rates.series] == ["Second"])
    assert page._reasons.said() == ""
    table = page.table
    index = table.model().index(1, NAME)
    box = tick_rect(table.visualRect(index).toRectF(), index.data(CELL))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    scene.until(lambda: [s.name for s in page._rates.series] == ["Second", "First"])
    assert page._rates.said() == "Second 100.0%, First 50.0%"
    assert page._reasons.said() == "Line busy: Second 0.0%, First 50.0%"
    scene.click("clear-comparison")
    scene.until(lambda: page._rates.series == [])
    assert not scene.seen("clear-comparison")


def test_no_more_than_three_are_compared(scene: Any) -> None:
    for number in range(4):
        finished(scene, f"Campaign {number}", [GOOD])
    page = open_page(scene)
    scene.until(lambda: len(names(page)) == 4)
    for row in range(4):
        page.table.setCurrentIndex(page.table.model().index(row, NAME))
        if not page.table.model().index(row, NAME).data(CELL).checked:
            QTest.keyClick(page.table, Qt.Key.Key_Space)
    scene.until(lambda: len(page._rates.series) == 3)
    assert len({series.role for series in page._rates.series}) == 3


def test_the_period_narrows_everything(scene: Any) -> None:
    finished(scene, "Old", [GOOD, GOOD[:-1] + "1"], days_ago=200)
    finished(scene, "New", [BUSY])
    page = open_page(scene)
    scene.until(lambda: len(names(page)) == 2)
    scene.click("period-quarter")
    scene.until(lambda: names(page) == ["New"])
    assert stats(page)[0] == "People reached: 0, of 1 person called"
    scene.click("period-all")
    scene.until(lambda: len(names(page)) == 2)


def test_the_course_of_a_long_campaign_is_thinned(scene: Any) -> None:
    campaign_id = finished(scene, "First", [GOOD])
    everything = course(scene.workspace.database, campaign_id)
    assert everything
    thinned = course(scene.workspace.database, campaign_id, most=2)
    assert [thinned[0], thinned[-1]] == [everything[0], everything[-1]]
    assert len(thinned) == min(2, len(everything))


def test_archived_campaigns_are_shown_when_asked_for(scene: Any) -> None:
    campaign_id = finished(scene, "Old", [GOOD])
    finished(scene, "New", [BUSY])
    Campaigns(scene.workspace.database).archive(campaign_id)
    page = open_page(scene)
    scene.until(lambda: names(page) == ["New"])
    assert stats(page)[0] == "People reached: 0, of 1 person called"
    scene.click("show-archived")
    scene.until(lambda: names(page) == ["New", "Old"])
    assert stats(page)[0] == "People reached: 1, of 2 people called"


def sent_elsewhere(scene: Any, name: str, *batches: list[str]) -> None:
    """Sendings of which this workspace knows nothing."""
    client = scene.context.client
    content = client.upload_content(resource("samples", "message-fr.mp3"), "spoken", Job())
    for numbers in batches:
        client.create_mailing(
            NewMailing(name, link_for(content, Media.VOICE), Media.VOICE, tuple(numbers), date=None)
        )
    scene.until(lambda: not client.stats(name).wait + client.stats(name).on)


def look_up(scene: Any, name: str) -> None:
    scene.click("look-up")
    scene.until(lambda: scene.page.findChild(QObject, "sending-deed") is not None)
    assert not scene.part("sending-deed").isEnabled()
    scene.type("sending-name", name)
    scene.click("sending-deed")


def test_what_was_sent_elsewhere_is_compared_by_its_name(scene: Any) -> None:
    finished(scene, "First", [GOOD, BUSY])
    sent_elsewhere(scene, "Spring", ["+33600009900", "+33600009901"], ["+33600009902"])
    page = open_page(scene)
    scene.until(lambda: names(page) == ["First"])
    look_up(scene, "Spring")
    scene.until(lambda: names(page) == ["Spring", "First"])
    model = page.table.model()
    shown = [model.index(0, column).data() for column in (CHANNEL, CALLED, RATE)]
    assert shown == ["2 sendings", "3", "33.3%"]
    scene.until(lambda: len(page._rates.series) == 2)
    assert page._rates.said() == "First 50.0%, Spring 33.3%"
    assert "Line busy: First 50.0%, Spring 33.3%" in page._reasons.said()
    assert stats(page)[0] == "People reached: 1, of 2 people called"  # counted once, here
    act(page, 0)
    scene.until(lambda: names(page) == ["First"])


def test_a_name_the_platform_does_not_have_is_said(scene: Any) -> None:
    finished(scene, "First", [GOOD])
    page = open_page(scene)
    scene.until(lambda: names(page) == ["First"])
    look_up(scene, "Sprung")
    scene.until(lambda: scene.seen("results-banner"))
    assert "“Sprung”" in scene.part("results-banner").accessibleDescription()
    assert scene.part("look-up").isEnabled()


def test_without_a_platform_nothing_is_looked_up(lonely_scene: Any) -> None:
    open_page(lonely_scene)
    lonely_scene.until(lambda: lonely_scene.seen("prepare"))
    assert not lonely_scene.seen("look-up")


def act(page: ResultsPage, row: int) -> None:
    """Click the link of the row."""
    index = page.table.model().index(row, REPORT)
    place = action_rect(page.table.visualRect(index).toRectF(), index.data(CELL))
    at = place.center().toPoint()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_report_is_saved_from_its_row(
    scene: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    finished(scene, "First", [GOOD, BUSY])
    finished(scene, "Second", [GOOD])
    page = open_page(scene)
    scene.until(lambda: len(names(page)) == 2)
    target = tmp_path / "report.csv"

    def choose(parent: Any, title: str, name: str, filters: list[str], chosen: Any) -> None:
        assert name == "First.csv"
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    act(page, 1)
    menu = scene.part("report-menu")
    scene.until(menu.isVisible)
    next(action for action in menu.actions() if action.data() == ".csv").trigger()
    menu.close()
    scene.until(lambda: scene.seen("results-banner"))
    assert len(target.read_text("utf-8-sig").splitlines()) == 3
