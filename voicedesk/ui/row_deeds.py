"""What is done with rows of the open list beyond its cells: merged, never called, consenting."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count as counter
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts import editing
from voicedesk.contacts.changes import Change, Ids
from voicedesk.contacts.consent import Consent, Consents
from voicedesk.contacts.duplicates import Merge, merge
from voicedesk.contacts.lists import ListInfo
from voicedesk.contacts.stop_list import Added, StopList
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.consent_dialog import ConsentDialog, Given
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.context import Context
from voicedesk.ui.duplicates_dialog import DuplicatesDialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.question import Question
from voicedesk.ui.stop_list_dialog import StopListDialog

T = TypeVar("T")


class RowDeeds(QObject):
    """Acts on the rows that are ticked, or else selected."""

    said = Signal(str, str)  # what was done, and the rest
    hinted = Signal(str)  # what has to be done first
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, sheet: ContactsSheet, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._tasks = context, context.tasks
        self._stop_list = StopList(context.workspace.database)
        self._consents = Consents(context.workspace.database, context.workspace.folder)
        self._sheet, self._window = sheet, window
        self._infos: dict[str, ListInfo] = {}
        self._stop_dialog: StopListDialog | None = None
        self._deeds = counter()
        sheet.stop_wanted.connect(self.stop_chosen)

    def set_lists(self, infos: Sequence[ListInfo]) -> None:
        """The lists there are now."""
        self._infos = {info.id: info for info in infos}

    # duplicates

    @Slot()
    def find_duplicates(self) -> None:
        table = self._sheet.table()
        if table is None:
            return
        info = self._infos[table.list_id]
        others = [other for other in self._infos.values() if other.id != info.id]
        dialog = DuplicatesDialog(self._context, table, info, others, self._window)
        dialog.merge_wanted.connect(self._merge)
        dialog.show_wanted.connect(self._sheet.show_rows)
        dialog.take_wanted.connect(self._take)
        dialog.open()

    @Slot(object, object)
    def _merge(self, planned: Merge, choices: Mapping[tuple[int, int], str]) -> None:
        def plan(table: ContactTable, _job: Job) -> Change | None:
            return merge(table, planned, choices)

        self._sheet.run(plan)

    @Slot(object, str)
    def _take(self, rows: Ids, _other: str) -> None:
        def plan(table: ContactTable, _job: Job) -> Change | None:
            return editing.delete(table, rows)

        self._sheet.run(plan)

    # the stop list

    @Slot()
    def show_stop_list(self) -> None:
        if self._stop_dialog is None:
            self._stop_dialog = StopListDialog(self._context, self._window)
            self._stop_dialog.changed.connect(self._sheet.refresh_standing)
        self._stop_dialog.open()

    @Slot()
    def stop_chosen(self) -> None:
        """Never call the chosen rows' numbers again."""
        table, rows = self._chosen()
        if table is None:
            return
        numbers, source = table.e164[rows], self._infos[table.list_id].name
        if not np.any(numbers):
            self.hinted.emit(tr("None of the chosen rows has a valid number."))
            return

        def work(job: Job) -> Added:
            return self._stop_list.add_e164(numbers, source, job=job)

        self._run(work, self._stopped)

    def _stopped(self, done: Added) -> None:
        n = done.added + done.known
        words = ntr(
            "{count} number will never be called again",
            "{count} numbers will never be called again",
            n,
            count=count(n),
        )
        self.said.emit(words, tr("The stop list has them, and takes them off again if need be."))
        self._sheet.refresh_standing()

    # consents

    @Slot()
    def ask_consent(self) -> None:
        table = self._sheet.table()
        if table is None:
            return
        today = now().astimezone().date()
        dialog = ConsentDialog(self._sheet.chosen_ids(), table.order, today, self._window)
        dialog.wanted.connect(self._record)
        dialog.open()

    @Slot(object)
    def _record(self, given: Given) -> None:
        table = self._sheet.table()
        if table is None:
            return
        numbers = table.e164[given.rows]

        def work(job: Job) -> Consent:
            return self._consents.record(
                numbers,
                given.source,
                given.wording,
                given.given_on,
                given.expires_on,
                given.proof,
                job,
            )

        self._run(work, self._recorded)

    def _recorded(self, consent: Consent) -> None:
        n = consent.numbers
        words = ntr(
            "Consent recorded for {count} number", "Consent recorded for {count} numbers", n,
            count=count(n),
        )  # fmt: skip
        self.said.emit(words, "")
        self._sheet.refresh_standing()

    @Slot()
    def ask_withdrawal(self) -> None:
        table, rows = self._chosen()
        if table is None:
            return
        numbers = table.e164[rows]
        n = len(rows)
        question = Question(
            "withdraw-consent",
            ntr(
                "Withdraw the consent of {count} row?", "Withdraw the consent of {count} rows?", n,
                count=count(n),
            ),
            tr("Prospecting campaigns will not call these people. The proof stays on record."),
            leave=tr("Keep the consent"),
            deed=tr("Withdraw the consent"),
            parent=self._window,
        )  # fmt: skip
        question.accepted.connect(partial(self._withdraw, numbers))
        question.open()

    def _withdraw(self, numbers: Ids) -> None:
        self._run(lambda job: self._consents.withdraw(numbers, job), self._withdrawn)

    def _withdrawn(self, n: int) -> None:
        words = ntr("{count} consent withdrawn", "{count} consents withdrawn", n, count=count(n))
        self.said.emit(words, "")
        self._sheet.refresh_standing()

    def _chosen(self) -> tuple[ContactTable | None, Ids]:
        """No table where nothing is chosen; that is said then."""
        table, rows = self._sheet.table(), self._sheet.chosen_ids()
        if table is None or len(rows):
            return table, rows
        self.hinted.emit(tr("Tick rows first, or select them in the table."))
        return None, rows

    def _run(self, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        name = f"contacts.deed.{next(self._deeds)}"
        self._tasks.run(name, work, done, failed=self.failed.emit, keep=True)
