"""The rows of another file, as a change that puts them behind those of a list."""

from dataclasses import replace

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Change, Column, Put, Reshape, Segment, Shape, Step
from voicedesk.contacts.check import CheckedList
from voicedesk.contacts.folded import fold
from voicedesk.contacts.foresight import judged
from voicedesk.contacts.phones.verdicts import Judged
from voicedesk.contacts.table import ContactTable


def addition(table: ContactTable, checked: CheckedList, job: Job) -> Change:
    """The change ``append``: its rows, and the columns that the list does not have."""
    shape, keys = _matched(table, checked)
    verdicts = _judged(table, checked, job)
    cells = dict(zip(keys, checked.cells, strict=True))
    segment = Segment(table.size, cells, checked.row_numbers, verdicts)
    steps: tuple[Step, ...] = (Put(segment.ids, table.position_between(None, len(segment))),)
    if shape != table.shape:
        steps = (Reshape(table.shape, shape), *steps)
    return Change("append", {"file": checked.file, "rows": len(segment)}, steps, segment)


def _judged(table: ContactTable, checked: CheckedList, job: Job) -> Judged:
    if checked.region == table.region:
        return checked.judged
    return judged(checked.cells[checked.phone_column], table.region, job)


def _matched(table: ContactTable, checked: CheckedList) -> tuple[Shape, list[int]]:
    """The list's columns and the new ones; and the key of each of the file's."""
    shape = table.shape
    free = [column for column in shape.columns if column.key != shape.phone]
    unused = max(table.cells, default=-1) + 1
    keys: list[int] = []
    for index, title in enumerate(checked.columns):
        if index == checked.phone_column:
            keys.append(shape.phone)
            continue
        same = next((c for c in free if fold(c.name.strip()) == fold(title.strip())), None)
        if same is not None:
            free.remove(same)
            keys.append(same.key)
            continue
        shape = replace(shape, columns=(*shape.columns, Column(unused, title)))
        keys.append(unused)
        unused += 1
    return shape, keys
