"""Reports, figures, follow-up and history by commands, of a campaign that was really sent."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from voicedesk.base.resources import resource

GOOD, BUSY, OPTED_OUT, UNKNOWN = "0600009900", "0600009901", "0600009905", "0600009906"
EVIL = "=1+1"


@pytest.fixture
def sent(quick: Any, platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A campaign that has ended, over four people, one of whom is called like a formula."""
    for key, value in {"HOLD": "0", "SETTLE": "20"}.items():
        monkeypatch.setenv(f"VOICEDESK_SENDING_{key}_SECONDS", value)
    monkeypatch.setenv("VOICEDESK_CLIENT_SECRET", platform.process.client_secret)
    people = tmp_path / "people.csv"
    names = ["Anne", EVIL, "Chloé", "Denis"]
    numbers = [GOOD, BUSY, OPTED_OUT, UNKNOWN]
    rows = "".join(f"{n};{p};Ville\r\n" for n, p in zip(names, numbers, strict=True))
    people.write_text("Nom;Téléphone;Ville\r\n" + rows, "utf-8")
    made = quick(
        "campaign", "create", "--name", "Rappel", "--audio", resource("samples", "message-fr.mp3"),
        "--contacts", people, "--media", "VOICE", "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    campaign_id = str(made.json()["id"])
    assert quick("campaign", "approve", campaign_id, "--yes").code == 0
    online = online_of(platform)
    done = quick(*online, "campaign", "send", campaign_id, "--yes")
    assert done.code == 0, done.err
    assert quick(*online, "campaign", "status", campaign_id, "--watch").code == 0
    return campaign_id


def online_of(platform: Any) -> list[str]:
    return ["--platform", platform.url, "--client-id", platform.process.client_id]


def test_the_report_in_every_format(quick: Any, sent: str, tmp_path: Path) -> None:
    for suffix in ("csv", "xlsx", "pdf"):
        done = quick("campaign", "report", sent, "--out", tmp_path / f"report.{suffix}")
        assert (done.code, done.out) == (0, ""), done.err
        assert "4 people" in done.err
    data = (tmp_path / "report.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["Name", "Number", "Channel", "Status", "Reason", "Time", "Batch"]
    assert rows[1][:5] == ["Anne", "(+33) 6 00 00 99 00", "Call", "Delivered", "Message heard"]
    assert rows[2][:5] == ["'=1+1", "(+33) 6 00 00 99 01", "Call", "Not delivered", "Line busy"]
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert book.sheet_names == ["Figures", "Batches", "People", "Reasons", "Since departure"]
    people = book.get_sheet_by_name("People").to_python()
    assert people[2][:2] == [EVIL, "+33600009901"], "a text, not the sum and not a number"
    assert ["Delivery rate (%)", 25.0] in book.get_sheet_by_name("Figures").to_python()
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    again = quick("contacts", "check", tmp_path / "report.csv", "--json").json()
    assert (again["rows"], again["valid"]) == (4, 4)

    report = ("campaign", "report")
    quick(*report, "nobody", "--out", tmp_path / "r.csv").assert_one_clear_line(2, "nobody")
    quick(*report, sent, "--out", tmp_path / "r.doc").assert_one_clear_line(1, "r.doc", ".pdf")
    for suffix in ("csv", "xlsx", "pdf"):
        there = tmp_path / "nowhere" / f"r.{suffix}"
        quick(*report, sent, "--out", there).assert_one_clear_line(1, f"r.{suffix}")


def test_the_report_without_a_screen_and_figures_by_name(
    program: Any, quick: Any, platform: Any, sent: str, tmp_path: Path
) -> None:
    path = tmp_path / "rapport.pdf"
    alone = {"VOICEDESK_LANGUAGE": "fr", "QT_QPA_PLATFORM": "", "DISPLAY": "nowhere:9"}
    done = program("campaign", "report", sent, "--out", path, **alone)
    assert done.code == 0, done.err
    assert len(done.err.splitlines()) == 1, "nothing of Qt's"
    assert path.stat().st_size > 10_000

    ledger = platform.ledger()["by_mailing"]
    name = next(iter(ledger.values()))["name"]
    found = quick(*online_of(platform), "stats", "--name", name, "--json").json()
    assert found == {
        "name": name,
        "mailings": 1,
        "stats": {"total": 4, "wait": 0, "on": 0, "ok": 1, "ko": 2, "no": 1, "optout": 1},
        "delivery_rate": 25.0,
    }
    told = quick(*online_of(platform), "stats", "--name", name)
    assert "1 mailing" in told.out
    assert "25.0%" in told.out
    nobody = quick(*online_of(platform), "stats", "--name", "nobody", "--json").json()
    assert (nobody["mailings"], nobody["delivery_rate"]) == (0, None)
    quick("stats", "--name", name).assert_one_clear_line(3, "account")


def test_follow_up_and_history(quick: Any, sent: str, tmp_path: Path) -> None:
    _check_history(quick, sent, tmp_path)
    made = quick("campaign", "follow-up", sent, "--json")
    assert made.code == 0, made.err
    found = made.json()
    assert found == {"list": "Follow-up of Rappel", "people": 2, "left_out": {"opted_out": 1}}
    busy = quick("campaign", "follow-up", sent, "--reason", "line BUSY")
    assert "“Follow-up of Rappel 2”: 1 person" in busy.out
    wrong = quick("campaign", "follow-up", sent, "--reason", "rain")
    wrong.assert_one_clear_line(1, "rain", "Line busy")
    out = quick("campaign", "follow-up", sent, "--reason", "opted out")
    out.assert_one_clear_line(1, "Rappel")


def _check_history(quick: Any, sent: str, tmp_path: Path) -> None:
    told = quick("campaign", "history", sent)
    assert "Approved by" in told.out
    assert told.out.splitlines()[-1].endswith("Finished")
    for suffix in ("csv", "json"):
        out = tmp_path / f"history.{suffix}"
        assert quick("campaign", "history", sent, "--out", out).code == 0
    stored = json.loads((tmp_path / "history.json").read_text("utf-8"))
    assert stored == quick("campaign", "history", sent, "--json").json()
    assert {entry["event"] for entry in stored["events"]} >= {"created", "approved", "done"}
    assert "06000099" not in (tmp_path / "history.json").read_text("utf-8")
    quick("campaign", "history", "nobody").assert_one_clear_line(2, "nobody")
    quick("campaign", "review", sent).assert_one_clear_line(2, "Rappel")


def test_the_review_before_the_approval(
    quick: Any, contacts_file: Callable[[int], Path], tmp_path: Path
) -> None:
    made = quick(
        "campaign", "create", "--name", "Rappel", "--audio", resource("samples", "message-fr.mp3"),
        "--contacts", contacts_file(3), "--media", "VOICE", "--json",
    ).json()  # fmt: skip
    path = tmp_path / "review.pdf"
    done = quick("campaign", "review", made["id"], "--out", path, "--json")
    assert done.code == 0, done.err
    assert done.json()["review"] == made["review"]
    assert path.read_bytes().startswith(b"%PDF-")
    assert "3" in quick("campaign", "review", made["id"]).out
