"""The campaigns page over a real workspace: the first minutes, then the table."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Scene
from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.campaigns_page import CampaignsPage
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.table import Table


def opened_page(scene: Scene) -> CampaignsPage:
    page = CampaignsPage(scene.context)
    scene.show(page)
    page.refresh()
    return page


def table_of(scene: Scene, rows: int) -> Table:
    table = scene.part("campaigns-table")
    assert isinstance(table, Table)
    scene.until(lambda: table.isVisible() and table.model().rowCount() == rows)
    return table


def cell(table: Table, row: int, column: int) -> Cell:
    found = table.model().index(row, column).data(CELL)
    assert isinstance(found, Cell)
    return found


def test_the_first_minutes_begin_with_a_message(lonely_scene: Scene) -> None:
    page = opened_page(lonely_scene)
    lonely_scene.until(lambda: page.findChild(EmptyState) is not None)
    bot = lonely_scene.bot
    assert not lonely_scene.seen("new-campaign")  # one primary button a screen
    with bot.waitSignal(page.record_wanted):
        lonely_scene.click("first-button")
    with bot.waitSignal(page.sample_wanted):
        lonely_scene.click("first-sample")


def test_the_focus_starts_on_the_one_button(lonely_scene: Scene) -> None:
    page = opened_page(lonely_scene)
    lonely_scene.until(lambda: page.findChild(EmptyState) is not None)
    lonely_scene.bot.waitExposed(page)
    assert page.focusWidget() is lonely_scene.part("first-button")


def test_files_can_be_dropped(lonely_scene: Scene, tmp_path: Path) -> None:
    page = opened_page(lonely_scene)
    lonely_scene.until(lambda: page.findChild(EmptyState) is not None)
    file = tmp_path / "clients.csv"
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(file))])
    copy = Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, content, left, none)
    drop = QDropEvent(QPointF(20, 20), copy, content, left, none)
    area = page.findChild(EmptyState)
    assert area is not None
    with lonely_scene.bot.waitSignal(page.dropped) as dropped:
        QApplication.sendEvent(area, enter)
        QApplication.sendEvent(area, drop)
    assert dropped.args == [[QUrl.fromLocalFile(str(file)).toLocalFile()]]


def test_once_there_is_a_message_the_button_creates_the_campaign(lonely_scene: Scene) -> None:
    page = opened_page(lonely_scene)
    lonely_scene.until(lambda: page.findChild(EmptyState) is not None)
    Recordings(lonely_scene.workspace).add(resource("samples", "message-fr.mp3"), Job())
    page.refresh()
    lonely_scene.until(lambda: lonely_scene.part("first-button").text() == "Create the campaign")
    with lonely_scene.bot.waitSignal(page.new_wanted):
        lonely_scene.click("first-button")


def test_drafts_and_approved_ones_are_listed_newest_first(lonely_scene: Scene) -> None:
    lonely_scene.campaign("Open days", people=3)
    Campaigns(lonely_scene.workspace.database).create("Winter tyres")
    page = opened_page(lonely_scene)
    table = table_of(lonely_scene, 2)
    assert [cell(table, row, 0).text for row in (0, 1)] == ["Winter tyres", "Open days"]
    assert [cell(table, row, 1).text for row in (0, 1)] == ["Draft", "Approved"]
    assert [cell(table, row, 3).text for row in (0, 1)] == ["–", "3"]
    assert cell(table, 0, 2).text.startswith("created ")
    with lonely_scene.bot.waitSignal(page.new_wanted):
        lonely_scene.click("new-campaign")


def test_enter_and_double_click_open_a_campaign(lonely_scene: Scene) -> None:
    approved = lonely_scene.campaign("Open days")
    draft = Campaigns(lonely_scene.workspace.database).create("Winter tyres")
    page = opened_page(lonely_scene)
    table = table_of(lonely_scene, 2)
    table.setCurrentIndex(table.model().index(1, 0))
    with lonely_scene.bot.waitSignal(page.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [approved.id, "approved"]
    where = table.visualRect(table.model().index(0, 0)).center()
    with lonely_scene.bot.waitSignal(page.opened) as opened:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.args == [draft.id, "draft"]


def test_refreshing_keeps_the_current_row(lonely_scene: Scene) -> None:
    campaigns = Campaigns(lonely_scene.workspace.database)
    campaigns.create("Open days")
    page = opened_page(lonely_scene)
    table = table_of(lonely_scene, 1)
    table.setCurrentIndex(table.model().index(0, 0))
    campaigns.create("Winter tyres")
    page.refresh()
    table_of(lonely_scene, 2)
    assert cell(table, table.currentIndex().row(), 0).text == "Open days"


def test_what_was_sent_shows_what_was_delivered(scene: Scene) -> None:
    sent = scene.campaign("Open days", people=4)
    page = opened_page(scene)
    scene.dispatch.send(sent.id)
    campaigns = Campaigns(scene.workspace.database)
    scene.until(lambda: campaigns.get(sent.id).state is State.DONE)
    page.refresh()
    table = table_of(scene, 1)
    scene.until(lambda: cell(table, 0, 1).text == "Finished")
    bar = cell(table, 0, 4).bar
    assert bar is not None
    assert sum(bar.values()) == 4
    said = table.model().index(0, 4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"{bar['delivered']} of 4 delivered"
