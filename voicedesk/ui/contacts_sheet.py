"""One open contact list: its table under its filters, and every change to it."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.database import Database
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Effect, Ids
from voicedesk.contacts.journal import Entry
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.memory import give_back
from voicedesk.contacts.standing import Standing
from voicedesk.contacts.table import ContactTable
from voicedesk.contacts.view import Filter, Order, View
from voicedesk.ui import look, wording
from voicedesk.ui.contacts_block import ContactsBlock
from voicedesk.ui.contacts_changes import ContactsChanges, Done, Made, Plan, Work
from voicedesk.ui.contacts_columns import TableColumn, columns_of
from voicedesk.ui.contacts_columns_menu import ColumnsMenu, place_of
from voicedesk.ui.contacts_filter import FilterBar, has_consents
from voicedesk.ui.contacts_find import FindBar
from voicedesk.ui.contacts_finder import ContactsFinder
from voicedesk.ui.contacts_model import ContactsModel, Typed
from voicedesk.ui.contacts_panel import MendPanel
from voicedesk.ui.contacts_table import ContactsTable
from voicedesk.ui.contacts_tools import ContactsTools
from voicedesk.ui.context import Context
from voicedesk.ui.no_contacts import NoContacts
from voicedesk.ui.parts.card import Card
from voicedesk.ui.tasks import Lane

_VIEW, _TALLY, _HISTORY = "contacts.view", "contacts.tally", "contacts.history"
_GIVE_BACK = "contacts.give_back"
_NOBODY = np.empty(0, np.int64)


class ContactsSheet(QWidget):
    """``changed`` comes when counts or shown rows did; ``failed`` when the store refused a change,
    which then left no trace in what is shown.
    """

    changed = Signal()
    failed = Signal(object)  # VoicedeskError
    stop_wanted = Signal()  # the chosen rows' numbers are never to be called again
    _left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._database = context.tasks, context.workspace.database
        self._lists = ContactLists(self._database)
        self._view: View | None = None
        self._tally: Mapping[str, int] = {}
        self._only: Ids | None = None
        self._panel: MendPanel | None = None
        self._model = ContactsModel(self)
        self._changes = ContactsChanges(self._lists, self._tasks, self.shown_ids, self)
        self.bar = FilterBar(self)
        self._find = FindBar(self)
        self._card = Card(margins=(2, 4, 2, 4), parent=self)
        self._table = ContactsTable(self._model, parent=self._card)
        self._menu = ColumnsMenu(self)
        self._block = ContactsBlock(self._table, self._model, self._tasks, self.run, self)
        self._finder = ContactsFinder(
            self._find, self._table, self._model, self._tasks, self.run, self
        )
        self._nothing = NoContacts(self._card)
        self._tools = ContactsTools(self)
        self._arrange()
        self._connect()

    # The open list

    def open(self, table: ContactTable, info: ListInfo) -> MendPanel:
        """Show a list from its top, unfiltered; returns the panel that belongs to it."""
        for name in (_VIEW, _TALLY, _HISTORY):
            self._tasks.cancel(name)
        same = self._model.table is not None and self._model.table.list_id == info.id
        if same:
            self._table.remember_widths()
        self.bar.clear()
        self._table.unsort()
        self._view, self._tally, self._only = View(table), {"all": len(table)}, None
        self._model.show(table, table.order, columns_of(table.shape, consent=False))
        self._table.lay_out(anew=not same)
        panel = self._panel = MendPanel()
        panel.correct_wanted.connect(self.correct_all)
        panel.see_wanted.connect(self.bar.show_cause)
        panel.undo_wanted.connect(self.undo)
        panel.redo_wanted.connect(self.redo)
        panel.entry_wanted.connect(self._go_back_to)
        self._count()
        self._tasks.run(_HISTORY, partial(_history, self._lists, info.id), self._show_history)
        self._left.emit()
        return panel

    def close_list(self) -> None:
        """Show no list: the panel is gone."""
        for name in (_VIEW, _TALLY, _HISTORY):
            self._tasks.cancel(name)
        self._panel = self._view = None
        self._model.show(None, _NOBODY, ())
        self._left.emit()

    @Slot()
    def _give_back(self) -> None:
        """What an import took, and the list that was open, is free now."""
        self._tasks.run(_GIVE_BACK, lambda _job: give_back(), _forget)

    def table(self) -> ContactTable | None:
        """The open list; it is changed through :meth:`run` and :meth:`do` alone."""
        return self._model.table

    def tally(self) -> Mapping[str, int]:
        """The counts by key; see :meth:`voicedesk.contacts.view.View.tally`."""
        return self._tally

    def shown(self) -> int:
        """How many rows the filters leave."""
        return len(self._model.shown)

    def shown_ids(self) -> Ids:
        return self._model.shown

    def chosen_ids(self) -> Ids:
        """The ticked rows, or without ticks those with a chosen cell."""
        return self._block.chosen_ids()

    def show_rows(self, ids: Ids) -> None:
        """Only these rows, until the filters are changed."""
        self.bar.show_chosen()
        self._only = ids
        self._renew()

    # Changes

    def is_settled(self) -> bool:
        """Whether no change is on its way to the store."""
        return self._changes.is_settled()

    def run(self, plan: Plan, done: Done | None = None) -> None:
        """Plan a change to the open list and make it, after those asked for before.

        ``plan`` runs in a thread; ``done`` is called in the window's when all shows the change.
        """
        if self._model.table is not None:
            self._changes.plan(self._model.table, plan, done)

    def do(self, work: Work, done: Done | None = None) -> None:
        """The same for what changes the list by itself, as :meth:`ContactLists.append`."""
        if self._model.table is not None:
            self._changes.do(self._model.table, work, done)

    @Slot()
    def undo(self) -> None:
        if self._model.table is not None:
            self._changes.undo(self._model.table)

    @Slot()
    def redo(self) -> None:
        if self._model.table is not None:
            self._changes.redo(self._model.table)

    @Slot()
    def refresh_standing(self) -> None:
        """The stop list or the consents are different now."""
        self.do(partial(_stand, self._database))

    @Slot(str)
    def correct_all(self, key: str) -> None:
        """Apply every repair of one cause, ``state:cause``."""
        if self._view is not None:
            view, wish = self._view, Filter(cause=key)
            self.run(lambda table, job: editing.correct(table, view.rows(wish, job=job)))

    @Slot(int)
    def _go_back_to(self, seq: int) -> None:
        if self._model.table is not None:
            self._changes.go_back_to(self._model.table, seq)

    @Slot(object)
    def _edit(self, typed: Typed) -> None:
        self.run(
            lambda table, _job: editing.edit(table, typed.id, typed.key, typed.text),
            partial(self._settle, typed),
        )

    def _settle(self, typed: Typed, _made: Made) -> None:
        self._model.settle(typed)

    @Slot(object)
    def _made(self, made: Made) -> None:
        if made.table is not self._model.table:
            return
        self._show_history(made.entries)
        if made.effect is None:
            return
        if made.before is not self._model.shown:  # a filter was quicker
            self._renew()
        elif made.shown is not made.before or self._wanted_columns() != self._model.columns:
            self._show(made.shown)
        else:
            self._model.repaint()
        if self._tasks.is_running(_VIEW):  # it began before this change
            self._renew()
        self._count()

    @Slot(object)
    def _fail(self, error: VoicedeskError) -> None:
        self._model.forget_typed()
        self.failed.emit(error)

    # Which rows, in which order

    @Slot()
    def _filter(self) -> None:
        self._only = None
        self._renew()

    @Slot()
    def _renew(self) -> None:
        if self._view is not None:
            wish, order = self.bar.filter(), self._table.order()
            work = partial(_chosen, self._view, wish, order, self._only)
            # Not in the database's lane: a filter must not wait for what is being saved.
            self._tasks.run(_VIEW, work, self._show_chosen, lane=Lane.AUDIO)

    def _show_chosen(self, ids: Ids) -> None:
        self._model.show_only(ids)
        self._tell()

    def _show(self, ids: Ids) -> None:
        """After a change: the cursor and what is typed stay where they are."""
        columns = self._wanted_columns()
        if columns != self._model.columns:
            self._table.remember_widths()
        self._table.keep_place(partial(self._reset, ids, columns))

    def _reset(self, ids: Ids, columns: tuple[TableColumn, ...]) -> None:
        others = columns != self._model.columns
        if others:
            self._table.unsort()
        self._model.show_only(ids, columns)
        if others:
            self._table.lay_out()

    def _wanted_columns(self) -> tuple[TableColumn, ...]:
        table = self._model.table
        return () if table is None else columns_of(table.shape, consent=has_consents(self._tally))

    @Slot()
    def _show_all(self) -> None:
        self.bar.clear()
        self._table.unsort()
        self._filter()

    @Slot(int)
    def _compare(self, contact: int) -> None:
        e164 = self._model.contact(contact).verdict.e164
        if e164 is not None:
            self.bar.show_search(wording.phone(e164))

    # Columns

    @Slot()
    def _offer_columns(self) -> None:
        if self._model.table is not None:
            self._menu.open_for_all(self._model.table.shape, self._tools.below_columns())

    @Slot(int, QPoint)
    def _offer_column(self, section: int, at: QPoint) -> None:
        if self._model.table is not None:
            shape = self._model.table.shape
            self._menu.open_for_one(shape, self._model.columns, section, at)

    @Slot(int, int)
    def _move_column(self, section: int, to: int) -> None:
        table, columns = self._model.table, self._model.columns
        if table is None or not (columns[section].is_movable and columns[to].is_movable):
            return
        key, there = columns[section].key, columns[to].key
        if key is not None and there is not None:
            place = place_of(table.shape, there)
            self.run(lambda table, _job: editing.move_column(table, key, place))

    # Telling

    def _count(self) -> None:
        if (view := self._view) is not None:
            self._tasks.run(_TALLY, lambda _job: view.tally(), self._show_tally, lane=Lane.AUDIO)
        self._tell()

    def _show_tally(self, tally: Mapping[str, int]) -> None:
        self._tally = tally
        self.bar.set_tally(tally)
        if self._panel is not None:
            self._panel.set_tally(tally)
        if self._wanted_columns() != self._model.columns:
            self._show(self._model.shown)
        self._tell()

    def _tell(self) -> None:
        table, empty = self._model.table, not len(self._model.shown)
        if table is not None:
            self._table.setVisible(not empty)
            self._nothing.setVisible(empty)
            self._nothing.explain(len(table) == 0)
            self.changed.emit()

    def _show_history(self, entries: tuple[Entry, ...]) -> None:
        if self._panel is not None:
            self._panel.set_history(entries)

    @Slot()
    def _show_ticks(self) -> None:
        self._tools.set_ticks(self._model.ticks()[0])

    def _arrange(self) -> None:
        self._card.body.setSpacing(0)
        self._card.body.addWidget(self._table, 1)
        self._card.body.addWidget(self._nothing, 1)
        self.bar.tools.addWidget(self._tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        column.addWidget(self.bar)
        column.addWidget(self._find)
        column.addWidget(self._card, 1)

    def _connect(self) -> None:
        # Queued: who opens another list may hold the one before until all is done.
        self._left.connect(self._give_back, Qt.ConnectionType.QueuedConnection)
        self.bar.changed.connect(self._filter)
        self._tools.columns_wanted.connect(self._offer_columns)
        self._tools.row_wanted.connect(self._block.insert_row)
        self._tools.deletion_wanted.connect(self._block.delete_rows)
        self._block.compare_wanted.connect(self._compare)
        self._block.stop_wanted.connect(self.stop_wanted)
        self._changes.made.connect(self._made)
        self._changes.failed.connect(self._fail)
        self._changes.busy.connect(self._tools.set_busy)
        self._menu.wanted.connect(self.run)
        self._menu.sort_wanted.connect(self._table.sort_by)
        self._model.edited.connect(self._edit)
        self._model.ticks_changed.connect(self._show_ticks)
        self._nothing.all_wanted.connect(self._show_all)
        self._nothing.row_wanted.connect(self._block.insert_row)
        self._table.order_changed.connect(self._renew)
        self._table.header.menu_wanted.connect(self._offer_column)
        self._table.header.moved.connect(self._move_column)
        for slot, combinations in (
            (self.undo, ["Ctrl+Z"]),
            (self.redo, ["Ctrl+Shift+Z", "Ctrl+Y"]),
            (self._finder.open, ["Ctrl+F"]),
            (self._finder.open_to_replace, ["Ctrl+H"]),
            (self._finder.find_further, ["F3"]),
            (self._finder.find_back, ["Shift+F3"]),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(key) for key in combinations])
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)


def _chosen(view: View, wish: Filter, order: Order | None, only: Ids | None, job: Job) -> Ids:
    ids = view.rows(wish, order, job)
    if only is None:
        return ids
    wanted = np.zeros(view.table.size, np.bool_)
    wanted[only] = True
    return ids[wanted[ids]]


def _history(lists: ContactLists, list_id: str, _job: Job) -> tuple[Entry, ...]:
    return tuple(lists.history(list_id))


def _stand(database: Database, _lists: ContactLists, table: ContactTable, _job: Job) -> Effect:
    table.stand(Standing.load(database, now().astimezone().date()))
    return Effect(_NOBODY, _NOBODY, _NOBODY)


def _forget(_nothing: None) -> None:
    """Nobody waits for it."""
