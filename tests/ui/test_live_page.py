"""The live page against a real platform: sending, pausing, watching, and what goes wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import WAIT
from voicedesk.api.models import Stats
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.course import Reading
from voicedesk.campaigns.drafts import Campaigns, set_state
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.roll import Roll
from voicedesk.campaigns.sender import Sender
from voicedesk.ui import dialogs, report_file
from voicedesk.ui.calls_model import (
    NAME,
    NUMBER,
    REASON,
    STATE,
    CallList,
    Wish,
    arrange,
    plain,
    reason,
)
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.standing import Standing
from voicedesk.ui.timeline import GAP, Plot


def open_page(scene: Any, campaign_id: str) -> LivePage:
    page = LivePage(scene.context, scene.dispatch)
    scene.show(page)
    page.show_campaign(campaign_id)
    return page


def state(scene: Any, campaign_id: str) -> State:
    return Campaigns(scene.workspace.database).get(campaign_id).state


def names(scene: Any) -> list[str]:
    model = scene.part("calls").model()
    return [model.index(row, NAME).data() for row in range(model.rowCount())]


def told(scene: Any, name: str) -> str:
    banner = scene.part(name).parent()
    return f"{banner.accessibleName()} {banner.accessibleDescription()}"


def test_sends_and_shows_every_person(scene: Any) -> None:
    numbers = ["0600009900", "0600009901", "0600009906"]
    campaign = scene.campaign(numbers=numbers)
    page = open_page(scene, campaign.id)
    scene.until(lambda: scene.seen("send"))
    assert scene.part("send").text() == "Call 3 people"
    assert page.title() == "Winter tyres"
    scene.click("send")
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    scene.until(lambda: page._badge.text() == "Finished")
    model = scene.part("calls").model()
    scene.until(
        lambda: (
            {model.index(r, STATE).data() for r in range(3)}
            == {"Delivered", "Not delivered", "Unknown"}
        )
    )
    busy = next(r for r in range(3) if model.index(r, STATE).data() == "Not delivered")
    assert model.index(busy, NUMBER).data() == "06 00 00 99 01"
    assert model.index(busy, REASON).data() == "Line busy"
    said = model.index(busy, STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Not delivered, Line busy"
    assert "3 of 3 people, 33.3% of whom" in page._standing._sentence.text()
    assert scene.part("report").isVisible()
    assert not scene.seen("send")


def test_each_person_is_called_once(scene: Any, platform: Any, small_batches: None) -> None:
    campaign = scene.campaign(people=5)
    open_page(scene, campaign.id)
    scene.click("send")
    scene.dispatch.send(campaign.id)  # a second click changes nothing
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    calls = platform.ledger()["calls"]
    assert len(calls) == 5
    assert set(calls.values()) == {1}


def test_hold_can_be_cancelled_for_certain(scene: Any, platform: Any) -> None:
    scene.workspace.change_setting("sending.hold_seconds", "30")
    campaign = scene.campaign()
    open_page(scene, campaign.id)
    scene.click("send")
    scene.until(lambda: scene.seen("cancel-sending"))
    assert "Leaves in" in told(scene, "cancel-sending")
    scene.click("cancel-sending")
    scene.until(lambda: state(scene, campaign.id) is State.CANCELLED)
    scene.until(lambda: not scene.dispatch.is_sending(campaign.id))
    scene.until(lambda: not scene.seen("cancel-sending"))
    assert platform.ledger()["calls"] == {}


def test_pause_and_continue(scene: Any, platform: Any, small_batches: None) -> None:
    scene.workspace.change_setting("sending.pace_seconds", "0.8")
    campaign = scene.campaign(people=6)
    open_page(scene, campaign.id)
    scene.click("send")
    scene.click("pause")
    scene.until(lambda: state(scene, campaign.id) is State.PAUSED)
    scene.until(lambda: scene.seen("continue"))
    assert "Paused by you" in told(scene, "continue")
    assert len(platform.ledger()["calls"]) < 6
    scene.workspace.change_setting("sending.pace_seconds", "0")
    scene.click("continue")
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    assert set(platform.ledger()["calls"].values()) == {1}


def test_cancelling_the_rest_is_confirmed_in_place(
    scene: Any, platform: Any, small_batches: None
) -> None:
    campaign = scene.campaign(people=6)
    with scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "person")
    open_page(scene, campaign.id)
    scene.click("cancel-rest")
    assert scene.part("confirm-cancel").text() == "Cancel 6 calls"
    assert scene.part("keep-rest").hasFocus()
    scene.click("keep-rest")
    assert not scene.seen("confirm-cancel")
    assert state(scene, campaign.id) is State.PAUSED
    scene.click("cancel-rest")
    scene.click("confirm-cancel")
    scene.until(lambda: state(scene, campaign.id) is State.CANCELLED)
    scene.until(lambda: not scene.seen("cancel-rest"))
    assert platform.ledger()["calls"] == {}


def test_a_sending_that_a_crash_cut_is_continued_by_a_person(scene: Any, platform: Any) -> None:
    campaign = scene.campaign()
    with scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.SENDING, platform=scene.context.client.account)
    page = open_page(scene, campaign.id)
    scene.dispatch.start()
    scene.until(lambda: scene.seen("continue"))
    assert page._badge.text() == "Interrupted"
    QTest.qWait(600)  # following it creates nothing
    assert platform.ledger()["calls"] == {}
    scene.click("continue")
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    assert set(platform.ledger()["calls"].values()) == {1}


def test_an_undecided_batch_comes_first(
    scene: Any, platform: Any, small_batches: None, qtbot: QtBot
) -> None:
    platform.faults(
        {"on": "mailings.create", "fault": "reset_before", "nth": 2},
    )
    campaign = scene.campaign(people=6)
    page = open_page(scene, campaign.id)
    scene.click("send")
    scene.until(lambda: scene.seen("examine"))
    assert scene.part("examine").text() == "Examine batch 2"
    assert "these 2 calls may have left" in told(scene, "examine")
    with qtbot.waitSignal(page.decision_wanted) as wanted:
        scene.click("examine")
    assert wanted.args == [campaign.id, 2]
    model = scene.part("calls").model()
    scene.until(lambda: "To decide" in {model.index(r, STATE).data() for r in range(6)})
    batches = scene.part("batches")
    batches.setCurrentIndex(batches.model().index(1, 0))
    with qtbot.waitSignal(page.decision_wanted):
        QTest.keyClick(batches, Qt.Key.Key_Return)
    assert len(platform.ledger()["calls"]) == 2


def test_stale_figures_say_their_age(slow_scene: Any) -> None:
    campaign = slow_scene.campaign()
    Sender(slow_scene.workspace, slow_scene.context.client, campaign.id).send(Job())
    page = open_page(slow_scene, campaign.id)
    slow_scene.until(lambda: "Up to date" in slow_scene.part("age").text())
    slow_scene.platform.faults({"on": "messages.read", "fault": "refuse"})
    slow_scene.until(lambda: "ago" in slow_scene.part("age").text())
    assert "The platform cannot be reached. New try in" in page._standing._retry.text()
    assert not page._standing._retry.isHidden()
    slow_scene.platform.faults()
    slow_scene.until(lambda: "Up to date" in slow_scene.part("age").text())
    assert page._standing._retry.isHidden()


def test_figures_of_another_day_name_the_day(dressed: None, qtbot: QtBot) -> None:
    standing = Standing()
    qtbot.addWidget(standing)
    today = now()
    standing.set_read_at(today)
    assert standing._age.text() == f"Up to date at {today.astimezone():%H:%M}"
    standing.forget()
    before = (today - timedelta(days=40)).astimezone()
    standing.set_read_at(before)
    assert standing._age.text().startswith(f"Up to date on {before.day} ")
    assert standing._age.text().endswith(f"{before.year} at {before:%H:%M}")


def test_no_platform_is_said_and_nothing_is_sent(lonely_scene: Any) -> None:
    campaign = lonely_scene.campaign()
    open_page(lonely_scene, campaign.id)
    lonely_scene.click("send")
    lonely_scene.until(lambda: lonely_scene.seen("trouble"))
    assert "No platform is chosen" in lonely_scene.part("trouble").accessibleDescription()
    assert state(lonely_scene, campaign.id) is State.APPROVED


def test_a_failure_before_anything_left_is_told(scene: Any, platform: Any) -> None:
    campaign = scene.campaign()
    platform.faults({"on": "token", "fault": "status", "status": 500})
    open_page(scene, campaign.id)
    scene.click("send")
    scene.until(lambda: scene.seen("trouble"))
    assert state(scene, campaign.id) is State.APPROVED
    platform.faults()
    scene.click("send")
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    scene.until(lambda: not scene.seen("trouble"))


def test_a_changed_campaign_loses_its_approval(scene: Any, qtbot: QtBot) -> None:
    campaign = scene.campaign(date=now() + timedelta(minutes=2))
    page = open_page(scene, campaign.id)
    scene.click("send")
    scene.until(lambda: scene.seen("edit"))
    assert "five minutes" in scene.part("trouble").accessibleDescription()
    with qtbot.waitSignal(page.edit_wanted) as wanted:
        scene.click("edit")
    assert wanted.args == [campaign.id]


def test_finding_filtering_and_sorting_people(scene: Any) -> None:
    numbers = ["0600009900", "0600009901", "0600009902", "0600001234"]
    campaign = scene.campaign(numbers=numbers)
    Sender(scene.workspace, scene.context.client, campaign.id).send(Job())
    open_page(scene, campaign.id)
    scene.until(lambda: state(scene, campaign.id) is State.DONE)
    scene.until(lambda: len(names(scene)) == 4)
    scene.type("find-person", "06 00 00 12")
    scene.until(lambda: names(scene) == ["Personne 0004"])
    scene.type("find-person", "PERSÓNNE 0002")
    scene.until(lambda: names(scene) == ["Personne 0002"])
    scene.part("find-person").clear()
    scene.until(lambda: scene.seen("chip-not_delivered"))
    scene.click("chip-not_delivered")
    scene.until(lambda: sorted(names(scene)) == ["Personne 0002", "Personne 0003"])
    scene.click("chip-all")
    scene.until(lambda: len(names(scene)) == 4)
    header = scene.part("calls").horizontalHeader()
    header.setSortIndicator(NAME, Qt.SortOrder.DescendingOrder)
    scene.until(lambda: names(scene)[0] == "Personne 0004")


def test_a_figure_opens_its_people(scene: Any) -> None:
    campaign = scene.campaign(numbers=["0600009900", "0600009901"])
    Sender(scene.workspace, scene.context.client, campaign.id).send(Job())
    page = open_page(scene, campaign.id)
    scene.until(lambda: len(names(scene)) == 2 and state(scene, campaign.id) is State.DONE)
    scene.until(lambda: scene.part("calls").model()._found.counts.get("not_delivered") == 1)
    QTest.mouseClick(page._standing.bar.entry("not_delivered"), Qt.MouseButton.LeftButton)
    scene.until(lambda: names(scene) == ["Personne 0002"])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".pdf"])
def test_the_report_is_written(
    scene: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, suffix: str
) -> None:
    campaign = scene.campaign()
    Sender(scene.workspace, scene.context.client, campaign.id).send(Job())
    open_page(scene, campaign.id)
    target = tmp_path / f"report{suffix}"

    def choose(parent: Any, title: str, name: str, filters: list[str], chosen: Any) -> None:
        assert name == f"Winter tyres{suffix}"
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    scene.click("report")
    menu = scene.part("report-menu")
    entry = next(action for action in menu.actions() if action.data() == suffix)
    entry.trigger()
    menu.close()
    scene.until(lambda: scene.seen("done"))
    assert "3 people are in" in scene.part("done").accessibleDescription()
    if suffix == ".csv":
        assert len(target.read_text("utf-8-sig").splitlines()) == 4
    else:
        assert target.read_bytes()[:2] == {".xlsx": b"PK", ".pdf": b"%P"}[suffix]


def test_a_long_report_keeps_nobody_waiting(
    scene: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = scene.campaign("First", numbers=["0600000001"])
    second = scene.campaign("Second", numbers=["0600000002", "0600000003"])
    Sender(scene.workspace, scene.context.client, first.id).send(Job())
    begun, may_end = Event(), Event()

    def slow(*_: object) -> int:
        begun.set()
        assert may_end.wait(WAIT / 1000)
        return 1

    monkeypatch.setattr(report_file, "save_report", slow)
    monkeypatch.setattr(dialogs, "choose_target", lambda *given: given[-1](tmp_path / "report.pdf"))
    page = open_page(scene, first.id)
    try:
        scene.click("report")
        menu = scene.part("report-menu")
        menu.actions()[0].trigger()
        menu.close()
        scene.until(begun.is_set)
        page.show_campaign(second.id)
        scene.until(lambda: len(names(scene)) == 2)
        assert page.title() == "Second"
    finally:
        may_end.set()
    scene.until(lambda: scene.seen("done"))


def test_two_campaigns_at_once_do_not_mix(scene: Any, platform: Any) -> None:
    first = scene.campaign("First", numbers=["0600000001"])
    second = scene.campaign("Second", numbers=["0600000002", "0600000003"])
    page = open_page(scene, first.id)
    scene.until(lambda: len(names(scene)) == 1)
    scene.dispatch.send(second.id)
    page.show_campaign(second.id)
    scene.until(lambda: page.title() == "Second" and len(names(scene)) == 2)
    page.show_campaign(first.id)
    scene.until(lambda: page.title() == "First" and len(names(scene)) == 1)
    scene.until(lambda: state(scene, second.id) is State.DONE)
    assert page.title() == "First"
    assert state(scene, first.id) is State.APPROVED


def test_the_dispatch_gives_four_snapshots_a_second_at_most(slow_scene: Any) -> None:
    scene = slow_scene
    campaign = scene.campaign(people=40)
    moments: list[Any] = []
    scene.dispatch.snapshot.connect(lambda _: moments.append(now()))
    scene.dispatch.send(campaign.id)
    scene.until(lambda: len(moments) >= 5)
    gaps = [b - a for a, b in pairwise(moments)]
    assert min(gaps) > timedelta(seconds=0.2)


def test_gaps_of_the_chart() -> None:
    start = now()
    minutes = [0, 1, 2, 9, 10]
    readings = [
        Reading(start + timedelta(minutes=m), Stats(total=9, ok=i)) for i, m in enumerate(minutes)
    ]
    end = readings[-1].at
    assert Plot(readings, end).gaps() == [(readings[2].at, readings[3].at)]
    later = end + GAP + timedelta(seconds=1)
    assert Plot(readings, later).gaps()[-1] == (end, later)
    assert Plot(readings, end + timedelta(seconds=9), stale=True).gaps()[-1][0] == end


def test_arranging_many_people_takes_no_longer_for_each() -> None:
    def seconds(people: int, hits: int) -> float:
        calls = Roll.of([(f"Élodie {i}", f"+336{i:08d}", 1) for i in range(people)])
        found = CallList.of(calls, {1: ChunkState.ACCEPTED})
        begun = perf_counter()
        assert len(arrange(found, Wish("elodie 1999"))) == hits
        assert len(arrange(found, Wish(column=NAME, descending=False))) == people
        return perf_counter() - begun

    seconds(100, 0)  # what is imported late
    assert seconds(20_000, 12) < 40 * seconds(2_000, 1)
    assert plain("Élodie") == "elodie"


def test_every_column_sorts_as_its_words_do() -> None:
    people = [(f"Élodie {i % 7}", f"+336000000{i:02d}", 1 + i // 6 % 3) for i in range(40)]
    whys = [("", None), ("voice busy", None), ("no answer", None), ("", "stop_list")]
    codes = np.arange(40) % 6
    at = np.datetime64("2026-10-09T10:00:00.000") + (np.arange(40) * 7 % 40) * np.timedelta64(
        1, "s"
    )
    calls = replace(
        Roll.of(people),
        status=codes.astype(np.uint8),
        why=(np.arange(40) * 5 % 4).astype(np.int32),
        whys=whys,
        at=np.where(codes < 2, np.datetime64("NaT"), at),
    )
    chunks = {1: ChunkState.ACCEPTED, 2: ChunkState.NEEDS_DECISION, 3: ChunkState.REJECTED}
    found = CallList.of(calls, chunks)
    keys: dict[int, Callable[[int], str]] = {
        NAME: lambda i: plain(calls[i].label),
        NUMBER: lambda i: calls[i].e164,
        STATE: found.outcome,
        REASON: lambda i: reason(calls[i], chunks),
    }
    for column, key in keys.items():
        wished = sorted(range(40), key=key)
        assert arrange(found, Wish(column=column, descending=False)).tolist() == wished
        assert arrange(found, Wish(column=column)).tolist() == wished[::-1]
    never = [i for i in range(40) if calls[i].status_at is None]
    known = [i for i in range(40) if calls[i].status_at is not None]
    latest = sorted(known, key=lambda i: calls[i].status_at or "")
    assert arrange(found, Wish(descending=False)).tolist() == latest + never
    assert arrange(found, Wish()).tolist() == latest[::-1] + never
    undecided = [i for i in range(40) if calls[i].status is None and calls[i].chunk == 2]
    assert found.counts["to_decide"] == len(undecided) > 0
    shown = arrange(found, Wish(outcome="to_decide", column=NAME)).tolist()
    assert sorted(shown) == undecided
