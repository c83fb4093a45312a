"""Moving and typing in the table of contacts as in a spreadsheet."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from voicedesk.ui.parts.cell import CellDelegate

AnyIndex = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_Key = Qt.Key

_MOVING = frozenset(
    (
        _Key.Key_Up,
        _Key.Key_Down,
        _Key.Key_Left,
        _Key.Key_Right,
        _Key.Key_Home,
        _Key.Key_End,
        _Key.Key_PageUp,
        _Key.Key_PageDown,
    )
)
# Where the cursor goes when the typing is over: rows down, columns right.
_LEAVING = {
    _Key.Key_Return: (1, 0),
    _Key.Key_Enter: (1, 0),
    _Key.Key_Down: (1, 0),
    _Key.Key_Up: (-1, 0),
    _Key.Key_Tab: (0, 1),
    _Key.Key_Backtab: (0, -1),
}


def is_moving(event: QKeyEvent) -> bool:
    return event.key() in _MOVING


def moved(action: _Action, here: QModelIndex, model: QAbstractItemModel) -> QModelIndex | None:
    """With Ctrl: to the edge of the table, or to its corner; None for any other move."""
    rows, columns = model.rowCount() - 1, model.columnCount() - 1
    if rows < 0 or columns < 0:
        return None
    row, column = max(here.row(), 0), max(here.column(), 0)
    match action:
        case _Action.MoveUp:
            return model.index(0, column)
        case _Action.MoveDown:
            return model.index(rows, column)
        case _Action.MoveLeft:
            return model.index(row, 0)
        case _Action.MoveRight:
            return model.index(row, columns)
        case _Action.MoveHome:
            return model.index(0, 0)
        case _Action.MoveEnd:
            return model.index(rows, columns)
    return None


class ContactsEditing(CellDelegate):
    """The editor of a cell. Enter, Tab and the arrows up and down take the text and go on."""

    typed = Signal(QModelIndex, str)
    ended = Signal()
    left = Signal(int, int)  # rows down, columns right
    filled = Signal(str)  # Ctrl+Enter: into all chosen cells
    suggested = Signal(QModelIndex)  # Alt+Enter

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self.editor: QLineEdit | None = None
        self._index = QPersistentModelIndex()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        made = super().createEditor(parent, option, index)
        assert isinstance(made, QLineEdit)
        self.editor, self._index = made, QPersistentModelIndex(index)
        made.textEdited.connect(self._tell)
        return made

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        # Something else in the table may have changed: what is typed, and where, stays.
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def destroyEditor(self, editor: QWidget, index: AnyIndex) -> None:
        if editor is self.editor:
            self.editor = None
            self.ended.emit()
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QLineEdit)
            and self._leave(watched, event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _leave(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        enter = key in (_Key.Key_Return, _Key.Key_Enter)
        if key not in _LEAVING:
            return False
        text, index = editor.text(), self._here()
        hint = QAbstractItemDelegate.EndEditHint
        if enter and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.closeEditor.emit(editor, hint.RevertModelCache)
            self.filled.emit(text)
            return True
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint.NoHint)
        if enter and modifiers & Qt.KeyboardModifier.AltModifier:
            self.suggested.emit(index)
            return True
        down, right = _LEAVING[key]
        back = enter and bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self.left.emit(-down if back else down, right)
        return True

    def _here(self) -> QModelIndex:
        return self._table.model().index(self._index.row(), self._index.column())

    @Slot(str)
    def _tell(self, text: str) -> None:
        self.typed.emit(self._here(), text)
