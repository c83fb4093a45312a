"""Which moment is meant where the change of clocks makes a time come twice, or not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.remark import Remark


class ClockQuestion(QWidget):
    """Two radio choices, none of them taken before a person takes it; hidden until asked.

    They stand side by side, or ``stacked`` where there is little room.
    """

    answered = Signal(object)  # the aware moment that is meant

    def __init__(self, *, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: tuple[datetime, ...] = ()
        self._remark = Remark(parent=self)
        self._remark.setObjectName("clock-question")
        self._group = QButtonGroup(self)
        self._cards = [OptionCard("", self), OptionCard("", self)]
        row = QVBoxLayout() if stacked else QHBoxLayout()
        row.setSpacing(look.NEAR if stacked else look.GROUP)
        for number, card in enumerate(self._cards):
            card.setObjectName(f"clock-answer-{number}")
            card.chosen.connect(self._answer)
            self._group.addButton(card.radio, number)
            row.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(self._remark)
        column.addLayout(row)
        self.hide()

    def is_open(self) -> bool:
        return bool(self._moments)

    def sentence(self) -> str:
        return self._remark.text()

    def ask(self, wall: datetime, moments: Sequence[datetime], *, exists: bool) -> None:
        """``moments`` are the two that ``wall`` may mean; in spring it does not exist itself."""
        self.close_question()
        self._moments = tuple(moments)
        hour = f"{wall:%H:%M}"
        if exists:
            said = tr("At night the clocks go back: {hour} comes twice. Say which is meant.",
                      hour=hour)  # fmt: skip
        else:
            said = tr("At night the clocks go forward: there is no {hour}. Say which is meant.",
                      hour=hour)  # fmt: skip
        self._remark.say("warn", said)
        words = (tr("before the clocks change"), tr("after the clocks have changed"))
        for card, moment, which in zip(self._cards, self._moments, words, strict=True):
            offset = _offset(moment)
            card.radio.setText(tr("{hour} (UTC{offset})", hour=f"{moment:%H:%M}", offset=offset))
            card.radio.setAccessibleName(f"{card.radio.text()}, {which}")
            card.set_words(which)
        self.show()

    def close_question(self) -> None:
        """Nothing is asked any more."""
        self._moments = ()
        self._group.setExclusive(False)
        for card in self._cards:
            card.radio.setChecked(False)
        self._group.setExclusive(True)
        self.hide()

    @Slot()
    def _answer(self) -> None:
        number = self._group.checkedId()
        if self._moments and number >= 0:
            self.answered.emit(self._moments[number])


def _offset(moment: datetime) -> str:
    """``+2``, ``−3:30``"""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"
