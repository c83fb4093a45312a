"""A batch that was given up and arrived after all: a person has its calls followed."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.arrivals import Arrival
from voicedesk.ui.name_field import NameField
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count


class AdoptionDialog(Dialog):
    """``wanted`` carries the name of who wants it."""

    wanted = Signal(str)

    def __init__(self, arrival: Arrival, reviewer: str, parent: QWidget) -> None:
        super().__init__(
            "adoption",
            tr("Follow the calls of batch {n}", n=arrival.chunk),
            ntr(
                "The platform has it under the sending number {id} and calls {count} person."
                " Nobody is called again: the batch counts as sent, and its calls are shown.",
                "The platform has it under the sending number {id} and calls {count} people."
                " Nobody is called again: the batch counts as sent, and its calls are shown.",
                arrival.people,
                id=arrival.mailing_id,
                count=count(arrival.people),
            ),
            leave=tr("Not yet"),
            deed=tr("Follow these calls"),
            width=480,
            parent=parent,
        )
        self._by = NameField("adoption-by", reviewer, parent=self)
        self.body.addWidget(self._by)
        self._by.line.textChanged.connect(self._judge)
        self.deed.clicked.connect(self._follow)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        self.deed.allow_unless(self._by.obstacle())

    @Slot()
    def _follow(self) -> None:
        by = self._by.name()
        self.accept()
        self.wanted.emit(by)
