"""The report of campaigns that were really sent, and what a spreadsheet makes of it."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, update

from tests.campaigns.ending import BUSY, OUT, UNKNOWN, end
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Media, NewMailing, Stats
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.schema import readings, recipients
from voicedesk.base.words import set_language
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.report import COLUMNS, Kind, read_report, write_report
from voicedesk.campaigns.statistics import Reason, consolidated
from voicedesk.ui.look import LIGHT
from voicedesk.ui.report_words import ReportWords

Make = Callable[..., Campaign]

COLORS = {"ok": "#00AA01", "ko": "#AA0002", "no": "#777703", "on": "#0000AA", "wait": "#DDDD05"}
LEFT = datetime(2026, 10, 9, 8, 20, tzinfo=UTC)


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

    def color(self, code: str) -> str:
        return COLORS[code]


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
    assert data.count(b"\r\n") == data.count(b"\n") == 7
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert (written, len(rows)) == (5, 7)
    assert rows[2][0] == "'" + evil
    assert rows[2][1:5] == ["(+33) 6 00 00 99 01", "VOICE", "<ko>", "said:voice busy"]
    assert rows[5][3:] == ["<None>", "excluded:stop_list", "", "1"]
    assert rows[6] == ["Personne 5", "12", "", "not_called", "excluded:too_short", "", ""]


def test_a_workbook_has_figures_people_and_reasons(
    workspace: Workspace, finished: Campaign, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    write_report(read_report(workspace.database, finished.id), path, Codes(), Job())
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["figures", "batches", "people", "reasons", "not_called"]
    assert book.get_sheet_by_name("not_called").to_python() == [
        ["name", "number", "reason"],
        ["Personne 5", "12", "excluded:too_short"],
    ]
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


@dataclass(frozen=True)
class Series:
    """What a chart draws: references, what they point at, and what a preview shows of them."""

    name: str
    labels: Sequence[Any]
    values: Sequence[Any]
    colors: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A chart as the file has it; ``column`` is where its left edge stands, from 0."""

    kind: str
    title: str
    column: int
    series: tuple[Series, ...]
    xml: Element


def drawn(path: Path) -> dict[str, Drawn]:
    """The charts of a workbook by their sheets, one each at most; references are looked up."""
    book = CalamineWorkbook.from_path(path)
    found = {}
    with zipfile.ZipFile(path) as file:
        for number, sheet in enumerate(book.sheet_names, 1):
            for place in linked(file, f"xl/worksheets/sheet{number}.xml", "drawing"):
                drawing = ElementTree.fromstring(file.read(place))
                (chart,) = linked(file, place, "chart")
                column = drawing.findtext(".//{*}from/{*}col") or ""
                found[sheet] = read_chart(book, ElementTree.fromstring(file.read(chart)), column)
        assert len(found) == len([name for name in file.namelist() if "charts/" in name])
    return found


def linked(file: zipfile.ZipFile, place: str, kind: str) -> Iterator[str]:
    part = PurePosixPath(place)
    links = f"{part.parent}/_rels/{part.name}.rels"
    if links in file.namelist():
        for link in ElementTree.fromstring(file.read(links)):
            if link.attrib["Type"].endswith(f"/{kind}"):
                yield "xl/" + link.attrib["Target"].removeprefix("../")


def read_chart(book: CalamineWorkbook, xml: Element, column: str) -> Drawn:
    (kind,) = (part for part in xml.iter() if part.tag.endswith("Chart"))
    return Drawn(
        kind=kind.tag.partition("}")[2],
        title="".join(text.text or "" for text in xml.findall("./{*}chart/{*}title//{*}t")),
        column=int(column),
        series=tuple(read_series(book, one) for one in kind.findall("{*}ser")),
        xml=xml,
    )


