"""The bar under the filters that finds a text in the shown cells, and puts another for it."""

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.tick import Tick


@dataclass(frozen=True)
class Wish:
    """What is looked for and what is put for it; see :class:`voicedesk.contacts.needle.Needle`."""

    find: str = field(repr=False)
    by: str = field(repr=False)
    case: bool
    whole: bool


class FindBar(Card):
    """Enter finds the next, Shift+Enter the one before, Esc closes. Hidden until it is asked for.

    ``replace_wanted`` is about the cell the cursor is in, which then goes to the next one.
    """

    next_wanted = Signal(bool)  # backwards
    replace_wanted = Signal()
    replace_all_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(12, 8, 8, 8), parent=parent)
        self._find = _field(tr("Find in the shown rows"), "find-text", self, "search")
        self._by = _field(tr("Replace with"), "replace-text", self)
        self._case = Tick(tr("Match case"), parent=self)
        self._whole = Tick(tr("Whole cell"), parent=self)
        self._told = ElidedLabel("", "small", "text2", parent=self)
        self._previous = Button("", "quiet", "chevron-up", parent=self)
        self._next = Button(tr("Find next"), "default", parent=self)
        self._replace = Button(tr("Replace"), "default", parent=self)
        self._replace_all = Button(tr("Replace all"), "default", parent=self)
        self._close = Button("", "quiet", "x", parent=self)
        for button, words in (
            (self._previous, tr("Find previous")),
            (self._close, tr("Close the search")),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self._arrange()
        self._connect()
        self.hide()

    def open(self, *, replace: bool, text: str = "") -> None:
        """Show the bar, with the second line to ``replace``; the cursor goes where one types."""
        self._second.setVisible(replace)
        self._told.setText("")
        if text:
            self._find.set_text(text)
        self.show()
        self._find.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._find.line.selectAll()

    def wish(self) -> Wish:
        return Wish(
            self._find.text(), self._by.text(), self._case.isChecked(), self._whole.isChecked()
        )

    def tell_nothing(self) -> None:
        self._told.setText(tr("Not found in the shown rows"))

    def tell_found(self) -> None:
        self._told.setText("")

    def tell_replaced(self, n: int) -> None:
        words = ntr("{count} cell changed", "{count} cells changed", n, count=count(n))
        self._told.setText(words if n else tr("Not found in the shown rows"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._shut()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and watched is self._find.line:
                self._wish_next(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
            if enter and watched is self._by.line:
                self.replace_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(look.NEAR)
        first.addWidget(self._find, 2)
        first.addWidget(self._previous)
        first.addWidget(self._next)
        first.addWidget(self._close)
        self._second = QWidget(self)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(look.NEAR)
        second.addWidget(self._by, 2)
        second.addWidget(self._replace)
        second.addWidget(self._replace_all)
        third = QHBoxLayout()
        third.setSpacing(look.GROUP)
        third.addWidget(self._case)
        third.addWidget(self._whole)
        third.addWidget(self._told, 1)
        column = QVBoxLayout()
        column.setSpacing(look.NEAR)
        column.addLayout(first)
        column.addWidget(self._second)
        column.addLayout(third)
        self.body.addLayout(column)
        for button, name in (
            (self._next, "find-next"),
            (self._previous, "find-previous"),
            (self._replace, "replace-one"),
            (self._replace_all, "replace-all"),
            (self._close, "find-close"),
        ):
            button.setObjectName(name)
        self._told.setObjectName("find-told")

    def _connect(self) -> None:
        self._next.clicked.connect(self._go_on)
        self._previous.clicked.connect(self._go_back)
        self._replace.clicked.connect(self.replace_wanted)
        self._replace_all.clicked.connect(self.replace_all_wanted)
        self._close.clicked.connect(self._shut)
        for line in (self._find.line, self._by.line):
            line.installEventFilter(self)
        self._find.line.textChanged.connect(self._typed)
        self._typed("")

    def _wish_next(self, backwards: bool) -> None:
        if self._find.text():
            self.next_wanted.emit(backwards)

    @Slot()
    def _go_on(self) -> None:
        self._wish_next(False)

    @Slot()
    def _go_back(self) -> None:
        self._wish_next(True)

    @Slot(str)
    def _typed(self, text: str) -> None:
        for button in (self._next, self._previous, self._replace, self._replace_all):
            button.setEnabled(bool(text))
        self._told.setText("")

    @Slot()
    def _shut(self) -> None:
        self.hide()
        self.closed.emit()


def _field(words: str, name: str, parent: QWidget, icon: str | None = None) -> Field:
    made = Field(icon=icon, placeholder=words, editor=QLineEdit(parent), parent=parent)
    made.line.setObjectName(name)
    return made
