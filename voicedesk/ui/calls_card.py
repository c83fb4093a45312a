"""Everybody of a campaign: find a person, choose an outcome, read the reason."""

from typing import get_args

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.calls_model import BADGES, TIME, CallList, CallsModel, Places, Wish, arrange
from voicedesk.ui.parts.badge import INK
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.chip import Chip, ChipRow, ChipSpec
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.fill import ORDER, Outcome
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.standing import CODES
from voicedesk.ui.tasks import Tasks

ALL = "all"
# Not offered of themselves: the figures above open them.
_QUIET: frozenset[Outcome] = frozenset({"in_progress", "waiting", "not_sent"})
_ROWS = 3  # always seen, however low the window is


class CallsCard(Card):
    """Give it :class:`CallList` after :class:`CallList`; finding and sorting happen in a task."""

    follow_up_wanted = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(margins=(2, 8, 2, 4), parent=parent)
        self._tasks = tasks
        self._found = CallList.nobody()
        self._wish = Wish()
        self._batch: int | None = None  # only its people
        self._is_wanted = False
        self.search = Field(icon="search", placeholder=tr("Find a person"), parent=self)
        self.search.line.setObjectName("find-person")
        self.search.line.setClearButtonEnabled(True)
        self.search.line.textChanged.connect(self._choose)
        self.chips = ChipRow(_chips(), parent=self)
        for key in (ALL, *ORDER):
            self.chips.chip(key).setObjectName(f"chip-{key}")
        self.chips.changed.connect(self._choose)
        self._only = Chip("", icon="x", parent=self)
        self._only.setObjectName("only-batch")
        self._only.setToolTip(tr("Show the people of all batches"))
        self._only.clicked.connect(self._show_all_batches)
        self._only.hide()
        self._again = Button(tr("Follow up the rest…"), "link", "refresh-cw", parent=self)
        self._again.setObjectName("follow-up")
        self._again.clicked.connect(self.follow_up_wanted)
        self._again.hide()
        self._model = CallsModel(self)
        self.table = Table(row=look.ROW_DENSE, parent=self)
        self.table.setObjectName("calls")
        self.table.setAccessibleName(tr("People of the campaign"))
        self.table.setModel(self._model)
        self.table.set_columns(
            [
                Column(None, least=140),
                Column(160, least=136),
                Column(150, least=148),
                Column(290, least=130),
                Column(64, right=True),
                Column(86, right=True),
            ]
        )
        header = self.table.horizontalHeader()
        header.setSortIndicator(TIME, Qt.SortOrder.DescendingOrder)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(self._choose)
        self._arrange()

    def set_calls(self, found: CallList) -> None:
        self._found = found
        self._show_counts()
        self._start()

    def heightForWidth(self, width: int) -> int:
        """With the rows that are always seen: the table itself asks for nothing."""
        return super().heightForWidth(width) + self.table.minimumHeight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        """Said outright: the page's scroll area asks nothing of chips that wrap."""
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def offer_follow_up(self, *, on: bool) -> None:
        """Whether somebody was not reached."""
        self._again.setVisible(on)

    def show_outcome(self, outcome: str) -> None:
        """Only those, of all batches, and the cursor in the table."""
        self._set_batch(None)
        self.chips.set_checked(outcome)
        self._choose()
        self._enter_table()

    @Slot(int)
    def show_batch(self, batch: int) -> None:
        """Everybody of that batch only, and the cursor in the table."""
        self.search.line.clear()
        self.chips.set_checked(ALL)
        self._set_batch(batch)
        self._choose()
        self._enter_table()

    def forget(self) -> None:
        """Another campaign follows: nobody, and no filter."""
        self._tasks.cancel("calls")
        self._found = CallList.nobody()
        self._model.set_calls(self._found, arrange(self._found, Wish()))
        self.search.line.clear()
        self.chips.set_checked(ALL)
        self._set_batch(None)
        self._choose()

    @Slot()
    def _show_all_batches(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_batch(None)
        self._choose()

    def _enter_table(self) -> None:
        self._is_wanted = True
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _come_into_view(self) -> None:
        """On a low page what was asked for may be below its end."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self, 0, look.GROUP)

    def _set_batch(self, batch: int | None) -> None:
        self._batch = batch
        self._only.setVisible(batch is not None)
        self._only.setChecked(True)
        if batch is not None:
            self._only.setText(tr("Only batch {n}", n=batch))
            self._only.set_count(None)  # tells its name and its width anew
        self._show_counts()

    def _show_counts(self) -> None:
        """Of the batch shown: a chip promises the rows that it opens."""
        counts = self._found.counts_in(self._batch)
        self.chips.set_count(ALL, sum(counts.values()))
        for outcome in ORDER:
            count = counts.get(outcome, 0)
            if outcome in _QUIET:  # shown and hidden again, it would move everything below
                self.chips.chip(outcome).set_count(count)
            else:
                self.chips.set_count(outcome, count)
        self._claim_height()

    @Slot()
    def _choose(self) -> None:
        chosen = next(iter(self.chips.checked()), ALL)
        header = self.table.horizontalHeader()
        self._wish = Wish(
            search=self.search.text(),
            outcome=next((outcome for outcome in ORDER if outcome == chosen), None),
            batch=self._batch,
            column=header.sortIndicatorSection(),
            descending=header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        )
        self._hide_quiet()
        self._start()

    def _hide_quiet(self) -> None:
        for outcome in _QUIET:
            chip = self.chips.chip(outcome)
            chip.setVisible(chip.isChecked())

    def _start(self) -> None:
        self._tasks.run("calls", self._work, self._show)

    def _work(self, job: Job) -> tuple[CallList, Places]:
        found, wish = self._found, self._wish
        if found.calls:
            wording.phone(found.calls[0].e164)  # its library is loaded here, not while painting
        return found, arrange(found, wish)

    def _show(self, result: tuple[CallList, Places]) -> None:
        """The cursor stays on its person, the view where it was."""
        here = self.table.currentIndex()
        number = self._model.call(here.row()).e164 if here.isValid() else None
        scrolled = self.table.verticalScrollBar().value()
        self._model.set_calls(*result)
        if number is not None and not self.table.currentIndex().isValid():
            row = self._model.row_of(number)
            if row is not None:
                index = self._model.index(row, here.column())
                self.table.selectionModel().setCurrentIndex(
                    index, self.table.selectionModel().SelectionFlag.NoUpdate
                )
        self.table.verticalScrollBar().setValue(scrolled)
        if self._is_wanted:  # the chips have their room now
            self._is_wanted = False
            self._come_into_view()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(look.GROUP, 4, look.GROUP, 0)
        top.setSpacing(10)
        self.search.setMinimumWidth(look.tall(190))
        top.addWidget(self.search, 2, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._only, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.chips, 7)
        top.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(2)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(look.tall(36) + _ROWS * look.tall(look.ROW_DENSE))


def _chips() -> list[ChipSpec]:
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    return [
        ChipSpec(ALL, tr("All"), 0, always=True),
        *(
            ChipSpec(
                outcome,
                wording.call_status(CODES[outcome]),
                0,
                BADGES[outcome][1],
                INK[BADGES[outcome][0]],
            )
            for outcome in outcomes
        ),
    ]