def read_series(book: CalamineWorkbook, one: Element) -> Series:
    def cells(*names: str) -> list[Any]:
        (part,) = (found for name in names if (found := one.find(f"{{*}}{name}")) is not None)
        seen = [cell.text for cell in part.findall(".//{*}v")]
        there = looked_up(book, part.findtext(".//{*}f") or "")
        assert len(seen) == len(there)
        for shown, cell in zip(seen, there, strict=True):
            if isinstance(cell, datetime):
                at = datetime(1899, 12, 30) + timedelta(days=float(shown or 0))
                assert abs(at - cell) < timedelta(seconds=1)
            elif isinstance(cell, float):
                assert float(shown or -1) == cell
            else:
                assert shown == "".join(c if c.isprintable() else " " for c in cell)
        return there

    fills = one.findall("./{*}dPt/{*}spPr/{*}solidFill/{*}srgbClr")
    fills = fills or one.findall("./{*}spPr/{*}ln/{*}solidFill/{*}srgbClr")
    colors = tuple(f"#{fill.attrib['val']}" for fill in fills)
    return Series(cells("tx")[0], cells("cat", "xVal"), cells("val", "yVal"), colors)


def looked_up(book: CalamineWorkbook, reference: str) -> list[Any]:
    found = re.fullmatch(r"'?(.+?)'?!\$([A-Z])\$(\d+)(?::\$([A-Z])\$(\d+))?", reference)
    assert found is not None, reference
    sheet, column, first, until, last = found.groups()
    assert until in (None, column)
    rows = book.get_sheet_by_name(sheet).to_python()[int(first) - 1 : int(last or first)]
    cells = [row[ord(column) - ord("A")] for row in rows]
    # A midnight is read as a day.
    return [datetime(c.year, c.month, c.day) if type(c) is date else c for c in cells]


def note(workspace: Workspace, campaign: Campaign, *figures: tuple[int, int, int]) -> None:
    """The platform's figures (delivered, not delivered, unknown), a minute apart."""
    rows = [
        {"at": stamp(LEFT + timedelta(minutes=n)), "ok": ok, "ko": ko, "no": no}
        for n, (ok, ko, no) in enumerate(figures)
    ]
    rest = {"campaign_id": campaign.id, "total": 4, "wait": 0, "on": 0, "optout": 0}
    with workspace.database.write() as connection:
        connection.execute(insert(readings), [{**rest, **row} for row in rows])


