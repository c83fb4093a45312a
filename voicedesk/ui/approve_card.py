"""The person's yes: the number of people, typed, and a name."""

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.ui import look, times
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.field import Box
from voicedesk.ui.parts.label import Label

_SEPARATORS = re.compile(r"[\s.,'’\u00a0\u202f]")


class ApproveCard(Card):
    """The button stays refused, with the reason as its tooltip, until everything fits."""

    wanted = Signal(int, str)  # the number typed and the person's name

    def __init__(self, *, parent: QWidget | None = None) -> None:
        margins = (14, 12, 14, 14)
        super().__init__(tr("Approve"), fill="well", edge=None, margins=margins, parent=parent)
        self._expected: int | None = None
        self._obstacle = self._date = self._rules = ""
        self._form = QWidget(self)
        self._count = QLineEdit(self._form)
        self._reviewer = QLineEdit(self._form)
        self._button = Button(tr("Approve"), "primary", "shield-check", parent=self._form)
        self._note = Label("", "small", "text2", wrap=True, parent=self)
        self._prepare()
        self._arrange()
        self._judge()

    def set_reviewer(self, name: str) -> None:
        """The name offered; one that was typed stays."""
        if not self._reviewer.isModified():
            self._reviewer.setText(name)
        self._judge()

    def ask(self, expected: int) -> None:
        """Ask for this number of people."""
        self._expected = expected
        self._obstacle = ""
        self._show_form()

    def refuse(self, reason: str) -> None:
        """Nothing can be approved now; ``reason`` says why."""
        self._obstacle = reason
        self._show_form()

    def forbid(self, obstacle: str) -> None:
        """What the date has against it; empty where it has nothing."""
        self._date = obstacle
        self._judge()

    def warn(self, obstacle: str) -> None:
        """What the rules have against it, or the warnings that nobody has seen; empty: nothing."""
        self._rules = obstacle
        self._judge()

    def clear(self) -> None:
        """Another campaign: forget what was typed."""
        self._count.clear()

    def show_approved(self, campaign: Campaign) -> None:
        """Who approved it, instead of the question."""
        when = "" if campaign.approved_at is None else times.occasion(campaign.approved_at)
        name = campaign.approved_by or ""
        self.show_note(tr("Approved by {name} {when}.", name=name, when=when))

    def show_note(self, sentence: str) -> None:
        """A sentence instead of the question."""
        self._form.hide()
        self._note.setText(sentence)

    def _prepare(self) -> None:
        self.body.setSpacing(look.NEAR)
        self._count.setObjectName("approve-count")
        self._reviewer.setObjectName("approve-reviewer")
        for line in (self._count, self._reviewer):
            line.textChanged.connect(self._judge)
            line.returnPressed.connect(self._press)
        self._count.setFont(look.font("body", 600, figures=True))
        self._count.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._reviewer.setMaxLength(80)
        self._button.setObjectName("approve")
        self._button.clicked.connect(self._approve)

    def _arrange(self) -> None:
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        question = self._label(tr("Type the number of people to be called."), self._count)
        question.setWordWrap(True)
        column.addWidget(question)
        answer = QHBoxLayout()
        answer.setSpacing(look.NEAR)
        answer.addWidget(Box(self._count, parent=self._form), 1)
        answer.addWidget(self._button)
        column.addLayout(answer)
        person = QHBoxLayout()
        person.setSpacing(look.NEAR)
        person.addWidget(self._label(tr("Approved by"), self._reviewer))
        person.addWidget(Box(self._reviewer, parent=self._form), 1)
        column.addLayout(person)
        self.body.addWidget(self._form)
        self.body.addWidget(self._note)

    def _label(self, text: str, line: QLineEdit) -> Label:
        label = Label(text, "small", "text2", 500, parent=self._form)
        label.setBuddy(line)
        line.setAccessibleName(text)
        return label

    def _show_form(self) -> None:
        self._form.show()
        self._note.setText(tr("Any change withdraws the approval."))
        self._judge()

    def _reason(self) -> str:
        """Why the button is refused; empty where it is not."""
        if self._obstacle or self._date or self._rules:
            return self._obstacle or self._date or self._rules
        if self._expected is None:
            return tr("The review is being made.")
        if typed_number(self._count) is None:
            return tr("Type the number of people to be called.")
        if typed_number(self._count) != self._expected:
            return tr("This is not the number of people to be called. Look at the review again.")
        if not self._reviewer.text().strip():
            return tr("Say who approves.")
        return ""

    @Slot()
    def _judge(self) -> None:
        reason = self._reason()
        if reason:
            self._button.refuse(reason)
        else:
            self._button.allow()

    @Slot()
    def _press(self) -> None:
        if self._button.isEnabled():
            self._button.click()

    @Slot()
    def _approve(self) -> None:
        number = typed_number(self._count)
        if number is not None:
            self.wanted.emit(number, self._reviewer.text().strip())


def typed_number(line: QLineEdit) -> int | None:
    """The whole number typed, however its thousands are set apart; None where it is none."""
    digits = _SEPARATORS.sub("", line.text())
    return int(digits) if digits.isascii() and digits.isdigit() else None
