"""Recording that people agreed to be called: where, in which words, when, and the proof."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.changes import Ids
from voicedesk.ui import dialogs, look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.day_edit import DayEdit
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Box, Field
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.text_area import TextArea
from voicedesk.ui.parts.tick import Tick

_YEARS = 3  # a consent is usually asked for again after them


@dataclass(frozen=True)
class Given:
    """A consent as it was filled in, for the rows with these ids."""

    rows: Ids = field(repr=False)
    source: str
    wording: str
    given_on: date
    expires_on: date | None
    proof: Path | None = field(repr=False)


class ConsentDialog(Dialog):
    """For the chosen rows, or all of the list; ``wanted`` carries :class:`Given`."""

    wanted = Signal(object)

    def __init__(self, chosen: Ids, everyone: Ids, today: date, parent: QWidget) -> None:
        super().__init__(
            "consent",
            tr("Record a consent"),
            tr("Prospecting calls only people whose consent is recorded. Keep what proves it."),
            leave=tr("Record nothing"),
            deed=tr("Record the consent"),
            width=540,
            parent=parent,
        )
        self._chosen, self._everyone, self._today = chosen, everyone, today
        self._who = Segmented(
            [Choice("chosen", _rows_chosen(len(chosen))), Choice("all", _all_rows(len(everyone)))],
            "chosen" if len(chosen) else "all",
            name=tr("Whose consent"),
            parent=self,
        )
        self._who.setObjectName("consent-who")
        self._who.segment("chosen").setEnabled(bool(len(chosen)))
        self._source = Field(
            tr("Where it was given"),
            placeholder=tr("Form on the web site, order form, at the counter…"),
            parent=self,
        )
        self._source.line.setObjectName("consent-source")
        self._wording = TextArea(
            tr("What people agreed to, word for word"),
            lines=4,
            placeholder=tr("I agree to be called about…"),
            parent=self,
        )
        self._wording.area.setObjectName("consent-wording")
        self._given = DayEdit(tr("Given on"), today, parent=self)
        self._given.setObjectName("consent-given")
        self._given.setMaximumDate(self._given.date())
        self._ends = Tick(tr("It expires on"), parent=self)
        self._ends.setObjectName("consent-ends")
        self._expires = DayEdit(
            tr("It expires on"), today + timedelta(days=365 * _YEARS), parent=self
        )
        self._expires.setObjectName("consent-expires")
        self._proof: Path | None = None
        self._file = ElidedLabel(tr("No proof file"), role="text2", parent=self)
        self._attach = Button(tr("Choose a file…"), icon="file-text", parent=self)
        self._attach.setObjectName("consent-proof")
        self._arrange()
        self._connect()
        self._source.setFocus()

    def _arrange(self) -> None:
        self.body.addWidget(self._who)
        self.body.addWidget(self._source)
        self.body.addWidget(self._wording)
        days = QHBoxLayout()
        days.setSpacing(look.GROUP)
        self._given_box = Box(self._given, "calendar", parent=self)
        self._expires_box = Box(self._expires, "calendar", parent=self)
        label = Label(tr("Given on"), "small", "text2", 500, parent=self)
        label.setBuddy(self._given)
        for caption, box in ((label, self._given_box), (self._ends, self._expires_box)):
            part = QVBoxLayout()
            part.setSpacing(5)
            part.addStretch(1)
            part.addWidget(caption)
            part.addWidget(box)
            days.addLayout(part, 1)
        self.body.addLayout(days)
        proof = QHBoxLayout()
        proof.setSpacing(look.GROUP)
        proof.addWidget(self._attach)
        proof.addWidget(self._file, 1)
        self.body.addLayout(proof)
        words = tr("The proof is copied into the workspace: it stays if your file goes.")
        self.body.addWidget(Label(words, "small", "text2", wrap=True, parent=self))

    def _connect(self) -> None:
        self._ends.toggled.connect(self._expires_box.setEnabled)
        self._expires_box.setEnabled(False)
        self._attach.clicked.connect(self._ask_file)
        self._source.line.textChanged.connect(self._drop_errors)
        self._wording.area.textChanged.connect(self._drop_errors)
        self.deed.clicked.connect(self._want)

    @Slot()
    def _ask_file(self) -> None:
        filters = [tr("All files") + " (*)"]
        dialogs.choose_file(self, tr("Proof of the consent"), filters, self._attached)

    def _attached(self, path: Path) -> None:
        self._proof = path
        self._file.setText(path.name)

    @Slot()
    def _drop_errors(self) -> None:
        self._source.set_error("")
        self._wording.set_error("")
        self.fit()

    @Slot()
    def _want(self) -> None:
        source, words = self._source.text().strip(), self._wording.text().strip()
        self._source.set_error("" if source else tr("Say where the consent was given."))
        self._wording.set_error("" if words else tr("Type what people agreed to."))
        ends = self._expires.day() if self._ends.isChecked() else None
        backwards = ends is not None and ends < self._given.day()
        self._expires_box.set_wrong(backwards)
        self.fit()
        if not source or not words or backwards:
            wrong = self._source if not source else self._wording if not words else self._expires
            wrong.setFocus()
            return
        rows = self._everyone if self._who.current() == "all" else self._chosen
        self.accept()
        self.wanted.emit(Given(rows, source, words, self._given.day(), ends, self._proof))


def _rows_chosen(n: int) -> str:
    return ntr("The {count} chosen row", "The {count} chosen rows", n, count=count(n))


def _all_rows(n: int) -> str:
    return ntr("The whole list, {count} row", "The whole list, {count} rows", n, count=count(n))
