"""Calling off batches that wait on the platform, and what it answered."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.calling_off import Answer
from voicedesk.campaigns.outbox import Chunk
from voicedesk.ui import look, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.name_field import NameField
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.parts.tick import Tick

_HIGHEST = 240  # of the list of batches


class CallingOffDialog(Dialog):
    """``wanted`` carries the ordinals of the batches, and the name of who wants it."""

    wanted = Signal(object, str)  # tuple[int, ...]

    def __init__(self, waiting: Sequence[Chunk], reviewer: str, parent: QWidget) -> None:
        super().__init__(
            "calling-off",
            tr("Call off what waits on the platform"),
            tr(
                "The platform has these batches and has called nobody of them yet. Whether it"
                " still gives them up is its own answer, which you will see."
            ),
            leave=tr("Leave them"),
            deed=" ",
            width=500,
            parent=parent,
        )
        self._waiting = tuple(waiting)
        self._ticks = [self._tick(chunk) for chunk in self._waiting]
        self._by = NameField("calling-off-by", reviewer, parent=self)
        self._by.line.textChanged.connect(self._judge)
        self.body.addWidget(self._list())
        self.body.addWidget(self._by)
        self.deed.set_kind("danger")
        self.deed.setDefault(False)
        self.deed.clicked.connect(self._call_off)
        self._judge()

    def chosen(self) -> list[Chunk]:
        pairs = zip(self._waiting, self._ticks, strict=True)
        return [chunk for chunk, tick in pairs if tick.isChecked()]

    def _list(self) -> QWidget:
        """The batches, a hundred of them too."""
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        for tick in self._ticks:
            column.addWidget(tick)
        area = scrolled(inner, self)
        area.setMinimumHeight(min(column.sizeHint().height(), look.tall(_HIGHEST)))
        return area

    def _tick(self, chunk: Chunk) -> Tick:
        people = ntr("{count} person", "{count} people", chunk.size, count=count(chunk.size))
        tick = Tick(tr("Batch {n}: {people}", n=chunk.ordinal, people=people), parent=self)
        tick.setObjectName(f"call-off-{chunk.ordinal}")
        tick.setChecked(True)
        tick.toggled.connect(self._judge)
        return tick

    @Slot()
    def _judge(self) -> None:
        people = sum(chunk.size for chunk in self.chosen())
        text = ntr("Call off {count} call", "Call off {count} calls", people, count=count(people))
        self.deed.setText(text)
        obstacle = self._by.obstacle() if people else tr("Choose a batch first.")
        self.deed.allow_unless(obstacle)

    @Slot()
    def _call_off(self) -> None:
        ordinals, by = tuple(chunk.ordinal for chunk in self.chosen()), self._by.name()
        self.accept()
        self.wanted.emit(ordinals, by)


class AnswersDialog(Dialog):
    """What the platform answered for each batch, and what holds now."""

    def __init__(self, answers: Sequence[Answer], parent: QWidget) -> None:
        gone = sum(answer.gone for answer in answers)
        super().__init__(
            "answers",
            ntr(
                "{gone} batch of {total} called off",
                "{gone} batches of {total} called off",
                gone,
                gone=count(gone),
                total=count(len(answers)),
            ),
            leave=tr("Close the answers"),
            width=620,
            parent=parent,
        )
        rows = CellRows((tr("Batch"), tr("The platform's answer"), tr("What holds now")), self)
        table = Table(row=look.ROW_DENSE, parent=self)
        table.setObjectName("answers-table")
        table.setAccessibleName(tr("The platform's answers"))
        table.setModel(rows)
        table.set_columns([Column(70), Column(270, least=200), Column(None)])
        table.setMinimumHeight(look.tall(36) + look.tall(look.ROW_DENSE) * min(len(answers) + 1, 8))
        known = tuple(answers)

        def cell(row: int, column: int) -> Cell:
            return _cell(known[row], column)

        rows.show(len(known), cell)
        self.body.addWidget(table)


def _cell(answer: Answer, column: int) -> Cell:
    if column == 0:
        return Cell(str(answer.ordinal))
    if column == 1:
        return Cell(said(answer))
    if answer.gone:
        return Cell(tr("Nobody of it is called"), badge="ok", icon="circle-check")
    return Cell(tr("It is still there"), badge="warn", icon="triangle-alert")


def said(answer: Answer) -> str:
    """The platform's answer, as it is."""
    if answer.error is not None:
        return wording.pause_reason(answer.error) or answer.error
    if answer.deleted is None:
        return tr("Accepted, without a figure")
    return ntr("{n} sending deleted", "{n} sendings deleted", answer.deleted)
