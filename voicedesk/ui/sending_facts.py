"""What the sending will be: its cost, how long it takes, and who is called in which batches."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.approval import CHUNK
from voicedesk.campaigns.groups import Group
from voicedesk.campaigns.pace import Pace
from voicedesk.campaigns.review import Review
from voicedesk.campaigns.tariff import Cost
from voicedesk.ui import look, place_words, times, wording
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Rule
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.stat import Stat

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF"}
_MOST = 6  # groups that are told one by one


class SendingFacts(QWidget):
    """Figures side by side, and a line for each group where there are several."""

    tariff_wanted = Signal()  # none is set

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cost = Stat(tr("Estimated cost"), "–", size="section", parent=self)
        self._cost.setObjectName("review-cost")
        self._time = Stat(tr("Time needed"), "–", size="section", parent=self)
        self._time.setObjectName("review-time")
        self._tariff = Button(
            tr("Set the tariff…"), "link", height=SMALL_HEIGHT, flush=True, parent=self
        )
        self._tariff.setObjectName("set-tariff")
        self._tariff.clicked.connect(self.tariff_wanted)
        self._batches = Label("", "small", "text2", wrap=True, parent=self)
        self._groups = Label("", "small", "text", wrap=True, parent=self)
        self._groups.setObjectName("review-groups")
        money = QVBoxLayout()
        money.setSpacing(2)
        money.addWidget(self._cost)
        money.addWidget(self._tariff, 0, Qt.AlignmentFlag.AlignLeft)
        money.addStretch(1)
        figures = QHBoxLayout()
        figures.setSpacing(look.GROUP)
        figures.addLayout(money, 1)
        figures.addWidget(self._time, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(Rule(self))
        column.addLayout(figures)
        for part in (self._groups, self._batches):
            part.setAlignment(Qt.AlignmentFlag.AlignTop)
            column.addWidget(part)

    def show_review(self, review: Review, pace: Pace | None, home: ZoneInfo, now: datetime) -> None:
        people = len(review.recipients)
        self._cost.set_figure("–" if review.cost is None else money(review.cost))
        self._tariff.setVisible(review.cost is None)
        if pace is None:
            self._time.set_figure("–")
        else:
            needed = times.span(pace.needed(people).total_seconds())
            self._time.set_figure(tr("about {span}", span=needed))
        several = len(review.groups) > 1
        self._groups.setText("\n".join(_lines(review.groups, home, now)) if several else "")
        self._groups.setVisible(several)
        self._batches.setText(_batches(review.groups, known=pace is not None))


def money(cost: Cost) -> str:
    """``273,14 €``"""
    symbol = _SYMBOLS.get(cost.currency, cost.currency)
    return QLocale().toCurrencyString(float(cost.amount), symbol, 2)


def _lines(groups: Sequence[Group], home: ZoneInfo, now: datetime) -> list[str]:
    lines = [
        tr("{channel} · {group}", channel=wording.media(one.media),
           group=place_words.group(one, home, now))
        for one in groups[:_MOST]
    ]  # fmt: skip
    more = len(groups) - _MOST
    if more > 0:
        lines.append(
            ntr("and {count} more group", "and {count} more groups", more, count=count(more))
        )
    return lines


def _batches(groups: Sequence[Group], *, known: bool) -> str:
    """``known``: whether the time they need is."""
    number = sum(-(-len(group.people) // CHUNK) for group in groups)
    sent = ntr(
        "Sent in {count} batch of at most {size} people.",
        "Sent in {count} batches of at most {size} people.",
        number,
        count=count(number),
        size=count(CHUNK),
    )
    if known:
        return sent
    return sent + " " + tr("The time they need is known after the first campaign.")
