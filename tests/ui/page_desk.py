"""The page of contacts with a hand on it: real files in a real workspace, clicks and keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QMenu, QWidget

from tests.ui.conftest import Scene
from voicedesk.base.jobs import Job
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.sheet import read_sheet
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contacts_page import ContactsPage
from voicedesk.ui.parts.table import Table

LEFT = Qt.MouseButton.LeftButton


def stored(scene: Scene, folder: Path, name: str, text: str) -> None:
    """A list that the workspace has before any page is opened."""
    path = folder / f"{name}.csv"
    path.write_text(text, "utf-8")
    checked = check(read_sheet(path, Job()), "FR", Job())
    ContactLists(scene.workspace.database).save(name, path.name, "FR", checked, Job())


class PageDesk:
    """``scene`` is the open workspace, ``page`` the page in a window of its own."""

    def __init__(self, scene: Scene, width: int = 1280, height: int = 800) -> None:
        self.scene = scene
        self.lists = ContactLists(scene.workspace.database)
        self.page = ContactsPage(scene.context)
        scene.show(self.page, width, height)
        self.page.refresh()

    @property
    def model(self) -> QAbstractItemModel:
        table = self.scene.part("contacts-table")
        assert isinstance(table, Table)
        return table.model()

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def settle(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: not self.scene.tasks._running)

    def open_sample(self) -> None:
        self.until(lambda: self.scene.seen("import-sample-list"))
        self.scene.click("import-sample-list")
        self.until(lambda: self.model.rowCount() == 60)

    def import_text(self, folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = folder / name
        path.write_bytes(text.encode(encoding))
        self.page.import_file(path)
        return path

    def table(self) -> ContactTable:
        """The open list, as the workspace has it."""
        found = self.page._sheet.table()
        assert found is not None
        return self.lists.open(found.list_id, Job())

    def numbers(self) -> list[str]:
        table = self.table()
        return [table.number(row) for row in table.order.tolist()]

    def info(self, name: str) -> ListInfo:
        found = self.lists.find(name)
        assert found is not None, [info.name for info in self.lists.all()]
        return found

    def tick_rows(self, *rows: int) -> None:
        for row in rows:
            index = self.model.index(row, 0)
            self.model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)

    def choose(self, button: str, words: str) -> None:
        """Click a button that drops a menu, then the entry that begins so."""
        self.scene.click(button)
        menus = self.page.findChildren(QMenu)
        (menu,) = [menu for menu in menus if menu.isVisible()]
        (action,) = [a for a in menu.actions() if a.text().startswith(words)]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def dialog(self, name: str) -> "Hand":
        """The open dialog of that name, once it is there."""
        self.until(lambda: any(d.isVisible() for d in self._dialogs(name)))
        (found,) = [d for d in self._dialogs(name) if d.isVisible()]
        return Hand(self.scene, found)

    def no_dialog(self, name: str) -> bool:
        return not any(dialog.isVisible() for dialog in self._dialogs(name))

    def _dialogs(self, name: str) -> list[QDialog]:
        return self.page.window().findChildren(QDialog, name)


class Hand:
    """What is done in one dialog."""

    def __init__(self, scene: Scene, dialog: QDialog) -> None:
        self.scene, self.dialog = scene, dialog

    def part(self, name: str) -> Any:
        found = self.dialog.findChild(QWidget, name)
        assert found is not None, name
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def click(self, name: str) -> None:
        widget = self.part(name)
        self.until(widget.isVisible)
        self.until(widget.isEnabled)
        QTest.mouseClick(widget, LEFT)

    def type(self, name: str, text: str) -> None:
        line = self.part(name)
        assert isinstance(line, QLineEdit)
        line.clear()
        QTest.keyClicks(line, text)

    def pick(self, name: str, words: str) -> None:
        """Choose the entry that begins so, by keys."""
        combo = self.part(name)
        assert isinstance(combo, QComboBox)
        texts = [combo.itemText(at) for at in range(combo.count())]
        (at,) = [at for at, text in enumerate(texts) if text.startswith(words)]
        combo.setFocus()
        while combo.currentIndex() != at:
            down = combo.currentIndex() < at
            QTest.keyClick(combo, Qt.Key.Key_Down if down else Qt.Key.Key_Up)

    def rows(self, name: str) -> list[list[str]]:
        """What a table shows."""
        model = self.part(name).model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
