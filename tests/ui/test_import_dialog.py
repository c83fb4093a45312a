"""An import with its choices: what is shown of a file, and what comes of it."""

from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Scene
from tests.ui.page_desk import Hand, PageDesk
from voicedesk.base import words
from voicedesk.contacts.sheet import ReadOptions
from voicedesk.ui import dialogs
from voicedesk.ui.import_dialog import ImportDialog
from voicedesk.ui.import_source import Wish

TWO = (
    "Nom;Portable;Fixe;Ville\r\n"
    "Lefèvre;06 00 00 12 04;02 61 91 00 04;Tours\r\n"
    "Moreau;;02 61 91 00 05;Blois\r\n"
    "Petit;06 00 7;;Tours\r\n"
)


class Choices(Hand):
    """The dialog over a file, and what it wants in the end."""

    def __init__(self, scene: Scene, path: Path) -> None:
        made = ImportDialog(scene.context, Wish(path), None, scene.page)
        super().__init__(scene, made)
        self.wishes: list[Wish] = []
        made.wanted.connect(self.wishes.append)
        made.open()

    @property
    def preview(self) -> list[list[str]]:
        return self.rows("import-preview")

    def titles(self) -> list[str]:
        model = self.part("import-preview").model()
        across = Qt.Orientation.Horizontal
        return [str(model.headerData(at, across)) for at in range(model.columnCount())]

    def shows(self, *first: str) -> None:
        self.until(lambda: self.preview[:1] != [] and self.preview[0][: len(first)] == list(first))

    def accept(self) -> Wish:
        self.click("import-deed")
        (wish,) = self.wishes
        return wish


@pytest.fixture
def desk(lonely_scene: Scene) -> PageDesk:
    made = PageDesk(lonely_scene)
    made.settle()
    return made


def choices(desk: PageDesk, folder: Path, text: str, encoding: str = "utf-8") -> Choices:
    path = folder / "clients.csv"
    path.write_bytes(text.encode(encoding))
    return Choices(desk.scene, path)


