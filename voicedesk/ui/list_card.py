"""Who hears it: the contact lists as a drop-down, with their counts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui import look
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.wheel_guard import WheelGuard


class ListCard(Card):
    """A list that is gone shows nothing chosen."""

    changed = Signal(str, object)
    contacts_wanted = Signal()  # there is none yet

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(6)
        self._lists: dict[str, ListInfo] = {}
        self._combo = Combo(tr("Contact list"), parent=self)
        self._combo.setObjectName("campaign-list")
        self._combo.activated.connect(self._tell)
        WheelGuard(self._combo)
        self._counts = ElidedLabel("", "body", "text2", figures=True, parent=self)
        self._source = ElidedLabel("", "small", "text2", parent=self)
        self._import = Button(tr("Import a list…"), "link", height=SMALL_HEIGHT, parent=self)
        self._import.setObjectName("campaign-import-list")
        self._import.clicked.connect(self.contacts_wanted)
        self._arrange()

    def show_lists(self, lists: Sequence[ListInfo], chosen: str | None) -> None:
        self._lists = {found.id: found for found in lists}
        self._import.setVisible(not lists)
        self._combo.setEnabled(bool(lists))
        self._combo.setPlaceholderText(tr("Choose the list") if lists else tr("No list yet"))
        self._combo.clear()
        for found in lists:
            self._combo.addItem(tr("{name} ({n})", name=found.name, n=count(found.rows)), found.id)
        self._combo.setCurrentIndex(self._combo.findData(chosen) if chosen else -1)
        self._show(self._lists.get(chosen or ""))

    def _arrange(self) -> None:
        label = Label(tr("Contact list"), "small", "text2", 500, parent=self)
        label.setBuddy(self._combo)
        label.setMinimumHeight(look.tall(look.BADGE))  # in line with the message's card
        self.body.addWidget(label)
        self.body.addWidget(self._combo)
        self.body.addWidget(self._counts)
        self.body.addWidget(self._source)
        self.body.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def _show(self, chosen: ListInfo | None) -> None:
        self._counts.setVisible(chosen is not None)
        self._source.setVisible(chosen is not None)
        if chosen is None:
            return
        rows = ntr("{count} row", "{count} rows", chosen.rows, count=count(chosen.rows))
        valid = ntr(
            "{count} valid number", "{count} valid numbers", chosen.valid, count=count(chosen.valid)
        )
        self._counts.setText(tr("{rows} · {valid}", rows=rows, valid=valid))
        self._source.setText(tr("From {file}", file=chosen.source))

    @Slot(int)
    def _tell(self, row: int) -> None:
        list_id = str(self._combo.itemData(row))
        self._show(self._lists[list_id])
        self.changed.emit("list_id", list_id)
