"""A contact list open in its sheet, beside its panel, and a hand on both."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QWidget

from tests.ui.conftest import Scene
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.contacts.check import check
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.sheet import read_sheet
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.contacts_table import Area, ContactsTable
from voicedesk.ui.parts.cell import CELL, Cell
from voicedesk.ui.parts.chip import Chip
from voicedesk.ui.samples import CONTACTS

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NAME, NUMBER, STATE, SUGGESTION = range(4)
Key = Qt.Key


class SheetDesk:
    """The sheet with a list in it; ``stored`` is what another reading of the workspace says."""

    def __init__(self, scene: Scene, width: int = 1180, height: int = 760) -> None:
        self.scene = scene
        self.lists = ContactLists(scene.workspace.database)
        self.sheet = ContactsSheet(scene.context)
        self.window = QWidget()
        self._row = QHBoxLayout(self.window)
        self._row.addWidget(self.sheet, 1)
        self._panel: QWidget | None = None
        scene.show(self.window, width, height)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def open_sample(self) -> ListInfo:
        return self.open_file(resource("samples", CONTACTS))

    def open_text(self, text: str, name: str = "list.csv") -> ListInfo:
        path: Path = self.scene.folder / name
        path.write_text(text, "utf-8")
        return self.open_file(path)

    def open_file(self, path: Path) -> ListInfo:
        checked = check(read_sheet(path, Job()), "FR", Job())
        info = self.lists.save(path.stem, path.name, "FR", checked, Job())
        self.open(info)
        return info

    def open(self, info: ListInfo) -> None:
        if self._panel is not None:
            self._row.removeWidget(self._panel)
            self._panel.deleteLater()
        self._panel = self.sheet.open(self.lists.open(info.id, Job()), info)
        self._panel.setFixedWidth(280)
        self._row.addWidget(self._panel)
        self._panel.show()
        self.until(lambda: "valid" in self.sheet.tally() or not self.sheet.shown())
        self.at_rest()

    @property
    def table(self) -> ContactsTable:
        found = self.scene.part("contacts-table")
        assert isinstance(found, ContactsTable)
        return found

    @property
    def model(self) -> ContactsModel:
        found = self.table.model()
        assert isinstance(found, ContactsModel)
        return found

    @property
    def list_id(self) -> str:
        table = self.sheet.table()
        assert table is not None
        return table.list_id

    # Waiting

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def at_rest(self) -> None:
        """No change and no view is on its way."""
        names = ("contacts.view", "contacts.tally", "contacts.history", "contacts.find")
        tasks = self.scene.tasks
        self.until(
            lambda: self.sheet.is_settled() and not any(tasks.is_running(name) for name in names)
        )
        QApplication.processEvents()

    # Reading

    def texts(self, column: int) -> list[str]:
        return [self.text(row, column) for row in range(self.model.rowCount())]

    def row_of(self, text: str, column: int = NAME) -> int:
        return self.texts(column).index(text)

    def text(self, row: int, column: int) -> str:
        return str(self.model.index(row, column).data())

    def cell(self, row: int, column: int) -> Cell:
        found = self.model.index(row, column).data(CELL)
        assert isinstance(found, Cell)
        return found

    def column(self, title: str) -> int:
        return [column.title for column in self.model.columns].index(title)

    def titles(self) -> list[str]:
        return [column.title for column in self.model.columns]

    def stored_table(self) -> ContactTable:
        return self.lists.open(self.list_id, Job())

    def stored(self) -> list[Contact]:
        return list(self.stored_table().contacts())

    def stored_cells(self, title: str) -> list[str]:
        table = self.stored_table()
        (key,) = [column.key for column in table.shape.columns if column.name == title]
        return [table.text(row, key) for row in table.order.tolist()]

    def count(self, key: str) -> int:
        return self.sheet.tally().get(key, 0)

    def chip(self, key: str) -> Chip:
        found = self.scene.part(key)
        assert isinstance(found, Chip)
        return found

    # Doing

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """A key in the table, and what comes of it."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.table.setFocus()
        QTest.keyClick(self.table, key, modifiers or Qt.KeyboardModifier.NoModifier)
        self.at_rest()

    def stand(self, row: int, column: int) -> None:
        self.table.setFocus()
        self.table.go_to(row, column)

    def choose(self, top: int, left: int, bottom: int, right: int) -> None:
        """A block by the mouse: a click, and one with Shift."""
        for (row, column), modifiers in (
            ((top, left), Qt.KeyboardModifier.NoModifier),
            ((bottom, right), SHIFT),
        ):
            index = self.model.index(row, column)
            self.table.scrollTo(index)
            rect = self.table.visualRect(index)
            where = QPoint(rect.left() + rect.width() // 2, rect.center().y())
            QTest.mouseClick(self.table.viewport(), LEFT, modifiers, where)
        assert self.table.areas() == [Area(top, left, bottom, right)]

    def click_in(self, row: int, column: int, place: Callable[[QRectF, Cell], QRectF]) -> None:
        index = self.model.index(row, column)
        self.table.scrollTo(index)
        rect = place(QRectF(self.table.visualRect(index)), self.cell(row, column))
        assert not rect.isEmpty()
        QTest.mouseClick(self.table.viewport(), LEFT, pos=rect.center().toPoint())
        self.at_rest()

    def editor(self) -> QLineEdit | None:
        return self.table.editor()

    def open_editor(self, row: int, column: int) -> QLineEdit:
        self.stand(row, column)
        QTest.keyClick(self.table, Key.Key_F2)
        editor = self.editor()
        assert editor is not None
        return editor

    def type_into(self, row: int, column: int, text: str) -> None:
        editor = self.open_editor(row, column)
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Key.Key_Return)
        self.at_rest()

    def clip(self, text: str) -> None:
        QApplication.clipboard().setText(text)

    def clipped(self) -> str:
        return QApplication.clipboard().text()

    def pick(self, *words: str) -> None:
        """Of the menu that is open the entry that begins so, and of the one it opens, …"""
        for depth, word in enumerate(words):
            self.until(lambda depth=depth: len(self._menus()) > depth)  # type: ignore[misc]
            menu = self._menus()[depth]
            (action,) = [a for a in menu.actions() if a.text().startswith(word)]
            QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        self.at_rest()

    def undo(self) -> None:
        self.key(Key.Key_Z, CTRL)

    def redo(self) -> None:
        self.key(Key.Key_Y, CTRL)

    def _menus(self) -> list[QMenu]:
        return [menu for menu in self.window.findChildren(QMenu) if menu.isVisible()]
