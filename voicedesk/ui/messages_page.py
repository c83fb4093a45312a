"""The page of messages: bring them in, look, listen, mend, and choose one for a campaign."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.arrivals import Told
from voicedesk.ui.context import Context
from voicedesk.ui.message_deeds import MessageDeeds
from voicedesk.ui.message_deletion import MessageDeletion
from voicedesk.ui.message_details import MessageDetails
from voicedesk.ui.message_intake import MessageIntake, local_files
from voicedesk.ui.message_list import MessageList
from voicedesk.ui.message_model import Entry, entries
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.page import Page
from voicedesk.ui.rendition import Rendition, draw
from voicedesk.ui.tasks import Lane
from voicedesk.ui.workshop import Workshop

_WIDE = 1180  # below this width of the window the library is a drop-down
_EMPTY_WIDTH = 620
_FIRST = 1000  # a stretch: all the room there is up to the widget's largest size
_KEYS = QKeySequence.StandardKey


class MessagesPage(Page):
    """Messages come as files, are recorded here, or are read out by the computer."""

    use_wanted = Signal(str)  # recording id
    campaign_wanted = Signal(str, str)  # a campaign's id and state

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        line = tr("What your customers will hear, as the telephone will play it.")
        super().__init__(tr("Messages"), line, parent=parent)
        self._context, self._tasks = context, context.tasks
        self._library = Recordings(context.workspace)
        self._wanted: str | None = None  # to be chosen once it is in the list
        self._entry: Entry | None = None  # the open one
        self._banner = Banner("err", "", closable=True, parent=self)
        self._banner.setObjectName("messages-banner")
        self._deletion = MessageDeletion(context, self._library, self)
        self._intake = MessageIntake(context, self._library, self)
        self._deeds = MessageDeeds(context, self._library, self)
        self._full = QWidget(self)  # the library and the workshop
        self._list = MessageList(self._full)
        self._workshop = Workshop(context, self._full)
        self._none = QWidget(self)  # what stands there while there is no message
        self._empty = EmptyState(
            tr("Your first message"),
            tr("A sound file, a recording, or a text that is read out: at least 10 seconds."),
            tr("Import a message…"),
            button_icon="upload",
            second=tr("Try with the sample message"),
            drop=tr("or drop a sound file here"),
            parent=self._none,
        )
        self._empty.button.setObjectName("import-first-message")
        self._empty.second.setObjectName("import-sample")
        self._import = self._way_in("import-message", tr("Import…"), "upload")
        self._speak = self._way_in("speak-message", tr("Have a text read"), "type")
        self._record = self._way_in("record-message", tr("Record"), "mic")
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the library again; called each time the page is shown."""
        self._intake.recover()
        self._tasks.run(
            "messages.load",
            partial(entries, self._library, self._context),
            self._show,
            failed=self._tell,
        )

    def choose_recording(self, recording_id: str) -> None:
        """Open this message, now or as soon as the library is read."""
        self._wanted = recording_id
        self.refresh()

    @Slot(str)
    def act(self, deed: str) -> None:
        """A deed of the menus: import, speak, record, paste; rename, details, use or delete the
        open message."""
        deeds = {
            "import": self.import_message,
            "speak": self._intake.speak,
            "record": self._intake.record,
            "paste": self._intake.paste,
            "rename": self._workshop.rename,
            "details": self._show_details,
            "use": self._use,
            "delete": self._workshop.ask_deletion,
        }
        deeds[deed]()

    # Bringing in

    @Slot()
    def import_message(self) -> None:
        self._intake.ask_file()

    def import_file(self, path: Path) -> None:
        self._intake.take_file(path)

    def import_files(self, files: Sequence[Path]) -> None:
        self._intake.take_files(files)

    @Slot()
    def import_sample(self) -> None:
        self._intake.take_sample()

    @Slot(str)
    def _finish_import(self, newest: str) -> None:
        self._wanted = newest or None
        self.refresh()

    # What the window tells

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The player's keys, pasting and taking back work wherever nothing else takes them."""
        open_ = self._workshop.isVisible() and not event.isAutoRepeat()
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.matches(_KEYS.Paste):
            self._intake.paste()
        elif open_ and event.matches(_KEYS.Undo):
            self._workshop.undo()
        elif open_ and (event.matches(_KEYS.Redo) or _is_other_redo(event)):
            self._workshop.redo()
        elif open_ and plain and event.key() == Qt.Key.Key_Space:
            self._workshop.toggle_play()
        elif open_ and plain and event.key() == Qt.Key.Key_T:
            self._workshop.toggle_version()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._prepare()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # a minimised window goes on playing
            self._tasks.cancel("messages.render")
            self._workshop.take_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < _WIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._both.direction() != way:
            self._both.setDirection(way)
            self._list.set_narrow(narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            self._mark_drop(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(False)
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.import_files(files)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dropping:
            with painting(self) as painter:
                edge = QRectF(self.rect()).adjusted(6, 6, -6, -6)
                box(painter, edge, look.RADIUS_CARD, "accent_soft", "accent", 2)

    def _mark_drop(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()

    # Building

    def _way_in(self, name: str, text: str, icon: str) -> Button:
        button = Button(text, icon=icon, parent=self)
        button.setObjectName(name)
        self.add_action(button)
        return button

    def _lay_out(self) -> None:
        self._dropping = False
        self.setAcceptDrops(True)
        self._empty.setMaximumWidth(look.tall(_EMPTY_WIDTH))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._full)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(look.EDGE)
        self._both.addWidget(self._list)
        column = QVBoxLayout()
        column.addWidget(self._workshop, _FIRST)
        column.addStretch(1)
        self._both.addLayout(column, 1)
        middle = QHBoxLayout(self._none)
        middle.addStretch(1)
        middle.addWidget(self._empty, _FIRST)
        middle.addStretch(1)
        for part in (self._banner, self._deletion, self._intake, self._deeds):
            self.body.addWidget(part)
        for place in (self._none, self._full):
            self.body.addWidget(place, 1)
            place.hide()
        self._banner.hide()

    def _connect(self) -> None:
        for button, slot in (
            (self._import, self._intake.ask_file),
            (self._speak, self._intake.speak),
            (self._record, self._intake.record),
        ):
            button.clicked.connect(slot)
        self._empty.acted.connect(self._intake.ask_file)
        self._empty.second_acted.connect(self._intake.take_sample)
        self._empty.dropped.connect(self._intake.take_files)
        self._intake.began.connect(self._hide_banners)
        self._intake.came.connect(self.refresh)
        self._intake.finished.connect(self._finish_import)
        self._intake.said.connect(self._tell_import)
        self._deeds.changed.connect(self.refresh)
        self._deeds.failed.connect(self._tell)
        self._deeds.cancelled.connect(self._tell_cancelled)
        self._deletion.deleting.connect(self._let_go)
        self._deletion.ended.connect(self.refresh)
        self._deletion.failed.connect(self._tell)
        self._list.chosen.connect(self._open)
        self._list.deed_wanted.connect(self.act)
        self._connect_workshop()

    def _connect_workshop(self) -> None:
        self._deeds.idle.connect(self._workshop.set_idle)
        self._workshop.edit_wanted.connect(self._deeds.edit)
        self._workshop.undo_wanted.connect(self._deeds.undo)
        self._workshop.redo_wanted.connect(self._deeds.redo)
        self._workshop.take_wanted.connect(self._deeds.use_take)
        self._workshop.take_deletion_wanted.connect(self._deeds.delete_take)
        self._workshop.renamed.connect(self._deeds.rename)
        self._workshop.delete_wanted.connect(self._ask_deletion)
        self._workshop.use_wanted.connect(self.use_wanted)
        self._workshop.unplayable.connect(self._tell_unplayable)

    # Reading and showing

    def _show(self, found: list[Entry]) -> None:
        empty = not found
        if empty:
            self._entry = None
            self._tasks.cancel("messages.render")
            self._workshop.take_away()
        first = self._none.isVisible() and not empty
        self._none.setVisible(empty)
        self._import.setVisible(not empty)  # one such door: the empty state's
        self._full.setVisible(not empty)
        wanted, self._wanted = self._wanted, None
        self._list.set_entries(found, wanted)
        if first:
            self._list.take_focus()

    @Slot(object)
    def _open(self, entry: Entry) -> None:
        self._entry = entry
        self._workshop.show_recording(entry.recording)
        self._deletion.forget(but=entry.id)
        self._prepare()

    def _prepare(self) -> None:
        recording = self._workshop.recording
        if recording is None or self._workshop.rendition is not None or not self.isVisible():
            return
        self._tasks.run(
            "messages.render",
            partial(draw, recording, fresh=self._library.fresh(recording)),
            self._draw,
            failed=self._tell_unrendered,
            lane=Lane.AUDIO,
        )

    def _draw(self, rendition: Rendition) -> None:
        """What is seen need not wait for what is played."""
        shown = self._workshop.recording
        if self.isVisible() and shown is not None and shown.id == rendition.recording_id:
            self._workshop.draw(rendition)
            self._tasks.run(
                "messages.render",
                rendition.write,
                self._give,
                failed=self._tell_unwritten,
                lane=Lane.AUDIO,
            )

    def _give(self, rendition: Rendition) -> None:
        if self.isVisible() and self._workshop.rendition is rendition:
            self._workshop.give(rendition)

    @Slot(str)
    def _let_go(self, recording_id: str) -> None:
        """No system deletes a file while it is played."""
        self._list.take_focus()
        shown = self._workshop.recording
        if shown is not None and shown.id == recording_id:
            self._workshop.take_away()

    # Doing

    @Slot(object)
    def _ask_deletion(self, recording: Recording) -> None:
        self._banner.hide()
        self._deletion.ask(recording)

    @Slot()
    def _show_details(self) -> None:
        if self._entry is not None:
            dialog = MessageDetails(self._entry, self.window())
            dialog.kept.connect(self._deeds.describe)
            dialog.campaign_wanted.connect(self.campaign_wanted)
            dialog.open()

    @Slot()
    def _use(self) -> None:
        if self._entry is not None and self._entry.recording.usable:
            self.use_wanted.emit(self._entry.id)

    # Telling

    @Slot()
    def _hide_banners(self) -> None:
        self._banner.hide()
        self._deletion.forget()

    def _say(self, kind: Kind, title: str, sentence: str = "") -> None:
        self._deletion.forget()
        self._banner.set_words(kind, title, sentence)
        self._banner.show()

    @Slot(object)
    def _tell_import(self, told: Told) -> None:
        self._say(told.kind, told.title, told.sentence)

    @Slot(object)
    def _tell(self, error: VoicedeskError) -> None:
        self._say("err", wording.sentence(error))

    def _tell_unrendered(self, error: VoicedeskError) -> None:
        self._workshop.cannot_prepare(wording.sentence(error))
        self._tell(error)

    def _tell_unwritten(self, error: VoicedeskError) -> None:
        """Nothing is shown that can never be heard; opened again, it is tried again."""
        self._workshop.take_away()
        self._tell_unrendered(error)

    @Slot()
    def _tell_unplayable(self) -> None:
        title = tr("This computer cannot play the message")
        self._say("warn", title, tr("Check its sound settings. The message is kept."))

    @Slot()
    def _tell_cancelled(self) -> None:
        title = tr("The change was cancelled")
        self._say("neutral", title, tr("The message is as it was before."))


def _is_other_redo(event: QKeyEvent) -> bool:
    """Ctrl+Y, too, wherever the system has another key for it."""
    return event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
