"""A text in one of the look's types and roles."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from voicedesk.ui import look
from voicedesk.ui.look import Role, Type


class Label(QLabel):
    """A plain text (never markup: names from files are shown as they are)."""

    def __init__(
        self,
        text: str = "",
        type_: Type = "body",
        role: Role = "text",
        weight: int | None = None,
        *,
        wrap: bool = False,
        figures: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._type, self._role, self._weight, self._figures = type_, role, weight, figures
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._dress()
        look.current().changed.connect(self._dress)

    def set_role(self, role: Role) -> None:
        self._role = role
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setFont(look.font(self._type, self._weight, figures=self._figures))
        shade = look.color(self._role)
        slot = QPalette.ColorRole.WindowText
        if self.palette().color(slot) != shade:
            palette = self.palette()
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
                palette.setColor(group, slot, shade)
            palette.setColor(QPalette.ColorGroup.Disabled, slot, look.color("text2"))
            self.setPalette(palette)


class ElidedLabel(Label):
    """One line that may get narrow: it ends in an ellipsis and tells the whole as its tooltip."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 4 * hint.height()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())
        painter.end()

    def _tell_whole(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")

    def _shown(self) -> str:
        metrics = self.fontMetrics()
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() + 1)
