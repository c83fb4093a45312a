"""The table of contacts under clicks and keys: a real list in a real workspace."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from tests.ui.conftest import Scene
from tests.ui.contacts_desk import (
    ALT,
    CTRL,
    LEFT,
    NAME,
    NUMBER,
    SHIFT,
    STATE,
    SUGGESTION,
    Key,
    SheetDesk,
)
from voicedesk.contacts import editing
from voicedesk.ui.contacts_table import Area
from voicedesk.ui.parts.cell import Cell, action_rect, tick_rect

LIST = """Nom;Portable;Ville
Anne;06 00 00 00 01;Tours
Bruno;06 00 00 00 02;Blois
Chloé;06 00 00 00 03 port.;Tours
David;06 00 00 00 04;Nantes
Emma;06 00 00 00 01;Blois
"""
TOWN = 4  # behind the suggestion


@pytest.fixture
def desk(lonely_scene: Scene) -> SheetDesk:
    made = SheetDesk(lonely_scene)
    made.open_text(LIST)
    return made


@pytest.fixture
def sample(lonely_scene: Scene) -> SheetDesk:
    made = SheetDesk(lonely_scene)
    made.open_sample()
    return made


def test_states_reasons_and_suggestions(sample: SheetDesk) -> None:
    two, lost = sample.row_of("Nguyen Thi Lan"), sample.row_of("Da Silva Rui")
    assert sample.cell(two, STATE).badge == "warn"
    assert sample.cell(two, SUGGESTION) == Cell.suggestion("2 rows", "Split")
    assert (sample.cell(lost, STATE).badge, sample.cell(lost, SUGGESTION).action) == ("err", "")
    assert sample.text(sample.row_of("Lefevre Amelie"), STATE) == "Duplicate of row 2"
    assert sample.count("all") == 60


# Typing


def test_a_number_is_judged_as_it_is_typed(desk: SheetDesk) -> None:
    before = desk.lists.history(desk.list_id)
    editor = desk.open_editor(1, NUMBER)
    editor.selectAll()
    QTest.keyClicks(editor, "06 00")
    assert desk.text(1, STATE) == "Too short"
    QTest.keyClicks(editor, " 00 00 44 port")
    assert desk.cell(1, SUGGESTION) == Cell.suggestion("06 00 00 00 44", "Correct")
    for _ in range(len("44 port")):
        QTest.keyClick(editor, Key.Key_Backspace)
    QTest.keyClicks(editor, "01")
    assert desk.text(1, STATE) == "Duplicate of row 2"
    QTest.keyClick(editor, Key.Key_Escape)
    assert (desk.text(1, STATE), desk.text(1, NUMBER)) == ("Mobile", "06 00 00 00 02")
    assert desk.lists.history(desk.list_id) == before


def test_what_is_typed_is_shown_and_kept(desk: SheetDesk) -> None:
    desk.type_into(1, NUMBER, "06 00 00 00 77")
    assert (desk.text(1, NUMBER), desk.text(1, STATE)) == ("06 00 00 00 77", "Mobile")
    assert desk.stored()[1].number == "06 00 00 00 77"
    told = desk.model.index(1, NUMBER).data(3)
    assert "Imported as “06 00 00 00 02”" in told


def test_alt_enter_takes_the_suggestion_of_what_is_typed(desk: SheetDesk) -> None:
    editor = desk.open_editor(1, NUMBER)
    editor.selectAll()
    QTest.keyClicks(editor, "06 00 00 00 44 port")
    QTest.keyClick(editor, Key.Key_Return, ALT)
    desk.at_rest()
    assert desk.stored()[1].number == "06 00 00 00 44"


def test_typing_starts_editing_and_the_keys_go_on(desk: SheetDesk) -> None:
    desk.stand(0, TOWN)
    QTest.keyClick(desk.table, Key.Key_A)
    editor = desk.editor()
    assert editor is not None
    assert editor.text().lower() == "a"
    QTest.keyClick(editor, Key.Key_Return)
    assert (desk.table.currentIndex().row(), desk.table.currentIndex().column()) == (1, TOWN)
    QTest.keyClick(desk.table, Key.Key_B)
    editor = desk.editor()
    assert editor is not None
    QTest.keyClick(editor, Key.Key_Tab)
    assert (desk.table.currentIndex().row(), desk.table.currentIndex().column()) == (1, TOWN + 1)
    desk.key(Key.Key_Return, SHIFT)
    assert desk.table.currentIndex().row() == 0
    assert [text.lower() for text in desk.stored_cells("Ville")[:3]] == ["a", "b", "Tours".lower()]


def test_ctrl_enter_fills_all_chosen_cells(desk: SheetDesk) -> None:
    desk.choose(1, TOWN, 3, TOWN)
    QTest.keyClick(desk.table, Key.Key_F2)
    editor = desk.editor()
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "Angers")
    QTest.keyClick(editor, Key.Key_Return, CTRL)
    desk.at_rest()
    assert desk.stored_cells("Ville") == ["Tours", "Angers", "Angers", "Angers", "Blois"]
    desk.undo()
    assert desk.stored_cells("Ville") == ["Tours", "Blois", "Tours", "Nantes", "Blois"]


def test_a_change_that_arrives_leaves_what_is_being_typed(desk: SheetDesk) -> None:
    editor = desk.open_editor(3, NUMBER)
    editor.selectAll()
    QTest.keyClicks(editor, "06 00 00")
    desk.sheet.run(lambda table, _job: editing.delete(table, table.order[:1]))
    desk.at_rest()
    again = desk.editor()
    assert again is not None
    assert (again.text(), desk.table.currentIndex().row()) == ("06 00 00", 2)
    QTest.keyClicks(again, " 00 88")
    QTest.keyClick(again, Key.Key_Return)
    desk.at_rest()
    assert desk.stored()[2].number == "06 00 00 00 88"


# Moving and choosing


def test_the_keys_of_a_spreadsheet_move(desk: SheetDesk) -> None:
    last = len(desk.titles()) - 1
    desk.stand(1, NUMBER)
    for key, modifiers, row, column in (
        (Key.Key_Down, None, 2, NUMBER),
        (Key.Key_Right, None, 2, STATE),
        (Key.Key_End, None, 2, last),
        (Key.Key_Home, None, 2, NAME),
        (Key.Key_End, CTRL, 4, last),
        (Key.Key_Home, CTRL, 0, NAME),
        (Key.Key_Down, CTRL, 4, NAME),
        (Key.Key_Right, CTRL, 4, last),
        (Key.Key_Up, CTRL, 0, last),
        (Key.Key_Left, CTRL, 0, NAME),
        (Key.Key_Return, None, 1, NAME),
        (Key.Key_Tab, None, 1, NUMBER),
    ):
        desk.key(key, modifiers)
        here = desk.table.currentIndex()
        assert (here.row(), here.column()) == (row, column), key
        assert desk.table.areas() == [Area(row, column, row, column)]


def test_f6_leaves_the_table_where_tab_does_not(desk: SheetDesk) -> None:
    desk.stand(0, NAME)
    desk.key(Key.Key_Tab)
    assert desk.table.currentIndex().column() == NUMBER
    for modifiers in (None, SHIFT):
        desk.key(Key.Key_F6, modifiers)
        assert not desk.table.hasFocus()
        assert desk.window.focusWidget() is not None


def test_a_wide_window_shows_long_numbers_whole(desk: SheetDesk) -> None:
    narrow = desk.table.header.sectionSize(NUMBER)
    desk.window.resize(1900, 760)
    desk.until(lambda: desk.table.header.sectionSize(NUMBER) > narrow)
    desk.window.resize(1180, 760)
    desk.until(lambda: desk.table.header.sectionSize(NUMBER) == narrow)
    desk.table.header.resizeSection(NUMBER, narrow + 7)  # by a drag
    desk.window.resize(1900, 760)
    desk.until(lambda: desk.table.width() > 1500)
    assert desk.table.header.sectionSize(NUMBER) == narrow + 7


def test_shift_extends_and_whole_lines_are_chosen(desk: SheetDesk) -> None:
    last = len(desk.titles()) - 1
    desk.stand(1, NUMBER)
    desk.key(Key.Key_Down, SHIFT)
    desk.key(Key.Key_Right, SHIFT)
    assert desk.table.areas() == [Area(1, NUMBER, 2, STATE)]
    desk.key(Key.Key_End, CTRL | SHIFT)
    assert desk.table.areas() == [Area(1, NUMBER, 4, last)]
    desk.key(Key.Key_A, CTRL)
    assert desk.table.areas() == [Area(0, 0, 4, last)]
    desk.stand(3, TOWN)
    desk.key(Key.Key_Space, SHIFT)
    assert desk.table.areas() == [Area(3, 0, 3, last)]
    desk.stand(3, TOWN)
    desk.key(Key.Key_Space, CTRL)
    assert desk.table.areas() == [Area(0, TOWN, 4, TOWN)]


# Blocks


def test_a_block_is_copied_and_cut(desk: SheetDesk) -> None:
    desk.type_into(2, TOWN, 'Tours "centre"')
    desk.choose(1, NUMBER, 2, TOWN)
    desk.key(Key.Key_C, CTRL)
    assert desk.clipped().split("\n") == [
        "06 00 00 00 02\tMobile\t\tBlois",
        '06 00 00 00 03 port.\tStray word or letter\t06 00 00 00 03\tTours "centre"',
    ]
    desk.choose(3, TOWN, 4, TOWN)
    desk.key(Key.Key_X, CTRL)
    assert desk.clipped() == "Nantes\nBlois"
    assert desk.stored_cells("Ville")[3:] == ["", ""]


def test_a_block_is_pasted_over_cells_and_makes_rows(desk: SheetDesk) -> None:
    desk.stand(4, NAME)
    desk.clip('Zoé\t06 00 00 00 90\t"Le\nMans"\r\nYann\t06 00 00 00 91\tAngers\r\n')
    desk.key(Key.Key_V, CTRL)
    assert desk.stored_cells("Nom")[3:] == ["David", "Zoé", "Yann"]
    assert [contact.number for contact in desk.stored()][4:] == ["06 00 00 00 90", "06 00 00 00 91"]
    assert desk.stored_cells("Ville")[4:] == ["Le Mans", "Angers"]
    assert desk.table.areas() == [Area(4, NAME, 5, TOWN)]
    assert desk.text(5, STATE) == "Mobile"
    desk.undo()
    assert desk.stored_cells("Nom") == ["Anne", "Bruno", "Chloé", "David", "Emma"]


def test_one_cell_is_pasted_into_all_chosen(desk: SheetDesk) -> None:
    desk.choose(0, TOWN, 2, TOWN)
    desk.clip("Vendôme")
    desk.key(Key.Key_V, CTRL)
    assert desk.stored_cells("Ville") == ["Vendôme"] * 3 + ["Nantes", "Blois"]


def test_fill_down_and_clear(desk: SheetDesk) -> None:
    desk.choose(1, TOWN, 3, TOWN)
    desk.key(Key.Key_D, CTRL)
    assert desk.stored_cells("Ville") == ["Tours", "Blois", "Blois", "Blois", "Blois"]
    desk.stand(1, TOWN)
    desk.key(Key.Key_D, CTRL)  # a single row takes the one above
    assert desk.stored_cells("Ville")[:3] == ["Tours", "Tours", "Blois"]
    desk.choose(0, NUMBER, 1, TOWN)
    desk.key(Key.Key_Delete)
    assert desk.stored_cells("Ville")[:3] == ["", "", "Blois"]
    assert desk.text(0, STATE) == "No number"
    assert len(desk.stored()) == 5


# Rows


def test_rows_are_inserted_and_deleted(desk: SheetDesk) -> None:
    desk.stand(1, NUMBER)
    desk.key(Key.Key_Plus, CTRL)
    editor = desk.editor()
    assert editor is not None
    QTest.keyClicks(editor, "06 00 00 00 55")
    QTest.keyClick(editor, Key.Key_Return)
    desk.at_rest()
    assert desk.texts(NUMBER)[:3] == ["06 00 00 00 01", "06 00 00 00 02", "06 00 00 00 55"]
    assert [contact.number for contact in desk.stored()][2] == "06 00 00 00 55"
    desk.choose(1, NUMBER, 2, NUMBER)
    desk.key(Key.Key_Minus, CTRL)
    assert desk.texts(NAME) == ["Anne", "Chloé", "David", "Emma"]
    desk.undo()
    assert desk.texts(NUMBER)[1:3] == ["06 00 00 00 02", "06 00 00 00 55"]


def test_ticks_of_the_header_and_of_chosen_rows(desk: SheetDesk) -> None:
    header = desk.table.header
    middle = header.height() // 2
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(20, middle))
    assert desk.model.ticks() == (5, 5)
    assert header.sortIndicatorSection() == -1
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(20, middle))
    assert desk.model.ticks() == (0, 0)
    desk.choose(1, NAME, 2, NAME)
    QTest.keyClick(desk.table, Key.Key_Space)
    assert desk.model.ticked().tolist() == [1, 2]
    assert desk.scene.part("delete-rows").text() == "Delete 2 rows"
    desk.scene.click("delete-rows")
    desk.at_rest()
    assert desk.texts(NAME) == ["Anne", "David", "Emma"]
    assert not desk.scene.seen("delete-rows")
    desk.undo()
    assert len(desk.stored()) == 5
    desk.click_in(0, NAME, tick_rect)
    assert desk.sheet.chosen_ids().tolist() == [0]


def test_new_rows_stay_in_sight_under_a_filter(desk: SheetDesk) -> None:
    QTest.mouseClick(desk.chip("mend"), LEFT)
    desk.at_rest()
    assert desk.texts(NAME) == ["Chloé"]
    desk.click_in(0, SUGGESTION, action_rect)
    assert desk.text(0, STATE) == "Mobile"  # mended, and still there
    desk.stand(0, NAME)
    desk.key(Key.Key_Plus, CTRL)
    assert desk.model.rowCount() == 2
    desk.undo()
    assert desk.texts(NAME) == ["Chloé"]


# Finding


def test_find_and_replace(desk: SheetDesk) -> None:
    desk.stand(0, NAME)
    desk.key(Key.Key_H, CTRL)
    desk.scene.type("find-text", "tours")
    desk.scene.type("replace-text", "Chinon")
    desk.scene.click("find-next")
    desk.at_rest()
    assert desk.table.areas() == [Area(0, TOWN, 0, TOWN)]
    desk.scene.click("find-next")
    desk.at_rest()
    assert desk.table.areas() == [Area(2, TOWN, 2, TOWN)]
    desk.scene.click("find-previous")
    desk.at_rest()
    assert desk.table.areas() == [Area(0, TOWN, 0, TOWN)]
    desk.scene.click("replace-one")
    desk.until(lambda: desk.table.areas() == [Area(2, TOWN, 2, TOWN)])
    desk.at_rest()
    assert desk.stored_cells("Ville")[0] == "Chinon"
    desk.scene.click("replace-all")
    desk.at_rest()
    assert desk.stored_cells("Ville")[2] == "Chinon"
    assert desk.scene.part("find-told").text() == "1 cell changed"
    desk.scene.click("find-next")
    desk.at_rest()
    assert desk.scene.part("find-told").text() == "Not found in the shown rows"
    QTest.keyClick(desk.scene.part("find-text"), Key.Key_Escape)
    assert desk.table.hasFocus()
