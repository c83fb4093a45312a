"""Two charts that compare campaigns: delivered since departure, and why calls did not arrive."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look, times, wording
from voicedesk.ui.look import Role
from voicedesk.ui.parts.brush import CENTER, LEFT, RIGHT, box, breadth, hatch, painting, write
from voicedesk.ui.parts.figures import percent
from voicedesk.ui.result import Series

_DASHES: dict[Role, Qt.PenStyle] = {
    "accent": Qt.PenStyle.SolidLine,
    "series2": Qt.PenStyle.DashLine,
    "series3": Qt.PenStyle.DotLine,
}
_LINE, _PAD, _DOT = 18.0, 8.0, 9.0
_MOST_REASONS = 5
_SHORTEST_MINUTES = 1.0


class _Chart(QWidget):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.series: Sequence[Series] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.current().changed.connect(self.update)

    def set_series(self, series: Sequence[Series]) -> None:
        self.series = series
        self.setAccessibleDescription(self.said())
        self.updateGeometry()
        self.update()

    def said(self) -> str:
        raise NotImplementedError

    def say_nothing(self, painter: QPainter, words: str) -> None:
        write(painter, QRectF(self.rect()), words, "text2", look.font(), CENTER)


class RateChart(_Chart):
    """One line a campaign; they differ by dash as well as by colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Delivered, since departure"), parent)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, look.tall(150))

    def said(self) -> str:
        return ", ".join(f"{series.name} {percent(series.share)}" for series in self.series)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self.series:
                self._draw(painter, self.series)
            else:
                self.say_nothing(painter, tr("Tick campaigns to compare them."))

    def _draw(self, painter: QPainter, drawn: Sequence[Series]) -> None:
        small, bold = look.font("small", figures=True), look.font("small", 600)
        left = breadth(percent(1.0, 0), small) + _PAD
        right = min(max(breadth(s.name, bold) for s in drawn) + _PAD, self.width() * 0.3)
        area = QRectF(self.rect()).adjusted(left, 8, -right, -22)
        minutes = max(_SHORTEST_MINUTES, *(s.points[-1][0] for s in drawn if s.points), 0.0)
        self._draw_grid(painter, area, minutes)
        ends = [(self._draw_line(painter, area, minutes, series), series) for series in drawn]
        y = 0.0
        for end, series in sorted(ends, key=lambda pair: pair[0]):
            y = max(y, end - _LINE / 2)
            room = QRectF(area.right() + _PAD, y, right - _PAD, _LINE)
            write(painter, room, series.name, series.role, bold)
            y += _LINE

    @staticmethod
    def _draw_line(painter: QPainter, area: QRectF, minutes: float, series: Series) -> float:
        """Returns the height of its end. What was not watched from here has its end alone."""
        end = QPointF(area.right(), area.bottom() - area.height() * series.share)
        if not series.points:
            dot = QRectF(end.x() - _DOT / 2, end.y() - _DOT / 2, _DOT, _DOT)
            box(painter, dot, _DOT / 2, series.role)
            return end.y()
        path = QPainterPath(QPointF(area.left(), area.bottom()))
        for minute, share in series.points:
            x = area.left() + area.width() * minute / minutes
            path.lineTo(QPointF(x, area.bottom() - area.height() * share))
        last = path.currentPosition()
        path.lineTo(QPointF(area.right(), last.y()))
        pen = QPen(look.color(series.role), 2.4, _DASHES[series.role])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        return last.y()

    def _draw_grid(self, painter: QPainter, area: QRectF, minutes: float) -> None:
        small = look.font("small", figures=True)
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.setPen(QPen(look.color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            room = QRectF(0, y - _LINE / 2, area.left() - _PAD, _LINE)
            write(painter, room, percent(share, 0), "text2", small, RIGHT)
        steps = max(1, min(4, int(area.width() // 80)))
        for step in range(steps + 1):
            text = times.span(minutes * 60 * step / steps) if step else tr("departure")
            width = breadth(text, small)
            x = area.left() + area.width() * step / steps - width / 2
            room = QRectF(max(0.0, x), area.bottom() + 4, width + 2, _LINE)
            write(painter, room, text, "text2", small, LEFT)


class ReasonsChart(_Chart):
    """For each reason a bar a campaign, in shares of the people called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Why not delivered"), parent)

    def minimumSizeHint(self) -> QSize:
        rows = max(1, len(self._reasons()))
        return QSize(240, look.tall(round(rows * (len(self.series) * 14 + 12))))

    def said(self) -> str:
        return "; ".join(
            f"{wording.description(reason)}: "
            + ", ".join(f"{s.name} {percent(s.reasons.get(reason, 0.0))}" for s in self.series)
            for reason in self._reasons()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        reasons = self._reasons()
        with painting(self) as painter:
            if not reasons:
                nothing = tr("Tick campaigns to compare them.")
                if self.series:
                    nothing = tr("Every call was delivered.")
                self.say_nothing(painter, nothing)
                return
            self._draw(painter, reasons)

    def _draw(self, painter: QPainter, reasons: Sequence[str]) -> None:
        body, small = look.font("body"), look.font("small", figures=True)
        names = [wording.description(reason) for reason in reasons]
        left = min(max(breadth(name, body) for name in names) + _PAD * 2, self.width() * 0.45)
        right = breadth(percent(0.999), small) + _PAD
        room = self.width() - left - right
        most = max(s.reasons.get(reason, 0.0) for s in self.series for reason in reasons)
        height = len(self.series) * 14 + 12
        for row, (reason, name) in enumerate(zip(reasons, names, strict=True)):
            top = row * height
            write(painter, QRectF(0, top, left - _PAD, _LINE), name, "text", body)
            for line, series in enumerate(self.series):
                share = series.reasons.get(reason, 0.0)
                bar = QRectF(left, top + 4 + line * 14, max(2.0, room * share / most), 9)
                _paint_bar(painter, bar, series.role)
                figure = QRectF(bar.right() + _PAD, bar.center().y() - _LINE / 2, right, _LINE)
                write(painter, figure, percent(share), "text2", small)

    def _reasons(self) -> list[str]:
        """The most frequent first, over all compared campaigns."""
        totals: dict[str, float] = {}
        for series in self.series:
            for reason, share in series.reasons.items():
                totals[reason] = totals.get(reason, 0.0) + share
        return sorted(totals, key=lambda reason: -totals[reason])[:_MOST_REASONS]


def _paint_bar(painter: QPainter, rect: QRectF, role: Role) -> None:
    """Plain, rising lines, or narrow rising lines: told apart without colour too."""
    box(painter, rect, 2, role)
    if role != "accent":
        step = 7.0 if role == "series2" else 4.0
        hatch(painter, rect, look.color("surface"), step, 1.6 if role == "series2" else 1.0)
