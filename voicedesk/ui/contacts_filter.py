"""The filters over the table of contacts: state, search, kinds, and one cause."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.view import Filter
from voicedesk.ui import look
from voicedesk.ui.contact_cells import of_key, problem
from voicedesk.ui.contacts_countries import CountryChip
from voicedesk.ui.parts.chip import Chip, ChipRow, ChipSpec
from voicedesk.ui.parts.field import Field

_DEBOUNCE = 150  # milliseconds after the last key
_SEARCH_WIDTH = 170


class FilterBar(QWidget):
    """``changed`` comes with every other choice; typing in the search waits for a pause."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states = ChipRow(_state_chips(), parent=self)
        self._facets = ChipRow(_facet_chips(), exclusive=False, parent=self)
        for row, keys in ((self._states, _STATES), (self._facets, _FACETS)):
            row.changed.connect(self._chips_changed)
            for key in keys:
                row.chip(key).setObjectName(key)
        self._country = CountryChip(self)
        self._country.changed.connect(self.changed)
        self._cause = ""
        self._cause_chip = Chip("", None, "x", parent=self)
        self._cause_chip.setObjectName("cause")
        self._cause_chip.clicked.connect(self._drop_cause)
        self._cause_chip.hide()
        self.search = Field(icon="search", placeholder=tr("Search"), editor=QLineEdit(self))
        self.search.setParent(self)
        self.search.line.setObjectName("contacts-search")
        self.search.line.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_DEBOUNCE)
        self._pause.timeout.connect(self.changed)
        self.search.line.textChanged.connect(self._typed)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(0)
        self._arrange()

    def filter(self) -> Filter:
        """What is chosen now."""
        (state,) = self._states.checked()
        facets = self._facets.checked()
        return Filter(
            "" if state == "all" else state,
            facets,
            self._cause,
            self._country.code,
            self.search.text(),
        )

    def set_tally(self, tally: Mapping[str, int]) -> None:
        """The counts by key; see :meth:`voicedesk.contacts.view.View.tally`."""
        for key in _STATES:
            self._states.set_count(key, tally.get(key, 0))
        # Who records no consents need not be told that there are none.
        silent = _CONSENTS if not has_consents(tally) else ()
        for key in _FACETS:
            self._facets.set_count(key, 0 if key in silent else tally.get(key, 0))
        self._country.set_tally(tally)

    def show_cause(self, key: str) -> None:
        """Only the rows of ``state:cause``."""
        self.clear()
        self._cause = key
        state, cause = of_key(key)
        self._show_cause_chip(problem(state, cause).message)
        self._states.set_checked(state)
        self.changed.emit()

    def show_chosen(self) -> None:
        """Say that only some rows are shown; without a signal."""
        self.clear()
        self._show_cause_chip(tr("Chosen rows"))

    def show_search(self, text: str) -> None:
        """Only the rows with this text, without waiting."""
        self.clear()
        self.search.set_text(text)
        self._pause.stop()
        self.changed.emit()

    def clear(self) -> None:
        """Show everything again, without a signal."""
        self._states.set_checked("all")
        self._facets.set_checked()
        self._country.choose("")
        self._forget_cause()
        self.search.set_text("")
        self._pause.stop()

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(look.NEAR)
        first.addLayout(_centred(self._states), 1)
        first.addLayout(self.tools)
        first.setAlignment(self.tools, Qt.AlignmentFlag.AlignTop)
        second = QHBoxLayout()
        second.setSpacing(look.NEAR)
        self.search.setMinimumWidth(look.tall(_SEARCH_WIDTH))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        second.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        second.addLayout(_centred(self._cause_chip))
        second.addLayout(_centred(self._facets), 3)
        second.addLayout(_centred(self._country))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        column.addLayout(first)
        column.addLayout(second)

    def _show_cause_chip(self, words: str) -> None:
        self._cause_chip.setText(words)
        self._cause_chip.setChecked(True)
        self._cause_chip.set_count(None)
        self._cause_chip.setToolTip(tr("Show all rows again"))
        self._cause_chip.show()
        self._facets.hide()
        self._country.hide()

    @Slot(object)
    def _chips_changed(self, _keys: frozenset[str]) -> None:
        # A cause belongs to one state: another choice of state leaves it.
        (state,) = self._states.checked()
        if not self._cause.startswith(f"{state}:"):
            self._forget_cause()
        self.changed.emit()

    @Slot()
    def _drop_cause(self) -> None:
        self.clear()
        self.changed.emit()

    def _forget_cause(self) -> None:
        self._cause = ""
        self._cause_chip.hide()
        self._facets.show()
        self._country.choose(self._country.code)

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._pause.start()


def has_consents(tally: Mapping[str, int]) -> bool:
    """Whether for anybody in the list a consent is recorded."""
    return tally.get("valid", 0) > tally.get("no_consent", 0)


def _centred(chips: QWidget) -> QVBoxLayout:
    """On a line with what is as high as a button; further lines of chips go below."""
    column = QVBoxLayout()
    column.setContentsMargins(0, (look.CONTROL - look.CHIP) // 2, 0, 0)
    column.addWidget(chips)
    if isinstance(chips, Chip):
        column.addStretch(1)
    return column


_STATES = ("all", "valid", "mend", "exclude")
_FACETS = (
    "mobile",
    "fixed",
    "other",
    "no_consent",
    "consent_expired",
    "duplicate",
    "stopped",
)
_CONSENTS = ("no_consent", "consent_expired")


def _state_chips() -> list[ChipSpec]:
    return [
        ChipSpec("all", tr("All rows"), 0, always=True),
        ChipSpec("valid", tr("Valid"), 0, "circle-check", "ok", always=True),
        ChipSpec("mend", tr("To mend"), 0, "triangle-alert", "warn"),
        ChipSpec("exclude", tr("To exclude"), 0, "circle-x", "err"),
    ]


def _facet_chips() -> list[ChipSpec]:
    return [
        ChipSpec("mobile", tr("Mobiles"), 0),
        ChipSpec("fixed", tr("Fixed lines"), 0),
        ChipSpec("other", tr("Special numbers"), 0),
        ChipSpec("no_consent", tr("No consent"), 0),
        ChipSpec("consent_expired", tr("Consent expired"), 0),
        ChipSpec("duplicate", tr("Duplicates"), 0),
        ChipSpec("stopped", tr("Stop list"), 0),
    ]
