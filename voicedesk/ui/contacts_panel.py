"""The right panel of the contacts: what is to mend, cause by cause, and what was done."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.journal import Entry
from voicedesk.ui import look
from voicedesk.ui.contact_cells import State, of_key, problem
from voicedesk.ui.contacts_history import HistoryFoot
from voicedesk.ui.look import Role
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import scrolled

_ICONS: dict[State, tuple[str, Role]] = {
    "mend": ("triangle-alert", "warn"),
    "exclude": ("circle-x", "err"),
    "valid": ("circle-check", "ok"),
}


class MendPanel(QWidget):
    """Wants a cause mended everywhere, or its rows shown; keys are ``state:cause``."""

    correct_wanted = Signal(str)
    see_wanted = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    entry_wanted = Signal(int)  # go back to this one of the history

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = {
            "mend": _Section(tr("To mend"), self),
            "exclude": _Section(tr("To exclude"), self),
            "valid": _Section(tr("Understood"), self),
        }
        self._foot = HistoryFoot(self)
        self._foot.undo.clicked.connect(self.undo_wanted)
        self._foot.redo.clicked.connect(self.redo_wanted)
        self._foot.entry_wanted.connect(self.entry_wanted)
        causes = QWidget(self)
        inner = QVBoxLayout(causes)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(look.GROUP)
        for section in self._sections.values():
            section.acted.connect(self._act)
            inner.addWidget(section)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(look.GROUP)
        column.addWidget(scrolled(causes, self), 1)
        column.addWidget(self._foot)

    def set_tally(self, tally: Mapping[str, int]) -> None:
        """The counts by key; see :meth:`voicedesk.contacts.view.View.tally`."""
        for state, section in self._sections.items():
            found = {key: n for key, n in tally.items() if key.startswith(f"{state}:") and n > 0}
            section.set_groups(found)
            section.setVisible(bool(found) or state == "mend")
        n = tally.get("mend", 0)
        words = tr("Nothing to mend: every number that can be saved is valid.")
        if n > 0:
            words = ntr(
                "{count} number can be saved.", "{count} numbers can be saved.", n, count=count(n)
            )
        self._sections["mend"].set_line(words)

    def set_history(self, entries: Sequence[Entry]) -> None:
        """The list's whole history, the oldest first."""
        self._foot.set_entries(entries)

    @Slot(str)
    def _act(self, key: str) -> None:
        (self.correct_wanted if key.startswith("mend:") else self.see_wanted).emit(key)


class _Section(QWidget):
    acted = Signal(str)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = Label("", "body", "text2", wrap=True, parent=self)
        self._line.hide()
        self._groups: dict[str, _Group] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.NEAR)
        self._column.addWidget(Label(title, "section", parent=self))
        self._column.addWidget(self._line)

    def set_line(self, words: str) -> None:
        self._line.setText(words)
        self._line.show()

    def set_groups(self, counts: dict[str, int]) -> None:
        """Groups stay where they are while their counts fall, so that nothing jumps."""
        for key in sorted(counts.keys() - self._groups.keys(), key=lambda key: (-counts[key], key)):
            group = self._groups[key] = _Group(key, self)
            group.acted.connect(self.acted)
            self._column.addWidget(group)
        for key, group in self._groups.items():
            group.set_count(counts.get(key, 0))
        shown = [group for key, group in self._groups.items() if counts.get(key)]
        for group in shown:
            group.set_first(group is shown[0])


class _Group(QWidget):
    """One cause: how many, what mends it, and the deed."""

    acted = Signal(str)

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self._state, cause = of_key(key)
        self._words = problem(self._state, cause)
        self._count = Label("", weight=600, figures=True, parent=self)
        self._button = Button(
            self._verb(cause), "link", height=SMALL_HEIGHT, flush=True, parent=self
        )
        self._button.setObjectName(f"act-{key}")
        self._button.clicked.connect(self._act)
        self._rule = Rule(self)
        self._arrange()

    def set_count(self, n: int) -> None:
        self._count.setText(count(n))
        self.setVisible(n > 0)
        name = tr("{verb}: {cause}, {n}", verb=self._button.text(), cause=self._words.message, n=n)
        self._button.setAccessibleName(name)

    def set_first(self, first: bool) -> None:
        """The first deed of a panel that mends is the primary one."""
        self._button.set_kind("primary" if first and self._state == "mend" else "link")
        self._rule.setVisible(not first)

    def _verb(self, cause: str) -> str:
        if self._state != "mend":
            return tr("See")
        return tr("Split all") if cause == "two_numbers" else tr("Correct all")

    def _arrange(self) -> None:
        icon, role = _ICONS[self._state]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.NEAR)
        grid.setVerticalSpacing(look.TIGHT)
        grid.addWidget(self._rule, 0, 0, 1, 3)
        grid.setRowMinimumHeight(0, look.TIGHT)
        grid.addWidget(Icon(icon, role, 16, parent=self), 1, 0)
        grid.addWidget(Label(self._words.message, weight=600, wrap=True, parent=self), 1, 1)
        grid.addWidget(self._count, 1, 2, Qt.AlignmentFlag.AlignRight)
        line = QHBoxLayout()
        line.setSpacing(look.NEAR)
        line.addWidget(Label(self._words.fix, "body", "text2", wrap=True, parent=self), 1)
        line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(line, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    @Slot()
    def _act(self) -> None:
        self.acted.emit(self._key)
