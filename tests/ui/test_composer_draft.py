"""A draft as a whole: copied, looked back on, and deleted after a second word."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.audio.library import Recordings
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.ui import dialogs
from voicedesk.ui.history_dialog import HistoryDialog


def choose(composer: Composer, words: str) -> None:
    composer.scene.click("campaign-menu")
    (menu,) = [menu for menu in composer.page.findChildren(QMenu) if menu.isVisible()]
    (action,) = [a for a in menu.actions() if a.isVisible() and a.text().startswith(words)]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def offered(composer: Composer) -> list[str]:
    composer.scene.click("campaign-menu")
    (menu,) = [menu for menu in composer.page.findChildren(QMenu) if menu.isVisible()]
    found = [a.text() for a in menu.actions() if a.isVisible()]
    menu.close()
    return found


def shown_history(composer: Composer) -> list[str]:
    """What the history says, newest first; closes it again."""
    choose(composer, "History")
    scene = composer.scene
    scene.until(lambda: any(d.isVisible() for d in composer.page.findChildren(HistoryDialog)))
    model = scene.part("history-table").model()
    found = [model.index(row, 1).data() for row in range(model.rowCount())]
    scene.click("history-leave")
    return found


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


def test_a_message_that_was_deleted_is_named(lonely_scene: Scene) -> None:
    scene = lonely_scene
    draft = scene.campaign("Open days", approved=False)
    composer = Composer(scene, draft)
    composer.asked(3)
    assert draft.recording_id is not None
    Recordings(scene.workspace).delete(draft.recording_id)
    composer.page.refresh()
    said = "The message “message-fr” was deleted. Choose another one."
    scene.until(lambda: composer.remark == said)


def test_a_template_is_changed_but_never_approved(lonely_scene: Scene) -> None:
    scene = lonely_scene
    known = Campaigns(scene.workspace.database)
    source = scene.campaign("Open days", approved=False)
    template = known.save_as_template(source.id, "Every spring")
    composer = Composer(scene, template)
    composer.asked(3)
    assert composer.badge("Template")
    assert offered(composer) == ["Duplicate the campaign", "Delete the draft…"]
    assert not scene.part("approve").isVisible()
    with scene.bot.waitSignal(composer.page.from_template_wanted) as wanted:
        scene.click("composer-sending")
    assert wanted.args == [template.id]
    scene.type("campaign-name", "Every autumn")
    scene.until(lambda: composer.stored.name == "Every autumn")
    assert composer.stored.is_template


def test_a_draft_becomes_a_template_and_is_put_away(lonely_scene: Scene) -> None:
    scene = lonely_scene
    known = Campaigns(scene.workspace.database)
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    choose(composer, "Save as a template")
    scene.until(lambda: [t.name for t in known.templates()] == ["Open days (template)"])
    with scene.bot.waitSignal(composer.page.deleted):
        choose(composer, "Archive")
    assert composer.stored.archived_at is not None


def test_the_history_of_an_approval_is_shown(lonely_scene: Scene) -> None:
    composer = Composer(lonely_scene, lonely_scene.campaign("Open days"))
    last, _created = shown_history(composer)
    assert "Claire Morel" in last
    assert "3" in last


def test_the_history_of_an_approval_that_is_gone_is_shown_and_kept(
    lonely_scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days"))
    scene.type("campaign-name", "Open weeks")
    scene.until(lambda: composer.stored.state == "draft")
    gone, given, *_ = shown_history(composer)
    assert "withdrawn" in gone
    assert "Claire Morel" in given
    file = tmp_path / "history.csv"
    monkeypatch.setattr(dialogs, "choose_target", lambda *given: given[-1](file))
    choose(composer, "History")
    scene.until(lambda: any(d.isVisible() for d in composer.page.findChildren(HistoryDialog)))
    scene.click("save-history")
    scene.until(file.exists)
    scene.until(lambda: not scene.tasks._running)
    scene.click("history-leave")
