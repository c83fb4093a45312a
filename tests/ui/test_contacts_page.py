"""The page of contacts: lists come in, are chosen, named, combined, exported and go."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import Scene
from tests.ui.page_desk import PageDesk
from voicedesk.base.jobs import Job
from voicedesk.contacts.sheet import read_sheet
from voicedesk.ui import dialogs

MESSY = "Nom;Portable;Fixe\r\n" + "".join(
    f"Lefèvre {n};06 00 00 12 {n:02d};02 61 91 00 {n:02d}\r\n" for n in range(5)
)


@pytest.fixture
def desk(lonely_scene: Scene) -> PageDesk:
    return PageDesk(lonely_scene)


@pytest.fixture
def sample(desk: PageDesk) -> PageDesk:
    desk.open_sample()
    return desk


def choosing(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The system's dialog answers with this file."""

    def choose(_parent: QWidget, _title: str, _filters: list[str], chosen: Any) -> None:
        chosen(path)

    monkeypatch.setattr(dialogs, "choose_file", choose)


def test_the_empty_page_leads_to_the_sample(desk: PageDesk) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    assert desk.scene.part("import-first-list").hasFocus()
    assert not desk.scene.seen("import-contacts")
    desk.open_sample()
    assert desk.page.title() == "clients-atelier"
    assert not desk.scene.seen("import-first-list")
    (info,) = desk.lists.all()
    assert (info.source, info.rows) == ("clients-atelier.csv", 60)


