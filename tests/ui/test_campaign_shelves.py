"""The campaigns that are put away, and the templates others are made from."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.ui.conftest import Scene
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.campaigns_model import DEEDS
from voicedesk.ui.campaigns_page import CampaignsPage
from voicedesk.ui.history_dialog import HistoryDialog
from voicedesk.ui.parts.chip import ChipRow

LEFT = Qt.MouseButton.LeftButton


def opened_page(scene: Scene, rows: int) -> CampaignsPage:
    page = CampaignsPage(scene.context)
    scene.show(page)
    page.refresh()
    scene.until(lambda: scene.part("campaigns-table").model().rowCount() == rows)
    return page


def names(scene: Scene) -> list[str]:
    model = scene.part("campaigns-table").model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def offered(menu: QMenu) -> list[str]:
    return [a.text() for a in menu.actions() if a.isVisible() and a.text()]


def drop(scene: Scene, row: int) -> QMenu:
    """Click the link of the row; its menu."""
    table = scene.part("campaigns-table")
    rect = table.visualRect(table.model().index(row, DEEDS))
    QTest.mouseClick(table.viewport(), LEFT, pos=QPoint(rect.right() - 20, rect.center().y()))
    menu = scene.part("row-menu")
    scene.until(menu.isVisible)
    return menu  # type: ignore[no-any-return]


def choose(menu: QMenu, words: str) -> None:
    (action,) = [a for a in menu.actions() if a.isVisible() and a.text() == words]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def show_shelf(scene: Scene, key: str) -> None:
    row = scene.part("campaigns-filter")
    assert isinstance(row, ChipRow)
    scene.until(row.chip(key).isVisible)
    QTest.mouseClick(row.chip(key), LEFT)


def test_a_campaign_is_put_away_and_brought_back(lonely_scene: Scene) -> None:
    scene = lonely_scene
    known = Campaigns(scene.workspace.database)
    known.create("Open days")
    known.create("Winter tyres")
    opened_page(scene, 2)
    assert not scene.seen("campaigns-filter")
    choose(drop(scene, 0), "Archive the campaign")
    scene.until(lambda: names(scene) == ["Open days"])
    show_shelf(scene, "archived")
    assert names(scene) == ["Winter tyres"]
    menu = drop(scene, 0)
    assert "Archive the campaign" not in offered(menu)
    choose(menu, "Bring back from the archive")
    scene.until(lambda: names(scene) == ["Winter tyres", "Open days"])  # the shelf is empty


def test_what_is_approved_is_not_put_away(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.campaign("Open days")
    opened_page(scene, 1)
    deeds = ["Duplicate the campaign", "Save as a template", "History…", "Delete"]
    assert offered(drop(scene, 0)) == deeds
    scene.part("row-menu").close()


def test_the_history_of_a_row_is_shown(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.campaign("Winter tyres")
    scene.campaign("Open days", approved=False)
    page = opened_page(scene, 2)
    choose(drop(scene, names(scene).index("Winter tyres")), "History…")
    scene.until(lambda: any(d.isVisible() for d in page.findChildren(HistoryDialog)))
    (dialog,) = page.findChildren(HistoryDialog)
    assert dialog.windowTitle() == "What happened to “Winter tyres”"
    assert "Claire Morel" in scene.part("history-table").model().index(0, 1).data()
    scene.click("history-leave")


def test_a_template_is_kept_and_campaigns_are_made_from_it(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.campaign("Open days", approved=False)
    page = opened_page(scene, 1)
    assert not scene.seen("new-from-template")
    choose(drop(scene, 0), "Save as a template")
    scene.until(lambda: scene.seen("new-from-template"))
    (template,) = Campaigns(scene.workspace.database).templates()
    assert names(scene) == ["Open days"]  # it is no campaign
    show_shelf(scene, "templates")
    assert names(scene) == ["Open days (template)"]
    model = scene.part("campaigns-table").model()
    assert model.index(0, 1).data() == "Template"
    menu = drop(scene, 0)
    assert "Duplicate the campaign" not in offered(menu)
    with scene.bot.waitSignal(page.from_template_wanted) as wanted:
        choose(menu, "New campaign from this template")
    assert wanted.args == [template.id]
    scene.click("new-from-template")
    (shown,) = [m for m in scene.part("new-from-template").findChildren(QMenu) if m.isVisible()]
    with scene.bot.waitSignal(page.from_template_wanted) as wanted:
        choose(shown, "Open days (template)")
    assert wanted.args == [template.id]


def test_the_row_is_duplicated_under_its_name(lonely_scene: Scene) -> None:
    scene = lonely_scene
    draft = Campaigns(scene.workspace.database).create("Open days")
    page = opened_page(scene, 1)
    with scene.bot.waitSignal(page.duplicate_wanted) as wanted:
        choose(drop(scene, 0), "Duplicate the campaign")
    assert wanted.args == [draft.id, "Open days"]
