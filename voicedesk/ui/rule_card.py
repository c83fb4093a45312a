"""One calling rule: what it asks, what it does for each purpose, and where it is written."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Purpose
from voicedesk.campaigns.rules import Rule, Rules, Strength
from voicedesk.ui import look, rule_words, times
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.label import Label
from voicedesk.ui.rule_values import FigureValue, RuleValue, values_of
from voicedesk.ui.wheel_guard import WheelGuard

_CONSENTED = "consented"
_NEVER_SILENT = "stop_list"  # who objected is at least warned of
_ABOUT_CONSENT = frozenset({"consent", "consent_validity"})  # who consented, keeps them


class RuleCard(Card):
    """``changed`` comes when a person changed something; ``values``: what else can be changed."""

    changed = Signal()

    def __init__(self, row: Rule, rules: Rules, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._row = row
        self._strengths: dict[str, Combo] = {}
        self.values: Sequence[RuleValue] = values_of(row.name, self)
        self.setObjectName(f"rule-{row.name}")
        self.setAccessibleName(rule_words.rule(row.name))
        self._looser = Badge("warn", tr("Looser than shipped"), parent=self)
        self._looser.setObjectName(f"rule-{row.name}-looser")
        self._looser.hide()
        self.body.addLayout(self._head())
        self._meaning = Label(wrap=True, parent=self)
        self._meaning.setObjectName(f"rule-{row.name}-meaning")
        self.show_meaning(rules)
        self.body.addWidget(self._meaning)
        self._arrange_values(rules)
        if row.strength:
            self.body.addLayout(self._effects())
        self.body.addWidget(Label(self._source(), "small", "text2", wrap=True, parent=self))

    def row(self) -> Rule:
        """The rule with the strengths that are shown."""
        if not self._row.strength:
            return self._row
        strength = {purpose: self._strength(purpose) for purpose in Purpose}
        weaker = self._strength(_CONSENTED) if _CONSENTED in self._strengths else None
        return replace(self._row, strength=strength, with_consent=weaker)

    def show_meaning(self, rules: Rules) -> None:
        """Say what it asks with the figures of ``rules``."""
        self._meaning.setText(rule_words.meaning(self._row, rules))
        self._meaning.setVisible(bool(self._meaning.text()))

    def set_looser(self, looser: bool) -> None:
        """Say that it asks less than the rule that came with the program."""
        self._looser.setVisible(looser)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(look.NEAR)
        head.addWidget(Label(rule_words.rule(self._row.name), weight=600, parent=self))
        if self._row.to_check:
            badge = Badge("neutral", tr("To check"), "circle-help", parent=self)
            badge.setObjectName(f"rule-{self._row.name}-to-check")
            badge.setToolTip(tr("Not confirmed from the text of the law itself."))
            head.addWidget(badge)
        head.addWidget(self._looser)
        head.addStretch(1)
        return head

    def _arrange_values(self, rules: Rules) -> None:
        """Figures side by side, all else below each other."""
        figures = QHBoxLayout()
        figures.setSpacing(look.GROUP)
        for value in self.values:
            value.show_value(getattr(rules, value.attribute))
            value.changed.connect(self.changed)
            if isinstance(value, FigureValue):
                figures.addWidget(value)
            else:
                self.body.addWidget(value)
        if figures.count():
            figures.addStretch(1)
            self.body.addLayout(figures)

    def _effects(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.GROUP)
        for purpose, words in (
            (Purpose.CONTRACT, tr("Customers under contract")),
            (Purpose.PROSPECTING, tr("Prospecting")),
        ):
            row.addLayout(self._effect(purpose, words, self._row.strength[purpose]), 1)
        words = tr("With express consent")
        if self._row.name in _ABOUT_CONSENT and self._row.with_consent is None:
            row.addWidget(QWidget(self), 1)  # a stretch would put the others out of line
        else:
            row.addLayout(self._effect(_CONSENTED, words, self._row.with_consent), 1)
        return row

    def _effect(self, key: str, words: str, how: Strength | None) -> QVBoxLayout:
        """What becomes of a call; None: what becomes of it without consent."""
        column = QVBoxLayout()
        column.setSpacing(5)
        label = Label(words, "small", "text2", 500, parent=self)
        column.addWidget(label)
        if how is None:
            same = Label(tr("Makes no difference"), role="text2", parent=self)
            same.setMinimumHeight(look.tall(look.CONTROL))
            column.addWidget(same)
            return column
        name = tr("{rule}: {source}", rule=rule_words.rule(self._row.name), source=words)
        combo = Combo(name, parent=self)
        combo.setObjectName(f"rule-{self._row.name}-{key}")
        for one in reversed(Strength):
            if one is how or one is not Strength.IGNORE or self._row.name != _NEVER_SILENT:
                combo.addItem(rule_words.strength(one), one)
        combo.setCurrentIndex(combo.findData(how))
        combo.activated.connect(self._tell)
        WheelGuard(combo)
        label.setBuddy(combo)
        column.addWidget(combo)
        self._strengths[key] = combo
        return column

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    def _strength(self, key: str) -> Strength:
        return Strength(self._strengths[key].currentData())

    def _source(self) -> str:
        source = tr("Source: {source}", source=rule_words.written(self._row))
        if self._row.since is None:
            return source
        since = tr("in force since {day}", day=times.plain_day(self._row.since))
        return tr("{source} · {since}", source=source, since=since)
