"""What happened, what follows from it, and the one thing to do."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.access import speaks_as
from voicedesk.ui.parts.badge import ICON, INK, SOFT, Kind
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label

_ICON = 20
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@speaks_as(QAccessible.Role.AlertMessage)
class Banner(QWidget):
    """Never modal. It is announced as an alert once for each new wording."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        kind: Kind,
        title: str,
        sentence: str = "",
        action: str = "",
        *,
        icon: str | None = None,
        primary: bool = False,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._announced = ""
        self._icon = Icon(icon or ICON[kind], INK[kind], _ICON, parent=self)
        self._title = Label(title, role=INK[kind], weight=600, wrap=True, parent=self)
        self._sentence = Label(sentence, wrap=True, parent=self)
        self.action = Button(action, "primary" if primary else "default", parent=self)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.acted)
        self._close = Button("", "quiet", "x", height=28, parent=self)
        self._close.setAccessibleName(tr("Close"))
        self._close.setToolTip(tr("Close"))
        self._close.setVisible(closable)
        self._close.clicked.connect(self._shut)
        self._arrange()
        self.set_words(kind, title, sentence, icon=icon)

    def set_words(
        self, kind: Kind, title: str, sentence: str = "", *, icon: str | None = None
    ) -> None:
        self._kind = kind
        self._icon.set_icon(icon or ICON[kind], INK[kind])
        self._title.setText(title)
        self._title.set_role(INK[kind])
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.update()
        if self.isVisible():
            self._announce()

    def add_other(self, text: str) -> Button:
        """A lesser way out, before the action."""
        made = Button(text, parent=self)
        self._row.insertWidget(self._row.indexOf(self.action), made, 0, _MIDDLE)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._announce()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), look.RADIUS_CARD, SOFT[self._kind])

    def _arrange(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._sentence)
        texts.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.BLOCK, look.GROUP, look.GROUP, look.GROUP)
        self._row.setSpacing(look.GROUP)
        self._row.addWidget(self._icon)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self.action, 0, _MIDDLE)
        self._row.addWidget(self._close, 0, _MIDDLE)

    def _announce(self) -> None:
        words = f"{self.accessibleName()} {self.accessibleDescription()}"
        if words == self._announced:
            return
        self._announced = words
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @Slot()
    def _shut(self) -> None:
        self.hide()
        self.closed.emit()
