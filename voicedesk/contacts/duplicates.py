"""The rows of a list that have the same E.164, merged into the first of them; and of other lists.

What two rows say of a contact is the same text where only case, accents or the space around it
differ. The numbers' own column never is a matter of choice: the first row's writing stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Cells, Change, Ids, Step, Take
from voicedesk.contacts.folded import fold
from voicedesk.contacts.table import BLOCK, ContactTable


@dataclass(frozen=True)
class Group:
    """The ids of a number's first row, which is kept, and of the others."""

    keep: int
    others: Ids = field(repr=False)


class Groups(Sequence[Group]):
    """All groups of a list, in the order of their first rows; each is made when asked for."""

    def __init__(self, keeps: Ids, others: Ids, ends: Ids) -> None:
        """``others`` of all groups in a row; ``ends`` is where each group's end there."""
        self.keeps = keeps
        self.others = others
        self.ends = ends

    def __len__(self) -> int:
        return len(self.keeps)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> "Groups": ...
    def __getitem__(self, index: int | slice) -> "Group | Groups":
        if isinstance(index, slice):
            return self.chosen(np.arange(len(self))[index])
        at = range(len(self))[index]
        start = self.ends[at - 1] if at else 0
        return Group(int(self.keeps[at]), self.others[start : self.ends[at]])

    def chosen(self, index: Ids) -> "Groups":
        """Only the groups with these indices, in this order."""
        sizes = np.diff(self.ends, prepend=0)[index]
        ends = np.cumsum(sizes)
        inner = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
        return Groups(
            self.keeps[index], self.others[np.repeat(self.ends[index] - sizes, sizes) + inner], ends
        )

    def of_others(self) -> NDArray[np.int64]:
        """For each of ``others`` the index of its group."""
        return np.repeat(np.arange(len(self)), np.diff(self.ends, prepend=0))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell for which the group with this index has different texts; the kept row's first."""

    group: int
    column: int
    candidates: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Fill:
    """New texts for the kept rows of these groups, in one column."""

    groups: Ids = field(repr=False)
    texts: list[str] = field(repr=False)


@dataclass(frozen=True)
class Merge:
    """What the kept rows would get: ``fills`` by column, where there is a conflict the first
    candidate."""

    groups: Groups = field(repr=False)
    fills: Mapping[int, Fill] = field(repr=False)
    conflicts: tuple[Conflict, ...] = field(repr=False)

    def without_conflicts(self) -> "Merge":
        """Only the groups about which there is nothing to decide."""
        open_ = np.zeros(len(self.groups), np.bool_)
        for conflict in self.conflicts:
            open_[conflict.group] = True
        kept = np.flatnonzero(~open_)
        place = np.cumsum(~open_) - 1
        fills = {}
        for column, fill in self.fills.items():
            sure = np.flatnonzero(~open_[fill.groups])
            texts = [fill.texts[at] for at in sure.tolist()]
            fills[column] = Fill(place[fill.groups[sure]], texts)
        return Merge(self.groups.chosen(kept), fills, ())


def groups(table: ContactTable) -> Groups:
    """The numbers that stand in the list more than once."""
    order = table.order
    others = order[table.first[order] >= 0]
    place = np.empty(table.size, np.int64)
    place[order] = np.arange(len(order))
    others = others[np.argsort(place[table.first[others]], kind="stable")]
    leaders = table.first[others]
    ends = np.append(np.flatnonzero(leaders[1:] != leaders[:-1]) + 1, len(others))
    if not len(others):
        ends = others
    return Groups(leaders[ends - 1], others, ends)


def plan(table: ContactTable, found: Groups, job: Job | None = None) -> Merge:
    """What merging these groups would give: the kept row's text, or the first of the others'."""
    job = job or Job()
    fills: dict[int, Fill] = {}
    conflicts: list[Conflict] = []
    for column in table.shape.columns:
        if column.key == table.shape.phone:
            continue
        groups, texts = [], []
        for start in range(0, len(found), BLOCK):
            job.check()
            for group, different in _said(table, column.key, found, start):
                if different[0] != table.text(int(found.keeps[group]), column.key):
                    groups.append(group)
                    texts.append(different[0])
                if len(different) > 1:
                    conflicts.append(Conflict(group, column.key, different))
        fills[column.key] = Fill(_ids(groups), texts)
    # By numpy: list.sort would stop every other thread.
    order = np.argsort(_ids([conflict.group for conflict in conflicts]), kind="stable")
    return Merge(found, fills, tuple([conflicts[at] for at in order.tolist()]))