def test_a_workbook_draws_the_outcomes_the_reasons_and_the_course(
    workspace: Workspace, finished: Campaign, tmp_path: Path
) -> None:
    note(workspace, finished, (0, 0, 0), (1, 1, 0), (1, 2, 1))
    path = tmp_path / "report.xlsx"
    write_report(read_report(workspace.database, finished.id), path, Codes(), Job())
    charts = drawn(path)
    assert list(charts) == ["figures", "reasons", "over_time"]

    chart = charts["figures"]
    assert (chart.kind, chart.title, chart.column) == ("barChart", "outcomes", 3)
    (bars,) = chart.series
    assert bars.name == "people"
    assert bars.labels == ["<ok>", "<ko>", "<no>", "<on>", "<wait>"]
    assert bars.values == [1, 2, 1, 0, 0]
    assert bars.colors == tuple(COLORS.values())

    chart = charts["reasons"]
    assert (chart.kind, chart.title, chart.column) == ("barChart", "why_not", 4)
    (bars,) = chart.series
    assert bars.labels == ["said:voice busy", "said:opted out", "said:outcome not known"]
    assert (bars.values, bars.colors) == ([1, 1, 1], ("#AA0002", "#AA0002", "#777703"))
    turned = chart.xml.find(".//{*}catAx/{*}scaling/{*}orientation")
    assert turned is not None
    assert turned.attrib["val"] == "maxMin", "the first row must be the bar on top"
    assert chart.xml.find(".//{*}barDir[@val='bar']") is not None

    chart = charts["over_time"]
    assert (chart.kind, chart.title, chart.column) == ("scatterChart", "course", 5)
    moments = [LEFT + timedelta(minutes=n) for n in range(3)]
    local = [at.astimezone().replace(tzinfo=None) for at in moments]
    assert [(line.name, line.labels) for line in chart.series] == [
        (name, local) for name in ("<ok>", "<ko>", "<no>")
    ]
    assert [line.values for line in chart.series] == [[0, 1, 1], [0, 1, 2], [0, 0, 1]]
    assert [line.colors for line in chart.series] == [("#00AA01",), ("#AA0002",), ("#777703",)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_charts_speak_the_readers_language(
    workspace: Workspace, finished: Campaign, tmp_path: Path, language: str
) -> None:
    note(workspace, finished, (0, 0, 0), (1, 2, 1))
    path = tmp_path / "report.xlsx"
    report = read_report(workspace.database, finished.id)
    set_language(language)
    try:
        write_report(report, path, ReportWords(), Job())
    finally:
        set_language("en")
    charts = drawn(path)
    titles = {sheet: chart.title for sheet, chart in charts.items()}
    outcomes = [series.name for series in list(charts.values())[-1].series]
    if language == "fr":
        assert titles == {
            "Chiffres": "Résultats",
            "Raisons": "Pourquoi non remis",
            "Depuis le départ": "Remis · non remis · inconnu",
        }
        assert outcomes == ["Remis", "Non remis", "Inconnu"]
    else:
        assert titles == {
            "Figures": "Results",
            "Reasons": "Why not delivered",
            "Since departure": "Delivered · not delivered · unknown",
        }
        assert outcomes == ["Delivered", "Not delivered", "Unknown"]


def test_an_outcome_has_the_colour_it_has_on_paper() -> None:
    names = ("delivered", "not_delivered", "unknown", "in_progress", "waiting")
    for code, name in zip(COLORS, names, strict=True):
        assert ReportWords().color(code) == getattr(LIGHT, f"fill_{name}")


def test_nothing_to_draw_is_no_chart(
    workspace: Workspace, make_approved: Make, tmp_path: Path
) -> None:
    path, campaign = tmp_path / "report.xlsx", make_approved()

    def written() -> list[str]:
        write_report(read_report(workspace.database, campaign.id), path, Codes(), Job())
        return CalamineWorkbook.from_path(path).sheet_names

    assert written() == ["figures", "batches", "people", "reasons"]
    assert drawn(path) == {}
    note(workspace, campaign, (0, 0, 0), (0, 0, 0))
    assert written() == ["figures", "batches", "people", "reasons", "over_time"]
    assert drawn(path) == {}, "two readings of nothing"
    end(workspace, campaign, None)
    written()
    assert list(drawn(path)) == ["figures"], "every call that ended was delivered"


def test_of_many_reasons_the_most_frequent_are_drawn_whatever_they_say(
    workspace: Workspace, make_approved: Make, tmp_path: Path
) -> None:
    said = ["=1+1", "a\x0bb <&>", "", *(f"reason {n:02}" for n in range(9))]
    outcomes = [Reason("ko", text) for text in said for _ in range(1 + (text == "=1+1"))]
    campaign = make_approved(numbers=[f"06000099{i:02d}" for i in range(len(outcomes))])
    end(workspace, campaign, *outcomes)
    path = tmp_path / "report.xlsx"
    write_report(read_report(workspace.database, campaign.id), path, ReportWords(), Job())
    (bars,) = drawn(path)["Reasons"].series
    assert bars.labels[:3] == ["=1+1", "a\x0bb <&>", "–"]
    assert bars.values == [2, *[1] * 9]
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in file.read(name), "no cell is a formula"


def test_of_many_readings_some_two_thousand_are_told(
    workspace: Workspace, finished: Campaign, tmp_path: Path
) -> None:
    note(workspace, finished, *((n, 0, 0) for n in range(4_999)))
    path = tmp_path / "report.xlsx"
    write_report(read_report(workspace.database, finished.id), path, Codes(), Job())
    delivered = drawn(path)["over_time"].series[0].values
    assert (len(delivered), delivered[0], delivered[-1]) == (2_000, 0, 4_998)
    steps = {after - before for before, after in pairwise(delivered)}
    assert steps <= {2, 3}, "evenly apart"


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
