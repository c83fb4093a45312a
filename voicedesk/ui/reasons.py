"""Why people are not called: a line for each reason, which opens its rows."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import ntr
from voicedesk.ui import look, wording
from voicedesk.ui.parts.brush import LEFT, RIGHT, breadth, painting, veil, write
from voicedesk.ui.parts.figures import count, minus
from voicedesk.ui.parts.hover import Hover
from voicedesk.ui.parts.ring import FocusRing

_HEIGHT, _PAD = 26, 4


class Reasons(QWidget):
    """The most frequent first."""

    opened = Signal(str)  # the reason's code

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Rows by the code of their reason."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        most_first = sorted(counts.items(), key=lambda item: -item[1])
        self._lines = [_Line(code, rows, self) for code, rows in most_first]
        for line in self._lines:
            line.clicked.connect(self._clicked)
            self._column.addWidget(line)

    @Slot()
    def _clicked(self) -> None:
        line = self.sender()
        if isinstance(line, _Line):
            self.opened.emit(line.code)


class _Line(QAbstractButton):
    def __init__(self, code: str, rows: int, parent: QWidget) -> None:
        super().__init__(parent)
        words = wording.contact_problem(code)
        self.code = code
        self._figure = f"{minus(rows)} ›"
        self._hover = Hover(self)
        self._ring = FocusRing(self)
        self.setText(words.message)
        self.setObjectName(f"reason-{code}")
        self.setToolTip(words.fix)
        said = ntr("{reason}: {count} row", "{reason}: {count} rows", rows,
                   reason=words.message, count=count(rows))  # fmt: skip
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        small = look.font("small", 500)
        width = breadth(self.text(), small) + breadth(self._figure, small) + look.BLOCK
        return QSize(round(width) + 2 * _PAD, look.tall(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.tall(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        small = look.font("small", 500, figures=True)
        room = QRectF(self.rect()).adjusted(_PAD, 0, -_PAD, 0)
        words = room.adjusted(0, 0, -breadth(self._figure, small) - look.NEAR, 0)
        with painting(self) as painter:
            if self._hover.over:
                veil(painter, QRectF(self.rect()), look.RADIUS)
            write(painter, words, self.text(), "text2", look.font("small"), LEFT)
            write(painter, room, self._figure, "text2", small, RIGHT)
