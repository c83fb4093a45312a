"""What a person gave up, or sent again, and the platform calls after all: shown, and followed."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject

from tests.ui.test_decision_page import UNSEEN, chunk, undecided
from tests.ui.test_live_page import open_page, state
from voicedesk.base.jobs import Job
from voicedesk.campaigns import arrivals, late
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import status
from voicedesk.ui import run
from voicedesk.ui.history_words import event_words


def sent_on(scene: Any, platform: Any, what: Decision) -> str:
    """A campaign whose lost batch was decided about; the platform does not show it yet."""
    campaign_id = undecided(scene, platform, *UNSEEN)
    platform.faults(UNSEEN[1])
    decide(scene.workspace.database, campaign_id, 1, what, by="Paul")
    Sender(scene.workspace, scene.context.client, campaign_id).send(Job())
    return campaign_id


def test_what_was_given_up_is_shown_and_followed_by_a_person(scene: Any, platform: Any) -> None:
    campaign_id = sent_on(scene, platform, Decision.ABANDON)
    platform.faults()
    page = open_page(scene, campaign_id)
    scene.until(lambda: scene.seen("late-given-up"))
    words = scene.part("late-given-up").accessibleName()
    assert words == "Batch 1 left after all: 3 people are called"
    assert not scene.seen("late-second")
    assert not scene.seen("late-unsent")
    scene.until(lambda: state(scene, campaign_id) is State.DONE)
    scene.click("follow-late")
    scene.until(lambda: page.findChild(QObject, "adoption") is not None)
    assert scene.part("adoption-by").text() == "Claire Morel"
    scene.part("adoption-by").clear()
    assert not scene.part("adoption-deed").isEnabled()
    scene.type("adoption-by", "Paul Martin")
    scene.click("adoption-deed")
    scene.until(lambda: chunk(scene, campaign_id) is ChunkState.ACCEPTED)
    scene.until(lambda: not page._late.isVisible())

    def settled() -> int:
        found = status(scene.workspace.database, campaign_id).stats
        return found.ok + found.ko + found.no

    scene.until(lambda: settled() == 3 and state(scene, campaign_id) is State.DONE)
    said = [event_words(event) for event in events(scene.workspace.database, campaign_id)]
    [arrived] = [line for line in said if "turned up" in line]
    assert arrived.startswith("Batch 1 turned up on the platform late as ")
    assert arrived.endswith(", 3 people")
    assert "Batch 1: Paul Martin has its late calls followed" in said


def test_who_was_called_twice_is_shown(scene: Any, platform: Any) -> None:
    campaign_id = sent_on(scene, platform, Decision.SEND_AGAIN)
    platform.faults()
    open_page(scene, campaign_id)
    scene.until(lambda: scene.seen("late-second"))
    banner = scene.part("late-second")
    assert banner.accessibleName() == "3 people are called twice"
    assert "a sending of batch 1 beside" in banner.accessibleDescription()
    assert not scene.seen("follow-late")


def test_a_campaign_that_is_over_is_looked_at_until_it_cannot_arrive(
    scene: Any, platform: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_LINGER_S", 0.2)
    monkeypatch.setattr(late, "EVERY_S", 0.0)
    campaign_id = sent_on(scene, platform, Decision.ABANDON)
    scene.dispatch.start()
    timer = until_known(scene, campaign_id)
    scene.until(lambda: state(scene, campaign_id) is State.DONE)
    platform.faults()
    found = scene.workspace.database
    scene.until(lambda: bool(status(found, campaign_id).arrived_late))
    monkeypatch.setattr(arrivals, "WATCHED", arrivals.WATCHED * 0)
    scene.until(lambda: not timer() and not scene.tasks.is_running(f"follow:{campaign_id}"))


def until_known(scene: Any, campaign_id: str) -> Callable[[], bool]:
    """Whether its next reading is to come, once it is followed."""
    scene.until(lambda: campaign_id in scene.dispatch._runs)
    return lambda: bool(scene.dispatch._runs[campaign_id]._next.isActive())


def test_a_start_follows_what_may_still_arrive(scene: Any, platform: Any) -> None:
    campaign_id = sent_on(scene, platform, Decision.ABANDON)
    database = scene.workspace.database
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'done'")
    quiet = scene.campaign()
    Sender(scene.workspace, scene.context.client, quiet.id).send(Job())
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'done'")
    platform.faults()
    scene.dispatch.start()
    scene.until(lambda: bool(status(database, campaign_id).arrived_late))
    assert list(scene.dispatch._runs) == [campaign_id]


def test_what_cannot_be_followed_says_why(scene: Any, platform: Any) -> None:
    campaign_id = sent_on(scene, platform, Decision.ABANDON)
    platform.faults()
    open_page(scene, campaign_id)
    scene.click("follow-late")
    scene.until(lambda: scene.page.findChild(QObject, "adoption") is not None)
    platform.faults({"on": "mailings.read", "fault": "refuse"})
    scene.click("adoption-deed")
    scene.until(lambda: scene.seen("trouble"))
    platform.faults()
    assert chunk(scene, campaign_id) is ChunkState.ABANDONED
