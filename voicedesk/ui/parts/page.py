"""The frame of a page: what it is, what can be done, the body, and a panel at the right."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.badge import Badge, Kind
from voicedesk.ui.parts.brush import painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import ElidedLabel
from voicedesk.ui.parts.scroll_bar import ScrollBar

_SIDE = 28
_TITLE = 240  # what a title wants at most of the line it shares with the buttons
_WIDE = 1180  # below this width of the window the panel is a drawer


class Page(QWidget):
    """Put the content into ``body``. With ``scroll`` false the body itself must fit or scroll."""

    back_wanted = Signal()

    def __init__(
        self,
        title: str = "",
        line: str = "",
        *,
        scroll: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._back = Button("", "link", height=look.BADGE, flush=True, parent=self)
        self._back.clicked.connect(self.back_wanted)
        self._back.hide()
        self._title = ElidedLabel(title, "title", parent=self)
        self._badge = Badge("neutral", "", parent=self)
        self._badge.hide()
        self._line = ElidedLabel(line, "body", "text2", parent=self)
        self._line.setVisible(bool(line))
        self._drawer = Button("", "default", "panel-right", parent=self)
        self._drawer.setCheckable(True)
        self._drawer.toggled.connect(self._slide)
        self._drawer.hide()
        self._drawer_name = ""
        self._actions = QHBoxLayout()
        self._actions.setSpacing(look.NEAR)
        self._content = QWidget(self)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(_SIDE, look.TIGHT, look.EDGE, look.EDGE)
        self.body.setSpacing(14)
        self._panel: _Panel | None = None
        self._row = QHBoxLayout(self)
        self._arrange(scroll)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def title(self) -> str:
        return self._title.text()

    def set_line(self, line: str) -> None:
        self._line.setText(line)
        self._line.setVisible(bool(line))

    def set_badge(self, kind: Kind, text: str, icon: str | None = None) -> None:
        self._badge.set_state(kind, text, icon)
        self._badge.show()

    def clear_badge(self) -> None:
        self._badge.hide()

    def set_back(self, text: str) -> None:
        """The link to the page above; an empty text takes it away."""
        self._back.setText(f"‹ {text}")
        self._back.setAccessibleName(text)
        self._back.updateGeometry()
        self._back.setVisible(bool(text))

    def add_action(self, widget: QWidget) -> None:
        """Secondary actions first, the primary one last."""
        self._actions.addWidget(widget)

    def set_panel(
        self, panel: QWidget | None, *, width: int = 304, name: str = "", scroll: bool = True
    ) -> None:
        """The right panel, on surface; ``width`` is held between 276 and 388.

        The page owns it; a former panel is deleted. ``name`` is the drawer button's text.
        """
        if self._panel is not None:
            self._row.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        if panel is not None:
            self._panel = _Panel(panel, width, scroll, self)
            self._drawer_name = name or tr("Details")
            self._drawer.setAccessibleName(self._drawer_name)
        self._place_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_panel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("window"))

    def _arrange(self, scroll: bool) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(look.GROUP)
        heading.addWidget(self._title)
        heading.addWidget(self._badge)
        heading.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        words.addLayout(heading)
        words.addWidget(self._line)
        head = QHBoxLayout()
        head.setContentsMargins(_SIDE, 18, look.EDGE, look.GROUP)
        head.setSpacing(look.NEAR)
        head.addLayout(words, 1)
        head.addLayout(self._actions)
        head.addWidget(self._drawer)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scrolled(self._content, self) if scroll else self._content, 1)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)

    def _place_panel(self) -> None:
        panel = self._panel
        # Before it is shown nobody knows the window's width.
        narrow = self.isVisible() and self.window().width() < _WIDE
        self._drawer.setVisible(panel is not None and narrow)
        self._name_drawer()
        if panel is None:
            return
        if narrow:
            self._row.removeWidget(panel)
            top = self._drawer.geometry().bottom() + look.GROUP
            top = max(top, look.tall(64))
            panel.setGeometry(
                self.width() - panel.width(), top, panel.width(), max(0, self.height() - top)
            )
            panel.setVisible(self._drawer.isChecked())
            panel.raise_()
        elif self._row.indexOf(panel) < 0:
            self._row.addWidget(panel)
            panel.show()

    def _name_drawer(self) -> None:
        """The drawer's button says what is in it, unless the title had no room left then."""
        self._drawer.setText(self._drawer_name)
        self._drawer.setToolTip("")
        taken = self._actions.sizeHint().width() + self._drawer.sizeHint().width()
        title = min(self._title.sizeHint().width(), look.tall(_TITLE))
        if self.width() - _SIDE - look.EDGE - taken - 2 * look.NEAR < title:
            self._drawer.setText("")
            self._drawer.setToolTip(self._drawer_name)

    @Slot(bool)
    def _slide(self, out: bool) -> None:
        self._place_panel()
        if out and self._panel is not None:
            self._panel.setFocus(Qt.FocusReason.OtherFocusReason)


class _Panel(QWidget):
    def __init__(self, inner: QWidget, width: int, scroll: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(min(look.PANEL_MAX, max(look.PANEL_MIN, width)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(inner, self) if scroll else inner)
        if (layout := inner.layout()) is not None:
            layout.setContentsMargins(look.BLOCK, 22, look.BLOCK, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), look.color("surface"))
            painter.fillRect(0, 0, 1, self.height(), look.color("line"))


def scrolled(inner: QWidget, parent: QWidget) -> QScrollArea:
    """``inner`` in a scroll area without frame or ground, as wide as the room it gets."""
    area = QScrollArea(parent)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setVerticalScrollBar(ScrollBar(Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(ScrollBar(Qt.Orientation.Horizontal, area))
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return area
