"""A draft as a whole: copied, and deleted after a second word."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events


def choose(composer: Composer, words: str) -> None:
    composer.scene.click("campaign-menu")
    (menu,) = [menu for menu in composer.page.findChildren(QMenu) if menu.isVisible()]
    (action,) = [a for a in menu.actions() if a.isVisible() and a.text().startswith(words)]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_draft_is_deleted_after_a_second_word(lonely_scene: Scene) -> None:
    scene = lonely_scene
    kept = scene.campaign("Kept", approved=False)
    draft = scene.campaign("Open days", approved=False)
    composer = Composer(scene, draft)
    scene.type("campaign-name", "Open weeks")
    choose(composer, "Delete")
    assert scene.seen("confirm-deletion")
    assert len(Campaigns(scene.workspace.database).all()) == 2
    with scene.bot.waitSignal(composer.page.deleted):
        scene.click("delete-for-good")
    composer.page.hide()
    assert [c.id for c in Campaigns(scene.workspace.database).all()] == [kept.id]
    assert [e.event for e in events(scene.workspace.database, draft.id)][-1] == "deleted"


def test_the_question_does_not_follow_to_another_draft(lonely_scene: Scene) -> None:
    scene = lonely_scene
    other = scene.campaign("Other", approved=False)
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    choose(composer, "Delete")
    composer.page.show_campaign(other.id)
    scene.until(lambda: composer.page.title() == "Other")
    assert not scene.seen("confirm-deletion")


def test_a_copy_is_asked_for_with_the_name_as_typed(lonely_scene: Scene) -> None:
    scene = lonely_scene
    draft = scene.campaign("Open days", approved=False)
    composer = Composer(scene, draft)
    scene.type("campaign-name", "Open weeks")
    with scene.bot.waitSignal(composer.page.duplicate_wanted) as wanted:
        choose(composer, "Duplicate")
    assert wanted.args == [draft.id, "Open weeks"]
