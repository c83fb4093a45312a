"""Making new lists out of the open one: with others, without them, some of it, or in parts."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import ntr, tr
from voicedesk.contacts.combine import MOST_PARTS
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import look, wording
from voicedesk.ui.combination import Combination, Kind, NewList, new_lists, suggested_name
from voicedesk.ui.context import Context
from voicedesk.ui.list_details import LONGEST
from voicedesk.ui.option_card import OptionCard
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Box, Field
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.parts.tick import Tick
from voicedesk.ui.remark import Remark

_COUNT = "combine.count"
_PAUSE_MS = 250  # while a figure is typed
_SHOWN = 4  # new lists that are named in the sentence


class CombineDialog(Dialog):
    """``wanted`` carries the kind, the name and the new lists that were counted."""

    wanted = Signal(str, str, object)  # tuple[NewList, ...]

    def __init__(
        self,
        context: Context,
        table: ContactTable,
        info: ListInfo,
        others: Sequence[ListInfo],
        parent: QWidget,
    ) -> None:
        super().__init__(
            "combine",
            tr("New lists from “{name}”", name=info.name),
            tr("The list itself stays as it is."),
            leave=tr("Create nothing"),
            deed=_create_words(1),
            width=600,
            parent=parent,
        )
        self._tasks, self._lists = context.tasks, ContactLists(context.workspace.database)
        self._table, self._info, self._others = table, info, others
        self._made: tuple[NewList, ...] = ()
        self._named = False  # by the person
        self._cards: dict[Kind, OptionCard] = {}
        self._group = QButtonGroup(self)
        self._ticks = [Tick(other.name, parent=self) for other in others]
        self._same, self._less = (self._list_combo(key) for key in ("same", "less"))
        most = max(1, len(table))
        self._rows = _spin(tr("Rows of the sample"), min(100, most), most)
        self._rows.setObjectName("combine-rows")
        self._parts = _spin(tr("How many parts"), 2, MOST_PARTS)
        self._parts.setObjectName("combine-parts")
        self._by = Combo(tr("How the list is split"), parent=self)
        self._by.setObjectName("combine-by")
        self._name = Field(tr("Name of the new list"), parent=self)
        self._name.line.setObjectName("combine-name")
        self._name.line.setMaxLength(LONGEST)
        self._result = Remark(parent=self)
        self._result.setObjectName("combine-result")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._arrange()
        self._connect()
        first: Kind = "union" if others else "sample"
        self._cards[first].radio.setChecked(True)
        self._cards[first].radio.setFocus()

    def done(self, result: int) -> None:
        self._tasks.cancel(_COUNT)
        super().done(result)

    # building

    def _arrange(self) -> None:
        self.body.setSpacing(look.NEAR)
        self._add("union", tr("Put lists together"), tr("Each number once."), self._union_part())
        words = tr("Only the contacts that stand in both lists.")
        self._add("intersection", tr("Keep what is common"), words, self._same)
        words = tr("Only the contacts that do not stand in the other list.")
        self._add("difference", tr("Take another list away"), words, self._less)
        words = tr("Rows by chance, for a trial.")
        self._add("sample", tr("Draw a sample"), words, Box(self._rows, parent=self))
        words = tr("In equal parts, or a list for each town, agency…")
        self._add("split", tr("Split the list"), words, self._split_part())
        for kind in ("union", "intersection", "difference"):
            self._cards[kind].setVisible(bool(self._others))
        self.body.addSpacing(look.NEAR)
        self.body.addWidget(self._name)
        self.body.addWidget(self._result)

    def _add(self, kind: Kind, title: str, words: str, detail: QWidget) -> None:
        card = self._cards[kind] = OptionCard(title, self)
        card.set_words(words)
        card.radio.setObjectName(f"combine-{kind}")
        inner = QHBoxLayout(card.detail)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.addWidget(detail)
        self._group.addButton(card.radio)
        card.chosen.connect(self._choose)
        self.body.addWidget(card)

    def _union_part(self) -> QWidget:
        ticks = QWidget(self)
        column = QVBoxLayout(ticks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for tick in self._ticks:
            column.addWidget(tick)
            tick.toggled.connect(self._choose)
        if self._ticks:
            self._ticks[0].setChecked(True)
        column.addStretch(1)
        if len(self._ticks) <= _SHOWN:
            return ticks
        area = scrolled(ticks, self)
        area.setFixedHeight(_SHOWN * look.tall(look.BADGE + 2) + look.GROUP)
        return area

    def _list_combo(self, key: str) -> Combo:
        combo = Combo(tr("The other list"), parent=self)
        combo.setObjectName(f"combine-{key}")
        for other in self._others:
            words = tr("{name} ({n})", name=other.name, n=count(other.rows))
            combo.addItem(words, other.id)
        combo.activated.connect(self._choose)
        return combo

    def _split_part(self) -> QWidget:
        part = QWidget(self)
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.NEAR)
        self._parts_box = Box(self._parts, parent=self)
        self._by.addItem(tr("Equal parts"), None)
        for column in self._table.shape.columns:
            if column.key != self._table.shape.phone:
                self._by.addItem(tr("A list for each “{column}”", column=column.name), column.key)
        row.addWidget(self._by, 2)
        row.addWidget(self._parts_box, 1)
        return part

    def _connect(self) -> None:
        self._by.activated.connect(self._choose)
        for spin in (self._rows, self._parts):
            spin.valueChanged.connect(self._wait)
        self._pause.timeout.connect(self._choose)
        self._name.line.textEdited.connect(self._name_typed)
        self.deed.clicked.connect(self._want)

    # counting

    def _wish(self) -> Combination:
        kind = next(kind for kind, card in self._cards.items() if card.radio.isChecked())
        match kind:
            case "union":
                pairs = zip(self._others, self._ticks, strict=True)
                ticked = tuple(other.id for other, tick in pairs if tick.isChecked())
                return Combination(kind, ticked)
            case "intersection":
                return Combination(kind, (self._same.currentData(),))
            case "difference":
                return Combination(kind, (self._less.currentData(),))
            case "sample":
                return Combination(kind, n=self._rows.value())
        return Combination(kind, n=self._parts.value(), column=self._by.currentData())

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _choose(self) -> None:
        self._pause.stop()
        if not any(card.radio.isChecked() for card in self._cards.values()):
            return
        wish = self._wish()
        self._parts_box.setVisible(wish.column is None)
        self._suggest(wish)
        self.fit()
        self._made = ()
        if wish.kind == "union" and not wish.others:
            self._tasks.cancel(_COUNT)
            self._say("neutral", tr("Choose at least one other list."))
            self.deed.refuse(self._result.text())
            return
        self._say("neutral", tr("Counting…"))
        self.deed.refuse(self._result.text())
        work = partial(new_lists, self._lists, self._table, wish)
        self._tasks.run(_COUNT, work, self._counted, failed=self._fail)

    def _counted(self, made: tuple[NewList, ...]) -> None:
        self._made = made
        rows = sum(new.rows for new in made)
        if rows == 0:
            self._say("warn", tr("No contact is left: there is nothing to create."))
            self.deed.refuse(self._result.text())
            return
        valid = sum(new.valid for new in made)
        words = ntr("{count} row", "{count} rows", rows, count=count(rows))
        words = ntr(
            "{rows}, {count} valid number.", "{rows}, {count} valid numbers.", valid,
            rows=words, count=count(valid),
        )  # fmt: skip
        if len(made) > 1:
            words = tr("{lists}: {rows}", lists=_named_lists(made), rows=words)
        self._say("ok", words)
        self.deed.setText(_create_words(len(made)))
        self.deed.allow()
        self._judge_name()

    def _fail(self, error: VoicedeskError) -> None:
        self._say("err", wording.sentence(error))
        self.deed.refuse(self._result.text())

    def _say(self, kind: str, words: str) -> None:
        self._result.say(kind, words)  # type: ignore[arg-type]
        self.fit()

    # naming

    def _suggest(self, wish: Combination) -> None:
        if self._named:
            return
        names = {other.id: other.name for other in self._others}
        others = [names[other] for other in wish.others]
        self._name.set_text(suggested_name(wish, self._info.name, others)[:LONGEST])
        self._name.line.setCursorPosition(0)

    @Slot()
    def _name_typed(self) -> None:
        self._named = bool(self._name.text().strip())
        self._judge_name()

    def _judge_name(self) -> bool:
        named = bool(self._name.text().strip())
        self._name.set_error("" if named else tr("Give the list a name."))
        self.fit()
        return named

    @Slot()
    def _want(self) -> None:
        if not self._judge_name():
            self._name.setFocus()
            return
        kind, made, name = self._wish().kind, self._made, self._name.text().strip()
        self.accept()
        self.wanted.emit(kind, name, made)


def _create_words(n: int) -> str:
    return ntr("Create the list", "Create {count} lists", n, count=count(n))


def _spin(name: str, value: int, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setAccessibleName(name)
    spin.setRange(1, most)
    spin.setValue(value)
    spin.setGroupSeparatorShown(True)
    spin.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    return spin


def _named_lists(made: tuple[NewList, ...]) -> str:
    shown = [tr("{name} ({n})", name=new.suffix, n=count(new.rows)) for new in made[:_SHOWN]]
    rest = len(made) - len(shown)
    if rest > 0:
        shown.append(ntr("{count} more", "{count} more", rest, count=count(rest)))
    return ", ".join(shown)