def merge(
    table: ContactTable, planned: Merge, choices: Mapping[tuple[int, int], str] | None = None
) -> Change | None:
    """One change: the kept rows get their texts, the others go.

    ``choices`` are by a conflict's group and column; without one its first candidate is taken.
    Rows that went, or got another number, since the plan was made are left alone.
    """
    found = planned.groups
    leaders = found.keeps[found.of_others()]
    same = table.alive[found.others] & table.alive[leaders] & (found.others != leaders)
    same &= (table.e164[found.others] == table.e164[leaders]) & (table.e164[leaders] > 0)
    gone = found.others[same]
    if not len(gone):
        return None
    merged = np.zeros(len(found), np.bool_)
    merged[found.of_others()[same]] = True
    steps: list[Step] = []
    for column, fill in planned.fills.items():
        if table.shape.has(column):
            mine = {group: text for (group, key), text in (choices or {}).items() if key == column}
            steps += _filled(table, column, found.keeps, merged, _with(fill, mine))
    steps.append(Take(gone, table.position[gone]))
    details = {"n": len(gone), "groups": int(np.count_nonzero(merged))}
    return Change("merge", details, tuple(steps))


def across(table: ContactTable, others: Sequence[ContactTable]) -> dict[str, Ids]:
    """By the id of the other list, the rows of this one whose number stands there, too."""
    mine = table.order[table.e164[table.order] > 0]
    return {
        other.list_id: mine[np.isin(table.e164[mine], other.e164[other.order])] for other in others
    }


def counterparts(table: ContactTable, rows: Ids, other: ContactTable) -> Ids:
    """For each of these rows the first one of the same number in the other list; -1 for none."""
    there = other.order[(other.e164[other.order] > 0) & (other.first[other.order] < 0)]
    if not len(there):
        return np.full(len(rows), -1, np.int64)
    there = there[np.argsort(other.e164[there])]
    numbers = other.e164[there]
    place = np.minimum(np.searchsorted(numbers, table.e164[rows]), len(there) - 1)
    return np.where(numbers[place] == table.e164[rows], there[place], -1)


def _different(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that are not blank, of those that say the same only the first."""
    said: dict[str, str] = {}
    for text in texts:
        if text.strip():
            said.setdefault(fold(text.strip()), text)
    return tuple(said.values())


def _said(
    table: ContactTable, column: int, found: Groups, start: int
) -> list[tuple[int, tuple[str, ...]]]:
    """For the groups from ``start`` on, :data:`BLOCK` of them, where another row's text is not
    the kept one's: the group, and what its rows say."""
    part = found[start : start + BLOCK]
    kept = table.texts(column, part.keeps)
    said: dict[int, str] = {}  # the first that another row says
    more: dict[int, list[str]] = {}  # and what others say instead
    texts = table.texts(column, part.others)
    for group, text in zip(part.of_others().tolist(), texts, strict=True):
        new = text and text != kept[group] and text.strip()
        if new and said.setdefault(group, text) != text:
            more.setdefault(group, []).append(text)
    return [
        (start + group, _different((kept[group], text, *more.get(group, ()))))
        for group, text in said.items()
    ]


def _with(fill: Fill, choices: Mapping[int, str]) -> Fill:
    """The fill with other texts for some groups."""
    if not choices:
        return fill
    left = [at for at, group in enumerate(fill.groups.tolist()) if group not in choices]
    groups = np.concatenate([fill.groups[_ids(left)], _ids(list(choices))])
    return Fill(groups, [*(fill.texts[at] for at in left), *choices.values()])


def _filled(
    table: ContactTable, column: int, keeps: Ids, merged: NDArray[np.bool_], fill: Fill
) -> list[Cells]:
    rows = keeps[fill.groups]
    old = table.texts(column, rows)
    wanted = merged[fill.groups].tolist()
    new = [at for at, text in enumerate(fill.texts) if wanted[at] and text != old[at]]
    if not new:
        return []
    ids = rows[_ids(new)]
    return [Cells(column, ids, [old[at] for at in new], [fill.texts[at] for at in new])]


def _ids(rows: Sequence[int]) -> Ids:
    return np.fromiter((row for row in rows), np.int64, len(rows))
