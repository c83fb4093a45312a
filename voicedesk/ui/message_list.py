"""The library of messages: a search field, one entry for each message, and what they amount to."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from voicedesk.audio.library import Recording
from voicedesk.base.words import ntr, tr
from voicedesk.ui import look
from voicedesk.ui.message_checks import verdict
from voicedesk.ui.parts.badge import paint_badge
from voicedesk.ui.parts.brush import box, veil, write
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label

AnyIndex = QModelIndex | QPersistentModelIndex
RECORDING = int(Qt.ItemDataRole.UserRole) + 1

_WIDTH = 232
_PAD, _LINE, _GAP = 10, 19, 4  # inside an entry; between entries
_ENTRY = 2 * _PAD + 2 * _LINE + look.BADGE_CELL + _GAP
_MINUTE_S = 60


class MessageModel(QAbstractListModel):
    """The messages whose name holds what is searched, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Recording, ...] = ()
        self._shown: tuple[Recording, ...] = ()
        self._wanted = ""

    def set_recordings(self, recordings: Sequence[Recording]) -> None:
        self._all = tuple(recordings)
        self._sift()

    def search(self, wanted: str) -> None:
        self._wanted = wanted.strip().casefold()
        self._sift()

    def recordings(self) -> tuple[Recording, ...]:
        """All of them, searched for or not."""
        return self._all

    def row_of(self, recording_id: str) -> int:
        """The row of the message, -1 where it is not shown."""
        ids = [recording.id for recording in self._shown]
        return ids.index(recording_id) if recording_id in ids else -1

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        recording = self._shown[index.row()]
        if role == RECORDING:
            return recording
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return recording.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((recording.name, *_lines(recording)))
        return None

    def _sift(self) -> None:
        self.beginResetModel()
        self._shown = tuple(r for r in self._all if self._wanted in r.name.casefold())
        self.endResetModel()


