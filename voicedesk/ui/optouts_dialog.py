"""Opt-outs that the platform counts and does not name: a person says that they are dealt with."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.ui.name_field import NameField
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.text_area import TextArea


class OptoutsDialog(Dialog):
    """``settled`` carries the name of who dealt with them, and the note."""

    settled = Signal(str, str)

    def __init__(self, people: int, reviewer: str, parent: QWidget) -> None:
        super().__init__(
            "optouts",
            ntr(
                "{count} opt-out without a name", "{count} opt-outs without a name", people,
                count=count(people),
            ),
            tr(
                "Find out who they are, in the platform's own pages or from its support, and put"
                " their numbers on the stop list. Then say here how you did it."
            ),
            leave=tr("Not yet"),
            deed=tr("I have dealt with it"),
            width=480,
            parent=parent,
        )  # fmt: skip
        self._note = TextArea(
            tr("How it was dealt with"),
            lines=3,
            placeholder=tr("The platform's support named them; both are on the stop list"),
            parent=self,
        )
        self._note.area.setObjectName("optouts-note")
        self._by = NameField("optouts-by", reviewer, parent=self)
        self.body.addWidget(self._note)
        self.body.addWidget(self._by)
        self._note.area.textChanged.connect(self._judge)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._settle)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        obstacle = (
            self._by.obstacle()
            if self._note.text().strip()
            else tr("Say first how it was dealt with.")
        )
        self.deed.allow_unless(obstacle)

    @Slot()
    def _settle(self) -> None:
        by, note = self._by.name(), self._note.text().strip()
        self.accept()
        self.settled.emit(by, note)
