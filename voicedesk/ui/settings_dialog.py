"""The settings a person changes by hand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label


class SettingsDialog(QDialog):
    """Business, reviewer, and the seconds in which a sending can still be cancelled."""

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = context.workspace
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        settings = self._workspace.settings
        self._fields = {
            "workspace.name": Field(tr("Name of the business"), parent=self),
            "workspace.reviewer": Field(tr("Who approves campaigns"), parent=self),
            "calling.country": Field(tr("Country of numbers without a code"), parent=self),
            "sending.hold_seconds": Field(tr("Seconds to cancel after “Send”"), parent=self),
        }
        self._fields["workspace.name"].set_text(settings.workspace_name)
        self._fields["workspace.reviewer"].set_text(settings.workspace_reviewer)
        self._fields["calling.country"].set_text(settings.calling_country)
        self._fields["sending.hold_seconds"].set_text(f"{settings.sending_hold_seconds:g}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GROUP)
        layout.addWidget(Label(tr("Settings"), "section", weight=600, parent=self))
        for field in self._fields.values():
            field.setMinimumWidth(380)
            layout.addWidget(field)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = Button(tr("Leave unchanged"), parent=self)
        leave.clicked.connect(self.reject)
        keep = Button(tr("Save the settings"), "primary", parent=self)
        keep.setDefault(True)
        keep.clicked.connect(self._save)
        row.addWidget(leave)
        row.addWidget(keep)
        return row

    def _save(self) -> None:
        for key, field in self._fields.items():
            try:
                self._workspace.change_setting(key, field.text().strip())
            except InputError as error:
                field.set_error(wording.sentence(error))
                return
            field.set_error("")
        self.saved.emit()
        self.accept()
