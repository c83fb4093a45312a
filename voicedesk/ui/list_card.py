"""Who hears it: the contact lists of the campaign, and who among them is called at another hour."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.groups import Group
from voicedesk.contacts.lists import ListInfo
from voicedesk.ui import look, place_words
from voicedesk.ui.list_tag import ListTag
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.label import ElidedLabel, Label

_MOST = 4  # overseas groups that are told one by one


class ListCard(Card):
    """A list that is gone is not shown. ``changed`` carries ``list_ids`` and a tuple of ids."""

    changed = Signal(str, object)
    contacts_wanted = Signal()  # there is none yet

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(6)
        self._lists: dict[str, ListInfo] = {}
        self._chosen: tuple[str, ...] = ()
        self._label = Label(tr("Contact lists"), "small", "text2", 500, parent=self)
        self._add = Button("", "default", "plus", height=SMALL_HEIGHT, parent=self)
        self._add.setObjectName("campaign-list")
        self._menu = QMenu(self._add)
        self._tags = QWidget(self)
        self._counts = ElidedLabel("", "body", "text2", figures=True, parent=self)
        self._groups = Label("", "small", "text", wrap=True, parent=self)
        self._groups.setObjectName("campaign-groups")
        self._nothing = Label(
            tr("Choose who will be called: one list or several. Who stands in two is called once."),
            "small",
            "text2",
            wrap=True,
            parent=self,
        )
        self._import = Button(tr("Import a list…"), "link", height=SMALL_HEIGHT, parent=self)
        self._import.setObjectName("campaign-import-list")
        self._arrange()
        self._import.clicked.connect(self.contacts_wanted)
        self._menu.triggered.connect(self._take)
        self._add.clicked.connect(self._drop)

    def show_lists(self, lists: Sequence[ListInfo], chosen: Sequence[str]) -> None:
        """All lists there are, and those of the campaign, in its order."""
        self._lists = {found.id: found for found in lists}
        self._chosen = tuple(list_id for list_id in chosen if list_id in self._lists)
        self._show()

    def show_groups(self, groups: Sequence[Group], home: ZoneInfo, now: datetime) -> None:
        """Who is called at an hour of their own; nobody where all live at home."""
        away = [one for one in groups if one.zone.name != home.key]
        lines = [place_words.group(one, home, now) for one in away[:_MOST]]
        if len(away) > _MOST:
            more = len(away) - _MOST
            lines.append(
                ntr("and {count} more zone", "and {count} more zones", more, count=count(more))
            )
        self._groups.setText("\n".join(lines))
        self._groups.setVisible(bool(lines))

    def clear_groups(self) -> None:
        """Nobody knows who is called."""
        self._groups.hide()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        self._label.setMinimumHeight(look.tall(look.BADGE))  # in line with the message's card
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._add)
        Flow(self._tags, 6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._tags.setSizePolicy(policy)
        self.clear_groups()
        self.body.addLayout(head)
        for part in (self._nothing, self._tags, self._counts, self._groups):
            self.body.addWidget(part)
        self.body.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def _show(self) -> None:
        chosen = [self._lists[list_id] for list_id in self._chosen]
        self._show_tags(chosen)
        self._fill_menu()
        self._add.setText(tr("Add a list") if chosen else tr("Choose a list"))
        self._add.setVisible(bool(self._lists))
        self._import.setVisible(not self._lists)
        self._nothing.setVisible(not chosen)
        self._counts.setVisible(bool(chosen))
        every, sound = sum(one.rows for one in chosen), sum(one.valid for one in chosen)
        rows = ntr("{count} row", "{count} rows", every, count=count(every))
        valid = ntr("{count} valid number", "{count} valid numbers", sound, count=count(sound))
        self._counts.setText(tr("{rows} · {valid}", rows=rows, valid=valid))
        if not chosen:
            self.clear_groups()

    def _show_tags(self, chosen: Sequence[ListInfo]) -> None:
        flow = self._tags.layout()
        assert flow is not None
        for tag in self._tags.findChildren(ListTag):
            flow.removeWidget(tag)
            tag.hide()
            tag.setParent(None)
            tag.deleteLater()
        for info in chosen:
            tag = ListTag(info, parent=self._tags)
            tag.removed.connect(self._remove)
            flow.addWidget(tag)
            tag.show()
        self._tags.setVisible(bool(chosen))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for info in self._lists.values():
            if info.id not in self._chosen:
                name = info.name.replace("&", "&&")
                action = self._menu.addAction(tr("{name} ({n})", name=name, n=count(info.rows)))
                action.setData(info.id)
        if self._menu.isEmpty():
            self._add.refuse(tr("All lists are in the campaign already."))
        else:
            self._add.allow()

    def _choose(self, chosen: tuple[str, ...]) -> None:
        self._chosen = chosen
        self._show()
        self.changed.emit("list_ids", chosen)

    @Slot()
    def _drop(self) -> None:
        self._menu.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        self._choose((*self._chosen, str(action.data())))

    @Slot(str)
    def _remove(self, list_id: str) -> None:
        self._choose(tuple(one for one in self._chosen if one != list_id))
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
