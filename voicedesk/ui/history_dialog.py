"""Everything that happened to a campaign, newest first, and a way to keep it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.history import Event
from voicedesk.ui import look, times
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.history_words import event_words
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.table import Column, Table


class HistoryDialog(Dialog):
    """Enter on an entry does nothing: nobody changes what has happened."""

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
        self._save = Button(tr("Save the history…"), "quiet", "download", parent=self)
        self._save.setObjectName("save-history")
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self.save_wanted)
        self.foot.addWidget(self._save)

    def _cell(self, row: int, column: int) -> Cell:
        event = self._events[row]
        if column == 0:
            return Cell(f"{times.day(event.at)}, {times.exact_hour(event.at)}", role="text2")
        return Cell(event_words(event))
