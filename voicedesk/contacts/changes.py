"""What may happen to a contact list: a change is some steps, and every step can be reversed.

Ids are the rows' stable ids (:mod:`voicedesk.contacts.table`), as int64 arrays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.phones.verdicts import Judged

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """A column, known by its ``key`` for ever; ``own`` was added here, not in a file."""

    key: int
    name: str = field(repr=False)
    shown: bool = True
    own: bool = False


@dataclass(frozen=True)
class Shape:
    """The columns in their order, the one with the numbers, and those that name a contact."""

    columns: tuple[Column, ...]
    phone: int
    labels: tuple[int, ...] = ()

    def column(self, key: int) -> Column:
        """The column of this key; KeyError for one that is not in the list."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def has(self, key: int) -> bool:
        return any(column.key == key for column in self.columns)


@dataclass(frozen=True)
class Segment:
    """Rows that come in together: the ids from ``start`` on.

    ``cells`` by column key, each as long as ``row``, the numbers in the file (0: typed here);
    the repairs of ``judged`` are by index in the segment.
    """

    start: int
    cells: Mapping[int, Sequence[str]] = field(repr=False)
    row: NDArray[np.int32] = field(repr=False)
    judged: Judged = field(repr=False)

    def __len__(self) -> int:
        return len(self.row)

    @property
    def ids(self) -> Ids:
        return np.arange(self.start, self.start + len(self), dtype=np.int64)


@dataclass(frozen=True)
class Cells:
    """Other texts in one column."""

    column: int
    ids: Ids = field(repr=False)
    old: list[str] = field(repr=False)
    new: list[str] = field(repr=False)

    def reversed(self) -> "Cells":
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True)
class Put:
    """Rows come into the list, at these positions."""

    ids: Ids = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False)

    def reversed(self) -> "Take":
        return Take(self.ids, self.positions)


@dataclass(frozen=True)
class Take:
    """Rows go out of the list; ``positions`` are where they stood."""

    ids: Ids = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False)

    def reversed(self) -> Put:
        return Put(self.ids, self.positions)


@dataclass(frozen=True)
class Reshape:
    """Columns added, removed, renamed, moved or hidden; other columns for numbers or names."""

    old: Shape
    new: Shape

    def reversed(self) -> "Reshape":
        return Reshape(self.new, self.old)


Step = Cells | Put | Take | Reshape


@dataclass(frozen=True)
class Change:
    """One deed of a person. ``kind`` and ``details`` are for its words in the history.

    ``segment`` are the rows that exist only since this change; a step puts them into the list.
    """

    kind: str
    details: Mapping[str, str | int] = field(repr=False)
    steps: tuple[Step, ...]
    segment: Segment | None = None

    def reversed(self) -> "Change":
        """The change that undoes this one; its rows are there already."""
        steps = tuple(step.reversed() for step in reversed(self.steps))
        return Change(self.kind, self.details, steps)


@dataclass(frozen=True)
class Effect:
    """What is different in a list: rows that look different, that came and went, its columns."""

    changed: Ids = field(repr=False)
    came: Ids = field(repr=False)
    went: Ids = field(repr=False)
    reshaped: bool = False


@dataclass(frozen=True)
class Verdicts:
    """What is to say of the numbers of these rows; the repairs are by index in ``ids``."""

    ids: Ids = field(repr=False)
    judged: Judged = field(repr=False)

    def below(self, size: int) -> "Verdicts":
        """Those on the rows whose ids are below ``size``."""
        kept = np.flatnonzero(self.ids < size)
        if len(kept) == len(self.ids):
            return self
        said, repairs = self.judged, self.judged.repairs
        offered = {new: repairs[old] for new, old in enumerate(kept.tolist()) if old in repairs}
        return Verdicts(self.ids[kept], Judged(said.code[kept], said.e164[kept], offered))
