"""Lists made of lists, and duplicates merged: by dialogs, in a real workspace."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Scene
from tests.ui.page_desk import Hand, PageDesk, stored

LEFT = Qt.MouseButton.LeftButton
ATELIER = (
    "Nom;Mobile;Ville\n"
    "Lefèvre;06 00 00 00 01;Tours\n"
    "Moreau;06 00 00 00 02;Blois\n"
    "Lefebvre;+33 6 00 00 00 01;\n"
    "Petit;06 00 00 00 03;Tours\n"
    "Petit;06 00 00 00 03;Tours\n"
)
SALON = "Nom;Mobile\nMoreau;06 00 00 00 02\nDurand;06 00 00 00 09\n"


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> PageDesk:
    """Two lists; the first, with repeats, is open."""
    stored(lonely_scene, tmp_path, "salon", SALON)
    stored(lonely_scene, tmp_path, "atelier", ATELIER)
    made = PageDesk(lonely_scene)
    made.until(lambda: made.page.title() == "atelier")
    made.until(lambda: made.model.rowCount() == 5)
    made.settle()
    return made


def combining(desk: PageDesk, kind: str) -> Hand:
    desk.choose("list-menu", "New lists")
    dialog = desk.dialog("combine")
    radio = dialog.part(f"combine-{kind}")
    QTest.mouseClick(radio, LEFT, pos=radio.rect().center())
    return dialog


def result(dialog: Hand) -> str:
    """The sentence once everything is counted."""
    dialog.until(lambda: dialog.part("combine-deed").isEnabled())
    return str(dialog.part("combine-result").text())


@pytest.mark.parametrize(
    ("kind", "sentence", "name", "numbers"),
    [
        ("union", "6 rows, 6 valid numbers.", "atelier and salon", "01 02 01 03 03 09"),
        ("intersection", "1 row, 1 valid number.", "atelier, also in salon", "02"),
        ("difference", "4 rows, 4 valid numbers.", "atelier without salon", "01 01 03 03"),
    ],
)
def test_lists_are_combined(
    desk: PageDesk, kind: str, sentence: str, name: str, numbers: str
) -> None:
    dialog = combining(desk, kind)
    assert result(dialog) == sentence
    dialog.click("combine-deed")
    desk.until(lambda: desk.page.title() == name)
    desk.until(lambda: desk.model.rowCount() == len(numbers.split()))
    assert [number[-2:] for number in desk.numbers()] == numbers.split()
    assert desk.info("atelier").rows == 5


def test_a_sample(desk: PageDesk) -> None:
    dialog = combining(desk, "sample")
    dialog.part("combine-rows").setValue(2)
    dialog.until(lambda: "2 rows" in dialog.part("combine-result").text())
    assert result(dialog) == "2 rows, 2 valid numbers."
    dialog.type("combine-name", "Essai")
    dialog.click("combine-deed")
    desk.until(lambda: desk.page.title() == "Essai")
    assert desk.info("Essai").rows == 2


def test_a_list_for_each_town(desk: PageDesk) -> None:
    dialog = combining(desk, "split")
    dialog.pick("combine-by", "A list for each “Ville”")
    dialog.until(lambda: "Tours (3)" in dialog.part("combine-result").text())
    assert dialog.part("combine-deed").text() == "Create 3 lists"
    assert not dialog.part("combine-parts").isVisible()
    dialog.click("combine-deed")
    desk.until(lambda: len(desk.lists.all()) == 5)
    assert desk.info("atelier – Tours").rows == 3
    assert desk.info("atelier – Blois").rows == 1


def test_nothing_in_common_is_nothing_to_create(desk: PageDesk, tmp_path: Path) -> None:
    desk.import_text(tmp_path, "autre.csv", "Nom;Mobile\nRoux;06 00 00 55 55\n")
    desk.until(lambda: desk.page.title() == "autre")
    desk.until(lambda: desk.model.rowCount() == 1)
    dialog = combining(desk, "intersection")
    dialog.until(lambda: "No contact is left" in dialog.part("combine-result").text())
    assert not dialog.part("combine-deed").isEnabled()
    QTest.keyClick(dialog.dialog, Qt.Key.Key_Escape)
    desk.until(lambda: desk.no_dialog("combine"))
    assert len(desk.lists.all()) == 3


def test_duplicates_are_merged_after_a_choice(desk: PageDesk) -> None:
    desk.choose("list-menu", "Find duplicates")
    dialog = desk.dialog("duplicates")
    dialog.until(lambda: len(dialog.rows("duplicates-table")) == 2)
    assert [row[3] for row in dialog.rows("duplicates-table")] == ["To choose", "Alike"]
    sides = dialog.rows("duplicates-side-by-side")
    assert sides[0] == ["Nom", "Lefèvre", "Lefebvre"]
    assert sides[2] == ["Ville", "Tours", "–"]
    dialog.pick("choice-0", "Lefebvre")
    assert dialog.rows("duplicates-table")[0][3] == "Chosen"
    dialog.click("duplicates-merge-all")
    desk.until(lambda: desk.model.rowCount() == 3)
    table = desk.table()
    rows = [(table.text(row, 0), table.text(row, 2)) for row in table.order.tolist()]
    assert rows == [("Lefebvre", "Tours"), ("Moreau", "Blois"), ("Petit", "Tours")]
    desk.page.undo()
    desk.until(lambda: desk.model.rowCount() == 5)


def test_only_what_needs_no_choice_is_merged(desk: PageDesk) -> None:
    desk.choose("list-menu", "Find duplicates")
    desk.dialog("duplicates").click("duplicates-merge-easy")
    desk.until(lambda: desk.model.rowCount() == 4)
    assert [number[-2:] for number in desk.numbers()] == ["01", "02", "01", "03"]


def test_what_other_lists_share_is_taken_out(desk: PageDesk) -> None:
    desk.page.act("duplicates")
    dialog = desk.dialog("duplicates")
    QTest.mouseClick(dialog.part("duplicates-section").segment("across"), LEFT)
    dialog.until(lambda: len(dialog.rows("across-table")) == 1)
    assert dialog.rows("across-table") == [["salon", "2", "1"]]
    dialog.click("across-show")
    desk.until(lambda: desk.model.rowCount() == 1)
    assert desk.table().size == 5
    desk.page.act("duplicates")
    dialog = desk.dialog("duplicates")
    QTest.mouseClick(dialog.part("duplicates-section").segment("across"), LEFT)
    dialog.until(lambda: len(dialog.rows("across-table")) == 1)
    dialog.click("across-take")
    desk.until(lambda: len(desk.numbers()) == 4)
    assert "06 00 00 00 02" not in desk.numbers()


def test_a_list_without_repeats_says_so(desk: PageDesk) -> None:
    desk.choose("other-list", "salon")
    desk.until(lambda: desk.model.rowCount() == 2)
    desk.page.act("duplicates")
    dialog = desk.dialog("duplicates")
    dialog.until(lambda: "Every number stands once" in dialog.part("duplicates-line").text())
    assert not dialog.part("duplicates-merge-all").isVisible()
