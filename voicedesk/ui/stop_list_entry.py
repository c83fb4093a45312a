"""Typing numbers for the stop list: judged while they are typed, Enter and the next one."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.tick import Tick


@dataclass(frozen=True)
class Typed:
    """What is to be kept of a number as typed."""

    number: str
    source: str
    note: str
    as_fingerprint: bool


class StopListEntry(Card):
    """``entered`` carries :class:`Typed`; ``removed`` a number that is on the list already."""

    entered = Signal(object)
    removed = Signal(str)
    edited = Signal(str)  # the number as typed so far, to be looked up

    def __init__(self, region: str, parent: QWidget) -> None:
        super().__init__(fill="well", margins=(14, 12, 14, 12), parent=parent)
        self._region = region
        self._known = False
        self._number = Field(tr("Number"), placeholder="06 00 00 12 34", parent=self)
        self._number.line.setObjectName("stop-number")
        self._number.editor.setAccessibleName(tr("Number never to be called"))
        self._source = Field(
            tr("Where it comes from"), placeholder=tr("Asked by phone"), parent=self
        )
        self._source.line.setObjectName("stop-source")
        self._note = Field(tr("Note"), parent=self)
        self._note.line.setObjectName("stop-note")
        self._print = Tick(tr("Keep only a fingerprint"), parent=self)
        self._print.setObjectName("stop-fingerprint")
        self._badge = Badge("neutral", "", parent=self)
        self._badge.setObjectName("stop-badge")
        self._add = Button(tr("Add the number"), "primary", parent=self)
        self._add.setObjectName("stop-add")
        self._remove = Button(tr("Take it off the list"), parent=self)
        self._remove.setObjectName("stop-take-off")
        self._arrange()
        self._number.line.textChanged.connect(self._judge)
        for line in (self._number.line, self._source.line, self._note.line):
            line.returnPressed.connect(self._enter)
        self._add.clicked.connect(self._enter)
        self._remove.clicked.connect(self._take_off)
        for button in (self._add, self._remove):
            button.setAutoDefault(False)
        self._judge()

    def start(self) -> None:
        """The next number can be typed."""
        self._number.set_text("")
        self._number.setFocus(Qt.FocusReason.OtherFocusReason)

    def number(self) -> str:
        return self._number.text()

    def source(self) -> str:
        """Where numbers come from, also those of a file."""
        return self._source.text().strip()

    def as_fingerprint(self) -> bool:
        return self._print.isChecked()

    def set_known(self, number: str) -> None:
        """This number, as it was typed, is on the list already."""
        if number == self._number.text():
            self._known = True
            self._badge.set_state("neutral", tr("On the list already"), "ban")
            self._remove.show()
            self._add.hide()

    def _arrange(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(look.GROUP)
        fields.addWidget(self._number, 3)
        fields.addWidget(self._source, 3)
        fields.addWidget(self._note, 3)
        state = QHBoxLayout()
        state.setSpacing(look.NEAR)
        state.addWidget(self._badge)
        state.addStretch(1)
        state.addWidget(self._remove)
        state.addWidget(self._add)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self._print)
        words = tr(
            "The number is recognised, but can no longer be read, shown or exported. It is no lock:"
            " whoever has this computer can find it by trying every number."
        )
        told.addWidget(Label(words, "small", "text2", wrap=True, parent=self))
        self.body.setSpacing(look.NEAR)
        self.body.addLayout(fields)
        self.body.addLayout(state)
        self.body.addLayout(told)

    @Slot()
    def _judge(self) -> None:
        # Built with tables that take a moment: not before this is on the screen.
        from voicedesk.contacts.phones.number import judge

        text = self._number.text()
        self._known = False
        self._remove.hide()
        self._add.show()
        self._badge.setVisible(bool(text.strip()))
        if not text.strip():
            self._add.refuse(tr("Type a number first."))
            return
        verdict = judge(text, self._region)
        if verdict.e164 is None:
            words = wording.contact_problem(verdict.reason or "")
            self._badge.set_state("warn", words.message)
            self._add.refuse(words.fix)
            return
        kind = wording.kind(verdict.kind)
        number = wording.phone(verdict.e164)
        self._badge.set_state("ok", tr("{kind} · {number}", kind=kind, number=number))
        self._add.allow()
        self.edited.emit(text)

    @Slot()
    def _enter(self) -> None:
        if self._known or not self._add.isEnabled():
            return
        source = self.source() or tr("Asked by phone")
        typed = Typed(
            self._number.text(), source, self._note.text().strip(), self._print.isChecked()
        )
        self.entered.emit(typed)

    @Slot()
    def _take_off(self) -> None:
        self.removed.emit(self._number.text())
