"""What the calling rules say against a campaign: a line each, with what to do about it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.groups import Group
from voicedesk.campaigns.rows import Exclusions
from voicedesk.campaigns.rules import Rules, Strength
from voicedesk.ui import look, place_words, rule_words
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.tick import Tick
from voicedesk.ui.remark import Remark

_Key = tuple[str, int | None, datetime | None, int, int]


class FindingLines(QWidget):
    """The forbidding ones first. A warning is ticked once it is seen."""

    changed = Signal()  # another set is seen
    slot_wanted = Signal()  # the next lawful one
    rows_wanted = Signal(object)  # of a Finding: the people it is about

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.NEAR)
        self.hide()

    def show_findings(
        self, findings: Sequence[Finding], groups: Sequence[Group], rules: Rules
    ) -> None:
        """What was seen stays seen, unless it is about other people or another moment now."""
        ticked = {line.key for line in self._lines if line.is_seen()}
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.setParent(None)
            line.deleteLater()
        crowd = hash(tuple(group.people.e164.tobytes() for group in groups))
        self._lines = [_Line(found, groups, crowd, rules, self) for found in findings]
        for line in self._lines:
            self._column.addWidget(line)
            line.see(line.key in ticked)
            line.seen.connect(self.changed)
            line.slot_wanted.connect(self.slot_wanted)
            line.rows_wanted.connect(self.rows_wanted)
        self.setVisible(bool(self._lines))
        self.changed.emit()

    def seen(self) -> frozenset[str]:
        """What the ticks accept (:attr:`Finding.acceptance`), where all of the same are ticked."""
        warnings = [line for line in self._lines if line.is_warning()]
        unseen = {line.found.acceptance for line in warnings if not line.is_seen()}
        return frozenset(line.found.acceptance for line in warnings) - unseen

    def obstacle(self) -> str:
        """Why it cannot be approved yet, as a sentence; empty where nothing is in the way."""
        for line in self._lines:
            if not line.is_warning():
                return rule_words.finding(line.found)
        if not all(line.is_seen() for line in self._lines):
            return tr("Tick the warnings you have seen.")
        return ""


class _Line(Card):
    """The sentence, the rule it comes from, and what can be done."""

    seen = Signal()
    slot_wanted = Signal()
    rows_wanted = Signal(object)

    def __init__(
        self, found: Finding, groups: Sequence[Group], crowd: int, rules: Rules, parent: QWidget
    ) -> None:
        super().__init__(fill=_fill(found), edge=None, margins=(12, 10, 12, 10), parent=parent)
        self.found = found
        self.key = _key(found, groups, crowd)
        self.setObjectName(f"finding-{found.code}")
        self.body.setSpacing(look.TIGHT)
        said = Remark(parent=self)
        said.say("warn" if self.is_warning() else "err", _sentence(found, groups))
        self.body.addWidget(said)
        source = rule_words.source(found.rule, rules)
        self.body.addWidget(Label(source, "small", "text2", wrap=True, parent=self))
        if found.group is not None:
            mend = self._link(tr("Choose the next lawful slot"), "finding-next-slot")
            mend.clicked.connect(self.slot_wanted)
        if found.rows:
            show = self._link(tr("Show these people"), f"rows-{found.code}")
            show.clicked.connect(self._want_rows)
        self._tick = Tick(tr("I have seen this"), parent=self)
        self._tick.setObjectName(f"seen-{found.code}")
        self._tick.setVisible(self.is_warning())
        self._tick.toggled.connect(self._tell)
        self.body.addWidget(self._tick)

    def _link(self, words: str, name: str) -> Button:
        made = Button(words, "link", height=SMALL_HEIGHT, flush=True, parent=self)
        made.setObjectName(name)
        self.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def is_warning(self) -> bool:
        return self.found.strength is Strength.WARN

    def is_seen(self) -> bool:
        return self.is_warning() and self._tick.isChecked()

    def see(self, on: bool) -> None:
        self._tick.setChecked(on)

    @Slot()
    def _want_rows(self) -> None:
        self.rows_wanted.emit(self.found)

    @Slot(bool)
    def _tell(self, on: bool) -> None:
        self.seen.emit()


def _fill(found: Finding) -> look.Role:
    return "warn_soft" if found.strength is Strength.WARN else "err_soft"


def _sentence(found: Finding, groups: Sequence[Group]) -> str:
    said = rule_words.finding(found)
    if found.group is None or len(groups) == 1:
        return said
    return tr("{place}: {what}", place=place_words.zone(groups[found.group].zone), what=said)


def _key(found: Finding, groups: Sequence[Group], crowd: int) -> _Key:
    """What makes it another finding than the one that was seen; ``crowd`` is who is called.

    One Saturday is as far from Monday's slot at 11 as at 15: so the moment counts, too.
    """
    date = None if found.group is None else groups[found.group].date
    about = hash(found.rows.ids.tobytes()) if isinstance(found.rows, Exclusions) else 0
    return found.acceptance, found.group, date, crowd, about
