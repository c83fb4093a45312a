"""Which telephone is one's own: asked once, before the first test call."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.contacts.phones.number import Kind, judge
from voicedesk.ui import wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field


class OwnNumberDialog(Dialog):
    """Keeps the number in the settings. ``error`` says what was wrong with the one there."""

    saved = Signal()

    def __init__(self, context: Context, error: str = "", *, parent: QWidget) -> None:
        super().__init__(
            "own-number",
            tr("Your own telephone"),
            tr("The message will call it once, as it will call the people."),
            leave=tr("Do not call"),
            deed=tr("Call this telephone"),
            width=440,
            parent=parent,
        )
        self._workspace = context.workspace
        self._number = Field(tr("Your number"), icon="phone", parent=self)
        self._number.line.setObjectName("own-number-line")
        self._number.set_text(self._workspace.settings.workspace_own_number)
        self._number.set_error(error)
        self.body.addWidget(self._number)
        self.deed.clicked.connect(self._save)

    @Slot()
    def _save(self) -> None:
        typed = self._number.text().strip()
        error = own_number_error(typed, self._workspace.settings.calling_country)
        self._number.set_error(error)
        if error:
            self.fit()
            return
        self._workspace.change_setting("workspace.own_number", typed)
        self.accept()
        self.saved.emit()


def own_number_error(typed: str, country: str) -> str:
    """What is wrong with one's own number, as a sentence; empty where it can be called."""
    if not typed:
        return wording.sentence(InputError("own_number_missing"))
    verdict = judge(typed, country)
    if verdict.e164 is None or verdict.kind not in (Kind.MOBILE, Kind.FIXED):
        return wording.sentence(InputError("own_number_bad"))
    return ""
