"""The batches in a table: how each did, and from there to its people."""

from collections.abc import Mapping, Sequence
from math import ceil

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.ui import look
from voicedesk.ui.batches import (
    NUMBER,
    RATE,
    STATE,
    WHEN,
    Batch,
    BatchesModel,
    state_cell,
    when,
)
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.table import Column, Table

_ROW, _HEAD, _MOST_ROWS = 28, 36, 3  # at least so many rows are seen, where there are
_SLIM = 42  # a column of small numbers
_STATE, _STATE_LEAST, _WHEN_LEAST = 120, 104, 92
_FIGURES = 8  # what figures of one width take more than a text is measured with


class BatchesCard(Card):
    """A double click or Enter shows the people of a batch, or opens one that asks for a person."""

    people_wanted = Signal(int)
    examined = Signal(int)  # one that waits for a decision
    refused = Signal(int)  # one that the platform refused

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(6, 12, 6, 6), parent=parent)
        self._model = BatchesModel(self)
        self._table = Table(row=_ROW, parent=self)
        self._table.setObjectName("batches")
        self._table.setAccessibleName(tr("Batches"))
        self._table.horizontalHeader().setMinimumSectionSize(look.tall(_SLIM))
        self._table.setModel(self._model)
        self._table.activated.connect(self._open)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._drop_menu)
        self._columns: list[Column] = []
        self._widest_when = 0
        self._chosen: Batch | None = None
        self._menu = QMenu(self)
        self._menu.setObjectName("batch-menu")
        self._menu.addAction(tr("Show these people")).triggered.connect(self._show_people)
        self._copy = self._menu.addAction(tr("Copy the number of the sending"))
        self._copy.triggered.connect(self._copy_mailing)
        heading = QHBoxLayout()
        heading.setContentsMargins(look.GROUP, 0, look.GROUP, 0)
        heading.addWidget(Label(tr("Batches"), "body", weight=600, parent=self))
        self._shared = ElidedLabel("", "small", "text2", figures=True, parent=self)
        self._shared.setObjectName("batches-when")
        self._shared.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        heading.addWidget(self._shared, 1)
        self.body.setSpacing(2)
        self.body.addLayout(heading)
        self.body.addWidget(self._table, 1)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.set_batches([])

    def set_batches(self, found: list[Batch]) -> None:
        self._model.set_batches(found)
        self._shared.setText(self._model.shared)
        self._widest_when = self._widest(
            WHEN, {when(batch): row for row, batch in enumerate(found)}
        )
        state = self._widest(STATE, {state_cell(b).text: row for row, b in enumerate(found)})
        columns = _columns(self._model.columns, state, self._model.is_split)
        if columns != self._columns:
            self._columns = columns
            self._table.set_columns(columns)
            self.updateGeometry()
        rows = min(max(len(found), 1), _MOST_ROWS)
        self._table.setMinimumHeight(look.tall(_HEAD) + rows * look.tall(_ROW))

    def full_width(self) -> int:
        """The room in which nothing of it is shortened, once every batch has settled."""
        bar = self._table.verticalScrollBar().sizeHint().width()
        settled = {STATE: _STATE, WHEN: self._widest_when}
        return self._width(settled) + bar

    def minimumSizeHint(self) -> QSize:
        least = {STATE: _STATE_LEAST, WHEN: _WHEN_LEAST}
        return QSize(self._width(least), super().minimumSizeHint().height())

    def _width(self, known: Mapping[int, int]) -> int:
        """With columns as wide as ``known``, in pixels of the design, or as they always are."""
        header = self._table.horizontalHeader()
        total = self.body.contentsMargins().left() + self.body.contentsMargins().right()
        for section, (column, spec) in enumerate(
            zip(self._model.columns, self._columns, strict=True)
        ):
            wished = known.get(column, spec.width or 0)
            total += max(look.tall(wished), header.sectionSizeHint(section))
        return total

    def _widest(self, column: int, rows: Mapping[str, int]) -> int:
        """In pixels of the design; a row for each text, since to measure all takes a while."""
        if column not in self._model.columns:
            return 0
        section = self._model.columns.index(column)
        places = (self._model.index(row, section) for row in rows.values())
        widest = max((self._table.sizeHintForIndex(place).width() for place in places), default=0)
        return ceil(widest * 100 / look.tall(100)) + _FIGURES

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        batch = self._model.batch(index.row())
        if batch.state is ChunkState.NEEDS_DECISION:
            self.examined.emit(batch.ordinal)
        elif batch.asks:
            self.refused.emit(batch.ordinal)
        else:
            self._show_people_of(batch)

    def _show_people_of(self, batch: Batch) -> None:
        """They are in the batch that took them over, where one did."""
        self.people_wanted.emit(batch.replaced_by or batch.ordinal)

    @Slot(QPoint)
    def _drop_menu(self, place: QPoint) -> None:
        index = self._table.indexAt(place)
        if index.isValid():
            self._chosen = self._model.batch(index.row())
            self._copy.setVisible(self._chosen.mailing_id is not None)
            self._menu.popup(self._table.viewport().mapToGlobal(place))

    @Slot()
    def _show_people(self) -> None:
        if self._chosen is not None:
            self._show_people_of(self._chosen)

    @Slot()
    def _copy_mailing(self) -> None:
        if self._chosen is not None and self._chosen.mailing_id is not None:
            QGuiApplication.clipboard().setText(self._chosen.mailing_id)


def _columns(shown: Sequence[int], state: int, is_split: bool) -> list[Column]:
    """``state`` is what the widest of the states takes; split by channel, numbers have an icon."""
    known = {
        NUMBER: Column(64 if is_split else _SLIM),
        STATE: Column(max(state, _STATE) if WHEN in shown else None, least=_STATE_LEAST),
        WHEN: Column(None, least=_WHEN_LEAST),
        RATE: Column(76, right=True),
    }
    figures = Column(64, right=True)
    return [known.get(column, figures) for column in shown]
