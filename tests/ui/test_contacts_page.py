"""The page of contacts: real files in a real workspace, clicks and keys."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu, QWidget

from tests.ui.conftest import Scene
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui import dialogs
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_page import ContactsPage
from voicedesk.ui.parts.cell import CELL, Cell, action_rect, tick_rect
from voicedesk.ui.parts.chip import Chip
from voicedesk.ui.parts.table import Table

LEFT = Qt.MouseButton.LeftButton
NAME, NUMBER, STATE, SUGGESTION = range(4)


class Desk:
    """The page with the sample list, and a hand on it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.lists = ContactLists(scene.workspace.database)
        self.page = ContactsPage(scene.context)
        scene.show(self.page, 1280, 800)
        self.page.refresh()

    @property
    def table(self) -> Table:
        found = self.scene.part("contacts-table")
        assert isinstance(found, Table)
        return found

    @property
    def model(self) -> ContactsModel:
        found = self.table.model()
        assert isinstance(found, ContactsModel)
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def open_sample(self) -> None:
        self.until(lambda: self.scene.seen("import-sample-list"))
        self.scene.click("import-sample-list")
        self.until(lambda: self.model.rowCount() == 60)

    def import_text(self, folder: Path, name: str, text: str) -> None:
        path = folder / name
        path.write_text(text, "utf-8")
        self.page.import_file(path)

    def row_of(self, text: str, column: int = NAME) -> int:
        texts = [self.text(row, column) for row in range(self.model.rowCount())]
        return texts.index(text)

    def text(self, row: int, column: int) -> str:
        return str(self.model.index(row, column).data())

    def cell(self, row: int, column: int) -> Cell:
        found = self.model.index(row, column).data(CELL)
        assert isinstance(found, Cell)
        return found

    def chip(self, key: str) -> Chip:
        found = self.scene.part(key)
        assert isinstance(found, Chip)
        return found

    def count(self, key: str) -> int:
        """The figure of a chip, from what a screen reader says."""
        return int(self.chip(key).accessibleName().rpartition(", ")[2])

    def click_in(self, row: int, column: int, place: Callable[[QRectF, Cell], QRectF]) -> None:
        index = self.model.index(row, column)
        self.table.scrollTo(index)
        rect = place(QRectF(self.table.visualRect(index)), self.cell(row, column))
        assert not rect.isEmpty()
        QTest.mouseClick(self.table.viewport(), LEFT, pos=rect.center().toPoint())

    def type_into(self, row: int, column: int, text: str) -> None:
        index = self.model.index(row, column)
        self.table.setCurrentIndex(index)
        QTest.keyClick(self.table, Qt.Key.Key_F2)
        self.type_in_editor(text)

    def type_in_editor(self, text: str) -> None:
        self.until(lambda: self.editor() is not None)
        editor = self.editor()
        assert editor is not None
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def editor(self) -> QLineEdit | None:
        return self.table.viewport().findChild(QLineEdit)

    def choose(self, button: str, words: str) -> None:
        """Click a button that drops a menu, then the entry that begins so."""
        self.scene.click(button)
        menus = self.page.findChildren(QMenu)
        (menu,) = [menu for menu in menus if menu.isVisible()]
        (action,) = [a for a in menu.actions() if a.text().startswith(words)]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def stored(self) -> list[ContactRow]:
        (info,) = self.lists.all()
        return self.lists.rows(info.id)

    def undo(self) -> None:
        self.table.setFocus()
        QTest.keyClick(self.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def redo(self) -> None:
        self.table.setFocus()
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(self.table, Qt.Key.Key_Z, both)


@pytest.fixture
def desk(lonely_scene: Scene) -> Desk:
    return Desk(lonely_scene)


@pytest.fixture
def sample(desk: Desk) -> Desk:
    desk.open_sample()
    return desk


def test_the_empty_page_leads_to_the_sample(desk: Desk) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    assert desk.scene.part("import-first-list").hasFocus()
    assert not desk.scene.seen("import-contacts")
    desk.open_sample()
    assert desk.page.title() == "clients-atelier"
    assert not desk.scene.seen("import-first-list")
    (info,) = desk.lists.all()
    assert (info.source, info.rows, info.valid) == ("clients-atelier.csv", 60, desk.count("valid"))
    assert desk.count("all") == 60
    assert desk.count("valid") + desk.count("mend") + desk.count("exclude") == 60


def test_states_reasons_and_suggestions(sample: Desk) -> None:
    plain, two = sample.row_of("Lefèvre Amélie"), sample.row_of("Nguyen Thi Lan")
    lost, short = sample.row_of("Da Silva Rui"), sample.row_of("Petit Jérôme")
    same = sample.row_of("Lefevre Amelie")
    assert (sample.cell(plain, STATE).badge, sample.text(plain, STATE)) == ("ok", "Mobile")
    assert sample.cell(two, STATE).badge == "warn"
    assert sample.cell(two, SUGGESTION) == Cell.suggestion("2 rows", "Split")
    assert (sample.cell(lost, STATE).badge, sample.cell(lost, SUGGESTION).action) == ("err", "")
    assert sample.text(short, STATE) == "Too short"
    assert sample.text(same, STATE) == "Duplicate of row 2"
    told = sample.model.index(plain, STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Mobile, Understood as 06 00 00 12 04"
    assert sample.text(plain, NUMBER) == "06 00 00 12 04"
    assert sample.text(same, NUMBER) == "+33 6 00 00 12 04"


def test_the_dialogs_file_is_read_under_a_free_name(
    sample: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clients-atelier.csv"
    path.write_text("Nom;Mobile\nDurand;06 00 00 00 01\n", "utf-8")

    def choose(_parent: QWidget, _title: str, filters: list[str], chosen: Any) -> None:
        assert "*.csv" in filters[0]
        chosen(path)

    monkeypatch.setattr(dialogs, "choose_file", choose)
    sample.scene.click("import-contacts")
    sample.until(lambda: sample.page.title() == "clients-atelier 2")
    sample.until(lambda: sample.model.rowCount() == 1)
    assert [column.title for column in sample.model.columns[:2]] == ["Nom", "Number as typed"]


def test_the_other_list_is_a_menu_away(sample: Desk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "b & b.csv", "Nom;Mobile\nDurand;06 00 00 00 01\n")
    sample.until(lambda: sample.model.rowCount() == 1)
    assert sample.page.title() == "b & b"
    sample.choose("other-list", "clients-atelier")
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.page.title() == "clients-atelier"


def test_files_can_be_dropped(desk: Desk, tmp_path: Path) -> None:
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


def test_what_is_no_list_is_told(sample: Desk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "nothing.csv", "")
    sample.until(lambda: sample.scene.seen("contacts-banner"))
    banner = sample.scene.part("contacts-banner")
    assert banner.accessibleName() == "nothing.csv was not imported"
    assert "empty" in banner.accessibleDescription()
    assert len(sample.lists.all()) == 1


def test_the_column_of_the_numbers_can_be_chosen(sample: Desk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "odd.csv", "A;B\nx;12\ny;13\n")
    banner = sample.scene.part("contacts-banner")
    sample.until(banner.isVisible)
    QTest.mouseClick(banner.action, LEFT)
    menu = next(menu for menu in sample.page.findChildren(QMenu) if menu.isVisible())
    (action,) = [action for action in menu.actions() if action.text() == "B"]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    sample.until(lambda: sample.model.rowCount() == 2)
    assert sample.count("exclude") == 2
    assert not sample.scene.part("use-list").isEnabled()


def test_a_cancelled_import_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    lines = "".join(f"Personne {n};06 00 {n // 100:04d} {n % 100:02d}\n" for n in range(20_000))
    desk.import_text(tmp_path, "long.csv", "Nom;Mobile\n" + lines)
    desk.until(lambda: desk.scene.seen("cancel-import"))
    desk.scene.click("cancel-import")
    assert not desk.scene.seen("cancel-import")
    desk.import_text(tmp_path, "short.csv", "Nom;Mobile\nDurand;06 00 00 00 01\n")
    desk.until(lambda: desk.model.rowCount() == 1)
    assert [info.name for info in desk.lists.all()] == ["short"]


def test_chips_filter(sample: Desk) -> None:
    for key in ("mend", "exclude", "valid"):
        QTest.mouseClick(sample.chip(key), LEFT)
        sample.until(lambda key=key: sample.model.rowCount() == sample.count(key))  # type: ignore[misc]
    QTest.mouseClick(sample.chip("fixed"), LEFT)
    sample.until(lambda: sample.model.rowCount() == sample.count("fixed"))
    QTest.mouseClick(sample.chip("mobile"), LEFT)
    both = sample.count("fixed") + sample.count("mobile")
    sample.until(lambda: sample.model.rowCount() == both)
    QTest.mouseClick(sample.chip("duplicate"), LEFT)
    sample.until(lambda: sample.model.rowCount() == sample.count("duplicate"))


@pytest.mark.parametrize(
    "words", ["lefevre amelie", "AMÉLIE LEFÈVRE", "0600001204", "+33600001204"]
)
def test_the_search_ignores_accents_case_and_notation(sample: Desk, words: str) -> None:
    sample.scene.type("contacts-search", words)
    sample.until(lambda: sample.model.rowCount() == 2)
    found = {sample.text(row, NAME) for row in range(2)}
    assert found == {"Lefèvre Amélie", "Lefevre Amelie"}


def test_a_search_without_result_says_so_and_back(sample: Desk) -> None:
    sample.scene.type("contacts-search", "nobody of this name")
    sample.until(lambda: sample.scene.seen("show-all"))
    assert not sample.table.isVisible()
    sample.scene.click("show-all")
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.table.isVisible()


def test_the_header_sorts_and_gives_the_order_back(sample: Desk) -> None:
    header = sample.table.horizontalHeader()
    first = sample.text(0, NAME)
    where = QPoint(header.sectionPosition(NAME) + 20, header.height() // 2)
    seen = []
    for expected in ("Aubry", "Zimmermann", first):
        before = sample.text(0, NAME)
        QTest.mouseClick(header.viewport(), LEFT, pos=where)
        sample.until(lambda before=before: sample.text(0, NAME) != before)  # type: ignore[misc]
        seen.append((expected, sample.text(0, NAME)))
    assert seen[2] == (first, first)
    assert seen[0][1] < seen[1][1]


def test_an_edited_number_is_judged_at_once(sample: Desk) -> None:
    row = sample.row_of("Petit Jérôme")
    valid = sample.count("valid")
    sample.type_into(row, NUMBER, "06 00 00 12 04")
    sample.until(lambda: sample.text(row, STATE) == "Duplicate of row 2")
    assert sample.count("valid") == valid + 1
    stored = next(contact for contact in sample.stored() if "Jérôme" in contact.cells)
    assert (stored.number, stored.original) == ("06 00 00 12 04", "06 00 00 7")
    told = sample.model.index(row, NUMBER).data(Qt.ItemDataRole.ToolTipRole)
    assert "Imported as “06 00 00 7”" in told


def test_duplicates_follow_an_edit(sample: Desk) -> None:
    first, same = sample.row_of("Lefèvre Amélie"), sample.row_of("Lefevre Amelie")
    sample.type_into(first, NUMBER, "06 00 00 99 99")
    sample.until(lambda: sample.text(same, STATE) == "Mobile")
    sample.undo()
    sample.until(lambda: sample.text(same, STATE) == "Duplicate of row 2")
    assert sample.text(first, NUMBER) == "06 00 00 12 04"
    sample.redo()
    sample.until(lambda: sample.text(same, STATE) == "Mobile")
    assert sample.stored()[0].number == "06 00 00 99 99"


def test_the_name_is_edited_in_its_own_column(sample: Desk) -> None:
    index = sample.model.index(0, NAME)
    where = sample.table.visualRect(index).center()
    QTest.mouseClick(sample.table.viewport(), LEFT, pos=where)
    QTest.mouseDClick(sample.table.viewport(), LEFT, pos=where)
    sample.type_in_editor("Martin")
    sample.until(lambda: sample.text(0, NAME) == "Martin Amélie")
    sample.until(lambda: sample.stored()[0].cells[0] == "Martin")


def test_a_click_corrects_one_row(sample: Desk) -> None:
    row, mend = sample.row_of("Chevalier Maud"), sample.count("mend")
    sample.click_in(row, SUGGESTION, action_rect)
    sample.until(lambda: sample.text(row, NUMBER) == "06 00 00 90 02")
    sample.until(lambda: sample.text(row, STATE) == "Mobile")
    assert sample.count("mend") == mend - 1


def test_alt_enter_splits_two_numbers_and_undo_joins_them(sample: Desk) -> None:
    row = sample.row_of("Nguyen Thi Lan")
    before = sample.stored()
    sample.table.setCurrentIndex(sample.model.index(row, NUMBER))
    QTest.keyClick(sample.table, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    sample.until(lambda: sample.model.rowCount() == 61)
    names = [sample.text(at, NAME) for at in (row, row + 1)]
    numbers = [sample.text(at, NUMBER) for at in (row, row + 1)]
    assert names == ["Nguyen Thi Lan"] * 2
    assert numbers == ["06 00 00 44 10", "01 99 00 44 10"]
    assert sample.table.currentIndex().row() == row
    sample.undo()
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.stored() == before


def test_correct_all_of_a_cause(sample: Desk) -> None:
    mend, all_rows = sample.count("mend"), sample.stored()
    stray = [row for row in all_rows if row.verdict.reason == "not_a_number" and row.verdict.repair]
    assert stray
    sample.scene.click("act-mend:not_a_number")
    sample.until(lambda: sample.count("mend") == mend - len(stray))
    assert not sample.scene.seen("act-mend:not_a_number")
    now = {row.position: row for row in sample.stored()}
    assert [now[row.position].number for row in stray] == [row.verdict.repair for row in stray]
    sample.scene.click("undo")
    sample.until(lambda: sample.count("mend") == mend)
    assert sample.stored() == all_rows
    sample.scene.click("redo")
    sample.until(lambda: sample.count("mend") == mend - len(stray))


def test_see_shows_the_rows_of_a_cause(sample: Desk) -> None:
    sample.scene.click("act-exclude:too_short")
    sample.until(lambda: 0 < sample.model.rowCount() < 60)
    states = {sample.text(row, STATE) for row in range(sample.model.rowCount())}
    assert states == {"Too short"}
    sample.scene.click("cause")
    sample.until(lambda: sample.model.rowCount() == 60)


def test_compare_shows_both(sample: Desk) -> None:
    sample.click_in(sample.row_of("Lefevre Amelie"), SUGGESTION, action_rect)
    sample.until(lambda: sample.model.rowCount() == 2)


def test_a_mended_row_stays_in_sight(sample: Desk) -> None:
    QTest.mouseClick(sample.chip("mend"), LEFT)
    mend = sample.count("mend")
    sample.until(lambda: sample.model.rowCount() == mend)
    row = sample.row_of("Chevalier Maud")
    sample.click_in(row, SUGGESTION, action_rect)
    sample.until(lambda: sample.count("mend") == mend - 1)
    assert sample.model.rowCount() == mend
    assert sample.text(row, STATE) == "Mobile"


def test_ticked_rows_are_deleted_and_come_back(sample: Desk) -> None:
    before = sample.stored()
    for row in (0, 3):
        sample.click_in(row, NAME, tick_rect)
    assert sample.scene.part("delete-rows").text() == "Delete 2 rows"
    sample.scene.click("delete-rows")
    sample.until(lambda: sample.model.rowCount() == 58)
    assert not sample.scene.seen("delete-rows")
    same = sample.row_of("Lefevre Amelie")
    assert sample.text(same, STATE) == "Mobile"  # the first of its number is gone
    sample.undo()
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.stored() == before
    assert sample.text(0, NAME) == "Lefèvre Amélie"


def test_the_delete_key_takes_the_selected_rows(sample: Desk) -> None:
    sample.table.setFocus()
    sample.table.selectRow(5)
    QTest.keyClick(sample.table, Qt.Key.Key_Delete)
    sample.until(lambda: sample.model.rowCount() == 59)
    assert sample.table.currentIndex().row() == 5


def test_an_added_row_waits_for_its_number(sample: Desk) -> None:
    QTest.mouseClick(sample.chip("valid"), LEFT)
    sample.until(lambda: sample.model.rowCount() < 60)
    sample.scene.click("add-row")
    sample.until(lambda: sample.model.rowCount() == 61)
    sample.type_in_editor("06 00 00 55 66")
    row = sample.model.rowCount() - 1
    sample.until(lambda: sample.text(row, STATE) == "Mobile")
    assert sample.stored()[-1].number == "06 00 00 55 66"


@pytest.mark.parametrize(("words", "valid"), [("Valid", True), ("Rejected", False)])
def test_export(
    sample: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, valid: bool
) -> None:
    target = tmp_path / "out.csv"

    def choose(_parent: QWidget, _title: str, _name: str, _filters: Any, chosen: Any) -> None:
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_target", choose)
    sample.choose("export-contacts", words)
    sample.until(lambda: sample.scene.seen("contacts-banner"))
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    contacts = sample.stored()
    if valid:
        once = {row.verdict.e164 for row in contacts if row.verdict.e164}
        assert sorted(row["e164"].removeprefix("'") for row in rows) == sorted(once)
    else:
        bad = [row for row in contacts if not row.verdict.valid]
        assert [row["reason"] for row in rows] == [row.verdict.reason for row in bad]


def test_rename_and_delete_the_list(sample: Desk, tmp_path: Path) -> None:
    sample.choose("list-menu", "Rename")
    (dialog,) = sample.page.findChildren(QInputDialog)
    dialog.setTextValue("Clients du garage")
    dialog.accept()
    sample.until(lambda: sample.page.title() == "Clients du garage")
    sample.choose("list-menu", "Delete")
    sample.scene.click("delete-for-good")
    sample.until(lambda: sample.scene.seen("import-first-list"))
    assert sample.lists.all() == []
    assert sample.page.title() == "Contacts"


def test_a_taken_name_is_refused_with_words(sample: Desk, tmp_path: Path) -> None:
    sample.import_text(tmp_path, "other.csv", "Nom;Mobile\nDurand;06 00 00 00 01\n")
    sample.until(lambda: sample.page.title() == "other")
    sample.choose("list-menu", "Rename")
    (dialog,) = sample.page.findChildren(QInputDialog)
    dialog.setTextValue("clients-atelier")
    dialog.accept()
    sample.until(lambda: sample.scene.seen("contacts-banner"))
    assert "clients-atelier" in sample.scene.part("contacts-banner").accessibleName()
    assert sample.page.title() == "other"


def test_a_change_that_fails_shows_what_is_stored(sample: Desk) -> None:
    (info,) = sample.lists.all()
    row = sample.row_of("Petit Jérôme")
    gone = sample.model.row(row).position
    sample.lists.delete_rows(info.id, [gone])
    sample.type_into(row, NUMBER, "06 00 00 11 11")
    sample.until(lambda: sample.scene.seen("contacts-banner"))
    sample.until(lambda: sample.model.rowCount() == 59)


def test_the_list_goes_into_a_campaign(sample: Desk) -> None:
    wanted: list[str] = []
    sample.page.use_wanted.connect(wanted.append)
    sample.scene.click("use-list")
    assert wanted == [sample.lists.all()[0].id]
    assert sample.scene.part("use-list").kind == "default"


def test_mending_is_primary_until_all_is_mended(desk: Desk, tmp_path: Path) -> None:
    desk.until(lambda: desk.scene.seen("import-first-list"))
    desk.import_text(tmp_path, "one.csv", "Nom;Mobile\nDurand;06 00 00 00 01 port.\n")
    desk.until(lambda: desk.model.rowCount() == 1)
    assert desk.scene.part("act-mend:not_a_number").kind == "primary"
    desk.scene.click("act-mend:not_a_number")
    desk.until(lambda: desk.scene.part("use-list").kind == "primary")


def test_coming_back_keeps_the_view_and_sees_other_lists(sample: Desk, tmp_path: Path) -> None:
    QTest.mouseClick(sample.chip("mend"), LEFT)
    mend = sample.count("mend")
    sample.until(lambda: sample.model.rowCount() == mend)
    reads: list[object] = []
    sample.model.modelReset.connect(lambda: reads.append(None))
    sample.page.refresh()
    sample.until(lambda: not sample.scene.tasks.is_running("contacts.lists"))
    assert sample.model.rowCount() == mend
    assert reads == []
