"""The stop list and consents: typed, imported, for chosen rows, found again in the list."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Scene
from tests.ui.page_desk import Hand, PageDesk
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.stop_list import StopList
from voicedesk.ui import dialogs

LIST = "Nom;Mobile\n" + "".join(f"Personne {n};06 00 00 00 {n:02d}\n" for n in range(1, 6))


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> PageDesk:
    made = PageDesk(lonely_scene)
    made.until(lambda: made.scene.seen("import-first-list"))
    made.import_text(tmp_path, "clients.csv", LIST)
    made.until(lambda: made.model.rowCount() == 5)
    made.settle()
    return made


@pytest.fixture
def stop_list(desk: PageDesk) -> StopList:
    return StopList(desk.scene.workspace.database)


def opened(desk: PageDesk) -> Hand:
    desk.page.act("stop-list")
    dialog = desk.dialog("stop-list")
    desk.settle()
    return dialog


def enter(dialog: Hand, number: str) -> None:
    dialog.type("stop-number", number)
    QTest.keyClick(dialog.part("stop-number"), Qt.Key.Key_Return)


def shown(dialog: Hand) -> list[str]:
    return sorted(row[0] for row in dialog.rows("stop-table"))


def test_numbers_are_typed_one_after_the_other(desk: PageDesk, stop_list: StopList) -> None:
    dialog = opened(desk)
    dialog.type("stop-source", "Salon")
    for number in ("06 00 00 00 02", "0600000004", "01 99 00 10 10"):
        enter(dialog, number)
        assert dialog.part("stop-number").text() == ""
        assert dialog.part("stop-number").hasFocus()
    dialog.until(lambda: len(shown(dialog)) == 3)
    assert shown(dialog) == ["01 99 00 10 10", "06 00 00 00 02", "06 00 00 00 04"]
    assert {entry.source for entry in stop_list.all()} == {"Salon"}
    open_table = desk.page._sheet.table()
    assert open_table is not None
    desk.until(lambda: int(np.count_nonzero(open_table.stopped)) == 2)


def test_what_is_no_number_is_judged_while_typed(desk: PageDesk, stop_list: StopList) -> None:
    dialog = opened(desk)
    dialog.type("stop-number", "06 00 7")
    assert dialog.part("stop-badge").text() == "Too short"
    assert not dialog.part("stop-add").isEnabled()
    QTest.keyClick(dialog.part("stop-number"), Qt.Key.Key_Return)
    desk.settle()
    assert (stop_list.count(), dialog.dialog.isVisible()) == (0, True)
    dialog.type("stop-number", "06 00 00 00 07")
    assert dialog.part("stop-badge").text() == "Mobile · 06 00 00 00 07"


def test_a_fingerprint_is_recognised_and_taken_off_by_its_number(
    desk: PageDesk, stop_list: StopList
) -> None:
    dialog = opened(desk)
    dialog.click("stop-fingerprint")
    enter(dialog, "06 00 00 00 03")
    dialog.until(lambda: shown(dialog) == ["Fingerprint"])
    dialog.part("stop-table").selectRow(0)
    assert not dialog.part("stop-remove").isEnabled()  # nobody can read which one it is
    dialog.type("stop-number", "0600000003")
    dialog.until(lambda: dialog.part("stop-badge").text() == "On the list already")
    dialog.click("stop-take-off")
    dialog.until(lambda: shown(dialog) == [])
    assert stop_list.count() == 0


def test_chosen_numbers_are_taken_off(desk: PageDesk, stop_list: StopList) -> None:
    stop_list.add(["06 00 00 00 02", "06 00 00 00 04"], "Courrier")
    dialog = opened(desk)
    dialog.until(lambda: len(shown(dialog)) == 2)
    table = dialog.part("stop-table")
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    dialog.until(lambda: len(shown(dialog)) == 1)
    assert "1 number taken off" in dialog.part("stop-said").text()
    assert stop_list.count() == 1


@pytest.mark.parametrize("words", ["courrier", "00 02", "+33600000002"])
def test_the_stop_list_is_searched(desk: PageDesk, stop_list: StopList, words: str) -> None:
    stop_list.add(["06 00 00 00 02"], "Courrier")
    stop_list.add(["06 00 00 00 04"], "Salon", "à ne pas déranger")
    dialog = opened(desk)
    dialog.until(lambda: len(shown(dialog)) == 2)
    dialog.type("stop-search", words)
    dialog.until(lambda: shown(dialog) == ["06 00 00 00 02"])


def test_files_in_and_out(
    desk: PageDesk, stop_list: StopList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = tmp_path / "stop.txt", tmp_path / "out.csv"
    path.write_text("06 00 00 00 01\n06 00 7\n06 00 00 00 02\n", "utf-8")

    def choose(
        _parent: object, _title: str, _filters: object, chosen: Callable[[Path], None]
    ) -> None:
        chosen(path)

    def save(
        _parent: object, _title: str, _name: str, _filters: object, chosen: Callable[[Path], None]
    ) -> None:
        chosen(target)

    monkeypatch.setattr(dialogs, "choose_file", choose)
    monkeypatch.setattr(dialogs, "choose_target", save)
    dialog = opened(desk)
    dialog.click("stop-import")
    dialog.until(lambda: len(shown(dialog)) == 2)
    assert dialog.part("stop-said").text() == "2 numbers added. 1 row has no number: row 2."
    dialog.click("stop-export")
    dialog.until(lambda: "out.csv" in dialog.part("stop-said").text())
    assert "+33600000002" in target.read_text("utf-8-sig")


def test_chosen_rows_are_never_called_again(desk: PageDesk, stop_list: StopList) -> None:
    desk.choose("list-menu", "Never call")
    banner = desk.scene.part("contacts-banner")
    assert "Tick rows first" in banner.accessibleName()
    desk.tick_rows(1, 3)
    desk.choose("list-menu", "Never call")
    desk.until(lambda: "2 numbers will never be called" in banner.accessibleName())
    assert sorted(entry.e164 or 0 for entry in stop_list.all()) == [33600000002, 33600000004]
    assert {entry.source for entry in stop_list.all()} == {"clients"}
    table = desk.page._sheet.table()
    assert table is not None
    desk.until(lambda: int(np.count_nonzero(table.stopped)) == 2)


def consent_of(desk: PageDesk, number: int) -> tuple[str, str, date, date | None, bool] | None:
    workspace = desk.scene.workspace
    found = Consents(workspace.database, workspace.folder).of(number)
    if found is None:
        return None
    proved = found.proof is not None and found.proof.exists()
    return found.source, found.wording, found.given_on, found.expires_on, proved


def test_never_again_from_the_menu_of_the_table(desk: PageDesk, stop_list: StopList) -> None:
    table = desk.scene.part("contacts-table")
    table.go_to(2, 1)
    (entry,) = [action for action in table.actions() if action.text() == "Never call again"]
    entry.trigger()
    desk.until(lambda: str(desk.model.index(2, 2).data()) == "Stop list")
    assert [entry.e164 for entry in stop_list.all()] == [33600000003]


def test_a_consent_is_recorded_and_withdrawn(
    desk: PageDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "formulaire.pdf"
    proof.write_bytes(b"%PDF-1.4 formulaire")
    monkeypatch.setattr(dialogs, "choose_file", lambda _p, _t, _f, chosen: chosen(proof))
    desk.tick_rows(0, 2)
    desk.choose("list-menu", "Record a consent")
    dialog = desk.dialog("consent")
    dialog.click("consent-deed")
    assert dialog.dialog.isVisible()  # neither source nor wording
    dialog.type("consent-source", "Bon de commande")
    dialog.part("consent-wording").setPlainText("J’accepte d’être appelé.")
    dialog.click("consent-ends")
    dialog.click("consent-proof")
    today, ends = dialog.part("consent-given").day(), dialog.part("consent-expires").day()
    dialog.click("consent-deed")
    banner = desk.scene.part("contacts-banner")
    desk.until(lambda: banner.accessibleName() == "Consent recorded for 2 numbers")
    expected = ("Bon de commande", "J’accepte d’être appelé.", today, ends, True)
    assert consent_of(desk, 33600000001) == consent_of(desk, 33600000003) == expected
    assert consent_of(desk, 33600000002) is None
    table = desk.page._sheet.table()
    assert table is not None
    desk.until(lambda: table.consent.tolist() == [1, 0, 1, 0, 0])
    desk.page.act("withdraw")
    desk.dialog("withdraw-consent").click("withdraw-consent-deed")
    desk.until(lambda: banner.accessibleName() == "2 consents withdrawn")
    assert consent_of(desk, 33600000001) is None
    desk.until(lambda: not table.consent.any())


def test_without_a_choice_the_whole_list_is_offered(desk: PageDesk) -> None:
    desk.page.act("consent")
    dialog = desk.dialog("consent")
    who = dialog.part("consent-who")
    assert (who.current(), who.segment("chosen").isEnabled()) == ("all", False)
    dialog.type("consent-source", "Salon")
    dialog.part("consent-wording").setPlainText("Oui")
    dialog.click("consent-deed")
    banner = desk.scene.part("contacts-banner")
    desk.until(lambda: banner.accessibleName() == "Consent recorded for 5 numbers")
