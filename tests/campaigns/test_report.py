"""The report of campaigns that were really sent, and what a spreadsheet makes of it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from tests.campaigns.ending import BUSY, OUT, UNKNOWN, end
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Media, NewMailing, Stats
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.report import COLUMNS, Kind, read_report, write_report
from voicedesk.campaigns.statistics import consolidated

Make = Callable[..., Campaign]


class Codes:
    """Every word is its code, so that a test sees which one was asked for."""

    def title(self, name: str) -> str:
        return name

    def status(self, code: str | None) -> str:
        return f"<{code}>"

    def channel(self, code: str | None) -> str:
        return code or ""

    def reason(self, kind: Kind, code: str) -> str:
        return f"{kind}:{code}"


@pytest.fixture
def finished(workspace: Workspace, make_approved: Make) -> Campaign:
    """Five people and a typing error; the last of the people was left out at posting."""
    numbers = [f"06000099{i:02d}" for i in range(5)]
    campaign = make_approved(numbers=[*numbers, "12"])
    end(workspace, campaign, None, BUSY, OUT, UNKNOWN)
    with workspace.database.write() as connection:
        mine = update(recipients).where(recipients.c.campaign_id == campaign.id)
        connection.execute(mine.where(recipients.c.position == 4).values(excluded="stop_list"))
    return campaign


def test_its_figures_reasons_and_people_agree(workspace: Workspace, finished: Campaign) -> None:
    report = read_report(workspace.database, finished.id)
    assert report.stats == Stats(total=4, ok=1, ko=2, no=1, optout=1)
    assert set(report.reasons) == {BUSY, OUT, UNKNOWN}
    assert sum(reason.people for reason in report.reasons) == 3
    assert report.not_called == {"too_short": 1}
    whys = {call.label: report.why(call) for call in report.people}
    assert whys["Personne 1"] == ("said", "voice busy")
    assert whys["Personne 4"] == ("excluded", "stop_list")
    assert report.sent_at is not None


def test_people_who_were_not_sent_have_the_state_of_their_batch(
    workspace: Workspace, make_approved: Make
) -> None:
    report = read_report(workspace.database, make_approved().id)
    assert {report.why(call) for call in report.people} == {("batch", "planned")}
    assert (report.sent_at, report.stats.delivery_rate) == (None, None)


def test_a_csv_that_a_spreadsheet_opens_and_runs_nothing_of(
    workspace: Workspace, finished: Campaign, tmp_path: Path
) -> None:
    evil = '=HYPERLINK("http://x";"y")'
    with workspace.database.write() as connection:
        mine = update(recipients).where(recipients.c.campaign_id == finished.id)
        connection.execute(mine.where(recipients.c.label == "Personne 1").values(label=evil))
    path = tmp_path / "report.csv"
    written = write_report(read_report(workspace.database, finished.id), path, Codes(), Job())
    data = path.read_bytes()
    assert data.startswith("\ufeffname;number".encode())
    assert data.count(b"\r\n") == data.count(b"\n") == 6
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert (written, len(rows)) == (5, 6)
    assert rows[2][0] == "'" + evil
    assert rows[2][1:5] == ["+33600009901", "VOICE", "<ko>", "said:voice busy"]
    assert rows[5][3:] == ["<None>", "excluded:stop_list", "", "1"]


def test_a_workbook_has_figures_people_and_reasons(
    workspace: Workspace, finished: Campaign, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    write_report(read_report(workspace.database, finished.id), path, Codes(), Job())
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["figures", "people", "reasons"]
    figures = {row[0]: row[1] for row in book.get_sheet_by_name("figures").to_python()}
    assert figures["campaign"] == finished.name
    assert (figures["called"], figures["<ok>"], figures["optout"]) == (4, 1, 1)
    assert figures["delivery_rate"] == 25.0
    people = book.get_sheet_by_name("people").to_python()
    assert people[1][1] == "+33600009900", "a number must be a text"
    assert len(people) == 6
    reasons = book.get_sheet_by_name("reasons").to_python()
    assert ["<ko>", "said:voice busy", 1.0] in reasons
    assert reasons[-1] == ["not_called", "excluded:too_short", 1.0]


def test_refusals(workspace: Workspace, finished: Campaign, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError, match="unknown_campaign"):
        read_report(workspace.database, "nobody")
    report = read_report(workspace.database, finished.id)
    with pytest.raises(InputError, match="unknown_suffix"):
        write_report(report, tmp_path / "report.doc", Codes(), Job())
    for suffix in (".csv", ".xlsx"):
        with pytest.raises(InputError, match="unwritable_file"):
            write_report(report, tmp_path / "nowhere" / f"report{suffix}", Codes(), Job())
    assert list(tmp_path.glob("report*")) == []


def test_mailings_of_a_name_are_added_up_whoever_sent_them(client: VoiceClient) -> None:
    link = client.upload_content(resource("samples", "message-fr.mp3"), "message", Job()).url

    def send(name: str, *numbers: str) -> None:
        client.create_mailing(NewMailing(name, link, Media.VOICE, numbers))

    send("Anybody's, news", "+33600009900")
    send("Anybody's, news", "+33600009901", "+33600009902")
    send("Anybody's", "+33600009903")
    found = consolidated(client, "Anybody's, news")
    assert (found.mailings, found.stats.total, found.stats.wait) == (2, 3, 0)
    assert consolidated(client, "Anybody's").json()["stats"]["total"] == 1
    nobody = consolidated(client, "nobody").json()
    assert nobody["mailings"] == nobody["stats"]["total"] == 0
    assert nobody["delivery_rate"] is None
