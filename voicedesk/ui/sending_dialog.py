"""Which sending of the platform is looked up: by its name, whoever sent it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field


class SendingDialog(Dialog):
    """``wanted`` carries the name."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            "sending",
            tr("Look up a sending by its name"),
            tr("Also one that was sent elsewhere. All sendings of that name are added up."),
            leave=tr("Look up nothing"),
            deed=tr("Look up the sending"),
            width=460,
            parent=parent,
        )
        self._name = Field(tr("Name on the platform, exactly"), parent=self)
        self._name.line.setObjectName("sending-name")
        self._name.line.textChanged.connect(self._judge)
        self.body.addWidget(self._name)
        self.deed.clicked.connect(self._look_up)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        if self._name.text().strip():
            self.deed.allow()
        else:
            self.deed.refuse(tr("Type the name first."))

    @Slot()
    def _look_up(self) -> None:
        name = self._name.text().strip()
        self.accept()
        self.wanted.emit(name)
