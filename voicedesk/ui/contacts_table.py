"""The table of contacts: its columns and order, the rows chosen in it, the place one is at."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_view import Order
from voicedesk.ui.parts.table import Column, Table

_WIDTHS = {"name": 168, "number": 150, "state": 192, "suggestion": 216, "cell": 150, "row": 70}


class ContactsTable(Table):
    """Del wants the chosen rows deleted; a double click on a name edits it."""

    delete_wanted = Signal()
    order_changed = Signal()

    def __init__(self, model: ContactsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._contacts = model
        self.setModel(model)
        self.setObjectName("contacts-table")
        self.setAccessibleName(tr("Contacts"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setCornerWidget(QWidget(self))  # the style would draw a square between the scroll bars
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        self.unsort()
        header.setSortIndicatorShown(True)
        header.sortIndicatorChanged.connect(self._sorted)
        self.doubleClicked.connect(self._edit_name)
        delete = QAction(tr("Delete the selected rows"), self)
        delete.setShortcut(QKeySequence.StandardKey.Delete)
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self.delete_wanted)
        self.addAction(delete)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def lay_out(self) -> None:
        """The widths for the columns of another list."""
        self.set_columns([Column(_WIDTHS[column.kind]) for column in self._contacts.columns])
        self.horizontalHeader().setStretchLastSection(True)
        self._fit()

    def order(self) -> Order | None:
        """By which column the header says the rows are sorted."""
        header = self.horizontalHeader()
        section = header.sortIndicatorSection()
        if not 0 <= section < len(self._contacts.columns):
            return None
        down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        return Order(self._contacts.columns[section], down)

    def unsort(self) -> None:
        """The order of the list again, without a signal."""
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.blockSignals(False)
        header.viewport().update()

    def selected_positions(self) -> frozenset[int]:
        """The contacts in the selected rows."""
        chosen = self.selectionModel().selection()  # ranges: the indexes would be millions
        parts = [chosen.at(number) for number in range(chosen.count())]
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return frozenset(self._contacts.row(row).position for row in rows)

    def edit_cell(self, row: int, cell: int) -> None:
        """Go to a contact's cell and open it for typing."""
        index = self._contacts.index(row, self._contacts.column_of(cell))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def keep_place(self, change: Callable[[], None]) -> None:
        """Make a change that may reset the model; then stand at the same cell and rows again."""
        here, scrolled = self.currentIndex(), self.verticalScrollBar().value()
        row, column = here.row(), here.column()
        position = self._contacts.row(row).position if here.isValid() else None
        change()
        self.verticalScrollBar().setValue(scrolled)
        if position is None or self.currentIndex().isValid():
            return
        found = self._contacts.row_of(position)
        row = min(row, self._contacts.rowCount() - 1) if found is None else found
        nothing = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self._contacts.index(row, column), nothing)
        self.verticalScrollBar().setValue(scrolled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The columns up to the suggestion fill the table: its link is never out of sight."""
        kinds = [column.kind for column in self._contacts.columns]
        if "suggestion" not in kinds:
            return
        header, last = self.horizontalHeader(), kinds.index("suggestion")
        before = sum(header.sectionSize(section) for section in range(last))
        room = self.width() - self.verticalScrollBar().sizeHint().width() - before
        header.resizeSection(last, max(room, look.tall(_WIDTHS["suggestion"])))

    @Slot(int, Qt.SortOrder)
    def _sorted(self, _section: int, _order: Qt.SortOrder) -> None:
        self.order_changed.emit()

    @Slot(QModelIndex)
    def _edit_name(self, index: QModelIndex) -> None:
        """A name of several cells is edited in the first of them."""
        roll, column = self._contacts.roll, self._contacts.columns[index.column()]
        if roll is None or column.kind != "name" or column.cell is not None:
            return
        if roll.info.label_columns:
            self.edit_cell(index.row(), roll.info.label_columns[0])
