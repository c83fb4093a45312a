"""Closing while something is being sent is a question: what is left then waits."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.ui import wording


class LeaveQuestion(QMessageBox):
    """Asks whether to stop with ``left`` people not sent to yet; ``leave`` is called on yes."""

    def __init__(self, left: int, leave: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("leave-question")
        self.setWindowTitle(tr("Sending is under way"))
        self.setText(
            ntr(
                "{count} person has not been sent to yet. If you close now, nothing more leaves"
                " until you continue.",
                "{count} people have not been sent to yet. If you close now, nothing more leaves"
                " until you continue.",
                left,
                count=wording.count(left),
            )
        )
        self.addButton(tr("Keep sending"), QMessageBox.ButtonRole.RejectRole)
        stop = self.addButton(tr("Stop sending and close"), QMessageBox.ButtonRole.AcceptRole)
        stop.clicked.connect(leave)
