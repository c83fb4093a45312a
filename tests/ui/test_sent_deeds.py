"""What is done with a campaign that was sent, through its page, against a real platform."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, QObject, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, update

from voicedesk.api.errors import CredentialsError
from voicedesk.base.errors import DecisionError
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.schema import chunks, readings, recipients
from voicedesk.campaigns import optouts, rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.decisions import REFUSED_NUMBER
from voicedesk.campaigns.drafts import set_state
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.statistics import calls
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui import dialogs
from voicedesk.ui.batches import NUMBER, STATE, WHEN
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.parts.label import Label

GOOD, BUSY, NO_ANSWER = "0600009900", "0600009901", "0600009902"
OPTED_OUT, UNKNOWN = "0600009905", "0600009906"
REUNION = "+262692000001"
PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2032, 3, 2, 10, 30, tzinfo=PARIS)
SATURDAY = datetime(2032, 2, 28, 11, 0, tzinfo=PARIS)
NO_NUMBER = "+338990000"  # given out to nobody: the platform refuses it


def open_page(scene: Any, campaign_id: str) -> LivePage:
    page = LivePage(scene.context, scene.dispatch)
    scene.show(page)
    page.show_campaign(campaign_id)
    return page


def send(scene: Any, campaign_id: str, *, to_the_end: bool = True) -> None:
    Sender(scene.workspace, scene.context.client, campaign_id).send(Job())
    if to_the_end:
        watcher = Watcher(scene.workspace, scene.context.client, campaign_id)
        watcher.follow(Job(), lambda _: None)


def chunk(scene: Any, campaign_id: str, ordinal: int = 1) -> ChunkState:
    found = Outbox(scene.workspace.database, campaign_id).chunk(ordinal)
    assert found is not None
    return found.state


# calling again


def test_those_not_reached_become_a_list(scene: Any, qtbot: QtBot) -> None:
    campaign = scene.campaign(numbers=[GOOD, BUSY, NO_ANSWER, OPTED_OUT, UNKNOWN])
    send(scene, campaign.id)
    page = open_page(scene, campaign.id)
    scene.click("follow-up")
    scene.until(lambda: page.findChild(QObject, "follow-up-dialog") is not None)
    ticks = {scene.part(f"follow-up-{n}").text(): scene.part(f"follow-up-{n}") for n in range(4)}
    wise = {text for text, tick in ticks.items() if tick.isChecked()}
    assert wise == {"Line busy", "No answer"}
    assert scene.part("follow-up-dialog-deed").text() == "Make a list of 2 people"
    assert scene.seen("follow-up-nobody")
    ticks["Opted out"].click()
    assert scene.part("follow-up-dialog-deed").text() == "Make a list of 2 people"
    assert "Opted out" in scene.part("left-out-opted_out").text()
    ticks["No answer"].click()
    ticks["Line busy"].click()
    assert not scene.part("follow-up-dialog-deed").isEnabled()
    ticks["Line busy"].click()
    scene.click("follow-up-dialog-deed")
    scene.until(lambda: scene.seen("use-made"))
    [made] = [i for i in ContactLists(scene.workspace.database).all() if "Follow" in i.name]
    assert made.rows == 1
    with qtbot.waitSignal(page.list_wanted) as wanted:
        scene.click("use-made")
    assert wanted.args == [made.id]


def test_where_everybody_was_reached_nobody_is_called_again(scene: Any) -> None:
    campaign = scene.campaign(numbers=[GOOD])
    send(scene, campaign.id)
    page = open_page(scene, campaign.id)
    scene.until(lambda: page._badge.text() == "Finished")
    assert not scene.seen("follow-up")


# a refused batch


def begun(scene: Any, platform: Any) -> Any:
    """A campaign of two batches that was tried once: its approval is not looked at any more."""
    platform.faults({"on": "mailings.create", "fault": "expire"})
    campaign = scene.campaign(people=4)
    with pytest.raises(CredentialsError):
        send(scene, campaign.id, to_the_end=False)
    platform.faults()
    return campaign


def refused(scene: Any, platform: Any) -> str:
    """A campaign whose first batch holds a number that the platform refuses."""
    campaign = begun(scene, platform)
    last = calls(scene.workspace.database, campaign.id)[1].e164
    with scene.workspace.database.write() as connection:
        mine = update(recipients).where(recipients.c.campaign_id == campaign.id)
        connection.execute(mine.where(recipients.c.e164 == last).values(e164=NO_NUMBER))
    send(scene, campaign.id)
    assert chunk(scene, campaign.id) is ChunkState.REJECTED
    return str(campaign.id)


def test_a_refused_batch_is_sent_again_without_the_number(
    scene: Any, platform: Any, small_batches: None
) -> None:
    campaign_id = refused(scene, platform)
    assert len(platform.ledger()["calls"]) == 2
    page = open_page(scene, campaign_id)
    scene.click("mend")
    scene.until(lambda: page.findChild(QObject, "refusal") is not None)
    assert NO_NUMBER in scene.part("refusal-answer").text()
    assert scene.part("refusal-without-0").isChecked()
    assert scene.part("refusal-deed").text() == "Remove this number and send the batch again"
    scene.click("refusal-deed")
    scene.until(lambda: list(platform.ledger()["calls"].values()) == [1, 1, 1])
    [left] = [c for c in calls(scene.workspace.database, campaign_id) if c.excluded]
    assert (left.e164, left.excluded) == (NO_NUMBER, REFUSED_NUMBER)
    scene.until(lambda: not scene.seen("mend"))
    table = scene.part("batches").model()
    scene.until(lambda: table.rowCount() == 3)
    assert table.index(0, 1).data() == "Now batch 3"
    model = scene.part("calls").model()
    scene.until(lambda: left_out(model) == ["Refused by the platform"])


def left_out(model: Any) -> list[str]:
    """The reasons of those who were left out."""
    rows = range(model.rowCount())
    return [model.index(r, 3).data() for r in rows if model.index(r, 2).data() == "Left out"]


def test_the_same_people_can_be_sent_again(scene: Any, platform: Any, small_batches: None) -> None:
    platform.faults({"on": "mailings.create", "nth": 1, "fault": "status", "status": 417})
    campaign = scene.campaign(people=4)
    send(scene, campaign.id)
    assert chunk(scene, campaign.id) is ChunkState.REJECTED
    page = open_page(scene, campaign.id)
    scene.until(lambda: scene.part("batches").model().rowCount() == 2)
    batches = scene.part("batches")
    batches.setCurrentIndex(batches.model().index(0, 0))
    QTest.keyClick(batches, Qt.Key.Key_Return)
    scene.until(lambda: page.findChild(QObject, "refusal") is not None)
    assert scene.part("refusal-same").isChecked()
    assert scene.part("refusal-deed").text() == "Send the batch again"
    scene.part("refusal-by").clear()
    assert not scene.part("refusal-deed").isEnabled()
    scene.type("refusal-by", "Paul Martin")
    scene.click("refusal-deed")
    scene.until(lambda: list(platform.ledger()["calls"].values()) == [1, 1, 1, 1])
    [told] = [e for e in events(scene.workspace.database, campaign.id) if e.event == "replaced"]
    assert told.details["by"] == "Paul Martin"


# what the platform has


def test_what_waits_is_called_off(scene: Any, platform: Any, small_batches: None) -> None:
    campaign = scene.campaign(people=4, date=now() + timedelta(hours=2))
    send(scene, campaign.id, to_the_end=False)
    page = open_page(scene, campaign.id)
    entry = scene.part("call-off")
    scene.until(entry.isEnabled)
    entry.trigger()
    scene.until(lambda: page.findChild(QObject, "calling-off") is not None)
    assert scene.part("calling-off-deed").text() == "Call off 4 calls"
    scene.click("call-off-1")
    assert scene.part("calling-off-deed").text() == "Call off 2 calls"
    scene.click("calling-off-deed")
    scene.until(lambda: page.findChild(QObject, "answers-table") is not None)
    answers = scene.part("answers-table").model()
    assert [answers.index(0, column).data() for column in range(3)] == [
        "2",
        "1 sending deleted",
        "Nobody of it is called",
    ]
    scene.click("answers-leave")
    assert chunk(scene, campaign.id, 2) is ChunkState.CANCELLED
    assert chunk(scene, campaign.id, 1) is ChunkState.ACCEPTED
    platform.advance(3 * 3600)
    scene.until(lambda: len(platform.ledger()["calls"]) == 2)
    assert set(platform.ledger()["calls"].values()) == {1}


def test_what_has_begun_cannot_be_called_off(scene: Any, platform: Any) -> None:
    campaign = scene.campaign(date=now() + timedelta(hours=2))
    send(scene, campaign.id, to_the_end=False)
    page = open_page(scene, campaign.id)
    entry = scene.part("call-off")
    scene.until(entry.isEnabled)
    entry.trigger()
    scene.until(lambda: page.findChild(QObject, "calling-off") is not None)
    platform.advance(3 * 3600)
    scene.click("calling-off-deed")
    scene.until(lambda: page.findChild(QObject, "answers-table") is not None)
    answers = scene.part("answers-table").model()
    assert answers.index(0, 1).data() == "0 sendings deleted"
    assert answers.index(0, 2).data() == "It is still there"
    scene.click("answers-leave")
    assert chunk(scene, campaign.id) is ChunkState.ACCEPTED
    assert len(platform.ledger()["calls"]) == 3


# opt-outs


def test_unknown_optouts_are_dealt_with_by_a_person(scene: Any) -> None:
    database = scene.workspace.database
    campaign = scene.campaign(numbers=[GOOD, OPTED_OUT])
    send(scene, campaign.id)
    figures = {"total": 2, "wait": 0, "on": 0, "ok": 1, "ko": 1, "no": 0}
    with database.write() as connection:  # the platform counts three and names one
        row = {"campaign_id": campaign.id, "at": stamp(now()), "optout": 3, **figures}
        connection.execute(insert(readings).values(row))
    page = open_page(scene, campaign.id)
    scene.until(lambda: scene.seen("settle-optouts"))
    assert "1 opted out and is on the stop list" in page._standing._sentence.text()
    scene.click("settle-optouts")
    scene.until(lambda: page.findChild(QObject, "optouts") is not None)
    assert not scene.part("optouts-deed").isEnabled()
    note = scene.part("optouts-note")
    assert isinstance(note, QPlainTextEdit)
    QTest.keyClicks(note, "Support named them")
    scene.click("optouts-deed")
    scene.until(lambda: not scene.seen("settle-optouts"))
    assert optouts.pending(database, campaign.id) == 0
    assert optouts.unknown(database, campaign.id) == 2
    [told] = [e for e in events(database, campaign.id) if e.event == optouts.DEALT_WITH]
    assert (told.details["by"], told.details["note"]) == ("Claire Morel", "Support named them")


# history


def test_the_history_is_shown_and_kept(
    scene: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    campaign = scene.campaign()
    send(scene, campaign.id)
    page = open_page(scene, campaign.id)
    scene.until(lambda: page._badge.text() == "Finished")
    scene.part("show-history").trigger()
    scene.until(lambda: page.findChild(QObject, "history-table") is not None)
    model = scene.part("history-table").model()
    said = [model.index(row, 1).data() for row in range(model.rowCount())]
    [approved] = [one for one in said if one.startswith("Approved by Claire Morel for 3 people.")]
    assert said.index("Finished") < said.index(approved)
    shown = scene.part("history-entry")
    assert shown.text() == said[0]
    scene.part("history-table").setCurrentIndex(model.index(said.index(approved), 1))
    assert shown.text() == approved
    target = tmp_path / "history.json"

    def choose(parent: Any, title: str, name: str, filters: list[str], chosen: Any) -> None:
        assert name == "Winter tyres history.csv"
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    scene.click("save-history")
    scene.until(lambda: scene.seen("done"))
    assert len(json.loads(target.read_text("utf-8"))["events"]) == len(said)
    scene.click("history-leave")


# the batches


def test_batches_say_where_and_when(scene: Any) -> None:
    date = (now() + timedelta(days=2)).replace(microsecond=0)
    campaign = scene.campaign(numbers=[GOOD, REUNION], channel="VOICE", date=date)
    open_page(scene, campaign.id)
    model = scene.part("batches").model()
    scene.until(lambda: model.rowCount() == 2)
    assert model.columns[:3] == (NUMBER, STATE, WHEN)
    home, overseas = (model.index(row, 2).data() for row in range(2))
    assert "Réunion" not in home
    chunks = Outbox(scene.workspace.database, campaign.id).chunks()
    hours = [_hour(chunk) for chunk in chunks]
    assert home.endswith(hours[0])
    assert f"{hours[1]}, Réunion" in overseas


def test_batches_of_one_place_and_at_once_need_no_such_column(scene: Any) -> None:
    campaign = scene.campaign(numbers=[GOOD])
    open_page(scene, campaign.id)
    model = scene.part("batches").model()
    scene.until(lambda: model.rowCount() == 1)
    assert WHEN not in model.columns


def _hour(chunk: Chunk) -> str:
    """On the clocks of its people."""
    assert chunk.date is not None
    return f"{chunk.date.astimezone(ZoneInfo(chunk.zone.split()[0])):%H:%M}"


# a date that cannot be kept


def test_what_may_not_ring_now_gets_the_next_lawful_slot(
    scene: Any, platform: Any, small_batches: None
) -> None:
    campaign = begun(scene, platform)
    with scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "outside_hours")
    page = open_page(scene, campaign.id)
    scene.until(lambda: scene.seen("continue"))
    assert scene.part("continue").text() == "Choose another date…"
    scene.click("continue")
    scene.until(lambda: page.findChild(QObject, "slot") is not None)
    assert scene.part("slot-next").isChecked()
    scene.click("slot-deed")
    scene.until(lambda: chunk(scene, campaign.id, 2) is ChunkState.ACCEPTED)
    dates = {c.date for c in Outbox(scene.workspace.database, campaign.id).chunks()}
    [date] = dates
    assert date is not None
    assert Calendar(rules.load()).is_lawful(date)
    assert platform.ledger()["calls"] == {}  # the platform keeps them until then
    [told] = [e for e in events(scene.workspace.database, campaign.id) if e.event == "rescheduled"]
    assert told.details["by"] == "Claire Morel"


def test_another_date_is_free_and_judged(scene: Any, platform: Any, small_batches: None) -> None:
    campaign = begun(scene, platform)
    with scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "date_passed")
    page = open_page(scene, campaign.id)
    scene.click("continue")
    scene.until(lambda: page.findChild(QObject, "slot") is not None)
    assert not scene.seen("slot-overseas")
    assert not scene.seen("slot-day")
    scene.click("slot-free")
    remark, deed = scene.part("slot-remark"), scene.part("slot-deed")
    assert (remark.text(), deed.isEnabled()) == ("", True)  # it begins at the next lawful slot
    set_slot(scene, SATURDAY)
    assert "a day of the week on which people may not be called" in remark.text()
    assert "asked again" in remark.text()
    assert deed.isEnabled()
    set_slot(scene, datetime(2032, 5, 6, 11, 0, tzinfo=PARIS))
    assert "It is a public holiday: Ascension Day." in remark.text()
    set_slot(scene, TUESDAY.replace(hour=22))
    assert "outside the lawful hours (10:00–13:00, 14:00–20:00" in remark.text()
    set_slot(scene, now() - timedelta(days=2))
    assert not deed.isEnabled()
    assert "past" in remark.text()
    assert "past" in deed.toolTip()
    set_slot(scene, datetime(2032, 3, 28, 2, 30, tzinfo=PARIS))  # no clock at home ever shows it
    assert not deed.isEnabled()
    scene.click("clock-answer-1")
    assert deed.isEnabled()
    set_slot(scene, TUESDAY)
    assert remark.text() == ""
    scene.click("slot-deed")
    scene.until(lambda: chunk(scene, campaign.id, 2) is ChunkState.ACCEPTED)
    dates = {c.date for c in Outbox(scene.workspace.database, campaign.id).chunks()}
    assert dates == {TUESDAY}
    assert platform.ledger()["calls"] == {}


def test_batches_overseas_follow_the_date_at_home(scene: Any, platform: Any) -> None:
    platform.faults({"on": "mailings.create", "fault": "expire"})
    campaign = scene.campaign(numbers=[GOOD, REUNION])
    with pytest.raises(CredentialsError):
        send(scene, campaign.id, to_the_end=False)
    platform.faults()
    with scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "date_passed")
    page = open_page(scene, campaign.id)
    scene.click("continue")
    scene.until(lambda: page.findChild(QObject, "slot") is not None)
    assert scene.seen("slot-overseas")
    assert "their next lawful slot" in scene.part("slot-overseas").text()
    scene.click("slot-free")
    late = TUESDAY.replace(hour=11)  # lawful in all of Réunion's zones
    set_slot(scene, late)
    scene.click("slot-deed")
    scene.until(lambda: chunk(scene, campaign.id, 2) is ChunkState.ACCEPTED)
    home, overseas = Outbox(scene.workspace.database, campaign.id).chunks()
    assert home.date == late
    assert overseas.date == late.replace(tzinfo=ZoneInfo("Indian/Reunion"))


def set_slot(scene: Any, moment: datetime) -> None:
    """Type a day and a time into the dialog of slots."""
    there = moment.astimezone(PARIS) if moment.tzinfo is not PARIS else moment
    scene.part("slot-day").setDate(QDate(there.year, there.month, there.day))
    scene.part("slot-time").setTime(QTime(there.hour, there.minute))


# a rule that only warns


def paused_for_the_weekend(scene: Any, *, forbids: bool = False) -> str:
    """A campaign for a Saturday, of which the approval saw another rule."""
    campaign = scene.campaign(date=TUESDAY)
    with scene.workspace.database.write() as connection:
        moved = update(chunks).where(chunks.c.campaign_id == campaign.id)
        connection.execute(moved.values(date=SATURDAY.isoformat(timespec="seconds"), attempt=1))
    if forbids:
        document = json.loads(resource("rules", "fr.json").read_text("utf-8"))
        document["rules"]["days_hours"]["strength"]["contract"] = "forbid"
        (scene.workspace.folder / "rules.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(DecisionError, match="weekend"):
        send(scene, campaign.id, to_the_end=False)
    return str(campaign.id)


def test_what_a_rule_warns_of_is_accepted_by_a_person(scene: Any, platform: Any) -> None:
    campaign_id = paused_for_the_weekend(scene)
    page = open_page(scene, campaign_id)
    scene.click("call-all-the-same")
    scene.until(lambda: page.findChild(QObject, "acceptance") is not None)
    against = scene.part("acceptance-against").text()
    assert against == "3 people would be called on a day without calls."
    texts = [label.text() for label in scene.part("acceptance").findChildren(Label)]
    assert any("The next lawful slot is Mon 1 March 2032, 10:00." in text for text in texts)
    scene.part("acceptance-by").setText("  ")
    assert not scene.part("acceptance-deed").isEnabled()
    scene.type("acceptance-by", "Paul Martin")
    scene.click("acceptance-deed")
    scene.until(lambda: chunk(scene, campaign_id) is ChunkState.ACCEPTED)
    [told] = [
        event
        for event in events(scene.workspace.database, campaign_id)
        if event.event == "warning_acknowledged"
    ]
    assert (told.details["by"], told.details["code"]) == ("Paul Martin", "weekend")
    assert Outbox(scene.workspace.database, campaign_id).chunks()[0].date == SATURDAY
    assert platform.ledger()["mailings"] == 1


def test_what_a_rule_forbids_is_said_and_nothing_is_sent(scene: Any, platform: Any) -> None:
    campaign_id = paused_for_the_weekend(scene, forbids=True)
    page = open_page(scene, campaign_id)
    scene.click("call-all-the-same")
    scene.until(lambda: page.findChild(QObject, "acceptance") is not None)
    scene.click("acceptance-deed")
    scene.until(lambda: scene.seen("trouble"))
    said = scene.part("trouble").accessibleDescription()
    assert said == (
        "“Winter tyres” would call 3 people on a day without calls. Choose the next lawful slot."
    )
    scene.until(lambda: not scene.tasks._running)
    assert chunk(scene, campaign_id) is ChunkState.PLANNED
    assert platform.ledger()["mailings"] == 0


@pytest.mark.parametrize(
    ("reason", "action"),
    [("no_consent", "Continue sending"), ("outside_frequency", "Continue sending")],
)
def test_a_pause_about_people_can_be_accepted_too(
    lonely_scene: Any, reason: str, action: str
) -> None:
    campaign = lonely_scene.campaign()
    with lonely_scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, reason)
    open_page(lonely_scene, campaign.id)
    lonely_scene.until(lambda: lonely_scene.seen("call-all-the-same"))
    assert lonely_scene.part("continue").text() == action


def test_a_persons_own_pause_needs_no_yes(lonely_scene: Any) -> None:
    campaign = lonely_scene.campaign()
    with lonely_scene.workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "person")
    open_page(lonely_scene, campaign.id)
    lonely_scene.until(lambda: lonely_scene.seen("continue"))
    assert not lonely_scene.seen("call-all-the-same")


def test_a_campaign_of_which_all_was_refused_says_so(scene: Any, platform: Any) -> None:
    platform.faults({"on": "mailings.create", "fault": "status", "status": 417})
    campaign = scene.campaign()
    send(scene, campaign.id, to_the_end=False)
    page = open_page(scene, campaign.id)
    scene.until(lambda: page._badge.text() == "All refused")
    scene.until(lambda: scene.seen("mend"))
