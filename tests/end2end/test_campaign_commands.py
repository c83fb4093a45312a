"""Campaigns over several lists, channels, zones and rules, by the commands."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.end2end.conftest import Quick, Result
from voicedesk.base.ids import stamp
from voicedesk.base.resources import resource
from voicedesk.base.schema import readings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.acceptance import pause_for
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.history import events
from voicedesk.campaigns.rules import Strength

MESSAGE = resource("samples", "message-fr.mp3")
TUESDAY, SATURDAY = "2031-03-04T10:30", "2031-03-01T11:00"
MORNING = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)
REUNION = "Indian/Reunion Indian/Mayotte"


@pytest.fixture
def lists(quick: Quick, tmp_path: Path) -> Callable[..., None]:
    """Imports lists of these numbers, by name."""

    def make(**numbers: list[str]) -> None:
        for name, cells in numbers.items():
            path = tmp_path / f"{name}.csv"
            rows = "".join(f"Personne {i};{cell}\r\n" for i, cell in enumerate(cells))
            path.write_text("Nom;Téléphone\r\n" + rows, "utf-8")
            assert quick("contacts", "import", path, "--list", name).code == 0

    return make


def create(quick: Quick, *more: object, media: str = "SPLIT") -> Result:
    return quick(
        *("campaign", "create", "--name", "Rappel", "--audio", MESSAGE, "--media", media),
        *more,
    )


def test_several_lists_split_by_channel_and_zone(quick: Quick, lists: Callable[..., None]) -> None:
    lists(a=["06 00 00 00 01", "01 99 00 00 01"], b=["+33600000001", "+262692000012"])
    made = create(quick, "--list", "a", "--list", "b", "--date", TUESDAY, "--json")
    assert made.code == 0, made.err
    found = made.json()
    sheet = found["review"]
    assert (sheet["imported"], sheet["unique"], sheet["will_call"]) == (4, 3, 3)
    assert (sheet["excluded"], sheet["findings"], sheet["cost"]) == ({"duplicate": 1}, [], None)
    assert sheet["groups"] == [
        {
            "media": "VOICE",
            "zone": "Europe/Paris",
            "date": "2031-03-04T10:30:00+01:00",
            "people": 1,
        },
        {
            "media": "VOICEMAIL",
            "zone": "Europe/Paris",
            "date": "2031-03-04T10:30:00+01:00",
            "people": 1,
        },
        {
            "media": "VOICEMAIL",
            "zone": REUNION,
            "date": "2031-03-04T11:00:00+04:00",
            "people": 1,
        },
    ]
    approved = quick("campaign", "approve", found["id"], "--recipients", 3, "--json")
    assert (approved.code, approved.err) == (0, "")
    assert approved.json()["chunks"] == {"planned": 3}


def test_a_warning_is_shown_and_a_forbidden_moment_refused(
    quick: Quick, lists: Callable[..., None], tmp_path: Path
) -> None:
    lists(a=["06 00 00 00 01", "06 00 00 00 02"])
    made = create(quick, "--list", "a", "--date", SATURDAY, "--json", media="VOICE")
    assert made.json()["review"]["findings"] == [
        {
            "rule": "days_hours",
            "code": "weekend",
            "strength": "warn",
            "people": 2,
            "group": 1,
            "message": "2 people would be called on a day without calls.",
        }
    ]
    shown = create(quick, "--list", "a", "--date", SATURDAY, media="VOICE")
    assert "Warning: 2 people would be called on a day without calls." in shown.out
    approved = quick("campaign", "approve", made.json()["id"], "--yes")
    assert approved.code == 0
    assert "Warning: 2 people would be called" in approved.err

    shipped = json.loads(resource("rules", "fr.json").read_text("utf-8"))
    shipped["rules"]["days_hours"]["strength"]["contract"] = "forbid"
    (tmp_path / "workspace" / "rules.json").write_text(json.dumps(shipped), "utf-8")
    made = create(quick, "--list", "a", "--date", SATURDAY, "--json", media="VOICE")
    assert made.json()["review"]["findings"][0]["strength"] == "forbid"
    refused = quick("campaign", "approve", made.json()["id"], "--yes")
    assert refused.code == 2
    assert "Forbidden: 2 people would be called on a day without calls." in refused.err
    assert "next lawful slot" in refused.err
    state = quick("campaign", "status", made.json()["id"], "--json").json()
    assert (state["state"], state["chunks"]) == ("draft", {})


def test_looser_rules_are_said(quick: Quick, lists: Callable[..., None], tmp_path: Path) -> None:
    lists(a=["06 00 00 00 01"])
    own = json.loads(resource("rules", "fr.json").read_text("utf-8"))
    own["rules"]["days_hours"]["hours"] = [["00:00", "23:59"]]
    (tmp_path / "workspace" / "rules.json").write_text(json.dumps(own), "utf-8")
    made = create(quick, "--list", "a", "--date", TUESDAY, "--json")
    assert made.json()["review"]["looser_rules"] == ["days_hours"]
    said = "Warning: Rules looser than the shipped ones: Days and hours"
    assert said in create(quick, "--list", "a", "--date", TUESDAY).out
    assert said in quick("campaign", "approve", made.json()["id"], "--yes").err


def test_the_cost_is_by_the_tariff(
    quick: Quick, lists: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lists(a=["06 00 00 00 01", "01 99 00 00 01"])
    for key, value in (("VOICE", "0.07"), ("VOICEMAIL", "0.1"), ("CURRENCY", "XPF")):
        monkeypatch.setenv(f"VOICEDESK_TARIFF_{key}", value)
    made = create(quick, "--list", "a", "--date", TUESDAY, "--json")
    assert made.json()["review"]["cost"] == {"amount": "0.17", "currency": "XPF"}
    shown = create(quick, "--list", "a", "--date", TUESDAY)
    assert "Cost: 0.17 XPF" in shown.out


def test_a_date_is_read_on_the_clocks_of_the_zone(quick: Quick, lists: Callable[..., None]) -> None:
    lists(a=["+262692000012"])
    made = create(
        quick,
        *("--list", "a", "--date", "2031-03-04T11:15", "--zone", "Indian/Reunion", "--json"),
        media="VOICE",
    )
    (group,) = made.json()["review"]["groups"]
    at = datetime.fromisoformat(group["date"])
    assert at == datetime(2031, 3, 4, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        # Both nights of 2031 in Paris: 30 March leaves an hour out, 26 October has one twice.
        (
            "2031-03-30T02:30",
            ("leave out", "2031-03-30T01:30:00+01:00", "2031-03-30T03:30:00+02:00"),
        ),
        ("2031-10-26T02:30", ("twice", "2031-10-26T02:30:00+02:00", "2031-10-26T02:30:00+01:00")),
    ],
)
def test_an_hour_that_is_not_one_moment_is_asked_about(
    quick: Quick, lists: Callable[..., None], date: str, words: tuple[str, ...]
) -> None:
    lists(a=["06 00 00 00 01"])
    refused = create(quick, "--list", "a", "--date", date)
    refused.assert_one_clear_line(1, *words)
    for exact in words[1:]:
        made = create(quick, "--list", "a", "--date", exact, "--json")
        assert made.code == 0
        (group,) = made.json()["review"]["groups"]
        assert datetime.fromisoformat(group["date"]) == datetime.fromisoformat(exact)


def test_a_zone_that_is_none_and_a_list_that_is_none(
    quick: Quick, lists: Callable[..., None]
) -> None:
    lists(a=["06 00 00 00 01"])
    for name in ("Mars/Olympus", "../etc/passwd", "Europe"):
        create(quick, "--list", "a", "--zone", name).assert_one_clear_line(1, name, "Europe/Paris")
    create(quick, "--list", "a", "--list", "zz").assert_one_clear_line(2, "zz")
    both = create(quick, "--list", "a", "--contacts", "x.csv")
    both.assert_one_clear_line(2, "--contacts", "--list")


def paused(
    quick: Quick,
    lists: Callable[..., None],
    tmp_path: Path,
    strength: Strength = Strength.WARN,
) -> str:
    """A campaign that the sender paused for the hour; its id."""
    lists(a=["06 00 00 00 01"])
    made = create(quick, "--list", "a", "--date", TUESDAY, "--json", media="VOICE").json()
    assert quick("campaign", "approve", made["id"], "--yes").code == 0
    found = Finding("days_hours", strength, 1, code="outside_hours", until=MORNING)
    with Workspace(tmp_path / "workspace") as workspace:
        with workspace.database.write() as connection:
            drafts.set_state(connection, made["id"], State.SENDING)
        pause_for(workspace.database, made["id"], [found])
    return str(made["id"])


def test_who_resumes_accepts_the_hour_that_paused_it(
    quick: Quick, lists: Callable[..., None], tmp_path: Path
) -> None:
    campaign_id = paused(quick, lists, tmp_path)
    resumed = quick("campaign", "resume", campaign_id, "--accept", "--by", " Claire ", "--json")
    assert (resumed.code, resumed.json()["state"]) == (0, "sending")
    with Workspace(tmp_path / "workspace") as workspace:
        known = Campaigns(workspace.database).get(campaign_id)
        told = events(workspace.database, campaign_id)[-2:]
    assert known.acknowledged == {"outside_hours until 2031-03-04T09:00:00.000+00:00"}
    assert [event.event for event in told] == ["warning_acknowledged", "resumed"]
    assert told[0].details == {"by": "Claire", "code": "outside_hours"}
    again = quick("campaign", "resume", campaign_id, "--accept")
    again.assert_one_clear_line(2, "Rappel")


def test_nobody_accepts_what_a_rule_forbids(
    quick: Quick, lists: Callable[..., None], tmp_path: Path
) -> None:
    campaign_id = paused(quick, lists, tmp_path, strength=Strength.FORBID)
    refused = quick("campaign", "resume", campaign_id, "--accept")
    refused.assert_one_clear_line(2, "1 people outside the lawful hours", "next lawful slot")
    assert quick("campaign", "status", campaign_id, "--json").json()["state"] == "paused"


def test_a_blank_name_is_refused(quick: Quick, lists: Callable[..., None], tmp_path: Path) -> None:
    lists(b=["06 00 00 00 02"])
    made = create(quick, "--list", "b", "--date", TUESDAY, "--json", media="VOICE").json()
    approved = quick("campaign", "approve", made["id"], "--yes", "--reviewer", "  ")
    approved.assert_one_clear_line(1, "Give the name of who approves.")
    assert quick("campaign", "status", made["id"], "--json").json()["state"] == "draft"
    campaign_id = paused(quick, lists, tmp_path)
    for deed in (
        ("resume", campaign_id, "--accept"),
        ("reschedule", campaign_id),
        ("decide", campaign_id, "--chunk", 1, "--abandon"),
        ("call-off", campaign_id),
        ("optouts", campaign_id, "--dealt-with", "Support named them"),
    ):
        quick("campaign", *deed, "--by", " ").assert_one_clear_line(1, "The name is blank.")


def test_optouts_that_nobody_knows_are_told_and_dealt_with(
    quick: Quick, lists: Callable[..., None], tmp_path: Path
) -> None:
    lists(a=["06 00 00 00 01", "06 00 00 00 02"])
    made = create(quick, "--list", "a", "--date", TUESDAY, "--json", media="VOICE").json()
    assert made["optouts_unknown"] == 0
    settle = ("campaign", "optouts", made["id"], "--by", "Claire", "--json", "--dealt-with")
    quick(*settle, "By telephone").assert_one_clear_line(2, "Rappel")
    figures = {"total": 2, "wait": 0, "on": 0, "ok": 0, "ko": 2, "no": 0, "optout": 2}
    with Workspace(tmp_path / "workspace") as workspace, workspace.database.write() as connection:
        row = {"campaign_id": made["id"], "at": stamp(), **figures}
        connection.execute(insert(readings).values(row))
    assert quick("campaign", "status", made["id"], "--json").json()["optouts_unknown"] == 2
    told = quick("campaign", "status", made["id"]).out
    assert "2 people opted out, and the platform does not say who" in told
    quick(*settle, "  ").assert_one_clear_line(1, "note")
    done = quick(*settle, " Support named them ")
    assert (done.code, done.json()["optouts_unknown"]) == (0, 0)
    with Workspace(tmp_path / "workspace") as workspace:
        last = events(workspace.database, made["id"])[-1]
    assert last.details == {"people": 2, "by": "Claire", "note": "Support named them"}
    assert "opted out" not in quick("campaign", "status", made["id"]).out
