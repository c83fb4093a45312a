"""New lists out of the open one and others: what is wished, and the lists that come of it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.contacts import combine
from voicedesk.contacts.combine import Combined
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.phones.verdicts import codes_where
from voicedesk.contacts.table import ContactTable

Kind = Literal["union", "intersection", "difference", "sample", "split"]
SEED = 2026  # the same sample for the same list: trying again changes nothing


@dataclass(frozen=True)
class Combination:
    """``others`` are ids of lists; ``n`` rows of a sample, or parts of a split without ``column``
    (a key)."""

    kind: Kind
    others: tuple[str, ...] = ()
    n: int = 0
    column: int | None = None


@dataclass(frozen=True)
class NewList:
    """``suffix`` is what tells the lists of a split apart; empty for a single one."""

    suffix: str = field(repr=False)
    combined: Combined = field(repr=False)

    @property
    def rows(self) -> int:
        return len(self.combined)

    @property
    def valid(self) -> int:
        return int(np.count_nonzero(codes_where("valid")[self.combined.segment.judged.code]))


def new_lists(
    lists: ContactLists, table: ContactTable, wish: Combination, job: Job
) -> tuple[NewList, ...]:
    """Raises ``unknown_list`` and ``too_many_parts``. ``table`` is the open list."""
    others = [lists.open(other, job) for other in wish.others]
    match wish.kind:
        case "union":
            return (NewList("", combine.union([table, *others])),)
        case "intersection":
            return (NewList("", combine.intersection(table, others[0])),)
        case "difference":
            return (NewList("", combine.difference(table, others[0])),)
        case "sample":
            return (NewList("", combine.sample(table, wish.n, SEED)),)
        case "split" if wish.column is None:
            parts = combine.split(table, wish.n)
            return tuple(NewList(str(n), part) for n, part in enumerate(parts, 1))
    assert wish.column is not None
    found = combine.split_by(table, wish.column)
    return tuple(NewList(text or tr("without"), part) for text, part in found.items())


def create(
    lists: ContactLists, name: str, source: str, made: tuple[NewList, ...], kind: Kind, job: Job
) -> list[ListInfo]:
    """Keep them, under free names."""
    infos = []
    for new in made:
        wanted = tr("{name} – {part}", name=name, part=new.suffix) if new.suffix else name
        free, combined = lists.free_name(wanted), new.combined
        details: dict[str, str | int] = {"n": new.rows, "source": source}
        infos.append(
            lists.create(
                free,
                source,
                combined.region,
                combined.shape,
                combined.segment,
                kind,
                details,
                job,
            )
        )
    return infos


def suggested_name(wish: Combination, name: str, others: list[str]) -> str:
    """What the new list may be called; of a split, what its lists' names begin with."""
    other = ", ".join(others)
    match wish.kind:
        case "union":
            return tr("{name} and {other}", name=name, other=other)
        case "intersection":
            return tr("{name}, also in {other}", name=name, other=other)
        case "difference":
            return tr("{name} without {other}", name=name, other=other)
        case "sample":
            return tr("{name} – {n} at random", name=name, n=wish.n)
    return name
