"""The name of a message, changed where it stands."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from voicedesk.audio.recording import LONGEST_NAME
from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.field import Box
from voicedesk.ui.parts.label import ElidedLabel


class MessageName(QWidget):
    """The pencil (or F2 in the library) opens a field; Enter keeps the name, Escape the old one."""

    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel("", "section", parent=self)
        self._label.setObjectName("message-name")
        self._label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._pencil = Button("", "quiet", "pencil", height=SMALL_HEIGHT, parent=self)
        self._pencil.setObjectName("rename-message")
        self._pencil.setToolTip(tr("Rename the message"))
        self._pencil.setAccessibleName(tr("Rename the message"))
        self._pencil.clicked.connect(self.edit)
        self._line = QLineEdit(self)
        self._line.setObjectName("new-message-name")
        self._line.setAccessibleName(tr("Name of the message"))
        self._line.setMaxLength(LONGEST_NAME)
        self._line.editingFinished.connect(self._keep)
        self._line.installEventFilter(self)
        self._box = Box(self._line, parent=self)
        self._box.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.TIGHT)
        row.addWidget(self._label)
        row.addWidget(self._pencil)
        row.addWidget(self._box, 1)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(look.tall(look.CONTROL))

    def set_name(self, name: str) -> None:
        if name != self._label.text():
            self._close()
        self._label.setText(name)
        self._label.updateGeometry()

    @Slot()
    def edit(self) -> None:
        self._line.setText(self._label.text())
        self._label.hide()
        self._pencil.hide()
        self._box.show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._keep()
                return True
        return False

    @Slot()
    def _keep(self) -> None:
        if self._box.isHidden():
            return  # hiding the field ends the editing once more
        name = self._line.text().strip()
        changed = bool(name) and name != self._label.text()
        self._close()
        if changed:
            self._label.setText(name)
            self.renamed.emit(name)

    def _close(self) -> None:
        if self._box.isHidden():
            return
        focused = self._line.hasFocus()
        self._box.hide()
        self._label.show()
        self._pencil.show()
        if focused:
            self._pencil.setFocus(Qt.FocusReason.OtherFocusReason)
