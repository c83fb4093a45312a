"""Who will be called and who will not, and why: the sheet a person reads before approving."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from voicedesk.api.models import Media
from voicedesk.campaigns.campaign import Purpose
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import MEANINGS, REASONS, codes_where, e164_text
from voicedesk.contacts.standing import EXPIRED, NONE, Standing
from voicedesk.contacts.table import ContactTable

_REACHED = {Media.VOICE: (Kind.MOBILE, Kind.FIXED), Media.VOICEMAIL: (Kind.MOBILE,)}

# Why a row is not called, by an index from 1; 0: it stays.
_CODES = (
    "",
    *REASONS,
    "duplicate",
    "no_consent",
    "consent_expired",
    "stop_list",
    "wrong_type_for_media",
)

_Ids = NDArray[np.int64]
_Why = NDArray[np.uint8]
_Test = Callable[[_Ids], _Why]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Recipient:
    """One person who will be called; ``id`` finds the row in its list."""

    id: int
    label: str = field(repr=False)
    e164: str = field(repr=False)


@dataclass(frozen=True)
class Exclusion:
    """One row that will not be called; ``code`` as in the contacts' problem codes.

    ``row`` is its number in the file, None for one typed here. A duplicate ``repeats`` the row of
    that id, whose number in the file is ``repeats_row``.
    """

    id: int
    row: int | None
    label: str = field(repr=False)
    number: str = field(repr=False)
    code: str
    repeats: int | None = None
    repeats_row: int | None = None


class _Rows(Sequence[_T]):
    """Rows of a review as arrays: an object is made of one only when it is looked at."""

    def __init__(self, ids: _Ids) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        if isinstance(index, slice):
            return [self._made(place) for place in range(*index.indices(len(self)))]
        return self._made(range(len(self))[index])

    def _made(self, place: int) -> _T:
        raise NotImplementedError


class Recipients(_Rows[Recipient]):
    """``ids`` and ``e164`` (digits), in the order of the list."""

    def __init__(self, table: ContactTable, ids: _Ids) -> None:
        super().__init__(ids)
        self.e164 = table.e164[ids]
        self._names = _names(table, ids)

    def _made(self, place: int) -> Recipient:
        number = e164_text(int(self.e164[place])) or ""
        return Recipient(int(self.ids[place]), _label(self._names, place), number)


class Exclusions(_Rows[Exclusion]):
    """``ids`` and why each is excluded."""

    def __init__(self, table: ContactTable, ids: _Ids, why: _Why) -> None:
        super().__init__(ids)
        self._why = why
        self._names = _names(table, ids)
        self._numbers = _texts(table, table.shape.phone, ids)
        self._row = table.row[ids]
        self._first = np.where(why == _CODES.index("duplicate"), table.first[ids], -1)
        self._first_row = table.row[self._first]

    def counts(self) -> dict[str, int]:
        """By code."""
        found = np.bincount(self._why, minlength=len(_CODES)).tolist()
        return {code: n for code, n in zip(_CODES, found, strict=True) if code and n}

    def _made(self, place: int) -> Exclusion:
        first = int(self._first[place])
        return Exclusion(
            id=int(self.ids[place]),
            row=int(self._row[place]) or None,
            label=_label(self._names, place),
            number=self._numbers[place],
            code=_CODES[self._why[place]],
            repeats=None if first < 0 else first,
            repeats_row=None if first < 0 else int(self._first_row[place]) or None,
        )


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many are left after it, and the rows it took."""

    name: str
    left: int
    lost: Sequence[Exclusion] = ()


@dataclass(frozen=True)
class Review:
    """The funnel from all rows of the list to the people who will be called.

    ``exclusions`` are the rows that will not be called, step by step.
    ``wished`` are the numbers (digits) that would be called if nobody had said no: what the stop
    list and the consents take away may change without anybody approving anew.
    """

    steps: tuple[Step, ...]
    recipients: Recipients
    exclusions: Exclusions
    wished: NDArray[np.int64] = field(repr=False)

    @property
    def excluded(self) -> dict[str, int]:
        """Counts of exclusions by code."""
        return self.exclusions.counts()

    def left(self, name: str) -> int:
        """How many are left after the step ``name``."""
        return next(step.left for step in self.steps if step.name == name)


def review(table: ContactTable, standing: Standing, media: Media, purpose: Purpose) -> Review:
    """Judge every row: each is among the recipients or excluded with one reason."""
    tests = _Tests(table, standing, media)
    ids = table.order
    steps = [Step("imported", len(ids))]
    lost: list[tuple[_Ids, _Why]] = []
    for name, test in tests.funnel(purpose):
        why = test(ids)
        lost.append((ids[why > 0], why[why > 0]))
        ids = ids[why == 0]
        steps.append(Step(name, len(ids), Exclusions(table, *lost[-1])))
    wished = table.order
    for test in (tests.invalid, tests.duplicate, tests.unreachable):
        wished = wished[test(wished) == 0]
    exclusions = Exclusions(table, *(np.concatenate(parts) for parts in zip(*lost, strict=True)))
    return Review(tuple(steps), Recipients(table, ids), exclusions, table.e164[wished])


class _Tests:
    """What excludes a row, by index of the ids asked about."""

    def __init__(self, table: ContactTable, standing: Standing, media: Media) -> None:
        self._table = table
        self._standing = standing
        self._reached = np.logical_or.reduce([codes_where(kind) for kind in _REACHED[media]])

    def funnel(self, purpose: Purpose) -> Iterator[tuple[str, _Test]]:
        """The steps in their order."""
        yield "valid", self.invalid
        yield "unique", self.duplicate
        if purpose is Purpose.PROSPECTING:
            yield "consented", self.unconsented
        yield "not_stopped", self.stopped
        yield "reachable", self.unreachable

    def invalid(self, ids: _Ids) -> _Why:
        return _REASON_OF_CODE[self._table.code[ids]]

    def duplicate(self, ids: _Ids) -> _Why:
        return _where(self._table.first[ids] >= 0, "duplicate")

    def unconsented(self, ids: _Ids) -> _Why:
        consent = self._standing.consent(self._table.e164[ids])
        return _where(consent == NONE, "no_consent") + _where(consent == EXPIRED, "consent_expired")

    def stopped(self, ids: _Ids) -> _Why:
        return _where(self._standing.stopped(self._table.e164[ids]), "stop_list")

    def unreachable(self, ids: _Ids) -> _Why:
        return _where(~self._reached[self._table.code[ids]], "wrong_type_for_media")


def _where(excluded: NDArray[np.bool_], code: str) -> _Why:
    return excluded.astype(np.uint8) * np.uint8(_CODES.index(code))


def _reason_of_code() -> _Why:
    found = np.zeros(256, np.uint8)
    for code, meaning in enumerate(MEANINGS):
        if meaning.reason is not None:
            found[code] = _CODES.index(meaning.reason)
    return found


_REASON_OF_CODE = _reason_of_code()


def _texts(table: ContactTable, column: int, ids: _Ids) -> list[str]:
    texts = table.cells[column]
    return [texts[row] for row in ids.tolist()]


def _names(table: ContactTable, ids: _Ids) -> list[list[str]]:
    return [_texts(table, key, ids) for key in table.shape.labels]


def _label(names: list[list[str]], place: int) -> str:
    """As :meth:`ContactTable.label` has it."""
    return " ".join(filter(None, (texts[place].strip() for texts in names)))
