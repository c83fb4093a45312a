"""What came of the campaigns: figures, every campaign, and up to three of them compared."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.ui import look, times, wording
from voicedesk.ui.comparison import RateChart, ReasonsChart
from voicedesk.ui.context import Context
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.figures import count, percent
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.stat import Stat
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.results_model import (
    Result,
    ResultsModel,
    Series,
    read_results,
    read_series,
)

_DAYS = {"quarter": 92, "year": 366}
_ROWS = 4


class ResultsPage(Page):
    """Enter or a double click opens a campaign; Space or a click on the box compares it."""

    opened = Signal(str)  # campaign id
    compose_wanted = Signal()  # nothing was sent yet: prepare a campaign

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Results"), parent=parent)
        self._context = context
        self._results: list[Result] = []
        self._stats = _Stats(self)
        self._period = Segmented(
            [
                Choice("quarter", tr("3 months")),
                Choice("year", tr("12 months")),
                Choice("all", tr("All time")),
            ],
            "year",
            name=tr("Period"),
            parent=self,
        )
        for key in ("quarter", "year", "all"):
            self._period.segment(key).setObjectName(f"period-{key}")
        self._period.chosen.connect(self._show_period)
        self._compared = Label("", "body", "text2", parent=self)
        self._clear = Button(tr("Clear"), "link", height=28, parent=self)
        self._clear.setObjectName("clear-comparison")
        self._model = ResultsModel(self)
        self._clear.clicked.connect(self._model.clear)
        self._model.ticked.connect(self._compare)
        self.table = Table(parent=self)
        self.table.setObjectName("results")
        self.table.setAccessibleName(tr("Campaigns"))
        self.table.setModel(self._model)
        self.table.set_columns(
            [
                Column(252, least=170),
                Column(118, least=100),
                Column(110, least=80),
                Column(90, right=True),
                Column(None, least=120),
                Column(90, right=True),
            ]
        )
        self.table.activated.connect(self._open)
        self._rates = RateChart(self)
        self._reasons = ReasonsChart(self)
        self._banner = Banner("err", "", parent=self)
        self._banner.hide()
        self._empty = EmptyState(
            tr("No campaign has been sent yet"),
            tr("Here you will see who was reached, and why others were not."),
            tr("Prepare a campaign"),
            icon="chart-column",
            parent=self,
        )
        self._empty.button.setObjectName("prepare")
        self._empty.acted.connect(self.compose_wanted)
        self._compose()

    def refresh(self) -> None:
        """Read again; called each time the page is shown."""
        self._context.tasks.run("results", self._work, self._show, failed=self._fail)

    def _work(self, job: Job) -> list[Result]:
        return read_results(self._context.workspace.database)

    def _show(self, results: list[Result]) -> None:
        self._banner.hide()
        self._results = results
        self._states.setCurrentIndex(0 if results else 1)
        self.set_line(tr("Up to date at {hour}", hour=times.hour(now())) if results else "")
        self._show_period()

    def _fail(self, error: VoicedeskError) -> None:
        self._banner.set_words("err", tr("This did not work"), wording.sentence(error))
        self._banner.show()

    @Slot()
    def _show_period(self) -> None:
        days = _DAYS.get(self._period.current() or "")
        since = None if days is None else now() - timedelta(days=days)
        shown = [result for result in self._results if _is_since(result, since)]
        self._model.set_results(shown)
        self._stats.show_results(shown)
        if not self._model.compared():
            self._model.tick_first()
        self._compare()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.result(index.row()).id)

    # comparing

    @Slot()
    def _compare(self) -> None:
        compared = self._model.compared()
        n = len(compared)
        self._compared.setText(
            ntr("{n} campaign in the charts", "{n} campaigns in the charts", n) if n else ""
        )
        self._clear.setVisible(n > 0)
        database = self._context.workspace.database

        def work(job: Job) -> list[Series]:
            return [read_series(database, result, role) for result, role in compared]

        self._context.tasks.run("comparison", work, self._draw, failed=self._fail)

    def _draw(self, series: list[Series]) -> None:
        self._rates.set_series(series)
        self._reasons.set_series(series)

    # construction

    def _compose(self) -> None:
        full = QWidget(self)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._stats)
        bar = QHBoxLayout()
        bar.setSpacing(look.GROUP)
        bar.addWidget(self._period)
        bar.addStretch(1)
        bar.addWidget(self._compared)
        bar.addWidget(self._clear)
        column.addLayout(bar)
        sheet = Card(margins=(2, 6, 2, 4), parent=full)
        sheet.body.addWidget(self.table)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(look.tall(36) + _ROWS * look.tall(look.ROW))
        column.addWidget(sheet, 3)
        charts = QHBoxLayout()
        charts.setSpacing(14)
        charts.addWidget(_chart_card(tr("Delivered, since departure"), self._rates, full), 3)
        charts.addWidget(_chart_card(tr("Why not delivered"), self._reasons, full), 2)
        column.addLayout(charts, 2)
        self._states = QStackedLayout()
        self._states.addWidget(full)
        self._states.addWidget(self._empty)
        self.body.addWidget(self._banner)
        self.body.addLayout(self._states, 1)


@dataclass(frozen=True)
class _Sums:
    reached: int
    called: int
    opted_out: int
    this_month: int

    @classmethod
    def of(cls, results: list[Result]) -> "_Sums":
        stats = [result.status.stats for result in results]
        today = now().astimezone()
        months = [r.sent_at.astimezone() for r in results if r.sent_at is not None]
        return cls(
            reached=sum(s.ok for s in stats),
            called=sum(s.total for s in stats),
            opted_out=sum(s.optout for s in stats),
            this_month=sum((m.year, m.month) == (today.year, today.month) for m in months),
        )


class _Stats(QWidget):
    """The four figures above the table, over the campaigns of the period."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._reached = Stat(tr("People reached"), "–", parent=self)
        self._rate = Stat(tr("Delivery rate"), "–", parent=self)
        self._campaigns = Stat(tr("Campaigns"), "–", parent=self)
        self._optouts = Stat(tr("Opt-outs"), "–", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for stat in (self._reached, self._rate, self._campaigns, self._optouts):
            card = Card(margins=(18, 12, 18, 12), parent=self)
            card.body.addWidget(stat)
            card.body.addStretch(1)
            row.addWidget(card, 1)

    def show_results(self, results: list[Result]) -> None:
        sums = _Sums.of(results)
        called = ntr(
            "of {count} person called",
            "of {count} people called",
            sums.called,
            count=count(sums.called),
        )
        self._reached.set_figure(count(sums.reached), called)
        rate = "–" if not sums.called else percent(sums.reached / sums.called)
        self._rate.set_figure(rate, tr("of all calls of the period"))
        month = ntr("{n} of them this month", "{n} of them this month", sums.this_month)
        self._campaigns.set_figure(count(len(results)), month)
        self._optouts.set_figure(count(sums.opted_out), tr("asked not to be called again"))


def _chart_card(title: str, chart: QWidget, parent: QWidget) -> Card:
    card = Card(margins=(18, 12, 14, 10), parent=parent)
    card.body.setSpacing(6)
    card.body.addWidget(Label(title, "body", weight=600, parent=card))
    card.body.addWidget(chart, 1)
    return card


def _is_since(result: Result, since: datetime | None) -> bool:
    """What never left is of the day it was made."""
    return since is None or (result.sent_at or result.status.campaign.created_at) >= since
