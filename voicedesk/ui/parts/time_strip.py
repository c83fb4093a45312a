"""Seven days from 9 to 21: when calling is lawful, which days are closed, and the choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale, QPointF, QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.look import Role
from voicedesk.ui.parts.access import speaks_as
from voicedesk.ui.parts.brush import CENTER, LEFT, box, breadth, hatch, painting, write
from voicedesk.ui.parts.ring import FocusRing

_FIRST, _LAST = 9, 21
_STEP = timedelta(minutes=15)
_HEAD, _ROW, _BAR = 20, 24, 20
_DEFAULT_HOURS = (10, 13, 17, 20)


@dataclass(frozen=True)
class Day:
    """One row: its lawful intervals in local time, or the reason why it is closed."""

    date: date
    open: tuple[tuple[time, time], ...] = ()
    closed: str = ""


@speaks_as(QAccessible.Role.SpinBox)
class TimeStrip(QWidget):
    """A grid to choose a start in. All times are local and naive, on the quarter of an hour.

    Left and right move by 15 minutes, up and down by a day, Home goes to the next lawful slot.
    What is not lawful can be pointed at too: the page says why it will not do.
    """

    chosen = Signal(datetime)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[Day, ...] = ()
        self._earliest: datetime | None = None
        self._start: datetime | None = None
        self._end: datetime | None = None
        self._left = 0.0  # where the bars begin, behind the days' names
        self._ring = FocusRing(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Slot"))

    def set_week(self, days: Sequence[Day], earliest: datetime | None = None) -> None:
        """Seven days in order; ``earliest`` is where Home looks from (default: the first day)."""
        self._days = tuple(days)
        self._left = self._names_width()
        self._earliest = earliest
        self._tell()

    def set_choice(self, start: datetime | None, end: datetime | None = None) -> None:
        """Mark the choice without a signal; ``end`` is when the sending is about to be over."""
        self._start, self._end = start, end
        self._tell()

    def choice(self) -> datetime | None:
        return self._start

    def next_lawful(self) -> datetime | None:
        """The first lawful quarter of an hour at or after ``earliest`` in these days."""
        for day in self._days:
            for opening, closing in day.open:
                start = datetime.combine(day.date, opening)
                if self._earliest is not None:
                    start = max(start, _rounded_up(self._earliest))
                if start < datetime.combine(day.date, closing):
                    return start
        return None

    def lawful(self, moment: datetime) -> bool:
        day = self._day(moment.date())
        return day is not None and any(a <= moment.time() < b for a, b in day.open)

    def spoken(self) -> str:
        """The choice as it is read aloud: "Tue 22 December 2026, 10:15"."""
        return "" if self._start is None else _long(self._start)

    def sizeHint(self) -> QSize:
        rows = len(self._days) or 7
        return QSize(480, look.tall(_HEAD) + rows * look.tall(_ROW) - 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -_STEP,
            Qt.Key.Key_Right: _STEP,
            Qt.Key.Key_Up: -timedelta(days=1),
            Qt.Key.Key_Down: timedelta(days=1),
        }
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self._choose(self.next_lawful())
        elif step is not None:
            here = self._start
            self._choose(self.next_lawful() if here is None else here + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._at(event.position()))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._left = self._names_width()  # the font may be another one
        with painting(self) as painter:
            self._paint_hours(painter)
            for number, day in enumerate(self._days):
                self._paint_day(painter, self._bar(number), day)

    def _choose(self, moment: datetime | None) -> None:
        if moment is None or self._day(moment.date()) is None:
            return
        minutes = moment.hour * 60 + moment.minute
        if not _FIRST * 60 <= minutes < _LAST * 60:
            return
        length = self._end - self._start if self._end and self._start else None
        self._start = moment
        self._end = moment + length if length is not None else None
        self._tell()
        self.chosen.emit(moment)

    def _paint_hours(self, painter: QPainter) -> None:
        height, font, free = look.tall(_HEAD) - 4, look.font("small", figures=True), 0.0
        for hour in self._hours():
            text = tr("{hour}:00", hour=hour)
            width = breadth(text, font)
            left = self._x(time(hour)) - width / 2
            if left < free:
                continue
            free = left + width + look.TIGHT
            write(painter, QRectF(left, 0, width, height), text, "text2", font, CENTER)

    def _paint_day(self, painter: QPainter, bar: QRectF, day: Day) -> None:
        here = self._start is not None and self._start.date() == day.date
        role: Role = "accent" if here else "text2" if day.closed else "text"
        name = QRectF(0, bar.top(), bar.left() - 6, bar.height())
        write(painter, name, _short(day.date), role, look.font("small", 600 if here else 400))
        box(painter, bar, 4, "well")
        if day.closed:
            self._paint_closed(painter, bar, day.closed, here=here)
        for opening, closing in day.open:
            left, right = self._x(opening), self._x(closing)
            box(painter, QRectF(left, bar.top(), right - left, bar.height()), 4, "ok_soft")
        if here:
            self._paint_choice(painter, bar)

    def _paint_closed(self, painter: QPainter, bar: QRectF, reason: str, *, here: bool) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(bar, 4, 4)
        shade = look.color("control")
        shade.setAlpha(60)
        painter.save()
        painter.setClipPath(shape)
        hatch(painter, bar, shade)
        painter.restore()
        font = look.font("small", 500)
        pill = QRectF(
            self._x(time(10)), bar.top() + 2, breadth(reason, font) + 33, bar.height() - 4
        )
        if here and self._choice_block(bar).united(self._choice_room(bar)).intersects(pill):
            pill.moveRight(bar.right() - look.NEAR)
        box(painter, pill, pill.height() / 2, "surface")
        at = QPointF(pill.left() + 7, pill.center().y() - 6)
        icons.paint(painter, at, "ban", "text2", 12)
        write(painter, pill.adjusted(23, 0, -8, 0), reason, "text2", font)

    def _paint_choice(self, painter: QPainter, bar: QRectF) -> None:
        box(painter, self._choice_block(bar), 4, "accent")
        font = look.font("small", 600, figures=True)
        write(painter, self._choice_room(bar), self._choice_words(), "accent", font, LEFT)

    def _choice_words(self) -> str:
        assert self._start is not None
        words = _clock(self._start)
        if self._end is None:
            return words
        return tr("{start} → about {end}", start=words, end=_clock(self._end))

    def _choice_block(self, bar: QRectF) -> QRectF:
        assert self._start is not None
        left = self._x(self._start.time())
        right = left + 6.0
        if self._end is not None:
            same_day = self._end.date() == self._start.date()
            last = self._end.time() if same_day else time(_LAST)
            right = max(right, min(self._x(last), bar.right()))
        return QRectF(left, bar.top(), right - left, bar.height())

    def _choice_room(self, bar: QRectF) -> QRectF:
        """Where the words go: behind the block, or before it where the bar ends."""
        block = self._choice_block(bar)
        width = breadth(self._choice_words(), look.font("small", 600, figures=True)) + 1
        left = block.right() + 8
        if left + width > bar.right():
            left = max(bar.left(), block.left() - 8 - width)
        return QRectF(left, bar.top(), width, bar.height())

    def _hours(self) -> list[int]:
        edges = {edge.hour for day in self._days for pair in day.open for edge in pair}
        return sorted(edge for edge in edges if _FIRST <= edge <= _LAST) or list(_DEFAULT_HOURS)

    def _bar(self, number: int) -> QRectF:
        top = look.tall(_HEAD) + number * look.tall(_ROW)
        left = self._left
        return QRectF(left, top, self.width() - left, look.tall(_ROW) - 4)

    def _names_width(self) -> float:
        font = look.font("small", 600)
        return max((breadth(_short(day.date), font) for day in self._days), default=40.0) + 14

    def _x(self, moment: time) -> float:
        left = self._left
        share = (moment.hour + moment.minute / 60 - _FIRST) / (_LAST - _FIRST)
        return left + (self.width() - left) * min(1.0, max(0.0, share))

    def _at(self, point: QPointF) -> datetime | None:
        row = int((point.y() - look.tall(_HEAD)) // look.tall(_ROW))
        left = self._left
        if not 0 <= row < len(self._days) or point.x() < left or point.x() >= self.width():
            return None
        share = (point.x() - left) / (self.width() - left)
        quarters = int(share * (_LAST - _FIRST) * 4)
        return datetime.combine(self._days[row].date, time(_FIRST)) + quarters * _STEP

    def _day(self, wanted: date) -> Day | None:
        return next((day for day in self._days if day.date == wanted), None)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.spoken())
        self.update()


def _rounded_up(moment: datetime) -> datetime:
    floor = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return floor if floor == moment else floor + _STEP


def _short(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d")


def _clock(moment: datetime) -> str:
    return QLocale().toString(QTime(moment.hour, moment.minute), "HH:mm")


def _long(moment: datetime) -> str:
    day = QDate(moment.year, moment.month, moment.day)
    when = QDateTime(day, QTime(moment.hour, moment.minute))
    return QLocale().toString(when, "ddd d MMMM yyyy, HH:mm")
