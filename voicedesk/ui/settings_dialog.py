"""The settings a person changes by hand."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.own_number_dialog import own_number_error
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label

_OWN = "workspace.own_number"
_PRICES = ("tariff.voice", "tariff.voicemail")
_ROWS = (
    ("workspace.name",),
    ("workspace.reviewer", _OWN),
    ("calling.country", "sending.hold_seconds"),
    (*_PRICES, "tariff.currency"),
)


class SettingsDialog(QDialog):
    """Business, reviewer, own telephone, the tariff, and the seconds in which a sending can still
    be cancelled.
    """

    saved = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = context.workspace
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("settings")
        self.setWindowTitle(tr("Settings"))
        words = {
            "workspace.name": tr("Name of the business"),
            "workspace.reviewer": tr("Who approves campaigns"),
            _OWN: tr("Your own telephone, for test calls"),
            "calling.country": tr("Country of numbers without a code"),
            "sending.hold_seconds": tr("Seconds to cancel after “Send”"),
            "tariff.voice": tr("Price of a call"),
            "tariff.voicemail": tr("Price of a voicemail"),
            "tariff.currency": tr("Currency"),
        }
        self._fields = {key: Field(text, parent=self) for key, text in words.items()}
        for key, field in self._fields.items():
            field.line.setObjectName(f"setting-{key}")
            field.set_text(self._stored(key))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GROUP)
        layout.addWidget(Label(tr("Settings"), "section", weight=600, parent=self))
        for keys in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(look.GROUP)
            for key in keys:
                row.addWidget(self._fields[key], 1, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
        note = tr("Prices per call, as your contract has them: the review reckons with them.")
        layout.addWidget(Label(note, "small", "text2", wrap=True, parent=self))
        layout.addLayout(self._buttons())
        self.resize(look.tall(560), self.sizeHint().height())

    def _stored(self, key: str) -> str:
        """As a person writes it; a price that is not known is empty."""
        value = getattr(self._workspace.settings, key.replace(".", "_", 1))
        if isinstance(value, float):
            return "" if key in _PRICES and not value else f"{value:g}"
        return str(value)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = Button(tr("Leave unchanged"), parent=self)
        leave.clicked.connect(self.reject)
        keep = Button(tr("Save the settings"), "primary", parent=self)
        keep.setObjectName("settings-save")
        keep.setDefault(True)
        keep.clicked.connect(self._save)
        row.addWidget(leave)
        row.addWidget(keep)
        return row

    @Slot()
    def _save(self) -> None:
        if not self._is_sound():
            return
        for key, field in self._fields.items():
            try:
                self._workspace.change_setting(key, self._value(key))
            except InputError as error:
                field.set_error(wording.sentence(error))
                return
            field.set_error("")
        self.saved.emit()
        self.accept()

    def _is_sound(self) -> bool:
        """Whether one's own number can be called; none is sound too."""
        own = self._fields[_OWN]
        typed = own.text().strip()
        error = own_number_error(typed, self._value("calling.country")) if typed else ""
        own.set_error(error)
        return not error

    def _value(self, key: str) -> str:
        """As the settings take it: with a point, and 0 for a price that is not known."""
        typed = self._fields[key].text().strip()
        if key in _PRICES:
            return typed.replace(",", ".") or "0"
        return typed.upper() if key in ("tariff.currency", "calling.country") else typed
