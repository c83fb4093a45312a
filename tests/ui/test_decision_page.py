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
# The batch leaves, nobody is told so, and readings do not show it for a while.
UNSEEN = (
    {"on": "mailings.create", "fault": "reset_after", "nth": 1},
    {"on": "mailings.read", "fault": "read_lag", "seconds": 3600},
)


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


def go_on(scene: Any, campaign_id: str) -> None:
    """Continue on the live page, until everybody is called who will be."""
    live = LivePage(scene.context, scene.dispatch)
    scene.show(live)
    live.show_campaign(campaign_id)
    scene.click("continue")
    scene.until(lambda: Campaigns(scene.workspace.database).get(campaign_id).state is State.DONE)


def sendings(scene: Any, campaign_id: str) -> list[str]:
    """What the platform has under the campaign's name."""
    name = Campaigns(scene.workspace.database).get(campaign_id).mailing_name
    return [mailing.id for mailing in scene.context.client.mailings(name=name)]


def called(platform: Any) -> dict[str, int]:
    """How often each person was called, by the platform's own count."""
    calls: dict[str, int] = platform.ledger()["calls"]
    return calls


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
    assert called(platform) == {}  # a person continues, not the decision
    go_on(scene, campaign_id)
    assert list(called(platform).values()) == [1, 1, 1]
    assert len(sendings(scene, campaign_id)) == 1


def test_sending_again_what_had_left_calls_twice_as_was_said(
    scene: Any, platform: Any, qtbot: QtBot
) -> None:
    campaign_id = undecided(scene, platform, *UNSEEN)
    assert list(called(platform).values()) == [1, 1, 1]
    page = open_page(scene, campaign_id)
    scene.click("decision-again")
    assert "3 people will be called twice" in told(page)
    scene.type("number", "3")
    platform.faults(UNSEEN[1])
    with qtbot.waitSignal(page.decided):
        scene.click("decide")
    go_on(scene, campaign_id)
    assert list(called(platform).values()) == [2, 2, 2]


def test_it_left_under_a_number(scene: Any, platform: Any, qtbot: QtBot) -> None:
    campaign_id = undecided(scene, platform, *UNSEEN)
    page = open_page(scene, campaign_id)
    scene.click("decision-sent")
    assert not scene.part("decide").isEnabled()
    QTest.keyClicks(scene.part("mailing-id"), "4711")
    QTest.keyClick(scene.part("mailing-id"), Qt.Key.Key_Return)
    scene.until(lambda: scene.seen("decision-banner"))
    assert "4711" in scene.part("decision-banner").accessibleDescription()
    assert chunk(scene, campaign_id) is ChunkState.NEEDS_DECISION
    [found] = sendings(scene, campaign_id)
    scene.type("mailing-id", found)
    with qtbot.waitSignal(page.decided):
        QTest.keyClick(scene.part("mailing-id"), Qt.Key.Key_Return)
    accepted = Outbox(scene.workspace.database, campaign_id).chunk(1)
    assert accepted is not None
    assert (accepted.state, accepted.mailing_id) == (ChunkState.ACCEPTED, found)
    go_on(scene, campaign_id)
    assert list(called(platform).values()) == [1, 1, 1]
    assert sendings(scene, campaign_id) == [found]


def test_the_sending_of_somebody_else_is_not_taken(scene: Any, platform: Any) -> None:
    other = scene.campaign("Other", numbers=["0600000090"])
    Sender(scene.workspace, scene.context.client, other.id).send(Job())
    [foreign] = sendings(scene, other.id)
    campaign_id = undecided(scene, platform)
    open_page(scene, campaign_id)
    scene.click("decision-sent")
    scene.type("mailing-id", foreign)
    scene.click("decide")
    scene.until(lambda: scene.seen("decision-banner"))
    assert chunk(scene, campaign_id) is ChunkState.NEEDS_DECISION
    assert scene.part("decide").isEnabled()


def test_without_the_platform_nobody_can_say_that_it_left(scene: Any, platform: Any) -> None:
    campaign_id = undecided(scene, platform, *UNSEEN)
    [found] = sendings(scene, campaign_id)
    open_page(scene, campaign_id)
    platform.faults({"on": "mailings.read", "fault": "refuse"})
    scene.click("decision-sent")
    scene.type("mailing-id", found)
    scene.click("decide")
    scene.until(lambda: scene.seen("decision-banner"))
    assert chunk(scene, campaign_id) is ChunkState.NEEDS_DECISION
    platform.faults()
    scene.click("decide")
    scene.until(lambda: chunk(scene, campaign_id) is ChunkState.ACCEPTED)


def test_giving_up_calls_the_others_only(
    scene: Any, platform: Any, qtbot: QtBot, small_batches: None
) -> None:
    campaign_id = undecided(scene, platform, people=6)
    page = open_page(scene, campaign_id)
    scene.click("decision-abandon")
    with qtbot.waitSignal(page.decided):
        scene.click("decide")
    go_on(scene, campaign_id)
    assert list(called(platform).values()) == [1, 1, 1, 1]
    first = Outbox(scene.workspace.database, campaign_id).numbers(1)
    assert not set(first) & called(platform).keys()


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
    campaign_id = undecided(scene, platform, *UNSEEN)
    page = open_page(scene, campaign_id)
    scene.until(lambda: page._incident is not None)
    scene.click("search-now")
    scene.until(lambda: chunk(scene, campaign_id) is ChunkState.ACCEPTED)
    scene.until(lambda: scene.part("decision-banner").isVisible())
    assert "it was sent" in scene.part("decision-banner").accessibleName()
    assert not scene.part("decision-again").isEnabled()
    campaign = Campaigns(scene.workspace.database).get(campaign_id)
    assert (campaign.state, campaign.reason) == (State.PAUSED, "found_late")
    go_on(scene, campaign_id)
    assert list(called(platform).values()) == [1, 1, 1]


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
