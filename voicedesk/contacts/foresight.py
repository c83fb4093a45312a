"""What changes will make of a table, before anything is different in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from voicedesk.base.jobs import Job
from voicedesk.contacts.blocks import by_block
from voicedesk.contacts.changes import Cells, Change, Put, Reshape, Shape, Step, Take, Verdicts
from voicedesk.contacts.phones.verdicts import Judged
from voicedesk.contacts.text_column import TextColumn

if TYPE_CHECKING:
    from voicedesk.contacts.table import ContactTable


@dataclass(frozen=True)
class Foresight:
    """The verdicts on every number that may be another one, the columns, and the list's counts."""

    verdicts: Verdicts = field(repr=False)
    shape: Shape
    rows: int
    valid: int


def foresee(table: "ContactTable", *changes: Change) -> Foresight:
    """Of changes made one after the other; the rows of their segments must be known."""
    shape, rephoned = table.shape, False
    alive = table.alive.copy()
    for step in _steps(changes):
        match step:
            case Put():
                alive[step.ids] = True
            case Take():
                alive[step.ids] = False
            case Reshape():
                rephoned |= step.new.phone != shape.phone
                shape = step.new
    typed: dict[int, str] = {}
    for step in _steps(changes):
        if isinstance(step, Cells) and step.column == shape.phone:
            typed.update(by_block(step.ids, step.new))
    verdicts = _all_verdicts(table, shape, typed) if rephoned else _verdicts(table, typed)
    e164 = table.e164.copy()
    e164[verdicts.ids] = verdicts.judged.e164
    valid = int(np.count_nonzero(alive & (e164 > 0)))
    return Foresight(verdicts, shape, int(np.count_nonzero(alive)), valid)


def judged(numbers: Sequence[str], region: str, job: Job | None = None) -> Judged:
    """The verdicts, without building any table where there is nothing to judge."""
    if not numbers:
        return Judged(np.empty(0, np.uint8), np.empty(0, np.int64), {})
    from voicedesk.contacts.phones.bulk import judge_all  # a quarter of a second

    return judge_all(numbers, region, job)


def _verdicts(table: "ContactTable", typed: dict[int, str]) -> Verdicts:
    ids = np.fromiter(typed, np.int64, len(typed))
    return Verdicts(ids, judged(list(typed.values()), table.region))


def _all_verdicts(table: "ContactTable", shape: Shape, typed: dict[int, str]) -> Verdicts:
    numbers = TextColumn(table.cells.get(shape.phone, ()))
    numbers.fill(table.size)
    numbers.put(np.fromiter(typed, np.int64, len(typed)), list(typed.values()))
    return Verdicts(np.arange(table.size, dtype=np.int64), judged(numbers, table.region))


def _steps(changes: tuple[Change, ...]) -> Iterator[Step]:
    return chain.from_iterable(change.steps for change in changes)
