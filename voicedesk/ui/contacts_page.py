"""The page of contacts: bring lists in, see what is wrong, mend it, use them in a campaign."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look, wording
from voicedesk.ui.contacts_export import ExportButton
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.context import Context
from voicedesk.ui.import_desk import ImportDesk
from voicedesk.ui.list_deeds import ListDeeds
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.more_button import MoreButton
from voicedesk.ui.parts.page import Page
from voicedesk.ui.row_deeds import RowDeeds

_LISTS, _LOAD = "contacts.lists", "contacts.load"
_EMPTY_WIDTH = 620
_PANEL_WIDTH = 280
_WITHOUT_LIST = ("import-choices", "paste", "all-lists", "stop-list")
_IN_MENU = 12  # lists; all are in the dialog


class ContactsPage(Page):
    """Lists come by dialog, by drag and drop, by pasting, or from the sample."""

    use_wanted = Signal(str)  # list id

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Contacts"), scroll=False, parent=parent)
        self._tasks = context.tasks
        self._lists = ContactLists(context.workspace.database)
        self._infos: dict[str, ListInfo] = {}
        self._wanted: str | None = None  # to be opened once the lists are read
        self._banner = Banner("err", "", closable=True, parent=self)
        self._banner.setObjectName("contacts-banner")
        self._sheet = ContactsSheet(context, self)
        self._import_desk = ImportDesk(context, self._sheet, self)
        self._export = ExportButton(context, self._sheet)
        self._sheet.bar.tools.addWidget(self._export)
        self._of_lists = ListDeeds(context, self._sheet, self)
        self._of_rows = RowDeeds(context, self._sheet, self)
        self._deeds = self._all_deeds()
        self._build_actions()
        self._empty = EmptyState(
            tr("Your first contact list"),
            tr("A CSV or Excel file with one phone number per row, as it is."),
            tr("Import a list…"),
            icon="users",
            button_icon="upload",
            second=tr("Try with the sample list"),
            drop=tr("or drop a file here, or paste cells"),
            drop_icon="file-spreadsheet",
            parent=self,
        )
        self._empty.button.setObjectName("import-first-list")
        self._empty.second.setObjectName("import-sample-list")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the lists again; called each time the page is shown."""
        lists = self._lists
        self._tasks.run(_LISTS, lambda _job: lists.all(), self._show_lists, failed=self._tell)

    @Slot(str)
    def show_list(self, list_id: str) -> None:
        """Open this list, now or as soon as the lists are read."""
        self._wanted = list_id
        self.refresh()

    @Slot(str)
    def act(self, deed: str) -> None:
        """Do what a menu calls so; see :meth:`_all_deeds`."""
        if self._sheet.table() is None and deed not in _WITHOUT_LIST:
            self._hint(tr("Open a list first."))
            return
        self._deeds[deed]()

    @Slot()
    def import_contacts(self) -> None:
        """Ask for a file."""
        self._import_desk.ask_file()

    def import_file(self, path: Path) -> None:
        self._banner.hide()
        self._import_desk.import_file(path)

    @Slot()
    def undo(self) -> None:
        """Take the last change to the open list back."""
        self._sheet.undo()

    @Slot()
    def redo(self) -> None:
        self._sheet.redo()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in _files(event):
            self.import_file(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pasting outside the table: what no cell and no field took."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._import_desk.paste()
            return
        super().keyPressEvent(event)

    # building

    def _all_deeds(self) -> dict[str, Callable[[], None]]:
        return {
            "import-choices": self._import_desk.ask_file_with_choices,
            "paste": self._import_desk.paste,
            "all-lists": self._of_lists.show_all,
            "details": self._of_lists.ask_details,
            "duplicate": self._of_lists.duplicate,
            "combine": self._of_lists.combine,
            "delete": self._of_lists.ask_deletion,
            "duplicates": self._of_rows.find_duplicates,
            "stop": self._of_rows.stop_chosen,
            "consent": self._of_rows.ask_consent,
            "withdraw": self._of_rows.ask_withdrawal,
            "stop-list": self._of_rows.show_stop_list,
        }

    def _build_actions(self) -> None:
        self._other = Button(tr("Other list"), "default", "chevrons-up-down", parent=self)
        self._other.setObjectName("other-list")
        self._choice = QMenu(self._other)
        self._other.clicked.connect(self._choose_list)
        self._import = Button(tr("Import…"), "default", "upload", parent=self)
        self._import.setObjectName("import-contacts")
        self._more = MoreButton(tr("More about this list"), parent=self)
        self._more.setObjectName("list-menu")
        for deed, words in (
            ("import-choices", tr("Import with choices…")),
            ("paste", tr("Paste contacts…")),
            ("", ""),
            ("duplicates", tr("Find duplicates…")),
            ("stop", tr("Never call the chosen rows again")),
            ("consent", tr("Record a consent…")),
            ("withdraw", tr("Withdraw the consent of the chosen rows…")),
            ("stop-list", tr("Stop list…")),
            ("", ""),
            ("details", tr("Name and notes…")),
            ("duplicate", tr("Duplicate the list")),
            ("combine", tr("New lists from this one…")),
            ("delete", tr("Delete the list…")),
        ):
            if deed:
                self._more.add(words, self._deeds[deed])
            else:
                self._more.separate()
        self._use = Button(tr("Use in a campaign…"), "default", "megaphone", parent=self)
        self._use.setObjectName("use-list")
        for button in (self._other, self._import, self._more, self._use):
            self.add_action(button)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self._empty.setMaximumWidth(look.tall(_EMPTY_WIDTH))
        self.body.setSpacing(look.GROUP)
        self.body.addWidget(self._banner)
        self.body.addWidget(self._import_desk)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._empty, 100)
        middle.addStretch(1)
        self.body.addLayout(middle)
        self.body.addWidget(self._sheet, 1)
        buttons = (self._other, self._more, self._use, self._import)
        for widget in (self._banner, *buttons, self._empty, self._sheet):
            widget.hide()

    def _connect(self) -> None:
        self._import.clicked.connect(self.import_contacts)
        self._use.clicked.connect(self._use_list)
        self._export.written.connect(self._tell_written)
        self._export.failed.connect(self._tell)
        self._choice.triggered.connect(self._list_chosen)
        self._empty.acted.connect(self.import_contacts)
        self._empty.second_acted.connect(self._import_desk.import_sample)
        self._empty.dropped.connect(self._import_dropped)
        self._import_desk.imported.connect(self._imported)
        self._sheet.changed.connect(self._show_counts)
        self._sheet.failed.connect(self._not_changed)
        self._of_lists.changed.connect(self.refresh)
        self._of_lists.opened.connect(self.show_list)
        for deeds in (self._of_lists, self._of_rows):
            deeds.said.connect(self._tell_done)
            deeds.failed.connect(self._tell)
        self._of_rows.hinted.connect(self._hint)

    # reading and showing

    def _show_lists(self, infos: list[ListInfo]) -> None:
        self._infos = {info.id: info for info in infos}
        self._of_lists.set_lists(infos)
        self._of_rows.set_lists(infos)
        table = self._sheet.table()
        here = table.list_id if table is not None else None
        wanted, self._wanted = self._wanted, None
        if wanted not in self._infos:
            wanted = here if here in self._infos else None
        if wanted is None and infos:
            wanted = infos[0].id
        self._fill_choice(infos, wanted)
        for widget in (self._other, self._more, self._use, self._import, self._sheet):
            widget.setVisible(bool(infos))
        self._empty.setVisible(not infos)
        if wanted is None:
            self._show_none()
        elif table is None or here != wanted:
            self._load(wanted)
        else:
            self._show_counts()

    def _fill_choice(self, infos: list[ListInfo], wanted: str | None) -> None:
        self._choice.clear()
        for info in infos[:_IN_MENU]:
            action = self._choice.addAction(info.name.replace("&", "&&"))
            action.setData(info.id)
            action.setCheckable(True)
            action.setChecked(info.id == wanted)
        self._choice.addSeparator()
        self._choice.addAction(tr("All lists…"))

    def _show_none(self) -> None:
        self._tasks.cancel(_LOAD)
        self._sheet.close_list()
        self._import_desk.set_open(None)
        self.set_panel(None)
        self.set_title(tr("Contacts"))
        self.set_line("")

    def _load(self, list_id: str) -> None:
        # Until it is there, the title names the list that is still shown, and is worked on.
        self.set_line(tr("Opening the list {name}…", name=self._infos[list_id].name))
        lists = self._lists
        self._tasks.run(
            _LOAD, lambda job: lists.open(list_id, job), self._show_table, failed=self._tell
        )

    def _show_table(self, table: ContactTable) -> None:
        info = self._infos.get(table.list_id)
        if info is None:
            return
        panel = self._sheet.open(table, info)
        self._import_desk.set_open(info)
        self.set_panel(panel, width=_PANEL_WIDTH, name=tr("To mend"), scroll=False)
        self._show_counts()

    @Slot()
    def _show_counts(self) -> None:
        table = self._sheet.table()
        info = None if table is None else self._infos.get(table.list_id)
        if table is None or info is None:
            return
        rows, shown, tally = len(table), self._sheet.shown(), self._sheet.tally()
        self._import_desk.set_open(info)
        self._export.offer(info)
        self.set_title(info.name)
        line = [ntr("{count} row", "{count} rows", rows, count=count(rows))]
        if shown != rows:
            line.append(tr("{count} of them shown", count=count(shown)))
        note = " ".join(info.notes.split())
        self.set_line(" · ".join(filter(None, [*line, info.source, note])))
        # While something is to mend, mending it is the next right thing.
        self._use.set_kind("default" if tally.get("mend", 0) > 0 else "primary")
        counted = len(tally) > 1  # until then what was stored counts
        if tally.get("valid", 0) if counted else info.valid:
            self._use.allow()
        else:
            self._use.refuse(tr("No number of this list is valid."))

    @Slot()
    def _choose_list(self) -> None:
        self._choice.popup(self._other.mapToGlobal(self._other.rect().bottomLeft()))

    @Slot(QAction)
    def _list_chosen(self, action: QAction) -> None:
        if action.data() is None:
            self._of_lists.show_all()
        else:
            self.show_list(str(action.data()))

    @Slot()
    def _use_list(self) -> None:
        table = self._sheet.table()
        if table is not None:
            self.use_wanted.emit(table.list_id)

    @Slot(list)
    def _import_dropped(self, paths: list[str]) -> None:
        for path in paths:
            self.import_file(Path(path))

    @Slot(object)
    def _imported(self, info: ListInfo) -> None:
        self.show_list(info.id)

    # telling

    @Slot(str, int)
    def _tell_written(self, file: str, rows: int) -> None:
        words = ntr("{count} row written", "{count} rows written", rows, count=count(rows))
        self._say("ok", words, file)

    @Slot(str, str)
    def _tell_done(self, title: str, sentence: str) -> None:
        self._say("ok", title, sentence)

    @Slot(str)
    def _hint(self, sentence: str) -> None:
        self._say("neutral", sentence)

    @Slot(object)
    def _tell(self, error: VoicedeskError) -> None:
        self._say("err", wording.sentence(error))

    @Slot(object)
    def _not_changed(self, error: VoicedeskError) -> None:
        """The window and the store differ now: what is stored counts."""
        self._say("err", tr("The change was not kept"), wording.sentence(error))
        table = self._sheet.table()
        if table is not None and table.list_id in self._infos:
            self._load(table.list_id)

    def _say(self, kind: Kind, title: str, sentence: str = "") -> None:
        self._banner.set_words(kind, title, sentence)
        self._banner.show()


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
