"""The settings a person changes by hand."""

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.address import is_web_address
from voicedesk.base.errors import InputError
from voicedesk.base.settings import changed, field_of
from voicedesk.base.words import tr
from voicedesk.contacts.phones.reference import known_region
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.own_number_dialog import own_number_error
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.rules_dialog import RulesDialog

_OWN = "workspace.own_number"
_COUNTRY, _HOLD = "calling.country", "sending.hold_seconds"
_PRICES = ("tariff.voice", "tariff.voicemail")
_ADDRESS, _PORT = "watching.ping_address", "watching.ping_port"
_MAY_BE_EMPTY = (*_PRICES, _PORT)  # 0 then: not known, no pings
_ROWS = (
    ("workspace.name",),
    ("workspace.reviewer", _OWN),
    (_COUNTRY, _HOLD),
    (*_PRICES, "tariff.currency"),
)


class SettingsDialog(QDialog):
    """Business, reviewer, own telephone, the tariff, the seconds in which a sending can still be
    cancelled, and where the platform may tell of each call; and the door to the calling rules.
    """

    saved = Signal()
    rules_changed = Signal()

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
            _COUNTRY: tr("Country of numbers without a code"),
            _HOLD: tr("Seconds to cancel after “Send”"),
            "tariff.voice": tr("Price of a call"),
            "tariff.voicemail": tr("Price of a voicemail"),
            "tariff.currency": tr("Currency"),
            _ADDRESS: tr("Address of this computer on the internet"),
            _PORT: tr("Port"),
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
            layout.addLayout(self._row(*keys))
        note = tr("Prices per call, as your contract has them: the review reckons with them.")
        layout.addWidget(Label(note, "small", "text2", wrap=True, parent=self))
        layout.addLayout(self._row(_ADDRESS, _PORT))
        note = tr(
            "Only where this computer can be reached from outside: the platform then tells of each"
            " call at once. Without it, it is asked every few seconds."
        )
        layout.addWidget(Label(note, "small", "text2", wrap=True, parent=self))
        layout.addLayout(self._buttons())
        self.resize(look.tall(560), self.sizeHint().height())

    def _row(self, *keys: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.GROUP)
        for key in keys:
            row.addWidget(self._fields[key], 3 if key == _ADDRESS else 1, Qt.AlignmentFlag.AlignTop)
        return row

    def _stored(self, key: str) -> str:
        """As a person writes it; a price that is not known is empty."""
        value = getattr(self._workspace.settings, field_of(key))
        if not value and key in _MAY_BE_EMPTY:
            return ""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        rules = Button(tr("Calling rules…"), "quiet", "shield-check", parent=self)
        rules.setObjectName("settings-rules")
        rules.setAutoDefault(False)
        rules.clicked.connect(self._open_rules)
        row.addWidget(rules)
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
    def _open_rules(self) -> None:
        dialog = RulesDialog(self._workspace, self)
        dialog.saved.connect(self.rules_changed)
        dialog.open()

    @Slot()
    def _save(self) -> None:
        errors = {key: self._error(key) for key in self._fields}
        for key, field in self._fields.items():
            field.set_error(errors[key])
        if any(errors.values()):
            return
        for key in self._fields:
            self._workspace.change_setting(key, self._value(key))
        self.saved.emit()
        self.accept()

    def _error(self, key: str) -> str:
        """What is wrong with what was typed, as a sentence; empty where nothing is."""
        value = self._value(key)
        if key == _OWN and value:
            return own_number_error(value, self._value(_COUNTRY))
        if key == _COUNTRY and not known_region(value):
            return wording.sentence(InputError("unknown_region", region=value))
        if key == _ADDRESS and value and not is_web_address(value):
            return wording.sentence(InputError("bad_address", value=value))
        try:
            changed(self._workspace.settings, key, value)
        except InputError as error:
            return self._wrong_kind(key, error)
        if key in (_ADDRESS, _PORT):
            alone = bool(self._typed(_ADDRESS)) != bool(self._typed(_PORT))
            return tr("Both are needed: the address and the port.") if alone else ""
        return ""

    def _wrong_kind(self, key: str, error: InputError) -> str:
        if key == _HOLD:
            return tr("Give seconds as a number, such as 10.")
        if key in _PRICES:
            return tr(
                "Give a price such as {example}, or nothing.",
                example=QLocale().toString(0.07, "f", 2),
            )
        if key == _PORT:
            return tr("Give a port from 1 to 65535, or nothing.")
        return wording.sentence(error)

    def _typed(self, key: str) -> str:
        return self._fields[key].text().strip()

    def _value(self, key: str) -> str:
        """As the settings take it: with a point, and 0 for what may be left empty."""
        typed = self._typed(key)
        if key in (*_PRICES, _HOLD):
            typed = typed.replace(",", ".")
        if key in _MAY_BE_EMPTY:
            return typed or "0"
        return typed.upper() if key in ("tariff.currency", _COUNTRY) else typed
