"""Which contacts are shown, in which order, and what the panel beside them offers."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Scene
from tests.ui.contacts_desk import ALT, CTRL, LEFT, NAME, NUMBER, STATE, SUGGESTION, Key, SheetDesk
from voicedesk.base.errors import VoicedeskError
from voicedesk.ui.parts.cell import action_rect


@pytest.fixture
def sample(lonely_scene: Scene) -> SheetDesk:
    made = SheetDesk(lonely_scene)
    made.open_sample()
    return made


def figure(desk: SheetDesk, key: str) -> int:
    """The count of a chip, from what a screen reader says."""
    return int(desk.chip(key).accessibleName().rpartition(", ")[2])


def click(desk: SheetDesk, key: str) -> None:
    QTest.mouseClick(desk.chip(key), LEFT)
    desk.at_rest()


def test_chips_filter_and_count(sample: SheetDesk) -> None:
    assert figure(sample, "all") == 60
    assert sum(figure(sample, key) for key in ("valid", "mend", "exclude")) == 60
    for key in ("mend", "exclude", "valid"):
        click(sample, key)
        assert sample.model.rowCount() == figure(sample, key) > 0
    click(sample, "fixed")
    assert sample.model.rowCount() == figure(sample, "fixed")
    click(sample, "mobile")
    assert sample.model.rowCount() == figure(sample, "fixed") + figure(sample, "mobile")
    click(sample, "duplicate")
    assert sample.model.rowCount() == figure(sample, "duplicate")


@pytest.mark.parametrize(
    "words", ["lefevre amelie", "AMELIE LEFEVRE", "0600001204", "+33600001204"]
)
def test_the_search_ignores_accents_case_and_notation(sample: SheetDesk, words: str) -> None:
    sample.scene.type("contacts-search", words)
    sample.until(lambda: sample.model.rowCount() == 2)
    assert set(sample.texts(NAME)) == {"Lefèvre Amélie", "Lefevre Amelie"}


def test_a_search_without_result_says_so_and_back(sample: SheetDesk) -> None:
    sample.scene.type("contacts-search", "nobody of this name")
    sample.until(lambda: sample.scene.seen("show-all"))
    assert not sample.table.isVisible()
    sample.scene.click("show-all")
    sample.until(lambda: sample.model.rowCount() == 60)
    assert sample.table.isVisible()


def test_the_header_sorts_and_gives_the_order_back(sample: SheetDesk) -> None:
    header, first = sample.table.horizontalHeader(), sample.text(0, NAME)
    where = QPoint(header.sectionPosition(NAME) + 60, header.height() // 2)
    seen = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), LEFT, pos=where)
        sample.at_rest()
        seen.append(sample.text(0, NAME))
        assert not sample.table.selectionModel().hasSelection()
    assert seen[0] < seen[1]
    assert seen[2] == first


def test_the_menu_of_a_column_sorts(sample: SheetDesk) -> None:
    header, town = sample.table.header, sample.column("Ville")
    sample.stand(0, town)
    at = QPoint(header.sectionViewportPosition(town) + 20, header.height() // 2)
    header.customContextMenuRequested.emit(at)
    sample.pick("Sort descending")
    towns = [text for text in sample.texts(town) if text]
    assert towns[0].casefold() >= towns[-1].casefold()
    assert sample.texts(town)[-1] == "" or all(sample.texts(town))


def test_see_shows_the_rows_of_a_cause(sample: SheetDesk) -> None:
    sample.scene.click("act-exclude:too_short")
    sample.until(lambda: 0 < sample.model.rowCount() < 60)
    assert set(sample.texts(STATE)) == {"Too short"}
    sample.scene.click("cause")
    sample.until(lambda: sample.model.rowCount() == 60)


def test_compare_shows_both(sample: SheetDesk) -> None:
    sample.click_in(sample.row_of("Lefevre Amelie"), SUGGESTION, action_rect)
    sample.until(lambda: sample.model.rowCount() == 2)


def test_correct_all_of_a_cause(sample: SheetDesk) -> None:
    before, mend = sample.stored(), sample.count("mend")
    stray = [row for row in before if row.verdict.reason == "not_a_number" and row.verdict.repair]
    assert stray
    sample.scene.click("act-mend:not_a_number")
    sample.until(lambda: sample.count("mend") == mend - len(stray))
    assert not sample.scene.seen("act-mend:not_a_number")
    now = {row.id: row.number for row in sample.stored()}
    assert [now[row.id] for row in stray] == [row.verdict.repair for row in stray]
    sample.scene.click("undo")
    sample.until(lambda: sample.count("mend") == mend)
    assert sample.stored() == before


def test_alt_enter_splits_two_numbers_and_undo_joins_them(sample: SheetDesk) -> None:
    row, before = sample.row_of("Nguyen Thi Lan"), sample.stored()
    sample.stand(row, NUMBER)
    sample.key(Key.Key_Return, ALT)
    sample.until(lambda: sample.model.rowCount() == 61)
    assert sample.texts(NAME)[row : row + 2] == ["Nguyen Thi Lan"] * 2
    assert sample.texts(NUMBER)[row : row + 2] == ["06 00 00 44 10", "01 99 00 44 10"]
    assert sample.table.currentIndex().row() == row
    sample.undo()
    assert sample.stored() == before


def test_duplicates_follow_an_edit(sample: SheetDesk) -> None:
    first, same = sample.row_of("Lefèvre Amélie"), sample.row_of("Lefevre Amelie")
    sample.type_into(first, NUMBER, "06 00 00 99 99")
    assert sample.text(same, STATE) == "Mobile"
    sample.undo()
    assert sample.text(same, STATE) == "Duplicate of row 2"


def test_a_change_that_is_refused_leaves_no_trace(sample: SheetDesk) -> None:
    errors: list[VoicedeskError] = []
    sample.sheet.failed.connect(errors.append)
    number = sample.text(3, NUMBER)
    sample.lists.delete(sample.list_id)
    sample.type_into(3, NUMBER, "06 00 00 11 11")
    sample.until(lambda: bool(errors))
    assert errors[0].code == "unknown_list"
    assert sample.text(3, NUMBER) == number


def test_too_much_for_the_clipboard_is_said(
    sample: SheetDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicedesk.ui.contacts_clipboard._MOST", 100)
    monkeypatch.setattr("voicedesk.ui.contacts_block._AT_ONCE", 1)
    errors: list[VoicedeskError] = []
    sample.scene.tasks.failed.connect(errors.append)
    QApplication.clipboard().setText("before")
    sample.key(Key.Key_A, CTRL)
    sample.key(Key.Key_C, CTRL)
    sample.until(lambda: bool(errors))
    assert errors[0].code == "clipboard_too_big"
    assert sample.clipped() == "before"
