"""The head of the workshop: the message's name, its takes, and what it can be used for."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.audio.library import Recording
from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.message_checks import advice
from voicedesk.ui.message_name import MessageName
from voicedesk.ui.parts.button import Button
from voicedesk.ui.take_menu import TakeMenu


class WorkshopHead(QWidget):
    """Its button is the page's primary one once nothing is left to mend."""

    use_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = MessageName(self)
        self.takes = TakeMenu(self)
        self.takes.setObjectName("message-takes")
        self._delete = Button("", "quiet", "trash-2", parent=self)
        self._delete.setObjectName("delete-message")
        self._delete.setToolTip(tr("Delete the message"))
        self._delete.setAccessibleName(tr("Delete the message"))
        self._use = Button(tr("Use in a campaign"), "link", "megaphone", parent=self)
        self._use.setObjectName("use-message")
        self._delete.clicked.connect(self._want_deletion)
        self._use.clicked.connect(self._want_use)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.TIGHT)
        row.addWidget(self.name, 1)
        row.addWidget(self.takes)
        row.addWidget(self._delete)
        row.addWidget(self._use)

    def show_recording(self, recording: Recording) -> None:
        self.name.set_name(recording.name)
        self.takes.show_recording(recording)
        if recording.usable:
            self._use.allow()
        else:
            self._use.refuse(advice(recording)[0].sentence)

    def set_next(self, use: bool) -> None:
        """Whether using the message is the next right thing."""
        self._use.set_kind("primary" if use else "link")

    @Slot()
    def _want_deletion(self) -> None:
        self.delete_wanted.emit()

    @Slot()
    def _want_use(self) -> None:
        self.use_wanted.emit()
