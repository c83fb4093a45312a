"""What holds for every dialog of the contacts: names, keys, room, and an end at any moment."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from tests.ui.conftest import Scene
from tests.ui.page_desk import PageDesk, stored
from voicedesk.ui.parts.dialog import Dialog

# By the deed: the dialog it opens.
DIALOGS = {
    "paste": "import",
    "all-lists": "lists",
    "details": "list-details",
    "combine": "combine",
    "delete": "delete-list",
    "duplicates": "duplicates",
    "consent": "consent",
    "stop-list": "stop-list",
}
ATELIER = "Nom;Mobile\nA;06 00 00 00 01\nB;06 00 00 00 01\nC;06 00 00 00 02\n"


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> PageDesk:
    for name in ("salon", "atelier"):
        stored(lonely_scene, tmp_path, name, ATELIER)
    made = PageDesk(lonely_scene, 1024, 700)
    made.until(lambda: made.page.title() == "atelier")
    made.until(lambda: made.model.rowCount() == 3)
    made.settle()
    return made


def opened(desk: PageDesk, deed: str) -> QDialog:
    if deed == "paste":
        clipboard = desk.scene.bot._request.getfixturevalue("qapp").clipboard()
        clipboard.setText("Nom\tMobile\nDurand\t06 00 00 00 09")
    desk.page.act(deed)
    return desk.dialog(DIALOGS[deed]).dialog


def stops(dialog: QDialog) -> list[QWidget]:
    """Where Tab stops."""
    return [
        part
        for part in dialog.findChildren(QWidget)
        if part.isVisible()
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
    ]


def name(part: QWidget) -> str:
    text = part.text() if isinstance(part, QAbstractButton) else ""
    return part.accessibleName() or text


@pytest.mark.parametrize("deed", DIALOGS)
def test_every_part_has_a_name_and_fits_the_smallest_window(desk: PageDesk, deed: str) -> None:
    dialog = opened(desk, deed)
    desk.settle()
    desk.scene.bot.wait(30)
    assert isinstance(dialog, Dialog)
    parts = stops(dialog)
    assert len(parts) >= 2
    assert [type(part).__name__ for part in parts if not name(part)] == []
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    for part in parts:
        corner = part.mapTo(dialog, part.rect().topLeft())
        assert 0 <= corner.x() <= dialog.width() - part.width(), part.objectName()
    assert dialog.focusWidget() is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.until(lambda: desk.no_dialog(DIALOGS[deed]))


@pytest.mark.parametrize("deed", DIALOGS)
def test_a_dialog_may_be_closed_at_once(desk: PageDesk, deed: str) -> None:
    dialog = opened(desk, deed)
    dialog.reject()
    desk.settle()
    desk.scene.bot.wait(30)
    assert desk.scene.crashes == []
    assert len(desk.lists.all()) == 2


def test_tab_reaches_the_button_that_imports(desk: PageDesk) -> None:
    dialog = opened(desk, "paste")
    desk.settle()
    desk.scene.bot.wait(60)
    passed: list[str] = []
    for _ in range(30):
        here = dialog.focusWidget()
        assert here is not None
        passed.append(here.objectName())
        if here.objectName() == "import-deed":
            break
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert "import-deed" in passed
    assert "import-role-0" in passed
    assert passed.index("import-role-0") < passed.index("import-role-1")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    desk.until(lambda: desk.model.rowCount() == 4)