class MessageDelegate(QStyledItemDelegate):
    """Name, length and day, and the badge with the worst that is known."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, look.tall(_ENTRY) + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        recording = index.data(RECORDING)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRectF(option.rect).adjusted(0, 0, 0, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            view = option.widget
            focused = view is not None and view.hasFocus()
            box(painter, rect, look.RADIUS, "sel", "accent" if focused else None, 2)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            veil(painter, rect, look.RADIUS)
        self._write(painter, rect.adjusted(14, _PAD, -_PAD, -_PAD), recording, chosen)
        painter.restore()

    def _write(self, painter: QPainter, room: QRectF, recording: Recording, chosen: bool) -> None:
        line = look.tall(_LINE)
        found, (length, _) = verdict(recording), _lines(recording)
        name = QRectF(room.left(), room.top(), room.width(), line)
        weight = 600 if chosen else 500
        write(
            painter,
            name,
            recording.name,
            "accent" if chosen else "text",
            look.font("body", weight),
        )
        write(painter, name.translated(0, line), length, "text2", look.font("small", figures=True))
        height = look.tall(look.BADGE_CELL)
        where = QRectF(room.left(), room.bottom() - height, room.width(), height)
        paint_badge(painter, where, found.kind, found.text)


class MessageView(QListView):
    """Space and T belong to the player, not to the view's own search by letters."""

    delete_wanted = Signal()
    rename_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(MessageDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Messages"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete if not event.isAutoRepeat():
                self.delete_wanted.emit()
            case Qt.Key.Key_F2:
                self.rename_wanted.emit()
            case Qt.Key.Key_Space | Qt.Key.Key_T:
                event.ignore()
            case _:
                super().keyPressEvent(event)


class MessageList(QWidget):
    """The library; on a narrow window it is a drop-down."""

    chosen = Signal(object)  # Recording
    delete_wanted = Signal()
    rename_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = MessageModel(self)
        self._current: str | None = None
        self._search = Field(icon="search", placeholder=tr("Search for a message"), parent=self)
        self._search.line.setObjectName("search-messages")
        self._search.line.setClearButtonEnabled(True)
        self._search.line.textChanged.connect(self._sift)
        self._view = MessageView(self)
        self._view.setObjectName("messages")
        self._view.setModel(self._model)
        self._view.selectionModel().currentChanged.connect(self._selected)
        self._view.delete_wanted.connect(self.delete_wanted)
        self._view.rename_wanted.connect(self.rename_wanted)
        self._nothing = Label("", "body", "text2", wrap=True, parent=self)
        self._nothing.hide()
        self._drop_down = Combo(tr("Message"), parent=self)
        self._drop_down.setObjectName("message-choice")
        self._drop_down.setModel(self._model)
        self._drop_down.activated.connect(self._activated)
        self._drop_down.hide()
        self._foot = Label("", "small", "text2", wrap=True, figures=True, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        for widget in (self._search, self._drop_down, self._nothing):
            column.addWidget(widget)
        column.addWidget(self._view, 1)
        column.addWidget(self._foot)
        self.set_narrow(False)

    def set_recordings(self, recordings: Sequence[Recording], wanted: str | None) -> None:
        """Show these, with ``wanted`` chosen if it is there, else what was, else the first."""
        self._current = wanted or self._current
        self._model.set_recordings(recordings)
        hidden = self._model.row_of(self._current or "") < 0
        if hidden and (wanted is not None or not self._model.rowCount()):
            self._search.set_text("")  # a search hides neither what is new nor what is left
        self._foot.setText(_sum(recordings))
        self._restore()

    def set_narrow(self, narrow: bool) -> None:
        for widget in (self._search, self._view, self._foot):
            widget.setVisible(not narrow)
        self._drop_down.setVisible(narrow)
        if narrow:
            self._search.set_text("")
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(look.tall(_WIDTH))
        self._tell_nothing()

    def choose(self, recording_id: str) -> None:
        self._current = recording_id
        self._restore()

    def take_focus(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self) -> None:
        """Mark the current message again; one that a search hides stays open in the workshop."""
        row = self._model.row_of(self._current or "")
        gone = all(recording.id != self._current for recording in self._model.recordings())
        if row < 0 and gone and self._model.rowCount():
            row = 0
        self._tell_nothing()
        index = self._model.index(row, 0)
        recording = index.data(RECORDING)
        if isinstance(recording, Recording):
            self._current = recording.id
            self._drop_down.setCurrentIndex(row)
            self._view.setCurrentIndex(index)
            self.chosen.emit(recording)

    def _tell_nothing(self) -> None:
        empty = not self._model.rowCount() and bool(self._model.recordings())
        self._nothing.setText(
            tr("No message is named “{name}”.", name=self._search.text().strip()) if empty else ""
        )
        self._nothing.setVisible(empty)

    @Slot(str)
    def _sift(self, wanted: str) -> None:
        self._model.search(wanted)
        self._restore()

    @Slot(QModelIndex)
    def _selected(self, index: QModelIndex) -> None:
        recording = index.data(RECORDING)
        if isinstance(recording, Recording) and recording.id != self._current:
            self._current = recording.id
            self._drop_down.setCurrentIndex(index.row())
            self.chosen.emit(recording)

    @Slot(int)
    def _activated(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))


def _lines(recording: Recording) -> tuple[str, str]:
    seconds = int(recording.duration_s or 0)
    length = tr("{seconds} s · {day}", seconds=seconds, day=_day(recording.created_at))
    return length, verdict(recording).text


def _day(moment: datetime) -> str:
    local = moment.astimezone().date()
    days = (datetime.now().astimezone().date() - local).days
    if days == 0:
        return tr("today")
    if days == 1:
        return tr("yesterday")
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")


def _sum(recordings: Sequence[Recording]) -> str:
    """How many there are and how long they are together."""
    seconds = int(sum(recording.duration_s or 0 for recording in recordings))
    messages = ntr("{n} message", "{n} messages", len(recordings))
    if seconds < _MINUTE_S:
        return tr("{messages} · {seconds} s", messages=messages, seconds=seconds)
    minutes, rest = divmod(seconds, _MINUTE_S)
    return tr(
        "{messages} · {minutes} min {seconds} s", messages=messages, minutes=minutes, seconds=rest
    )
