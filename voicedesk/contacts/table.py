"""A contact list in memory: the texts of each column, an array for each verdict.

A row has an id for ever, its index in all of them; rows that are not in the list (any more, or
again) only stop being ``alive``, so that undoing is as cheap as doing. A million rows of six
columns take some 150 MB.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.blocks import by_block
from voicedesk.contacts.changes import (
    Cells,
    Change,
    Effect,
    Ids,
    Put,
    Reshape,
    Segment,
    Shape,
    Step,
    Take,
    Verdicts,
)
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.foresight import foresee
from voicedesk.contacts.phones.number import Verdict
from voicedesk.contacts.phones.verdicts import MEANINGS, e164_text, invalid_code
from voicedesk.contacts.repeats import first_rows
from voicedesk.contacts.text_column import TextColumn

if TYPE_CHECKING:
    from voicedesk.contacts.standing import Standing

BLOCK = 2**14  # rows that are looked through, and renewed, together: a few ms of work
GAP = 2**32  # between the positions of rows that come at the end
_STEP = 2**20  # between a row and the one inserted behind it, so that more can follow
_FEW = 64  # numbers that are looked for, or cells that are typed, one by one
_EMPTY = invalid_code("empty")
_NOBODY = np.empty(0, np.int64)


class ContactTable:
    """All arrays are by id and equally long; read them, change them only by :meth:`apply`.

    ``e164`` is the number's digits or 0, ``first`` the id of the list's first row of the same
    E.164 (-1 for that row itself, and for those without), ``row`` the number in the file (0: typed
    here), ``repairs`` the texts offered. ``stopped`` and ``consent`` (0 none, 1 given, 2 expired)
    are what :class:`~voicedesk.contacts.standing.Standing` says of the E.164.
    """

    def __init__(self, list_id: str, region: str, shape: Shape) -> None:
        self.list_id = list_id
        self.region = region
        self.shape = shape
        self.cells = {column.key: TextColumn() for column in shape.columns}
        self.code = np.empty(0, np.uint8)
        self.e164 = np.empty(0, np.int64)
        self.first = np.empty(0, np.int64)
        self.row = np.empty(0, np.int32)
        self.position = np.empty(0, np.int64)
        self.alive = np.empty(0, np.bool_)
        self.stopped = np.empty(0, np.bool_)
        self.consent = np.empty(0, np.uint8)
        self.repairs: dict[int, str] = {}
        self.stored_at = ""  # when the change was stored that is the last in this table
        self._versions: dict[tuple[int, int], int] = {}  # by column and block of ids
        self._originals: dict[int, dict[int, str]] = {}  # by column, by id
        self._order = _NOBODY
        self._standing: Standing | None = None

    # Reading

    @property
    def size(self) -> int:
        """How many ids there are, in the list or not."""
        return len(self.code)

    @property
    def order(self) -> Ids:
        """The ids in the list, in its order."""
        return self._order

    def __len__(self) -> int:
        return len(self.order)

    def text(self, row: int, column: int) -> str:
        return self.cells[column][row]

    def texts(self, column: int, ids: Ids) -> list[str]:
        """The texts of these rows in a column."""
        return self.cells[column].at(ids)

    def version(self, column: int, block: int) -> int:
        """Another number when a text of the column, or its verdict, changed in the block: that is
        in the ids from ``block * BLOCK`` on, :data:`BLOCK` of them."""
        return self._versions.get((column, block), 0)

    def number(self, row: int) -> str:
        """The number's cell as it is now."""
        return self.cells[self.shape.phone][row]

    def original(self, row: int, column: int | None = None) -> str:
        """The cell as it arrived; of the number without a ``column``."""
        key = self.shape.phone if column is None else column
        found = self._originals.get(key, {}).get(row)
        return self.cells[key][row] if found is None else found

    def is_edited(self, row: int, column: int | None = None) -> bool:
        key = self.shape.phone if column is None else column
        return row in self._originals.get(key, {})

    def label(self, row: int) -> str:
        """What to call the contact; may be empty."""
        parts = (self.cells[key][row].strip() for key in self.shape.labels)
        return " ".join(filter(None, parts))

    def verdict(self, row: int) -> Verdict:
        meaning = MEANINGS[self.code[row]]
        repair = self.repairs.get(row)
        return Verdict(
            e164_text(int(self.e164[row])), meaning.kind, meaning.reason, meaning.note, repair
        )

    def contact(self, row: int) -> Contact:
        first = int(self.first[row])
        return Contact(
            id=row,
            row=int(self.row[row]) or None,
            label=self.label(row),
            number=self.number(row),
            verdict=self.verdict(row),
            duplicate_of=None if first < 0 else first,
            stopped=bool(self.stopped[row]),
            consent=int(self.consent[row]),
        )

    def contacts(self) -> Iterator[Contact]:
        """Every contact in the order of the list."""
        return map(self.contact, self.order.tolist())

    def position_between(self, after: int | None, count: int) -> NDArray[np.int64]:
        """Positions for ``count`` new rows behind the row ``after``, or at the end.

        They are at the end, too, where the place is so crowded that no position is left.
        """
        last = int(self.position.max(initial=0))
        at_end = last + GAP * np.arange(1, count + 1, dtype=np.int64)
        if after is None:
            return at_end
        here = int(self.position[after])
        # The dead count: undone, they want their places back.
        beyond = self.position[self.position > here]
        room = int(beyond.min()) - here if len(beyond) else GAP * (count + 1)
        step = min(_STEP, room // (count + 1))
        if step == 0:
            return at_end
        return here + step * np.arange(1, count + 1, dtype=np.int64)

    # Changing

    def add(self, segment: Segment) -> None:
        """Make the rows of a segment known; a :class:`Put` brings them into the list."""
        if segment.start < self.size:
            raise ValueError("the ids of other rows")
        self._grow(segment.start)
        end = segment.start + len(segment)
        for key, texts in segment.cells.items():
            self._texts(key).extend(texts)
        self._grow(end)
        place = slice(segment.start, end)
        self.code[place] = segment.judged.code
        self.e164[place] = segment.judged.e164
        self.row[place] = segment.row
        for index, repair in segment.judged.repairs.items():
            self.repairs[segment.start + index] = repair
        self._stand(place)
        for key in segment.cells:
            self._renew(key, range(segment.start // BLOCK, -(-end // BLOCK)))

    def apply(self, *changes: Change, verdicts: Verdicts | None = None) -> Effect:
        """Make the changes one after the other.

        The rows of their segments must be known already (:meth:`add`). ``verdicts`` are those of
        :func:`~voicedesk.contacts.foresight.foresee`, where they are at hand.
        """
        if verdicts is None:
            verdicts = foresee(self, *changes).verdicts
        before, numbers = self.shape, verdicts.ids
        steps = [step for change in changes for step in change.steps]
        self._perform(steps)
        if any(isinstance(step, Put | Take) for step in steps):
            self._order = self._ordered()
        came = [step.ids for step in steps if isinstance(step, Put)]
        went = [step.ids for step in steps if isinstance(step, Take)]
        typed = [(step.column, step.ids) for step in steps if isinstance(step, Cells)]
        moved = [self.e164[numbers]]
        self._put_verdicts(verdicts)
        moved += [self.e164[ids] for ids in (numbers, *came, *went)]
        followed = self._renew_first(np.concatenate(moved))
        self._touch([*typed, (self.shape.phone, numbers)])
        changed = _all([*(ids for _, ids in typed), numbers, followed])
        return Effect(changed, _all(came), _all(went), self.shape != before)

    def replay(self, past: Iterable[tuple[Change, Verdicts]]) -> None:
        """Make the changes of a list's past, with what was said of the numbers then."""
        typed: defaultdict[int, dict[int, str]] = defaultdict(dict)  # by column, by row
        for change, verdicts in past:
            if change.segment is not None:
                self.add(change.segment)
            for step in change.steps:
                if isinstance(step, Cells) and len(step.ids) <= _FEW:
                    # Of many small edits each would make a piece of its column anew.
                    typed[step.column].update(zip(step.ids.tolist(), step.new, strict=True))
                    self._keep_originals(step)
                    continue
                if isinstance(step, Cells):
                    self._type(step.column, typed.pop(step.column, {}))
                self._perform((step,))
            # Some may be on rows of a change undone by then and forgotten: their ids are free.
            self._put_verdicts(verdicts.below(self.size))
        for column, texts in typed.items():
            self._type(column, texts)
        self._order = self._ordered()
        self.first = firsts(self._order, self.e164)

    def stand(self, standing: "Standing") -> None:
        """Say of every row what the stop list and the consents say now."""
        self._standing = standing
        for start in range(0, self.size, BLOCK):
            self._stand(slice(start, start + BLOCK))

    def _perform(self, steps: Iterable[Step]) -> None:
        for step in steps:
            match step:
                case Cells():
                    self._write(step)
                case Put():
                    self.position[step.ids] = step.positions
                    self.alive[step.ids] = True
                case Take():
                    self.alive[step.ids] = False
                case Reshape():
                    for column in step.new.columns:
                        self._texts(column.key)
                    self.shape = step.new

    def _ordered(self) -> Ids:
        ids = np.flatnonzero(self.alive)
        # Stable is Timsort: what is nearly in order already costs nearly nothing.
        return ids[np.argsort(self.position[ids], kind="stable")]

    def _put_verdicts(self, verdicts: Verdicts) -> None:
        ids, judged = verdicts.ids, verdicts.judged
        self.code[ids] = judged.code
        self.e164[ids] = judged.e164
        if self.repairs:
            for (row,) in by_block(ids):
                self.repairs.pop(row, None)
        for index, repair in judged.repairs.items():
            self.repairs[int(ids[index])] = repair
        self._stand(ids)

    def _write(self, step: Cells) -> None:
        self._texts(step.column).put(step.ids, step.new)
        self._keep_originals(step)

    def _type(self, column: int, texts: dict[int, str]) -> None:
        rows = np.fromiter(texts, np.int64, len(texts))
        self._texts(column).put(rows, list(texts.values()))

    def _keep_originals(self, step: Cells) -> None:
        originals = self._originals.setdefault(step.column, {})
        for row, old, new in by_block(step.ids, step.old, step.new):
            if originals.setdefault(row, old) == new:
                del originals[row]

    def _touch(self, written: Sequence[tuple[int, Ids]]) -> None:
        """Renew the versions; last of all: who reads meanwhile has the old one, and reads again."""
        for column, ids in written:
            touched = np.zeros(self.size // BLOCK + 1, np.bool_)
            touched[ids // BLOCK] = True  # np.unique would hold every other thread
            self._renew(column, np.flatnonzero(touched).tolist())

    def _renew(self, column: int, blocks: Iterable[int]) -> None:
        for block in blocks:
            self._versions[column, block] = self.version(column, block) + 1

    def _stand(self, rows: Ids | slice) -> None:
        if self._standing is not None:
            self.stopped[rows] = self._standing.stopped(self.e164[rows])
            self.consent[rows] = self._standing.consent(self.e164[rows])

    def _renew_first(self, moved: NDArray[np.int64]) -> Ids:
        """Set ``first`` anew for these E.164; the ids where it changed."""
        if len(moved) > _FEW:
            first = firsts(self.order, self.e164)
            changed = np.flatnonzero(first != self.first)
            self.first[changed] = first[changed]
            return changed
        numbers = np.unique(moved[moved > 0])
        found = [self._renew_one(number) for number in numbers.tolist()]
        # Those that lost their number repeat nobody.
        stray = np.flatnonzero((self.first >= 0) & ((self.e164 == 0) | ~self.alive))
        self.first[stray] = -1
        return _all([*found, stray])

    def _renew_one(self, number: int) -> Ids:
        same = np.flatnonzero((self.e164 == number) & self.alive)
        if not len(same):
            return same
        leader = same[np.argmin(self.position[same])]
        now = np.where(same == leader, -1, leader)
        changed = now != self.first[same]
        self.first[same] = now
        followed: Ids = same[changed]
        return followed

    def _texts(self, key: int) -> TextColumn:
        """The texts of a column, which is made where it is new."""
        if key not in self.cells:
            self.cells[key] = TextColumn.blank(self.size)
        return self.cells[key]

    def _grow(self, size: int) -> None:
        more = size - self.size
        if more <= 0:
            return
        for column in self.cells.values():
            column.fill(size)
        self.code = np.concatenate([self.code, np.full(more, _EMPTY, np.uint8)])
        self.e164 = np.concatenate([self.e164, np.zeros(more, np.int64)])
        self.first = np.concatenate([self.first, np.full(more, -1, np.int64)])
        self.row = np.concatenate([self.row, np.zeros(more, np.int32)])
        self.position = np.concatenate([self.position, np.zeros(more, np.int64)])
        self.alive = np.concatenate([self.alive, np.zeros(more, np.bool_)])
        self.stopped = np.concatenate([self.stopped, np.zeros(more, np.bool_)])
        self.consent = np.concatenate([self.consent, np.zeros(more, np.uint8)])


def firsts(order: Ids, e164: NDArray[np.int64]) -> Ids:
    """For each id the first one in ``order`` of the same E.164; -1 for it, and without E.164."""
    first = np.full(len(e164), -1, np.int64)
    leaders = first_rows(e164[order])
    repeats = leaders >= 0
    first[order[repeats]] = order[leaders[repeats]]
    return first


def _all(parts: Sequence[Ids]) -> Ids:
    """Every id of the parts, once."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else _NOBODY
    within = np.zeros(max(int(part.max()) for part in parts) + 1, np.bool_)
    for part in parts:
        within[part] = True  # np.unique would hold every other thread
    return np.flatnonzero(within)
