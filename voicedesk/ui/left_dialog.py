"""The rows that are left after a step of the review, and what becomes of each."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtWidgets import QWidget

from voicedesk.base.ids import now
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.review import Review
from voicedesk.campaigns.rows import Exclusion, Exclusions, Recipient, Recipients
from voicedesk.ui import look, place_words, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.table import Column, Table

CALLED = "will_call"
"""The end of the funnel; the steps before it have the names of :attr:`Review.steps`."""


class LeftRows:
    """In the order of the lists; a row is made only when it is looked at.

    Of each it is told where it stands: a group of the review, or None for one that a later step
    takes away.
    """

    def __init__(self, review: Review, step: str) -> None:
        names = [one.name for one in review.steps]
        later = review.steps[len(names) if step == CALLED else names.index(step) + 1 :]
        self._groups = review.groups
        lost = [one.lost for one in later if isinstance(one.lost, Exclusions)]
        self._parts: list[Recipients | Exclusions] = [g.people for g in review.groups]
        self._parts.extend(lost)
        places = [part.places for part in self._parts]
        self._order = np.argsort(np.concatenate([np.empty(0, np.int64), *places]))
        self._starts = np.cumsum([0, *map(len, places)])

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, index: int) -> Recipient | Exclusion:
        part, within = self._at(index)
        return self._parts[part][within]

    def fate(self, index: int, home: ZoneInfo) -> Cell:
        """On which channel and when the row is called, or why it is not."""
        part, within = self._at(index)
        if part < len(self._groups):
            group = self._groups[part]
            channel, when = wording.media(group.media), place_words.when(group, home, now())
            return Cell(tr("{channel} · {group}", channel=channel, group=when))
        row = self._parts[part][within]
        assert isinstance(row, Exclusion)
        return Cell(wording.contact_problem(row.code).message, badge="warn")

    def _at(self, index: int) -> tuple[int, int]:
        at = int(self._order[index])
        part = int(np.searchsorted(self._starts, at, "right")) - 1
        return part, at - int(self._starts[part])


class LeftDialog(Dialog):
    """``lists`` are the names of the campaign's lists by their ids, ``home`` the clock here."""

    def __init__(
        self, step: str, rows: LeftRows, lists: Mapping[str, str], home: ZoneInfo, parent: QWidget
    ) -> None:
        title = _title(step)
        super().__init__(
            "left-rows",
            title,
            _sentence(step, len(rows)),
            leave=tr("Close the list"),
            width=820,
            height=520,
            parent=parent,
        )
        self._rows, self._lists, self._home = rows, dict(lists), home
        titles = [tr("Name"), tr("Number"), tr("What happens")]
        columns = [Column(), Column(170), Column(270, least=120)]
        if len(lists) > 1:
            titles.append(tr("List"))
            columns.append(Column(170, least=90))
        model = CellRows(titles, self)
        model.show(len(rows), self._cell)
        table = Table(row=look.ROW_DENSE, parent=self)
        table.setObjectName("left-table")
        table.setAccessibleName(title)
        table.setModel(model)
        table.set_columns(columns)
        self.body.addWidget(table, 1)

    def _cell(self, number: int, column: int) -> Cell:
        if column == 2:
            return self._rows.fate(number, self._home)
        row = self._rows[number]
        if column == 0:
            return Cell(row.label or "–", weight=500)
        if column == 1:
            return Cell(_number(row))
        return Cell(self._lists.get(row.list_id, "–"), role="text2")


def _number(row: Recipient | Exclusion) -> str:
    """As it is called, or as it was typed."""
    if isinstance(row, Recipient):
        return wording.phone(row.e164)
    return row.number or "–"


def _title(step: str) -> str:
    words = wording.funnel_step(step)
    if step in (CALLED, "imported"):
        return words
    return tr("Left after the step “{step}”", step=words)


def _sentence(step: str, rows: int) -> str:
    if step == CALLED:
        return ntr("{count} person will be called.", "{count} people will be called.", rows,
                   count=count(rows))  # fmt: skip
    return ntr("{count} row", "{count} rows", rows, count=count(rows))