def test_the_first_rows_are_shown_as_they_will_be(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04", "Mobile")
    assert [row[:3] for row in dialog.preview] == [
        ["06 00 00 12 04", "Mobile", "Lefèvre"],
        ["02 61 91 00 05", "Fixed line", "Moreau"],
        ["06 00 7", "Too short", "Petit"],
    ]
    assert dialog.titles() == ["Number to call", "State", "Nom", "Portable", "Fixe", "Ville"]


def test_the_order_of_the_numbers_is_a_choice(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04")
    dialog.pick("import-role-2", "Number 1")
    dialog.shows("02 61 91 00 04", "Fixed line")
    assert dialog.part("import-role-1").currentText() == "Number 2"
    wish = dialog.accept()
    assert wish.mapping is not None
    assert wish.mapping.phones == (2, 1)


def test_a_row_for_each_number(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04")
    QTest.mouseClick(dialog.part("import-several").segment("rows"), Qt.MouseButton.LeftButton)
    dialog.until(lambda: len(dialog.preview) == 4)
    assert [row[0] for row in dialog.preview[:2]] == ["06 00 00 12 04", "02 61 91 00 04"]
    desk.page._import_desk._start(dialog.accept())
    desk.until(lambda: desk.model.rowCount() == 4)
    assert desk.numbers() == ["06 00 00 12 04", "02 61 91 00 04", "02 61 91 00 05", "06 00 7"]


def test_what_is_left_out_is_not_in_the_list(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04")
    for column in (2, 3):
        dialog.pick(f"import-role-{column}", "Leave out")
    dialog.until(lambda: dialog.titles() == ["Portable", "State", "Nom"])
    dialog.type("import-name", "Sans ville")
    desk.page._import_desk._start(dialog.accept())
    desk.until(lambda: desk.page.title() == "Sans ville")
    assert desk.info("Sans ville").columns == ("Nom", "Portable")


def test_encoding_and_separator_are_tried_live(desk: PageDesk, tmp_path: Path) -> None:
    text = "Nom|Mobile\r\nŁukasz|06 00 00 12 04\r\n"
    dialog = choices(desk, tmp_path, text, "windows-1250")
    dialog.shows("06 00 00 12 04", "Mobile", "£ukasz")
    dialog.pick("import-encoding", "Windows-1250")
    dialog.shows("06 00 00 12 04", "Mobile", "Łukasz")
    dialog.pick("import-delimiter", "Semicolon")
    dialog.shows("Łukasz|06 00 00 12 04")
    dialog.pick("import-delimiter", "Bar")
    dialog.shows("06 00 00 12 04", "Mobile", "Łukasz")
    assert dialog.accept().options == ReadOptions(delimiter="|", encoding="windows-1250")


def test_the_header_is_a_choice(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, "Mobile\r\n06 00 00 12 04\r\n")
    dialog.shows("06 00 00 12 04")
    dialog.click("import-header")
    dialog.until(lambda: len(dialog.preview) == 2)
    assert dialog.titles()[0] == "A"
    assert dialog.accept().options == ReadOptions(header=False)


def test_a_sheet_of_a_workbook(desk: PageDesk, tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, number in (("Ancien", "06 00 00 00 01"), ("Actuel", "06 00 00 00 02")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Nom", "Mobile"])
            sheet.write_row(1, 0, ["Durand", number])
    dialog = Choices(desk.scene, path)
    dialog.shows("06 00 00 00 01")
    assert not dialog.part("import-encoding").isVisible()
    dialog.pick("import-sheet", "Actuel")
    dialog.shows("06 00 00 00 02")
    assert dialog.accept().options == ReadOptions(sheet="Actuel")


def test_cards_have_titles_in_the_persons_language(desk: PageDesk, tmp_path: Path) -> None:
    path = tmp_path / "carnet.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Jean Durand\nTEL;TYPE=CELL:06 00 00 00 09\nEND:VCARD\n"
    )
    words.set_language("fr")
    try:
        dialog = Choices(desk.scene, path)
        dialog.shows("06 00 00 00 09")
        assert "Nom" in dialog.titles()
        assert "Name" not in dialog.titles()
        for part in ("import-encoding", "import-header"):  # a card leaves no choice
            assert not dialog.part(part).isVisible()
        wish = dialog.accept()
    finally:
        words.set_language("en")
    assert wish.mapping is not None
    desk.page._import_desk._start(wish)
    desk.until(lambda: desk.page.title() == "carnet")
    assert "Name" in desk.info("carnet").columns


def test_the_titles_of_a_file_stay_its_own(desk: PageDesk, tmp_path: Path) -> None:
    words.set_language("fr")
    try:
        dialog = choices(desk, tmp_path, "Name;Phone\r\nJean;06 00 00 00 09\r\n")
        dialog.shows("06 00 00 00 09")
        assert dialog.titles() == ["Phone", "État", "Name"]
    finally:
        words.set_language("en")


def test_a_choice_of_columns_is_remembered(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04")
    dialog.pick("import-role-2", "Number 1")
    dialog.shows("02 61 91 00 04")
    desk.page._import_desk._start(dialog.accept())
    desk.until(lambda: desk.page.title() == "clients")
    desk.settle()
    (tmp_path / "autre").mkdir()
    again = choices(desk, tmp_path / "autre", TWO)
    again.shows("02 61 91 00 04")
    assert "as you chose them" in again.part("import-notices").text()
    QTest.keyClick(again.dialog, Qt.Key.Key_Escape)
    assert again.wishes == []


def test_a_file_that_is_no_table_says_so_and_stays_open(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, "<html><body></body></html>")
    dialog.until(lambda: dialog.part("import-problem").isVisible())
    assert "not a table" in dialog.part("import-problem").accessibleDescription()
    assert not dialog.part("import-deed").isEnabled()
    assert dialog.part("import-encoding").isVisible()


def test_a_list_needs_a_name(desk: PageDesk, tmp_path: Path) -> None:
    dialog = choices(desk, tmp_path, TWO)
    dialog.shows("06 00 00 12 04")
    dialog.part("import-name").clear()
    dialog.click("import-deed")
    assert dialog.wishes == []
    assert dialog.dialog.isVisible()


def test_the_page_asks_for_a_file_with_choices(
    desk: PageDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(TWO, "utf-8")
    monkeypatch.setattr(dialogs, "choose_file", lambda _p, _t, _f, chosen: chosen(path))
    desk.page.act("import-choices")
    dialog = desk.dialog("import")
    dialog.until(lambda: len(dialog.rows("import-preview")) == 3)
    dialog.click("import-deed")
    desk.until(lambda: desk.model.rowCount() == 3)
