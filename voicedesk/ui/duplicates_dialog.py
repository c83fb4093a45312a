"""Numbers that stand more than once: merged within the list, or compared with other lists."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.duplicates_across import DuplicatesAcross
from voicedesk.ui.duplicates_within import DuplicatesWithin
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.segmented import Choice, Segmented

_WIDTH, _HEIGHT = 980, 600


class DuplicatesDialog(Dialog):
    """Asks for changes of the open list; the one who opened it carries them out."""

    merge_wanted = Signal(object, object)  # Merge, choices by (group, column)
    show_wanted = Signal(object)  # Ids
    take_wanted = Signal(object, str)  # Ids, the name of the other list

    def __init__(
        self,
        context: Context,
        table: ContactTable,
        info: ListInfo,
        others: Sequence[ListInfo],
        parent: QWidget,
    ) -> None:
        super().__init__(
            "duplicates",
            tr("Duplicates of “{name}”", name=info.name),
            leave=tr("Close"),
            width=_WIDTH,
            height=_HEIGHT,
            parent=parent,
        )
        self._section = Segmented(
            [Choice("within", tr("In this list")), Choice("across", tr("In other lists"))],
            "within",
            name=tr("Where the number stands again"),
            parent=self,
        )
        self._section.setObjectName("duplicates-section")
        self._within = DuplicatesWithin(context, table, self)
        self._across = DuplicatesAcross(context, table, others, self)
        self._feet: list[QWidget] = []
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._within)
        self._pages.addWidget(self._across)
        self._section.setVisible(bool(others))
        for section in (self._within, self._across):
            holder = QWidget(self)
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.NEAR)
            for button in section.buttons():
                row.addWidget(button)
            self.deeds.addWidget(holder)
            self._feet.append(holder)
        self._feet[1].hide()
        self.body.addWidget(self._section)
        self.body.addWidget(self._pages, 1)
        self._section.chosen.connect(self._show)
        self._within.merge_wanted.connect(self._merge)
        self._across.show_wanted.connect(self._see)
        self._across.take_wanted.connect(self._take)

    def done(self, result: int) -> None:
        self._within.stop()
        self._across.stop()
        super().done(result)

    @Slot(str)
    def _show(self, section: str) -> None:
        across = section == "across"
        self._pages.setCurrentWidget(self._across if across else self._within)
        for foot, shown in zip(self._feet, (not across, across), strict=True):
            foot.setVisible(shown)
        if across:
            self._across.begin()

    @Slot(object, object)
    def _merge(self, merge: object, choices: object) -> None:
        self.accept()
        self.merge_wanted.emit(merge, choices)

    @Slot(object)
    def _see(self, ids: object) -> None:
        self.accept()
        self.show_wanted.emit(ids)

    @Slot(object, str)
    def _take(self, ids: object, name: str) -> None:
        self.accept()
        self.take_wanted.emit(ids, name)
