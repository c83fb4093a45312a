"""The one door for changes to the open contact list: planned, kept, and told to the window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count as numbers

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Change, Effect, Ids
from voicedesk.contacts.journal import Entry
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.tasks import Tasks

_BLINK = 400  # milliseconds

Plan = Callable[[ContactTable, Job], Change | None]
Work = Callable[[ContactLists, ContactTable, Job], Effect | None]


@dataclass(frozen=True)
class Made:
    """What came of one wish; without an ``effect`` nothing is different.

    ``shown`` is what follows from ``before``, the rows that were shown when it was made;
    ``entries`` is the list's whole history, the oldest first.
    """

    table: ContactTable
    change: Change | None
    effect: Effect | None
    before: Ids = field(repr=False)
    shown: Ids = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)


Done = Callable[[Made], None]


class ContactsChanges(QObject):
    """Changes go one after the other in the order they were asked for, in the database's lane.

    ``made`` comes for each, ``failed`` where the store refused one, which then left no trace.
    ``shown`` tells what the window shows; it is asked in the lane.
    """

    made = Signal(object)  # Made
    failed = Signal(object)  # VoicedeskError
    busy = Signal(bool)  # what was asked for takes longer than a blink

    def __init__(
        self,
        lists: ContactLists,
        tasks: Tasks,
        shown: Callable[[], Ids],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lists, self._tasks, self._shown = lists, tasks, shown
        self._names = numbers()
        self._pending = 0
        self._blink = QTimer(self)
        self._blink.setSingleShot(True)
        self._blink.setInterval(_BLINK)
        self._blink.timeout.connect(self._tell_busy)

    def is_settled(self) -> bool:
        """Whether no change is on its way to the store."""
        return self._pending == 0

    def plan(self, table: ContactTable, plan: Plan, done: Done | None = None) -> None:
        """Plan a change on the list as it will be then, and make it."""
        self._run(table, partial(_planned, plan), done)

    def do(self, table: ContactTable, work: Work, done: Done | None = None) -> None:
        """What changes the list by itself: undo, an import into it, …"""
        self._run(table, partial(_worked, work), done)

    def undo(self, table: ContactTable) -> None:
        self.do(table, _undo)

    def redo(self, table: ContactTable) -> None:
        self.do(table, _redo)

    def go_back_to(self, table: ContactTable, seq: int) -> None:
        """The list as it was right after this entry of its history."""
        self.do(table, partial(_revert, seq))

    def _run(self, table: ContactTable, work: "_Making", done: Done | None) -> None:
        self._pending += 1
        self._blink.start()
        lists, shown = self._lists, self._shown
        self._tasks.run(
            f"contacts.change.{next(self._names)}",
            lambda job: _make(work, lists, table, shown, job),
            partial(self._done, done),
            failed=self._fail,
            keep=True,
        )

    def _done(self, done: Done | None, made: Made) -> None:
        self._end()
        self.made.emit(made)
        if done is not None:
            done(made)

    def _fail(self, error: VoicedeskError) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._pending -= 1
        if self._pending == 0:
            self._blink.stop()
            self.busy.emit(False)

    @Slot()
    def _tell_busy(self) -> None:
        self.busy.emit(True)


_Making = Callable[[ContactLists, ContactTable, Job], tuple[Change | None, Effect | None]]


def _make(
    work: _Making, lists: ContactLists, table: ContactTable, shown: Callable[[], Ids], job: Job
) -> Made:
    change, effect = work(lists, table, job)
    entries = tuple(lists.history(table.list_id))
    before = after = shown()
    if effect is not None:
        after = follow(table, before, effect)
    return Made(table, change, effect, before, after, entries)


def follow(table: ContactTable, shown: Ids, effect: Effect) -> Ids:
    """What is shown after a change, whatever the filter: the shown rows stay where they are, and
    new ones come behind the one they follow in the list. The same array where nothing moves.
    """
    if len(effect.went):
        shown = shown[table.alive[shown]]
    came = effect.came[table.alive[effect.came]]
    if not len(came):
        return shown
    order = table.order
    if len(shown) + len(came) == len(order) and np.array_equal(_without(order, came), shown):
        return order  # neither filtered nor sorted
    place = np.full(table.size, -1, np.int64)
    place[shown] = np.arange(len(shown))
    new = came[place[came] < 0]
    before = np.maximum.accumulate(np.where(place[order] >= 0, np.arange(len(order)), -1))
    at = np.empty(table.size, np.int64)
    at[order] = np.arange(len(order))
    new = new[np.argsort(at[new], kind="stable")]
    leader = before[at[new]]
    behind = np.where(leader < 0, 0, place[order[leader]] + 1)
    return np.insert(shown, behind, new)


def _without(order: Ids, some: Ids) -> Ids:
    kept = np.ones(int(order.max(initial=-1)) + 1, np.bool_)
    kept[some] = False
    return order[kept[order]]


def _planned(
    plan: Plan, lists: ContactLists, table: ContactTable, job: Job
) -> tuple[Change | None, Effect | None]:
    change = plan(table, job)
    return change, None if change is None else lists.commit(table, change, job)


def _worked(
    work: Work, lists: ContactLists, table: ContactTable, job: Job
) -> tuple[Change | None, Effect | None]:
    return None, work(lists, table, job)


def _undo(lists: ContactLists, table: ContactTable, job: Job) -> Effect | None:
    return lists.undo(table, job)


def _redo(lists: ContactLists, table: ContactTable, job: Job) -> Effect | None:
    return lists.redo(table, job)


def _revert(seq: int, lists: ContactLists, table: ContactTable, job: Job) -> Effect | None:
    return lists.revert_to(table, seq, job)
