"""The buttons beside the filters of a contact list: what can be done with its rows and columns."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label


class ContactsTools(QWidget):
    """Without ticked rows one can be added, with some they can be deleted."""

    row_wanted = Signal()
    deletion_wanted = Signal()
    columns_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = Label(tr("Working…"), "small", "text2", parent=self)
        self._delete = Button("", "quiet", "trash-2", parent=self)
        self._add = Button("", "quiet", "plus", parent=self)
        self._columns = Button(tr("Columns"), "quiet", "columns-3", parent=self)
        self._arrange()
        self._add.clicked.connect(self.row_wanted)
        self._delete.clicked.connect(self.deletion_wanted)
        self._columns.clicked.connect(self.columns_wanted)

    def set_ticks(self, n: int) -> None:
        """So many rows are ticked."""
        self._delete.setText(ntr("Delete {count} row", "Delete {count} rows", n, count=count(n)))
        self._delete.updateGeometry()
        self._delete.setVisible(n > 0)
        self._add.setVisible(n == 0)

    def set_busy(self, busy: bool) -> None:
        """A change is on its way for so long that it is said."""
        self._busy.setVisible(busy)

    def below_columns(self) -> QPoint:
        """Where the menu of the columns opens, on the screen."""
        return self._columns.mapToGlobal(self._columns.rect().bottomLeft())

    def _arrange(self) -> None:
        self._add.setAccessibleName(tr("Add a row"))
        self._add.setToolTip(f"{tr('Add a row')}  Ctrl++")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget, name in (
            (self._busy, "busy"),
            (self._delete, "delete-rows"),
            (self._add, "add-row"),
            (self._columns, "columns"),
        ):
            widget.setObjectName(name)
            row.addWidget(widget)
        self._delete.hide()
        self._busy.hide()
