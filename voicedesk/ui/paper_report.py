"""The report of a campaign as PDF: one page of figures and charts, then the people."""

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from voicedesk.base.ids import moment
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.report import Report
from voicedesk.campaigns.statistics import Call
from voicedesk.ui import look, times, wording
from voicedesk.ui.outcomes import outcomes
from voicedesk.ui.paper import LINE, Paper, write_pdf
from voicedesk.ui.parts.brush import breadth, write
from voicedesk.ui.parts.fill import ORDER, Outcome, paint_bar, paint_fill, paint_swatch
from voicedesk.ui.report_words import ReportWords
from voicedesk.ui.timeline import Plot, paint_plot

_ROWS = 50  # people on a page
_ROW = LINE
_BAR, _CHART = 22.0, 180.0
_REMEMBERED = 10_000  # texts
_MOST = 7  # reasons that have a line of their own
_CODES: dict[Outcome, str | None] = {
    "delivered": "ok",
    "not_delivered": "ko",
    "unknown": "no",
    "in_progress": "on",
    "waiting": "wait",
    "to_decide": "ask",
    "not_sent": None,
}
# Column of the report → its share of the width.
_SHARES = {
    "name": 0.2,
    "number": 0.15,
    "channel": 0.11,
    "status": 0.11,
    "reason": 0.29,
    "time": 0.14,
}
_WORDS = ReportWords()


def paint_report(report: Report, path: Path, job: Job) -> int:
    """Write it to ``path`` and return its pages; raises :class:`InputError` ``unwritable_file``."""
    people = len(report.people)

    def draw(paper: Paper) -> None:
        _draw_figures(paper, report)
        table = _Table(paper, report)
        for start in range(0, people, _ROWS):
            job.report(start, people, "export")
            table.draw(report.people[start : start + _ROWS])

    title = tr("Report: {name}", name=report.campaign.name)
    return write_pdf(path, title, draw, job, pages=1 + ceil(people / _ROWS))


def _draw_figures(paper: Paper, report: Report) -> None:
    status, stats = report.status, report.stats
    paper.line(tr("Report of a campaign"), "body", "text2")
    paper.paragraph(report.campaign.name, "title")
    paper.skip(8)
    paper.facts(list(_facts(report)))
    paper.skip(14)
    rate = wording.percent(stats.delivery_rate)
    paper.figures(
        [
            (tr("Delivery rate"), rate),
            (tr("Called"), wording.count(stats.total)),
            (tr("Delivered"), wording.count(stats.ok)),
            (tr("Not delivered"), wording.count(stats.ko)),
            (tr("Unknown"), wording.count(stats.no)),
            (tr("Opt-outs"), wording.count(stats.optout)),
        ]
    )
    paint_bar(paper.painter, paper.room(_BAR), outcomes(status))
    _draw_legend(paper, {outcome: n for outcome, n in outcomes(status).items() if n})
    _draw_course(paper, report)
    _draw_reasons(paper, report)


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    campaign = report.campaign
    state = f"{wording.state(campaign.state)} {wording.pause_reason(campaign.reason)}".strip()
    yield tr("State"), state
    yield tr("Channel"), wording.media(campaign.channel)
    yield tr("Message"), report.message or "–"
    yield tr("Sent on"), "–" if report.sent_at is None else times.full(report.sent_at)
    yield tr("Report made on"), times.full(report.made_at)
    if report.status.excluded:
        n = report.status.excluded
        yield tr("Left out when sent"), wording.count(n)
    lost = sum(report.not_called.values())
    if lost:
        said = ", ".join(
            f"{_WORDS.reason('excluded', code)} {wording.count(people)}"
            for code, people in report.not_called.items()
        )
        yield tr("Not called"), f"{wording.count(lost)} ({said})"


def _draw_legend(paper: Paper, shown: dict[Outcome, int]) -> None:
    small = look.font("small", figures=True)
    room = paper.room(26)
    x = room.left()
    for outcome in ORDER:
        if outcome not in shown:
            continue
        words = f"{wording.call_status(_CODES[outcome])} {wording.count(shown[outcome])}"
        paint_swatch(paper.painter, QRectF(x, room.top() + 9, 11, 11), outcome)
        width = breadth(words, small)
        place = QRectF(x + 16, room.top() + 5, width + 2, LINE)
        write(paper.painter, place, words, "text2", small)
        x += width + 34


