"""The chart of a campaign since it left: delivered and not delivered, stacked over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.course import Reading
from voicedesk.ui import look, times, wording
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import CENTER, LEFT, RIGHT, breadth, hatch, painting, write
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.fill import Outcome, paint_fill

# No reading for longer than this is a gap: nobody knows what happened meanwhile.
GAP = timedelta(seconds=150)
_SHORTEST = timedelta(minutes=1)
_FOOT, _HEAD = 20, 6
_PAD, _LABEL = 8.0, 18.0


@dataclass(frozen=True)
class Plot:
    """What the chart shows: the readings, oldest first, and the moment it reaches to."""

    readings: Sequence[Reading]
    until: datetime
    stale: bool = False

    @property
    def start(self) -> datetime:
        return self.readings[0].at

    @property
    def end(self) -> datetime:
        return max(self.until, self.start + _SHORTEST)

    def gaps(self) -> list[tuple[datetime, datetime]]:
        """The spans nobody knows of."""
        pairs = zip(self.readings, self.readings[1:], strict=False)
        found = [(a.at, b.at) for a, b in pairs if b.at - a.at > GAP]
        last = self.readings[-1].at
        if self.stale or self.until - last > GAP:
            found.append((last, self.until))
        return found


class Timeline(QWidget):
    """Gaps are hatched. Without readings it says when there will be something to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Plot | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Since departure"))
        look.current().changed.connect(self.update)

    def set_plot(self, plot: Plot | None) -> None:
        self._plot = plot
        self.setAccessibleDescription("" if plot is None else _said(plot))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, look.tall(138))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, look.tall(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self._plot is None:
                words = tr("The chart begins when the first batch has left.")
                write(painter, QRectF(self.rect()), words, "text2", look.font(), CENTER)
                return
            paint_plot(painter, QRectF(self.rect()), self._plot)


def paint_plot(painter: QPainter, rect: QRectF, plot: Plot) -> None:
    """The chart in ``rect``."""
    painter.save()
    painter.translate(rect.topLeft())
    _Drawing(painter, QRectF(0, 0, rect.width(), rect.height()), plot).draw()
    painter.restore()


class _Drawing:
    """One painting of a plot."""

    def __init__(self, painter: QPainter, rect: QRectF, plot: Plot) -> None:
        self._painter, self._plot = painter, plot
        self._small = look.font("small", figures=True)
        self._top = _nice(max(r.stats.ok + r.stats.ko for r in plot.readings))
        self._names: tuple[tuple[str, Role], ...] = (
            (wording.call_status("ko"), "err"),
            (wording.call_status("ok"), "ok"),
        )
        left = breadth(count(self._top), self._small) + _PAD
        bold = look.font("small", 600)
        right = max(breadth(text, bold) for text, _ in self._names) + _PAD
        self._area = rect.adjusted(left, look.tall(_HEAD), -right, -look.tall(_FOOT))

    def draw(self) -> None:
        self._draw_grid()
        for run in self._runs():
            self._fill(run, "delivered")
            self._fill(run, "not_delivered")
        for start, end in self._plot.gaps():
            self._draw_gap(self._x(start), self._x(end))
        self._draw_names()

    def _x(self, at: datetime) -> float:
        share = (at - self._plot.start) / (self._plot.end - self._plot.start)
        return self._area.left() + self._area.width() * share

    def _y(self, value: float) -> float:
        return self._area.bottom() - self._area.height() * value / self._top

    def _draw_grid(self) -> None:
        painter, area = self._painter, self._area
        for value in (0, self._top // 2, self._top):
            y = self._y(value)
            painter.setPen(QPen(look.color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            room = QRectF(0, y - _LABEL / 2, area.left() - _PAD, _LABEL)
            write(painter, room, count(value), "text2", self._small, RIGHT)
        for at, text in _marks(self._plot, area.width()):
            width = breadth(text, self._small)
            x = max(0.0, self._x(at) - width / 2)
            room = QRectF(x, area.bottom() + 3, width + 2, _LABEL)
            write(painter, room, text, "text2", self._small, LEFT)

    def _runs(self) -> list[list[Reading]]:
        """The readings between the gaps; the last goes on to the end while it is fresh."""
        starts = {start for start, _ in self._plot.gaps()}
        runs: list[list[Reading]] = [[]]
        for reading in self._plot.readings:
            runs[-1].append(reading)
            if reading.at in starts:
                runs.append([])
        if runs[-1]:
            runs[-1].append(Reading(self._plot.until, runs[-1][-1].stats))
        return [run for run in runs if len(run) > 1]

    def _fill(self, run: list[Reading], outcome: Outcome) -> None:
        upper = [(r.at, r.stats.ok + (r.stats.ko if outcome != "delivered" else 0)) for r in run]
        lower = [(r.at, r.stats.ok if outcome != "delivered" else 0) for r in run]
        points = [QPointF(self._x(at), self._y(value)) for at, value in upper + lower[::-1]]
        path = QPainterPath()
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        self._painter.save()
        self._painter.setClipPath(path)
        paint_fill(self._painter, path.boundingRect(), outcome)
        self._painter.restore()

    def _draw_gap(self, left: float, right: float) -> None:
        painter, area = self._painter, self._area
        rect = QRectF(left, area.top(), right - left, area.height())
        shade = look.color("warn")
        shade.setAlpha(70)
        hatch(painter, rect, shade)
        painter.setPen(QPen(look.color("warn"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
        self._write_in_gap(rect.adjusted(5, 0, -5, 0))

    def _write_in_gap(self, room: QRectF) -> None:
        """On as many lines as it needs; nothing where the longest word has no room."""
        painter, font, words = self._painter, look.font("small", 500), tr("No news")
        if room.width() < max(breadth(word, font) for word in words.split()):
            return
        painter.setFont(font)
        how = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        ground = painter.boundingRect(room, how, words)
        painter.fillRect(ground.adjusted(-4, -2, 4, 2), look.color("surface"))
        painter.setPen(look.color("warn"))
        painter.drawText(room, how, words)

    def _draw_names(self) -> None:
        """Beside the end of each area, one line apart at least."""
        stats = self._plot.readings[-1].stats
        wished = [self._y(stats.ok + stats.ko / 2), self._y(stats.ok / 2)]
        wished[1] = min(wished[1], self._area.bottom() - _LABEL / 2)
        wished[0] = min(wished[0], wished[1] - _LABEL)
        for y, (text, role) in zip(wished, self._names, strict=True):
            room = QRectF(self._area.right() + _PAD, y - _LABEL / 2, 400, _LABEL)
            write(self._painter, room, text, role, look.font("small", 600))


def _nice(value: int) -> int:
    """The next even round number that holds ``value``: 10, 20, 40, 60, 80, 100, 200 …"""
    if value <= 10:
        return 10
    unit: int = 10 ** int(log10(value))
    return next(unit * n for n in (1, 2, 4, 6, 8, 10) if unit * n >= value)


def _marks(plot: Plot, width: float) -> list[tuple[datetime, str]]:
    """Moments evenly apart, written as finely as the span needs."""
    length = plot.end - plot.start
    texts = times.exact_hour if length < timedelta(minutes=5) else times.hour
    if length > timedelta(days=2):
        texts = times.short_day
    steps = max(1, min(5, int(width // 90)))
    step = length / steps
    return [(at, texts(at)) for at in (plot.start + step * n for n in range(steps + 1))]


def _said(plot: Plot) -> str:
    stats = plot.readings[-1].stats
    return tr(
        "From {start} to {end}: {ok} delivered, {ko} not delivered",
        start=times.hour(plot.start),
        end=times.hour(plot.until),
        ok=count(stats.ok),
        ko=count(stats.ko),
    )
