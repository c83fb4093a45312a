"""What comes up between the approval and the call is asked about, and a yes is to that alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import insert

from tests.campaigns.conftest import FAST
from tests.faults import simulated
from tests.faults.simulated import SimulatedPlatform, make_approved, make_draft, sender
from tests.faults.virtual import VirtualClock, VirtualJob
from voicedesk.base.errors import DecisionError, NotAllowedError
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import readings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import review, rules
from voicedesk.campaigns.acceptance import acknowledge
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, Purpose, State
from voicedesk.campaigns.decisions import reschedule
from voicedesk.campaigns.drafts import Campaigns, set_state
from voicedesk.campaigns.finding import RUNS_PAST, Strengths, objections
from voicedesk.campaigns.history import events
from voicedesk.campaigns.optouts import dealt_with
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.pace import Pace
from voicedesk.campaigns.review import review_of
from voicedesk.campaigns.zones import Zone
from voicedesk.contacts.changes import Segment
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import Judged, valid_code

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, tzinfo=PARIS)
FIRST = 33600000000  # of the generated mobiles


class Desk:
    """A workspace and a platform on a virtual clock."""

    def __init__(self, workspace: Workspace, clock: VirtualClock) -> None:
        self.workspace, self.clock = workspace, clock
        self.platform = SimulatedPlatform()
        self.platform.clock = clock.present

    def at(self, hour: int, minute: int = 0, day: int = 24) -> None:
        self.clock.true = TUESDAY.replace(day=day, hour=hour, minute=minute).astimezone(UTC)

    def send(self, campaign: Campaign) -> Campaign:
        return sender(self.workspace, self.platform, campaign.id).send(VirtualJob(self.clock))

    def asks(self, campaign: Campaign) -> str:
        """What it is paused for instead of being sent."""
        before = len(self.platform.taken)
        with pytest.raises(DecisionError) as asked:
            self.send(campaign)
        assert len(self.platform.taken) == before
        found = Campaigns(self.workspace.database).get(campaign.id)
        assert (found.state, found.reason) == (State.PAUSED, asked.value.code)
        return asked.value.code

    def accept(self, campaign: Campaign, code: str) -> None:
        acknowledge(self.workspace, campaign.id, code, "Claire")
        Campaigns(self.workspace.database).resume(campaign.id)

    def consents(self, people: int, until: date | None = None) -> None:
        numbers = np.arange(FIRST, FIRST + people, dtype=np.int64)
        register = Consents(self.workspace.database, self.workspace.folder)
        register.record(numbers, "form", "Yes.", date(2026, 11, 2), until)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = VirtualClock()
    with clock.installed(), Workspace(tmp_path / "workspace") as workspace:
        for key, value in FAST.items():
            workspace.change_setting(key, value)
        made = Desk(workspace, clock)
        made.at(10, 30)
        yield made


def test_who_accepted_the_lunch_hour_did_not_accept_the_night(desk: Desk) -> None:
    desk.at(13, 30)
    campaign = make_approved(desk.workspace, 2)
    (lunch,) = campaign.acknowledged
    assert lunch.startswith("outside_hours until ")
    desk.at(3, 0, day=25)
    assert desk.asks(campaign) == "outside_hours"
    desk.accept(campaign, "outside_hours")
    assert desk.send(campaign).state is State.POSTED
    assert len(desk.platform.taken) == 1


def test_within_the_hour_that_was_accepted_nobody_is_asked_again(desk: Desk) -> None:
    desk.at(13, 10)
    campaign = make_approved(desk.workspace, 2)
    desk.at(13, 50)
    assert desk.send(campaign).state is State.POSTED


def test_who_accepted_the_evening_did_not_accept_the_night(desk: Desk) -> None:
    desk.at(20, 5)
    campaign = make_approved(desk.workspace, 2)
    (evening,) = campaign.acknowledged
    midnight = TUESDAY.replace(day=25)
    assert evening == f"outside_hours until {stamp(midnight)}"
    desk.at(3, 30, day=25)
    assert desk.asks(campaign) == "outside_hours"


def test_who_accepted_saturday_did_not_accept_sunday(desk: Desk) -> None:
    desk.at(12, 0, day=28)
    campaign = make_approved(desk.workspace, 2)
    desk.at(12, 0, day=29)
    assert desk.asks(campaign) == "weekend"
    desk.accept(campaign, "weekend")
    desk.at(18, 0, day=29)
    assert desk.send(campaign).state is State.POSTED


def test_who_withdrew_a_consent_does_not_keep_the_others_from_being_called(desk: Desk) -> None:
    """Only with a consent the rule against Sundays warns; without one it would forbid."""
    desk.consents(3)
    desk.at(11, 0, day=29)
    campaign = make_approved(desk.workspace, 3, purpose="prospecting")
    register = Consents(desk.workspace.database, desk.workspace.folder)
    register.withdraw(np.array([FIRST], np.int64))
    assert desk.send(campaign).state is State.POSTED
    assert {number for _, number in desk.platform.calls} == {"+33600000001", "+33600000002"}


def test_a_tick_of_yesterday_is_none_of_today(desk: Desk) -> None:
    desk.at(13, 30)
    draft = make_draft(desk.workspace, 2)
    seen = [found.acceptance for found in review_of(desk.workspace, draft).warnings]
    desk.at(13, 30, day=25)
    with pytest.raises(NotAllowedError) as refused:
        approve(desk.workspace, draft.id, 2, "Claire", Job(), seen=seen)
    assert refused.value.code == "warnings_unseen"


@pytest.mark.parametrize("purpose", ["contract", "prospecting"])
def test_a_machine_that_slept_while_connecting_calls_nobody_at_night(
    desk: Desk, purpose: str
) -> None:
    desk.consents(2)
    desk.at(19, 50)
    campaign = make_approved(desk.workspace, 2, purpose=purpose)
    assert not campaign.acknowledged
    desk.platform.in_create = lambda: desk.at(3, 0, day=25)
    assert desk.asks(campaign) == "outside_hours"
    assert not desk.platform.taken


def test_who_consented_until_yesterday_is_left_out_after_a_sleep(desk: Desk) -> None:
    desk.consents(2, until=date(2026, 11, 24))
    desk.at(19, 50)
    campaign = make_approved(desk.workspace, 2, purpose="prospecting")
    desk.platform.in_create = lambda: desk.at(10, 30, day=25)
    desk.send(campaign)
    assert not desk.platform.taken
    left_out = [e for e in events(desk.workspace.database, campaign.id) if "excluded" in e.event]
    assert [e.details["consent_expired"] for e in left_out] == [2]


def test_the_day_changes_on_the_clocks_of_the_rules(desk: Desk) -> None:
    anytime = replace(rules.shipped(), voicemail_like_calls=False)
    rules.save(desk.workspace, anytime)
    desk.consents(2, until=date(2026, 11, 24))
    desk.at(23, 30)
    campaign = make_approved(desk.workspace, 2, purpose="prospecting", channel="VOICEMAIL")
    desk.platform.in_create = lambda: desk.at(0, 30, day=25)  # the same day by UTC
    desk.send(campaign)
    assert not desk.platform.taken


def test_the_fifth_call_is_asked_about_though_it_was_not_one_when_it_was_approved(
    desk: Desk,
) -> None:
    fifth = make_approved(desk.workspace, 1)
    for _ in range(4):
        assert desk.send(make_approved(desk.workspace, 1)).state is State.POSTED
    assert desk.asks(fifth) == "outside_frequency"
    desk.accept(fifth, "outside_frequency")
    told = events(desk.workspace.database, fifth.id)
    assert [e.details["by"] for e in told if e.event == "warning_acknowledged"] == ["Claire"]
    assert desk.send(fifth).state is State.POSTED
    assert len(desk.platform.taken) == 5


def test_who_saw_the_fifth_call_in_the_review_is_not_asked_again(desk: Desk) -> None:
    for _ in range(4):
        desk.send(make_approved(desk.workspace, 1))
    fifth = make_approved(desk.workspace, 1)
    assert fifth.acknowledged == {"outside_frequency"}
    assert desk.send(fifth).state is State.POSTED


def test_what_is_forbidden_cannot_be_accepted(desk: Desk) -> None:
    campaign = make_approved(desk.workspace, 2, purpose="contract")
    desk.at(3, 0, day=25)
    assert desk.asks(campaign) == "outside_hours"
    for code in ("", "weekend", "date_passed", "chunk_undecided"):
        with pytest.raises(NotAllowedError) as refused:
            acknowledge(desk.workspace, campaign.id, code, "Claire")
        assert refused.value.code == "nothing_to_accept"
    strict = desk.workspace.folder / "rules.json"
    rules.export(rules.shipped(), strict)
    text = strict.read_text("utf-8").replace('"contract": "warn"', '"contract": "forbid"')
    strict.write_text(text, "utf-8")
    Campaigns(desk.workspace.database).resume(campaign.id)
    assert desk.asks(campaign) == "outside_hours"
    with pytest.raises(NotAllowedError) as refused:
        acknowledge(desk.workspace, campaign.id, "outside_hours", "Claire")
    assert (refused.value.code, refused.value.details["cause"]) == ("rule_forbids", "outside_hours")


def optout_nobody_knows(desk: Desk, campaign: Campaign) -> None:
    """The platform counts one it does not name."""
    with desk.workspace.database.write() as connection:
        read = {"total": 2, "wait": 0, "on": 0, "ok": 2, "ko": 0, "no": 0, "optout": 1}
        connection.execute(insert(readings).values(campaign_id=campaign.id, at=stamp(), **read))


def test_an_optout_nobody_knows_stops_what_was_approved_before(desk: Desk) -> None:
    desk.consents(2)
    first = make_approved(desk.workspace, 2)
    second = make_approved(desk.workspace, 2, purpose="prospecting", list_ids=list(first.list_ids))
    desk.send(first)
    optout_nobody_knows(desk, first)
    with pytest.raises(NotAllowedError) as refused:
        desk.send(second)
    assert refused.value.code == "optouts_unknown"
    assert len(desk.platform.taken) == 1
    dealt_with(desk.workspace.database, first.id, "Claire", "Asked them all.")
    assert desk.send(second).state is State.POSTED


def test_an_optout_nobody_knows_follows_the_people_to_another_list(desk: Desk) -> None:
    desk.consents(3)
    first = make_approved(desk.workspace, 2)
    desk.send(first)
    optout_nobody_knows(desk, first)
    copied = make_draft(desk.workspace, 3, purpose="prospecting")  # the same two, and another
    with pytest.raises(NotAllowedError) as refused:
        approve(desk.workspace, copied.id, 3, "Claire", Job())
    assert refused.value.code == "optouts_unknown"
    others = make_draft(desk.workspace, 0, fixed=2, purpose="prospecting")
    numbers = np.arange(33199000000, 33199000002, dtype=np.int64)
    register = Consents(desk.workspace.database, desk.workspace.folder)
    register.record(numbers, "form", "Yes.", date(2026, 11, 2), None)
    assert approve(desk.workspace, others.id, 2, "Claire", Job()).state is State.APPROVED


def test_all_that_is_against_a_moment_is_said(desk: Desk) -> None:
    desk.at(3, 0, day=29)  # a Sunday, at night
    draft = make_draft(desk.workspace, 1)
    found = review_of(desk.workspace, draft).warnings
    assert [one.code for one in found] == ["weekend", "outside_hours"]
    with pytest.raises(NotAllowedError) as refused:
        approve(desk.workspace, draft.id, 1, "Claire", Job(), seen=[found[0].acceptance])
    assert refused.value.details["codes"] == ["outside_hours"]


def test_a_holiday_hides_no_hour_of_another_island() -> None:
    both = Zone.named("Indian/Reunion Indian/Mayotte")
    moment = datetime(2027, 7, 14, 10, 30, tzinfo=both.lead)  # 09:30 in Mayotte
    found = [code for _, code, _ in objections(Calendar(rules.shipped()), moment, both)]
    assert found == ["holiday", "outside_hours"]


def test_hours_that_were_narrowed_leave_some_clocks_nothing(desk: Desk) -> None:
    far = Zone.named("Pacific/Tahiti Pacific/Gambier Asia/Tokyo")
    narrow = replace(rules.shipped(), hours=((time(10), time(10, 15)),))
    strengths = Strengths(narrow, Purpose.CONTRACT, np.zeros(1, np.bool_))
    (found,) = strengths.moment(Calendar(narrow), TUESDAY.replace(hour=15), far)
    assert found.code == "outside_hours"
    assert found.until == datetime(2026, 11, 25, tzinfo=far.lead)


def test_a_reviewer_has_a_name(desk: Desk) -> None:
    draft = make_draft(desk.workspace, 1)
    with pytest.raises(NotAllowedError) as refused:
        approve(desk.workspace, draft.id, 1, "  ", Job())
    assert refused.value.code == "reviewer_missing"


def test_who_is_overseas_has_a_date_of_their_own_when_the_rest_is_put_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = np.array([FIRST, 590690000001, 68987000001], np.int64)
    monkeypatch.setattr(simulated, "_people", lambda *_: people_of(numbers))
    campaign = make_approved(desk.workspace, 3, date=TUESDAY.replace(hour=15))
    set_paused(desk.workspace, campaign)
    at = TUESDAY.replace(day=25, hour=11)
    reschedule(desk.workspace, campaign.id, at, by="Claire")
    chunks = Outbox(desk.workspace.database, campaign.id).chunks()
    zones = {chunk.zone.split()[0]: chunk.date for chunk in chunks}
    assert zones == {
        "Europe/Paris": at,
        "America/Guadeloupe": at.replace(tzinfo=ZoneInfo("America/Guadeloupe")),
        # 11:00 in Tahiti is 11:30 on the Marquesas: lawful for both, as the intersection wants.
        "Pacific/Tahiti": at.replace(tzinfo=ZoneInfo("Pacific/Tahiti")),
    }
    reschedule(desk.workspace, campaign.id, None, by="Claire")  # 10:30 here, night there
    chunks = Outbox(desk.workspace.database, campaign.id).chunks()
    calendar = Calendar(rules.shipped())
    assert chunks[0].date is None
    for chunk in chunks[1:]:
        assert chunk.date is not None
        assert calendar.is_lawful(chunk.date, Zone.named(chunk.zone))


def people_of(numbers: NDArray[np.int64]) -> Segment:
    count = len(numbers)
    cells = {0: [f"P {i}" for i in range(count)], 1: [f"+{number}" for number in numbers]}
    code = np.full(count, valid_code(Kind.MOBILE), np.uint8)
    return Segment(0, cells, np.arange(2, count + 2, dtype=np.int32), Judged(code, numbers, {}))


def set_paused(workspace: Workspace, campaign: Campaign) -> None:
    with workspace.database.write() as connection:
        set_state(connection, campaign.id, State.PAUSED, "date_passed")


@pytest.mark.parametrize(
    ("hour", "people", "late"),
    [(19, 600, 0), (19, 720, 120), (12, 720, 120), (14, 720, 0)],  # ten a minute
)
def test_calls_that_go_on_after_the_hours_are_warned_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, hour: int, people: int, late: int
) -> None:
    desk.at(hour, 0)
    draft = make_draft(desk.workspace, people, purpose="contract")
    assert not review_of(desk.workspace, draft).findings  # how fast calls go is not known yet
    ten_a_minute = Pace(1_000, timedelta(minutes=100))
    monkeypatch.setattr(review, "pace", lambda _database: ten_a_minute)
    found = review_of(desk.workspace, draft).warnings
    expected = [(RUNS_PAST, late)] if late else []
    assert [(one.code, one.people) for one in found] == expected
