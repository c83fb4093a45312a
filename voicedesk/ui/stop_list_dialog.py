"""The stop list: numbers that are never called, typed, imported, found and taken off."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count as numbers
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.folded import fold
from voicedesk.contacts.phones.verdicts import e164_text
from voicedesk.contacts.stop_list import Added, Removed, StopEntry, StopList
from voicedesk.ui import dialogs, look, times, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.context import Context
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.remark import Remark
from voicedesk.ui.stop_list_entry import StopListEntry, Typed
from voicedesk.ui.tasks import Lane

_READ, _FIND, _SEARCH = "stop.read", "stop.find", "stop.search"
_PAUSE_MS = 150  # after the last key in the search
_WIDTH, _HEIGHT = 800, 640
T = TypeVar("T")


class StopListDialog(Dialog):
    """Made once for a window, as what it begins goes on after it is closed; ``changed`` comes when
    other numbers are on the list."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(
            "stop-list",
            tr("Stop list"),
            tr("Numbers that are never called, whatever the campaign."),
            leave=tr("Close the stop list"),
            width=_WIDTH,
            height=_HEIGHT,
            parent=parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.leave.setDefault(False)
        self._tasks = context.tasks
        self._stop_list = StopList(context.workspace.database)
        self._region = context.workspace.settings.calling_country
        self._changes = numbers()
        self._entries: Sequence[StopEntry] = ()
        self._shown: Sequence[StopEntry] = ()
        self._entry = StopListEntry(self._region, self)
        self._search = Field(icon="search", placeholder=tr("Search"), parent=self)
        self._count = Label("", role="text2", figures=True, parent=self)
        self._said = Remark(parent=self)
        self._said.setObjectName("stop-said")
        titles = (tr("Number"), tr("Where it comes from"), tr("Note"), tr("Since"))
        self._rows = CellRows(titles, self)
        self._table = Table(row=look.ROW_DENSE, parent=self)
        self._table.setTabKeyNavigation(False)
        self._take_off = Button(tr("Take off the list"), "quiet", "trash-2", parent=self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._arrange()
        self._connect()

    def open(self) -> None:
        self._said.say("neutral", "")
        self._search.set_text("")
        self._entry.start()
        self._read()
        super().open()

    # building

    def _arrange(self) -> None:
        self._search.line.setObjectName("stop-search")
        self._search.line.setClearButtonEnabled(True)
        self._search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._search.setMaximumWidth(look.tall(260))
        self._table.setObjectName("stop-table")
        self._table.setAccessibleName(tr("Stop list"))
        self._table.setModel(self._rows)
        self._table.set_columns(
            [Column(170), Column(180, least=130), Column(), Column(110, least=100)]
        )
        self._take_off.setObjectName("stop-remove")
        tools = QHBoxLayout()
        tools.setSpacing(look.GROUP)
        tools.addWidget(self._search, 1)
        tools.addWidget(self._count)
        tools.addStretch(1)
        tools.addWidget(self._take_off)
        card = Card(margins=(2, 4, 2, 4), parent=self)
        card.body.addWidget(self._table)
        self.body.addWidget(self._entry)
        self.body.addWidget(self._said)
        self.body.addLayout(tools)
        self.body.addWidget(card, 1)
        for name, words, icon, called in (
            ("stop-import", tr("Import…"), "upload", self._ask_source),
            ("stop-export", tr("Export…"), "download", self._ask_target),
        ):
            button = Button(words, "quiet", icon, parent=self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(called)
            self.foot.addWidget(button)
        for quiet in (self._take_off, self.leave):
            quiet.setAutoDefault(False)

    def _connect(self) -> None:
        self._entry.entered.connect(self._add)
        self._entry.removed.connect(self._remove_typed)
        self._entry.edited.connect(self._find)
        self._search.line.textChanged.connect(self._wait)
        self._pause.timeout.connect(self._filter)
        self._take_off.clicked.connect(self._remove_chosen)
        self._table.selectionModel().selectionChanged.connect(self._offer)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove_chosen)

    # reading and showing

    def _read(self) -> None:
        stop_list = self._stop_list
        self._tasks.run(_READ, lambda _job: stop_list.all(), self._show, failed=self._fail)

    def _show(self, entries: list[StopEntry]) -> None:
        self._entries = entries
        self._filter()

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _filter(self) -> None:
        work = partial(_matching, self._entries, self._search.text())
        self._tasks.run(_SEARCH, work, self._show_some, failed=self._fail, lane=Lane.AUDIO)

    def _show_some(self, entries: Sequence[StopEntry]) -> None:
        self._shown = entries
        self._rows.show(len(entries), self._cell)
        n = len(self._entries)
        words = ntr("{count} number", "{count} numbers", n, count=count(n))
        if len(entries) != n:
            words = tr("{count} of {all}", count=count(len(entries)), all=words)
        self._count.setText(words)
        self._offer()

    def _cell(self, row: int, column: int) -> Cell:
        entry = self._shown[row]
        match column:
            case 0:
                number = e164_text(entry.e164 or 0)
                if number is None:
                    return Cell(tr("Fingerprint"), "text2", icon="key-round")
                return Cell(wording.phone(number), weight=500)
            case 1:
                return Cell(entry.source)
            case 2:
                return Cell(entry.note, "text2")
        return Cell(times.day(entry.added_at), "text2")

    @Slot()
    def _offer(self) -> None:
        """What cannot be read must be typed to be taken off."""
        chosen = self._chosen()
        readable = [entry for entry in chosen if entry.e164 is not None]
        if not chosen:
            self._take_off.refuse(tr("Choose numbers in the table first."))
        elif not readable:
            self._take_off.refuse(tr("Type the number above: a fingerprint cannot be read."))
        else:
            self._take_off.allow()

    def _chosen(self) -> list[StopEntry]:
        # As ranges: one index for each cell of a long selection would take seconds.
        found = self._table.selectionModel().selection()
        parts = (found.at(number) for number in range(found.size()))
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return [self._shown[row] for row in sorted(rows) if row < len(self._shown)]

    # changing

    @Slot(object)
    def _add(self, typed: Typed) -> None:
        self._entry.start()

        def work(job: Job) -> Added:
            return self._stop_list.add(
                [typed.number],
                typed.source,
                typed.note,
                region=self._region,
                as_fingerprint=typed.as_fingerprint,
                job=job,
            )

        self._change(work, self._added)

    @Slot(str)
    def _find(self, number: str) -> None:
        stop_list, region = self._stop_list, self._region

        def work(_job: Job) -> str:
            return number if stop_list.find(number, region=region) is not None else ""

        self._tasks.run(_FIND, work, self._found, failed=self._fail)

    def _found(self, number: str) -> None:
        if number:
            self._entry.set_known(number)

    @Slot(str)
    def _remove_typed(self, number: str) -> None:
        self._entry.start()
        self._remove([number])

    @Slot()
    def _remove_chosen(self) -> None:
        chosen = [e164_text(entry.e164 or 0) for entry in self._chosen()]
        self._remove([number for number in chosen if number is not None])

    def _remove(self, typed: Sequence[str]) -> None:
        if typed:
            stop_list, region = self._stop_list, self._region
            self._change(lambda _job: stop_list.remove(typed, region=region), self._removed)

    def _change(self, work: Callable[[Job], T], done: Callable[[T], None]) -> None:
        # Each under a name of its own: the next number must not cancel the one before.
        name = f"stop.change.{next(self._changes)}"
        self._tasks.run(name, work, done, failed=self._fail, keep=True)

    def _added(self, done: Added) -> None:
        said = ntr("{count} number added.", "{count} numbers added.", done.added,
                   count=count(done.added))  # fmt: skip
        if done.known:
            known = ntr(
                "{count} was on the list already.", "{count} were on the list already.", done.known,
                count=count(done.known),
            )  # fmt: skip
            said = tr("{one} {other}", one=said, other=known)
        if done.refused:
            n = len(done.refused)
            first = ", ".join(count(refused.row) for refused in done.refused[:5])
            bad = ntr(
                "{count} row has no number: row {rows}.",
                "{count} rows have no number, the first: {rows}.",
                n,
                count=count(n),
                rows=first,
            )
            said = tr("{one} {other}", one=said, other=bad)
        self._told("warn" if done.refused else "ok", said)

    def _removed(self, done: Removed) -> None:
        words = ntr(
            "{count} number taken off: it may be called again.",
            "{count} numbers taken off: they may be called again.",
            done.removed,
            count=count(done.removed),
        )
        self._told("ok", words)

    def _told(self, kind: Kind, said: str) -> None:
        self._said.say(kind, said)
        self._read()
        self.changed.emit()

    def _fail(self, error: VoicedeskError) -> None:
        self._said.say("err", wording.sentence(error))

    # files

    @Slot()
    def _ask_source(self) -> None:
        filters = [
            tr("Contact lists") + " (*.csv *.txt *.xlsx *.xls *.ods *.vcf)",
            tr("All files") + " (*)",
        ]
        dialogs.choose_file(self, tr("Import into the stop list"), filters, self._import)

    def _import(self, path: Path) -> None:
        self._said.say("neutral", tr("Reading {file}…", file=path.name))
        work = partial(
            self._stop_list.import_file,
            path,
            self._entry.source() or path.name,
            region=self._region,
            as_fingerprint=self._entry.as_fingerprint(),
        )
        self._change(lambda job: work(job=job), self._added)

    @Slot()
    def _ask_target(self) -> None:
        filters = [tr("CSV file") + " (*.csv)", tr("Excel workbook") + " (*.xlsx)"]
        name = tr("stop-list") + ".csv"
        dialogs.choose_target(self, tr("Export the stop list"), name, filters, self._export)

    def _export(self, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(".csv")
        self._change(partial(self._stop_list.export, path), partial(self._exported, path.name))

    def _exported(self, file: str, rows: int) -> None:
        words = ntr("{count} row written", "{count} rows written", rows, count=count(rows))
        self._said.say("ok", tr("{words}: {file}", words=words, file=file))


def _matching(entries: Sequence[StopEntry], words: str, job: Job) -> Sequence[StopEntry]:
    """Those with the text in source or note, or the digits in the number."""
    wanted = fold(words.strip())
    if not wanted:
        return entries
    digits = "".join(filter(str.isdigit, words)).lstrip("0")
    found = []
    for number, entry in enumerate(entries):
        if number % 1000 == 0:
            job.check()
        in_number = bool(digits) and entry.e164 is not None and digits in str(entry.e164)
        if in_number or wanted in fold(f"{entry.source} {entry.note}"):
            found.append(entry)
    return found
