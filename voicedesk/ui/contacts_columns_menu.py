"""What can be done with the columns of a contact list, as menus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Change, Column, Shape
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contacts_changes import Plan
from voicedesk.ui.contacts_columns import TableColumn, is_pinned


class ColumnsMenu(QMenu):
    """Offers what fits the columns as they are when it opens; ``wanted`` carries the plan of a
    change, ``sort_wanted`` a section of the header and a direction.
    """

    wanted = Signal(object)  # Plan
    sort_wanted = Signal(int, Qt.SortOrder)

    def open_for_all(self, shape: Shape, at: QPoint) -> None:
        """Every column of the list: whether it is shown, and what it is for."""
        self.clear()
        for column in shape.columns:
            action = self._offer(self, column.name, partial(_show, column.key, not column.shown))
            action.setCheckable(True)
            action.setChecked(column.shown)
            action.setEnabled(not is_pinned(shape, column.key))
        self.addSeparator()
        self._offer_new(len(shape.columns))
        numbers = self.addMenu(tr("Column with the numbers"))
        names = self.addMenu(tr("Columns with the name"))
        renamed = self.addMenu(tr("Rename a column"))
        removed = self.addMenu(tr("Remove a column"))
        for column in shape.columns:
            action = self._offer(numbers, column.name, partial(_set_phone, column.key))
            action.setCheckable(True)
            action.setChecked(column.key == shape.phone)
            self._offer_name(renamed, column, f"{column.name}…")
            if column.key != shape.phone:
                self._offer_label(names, shape, column, column.name)
                self._offer(removed, column.name, partial(_remove, column.key))
        self.popup(at)

    def open_for_one(
        self, shape: Shape, columns: tuple[TableColumn, ...], section: int, at: QPoint
    ) -> None:
        """The column of this section of the header."""
        self.clear()
        for words, order in (
            (tr("Sort ascending"), Qt.SortOrder.AscendingOrder),
            (tr("Sort descending"), Qt.SortOrder.DescendingOrder),
        ):
            self.addAction(words).triggered.connect(partial(self._want_order, section, order))
        key = columns[section].key
        if key is not None:
            self.addSeparator()
            if columns[section].is_movable:
                self._offer_places(shape, columns, section)
                self._offer(self, tr("Hide the column"), partial(_show, key, False))
            self._offer_name(self, shape.column(key), tr("Rename the column…"))
            if columns[section].is_movable:
                self._offer(self, tr("Remove the column"), partial(_remove, key))
                self.addSeparator()
                self._offer(self, tr("It holds the numbers"), partial(_set_phone, key))
                self._offer_label(self, shape, shape.column(key), tr("It names the contact"))
        self.addSeparator()
        at_end = key is None or not columns[section].is_movable
        self._offer_new(len(shape.columns) if at_end else place_of(shape, key) + 1)
        self.popup(at)

    def _offer_places(self, shape: Shape, columns: tuple[TableColumn, ...], section: int) -> None:
        key = columns[section].key
        for words, there in (
            (tr("Move to the left"), columns[section - 1]),
            (tr("Move to the right"), columns[section + 1]),
        ):
            if there.is_movable and key is not None:
                self._offer(self, words, partial(_move, key, place_of(shape, there.key)))

    def _offer_label(self, menu: QMenu, shape: Shape, column: Column, words: str) -> None:
        named = column.key in shape.labels
        others = tuple(key for key in shape.labels if key != column.key)
        keys = others if named else (*others, column.key)
        action = self._offer(menu, words, partial(_set_labels, keys))
        action.setCheckable(True)
        action.setChecked(named)

    def _offer_new(self, place: int) -> None:
        make = partial(partial, _add, place)
        asking = partial(self._ask, tr("Name of the new column"), "", make)
        self.addAction(tr("Add a column…")).triggered.connect(asking)

    def _offer_name(self, menu: QMenu, column: Column, words: str) -> None:
        make = partial(partial, _rename, column.key)
        asking = partial(self._ask, tr("Name of the column"), column.name, make)
        menu.addAction(words.replace("&", "&&")).triggered.connect(asking)

    def _offer(self, menu: QMenu, words: str, plan: Plan) -> QAction:
        action = menu.addAction(words.replace("&", "&&"))
        action.triggered.connect(partial(self._want, plan))
        return action

    def _want(self, plan: Plan, _checked: bool = False) -> None:
        self.wanted.emit(plan)

    def _want_order(self, section: int, order: Qt.SortOrder, _checked: bool = False) -> None:
        self.sort_wanted.emit(section, order)

    def _ask(
        self, words: str, text: str, make: Callable[[str], Plan], _checked: bool = False
    ) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setObjectName("column-name")
        dialog.setWindowTitle(words)
        dialog.setLabelText(words)
        dialog.setOkButtonText(tr("Rename the column") if text else tr("Add the column"))
        dialog.setCancelButtonText(tr("Cancel"))
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(partial(self._name, make))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _name(self, make: Callable[[str], Plan], name: str) -> None:
        self.wanted.emit(make(name))


def place_of(shape: Shape, key: int | None) -> int:
    """The index of this column among all of the list."""
    return [column.key for column in shape.columns].index(key)  # type: ignore[arg-type]


def _add(place: int, name: str, table: ContactTable, _job: Job) -> Change | None:
    return editing.add_column(table, name, place)


def _rename(key: int, name: str, table: ContactTable, _job: Job) -> Change | None:
    return editing.rename_column(table, key, name)


def _remove(key: int, table: ContactTable, _job: Job) -> Change | None:
    return editing.remove_column(table, key)


def _move(key: int, place: int, table: ContactTable, _job: Job) -> Change | None:
    return editing.move_column(table, key, place)


def _show(key: int, shown: bool, table: ContactTable, _job: Job) -> Change | None:
    return editing.show_column(table, key, shown)


def _set_phone(key: int, table: ContactTable, _job: Job) -> Change | None:
    return editing.set_phone_column(table, key)


def _set_labels(keys: tuple[int, ...], table: ContactTable, _job: Job) -> Change | None:
    return editing.set_labels(table, keys)
