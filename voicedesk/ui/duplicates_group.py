"""The rows of one number side by side, and what the merged row says where they differ."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.duplicates import Conflict, Group
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.wheel_guard import WheelGuard

_MOST = 20  # rows side by side
_FIELD_WIDTH, _ROW_WIDTH = 140, 148


class DuplicatesGroup(QWidget):
    """``chosen`` carries a group's index, a column's key and the text for it."""

    chosen = Signal(int, int, str)

    def __init__(self, table: ContactTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._name = ElidedLabel("", weight=600, parent=self)
        self._rows = CellRows((), self)
        self._view = Table(row=look.ROW_DENSE, parent=self)
        self._view.setTabKeyNavigation(False)
        self._view.setObjectName("duplicates-side-by-side")
        self._view.setAccessibleName(tr("The rows side by side"))
        self._view.setModel(self._rows)
        self._said = Label("", role="text2", wrap=True, parent=self)
        self._choices = QWidget(self)
        self._form = QVBoxLayout(self._choices)
        self._form.setContentsMargins(0, 0, look.NEAR, 0)
        self._form.setSpacing(look.NEAR)
        self._form.addStretch(1)
        self._fields: list[QWidget] = []
        self._area = scrolled(self._choices, self)
        card = Card(margins=(2, 4, 2, 4), parent=self)
        card.body.addWidget(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(self._name)
        column.addWidget(card, 3)
        column.addWidget(self._said)
        column.addWidget(self._area, 2)

    def show_group(
        self,
        index: int,
        group: Group,
        conflicts: Sequence[Conflict],
        choices: Mapping[tuple[int, int], str],
    ) -> None:
        """``choices`` are what was taken so far, by (group, column)."""
        self._name.setText(self._table.label(group.keep) or self._table.number(group.keep))
        ids = [group.keep, *group.others[: _MOST - 1].tolist()]
        self._show_rows(ids, {conflict.column for conflict in conflicts})
        words = tr("Nothing to choose: what the first row lacks comes from the others.")
        if conflicts:
            words = tr("The rows say different things. What is to stay?")
        self._said.setText(words)
        self._area.setVisible(bool(conflicts))
        for field in self._fields:
            self._form.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = []
        for place, conflict in enumerate(conflicts):
            field = self._field(index, conflict, choices.get((index, conflict.column)))
            self._form.insertWidget(place, field)
            self._fields.append(field)

    def _show_rows(self, ids: list[int], disputed: set[int]) -> None:
        columns = self._table.shape.columns

        def cell(row: int, place: int) -> Cell:
            column = columns[row]
            if place == 0:
                icon = "triangle-alert" if column.key in disputed else None
                return Cell(column.name, "text2", icon=icon, icon_role="warn")
            text = self._table.text(ids[place - 1], column.key)
            return Cell(text or "–", "text" if text else "text2", 500 if place == 1 else 400)

        titles = [tr("Column"), *(self._title(id_, id_ == ids[0]) for id_ in ids)]
        self._rows.show(len(columns), cell, titles)
        self._view.set_columns([Column(_FIELD_WIDTH), *(Column(_ROW_WIDTH) for _ in ids)])

    def _title(self, id_: int, kept: bool) -> str:
        number = int(self._table.row[id_])
        title = tr("Row {row}", row=number) if number else tr("Typed here")
        return tr("{row}, kept", row=title) if kept else title

    def _field(self, group: int, conflict: Conflict, chosen: str | None) -> QWidget:
        name = self._table.shape.column(conflict.column).name
        combo = Combo(name)
        combo.setObjectName(f"choice-{conflict.column}")
        for text in conflict.candidates:
            combo.addItem(text)
        combo.setCurrentIndex(conflict.candidates.index(chosen) if chosen is not None else 0)
        combo.setProperty("place", (group, conflict.column))
        combo.activated.connect(self._choose)
        WheelGuard(combo)
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        label = Label(name, "small", "text2", 500, parent=part)
        label.setBuddy(combo)
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(combo)
        return part

    @Slot()
    def _choose(self) -> None:
        combo = self.sender()
        if isinstance(combo, Combo):
            group, column = combo.property("place")
            self.chosen.emit(group, column, combo.currentText())
