"""Contact tables for tests, made as an import makes them, and what is seen of one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from voicedesk.contacts.changes import Change, Column, Ids, Put, Segment, Shape
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.number import Verdict
from voicedesk.contacts.table import ContactTable

NAME, PHONE, TOWN = 0, 1, 2
TITLES = ("Nom", "Téléphone", "Ville")


def table_of(
    rows: Sequence[Sequence[str]],
    titles: Sequence[str] = TITLES,
    phone: int = PHONE,
    labels: tuple[int, ...] = (NAME,),
    list_id: str = "list",
    region: str = "FR",
) -> ContactTable:
    """A list of these rows, whose numbers in the file begin with 2; column keys are indices."""
    shape = Shape(tuple(Column(key, title) for key, title in enumerate(titles)), phone, labels)
    table = ContactTable(list_id, region, shape)
    cells = {key: [row[key] for row in rows] for key in range(len(titles))}
    numbers = np.arange(2, len(rows) + 2, dtype=np.int32)
    segment = Segment(0, cells, numbers, judge_all(cells[phone], region))
    put = Put(segment.ids, table.position_between(None, len(rows)))
    do(table, Change("import", {}, (put,), segment))
    return table


def do(table: ContactTable, change: Change | None) -> Change:
    """Make a change of which there must be one."""
    assert change is not None
    if change.segment is not None:
        table.add(change.segment)
    table.apply(change)
    return change


class Seen(NamedTuple):
    """A row as a person sees it."""

    id: int
    cells: tuple[str, ...]
    verdict: Verdict
    first: int


def seen(table: ContactTable) -> list[Seen]:
    """The list as a person sees it."""
    keys = [column.key for column in table.shape.columns]
    return [
        Seen(
            row,
            tuple(table.text(row, key) for key in keys),
            table.verdict(row),
            int(table.first[row]),
        )
        for row in table.order.tolist()
    ]


def column(table: ContactTable, key: int) -> list[str]:
    """The texts of a column in the order of the list."""
    return table.texts(key, table.order)


def ids(*rows: int) -> Ids:
    return np.array(rows, np.int64)
