"""Changes to a contact list that can be undone: each a set of contacts as they were and are.

What works on the store runs in a task; :class:`History` is the window's memory of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from voicedesk.base.jobs import Job
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui.contact_cells import split


@dataclass(frozen=True)
class Step:
    """One change: the contacts it touched, before and after; one that is missing was not there."""

    before: tuple[ContactRow, ...] = field(repr=False)
    after: tuple[ContactRow, ...] = field(repr=False)

    def reversed(self) -> "Step":
        return Step(self.after, self.before)


@dataclass(frozen=True)
class Outcome:
    """What a change did: every contact that is different now, and the positions that are gone."""

    step: Step
    changed: tuple[ContactRow, ...] = field(repr=False)
    gone: frozenset[int] = frozenset()


def edit(lists: ContactLists, list_id: str, old: ContactRow, cell: int, text: str) -> Outcome:
    """Put another text into a cell."""
    changed = lists.edit_cell(list_id, old.position, cell, text)
    return _outcome([old], changed, {old.position})


def insert(lists: ContactLists, list_id: str, cells: Sequence[str], after: int | None) -> Outcome:
    """Add a contact behind the one at ``after``, or at the end."""
    changed = lists.insert_row(list_id, cells, after)
    return _outcome([], changed, {_inserted(changed, tuple(cells)).position})


def delete(lists: ContactLists, list_id: str, rows: Sequence[ContactRow]) -> Outcome:
    """Take contacts out."""
    gone = frozenset(row.position for row in rows)
    changed = lists.delete_rows(list_id, gone)
    return Outcome(Step(tuple(rows), ()), tuple(changed), gone)


def correct(
    lists: ContactLists, list_id: str, phone: int, rows: Sequence[ContactRow], job: Job
) -> Outcome:
    """Apply the repair of each contact; two numbers in a cell (column ``phone``) get a row each."""
    changed: list[ContactRow] = []
    touched: set[int] = set()
    for done, row in enumerate(rows):
        job.report(done, len(rows), "correct")
        first, *others = split(row) or (row.verdict.repair or row.number,)
        changed += lists.edit_number(list_id, row.position, first)
        touched.add(row.position)
        behind = row.position
        for number in others:
            cells = (*row.cells[:phone], number, *row.cells[phone + 1 :])
            answer = lists.insert_row(list_id, cells, behind)
            behind = _inserted(answer, cells).position
            changed += answer
            touched.add(behind)
    return _outcome(rows, changed, touched)


def take(lists: ContactLists, list_id: str, step: Step, job: Job) -> Outcome:
    """Make the contacts of a step what they are after it: undo is the reversed step."""
    before = {row.position: row for row in step.before}
    after = {row.position: row for row in step.after}
    changed: list[ContactRow] = []
    gone = frozenset(before.keys() - after.keys())
    if gone:
        changed += lists.delete_rows(list_id, gone)
    back = [row for row in step.after if row.position not in before]
    if back:
        changed += lists.restore_rows(list_id, back)
    for done, (position, new) in enumerate(after.items()):
        job.report(done, len(after), "correct")
        for cell, text in enumerate(new.cells):
            if position in before and before[position].cells[cell] != text:
                changed += lists.edit_cell(list_id, position, cell, text)
    latest = {row.position: row for row in changed if row.position not in gone}
    return Outcome(step, tuple(latest.values()), gone)


def _outcome(
    before: Iterable[ContactRow], changed: Sequence[ContactRow], touched: set[int]
) -> Outcome:
    latest = {row.position: row for row in changed}
    after = tuple(latest[position] for position in sorted(touched))
    return Outcome(Step(tuple(before), after), tuple(latest.values()))


def _inserted(answer: Sequence[ContactRow], cells: tuple[str, ...]) -> ContactRow:
    # Another added contact of the very same cells may be in the answer: either will do.
    return next(row for row in answer if row.row is None and row.cells == cells)


class _Command(QUndoCommand):
    def __init__(self, words: str, step: Step, wanted: Callable[[Step], None]) -> None:
        super().__init__(words)
        self._step, self._wanted = step, wanted
        self._fresh = True

    def redo(self) -> None:
        if self._fresh:  # pushing calls it, but the store already is where it leads
            self._fresh = False
            return
        self._wanted(self._step)

    def undo(self) -> None:
        self._wanted(self._step.reversed())


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    words: str
    at: datetime


class History(QObject):
    """The changes of this session to one list, newest last; ``wanted`` carries the step to take."""

    wanted = Signal(object)  # Step
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = QUndoStack(self)
        self._stack.indexChanged.connect(self.changed)
        self._entries: list[Entry] = []

    def add(self, words: str, step: Step) -> None:
        """Remember a change that is done."""
        del self._entries[self._stack.index() :]
        self._entries.append(Entry(words, datetime.now()))
        self._stack.push(_Command(words, step, self.wanted.emit))

    def entries(self) -> list[Entry]:
        """What is done and not undone."""
        return self._entries[: self._stack.index()]

    def can_redo(self) -> bool:
        return self._stack.canRedo()

    def undo(self) -> None:
        self._stack.undo()

    def redo(self) -> None:
        self._stack.redo()

    def clear(self) -> None:
        self._entries.clear()
        self._stack.clear()
