"""One open contact list: its table under its filters, and every change to it."""

from collections.abc import Callable
from functools import partial
from itertools import count as numbers
from operator import attrgetter

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui import look, wording
from voicedesk.ui.contacts_filter import FilterBar
from voicedesk.ui.contacts_history import (
    History,
    Outcome,
    Step,
    correct,
    delete,
    edit,
    insert,
    take,
)
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_panel import MendPanel
from voicedesk.ui.contacts_table import ContactsTable
from voicedesk.ui.contacts_view import Filter, Roll, chosen, keys
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.tasks import Lane

_VIEW = "contacts.view"


class ContactsSheet(QWidget):
    """``changed`` comes when counts or shown rows did; ``failed`` when the store refused a change:
    then what is shown may be wrong, and the list is to be loaded again."""

    changed = Signal()
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self._lists = ContactLists(context.workspace.database)
        self._edits = numbers()
        self._pending = 0
        self._histories: dict[str, History] = {}
        self._panel: MendPanel | None = None
        self._model = ContactsModel(self)
        self.bar = FilterBar(self)
        self._card = Card(margins=(2, 4, 2, 4), parent=self)
        self._table = ContactsTable(self._model, parent=self._card)
        self._nothing = _Nothing(self._card)
        self._add = Button(tr("Add a row"), "quiet", "plus", parent=self)
        self._delete = Button("", "quiet", "trash-2", parent=self)
        self._arrange()
        self._connect()

    def roll(self) -> Roll | None:
        """The open list as the window has it."""
        return self._model.roll

    def shown(self) -> int:
        """How many rows the filters leave."""
        return self._model.rowCount()

    def is_settled(self) -> bool:
        """Whether no change is on its way to the store."""
        return self._pending == 0

    def open(self, roll: Roll) -> MendPanel:
        """Show a list from its top, unfiltered; returns the panel that belongs to it."""
        self._tasks.cancel(_VIEW)
        same = self._model.roll is not None and self._model.roll.info.id == roll.info.id
        self.bar.clear()
        self._table.unsort()
        self._model.show(roll, list(roll.rows))
        if not same:
            self._table.lay_out()
        panel = self._panel = MendPanel()
        panel.correct_wanted.connect(self.correct_all)
        panel.see_wanted.connect(self.bar.show_cause)
        panel.undo_wanted.connect(self.undo)
        panel.redo_wanted.connect(self.redo)
        self._tell()
        self._tell_history()
        return panel

    def close_list(self) -> None:
        """Show no list: the panel is gone."""
        self._tasks.cancel(_VIEW)
        self._panel = None
        self._model.show(None, ())

    def forget(self, list_id: str) -> None:
        """Drop the history of a list whose contacts it no longer fits."""
        if list_id in self._histories:
            self._histories[list_id].clear()

    @Slot()
    def add_row(self) -> None:
        """An empty contact behind the current one, or at the end; its number can be typed."""
        roll = self._model.roll
        if roll is None:
            return
        here = self._table.currentIndex()
        after = self._model.row(here.row()).position if here.isValid() else None
        self._show_all()
        cells = ("",) * len(roll.info.columns)
        self._run(lambda lists, id_, _job: insert(lists, id_, cells, after), self._added)

    @Slot()
    def delete_rows(self) -> None:
        """The ticked rows, or without ticks the selected ones."""
        roll = self._model.roll
        positions = self._chosen()
        if roll is None or not positions:
            return
        rows = [roll.rows[position] for position in sorted(positions)]
        words = ntr("{n} row deleted", "{n} rows deleted", len(rows))
        self._run(lambda lists, id_, _job: delete(lists, id_, rows), self._done, words)

    @Slot(str)
    def correct_all(self, key: str) -> None:
        """Apply every repair of one cause; see :func:`voicedesk.ui.contacts_view.keys`."""
        roll = self._model.roll
        if roll is not None:
            # In the window's thread: only the few with a repair are looked at closely.
            mendable = (row for row in roll.rows.values() if row.verdict.repair is not None)
            found = [row for row in mendable if key in keys(row)]
            self._correct(sorted(found, key=attrgetter("position")))

    @Slot()
    def undo(self) -> None:
        if (history := self._history()) is not None:
            history.undo()

    @Slot()
    def redo(self) -> None:
        if (history := self._history()) is not None:
            history.redo()

    def _arrange(self) -> None:
        self._card.body.setSpacing(0)
        self._card.body.addWidget(self._table, 1)
        self._card.body.addWidget(self._nothing, 1)
        self._add.setObjectName("add-row")
        self._delete.setObjectName("delete-rows")
        self._delete.hide()
        self.bar.tools.addWidget(self._delete)
        self.bar.tools.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        column.addWidget(self.bar)
        column.addWidget(self._card, 1)

    def _connect(self) -> None:
        self.bar.changed.connect(self._renew)
        self._add.clicked.connect(self.add_row)
        self._delete.clicked.connect(self.delete_rows)
        self._model.edited.connect(self._edit)
        self._model.ticks_changed.connect(self._show_ticks)
        self._table.acted.connect(self._act)
        self._nothing.all_wanted.connect(self._show_all)
        self._table.delete_wanted.connect(self.delete_rows)
        self._table.order_changed.connect(self._renew)
        for slot, combinations in (
            (self.undo, ["Ctrl+Z"]),
            (self.redo, ["Ctrl+Shift+Z", "Ctrl+Y"]),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(key) for key in combinations])
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Which rows, in which order

    @Slot()
    def _renew(self) -> None:
        roll = self._model.roll
        if roll is not None:
            wish = partial(chosen, roll.copy(), self.bar.filter(), self._table.order())
            # Not in the database's lane: a filter must not wait for what is being saved.
            self._tasks.run(_VIEW, wish, self._show_rows, lane=Lane.AUDIO)

    def _show_rows(self, positions: list[int]) -> None:
        self._model.show_only(positions)
        self._tell()

    @Slot()
    def _show_all(self) -> None:
        """Without filter and order, at once."""
        roll = self._model.roll
        if roll is not None and (self.bar.filter() != Filter() or self._table.order() is not None):
            self._tasks.cancel(_VIEW)
            self.bar.clear()
            self._table.unsort()
            self._show_rows(sorted(roll.rows))

    # Changes

    @Slot(object, int, str)
    def _edit(self, old: ContactRow, cell: int, text: str) -> None:
        roll = self._model.roll
        if roll is None:
            return
        words = tr("{column} changed", column=roll.info.columns[cell])
        if old.row is not None:
            words = tr("{words}, row {row}", words=words, row=old.row)
        self._run(lambda lists, id_, _job: edit(lists, id_, old, cell, text), self._done, words)

    @Slot(QModelIndex)
    def _act(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row.verdict.repair is not None:
            self._correct([row])
        elif row.verdict.e164 is not None:
            self.bar.show_search(wording.phone(row.verdict.e164))

    def _correct(self, rows: list[ContactRow]) -> None:
        roll = self._model.roll
        if roll is None or not rows:
            return
        phone = roll.info.phone_column
        words = ntr("{n} number corrected", "{n} numbers corrected", len(rows))
        self._run(lambda lists, id_, job: correct(lists, id_, phone, rows, job), self._done, words)

    def _run(
        self,
        work: Callable[[ContactLists, str, Job], Outcome],
        done: Callable[[str, str, Outcome], None],
        words: str = "",
    ) -> None:
        """Change the open list in the background; changes go in the order they were asked for."""
        roll = self._model.roll
        if roll is None:
            return
        self._pending += 1
        list_id, lists = roll.info.id, self._lists
        self._tasks.run(
            f"contacts.edit.{next(self._edits)}",
            lambda job: work(lists, list_id, job),
            partial(done, list_id, words),
            failed=partial(self._fail, list_id),
            keep=True,
        )

    def _done(self, list_id: str, words: str, outcome: Outcome) -> None:
        self._apply(list_id, outcome)
        history = self._histories.get(list_id)
        if history is None:
            history = self._histories[list_id] = History(self)
            history.wanted.connect(self._take)
            history.changed.connect(self._tell_history)
        history.add(words, outcome.step)

    def _added(self, list_id: str, _words: str, outcome: Outcome) -> None:
        self._done(list_id, tr("Row added"), outcome)
        roll, (new,) = self._model.roll, outcome.step.after
        row = self._model.row_of(new.position)
        if roll is not None and roll.info.id == list_id and row is not None:
            self._table.edit_cell(row, roll.info.phone_column)

    @Slot(object)
    def _take(self, step: Step) -> None:
        self._run(lambda lists, id_, job: take(lists, id_, step, job), self._taken)

    def _taken(self, list_id: str, _words: str, outcome: Outcome) -> None:
        self._apply(list_id, outcome)

    def _apply(self, list_id: str, outcome: Outcome) -> None:
        self._pending -= 1
        roll = self._model.roll
        if roll is None or roll.info.id != list_id:
            return
        self._table.keep_place(lambda: self._model.apply(outcome.changed, outcome.gone))
        if self._tasks.is_running(_VIEW):  # it began before this change
            self._renew()
        self._tell()

    def _fail(self, list_id: str, error: VoicedeskError) -> None:
        self._pending -= 1
        self.forget(list_id)
        self.failed.emit(error)

    # Telling

    def _chosen(self) -> frozenset[int]:
        return self._model.ticked() or self._table.selected_positions()

    @Slot()
    def _show_ticks(self) -> None:
        n = len(self._model.ticked())
        self._delete.setText(ntr("Delete {count} row", "Delete {count} rows", n, count=count(n)))
        self._delete.updateGeometry()
        self._delete.setVisible(n > 0)
        self._add.setVisible(n == 0)

    def _tell(self) -> None:
        roll = self._model.roll
        if roll is None:
            return
        self.bar.set_tally(roll.tally, len(roll.rows))
        if self._panel is not None:
            self._panel.set_tally(roll.tally)
        empty = self._model.rowCount() == 0
        self._table.setVisible(not empty)
        self._nothing.setVisible(empty)
        self.changed.emit()

    @Slot()
    def _tell_history(self) -> None:
        history = self._history()
        if self._panel is not None:
            entries = [] if history is None else history.entries()
            self._panel.set_history(entries, history is not None and history.can_redo())

    def _history(self) -> History | None:
        roll = self._model.roll
        return None if roll is None else self._histories.get(roll.info.id)


class _Nothing(QWidget):
    """In place of a table whose filters leave no row."""

    all_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        button = Button(tr("Show all rows"), "link", parent=self)
        button.setObjectName("show-all")
        button.clicked.connect(self.all_wanted)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Label(tr("No row matches."), "lead", "text2", parent=self), 0, middle)
        column.addWidget(button, 0, middle)
        column.addStretch(1)
        self.hide()
