"""The name of a list, and what a person notes about it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.text_area import TextArea

LONGEST = 120  # characters of a name


class ListDetails(Dialog):
    """``kept`` carries the list's id, its name and its notes. Names of other lists are refused."""

    kept = Signal(str, str, str)

    def __init__(self, info: ListInfo, others: frozenset[str], parent: QWidget) -> None:
        super().__init__(
            "list-details",
            tr("Name and notes of the list"),
            leave=tr("Leave unchanged"),
            deed=tr("Save name and notes"),
            width=440,
            parent=parent,
        )
        self._info, self._others = info, others
        self._name = Field(tr("Name of the list"), parent=self)
        self._name.line.setObjectName("list-name")
        self._name.line.setMaxLength(LONGEST)
        self._name.set_text(info.name)
        self._name.line.selectAll()
        self._notes = TextArea(
            tr("Notes"),
            lines=5,
            placeholder=tr("Where it comes from, what it is for…"),
            parent=self,
        )
        self._notes.area.setObjectName("list-notes")
        self._notes.set_text(info.notes)
        self.body.addWidget(self._name)
        self.body.addWidget(self._notes)
        self.deed.clicked.connect(self._keep)
        self._name.line.textChanged.connect(self._judge)
        self._name.setFocus()

    @Slot()
    def _judge(self) -> bool:
        name = self._name.text().strip()
        wrong = ""
        if not name:
            wrong = tr("Give the list a name.")
        elif name.casefold() in self._others:
            wrong = tr("There is already a list of this name.")
        if wrong != self._name.error():
            self._name.set_error(wrong)
            self.fit()
        return not wrong

    @Slot()
    def _keep(self) -> None:
        if not self._judge():
            self._name.setFocus()
            return
        self.accept()
        self.kept.emit(self._info.id, self._name.text().strip(), self._notes.text().strip())
