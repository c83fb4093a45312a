"""The history of a contact list, at the foot of its panel: everything can be undone."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from voicedesk.base.ids import now
from voicedesk.base.words import tr
from voicedesk.contacts.journal import Entry
from voicedesk.ui import icons, look, times
from voicedesk.ui.contacts_history_words import entry_words
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, breadth, veil, write
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.scroll_bar import ScrollBar

AnyIndex = QModelIndex | QPersistentModelIndex
_ENTRY = int(Qt.ItemDataRole.UserRole) + 1
_ROW, _LINES, _ICON_ROOM, _GAP = 28, 5, 22, 8
_HERE = QModelIndex()


class HistoryFoot(QWidget):
    """The newest change first; those undone are grey above. ``entry_wanted`` carries the number of
    the one to go back, or on, to.
    """

    entry_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.undo = Button(
            tr("Undo"), "link", "undo-2", height=SMALL_HEIGHT, flush=True, parent=self
        )
        self.undo.setObjectName("undo")
        self.undo.setToolTip("Ctrl+Z")
        self.redo = Button("", "link", "redo-2", height=SMALL_HEIGHT, parent=self)
        self.redo.setObjectName("redo")
        self.redo.setAccessibleName(tr("Redo"))
        self.redo.setToolTip(f"{tr('Redo')}  Ctrl+Y")
        self._model = _Entries(self)
        self._list = _EntryList(self._model, self)
        self._list.wanted.connect(self._want)
        self._note = Label(tr("Everything can be undone, even the import."), "small", "text2")
        self._note.setWordWrap(True)
        self._arrange()
        self.hide()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """The list's whole history, the oldest first."""
        self._model.show(tuple(reversed(entries)))
        self.undo.setEnabled(any(entry.applied for entry in entries))
        self.redo.setVisible(any(not entry.applied for entry in entries))
        self._list.fit()
        self._list.scrollTo(self._model.index(max(self._model.here(), 0)))
        self.setVisible(bool(entries))

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.NEAR)
        grid.setVerticalSpacing(6)
        grid.addWidget(Rule(self), 0, 0, 1, 4)
        grid.addWidget(Icon("history", "text2", 16, parent=self), 1, 0)
        grid.addWidget(Label(tr("History"), weight=600, parent=self), 1, 1)
        grid.addWidget(self.redo, 1, 2)
        grid.addWidget(self.undo, 1, 3)
        grid.addWidget(self._list, 2, 0, 1, 4)
        grid.addWidget(self._note, 3, 0, 1, 4)
        grid.setColumnStretch(1, 1)

    @Slot(int)
    def _want(self, row: int) -> None:
        if row != self._model.here():
            self.entry_wanted.emit(self._model.entries[row].seq)


class _Entries(QAbstractListModel):
    """The newest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def here(self) -> int:
        """The row of the change the list stands behind; -1 where all are undone."""
        applied = (at for at, entry in enumerate(self.entries) if entry.applied)
        return next(applied, -1)

    def rowCount(self, parent: AnyIndex = _HERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        words = entry_words(entry)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [words, times.occasion(entry.at)]
            return ", ".join(said if entry.applied else [*said, tr("undone")])
        return None


class _EntryList(QListView):
    """A click, or Enter, goes to the change."""

    wanted = Signal(int)  # row

    def __init__(self, model: _Entries, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_EntryDelegate(self))
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ScrollBar(Qt.Orientation.Vertical, self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._want)

    def fit(self) -> None:
        """As high as its entries, some at most."""
        lines = min(self.model().rowCount(), _LINES)
        half = look.tall(_ROW) // 2 if self.model().rowCount() > _LINES else 0
        self.setFixedHeight(lines * look.tall(_ROW) + half)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._want(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _want(self, index: QModelIndex) -> None:
        if index.isValid():
            self.wanted.emit(index.row())


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, look.tall(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        entry = index.data(_ENTRY)
        if not isinstance(entry, Entry):
            return
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_MouseOver:
            veil(painter, rect, look.RADIUS)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            box(painter, rect.adjusted(1, 1, -1, -1), look.RADIUS, None, "accent", 2)
        ink: Role = "text" if entry.applied else "text2"
        at = QPointF(rect.left(), rect.center().y() - icons.SMALL / 2)
        icons.paint(painter, at, "undo-2" if entry.applied else "redo-2", "text2", icons.SMALL)
        when = _when(entry)
        room = rect.adjusted(_ICON_ROOM, 0, 0, 0)
        font = look.font("small", figures=True)
        width = breadth(when, font)
        write(
            painter,
            QRectF(room.right() - width, room.top(), width, room.height()),
            when,
            "text2",
            font,
        )
        room.setRight(room.right() - width - _GAP)
        write(painter, room, _words_within(entry, room.width()), ink, look.font("small"))
        painter.restore()


def _words_within(entry: Entry, width: float) -> str:
    """What lacks room is the middle of a file's name: its end says how many rows came."""
    side = Qt.TextElideMode.ElideMiddle if "file" in entry.details else Qt.TextElideMode.ElideRight
    return QFontMetricsF(look.font("small")).elidedText(entry_words(entry), side, width)


def _when(entry: Entry) -> str:
    """The hour of today, else the day."""
    if entry.at.astimezone().date() == now().astimezone().date():
        return times.hour(entry.at)
    return times.short_day(entry.at)
