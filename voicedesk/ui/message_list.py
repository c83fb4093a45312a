"""The library of messages: a search field, one entry for each message, and what they amount to."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.look import Role
from voicedesk.ui.message_model import ENTRY, AnyIndex, Entry, MessageModel, total
from voicedesk.ui.parts.badge import paint_badge
from voicedesk.ui.parts.brush import box, veil, write
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.scroll_bar import ScrollBar

_WIDTH = 232
_PAD, _LINE, _GAP = 10, 19, 4  # inside an entry; between entries
_ENTRY = 2 * _PAD + 2 * _LINE + look.BADGE_CELL + _GAP


class MessageDelegate(QStyledItemDelegate):
    """Name, length and day, and the badge with the worst that is known."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, look.tall(_ENTRY) + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        entry = index.data(ENTRY)
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
        self._write(painter, rect.adjusted(14, _PAD, -_PAD, -_PAD), entry, chosen)
        painter.restore()

    def _write(self, painter: QPainter, room: QRectF, entry: Entry, chosen: bool) -> None:
        line = look.tall(_LINE)
        ink: Role = "accent" if chosen else "text"
        found, icon = entry.badge()
        name = QRectF(room.left(), room.top(), room.width(), line)
        bold = look.font("body", 600 if chosen else 500)
        write(painter, name, entry.recording.name, ink, bold)
        small = look.font("small", figures=True)
        write(painter, name.translated(0, line), entry.line(), "text2", small)
        height = look.tall(look.BADGE_CELL)
        where = QRectF(room.left(), room.bottom() - height, room.width(), height)
        paint_badge(painter, where, found.kind, found.text, icon)