def test_the_dialogs_file_is_read_under_a_free_name(
    sample: PageDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clients-atelier.csv"
    path.write_text("Nom;Mobile\nDurand;06 00 00 00 01\n", "utf-8")
    choosing(monkeypatch, path)
    sample.scene.click("import-contacts")
    sample.until(lambda: sample.page.title() == "clients-atelier 2")
    sample.until(lambda: sample.model.rowCount() == 1)


def test_the_other_list_is_a_menu_away(sample: PageDesk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "b & b.csv", "Nom;Mobile\nDurand;06 00 00 00 01\n")
    sample.until(lambda: sample.model.rowCount() == 1)
    assert sample.page.title() == "b & b"
    sample.choose("other-list", "clients-atelier")
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.page.title() == "clients-atelier"


def test_files_can_be_dropped(desk: PageDesk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    path = tmp_path / "drop.csv"
    path.write_text("Nom;Mobile\nDurand;06 00 00 00 01\nMartin;06 00 00 00 02\n", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(300, 300), copy, data, buttons, keys)
    QApplication.sendEvent(desk.page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(desk.page, QDropEvent(QPointF(300, 300), copy, data, buttons, keys))
    desk.until(lambda: desk.model.rowCount() == 2)


def test_an_import_says_how_the_file_was_read(desk: PageDesk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    desk.import_text(tmp_path, "salon.csv", MESSY, "windows-1252")
    desk.until(lambda: desk.scene.seen("reading-words"))
    words = desk.scene.part("reading-words").text()
    assert words == (
        "salon.csv: read as Windows-1252, “;” · the first valid number of Portable, Fixe"
    )
    desk.until(lambda: desk.model.rowCount() == 5)
    desk.scene.click("reading-close")
    assert not desk.scene.seen("reading-words")


def test_reading_a_file_otherwise_takes_the_lists_place(desk: PageDesk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    desk.import_text(tmp_path, "salon.csv", MESSY)
    desk.until(lambda: desk.model.rowCount() == 5)
    first = desk.info("salon")
    desk.scene.click("reading-change")
    dialog = desk.dialog("import")
    dialog.until(lambda: len(dialog.rows("import-preview")) == 5)
    dialog.pick("import-role-1", "Leave out")
    dialog.until(lambda: dialog.rows("import-preview")[0][0] == "02 61 91 00 00")
    dialog.click("import-deed")
    desk.until(lambda: [info.id for info in desk.lists.all()] != [first.id])
    desk.settle()
    (info,) = desk.lists.all()
    assert (info.name, info.columns) == ("salon", ("Nom", "Fixe"))
    assert desk.numbers()[0] == "02 61 91 00 00"


def test_a_list_that_was_worked_on_is_not_replaced(desk: PageDesk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    desk.import_text(tmp_path, "salon.csv", MESSY)
    desk.until(lambda: desk.model.rowCount() == 5)
    desk.tick_rows(0)
    desk.scene.click("delete-rows")
    desk.until(lambda: desk.model.rowCount() == 4)
    desk.scene.click("reading-change")
    dialog = desk.dialog("import")
    dialog.click("import-deed")
    desk.until(lambda: len(desk.lists.all()) == 2)
    assert (desk.info("salon").rows, desk.info("salon 2").rows) == (4, 5)


def test_what_is_no_list_is_told(sample: PageDesk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "nothing.csv", "")
    sample.until(lambda: sample.scene.seen("import-banner"))
    banner = sample.scene.part("import-banner")
    assert banner.accessibleName() == "nothing.csv was not imported"
    assert "empty" in banner.accessibleDescription()
    assert not banner.action.isVisible()  # no choice mends an empty file
    assert len(sample.lists.all()) == 1


def test_the_column_of_the_numbers_can_be_chosen(sample: PageDesk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "odd.csv", "A;B\nx;12\ny;13\n")
    banner = sample.scene.part("import-banner")
    sample.until(banner.isVisible)
    QTest.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    dialog = sample.dialog("import")
    dialog.until(lambda: dialog.part("import-problem").isVisible())
    assert not dialog.part("import-deed").isEnabled()
    dialog.pick("import-role-1", "Number")
    dialog.click("import-deed")
    sample.until(lambda: sample.page.title() == "odd")
    sample.until(lambda: not sample.scene.part("use-list").isEnabled())
    assert sample.numbers() == ["12", "13"]


def test_a_cancelled_import_keeps_nothing(desk: PageDesk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    lines = "".join(f"Personne {n};06 00 {n // 100:04d} {n % 100:02d}\n" for n in range(200_000))
    desk.import_text(tmp_path, "long.csv", "Nom;Mobile\n" + lines)
    desk.until(lambda: desk.scene.seen("cancel-import"))
    desk.scene.click("cancel-import")
    assert not desk.scene.seen("cancel-import")
    desk.import_text(tmp_path, "short.csv", "Nom;Mobile\nDurand;06 00 00 00 01\n")
    desk.until(lambda: desk.model.rowCount() == 1)
    assert [info.name for info in desk.lists.all()] == ["short"]


def test_pasted_contacts_come_to_the_open_list(sample: PageDesk) -> None:
    QApplication.clipboard().setText("Jean Dupont 06 00 00 77 88\nsans numéro\n")
    sample.scene.part("import-contacts").setFocus()
    QTest.keyClick(
        sample.scene.part("import-contacts"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
    )
    dialog = sample.dialog("import")
    dialog.until(lambda: len(dialog.rows("import-preview")) == 1)
    assert "1 line without a number" in dialog.part("import-notices").text()
    dialog.click("import-deed")
    sample.until(lambda: sample.model.rowCount() == 61)
    assert sample.numbers()[-1] == "06 00 00 77 88"
    assert len(sample.lists.all()) == 1
    sample.page.undo()
    sample.until(lambda: sample.model.rowCount() == 60)


def test_an_empty_clipboard_is_said(sample: PageDesk) -> None:
    QApplication.clipboard().clear()
    sample.choose("list-menu", "Paste contacts")
    assert sample.scene.part("import-banner").accessibleName() == "There is nothing to paste"


def test_all_lists_with_their_figures(sample: PageDesk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "salon.csv", MESSY)
    sample.until(lambda: sample.model.rowCount() == 5)
    sample.choose("other-list", "All lists")
    dialog = sample.dialog("lists")
    rows = dialog.rows("lists-table")
    assert [row[:3] for row in rows] == [["salon", "5", "5"], ["clients-atelier", "60", "45"]]
    dialog.click("lists-duplicate")
    dialog.until(lambda: len(dialog.rows("lists-table")) == 3)
    assert sample.info("salon (copy)").rows == 5
    table = dialog.part("lists-table")
    at = [row[0] for row in dialog.rows("lists-table")].index("clients-atelier")
    table.setCurrentIndex(table.model().index(at, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    sample.until(lambda: sample.page.title() == "clients-atelier")
    sample.until(lambda: sample.model.rowCount() == 60)


def test_name_and_notes(sample: PageDesk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "salon.csv", MESSY)
    sample.until(lambda: sample.page.title() == "salon")
    sample.choose("list-menu", "Name and notes")
    dialog = sample.dialog("list-details")
    dialog.type("list-name", "Clients-Atelier")
    dialog.click("list-details-deed")
    assert not sample.no_dialog("list-details")  # the name is taken
    dialog.type("list-name", "Salon 2026")
    dialog.part("list-notes").setPlainText("Fiches du stand")
    dialog.click("list-details-deed")
    sample.until(lambda: sample.page.title() == "Salon 2026")
    assert sample.info("Salon 2026").notes == "Fiches du stand"


def test_a_list_is_deleted_after_a_question(sample: PageDesk) -> None:
    sample.choose("list-menu", "Delete")
    sample.dialog("delete-list").click("delete-list-leave")
    sample.settle()
    assert len(sample.lists.all()) == 1
    sample.until(lambda: sample.no_dialog("delete-list"))
    sample.choose("list-menu", "Delete")
    sample.dialog("delete-list").click("delete-list-deed")
    sample.until(lambda: sample.scene.seen("import-first-list"))
    assert sample.lists.all() == []
    assert sample.page.title() == "Contacts"


def test_the_list_goes_into_a_campaign(sample: PageDesk) -> None:
    wanted: list[str] = []
    sample.page.use_wanted.connect(wanted.append)
    sample.scene.click("use-list")
    assert wanted == [sample.lists.all()[0].id]
    sample.until(lambda: sample.scene.part("use-list").kind == "default")


def test_coming_back_reads_the_lists_only(sample: PageDesk) -> None:
    sample.settle()
    reads: list[object] = []
    sample.model.modelReset.connect(lambda: reads.append(None))
    sample.page.refresh()
    sample.settle()
    assert (sample.model.rowCount(), reads) == (60, [])


def test_deeds_without_a_list_say_so(desk: PageDesk) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    desk.page.act("duplicates")
    assert desk.scene.part("contacts-banner").accessibleName() == "Open a list first."


@pytest.mark.parametrize(
    ("words", "suffix", "rows"),
    [("The whole list", ".csv", 60), ("Valid", ".xlsx", 42), ("Rejected", ".csv", 15)],
)
def test_export(
    sample: PageDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    suffix: str,
    rows: int,
) -> None:
    target = tmp_path / f"out{suffix}"

    def choose(_parent: QWidget, _title: str, name: str, _filters: Any, chosen: Any) -> None:
        assert name.startswith("clients-atelier")
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    sample.choose("export-contacts", words)
    banner = sample.scene.part("contacts-banner")
    sample.until(lambda: banner.accessibleName() == f"{rows} rows written")
    assert len(read_sheet(target, Job()).row_numbers) == rows
    assert sample.scene.part("export-contacts").isEnabled()


def test_only_the_rows_shown_are_exported(
    sample: PageDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.vcf"
    monkeypatch.setattr(dialogs, "choose_target", lambda _p, _t, _n, _f, chosen: chosen(target))
    sample.scene.type("contacts-search", "lefevre")
    sample.until(lambda: sample.model.rowCount() == 2)
    sample.choose("export-contacts", "The rows shown")
    sample.until(lambda: sample.scene.seen("contacts-banner"))
    assert target.read_text("utf-8").count("BEGIN:VCARD") == 2
