"""Finding and replacing in the shown rows of the table of contacts."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Qt, Slot

from voicedesk.base.jobs import Job
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Change, Ids
from voicedesk.contacts.table import ContactTable
from voicedesk.contacts.view import find
from voicedesk.ui.contacts_changes import Done, Made, Plan
from voicedesk.ui.contacts_find import FindBar, Wish
from voicedesk.ui.contacts_model import ContactsModel
from voicedesk.ui.contacts_table import Area, ContactsTable
from voicedesk.ui.tasks import Lane, Tasks

_FIND = "contacts.find"


class ContactsFinder(QObject):
    """Puts the cursor where the bar's text stands; ``run`` is the door for changes."""

    def __init__(
        self,
        bar: FindBar,
        table: ContactsTable,
        model: ContactsModel,
        tasks: Tasks,
        run: Callable[[Plan, Done | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar, self._table, self._model = bar, table, model
        self._tasks, self._run = tasks, run
        bar.next_wanted.connect(self.find_next)
        bar.replace_wanted.connect(self._replace)
        bar.replace_all_wanted.connect(self._replace_all)
        bar.closed.connect(self._back)

    @Slot()
    def open(self) -> None:
        self._bar.open(replace=False)

    @Slot()
    def open_to_replace(self) -> None:
        self._bar.open(replace=True)

    @Slot()
    def find_further(self) -> None:
        self.find_next(False)

    @Slot()
    def find_back(self) -> None:
        self.find_next(True)

    @Slot(bool)
    def find_next(self, backwards: bool) -> None:
        """The cursor to the next cell with the text, past the end from the top."""
        table, wish = self._model.table, self._bar.wish()
        if table is None or not wish.find:
            return
        here = self._table.currentIndex()
        places = self._places()
        start = here.row() if here.isValid() else 0
        before = [at for at in places if at < here.column()] if here.isValid() else []
        after = len(before) if here.isValid() and here.column() in places else len(before) - 1
        if backwards and here.isValid():
            after = len(before)
        keys, shown = self._keys(), self._model.shown
        work = partial(_found, table, shown, keys, wish, start, after, backwards)
        self._tasks.run(_FIND, work, partial(self._show, shown), lane=Lane.AUDIO)

    def _show(self, shown: Ids, hit: tuple[int, int] | None) -> None:
        if hit is None:
            self._bar.tell_nothing()
        elif shown is self._model.shown:
            self._bar.tell_found()
            row, column = hit[0], self._places()[hit[1]]
            self._table.choose(Area(row, column, row, column))

    @Slot()
    def _replace(self) -> None:
        """In the cell the cursor is in, and on to the next."""
        here, wish = self._table.currentIndex(), self._bar.wish()
        key = self._model.columns[here.column()].key if here.isValid() else None
        if key is None:
            self.find_next(False)
            return
        ids = np.array([self._model.id_at(here.row())], np.int64)
        self._run(partial(_replaced, ids, (key,), wish), self._go_on)

    @Slot()
    def _replace_all(self) -> None:
        plan = partial(_replaced, self._model.shown, self._keys(), self._bar.wish())
        self._run(plan, self._tell)

    def _go_on(self, _made: Made) -> None:
        self.find_next(False)

    def _tell(self, made: Made) -> None:
        n = 0 if made.change is None else int(made.change.details.get("n", 0))
        self._bar.tell_replaced(n)

    def _places(self) -> list[int]:
        """The columns of the table that are looked at: those that can be typed in."""
        return [at for at, column in enumerate(self._model.columns) if column.key is not None]

    def _keys(self) -> tuple[int, ...]:
        keys = (column.key for column in self._model.columns)
        return tuple(key for key in keys if key is not None)

    @Slot()
    def _back(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _found(
    table: ContactTable,
    shown: Ids,
    keys: Sequence[int],
    wish: Wish,
    start: int,
    after: int,
    backwards: bool,
    job: Job,
) -> tuple[int, int] | None:
    return find(
        table,
        shown,
        keys,
        wish.find,
        start,
        after,
        case=wish.case,
        whole=wish.whole,
        backwards=backwards,
        job=job,
    )


def _replaced(
    ids: Ids, keys: tuple[int, ...], wish: Wish, table: ContactTable, job: Job
) -> Change | None:
    return editing.replace(
        table, ids, keys, wish.find, wish.by, case=wish.case, whole=wish.whole, job=job
    )
