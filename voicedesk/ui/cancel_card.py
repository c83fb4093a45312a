"""Giving up what has not left: asked in place, with the number of people it concerns."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label


class CancelCard(Card):
    """In place: what is given up, for certain."""

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(fill="err_soft", edge=None, margins=(16, 12, 12, 12), parent=parent)
        self._words = Label("", "body", wrap=True, parent=self)
        self._yes = Button("", "danger", parent=self)
        self._yes.setObjectName("confirm-cancel")
        self._yes.clicked.connect(self._confirm)
        self._no = Button(tr("Keep them"), parent=self)
        self._no.setObjectName("keep-rest")
        self._no.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.setSpacing(look.NEAR)
        row.addWidget(self._words, 1)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        self.body.addLayout(row)
        self.hide()

    def ask(self, left: int) -> None:
        self._words.setText(
            ntr(
                "{count} person has not been called yet, and then never will be by this campaign.",
                "{count} people have not been called yet, and then never will be by this campaign.",
                left,
                count=count(left),
            )
        )
        self._yes.setText(
            ntr("Cancel {count} call", "Cancel {count} calls", left, count=count(left))
        )
        self.show()
        self._no.setFocus()

    @Slot()
    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()
