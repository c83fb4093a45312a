"""The page of contacts: bring lists in, see what is wrong, mend it, use them in a campaign."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.ui import dialogs, look, wording
from voicedesk.ui.contacts_export import ExportButton
from voicedesk.ui.contacts_import import ImportBar
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.contacts_view import Roll, load
from voicedesk.ui.context import Context
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.more_button import MoreButton
from voicedesk.ui.parts.page import Page
from voicedesk.ui.samples import CONTACTS

_LISTS, _LOAD, _CHANGE = "contacts.lists", "contacts.load", "contacts.list"
_EMPTY_WIDTH = 620
_PANEL_WIDTH = 280


class ContactsPage(Page):
    """Lists come by dialog, by drag and drop, or from the sample."""

    use_wanted = Signal(str)  # list id

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Contacts"), scroll=False, parent=parent)
        self._tasks = context.tasks
        self._lists = ContactLists(context.workspace.database)
        self._infos: dict[str, ListInfo] = {}
        self._wanted: str | None = None  # to be opened once the lists are read
        self._failed_file: Path | None = None
        self._build_actions()
        self._banner = Banner(
            "err", "", action=tr("Choose the column…"), closable=True, parent=self
        )
        self._banner.setObjectName("contacts-banner")
        self._columns = QMenu(self)
        self._confirm = Banner("warn", "", action=tr("Delete the list"), closable=True, parent=self)
        self._confirm.setObjectName("confirm-deletion")
        self._confirm.action.setObjectName("delete-for-good")
        self._importing = ImportBar(context, self)
        self._sheet = ContactsSheet(context, self)
        self._export = ExportButton(context, self._sheet)
        self._sheet.bar.tools.addWidget(self._export)
        self._empty = EmptyState(
            tr("Your first contact list"),
            tr("A CSV or Excel file with one phone number per row, as it is."),
            tr("Import a list…"),
            icon="users",
            button_icon="upload",
            second=tr("Try with the sample list"),
            drop=tr("or drop a file here"),
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

    def show_list(self, list_id: str) -> None:
        """Open this list, now or as soon as the lists are read."""
        self._wanted = list_id
        self.refresh()

    @Slot()
    def import_contacts(self) -> None:
        """Ask for a file."""
        filters = [tr("Contact lists") + " (*.csv *.xlsx *.txt)", tr("All files") + " (*)"]
        dialogs.choose_file(self, tr("Import a contact list"), filters, self.import_file)

    def import_file(self, path: Path) -> None:
        self._banner.hide()
        self._importing.start(path)

    @Slot()
    def import_sample(self) -> None:
        self.import_file(resource("samples", CONTACTS))

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

    def _build_actions(self) -> None:
        self._other = Button(tr("Other list"), "default", "chevrons-up-down", parent=self)
        self._other.setObjectName("other-list")
        self._choice = QMenu(self._other)
        self._other.clicked.connect(self._choose_list)
        self._import = Button(tr("Import…"), "default", "upload", parent=self)
        self._import.setObjectName("import-contacts")
        self._more = MoreButton(tr("More about this list"), parent=self)
        self._more.setObjectName("list-menu")
        self._more.add(tr("Rename the list…"), self._ask_name)
        self._more.add(tr("Delete the list…"), self._ask_deletion)
        self._use = Button(tr("Use in a campaign…"), "default", "megaphone", parent=self)
        self._use.setObjectName("use-list")
        for button in (self._other, self._import, self._more, self._use):
            self.add_action(button)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self._empty.setMaximumWidth(look.tall(_EMPTY_WIDTH))
        self.body.setSpacing(look.GROUP)
        above: tuple[QWidget, ...] = (self._banner, self._confirm, self._importing)
        for widget in above:
            self.body.addWidget(widget)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._empty, 100)
        middle.addStretch(1)
        self.body.addLayout(middle)
        self.body.addWidget(self._sheet, 1)
        buttons = (self._other, self._more, self._use, self._import)
        for widget in (*above, *buttons, self._empty, self._sheet):
            widget.hide()

    def _connect(self) -> None:
        self._import.clicked.connect(self.import_contacts)
        self._use.clicked.connect(self._use_list)
        self._export.written.connect(self._tell_written)
        self._export.failed.connect(self._tell)
        self._choice.triggered.connect(self._list_chosen)
        self._columns.triggered.connect(self._column_chosen)
        self._banner.acted.connect(self._choose_column)
        self._confirm.acted.connect(self._delete)
        self._empty.acted.connect(self.import_contacts)
        self._empty.second_acted.connect(self.import_sample)
        self._empty.dropped.connect(self._import_dropped)
        self._importing.imported.connect(self._imported)
        self._importing.failed.connect(self._not_imported)
        self._sheet.changed.connect(self._show_counts)
        self._sheet.failed.connect(self._not_changed)

    # Reading and showing

    def _show_lists(self, infos: list[ListInfo]) -> None:
        self._infos = {info.id: info for info in infos}
        self._choice.clear()
        roll = self._sheet.roll()
        wanted, self._wanted = self._wanted, None
        if wanted not in self._infos:
            wanted = roll.info.id if roll is not None and roll.info.id in self._infos else None
        if wanted is None and infos:
            wanted = infos[0].id
        for info in infos:
            action = self._choice.addAction(info.name.replace("&", "&&"))
            action.setData(info.id)
            action.setCheckable(True)
            action.setChecked(info.id == wanted)
        for widget in (self._other, self._more, self._use, self._import, self._sheet):
            widget.setVisible(bool(infos))
        self._empty.setVisible(not infos)
        if wanted is None:
            self._show_none()
        elif roll is None or roll.info.id != wanted or self._is_stale(roll):
            self._load(wanted)
        else:
            self._show_counts()

    def _is_stale(self, roll: Roll) -> bool:
        stored = self._infos[roll.info.id].rows
        return self._sheet.is_settled() and stored != len(roll.rows)

    def _show_none(self) -> None:
        self._tasks.cancel(_LOAD)
        self._sheet.close_list()
        self.set_panel(None)
        self.set_title(tr("Contacts"))
        self.set_line("")

    def _load(self, list_id: str) -> None:
        # Until it is there, the title names the list that is still shown, and is worked on.
        self.set_line(tr("Opening the list {name}…", name=self._infos[list_id].name))
        self._tasks.run(
            _LOAD, partial(load, self._lists, list_id), self._show_roll, failed=self._tell
        )

    def _show_roll(self, roll: Roll) -> None:
        self._confirm.hide()
        panel = self._sheet.open(roll)
        self.set_panel(panel, width=_PANEL_WIDTH, name=tr("To mend"), scroll=False)
        self._show_counts()

    @Slot()
    def _show_counts(self) -> None:
        roll = self._sheet.roll()
        if roll is None:
            return
        info = self._infos.get(roll.info.id, roll.info)
        rows, shown = len(roll.rows), self._sheet.shown()
        self._export.offer(info)
        self.set_title(info.name)
        line = [ntr("{count} row", "{count} rows", rows, count=count(rows))]
        if shown != rows:
            line.append(tr("{count} of them shown", count=count(shown)))
        self.set_line(" · ".join([*line, info.source]))
        # While something is to mend, mending it is the next right thing.
        self._use.set_kind("default" if roll.tally["mend"] > 0 else "primary")
        if roll.tally["valid"] > 0:
            self._use.allow()
        else:
            self._use.refuse(tr("No number of this list is valid."))

    @Slot()
    def _choose_list(self) -> None:
        _drop_down(self._choice, self._other)

    @Slot(QAction)
    def _list_chosen(self, action: QAction) -> None:
        self.show_list(str(action.data()))

    @Slot()
    def _use_list(self) -> None:
        roll = self._sheet.roll()
        if roll is not None:
            self.use_wanted.emit(roll.info.id)

    # Bringing in

    @Slot(list)
    def _import_dropped(self, paths: list[str]) -> None:
        for path in paths:
            self.import_file(Path(path))

    @Slot(object)
    def _imported(self, info: ListInfo) -> None:
        self.show_list(info.id)

    @Slot(object, object)
    def _not_imported(self, path: Path, error: VoicedeskError) -> None:
        title = tr("{file} was not imported", file=path.name)
        if error.code != "no_phone_column":
            self._say("err", title, wording.sentence(error))
            return
        self._failed_file = path
        self._columns.clear()
        for name in _names(error):
            self._columns.addAction(name.replace("&", "&&")).setData(name)
        self._say("err", title, tr("No column of it looks like phone numbers."), choose=True)

    @Slot()
    def _choose_column(self) -> None:
        _drop_down(self._columns, self._banner.action)

    @Slot(QAction)
    def _column_chosen(self, action: QAction) -> None:
        if self._failed_file is not None:
            self._banner.hide()
            self._importing.start(self._failed_file, str(action.data()))

    # The list as a whole

    @Slot()
    def _ask_name(self) -> None:
        roll = self._sheet.roll()
        if roll is None:
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("rename-list")
        dialog.setWindowTitle(tr("Rename the list"))
        dialog.setLabelText(tr("Name of the list"))
        dialog.setOkButtonText(tr("Rename the list"))
        dialog.setCancelButtonText(tr("Cancel"))
        dialog.setTextValue(self._infos[roll.info.id].name)
        dialog.textValueSelected.connect(self._rename)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _rename(self, name: str) -> None:
        self._change(lambda lists, list_id: lists.rename(list_id, name))

    @Slot()
    def _ask_deletion(self) -> None:
        roll = self._sheet.roll()
        if roll is None:
            return
        self._banner.hide()
        self._confirm.set_words(
            "warn",
            tr("Delete “{name}”?", name=self._infos[roll.info.id].name),
            tr("The list goes for good. Your own file and past campaigns stay as they are."),
            icon="trash-2",
        )
        self._confirm.show()
        self._confirm.action.setFocus()

    @Slot()
    def _delete(self) -> None:
        self._confirm.hide()
        self._change(lambda lists, list_id: lists.delete(list_id))

    def _change(self, work: Callable[[ContactLists, str], None]) -> None:
        self._banner.hide()
        roll, lists = self._sheet.roll(), self._lists
        if roll is not None:
            change = partial(_changed, work, lists, roll.info.id)
            self._tasks.run(_CHANGE, change, self._after_change, failed=self._tell)

    def _after_change(self, _nothing: None) -> None:
        self.refresh()

    # Telling

    @Slot(str, int)
    def _tell_written(self, file: str, rows: int) -> None:
        words = ntr("{count} row written", "{count} rows written", rows, count=count(rows))
        self._say("ok", words, file)

    @Slot(object)
    def _tell(self, error: VoicedeskError) -> None:
        self._say("err", wording.sentence(error))

    @Slot(object)
    def _not_changed(self, error: VoicedeskError) -> None:
        """The window and the store differ now: what is stored counts."""
        self._say("err", tr("The change was not kept"), wording.sentence(error))
        roll = self._sheet.roll()
        if roll is not None:
            self._load(roll.info.id)

    def _say(self, kind: Kind, title: str, sentence: str = "", *, choose: bool = False) -> None:
        self._banner.set_words(kind, title, sentence)
        self._banner.action.setVisible(choose)
        self._banner.show()


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _changed(
    work: Callable[[ContactLists, str], None], lists: ContactLists, list_id: str, _job: Job
) -> None:
    work(lists, list_id)


def _names(error: VoicedeskError) -> list[str]:
    columns = error.details.get("columns")
    return [str(name) for name in columns] if isinstance(columns, tuple) else []


def _drop_down(menu: QMenu, button: QWidget) -> None:
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
