"""The calling rules: every one with its source, what it does, and what a workspace may change."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.looseness import looser
from voicedesk.campaigns.rules import ENFORCED, Rules
from voicedesk.ui import dialogs, look, rule_words, times, wording
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.remark import Remark
from voicedesk.ui.rule_card import RuleCard
from voicedesk.ui.rule_values import RuleValue

_WIDTH, _HEIGHT = 780, 660
_LOOKED_AT = frozenset({*ENFORCED, "express_consent", "voicemail"})


class RulesDialog(Dialog):
    """``saved`` comes when other rules are in force. Nothing holds before it is saved."""

    saved = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(
            "rules",
            tr("Calling rules"),
            tr(
                "A rule forbids a call, warns so that a person decides, or has no effect. They help"
                " you to respect the law; they are no legal advice."
            ),
            leave=tr("Leave unchanged"),
            deed=tr("Save the rules"),
            width=_WIDTH,
            height=_HEIGHT,
            parent=parent,
        )
        self._workspace = workspace
        self._origin = Label("", "small", "text2", wrap=True, parent=self)
        self._origin.setObjectName("rules-origin")
        self._said = Remark(parent=self)
        self._said.setObjectName("rules-said")
        self._warned = Remark(parent=self)
        self._warned.setObjectName("rules-warned")
        self._cards: list[RuleCard] = []
        self._area = scrolled(QWidget(self), self)
        self.body.setSpacing(look.NEAR)
        for part in (self._origin, self._said, self._warned):
            self.body.addWidget(part)
        self.body.addWidget(self._area, 1)
        self._offer()
        self._show_in_force()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        moved = super().focusNextPrevChild(next)
        here = self.focusWidget()
        if here is not None and self._area.isAncestorOf(here):
            self._area.ensureWidgetVisible(here, 0, look.WIDE)
        return moved

    # building

    def _offer(self) -> None:
        self._back = Button(tr("Back to the shipped rules"), "quiet", "undo-2", parent=self)
        self._back.setObjectName("rules-back")
        self._back.clicked.connect(self._show_shipped)
        copy = Button(tr("Save a copy…"), "quiet", "download", parent=self)
        copy.setObjectName("rules-copy")
        copy.clicked.connect(self._ask_target)
        for button in (self._back, copy):
            button.setAutoDefault(False)
            self.foot.addWidget(button)
        self.deed.clicked.connect(self._save)

    def _show_in_force(self) -> None:
        try:
            self._show(calling_rules.load(self._workspace))
        except InputError as error:
            self._show(calling_rules.shipped())
            instead = tr("Here are the shipped rules: saving them puts them in force.")
            told = tr("{one} {other}", one=wording.sentence(error), other=instead)
            self._said.say("err", told)

    @Slot()
    def _show_shipped(self) -> None:
        self._show(calling_rules.shipped())
        self._said.say("ok", tr("These are the shipped rules. They hold once you save them."))

    def _show(self, rules: Rules) -> None:
        self._rules = rules
        cards = QWidget(self)
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, look.NEAR, 0)
        column.setSpacing(look.GROUP)
        self._cards = [RuleCard(row, rules, cards) for row in rules.rules]
        for card in self._cards:
            card.changed.connect(self._judge)
        looked_at = [card for card in self._cards if card.row().name in _LOOKED_AT]
        told = [card for card in self._cards if card not in looked_at]
        for card in looked_at:
            column.addWidget(card)
        if told:
            column.addWidget(Label(tr("For you to respect"), "section", weight=600, parent=cards))
            sentence = tr("The program cannot check these: it tells you of them.")
            column.addWidget(Label(sentence, role="text2", wrap=True, parent=cards))
        for card in told:
            column.addWidget(card)
        column.addStretch(1)
        self._area.setWidget(cards)
        cards.setAutoFillBackground(False)
        self._judge()

    # judging what is shown

    @Slot()
    def _judge(self) -> None:
        """Whose rules these are, and which ask less than those that came with the program."""
        self._said.say("neutral", "")
        shipped, draft = calling_rules.shipped(), self._draft()
        self._origin.setText(_origin(self._rules, own=draft != shipped))
        self._back.setEnabled(draft != shipped)
        if draft is None:
            return
        found = looser(draft, shipped)
        for card in self._cards:
            card.show_meaning(draft)
            card.set_looser(card.row().name in found)
        names = ", ".join(map(rule_words.rule, found))
        less = tr("Looser than the shipped rules: {names}. You answer for it.", names=names)
        self._warned.say("warn", less if found else "")

    def _values(self) -> list[RuleValue]:
        return [value for card in self._cards for value in card.values]

    def _draft(self) -> Rules | None:
        """The rules that are shown; None while something cannot be read."""
        shown = {value.attribute: value.value() for value in self._values()}
        if any(value is None for value in shown.values()):
            return None
        return replace(self._rules, rules=tuple(card.row() for card in self._cards), **shown)

    def _sound(self) -> Rules | None:
        """The rules that are shown; where something cannot be read, that is said beside it."""
        draft, wrong = self._draft(), []
        for value in self._values():
            unreadable = value.value() is None
            value.set_error(value.refusal() if unreadable else "")
            if unreadable:
                wrong.append(value)
        if wrong:
            self._point_at(wrong[0])
        return draft

    def _refuse(self, error: InputError) -> None:
        """Beside the value that the rules refused, where it is one."""
        place = str(error.details.get("place", ""))
        for value in self._values():
            if place.startswith(value.places):
                value.set_error(value.refusal(place))
                self._point_at(value)
                return
        self._said.say("err", wording.sentence(error))

    def _point_at(self, value: RuleValue) -> None:
        self._said.say("err", tr("Something is wrong below: nothing was saved."))
        value.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(value, 0, look.WIDE)

    # saving

    @Slot()
    def _save(self) -> None:
        draft = self._sound()
        if draft is None:
            return
        try:
            # Who has no rules of their own gets those of the next version.
            if draft == calling_rules.shipped():
                calling_rules.reset(self._workspace)
            else:
                calling_rules.save(self._workspace, draft)
        except InputError as error:
            self._refuse(error)
            return
        self.saved.emit()
        self.accept()

    @Slot()
    def _ask_target(self) -> None:
        if self._sound() is None:
            return
        name = tr("calling-rules") + ".json"
        filters = [tr("Calling rules") + " (*.json)"]
        dialogs.choose_target(self, tr("Save a copy of the rules"), name, filters, self.export)

    def export(self, path: Path) -> None:
        """Write what is shown to a file; the rules in force stay."""
        draft = self._sound()
        if draft is None:
            return
        path = path if path.suffix else path.with_suffix(".json")
        try:
            calling_rules.export(draft, path)
        except InputError as error:
            self._refuse(error)
            return
        self._said.say("ok", tr("Copy saved: {file}", file=path.name))


def _origin(rules: Rules, *, own: bool) -> str:
    """Whose rules these are, and how old; of one's own, that newer ones came with the program."""
    day = times.plain_day(rules.checked)
    if not own:
        return tr("The shipped rules, sources last read on {day}", day=day)
    newest = calling_rules.shipped().checked
    if rules.checked >= newest:
        return tr("Rules of your own, sources last read on {day}", day=day)
    return tr(
        "Rules of your own, sources last read on {day}; those of the shipped rules on {newer}",
        day=day,
        newer=times.plain_day(newest),
    )
