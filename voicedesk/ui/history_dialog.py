"""Everything that happened to a campaign, newest first, and a way to keep it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.history import Event
from voicedesk.ui import look, times
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.history_words import event_words
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table

_LINES = 3  # of the entry in whole


class HistoryDialog(Dialog):
    """The chosen entry stands in whole below. Enter on it does nothing: nobody changes what has
    happened.
    """

    save_wanted = Signal()

    def __init__(self, name: str, events: Sequence[Event], parent: QWidget) -> None:
        super().__init__(
            "history",
            tr("What happened to “{name}”", name=name),
            leave=tr("Close the history"),
            width=720,
            height=560,
            parent=parent,
        )
        self._events = tuple(reversed(events))
        rows = CellRows((tr("Time"), tr("What happened")), self)
        rows.show(len(self._events), self._cell)
        table = Table(row=look.ROW_DENSE, parent=self)
        table.setObjectName("history-table")
        table.setAccessibleName(tr("History"))
        table.setModel(rows)
        table.set_columns([Column(200), Column(None)])
        self.body.addWidget(table, 1)
        self._whole = Label("", "body", "text2", wrap=True, parent=self)
        self._whole.setObjectName("history-entry")
        self._whole.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # As long as the longest entry there is, so that the table stays where it is.
        self._whole.setMinimumHeight(_LINES * self._whole.fontMetrics().lineSpacing())
        self.body.addWidget(self._whole)
        table.selectionModel().currentRowChanged.connect(self._tell)
        if self._events:
            table.setCurrentIndex(rows.index(0, 1))
        self._save = Button(tr("Save the history…"), "quiet", "download", parent=self)
        self._save.setObjectName("save-history")
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save_wanted)
        self.foot.addWidget(self._save)

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        """The entry in whole: a row shows only its beginning."""
        self._whole.setText(event_words(self._events[index.row()]))

    def _cell(self, row: int, column: int) -> Cell:
        event = self._events[row]
        if column == 0:
            return Cell(f"{times.day(event.at)}, {times.exact_hour(event.at)}", role="text2")
        return Cell(event_words(event))