def _draw_course(paper: Paper, report: Report) -> None:
    paper.heading(tr("Delivered and not delivered, over time"))
    readings = report.readings
    if not readings or not any(r.stats.ok + r.stats.ko for r in readings):
        paper.line(tr("Nothing was read of the platform yet."), "body", "text2")
        return
    room = paper.room(_CHART)
    paint_plot(paper.painter, room, Plot(readings, readings[-1].at))


def _draw_reasons(paper: Paper, report: Report) -> None:
    paper.heading(tr("Why not delivered"))
    found = [(r.status, _WORDS.reason("said", r.description), r.people) for r in report.reasons]
    if not found:
        paper.line(tr("Every call that has ended was delivered."), "body", "text2")
        return
    shown, rest = found[:_MOST], found[_MOST:]
    if rest:
        n = len(rest)
        words = ntr("{n} other reason", "{n} other reasons", n)
        shown.append(("no", words, sum(people for *_, people in rest)))
    most = max(people for *_, people in shown)
    for status, words, people in shown:
        _draw_reason(paper, report, (status, words or "–", people), most)


def _draw_reason(paper: Paper, report: Report, found: tuple[str, str, int], most: int) -> None:
    status, words, people = found
    small = look.font("small", figures=True)
    room = paper.room(22)
    name = room.adjusted(0, 0, -room.width() * 0.58, 0)
    write(paper.painter, name, words, "text", look.font("body"))
    left, widest = room.left() + room.width() * 0.43, room.width() * 0.41
    bar = QRectF(left, room.top() + 5, max(3.0, widest * people / most), 12)
    paint_fill(paper.painter, bar, "not_delivered" if status == "ko" else "unknown")
    share = wording.percent(people * 100 / max(1, report.stats.total))
    figure = QRectF(bar.right() + 8, room.top(), room.right() - bar.right() - 8, room.height())
    write(paper.painter, figure, f"{wording.count(people)} · {share}", "text2", small)


class _Table:
    """The people, a page at a time. What many have in common is worded and measured once."""

    def __init__(self, paper: Paper, report: Report) -> None:
        self._paper, self._report = paper, report
        self._font = look.font("small", figures=True)
        self._metrics = QFontMetricsF(self._font)
        self._times: dict[str, str] = {}
        self._fitted: dict[tuple[float, str], str] = {}

    def draw(self, people: Sequence[Call]) -> None:
        """One page."""
        self._paper.next_page()
        self._draw_row([_WORDS.title(name) for name in _SHARES], look.font("small", 600))
        self._paper.rule()
        for call in people:
            self._draw_row(self._cells(call), self._font)

    def _cells(self, call: Call) -> list[str]:
        return [
            call.label or "–",
            wording.phone(call.e164),
            wording.media(self._report.batches[call.chunk].media),
            wording.call_status(call.status),
            _WORDS.reason(*self._report.why(call)),
            "" if call.status_at is None else self._time(call.status_at),
        ]

    def _time(self, stored: str) -> str:
        """To the minute; the year stands on the first page."""
        minute = stored[:16]
        if minute not in self._times:
            at = moment(stored)
            self._times[minute] = f"{times.short_day(at)} {times.hour(at)}"
        return self._times[minute]

    def _draw_row(self, cells: Sequence[str], font: QFont) -> None:
        room, painter = self._paper.room(_ROW), self._paper.painter
        painter.setFont(font)
        painter.setPen(look.color("text"))
        x, y = room.left(), room.bottom() - self._metrics.descent() - 2
        for cell, share in zip(cells, _SHARES.values(), strict=True):
            painter.drawText(QPointF(x, y), self._fit(cell, room.width() * share - 8))
            x += room.width() * share

    def _fit(self, text: str, width: float) -> str:
        if len(text) * self._metrics.maxWidth() <= width:
            return text
        found = self._fitted.get((width, text))
        if found is None:
            found = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            if len(self._fitted) < _REMEMBERED:
                self._fitted[width, text] = found
        return found
