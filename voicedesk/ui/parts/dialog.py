"""The frame of a dialog: what it is about, the body, and its buttons at the foot."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from voicedesk.ui import look
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import Label


class Dialog(QDialog):
    """Put the content into ``body``, seldom wanted deeds into ``foot``, more than one that
    concludes into ``deeds``; shown with ``open()``.

    Escape and ``leave`` close it; ``deed`` is its one primary button. It is gone once closed.
    """

    def __init__(
        self,
        name: str,
        title: str,
        sentence: str = "",
        *,
        leave: str,
        deed: str = "",
        width: int = 520,
        height: int | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._width, self._height = look.tall(width), height and look.tall(height)
        self.heading = Label(title, "section", weight=600, wrap=True, parent=self)
        self.sentence = Label(sentence, role="text2", wrap=True, parent=self)
        self.sentence.setVisible(bool(sentence))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.GROUP)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(look.NEAR)
        self.deeds = QHBoxLayout()
        self.deeds.setSpacing(look.NEAR)
        self.leave = Button(leave, parent=self)
        self.leave.setObjectName(f"{name}-leave")
        self.leave.clicked.connect(self.reject)
        self.deed = Button(deed, "primary", parent=self)
        self.deed.setObjectName(f"{name}-deed")
        self.deed.setVisible(bool(deed))
        self.deed.setDefault(bool(deed))
        self.leave.setAutoDefault(False)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._fit)
        self._build_frame()

    def fit(self) -> None:
        """As high as what is shown now, unless the height was given."""
        # Parts within parts tell their new height only when the loop comes round.
        self._again.start()

    def open(self) -> None:
        self._fit()
        if self.focusWidget() is None:
            self.focus_first()
        super().open()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("surface"))

    def focus_first(self) -> None:
        """Typing begins at the top."""
        for stop in self._stops(self.layout()):
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
            break

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        """Tab goes as the eye does, whenever a part was made: in the order of the layouts."""
        stops, here = list(self._stops(self.layout())), self.focusWidget()
        if not stops or here is None:
            return super().focusNextPrevChild(next)
        holds = [stop is here or stop.isAncestorOf(here) for stop in stops]
        at = holds.index(True) if True in holds else -1
        at = (at + (1 if next else -1)) % len(stops)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stops[at].setFocus(reason)
        return True

    def _stops(self, layout: QLayout | None) -> Iterator[QWidget]:
        for place in range(0 if layout is None else layout.count()):
            item = layout.itemAt(place) if layout is not None else None
            if item is not None and item.layout() is not None:
                yield from self._stops(item.layout())
            elif item is not None:
                yield from self._stops_in(item.widget())

    def _stops_in(self, part: QWidget | None) -> Iterator[QWidget]:
        if part is None or not part.isVisibleTo(self) or not part.isEnabled():
            return
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None:
            yield part
        elif isinstance(part, QScrollArea):
            yield from self._stops_in(part.widget())
        elif isinstance(part, QStackedWidget):
            yield from self._stops_in(part.currentWidget())
        else:
            yield from self._stops(part.layout())

    @Slot()
    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), self._height or layout.totalHeightForWidth(self.width()))

    def _build_frame(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(look.NEAR)
        buttons.addLayout(self.foot)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addLayout(self.deeds)
        buttons.addWidget(self.deed)
        words = QVBoxLayout()
        words.setSpacing(look.TIGHT)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        column = QVBoxLayout(self)
        # The layout's own minimum is that of wrapped texts in the narrowest column: too high.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(self._width)
        self.resize(self._width, self._height or 0)
        column.setContentsMargins(look.EDGE, 20, look.EDGE, 20)
        column.setSpacing(look.BLOCK)
        column.addLayout(words)
        column.addLayout(self.body, 1)
        column.addLayout(buttons)
