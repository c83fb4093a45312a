"""What is done with whole lists: named, noted, doubled, deleted, and made out of others."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count as counter
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.ui import combination
from voicedesk.ui.combination import Kind, NewList
from voicedesk.ui.combine_dialog import CombineDialog
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.context import Context
from voicedesk.ui.list_details import ListDetails
from voicedesk.ui.lists_dialog import ListsDialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.question import Question

T = TypeVar("T")


class ListDeeds(QObject):
    """``changed`` comes when the lists are others than before, ``opened`` with one to be shown."""

    changed = Signal()
    opened = Signal(str)
    said = Signal(str, str)  # what was done, and the rest
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, sheet: ContactsSheet, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._tasks = context, context.tasks
        self._lists = ContactLists(context.workspace.database)
        self._sheet, self._window = sheet, window
        self._infos: dict[str, ListInfo] = {}
        self._all: ListsDialog | None = None
        self._deeds = counter()

    def set_lists(self, infos: Sequence[ListInfo]) -> None:
        """The lists there are now."""
        self._infos = {info.id: info for info in infos}
        if self._all is not None:
            self._all.show_lists(infos)

    @Slot()
    def show_all(self) -> None:
        """Read anew: rows were changed since the lists were."""
        self._run(lambda _job: self._lists.all(), self._show_all)

    def _show_all(self, infos: list[ListInfo]) -> None:
        self.set_lists(infos)
        table = self._sheet.table()
        chosen = table.list_id if table is not None else ""
        dialog = ListsDialog(infos, chosen, self._window)
        dialog.opened.connect(self.opened)
        dialog.deed_wanted.connect(self._do)
        dialog.finished.connect(self._forget_all)
        self._all = dialog
        dialog.open()

    @Slot()
    def ask_details(self) -> None:
        self._with_open("details")

    @Slot()
    def duplicate(self) -> None:
        self._with_open("duplicate")

    @Slot()
    def ask_deletion(self) -> None:
        self._with_open("delete")

    @Slot()
    def combine(self) -> None:
        table = self._sheet.table()
        info = None if table is None else self._infos.get(table.list_id)
        if table is None or info is None:
            return
        others = [other for other in self._infos.values() if other.id != info.id]
        dialog = CombineDialog(self._context, table, info, others, self._window)
        dialog.wanted.connect(self._create)
        dialog.open()

    # one list

    def _with_open(self, deed: str) -> None:
        table = self._sheet.table()
        if table is not None:
            self._do(deed, table.list_id)

    @Slot(str, str)
    def _do(self, deed: str, list_id: str) -> None:
        info = self._infos.get(list_id)
        if info is None:
            return
        parent = self._all or self._window
        if deed == "details":
            others = frozenset(
                other.name.casefold() for other in self._infos.values() if other.id != list_id
            )
            details = ListDetails(info, others, parent)
            details.kept.connect(self._keep_details)
            details.open()
        elif deed == "duplicate":
            name = tr("{name} (copy)", name=info.name)
            self._change(lambda lists, _job: lists.duplicate(list_id, lists.free_name(name)))
        else:
            question = Question(
                "delete-list",
                tr("Delete “{name}”?", name=info.name),
                tr("The list goes for good. Your own file and past campaigns stay as they are."),
                leave=tr("Keep the list"),
                deed=tr("Delete the list"),
                parent=parent,
            )
            question.accepted.connect(partial(self._delete, list_id))
            question.open()

    @Slot(str, str, str)
    def _keep_details(self, list_id: str, name: str, notes: str) -> None:
        info = self._infos[list_id]

        def work(lists: ContactLists, _job: Job) -> None:
            if name != info.name:
                lists.rename(list_id, name)
            if notes != info.notes:
                lists.set_notes(list_id, notes)

        self._change(work)

    def _delete(self, list_id: str) -> None:
        self._change(lambda lists, _job: lists.delete(list_id))

    def _change(self, work: Callable[[ContactLists, Job], object]) -> None:
        lists = self._lists

        def change(job: Job) -> None:
            work(lists, job)

        self._run(change, self._changed)

    def _run(self, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        name = f"contacts.list.{next(self._deeds)}"
        self._tasks.run(name, work, done, failed=self.failed.emit, keep=True)

    def _changed(self, _nothing: None) -> None:
        self.changed.emit()

    @Slot()
    def _forget_all(self) -> None:
        self._all = None

    # new lists

    @Slot(str, str, object)
    def _create(self, kind: Kind, name: str, made: tuple[NewList, ...]) -> None:
        table = self._sheet.table()
        if table is None:
            return
        source = self._infos[table.list_id].name
        work = partial(combination.create, self._lists, name, source, made, kind)
        self._run(work, self._created)

    def _created(self, infos: list[ListInfo]) -> None:
        n = len(infos)
        words = ntr("{count} new list", "{count} new lists", n, count=count(n))
        self.said.emit(words, ", ".join(info.name for info in infos[:5]))
        self.opened.emit(infos[0].id)
