"""What the composer says of a test call that nobody can vouch for."""

from sqlalchemy import text

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.jobs import Job
from voicedesk.campaigns import drafts, test_call
from voicedesk.campaigns.campaign import Campaign, State


def tried(scene: Scene, draft: Campaign, state: State, batch: str) -> None:
    """A test that stands so."""
    scene.workspace.change_setting("workspace.own_number", "06 00 00 00 77")
    made = test_call.prepare(scene.workspace, draft.id, "Claire Morel", Job())
    with scene.workspace.database.write() as connection:
        drafts.set_state(connection, made.id, state)
        wanted = {"state": batch, "id": made.id}
        connection.execute(text("UPDATE chunks SET state = :state WHERE campaign_id = :id"), wanted)


def said(scene: Scene, draft: Campaign) -> str:
    composer = Composer(scene, draft)
    composer.asked(3)
    line = scene.part("own-call-state")
    scene.until(lambda: "first" not in line.text())
    scene.until(scene.part("own-call").isEnabled)
    return str(line.text())


def test_nobody_knows_whether_an_undecided_one_left(lonely_scene: Scene) -> None:
    draft = lonely_scene.campaign("Open days", approved=False)
    tried(lonely_scene, draft, State.NEEDS_DECISION, "needs_decision")
    words = said(lonely_scene, draft)
    assert words.startswith("Nobody knows whether it left.")
    assert "Not made" not in words


def test_one_that_was_cancelled_was_not_made(lonely_scene: Scene) -> None:
    draft = lonely_scene.campaign("Open days", approved=False)
    tried(lonely_scene, draft, State.CANCELLED, "cancelled")
    assert said(lonely_scene, draft).startswith("Not made: ")
