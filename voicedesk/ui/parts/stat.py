"""One figure with its label and its context."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.ui import icons
from voicedesk.ui.look import Role, Type
from voicedesk.ui.parts.fill import Outcome, Swatch
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label


class Stat(QWidget):
    """Label above, figure, context below; a screen reader hears "label: figure, context"."""

    def __init__(
        self,
        label: str,
        figure: str,
        context: str = "",
        *,
        outcome: Outcome | None = None,
        icon: str | None = None,
        size: Type = "figure",
        role: Role = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = Label(label, "small", "text2", 500, parent=self)
        self._figure = Label(figure, size, role, 600, figures=True, parent=self)
        self._context = Label(context, "small", "text2", wrap=True, parent=self)
        top = QHBoxLayout()
        top.setSpacing(6)
        if outcome is not None:
            top.addWidget(Swatch(outcome, parent=self), 0, Qt.AlignmentFlag.AlignVCenter)
        elif icon is not None:
            top.addWidget(Icon(icon, "text2", icons.SMALL, parent=self))
        top.addWidget(self._label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._figure)
        column.addWidget(self._context)
        self.set_figure(figure, context)

    def set_figure(self, figure: str, context: str | None = None) -> None:
        """A new figure; ``context`` None leaves the context as it is."""
        self._figure.setText(figure)
        if context is not None:
            self._context.setText(context)
            self._context.setVisible(bool(context))
        said = f"{self._label.text()}: {figure}"
        rest = self._context.text()
        self.setAccessibleName(f"{said}, {rest}" if rest else said)
