"""One contact list of a campaign: its name, its rows, and the way to take it out."""

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui import look
from voicedesk.ui.parts.brush import box, painting
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import ElidedLabel, Label

_CROSS = 24


class ListTag(QWidget):
    """Looks like a chip; only its cross does something."""

    removed = Signal(str)  # the list's id

    def __init__(self, info: ListInfo, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = info.id
        rows = ntr("{count} row", "{count} rows", info.rows, count=count(info.rows))
        self.setAccessibleName(f"{info.name}, {rows}")
        self.setToolTip(tr("From {file}", file=info.source))
        name = ElidedLabel(info.name, "small", weight=500, parent=self)
        figure = Label(count(info.rows), "small", "text2", 500, figures=True, parent=self)
        cross = Button("", "quiet", "x", height=_CROSS, parent=self)
        cross.setObjectName("remove-list")
        cross.setAccessibleName(tr("Take “{name}” out of the campaign", name=info.name))
        cross.setToolTip(cross.accessibleName())
        cross.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 2, 2)
        row.setSpacing(look.NEAR)
        row.addWidget(name, 1)
        row.addWidget(figure)
        row.addWidget(cross)
        self.setFixedHeight(look.tall(look.CHIP))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        with painting(self) as painter:
            box(painter, rect, rect.height() / 2, "surface", "line")

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self._id)
