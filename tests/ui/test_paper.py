"""PDFs of reports and reviews, read back page by page: their words, and what is painted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from voicedesk.base import words
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.schema import chunks, readings, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.report import read_report
from voicedesk.campaigns.review_sheet import read_review_sheet
from voicedesk.contacts.editing import edit
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.stop_list import StopList
from voicedesk.ui import look
from voicedesk.ui.paper_report import paint_report
from voicedesk.ui.paper_review import paint_review
from voicedesk.ui.report_file import save_history, save_report

Read = Callable[[Path], "Pdf"]


class Pdf:
    """A file as a reader shows it."""

    def __init__(self, path: Path) -> None:
        self._document = QPdfDocument()
        assert self._document.load(str(path)) is QPdfDocument.Error.None_
        self.pages = self._document.pageCount()

    def text(self, page: int) -> str:
        return " ".join(self._document.getAllText(page).text().split())

    def picture(self, page: int) -> QImage:
        size = self._document.pagePointSize(page).toSize()
        assert (size.width(), size.height()) == (595, 842)
        drawn = self._document.render(page, QSize(595, 842))
        paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
        paper.fill(0xFFFFFFFF)
        painter = QPainter(paper)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return paper

    def close(self) -> None:
        self._document.close()


@pytest.fixture
def read(qapp: QApplication) -> Iterator[Read]:
    opened: list[Pdf] = []

    def one(path: Path) -> Pdf:
        opened.append(Pdf(path))
        return opened[-1]

    yield one
    for pdf in opened:
        pdf.close()


def colours(picture: QImage) -> set[str]:
    return {
        picture.pixelColor(x, y).name()
        for y in range(0, picture.height(), 2)
        for x in range(picture.width())
    }


def ended(scene: Any, people: int) -> str:
    """A campaign of which the platform told everything: every fifth person was busy."""
    campaign = scene.campaign("Pneus d'hiver", people=people)
    with scene.workspace.database.write() as connection:
        connection.execute(chunks.update().values(state="accepted", sent_at=stamp()))
        connection.execute(
            recipients.update().values(
                status="ok", description="voice delivered", status_at=stamp()
            )
        )
        busy = recipients.update().where(recipients.c.position % 5 == 0)
        connection.execute(busy.values(status="ko", description="voice busy"))
        lost = -(-people // 5)
        for second, ok in ((10, 0), (50, people - lost)):
            figures = {"total": people, "wait": 0, "on": people - ok - lost, "ok": ok, "ko": lost}
            at = f"2026-10-09T08:20:{second}.000+00:00"
            row = {"campaign_id": campaign.id, "at": at, "no": 0, "optout": 0, **figures}
            connection.execute(readings.insert().values(row))
    return str(campaign.id)


def test_the_report_has_figures_charts_and_everybody(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    campaign_id = ended(lonely_scene, 120)
    path = tmp_path / "report.pdf"
    assert save_report(lonely_scene.workspace.database, campaign_id, path, Job()) == 120
    pdf = read(path)
    first = pdf.text(0)
    for words_ in ("Pneus d'hiver", "80.0%", "Delivered 96", "Line busy", "24 · 20.0%"):
        assert words_ in first
    assert f"Page 1 of {pdf.pages}" in first
    people = " ".join(pdf.text(page) for page in range(1, pdf.pages))
    assert pdf.pages == 4
    for number in range(1, 121):
        assert people.count(f"Personne {number:04d}") == 1
    assert "06 00 00 00 07" in people
    seen = colours(pdf.picture(0))
    assert {look.LIGHT.fill_delivered.lower(), look.LIGHT.fill_not_delivered.lower()} <= seen


def test_paper_is_white_whatever_the_window_looks_like(
    lonely_scene: Any, tmp_path: Path, read: Read, qapp: QApplication, no_wish: None
) -> None:
    campaign_id = ended(lonely_scene, 5)
    report = read_report(lonely_scene.workspace.database, campaign_id)
    light, dark = tmp_path / "light.pdf", tmp_path / "dark.pdf"
    paint_report(report, light, Job())
    look.apply(qapp, "dark")
    try:
        # As the window does it: not in the thread of its parts.
        thread = Thread(target=paint_report, args=(report, dark, Job()))
        thread.start()
        thread.join()
        assert look.color("surface") == QColor(look.DARK.surface)
    finally:
        look.apply(qapp, "light")
    assert read(dark).picture(0) == read(light).picture(0)


def test_a_report_before_anything_was_heard(lonely_scene: Any, tmp_path: Path, read: Read) -> None:
    campaign = lonely_scene.campaign(people=2)
    path = tmp_path / "report.pdf"
    save_report(lonely_scene.workspace.database, campaign.id, path, Job())
    pdf = read(path)
    assert "Nothing was read of the platform yet." in pdf.text(0)
    assert "Not sent 2" in pdf.text(0)
    assert pdf.text(1).count("Not sent") == 4, "status and reason of two people"


def test_the_review_says_all_that_is_approved(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    numbers = ["0600000001", "0600000002", "0600000002", "12", "0199000001", "+262692000001"]
    StopList(lonely_scene.workspace.database).add(["0600000001"], "phone")
    draft = lonely_scene.campaign("Pneus d'hiver", numbers=numbers, approved=False, channel="SPLIT")
    sheet = read_review_sheet(lonely_scene.workspace, draft.id, Job())
    path = tmp_path / "review.pdf"
    assert paint_review(sheet, path, Job()) == read(path).pages
    pdf = read(path)
    text = " ".join(pdf.text(page) for page in range(pdf.pages))
    for said in (
        "Pneus d'hiver", "Contract", "Call and voicemail", "message-fr · 16.9",
        "(6 contacts)", "Duplicate", "Too short", "Stop list", "−1", "Paris", "Réunion",
        "Signature", "people will be called.", sheet.fingerprint[:8], sheet.recording.sha256[:8],
    ):  # fmt: skip
        assert said in text, said
    assert look.LIGHT.accent.lower() in colours(pdf.picture(0)), "the waveform"


def test_the_review_says_which_rules_are_looser(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    rules.save(lonely_scene.workspace, replace(rules.shipped(), frequency_calls=9))
    draft = lonely_scene.campaign(approved=False)
    path = tmp_path / "review.pdf"
    paint_review(read_review_sheet(lonely_scene.workspace, draft.id, Job()), path, Job())
    pdf = read(path)
    text = " ".join(pdf.text(page) for page in range(pdf.pages))
    assert "Rules looser than the shipped ones: Number of calls" in text


def test_an_approved_review_names_who_approved(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    workspace = lonely_scene.workspace
    draft = lonely_scene.campaign(approved=False)
    before = read_review_sheet(workspace, draft.id, Job())
    approve(workspace, draft.id, None, "Claire Morel", Job())
    sheet = read_review_sheet(workspace, draft.id, Job())
    bound = Campaigns(workspace.database).get(draft.id).approved_hash
    assert bound == before.fingerprint == sheet.fingerprint
    entry = events(workspace.database, draft.id)[-1]
    assert (entry.event, entry.details["fingerprint"]) == ("approved", bound)
    path = tmp_path / "review.pdf"
    pages = paint_review(sheet, path, Job())
    text = read(path).text(pages - 1)
    assert "Approved by Claire Morel on" in text
    assert bound[:8] in text
    assert "Signature" not in text
    with workspace.database.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'done'")
    with pytest.raises(NotAllowedError, match="already_sent"):
        read_review_sheet(workspace, draft.id, Job())


def another_number(workspace: Workspace, list_id: str, number: str) -> None:
    lists = ContactLists(workspace.database)
    table = lists.open(list_id, Job())
    change = edit(table, int(table.order[0]), table.shape.phone, number)
    assert change is not None
    lists.commit(table, change, Job())


def test_nobody_has_approved_people_who_came_later(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    workspace = lonely_scene.workspace
    draft = lonely_scene.campaign(numbers=["0600000001", "0600000002"], approved=False)
    approve(workspace, draft.id, 2, "Claire Morel", Job())
    bound = Campaigns(workspace.database).get(draft.id)
    another_number(workspace, draft.list_ids[0], "0600000099")
    sheet = read_review_sheet(workspace, draft.id, Job())
    assert sheet.approval is not None
    assert not sheet.approval.holds
    assert sheet.fingerprint != bound.approved_hash
    path = tmp_path / "review.pdf"
    pages = paint_review(sheet, path, Job())
    text = " ".join(read(path).text(page) for page in range(pages))
    assert "Not approved. The approval of Claire Morel of" in text
    assert "no longer fits what this sheet shows: it must be approved again." in text
    assert "Approved by" not in text
    assert "Signature" in text
    assert (bound.approved_hash or "?")[:8] not in text
    assert Campaigns(workspace.database).get(draft.id) == bound, "printing withdraws nothing"

    another_number(workspace, draft.list_ids[0], "0600000001")
    again = read_review_sheet(workspace, draft.id, Job())
    assert again.approval is not None
    assert again.approval.holds
    assert again.fingerprint == bound.approved_hash


def test_whoever_may_be_called_only_since_then_was_not_approved(lonely_scene: Any) -> None:
    workspace = lonely_scene.workspace
    stop_list = StopList(workspace.database)
    stop_list.add(["0600000001"], "phone")
    draft = lonely_scene.campaign(numbers=["0600000001", "0600000002"], approved=False)
    approve(workspace, draft.id, 1, "Claire Morel", Job())
    stop_list.remove(["0600000001"])
    sheet = read_review_sheet(workspace, draft.id, Job())
    assert len(sheet.review.recipients) == 2
    assert sheet.approval is not None
    assert not sheet.approval.holds


def test_whoever_may_not_be_called_any_more_was_approved(
    lonely_scene: Any, tmp_path: Path, read: Read
) -> None:
    workspace = lonely_scene.workspace
    draft = lonely_scene.campaign(numbers=["0600000001", "0600000002"], approved=False)
    approve(workspace, draft.id, 2, "Claire Morel", Job())
    StopList(workspace.database).add(["0600000001"], "phone")
    sheet = read_review_sheet(workspace, draft.id, Job())
    path = tmp_path / "review.pdf"
    pages = paint_review(sheet, path, Job())
    text = read(path).text(pages - 1)
    assert "1 person will be called." in text
    assert "for 2 people" in text
    assert "1 person of these may not be called any more, and will be left out." in text


def test_overseas_the_dates_are_those_that_were_approved(
    lonely_scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = lonely_scene.workspace
    draft = lonely_scene.campaign(numbers=["+262692000012"], approved=False)
    shown = []
    for day in (2, 23):  # both a Sunday: "at once" is the next lawful slot over there
        present = datetime(2031, 3, day, 8, tzinfo=UTC)
        monkeypatch.setattr("voicedesk.campaigns.review.now", lambda present=present: present)
        if day == 2:
            approve(workspace, draft.id, 1, "Claire Morel", Job())
        sheet = read_review_sheet(workspace, draft.id, Job())
        assert sheet.approval is not None
        assert sheet.approval.holds
        shown += [group.date for group in sheet.review.groups]
    assert shown[0] == shown[1]
    assert shown[0] is not None


def test_another_person_is_another_fingerprint(lonely_scene: Any) -> None:
    prints = set()
    for numbers in (["0600000001"], ["0600000002"], ["0600000001", "0600000002"]):
        draft = lonely_scene.campaign("Same", numbers=numbers, approved=False)
        prints.add(read_review_sheet(lonely_scene.workspace, draft.id, Job()).fingerprint)
    assert len(prints) == 3
    another_number(lonely_scene.workspace, draft.list_ids[0], "0600000003")
    prints.add(read_review_sheet(lonely_scene.workspace, draft.id, Job()).fingerprint)
    assert len(prints) == 4, "of the same campaign, too"


def test_in_french(lonely_scene: Any, tmp_path: Path, read: Read) -> None:
    campaign_id = ended(lonely_scene, 5)
    before = QLocale()
    words.set_language("fr")
    QLocale.setDefault(QLocale("fr_FR"))
    try:
        path = tmp_path / "report.pdf"
        save_report(lonely_scene.workspace.database, campaign_id, path, Job())
    finally:
        words.set_language("en")
        QLocale.setDefault(before)
    assert "80,0 %" in read(path).text(0)
    assert "Ligne occupée" in read(path).text(0)


def test_what_cannot_be_written(lonely_scene: Any, tmp_path: Path) -> None:
    campaign_id = ended(lonely_scene, 5)
    database = lonely_scene.workspace.database
    with pytest.raises(InputError, match="unwritable_file"):
        save_report(database, campaign_id, tmp_path / "nowhere" / "report.pdf", Job())
    with pytest.raises(InputError, match="unknown_suffix"):
        save_report(database, campaign_id, tmp_path / "report.doc", Job())
    with pytest.raises(InputError, match="unknown_suffix"):
        save_history(database, campaign_id, tmp_path / "history.xlsx")
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        save_report(database, campaign_id, tmp_path / "report.pdf", job)
    assert list(tmp_path.glob("report*")) == []


def test_a_message_whose_file_has_gone(lonely_scene: Any, tmp_path: Path) -> None:
    draft = lonely_scene.campaign(approved=False)
    sheet = read_review_sheet(lonely_scene.workspace, draft.id, Job())
    sheet.recording.path.unlink()
    with pytest.raises(InputError, match="unreadable_file"):
        paint_review(sheet, tmp_path / "review.pdf", Job())
