"""What came of the campaigns: figures, every campaign, and up to three of them compared."""

from dataclasses import dataclass
from datetime import timedelta

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
from voicedesk.ui.parts.chip import Chip
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.figures import count, percent
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import Page
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.stat import Stat
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.report_deeds import ReportDeeds
from voicedesk.ui.report_menu import ReportMenu
from voicedesk.ui.result import Result, Series, read_at, read_named, read_results, read_series
from voicedesk.ui.results_model import ResultsModel
from voicedesk.ui.sending_dialog import SendingDialog
from voicedesk.ui.tasks import Lane

_DAYS = {"quarter": 92, "year": 366}
_ROWS = 4


class ResultsPage(Page):
    """Enter or a double click opens a campaign; Space or a click on the box compares it.

    What was looked up by a name stays as long as the window.
    """

    opened = Signal(str)  # campaign id
    compose_wanted = Signal()  # nothing was sent yet: prepare a campaign

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Results"), parent=parent)
        self._context = context
        self._results: list[Result] = []
        self._named: dict[str, Result] = {}
        self._reported: Result | None = None
        self._papers = ReportDeeds(context, self)
        self._papers.said.connect(self._say)
        self._papers.failed.connect(self._fail)
        self._reports = ReportMenu(self)
        self._reports.chosen.connect(self._save_report)
        self._look_up = Button(tr("Look up a sending…"), "default", "search", parent=self)
        self._look_up.setObjectName("look-up")
        self._look_up.clicked.connect(self._ask_name)
        self._look_up.setVisible(context.client is not None)
        self.add_action(self._look_up)
        self._archived = Chip(tr("Archived"), 0, parent=self)
        self._archived.setObjectName("show-archived")
        self._archived.toggled.connect(self._show_period)
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
                Column(252, least=150),
                Column(118, least=100),
                Column(150, least=80),
                Column(90, right=True, least=70),
                Column(None, least=120),
                Column(76, right=True, least=70),
                Column(100, right=True, least=76),
            ]
        )
        self.table.activated.connect(self._open)
        self.table.acted.connect(self._act)
        self._rates = RateChart(self)
        self._reasons = ReasonsChart(self)
        self._banner = Banner("err", "", closable=True, parent=self)
        self._banner.setObjectName("results-banner")
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
        self._results = results
        some = bool(results or self._named)
        self._states.setCurrentIndex(0 if some else 1)
        self.set_line(_age(results) if results else "")
        self._show_period()

    @Slot(object)
    def _fail(self, error: VoicedeskError) -> None:
        self._banner.set_words("err", tr("This did not work"), wording.sentence(error))
        self._banner.show()

    @Slot(str, str)
    def _say(self, title: str, sentence: str) -> None:
        self._banner.set_words("ok", title, sentence)
        self._banner.show()

    @Slot()
    def _show_period(self) -> None:
        days = _DAYS.get(self._period.current() or "")
        since = None if days is None else now() - timedelta(days=days)
        everything = [*self._named.values(), *self._results]
        found = [result for result in everything if result.is_since(since)]
        archived = sum(result.is_archived for result in found)
        self._archived.set_count(archived)
        self._archived.setVisible(archived > 0 or self._archived.isChecked())
        if not self._archived.isChecked():
            found = [result for result in found if not result.is_archived]
        self._model.set_results(found)
        self._stats.show_results([result for result in found if result.campaign is not None])
        if not self._model.compared():
            self._model.tick_first()
        self._compare()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        result = self._model.result(index.row())
        if result.campaign is not None:
            self.opened.emit(result.id)

    @Slot(QModelIndex)
    def _act(self, index: QModelIndex) -> None:
        """The link in the row: the report of a campaign, or away with what was looked up."""
        result = self._model.result(index.row())
        if result.campaign is None:
            self._named.pop(result.id, None)
            self.refresh()
            return
        self._reported = result
        corner = self.table.visualRect(index).bottomLeft()
        self._reports.popup(self.table.viewport().mapToGlobal(corner))

    @Slot(str)
    def _save_report(self, suffix: str) -> None:
        if self._reported is not None:
            self._papers.save_report(self._reported.id, self._reported.name, suffix)

    # what was sent elsewhere

    @Slot()
    def _ask_name(self) -> None:
        dialog = SendingDialog(self)
        dialog.wanted.connect(self._read_named)
        dialog.open()

    @Slot(str)
    def _read_named(self, name: str) -> None:
        client = self._context.client
        if client is None:
            return

        def work(_job: Job) -> Result:
            return read_named(client, name)

        self._banner.hide()
        self._look_up.refuse(tr("The platform is being asked."))
        tasks = self._context.tasks
        tasks.run("named", work, self._add_named, failed=self._not_named, lane=Lane.NETWORK)

    def _add_named(self, result: Result) -> None:
        self._look_up.allow()
        self._named[result.id] = result
        self._states.setCurrentIndex(0)
        self._show_period()
        self._model.tick_id(result.id)

    def _not_named(self, error: VoicedeskError) -> None:
        self._look_up.allow()
        self._fail(error)

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
        bar.addWidget(self._archived)
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
        stats = [result.stats for result in results]
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


def _age(results: list[Result]) -> str:
    """When the figures were read: what the platform did since is not in them."""
    at = read_at(results)
    if at is not None:
        return tr("Figures read {occasion}", occasion=times.occasion(at))
    return tr("Not all figures have been read from the platform yet")


def _chart_card(title: str, chart: QWidget, parent: QWidget) -> Card:
    card = Card(margins=(18, 12, 14, 10), parent=parent)
    card.body.setSpacing(6)
    card.body.addWidget(Label(title, "body", weight=600, parent=card))
    card.body.addWidget(chart, 1)
    return card
