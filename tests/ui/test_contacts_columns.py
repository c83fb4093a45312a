"""Columns, history, stop list and consent in the table of contacts."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from tests.ui.conftest import Scene
from tests.ui.contacts_desk import LEFT, NAME, NUMBER, STATE, SUGGESTION, SheetDesk
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.stop_list import StopList

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


# Columns


def test_own_columns(desk: SheetDesk) -> None:
    desk.scene.click("columns")
    desk.pick("Add a column")
    name_column(desk, "Remarque")
    at = desk.column("Remarque")
    desk.type_into(0, at, "rappeler")
    assert desk.stored_cells("Remarque") == ["rappeler", "", "", "", ""]
    desk.scene.click("columns")
    desk.pick("Rename a column", "Remarque")
    name_column(desk, "Note")
    assert "Note" in desk.titles()
    desk.scene.click("columns")
    desk.pick("Remove a column", "Note")
    assert "Note" not in desk.titles()
    desk.undo()
    assert desk.text(0, desk.column("Note")) == "rappeler"


def test_columns_are_hidden_and_moved(desk: SheetDesk) -> None:
    desk.open_text("Nom;Portable;Ville;Client\nAnne;06 00 00 00 01;Tours;C1\n", "more.csv")
    desk.scene.click("columns")
    desk.pick("Ville")
    assert "Ville" not in desk.titles()
    desk.scene.click("columns")
    desk.pick("Ville")
    header, town, client = desk.table.header, desk.column("Ville"), desk.column("Client")
    header.moveSection(header.visualIndex(client), header.visualIndex(town))
    desk.at_rest()
    assert desk.titles()[town : town + 2] == ["Client", "Ville"]
    assert [column.name for column in desk.stored_table().shape.columns][2:] == ["Client", "Ville"]
    header.moveSection(desk.column("Client"), STATE)  # what is said of a number stays in front
    desk.at_rest()
    assert desk.titles()[town : town + 2] == ["Client", "Ville"]


def test_other_columns_for_numbers_and_names(desk: SheetDesk) -> None:
    desk.scene.click("columns")
    desk.pick("Column with the numbers", "Ville")
    assert set(desk.texts(STATE)) == {"Not a number"}
    assert desk.count("exclude") == 5
    desk.undo()
    desk.scene.click("columns")
    desk.pick("Columns with the name", "Ville")
    assert desk.text(0, NAME) == "Anne Tours"


# The history


def test_the_history_goes_back_to_any_change(desk: SheetDesk) -> None:
    desk.type_into(0, TOWN, "Chinon")
    desk.type_into(1, TOWN, "Loches")
    history = desk.scene.part("history")
    lines = [str(history.model().index(row, 0).data()) for row in range(3)]
    assert lines == ["Ville changed, row 3", "Ville changed, row 2", "Import list.csv, 5 rows"]
    go_to(desk, 2)
    assert desk.stored_cells("Ville")[:2] == ["Tours", "Blois"]
    go_to(desk, 1)
    assert desk.stored_cells("Ville")[:2] == ["Chinon", "Blois"]
    assert [entry.applied for entry in desk.lists.history(desk.list_id)] == [True, True, False]
    desk.redo()
    assert desk.stored_cells("Ville")[:2] == ["Chinon", "Loches"]


def test_even_the_import_is_undone(desk: SheetDesk) -> None:
    desk.undo()
    assert desk.model.rowCount() == 0
    assert desk.scene.seen("first-row")
    assert desk.stored() == []
    desk.scene.click("redo")
    desk.at_rest()
    assert desk.texts(NAME) == ["Anne", "Bruno", "Chloé", "David", "Emma"]


def test_undo_outlives_the_window(desk: SheetDesk) -> None:
    desk.type_into(0, TOWN, "Chinon")
    desk.open(desk.lists.info(desk.list_id))
    desk.undo()
    assert desk.stored_cells("Ville")[0] == "Tours"


# Stop list, consent, countries


def test_stop_list_and_consent_are_columns_and_filters(desk: SheetDesk) -> None:
    assert not desk.scene.seen("no_consent")
    database, table = desk.scene.workspace.database, desk.stored_table()
    StopList(database).add(["06 00 00 00 04"], "phone", "")
    consents = Consents(database, desk.scene.folder)
    consents.record(table.e164[[0]], "fair", "Yes", date(2020, 1, 1), date(2020, 2, 1))
    consents.record(table.e164[[1]], "fair", "Yes", date(2020, 1, 1))
    desk.sheet.refresh_standing()
    desk.at_rest()
    assert (desk.text(3, STATE), desk.text(3, SUGGESTION)) == ("Stop list", "Never called")
    consent = desk.column("Consent")
    assert desk.texts(consent) == ["Expired", "Given", "", "None", "Expired"]
    for said in (
        ["Expired", "Expired", "None", "Given", ""],
        ["Given", "None", "Expired", "Expired", ""],
        ["Expired", "Given", "", "None", "Expired"],
    ):
        header = desk.table.header
        at = QPoint(header.sectionViewportPosition(consent) + 40, header.height() // 2)
        QTest.mouseClick(header.viewport(), LEFT, pos=at)
        desk.at_rest()
        assert desk.texts(consent) == said
    for key, names in (
        ("stopped", ["David"]),
        ("no_consent", ["David"]),
        ("consent_expired", ["Anne", "Emma"]),
    ):
        QTest.mouseClick(desk.chip(key), LEFT)
        desk.at_rest()
        assert desk.texts(NAME) == names
        assert desk.chip(key).accessibleName().endswith(f", {len(names)}")
        QTest.mouseClick(desk.chip(key), LEFT)
        desk.at_rest()


def test_the_country_is_a_filter(desk: SheetDesk) -> None:
    assert not desk.scene.seen("country")
    desk.type_into(0, NUMBER, "+32 470 12 34 56")
    assert desk.scene.seen("country")
    desk.scene.click("country")
    desk.pick("Belgium")
    assert desk.texts(NAME) == ["Anne"]
    assert desk.chip("country").accessibleName() == "Belgium, 1"
    desk.scene.click("country")
    desk.pick("All countries")
    assert desk.model.rowCount() == 5


def test_rows_can_be_shown_for_somebody_else(desk: SheetDesk) -> None:
    desk.sheet.show_rows(desk.model.shown[[1, 3]])
    desk.at_rest()
    assert desk.texts(NAME) == ["Bruno", "David"]
    desk.scene.click("cause")
    desk.at_rest()
    assert desk.model.rowCount() == 5


def name_column(desk: SheetDesk, name: str) -> None:
    dialog = desk.window.findChild(QInputDialog, "column-name")
    assert dialog is not None
    dialog.setTextValue(name)
    dialog.accept()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    desk.at_rest()


def go_to(desk: SheetDesk, row: int) -> None:
    history = desk.scene.part("history")
    where = history.visualRect(history.model().index(row, 0)).center()
    QTest.mouseClick(history.viewport(), LEFT, pos=where)
    desk.at_rest()