class MessageView(QListView):
    """Space and T belong to the player, not to the view's own search by letters; pasting, taking
    back and doing again to the page."""

    deed_wanted = Signal(str)  # see MessageList.deed_wanted
    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(MessageDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ScrollBar(Qt.Orientation.Vertical, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Messages"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = QKeySequence.StandardKey
        if any(event.matches(key) for key in (keys.Paste, keys.Undo, keys.Redo)):
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Delete if not event.isAutoRepeat():
                self.deed_wanted.emit("delete")
            case Qt.Key.Key_F2:
                self.deed_wanted.emit("rename")
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.isAutoRepeat():
                self.deed_wanted.emit("details")
            case Qt.Key.Key_Space | Qt.Key.Key_T:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """On the message under the pointer, which was chosen by the press, or by key on the
        chosen one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.visualRect(self.currentIndex()).center() if by_key else event.pos()
        if self.indexAt(at).isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))


class MessageList(QWidget):
    """The library; on a narrow window it is a drop-down."""

    chosen = Signal(object)  # Entry
    deed_wanted = Signal(str)  # rename, details, use, paste or delete, with the chosen message

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = MessageModel(self)
        self._current: str | None = None
        self._narrow = False
        self._search = Field(icon="search", placeholder=tr("Search for a message"), parent=self)
        self._search.line.setObjectName("search-messages")
        self._search.line.setClearButtonEnabled(True)
        self._search.line.textChanged.connect(self._sift)
        self._tags = Combo(tr("Tag"), parent=self)
        self._tags.setObjectName("message-tag")
        self._tags.activated.connect(self._choose_tag)
        self._tags.hide()
        self._view = MessageView(self)
        self._view.setObjectName("messages")
        self._view.setModel(self._model)
        self._view.selectionModel().currentChanged.connect(self._selected)
        self._view.deed_wanted.connect(self.deed_wanted)
        self._view.menu_wanted.connect(self._drop_menu)
        self._more = Button("", "default", "ellipsis", parent=self)
        self._more.setObjectName("more-message")
        self._more.setAccessibleName(tr("More for this message"))
        self._more.setToolTip(tr("More for this message"))
        self._more.clicked.connect(self._show_more)
        self._nothing = Label("", "body", "text2", wrap=True, parent=self)
        self._nothing.hide()
        self._drop_down = Combo(tr("Message"), parent=self)
        self._drop_down.setObjectName("message-choice")
        self._drop_down.setModel(self._model)
        self._drop_down.activated.connect(self._activated)
        self._drop_down.hide()
        self._foot = Label("", "small", "text2", wrap=True, figures=True, parent=self)
        self._foot.setObjectName("messages-total")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        top = QHBoxLayout()
        top.setSpacing(look.NEAR)
        for widget in (self._search, self._drop_down):
            top.addWidget(widget, 1)
        top.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self._tags)
        column.addWidget(self._nothing)
        column.addWidget(self._view, 1)
        column.addWidget(self._foot)
        self.set_narrow(False)

    def set_entries(self, entries: Sequence[Entry], wanted: str | None) -> None:
        """Show these, with ``wanted`` chosen if it is there, else what was, else the first."""
        self._current = wanted or self._current
        self._model.set_entries(entries)
        self._write_tags()
        hidden = self._model.row_of(self._current or "") < 0
        if hidden and (wanted is not None or not self._model.rowCount()):
            self._clear()  # a search hides neither what is new nor what is left
        self._foot.setText(total([entry.recording for entry in entries]))
        self._restore()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        for widget in (self._search, self._view, self._foot):
            widget.setVisible(not narrow)
        self._drop_down.setVisible(narrow)
        self._tags.setVisible(not narrow and self._tags.count() > 1)
        if narrow:
            self._clear()
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(look.tall(_WIDTH))
        self._tell_nothing()

    def choose(self, recording_id: str) -> None:
        self._current = recording_id
        self._restore()

    def take_focus(self) -> None:
        (self._drop_down if self._narrow else self._view).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_more(self) -> None:
        self._drop_menu(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(QPoint)
    def _drop_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for deed, text, key in (
            ("rename", tr("Rename the message"), "F2"),
            ("details", tr("Details…"), "Return"),
            ("use", tr("Use in a campaign"), ""),
            ("", "", ""),
            ("paste", tr("Paste sound files"), "Ctrl+V"),
            ("delete", tr("Delete the message…"), "Del"),
        ):
            if not deed:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setData(deed)
            action.setShortcut(QKeySequence(key))  # said here, obeyed by the view
        menu.triggered.connect(self._do)
        menu.popup(at)

    @Slot(QAction)
    def _do(self, action: QAction) -> None:
        self.deed_wanted.emit(action.data())

    def _write_tags(self) -> None:
        """All tags, with the chosen one still chosen where it is still there."""
        tag, tags = self._tags.currentData() or "", self._model.tags()
        if tags == [self._tags.itemData(row) for row in range(1, self._tags.count())]:
            return
        self._tags.clear()
        self._tags.addItem(tr("All tags"), "")
        for known in tags:
            self._tags.addItem(known, known)
        self._tags.setCurrentIndex(max(0, self._tags.findData(tag)))
        self._tags.setVisible(bool(tags) and not self._narrow)
        self._model.set_tag(self._tags.currentData())

    def _clear(self) -> None:
        self._search.set_text("")
        self._tags.setCurrentIndex(0)
        self._model.set_tag("")

    def _restore(self) -> None:
        """Mark the current message again; one that a search hides stays open in the workshop."""
        row = self._model.row_of(self._current or "")
        gone = all(entry.id != self._current for entry in self._model.entries())
        if row < 0 and gone and self._model.rowCount():
            row = 0
        self._tell_nothing()
        index = self._model.index(row, 0)
        entry = index.data(ENTRY)
        if isinstance(entry, Entry):
            self._current = entry.id
            self._drop_down.setCurrentIndex(row)
            self._view.setCurrentIndex(index)
            self.chosen.emit(entry)

    def _tell_nothing(self) -> None:
        empty = not self._model.rowCount() and bool(self._model.entries())
        wanted = self._search.text().strip()
        told = tr("No message holds “{words}”.", words=wanted) if empty else ""
        self._nothing.setText(told)
        self._nothing.setVisible(empty)

    @Slot(str)
    def _sift(self, wanted: str) -> None:
        self._model.search(wanted)
        self._restore()

    @Slot(int)
    def _choose_tag(self, row: int) -> None:
        self._model.set_tag(self._tags.itemData(row))
        self._restore()

    @Slot(QModelIndex)
    def _selected(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if isinstance(entry, Entry) and entry.id != self._current:
            self._current = entry.id
            self._drop_down.setCurrentIndex(index.row())
            self.chosen.emit(entry)

    @Slot(int)
    def _activated(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))
