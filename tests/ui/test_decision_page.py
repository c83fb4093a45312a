"""Deciding about a batch of which nobody knows whether it left, against a real platform."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from voicedesk.base.jobs import Job
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.sender import Sender
from voicedesk.ui.decision_page import DecisionPage
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.parts.label import Label

LOST = {"on": "mailings.create", "fault": "reset_before", "nth": 1}
UNANSWERED = {"on": "mailings.create", "fault": "reset_after", "nth": 1}


def undecided(scene: Any, platform: Any, *faults: dict[str, Any], people: int = 3) -> str:
    """A campaign whose first batch is lost, and that waits for a person."""
    platform.faults(*(faults or (LOST,)))
    campaign = scene.campaign(people=people)
    found = Sender(scene.workspace, scene.context.client, campaign.id).send(Job())
    assert found.state is State.NEEDS_DECISION
    platform.faults()
    return str(campaign.id)


def open_page(scene: Any, campaign_id: str, width: int = 1280) -> DecisionPage:
    page = DecisionPage(scene.context, scene.dispatch)
    scene.show(page, width)
    page.show_chunk(campaign_id, 1)
    scene.until(lambda: page.title() == "Did batch 1 leave?")
    return page


def chunk(scene: Any, campaign_id: str) -> ChunkState:
    found = Outbox(scene.workspace.database, campaign_id).chunk(1)
    assert found is not None
    return found.state


def told(page: DecisionPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def test_tells_what_happened_and_preselects_nothing(scene: Any, platform: Any) -> None:
    page = open_page(scene, undecided(scene, platform))
    scene.until(lambda: "It is for you to decide" in told(page))
    assert "Departure noted before sending" in told(page)
    assert "3 people, batch 1 of 1" in told(page)
    assert "The connection broke without an answer" in told(page)
    assert "No new sending found" in told(page)
    assert "Personne 0001, 06 00 00 00 00: did they receive" in told(page)
    assert page.panel.decision() is None
    assert not scene.part("decide").isEnabled()
    assert scene.part("decided-by").text() == "Claire Morel"


def test_sending_again_needs_the_number_typed(scene: Any, platform: Any, qtbot: QtBot) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    scene.click("decision-again")
    assert scene.part("decide").text() == "Send batch 1 again"
    assert scene.part("decide").kind == "danger"
    assert not scene.part("decide").isEnabled()
    scene.type("number", "4")
    assert not scene.part("decide").isEnabled()
    scene.type("number", " 3 ")
    scene.part("decided-by").clear()
    assert not scene.part("decide").isEnabled()
    scene.type("decided-by", "Paul Martin")
    with qtbot.waitSignal(page.decided) as decided:
        scene.click("decide")
    assert decided.args == [campaign_id]
    assert chunk(scene, campaign_id) is ChunkState.PLANNED
    assert Campaigns(scene.workspace.database).get(campaign_id).state is State.PAUSED
    last = [e for e in events(scene.workspace.database, campaign_id, 1) if e.event == "decided"]
    assert last[-1].details["by"] == "Paul Martin"
    assert platform.ledger()["calls"] == {}  # a person continues, not the decision


def test_it_left_under_a_number(scene: Any, platform: Any, qtbot: QtBot) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    scene.click("decision-sent")
    assert not scene.part("decide").isEnabled()
    QTest.keyClicks(scene.part("mailing-id"), "4711")
    with qtbot.waitSignal(page.decided):
        QTest.keyClick(scene.part("mailing-id"), Qt.Key.Key_Return)
    assert chunk(scene, campaign_id) is ChunkState.ACCEPTED
    found = Outbox(scene.workspace.database, campaign_id).chunk(1)
    assert found is not None
    assert found.mailing_id == "4711"


def test_giving_up_by_the_keyboard(scene: Any, platform: Any, qtbot: QtBot) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    radio = scene.part("decision-abandon")
    radio.setFocus()
    QTest.keyClick(radio, Qt.Key.Key_Space)
    assert scene.part("decide").text() == "Give up batch 1"
    scene.part("decide").setFocus()
    with qtbot.waitSignal(page.decided):
        QTest.keyClick(scene.part("decide"), Qt.Key.Key_Space)
    assert chunk(scene, campaign_id) is ChunkState.ABANDONED


def test_a_late_arrival_is_recognised(scene: Any, platform: Any) -> None:
    lag = {"on": "mailings.read", "fault": "status", "status": 500}
    campaign_id = undecided(scene, platform, UNANSWERED, *_after_first(lag))
    page = open_page(scene, campaign_id)
    scene.until(lambda: page._incident is not None)
    scene.click("search-now")
    scene.until(lambda: chunk(scene, campaign_id) is ChunkState.ACCEPTED)
    scene.until(lambda: scene.part("decision-banner").isVisible())
    assert "it was sent" in scene.part("decision-banner").accessibleName()
    assert not scene.part("decision-again").isEnabled()
    campaign = Campaigns(scene.workspace.database).get(campaign_id)
    assert (campaign.state, campaign.reason) == (State.PAUSED, "found_late")
    live = LivePage(scene.context, scene.dispatch)
    scene.show(live)
    live.show_campaign(campaign_id)
    scene.click("continue")
    scene.until(lambda: Campaigns(scene.workspace.database).get(campaign_id).state is State.DONE)
    assert set(platform.ledger()["calls"].values()) == {1}


def _after_first(rule: dict[str, Any]) -> list[dict[str, Any]]:
    """The rule for every reading of mailings after the two before the create."""
    return [{**rule, "nth": n} for n in range(3, 60)]


def test_in_a_narrow_window_a_button_opens_the_decision(scene: Any, platform: Any) -> None:
    open_page(scene, undecided(scene, platform), width=1024)
    assert not scene.seen("decide")
    assert scene.part("open-decision").text() == "Your decision"
    scene.click("open-decision")
    scene.click("decision-abandon")
    assert scene.seen("decide")


def test_what_is_not_found_is_said(scene: Any, platform: Any) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    scene.until(lambda: page._incident is not None)
    scene.click("search-now")
    scene.until(lambda: "Not found until now" in told(page))
    assert chunk(scene, campaign_id) is ChunkState.NEEDS_DECISION


def test_a_decision_made_elsewhere_is_shown(scene: Any, platform: Any) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    scene.click("decision-abandon")
    scene.until(lambda: scene.part("decide").isEnabled())
    decide(scene.workspace.database, campaign_id, 1, Decision.ABANDON, by="Paul")
    scene.click("decide")
    scene.until(lambda: scene.part("decision-banner").isVisible())
    assert "does not wait for a decision" in scene.part("decision-banner").accessibleDescription()
    page.refresh()
    scene.until(lambda: not scene.part("decide").isEnabled())


def test_the_name_is_copied_and_later_goes_back(scene: Any, platform: Any, qtbot: QtBot) -> None:
    campaign_id = undecided(scene, platform)
    page = open_page(scene, campaign_id)
    scene.until(lambda: page._incident is not None)
    scene.click("copy-name")
    name = Campaigns(scene.workspace.database).get(campaign_id).mailing_name
    assert QGuiApplication.clipboard().text() == name
    with qtbot.waitSignal(page.back_wanted):
        scene.click("later")
    with qtbot.waitSignal(page.people_wanted) as wanted:
        scene.click("see-people")
    assert wanted.args == [campaign_id]


def test_a_pause_does_not_lead_past_a_decision(scene: Any, platform: Any) -> None:
    """Pausing and resuming an undecided campaign creates nothing."""
    campaign_id = undecided(scene, platform)
    scene.dispatch.pause(campaign_id)
    scene.until(lambda: scene.dispatch.wish(campaign_id) is None)
    assert Campaigns(scene.workspace.database).get(campaign_id).state is State.NEEDS_DECISION
    scene.dispatch.resume(campaign_id)
    scene.until(lambda: not scene.tasks.is_running(f"resume:{campaign_id}"))
    scene.until(lambda: not scene.dispatch.is_sending(campaign_id))
    assert chunk(scene, campaign_id) is ChunkState.NEEDS_DECISION
    assert platform.ledger()["calls"] == {}
