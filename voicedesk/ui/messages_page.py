"""The page of messages: bring them in, look, listen, and choose one for a campaign."""

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
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.resources import resource
from voicedesk.base.words import language, ntr, tr
from voicedesk.ui import dialogs, look, wording
from voicedesk.ui.arrivals import Arrival, Arrived, bring_in
from voicedesk.ui.context import Context
from voicedesk.ui.message_list import MessageList
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.figures import percent
from voicedesk.ui.parts.page import Page
from voicedesk.ui.rendition import Rendition, render
from voicedesk.ui.tasks import Lane
from voicedesk.ui.workshop import Workshop

_WIDE = 1180  # below this width of the window the library is a drop-down
_EMPTY_WIDTH = 620
_FIRST = 1000  # a stretch: all the room there is up to the widget's largest size


class MessagesPage(Page):
    """Messages come by dialog, by drag and drop, or from the sample."""

    use_wanted = Signal(str)  # recording id

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Messages"), parent=parent)
        self._tasks = context.tasks
        self._library = Recordings(context.workspace)
        self._wanted: str | None = None  # to be chosen once it is in the list
        self._arriving: list[Arrival] = []
        self._importing: tuple[Arrival, ...] = ()
        self._doomed: Recording | None = None
        self._import = Button(tr("Import a message…"), icon="upload", parent=self)
        self._import.setObjectName("import-message")
        self._import.clicked.connect(self.import_message)
        self.add_action(self._import)
        self._banner = Banner("err", "", closable=True, parent=self)
        self._banner.setObjectName("messages-banner")
        self._confirm = Banner(
            "warn", "", action=tr("Delete the message"), closable=True, parent=self
        )
        self._confirm.setObjectName("confirm-deletion")
        self._confirm.action.setObjectName("delete-for-good")
        self._full = QWidget(self)  # the library and the workshop
        self._list = MessageList(self._full)
        self._workshop = Workshop(self._full)
        self._none = QWidget(self)  # what stands there while there is no message
        self._empty = EmptyState(
            tr("Your first message"),
            tr("An MP3 or WAV file of at least 10 seconds."),
            tr("Import a message…"),
            button_icon="upload",
            second=tr("Try with the sample message"),
            drop=tr("or drop a sound file here"),
            parent=self._none,
        )
        self._empty.button.setObjectName("import-first-message")
        self._empty.second.setObjectName("import-sample")
        self._lay_out()
        self._connect()
        self._write_line()

    def refresh(self) -> None:
        """Read the library again; called each time the page is shown."""
        self._tasks.run("messages.load", self._load, self._show, failed=self._tell)

    def choose_recording(self, recording_id: str) -> None:
        """Open this message, now or as soon as the library is read."""
        self._wanted = recording_id
        self.refresh()

    @Slot()
    def import_message(self) -> None:
        filters = [tr("Sound files") + " (*.mp3 *.wav)", tr("All files") + " (*)"]
        dialogs.choose_file(self, tr("Import a message"), filters, self.import_file)

    def import_file(self, path: Path) -> None:
        self.import_files([path])

    def import_files(self, files: Sequence[Path]) -> None:
        self._take([Arrival(file) for file in files])

    @Slot()
    def import_sample(self) -> None:
        sample = resource("samples", f"message-{language()}.mp3")
        self._take([Arrival(sample, tr("Sample message"))])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The player's keys work wherever nothing else on the page takes them."""
        playable = self._workshop.isVisible() and not event.isAutoRepeat()
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if playable and plain and event.key() == Qt.Key.Key_Space:
            self._workshop.toggle_play()
        elif playable and plain and event.key() == Qt.Key.Key_T:
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
        if _files(event):
            self._mark_drop(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_drop(False)
        files = _files(event)
        if files:
            event.acceptProposedAction()
            self.import_files(files)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._dropping:
            with painting(self) as painter:
                edge = QRectF(self.rect()).adjusted(6, 6, -6, -6)
                box(painter, edge, look.RADIUS_CARD, "accent_soft", "accent", 2)

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
        self.body.addWidget(self._banner)
        self.body.addWidget(self._confirm)
        middle = QHBoxLayout(self._none)
        middle.addStretch(1)
        middle.addWidget(self._empty, _FIRST)
        middle.addStretch(1)
        self.body.addWidget(self._none, 1)
        self.body.addWidget(self._full, 1)
        for widget in (self._banner, self._confirm, self._none, self._full):
            widget.hide()

    def _connect(self) -> None:
        self._empty.acted.connect(self.import_message)
        self._empty.second_acted.connect(self.import_sample)
        self._empty.dropped.connect(self._import_dropped)
        self._confirm.acted.connect(self._delete)
        self._list.chosen.connect(self._open)
        self._list.delete_wanted.connect(self._workshop.ask_deletion)
        self._list.rename_wanted.connect(self._workshop.rename)
        self._workshop.renamed.connect(self._rename)
        self._workshop.delete_wanted.connect(self._ask_deletion)
        self._workshop.use_wanted.connect(self.use_wanted)
        self._workshop.unplayable.connect(self._tell_unplayable)

    def _mark_drop(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()

    # Reading and showing

    def _load(self, job: Job) -> list[Recording]:
        return self._library.all()

    def _show(self, recordings: list[Recording]) -> None:
        empty = not recordings
        if empty:
            self._tasks.cancel("messages.render")
            self._workshop.take_away()
        first = self._none.isVisible() and not empty
        self._none.setVisible(empty)
        self._import.setVisible(not empty)  # one door in: the empty state's
        self._full.setVisible(not empty)
        wanted, self._wanted = self._wanted, None
        self._list.set_recordings(recordings, wanted)
        if first:
            self._list.take_focus()
        self._write_line()

    @Slot(object)
    def _open(self, recording: Recording) -> None:
        self._workshop.show_recording(recording)
        if self._doomed is not None and self._doomed.id != recording.id:
            self._confirm.hide()
        self._prepare()

    def _prepare(self) -> None:
        recording = self._workshop.recording
        if recording is None or self._workshop.rendition is not None or not self.isVisible():
            return
        self._tasks.run(
            "messages.render",
            partial(render, recording),
            self._give,
            failed=self._tell_unrendered,
            lane=Lane.AUDIO,
        )

    def _give(self, rendition: Rendition) -> None:
        shown = self._workshop.recording
        if self.isVisible() and shown is not None and shown.id == rendition.recording_id:
            self._workshop.give(rendition)

    # Bringing in

    @Slot(list)
    def _import_dropped(self, paths: list[str]) -> None:
        self.import_files([Path(path) for path in paths])

    def _take(self, arrivals: list[Arrival]) -> None:
        self._banner.hide()
        self._arriving += arrivals
        if not self._importing:
            self._import_next()

    def _import_next(self) -> None:
        """One after the other: two copies of one file at a time would meet on the disk."""
        self._importing, self._arriving = tuple(self._arriving), []
        if self._importing:
            self._tasks.run(
                "messages.import",
                partial(bring_in, self._library, self._importing),
                self._imported,
                failed=self._not_imported,
                progress=self._write_progress,
                lane=Lane.AUDIO,
            )
        reason = tr("A message is being imported.")
        for button in (self._import, self._empty.button, self._empty.second):
            button.refuse(reason) if self._importing else button.allow()
        self._write_line()

    def _imported(self, result: Arrived) -> None:
        if result.recordings:
            self._wanted = result.recordings[-1].id
        if result.errors:
            self._tell_errors(result.errors)
        self._import_next()
        self.refresh()

    def _not_imported(self, error: VoicedeskError) -> None:
        self._tell(error)
        self._import_next()

    # Changing

    @Slot(str, str)
    def _rename(self, recording_id: str, name: str) -> None:
        self._tasks.run(
            "messages.rename",
            partial(_rename, self._library, recording_id, name),
            self._changed,
            failed=self._tell,
        )

    @Slot(object)
    def _ask_deletion(self, recording: Recording) -> None:
        self._doomed = recording
        self._banner.hide()
        self._confirm.set_words(
            "warn",
            tr("Delete “{name}”?", name=recording.name),
            tr("The message leaves the library for good. Your own file stays where it is."),
            icon="trash-2",
        )
        self._confirm.show()
        self._confirm.action.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _delete(self) -> None:
        self._confirm.hide()
        doomed, self._doomed = self._doomed, None
        if doomed is None:
            return
        self._list.take_focus()
        if self._workshop.recording is not None and self._workshop.recording.id == doomed.id:
            self._workshop.take_away()  # no system deletes a file while it is played
        self._tasks.run(
            "messages.delete",
            partial(_delete, self._library, doomed.id),
            self._changed,
            failed=self._not_deleted,
        )

    def _not_deleted(self, error: VoicedeskError) -> None:
        self._tell(error)
        self.refresh()

    def _changed(self, _nothing: None) -> None:
        self.refresh()

    # Telling

    def _tell(self, error: VoicedeskError) -> None:
        self._banner.set_words("err", wording.sentence(error))
        self._banner.show()

    def _tell_unrendered(self, error: VoicedeskError) -> None:
        self._workshop.cannot_prepare(wording.sentence(error))
        self._tell(error)

    def _tell_errors(self, errors: Sequence[VoicedeskError]) -> None:
        title = ntr("{n} file was not imported", "{n} files were not imported", len(errors))
        self._banner.set_words("err", title, "\n".join(wording.sentence(e) for e in errors))
        self._banner.show()

    @Slot()
    def _tell_unplayable(self) -> None:
        title = tr("This computer cannot play the message")
        self._banner.set_words("warn", title, tr("Check its sound settings. The message is kept."))
        self._banner.show()

    def _write_progress(self, step: Progress) -> None:
        share = step.done / step.total if step.total else None
        self._write_line(share)

    def _write_line(self, share: float | None = None) -> None:
        if not self._importing:
            self.set_line(tr("What your customers will hear, as the telephone will play it."))
            return
        files = ", ".join(arrival.name or arrival.path.name for arrival in self._importing)
        told = tr("{files} – being imported…", files=files)
        self.set_line(told if share is None else f"{told} {percent(min(1.0, share), 0)}")


def _rename(library: Recordings, recording_id: str, name: str, job: Job) -> None:
    library.rename(recording_id, name)


def _delete(library: Recordings, recording_id: str, job: Job) -> None:
    library.delete(recording_id)


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
