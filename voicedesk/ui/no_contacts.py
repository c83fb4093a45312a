"""What stands in place of a table without rows, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import Label


class NoContacts(QWidget):
    """Hidden until it is wanted."""

    all_wanted = Signal()
    row_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = Label("", "lead", "text2", parent=self)
        self._all = Button(tr("Show all rows"), "link", parent=self)
        self._all.setObjectName("show-all")
        self._all.clicked.connect(self.all_wanted)
        self._row = Button(tr("Add a row"), "link", parent=self)
        self._row.setObjectName("first-row")
        self._row.clicked.connect(self.row_wanted)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for widget in (self._words, self._all, self._row):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.hide()

    def explain(self, empty_list: bool) -> None:
        """Either the list itself has no rows, or the filters leave none."""
        self._words.setText(tr("This list has no rows.") if empty_list else tr("No row matches."))
        self._all.setVisible(not empty_list)
        self._row.setVisible(empty_list)
