"""A place to type in: label above, 34 px box, the error below it in a sentence."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label

_PAD, _ICON_ROOM = 9, 24


class Box(QWidget):
    """The frame around an editor without a frame of its own: edge, focus, error, leading icon."""

    def __init__(
        self, editor: QWidget, icon: str | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._icon = icon
        self._wrong = False
        if isinstance(editor, QLineEdit | QAbstractSpinBox):
            editor.setFrame(False)
        _clear(editor)
        editor.installEventFilter(self)
        self.setFocusProxy(editor)
        row = QHBoxLayout(self)
        row.setContentsMargins(_PAD + (_ICON_ROOM if icon else 0), 2, 4, 2)
        row.addWidget(editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_wrong(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def sizeHint(self) -> QSize:
        wide = self.editor.sizeHint().width() + _PAD + (_ICON_ROOM if self._icon else 0)
        return QSize(wide, look.tall(look.CONTROL))

    def minimumSizeHint(self) -> QSize:
        least = self.editor.minimumSizeHint().width() + _PAD + (_ICON_ROOM if self._icon else 0)
        return QSize(least, look.tall(look.CONTROL))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.EnabledChange)
        if event.type() in kinds:
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        live = self.editor.isEnabled()
        edge: Role = "control" if live else "line"
        width = 1.0
        if self._wrong:
            edge, width = "err", 2.0
        elif self.editor.hasFocus():
            edge, width = "accent", 2.0
        with painting(self) as painter:
            fill: Role = "surface" if live else "well"
            box(painter, QRectF(self.rect()), look.RADIUS, fill, edge, width)
            if self._icon:
                at = QPointF(_PAD + 2, self.height() / 2 - icons.MEDIUM / 2)
                icons.paint(painter, at, self._icon, "text2", icons.MEDIUM)


class Field(QWidget):
    """A label, a :class:`Box` and, when something is wrong, the sentence that says what."""

    def __init__(
        self,
        label: str = "",
        *,
        editor: QWidget | None = None,
        icon: str | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor if editor is not None else QLineEdit(self)
        self.label = Label(label, "small", "text2", 500, parent=self)
        self.label.setBuddy(self.editor)
        self.label.setVisible(bool(label))
        self.box = Box(self.editor, icon, parent=self)
        self._error = Label("", "small", "err", 500, wrap=True, parent=self)
        self._sign = Icon("circle-x", "err", icons.SMALL, parent=self)
        self.editor.setAccessibleName(label or placeholder)
        if isinstance(self.editor, QLineEdit):
            self.editor.setPlaceholderText(placeholder)
        self.setFocusProxy(self.editor)
        self._arrange()
        self.set_error("")

    @property
    def line(self) -> QLineEdit:
        """The editor, where it is a plain line; TypeError else."""
        if not isinstance(self.editor, QLineEdit):
            raise TypeError("this field has another editor")
        return self.editor

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def set_error(self, sentence: str) -> None:
        """Show the error; an empty sentence takes it away."""
        self.box.set_wrong(bool(sentence))
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._sign.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)

    def error(self) -> str:
        return self._error.text()

    def _arrange(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._error, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.label)
        column.addWidget(self.box)
        column.addLayout(below)


def _clear(editor: QWidget) -> None:
    # Only this role is set, so that the others go on following the application's palette.
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    editor.setPalette(palette)
