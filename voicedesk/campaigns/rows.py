"""The rows of one or several contact lists, one list after the other, as a review judges them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.phones.verdicts import e164_text
from voicedesk.contacts.repeats import first_rows
from voicedesk.contacts.table import ContactTable

Places = NDArray[np.int64]
"""Indexes of :class:`Rows`."""

_T = TypeVar("_T")


class Rows:
    """The rows of ``tables`` in their order; arrays are by index and equally long.

    ``id`` finds the row in its list, ``code`` and ``e164`` are the verdict, ``row`` the number in
    the file (0: typed here), ``first`` the index of the first row of the same E.164 in any of the
    lists, -1 for that one and for rows without.
    """

    def __init__(self, tables: Sequence[ContactTable]) -> None:
        self.list_ids = tuple(table.list_id for table in tables)
        sizes = [len(table) for table in tables]
        self._start = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        self._list = np.repeat(np.arange(len(tables)), sizes)
        self.id = np.concatenate([table.order for table in tables])
        self.code = np.concatenate([table.code[table.order] for table in tables])
        self.e164 = np.concatenate([table.e164[table.order] for table in tables])
        self.row = np.concatenate([table.row[table.order] for table in tables])
        self.first = first_rows(self.e164)
        # Only these texts stay, not the lists: a review may be looked at for long.
        self._numbers = [table.texts(table.shape.phone, table.order) for table in tables]
        self._names = [
            [table.texts(key, table.order) for key in table.shape.labels] for table in tables
        ]

    def __len__(self) -> int:
        return len(self.id)

    def list_id(self, place: int) -> str:
        return self.list_ids[int(self._list[place])]

    def number(self, place: int) -> str:
        """The number's cell as it is."""
        number, within = self._at(place)
        return self._numbers[number][within]

    def label(self, place: int) -> str:
        """As :meth:`ContactTable.label` has it."""
        number, within = self._at(place)
        return " ".join(filter(None, (texts[within].strip() for texts in self._names[number])))

    def _at(self, place: int) -> tuple[int, int]:
        number = int(self._list[place])
        return number, place - int(self._start[number])


@dataclass(frozen=True)
class Recipient:
    """One person who will be called; ``id`` finds the row in the list ``list_id``."""

    id: int
    label: str = field(repr=False)
    e164: str = field(repr=False)
    list_id: str = ""


@dataclass(frozen=True)
class Exclusion:
    """One row that will not be called, or only against a warning; ``code`` says why, as in the
    contacts' problem codes.

    ``row`` is its number in the file, None for one typed here. A duplicate ``repeats`` the row of
    that id in the list ``repeats_list``, whose number in the file is ``repeats_row``.
    """

    id: int
    row: int | None
    label: str = field(repr=False)
    number: str = field(repr=False)
    code: str
    list_id: str = ""
    repeats: int | None = None
    repeats_row: int | None = None
    repeats_list: str | None = None


class _Chosen(Sequence[_T]):
    """Some rows: an object is made of one only when it is looked at."""

    def __init__(self, rows: Rows, places: Places) -> None:
        self._rows = rows
        self.places = places

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids in their lists."""
        return self._rows.id[self.places]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        if isinstance(index, slice):
            return [self._made(number) for number in range(*index.indices(len(self)))]
        return self._made(range(len(self))[index])

    def _made(self, number: int) -> _T:
        raise NotImplementedError


class Recipients(_Chosen[Recipient]):
    """Those who are called; ``e164`` are their digits."""

    @property
    def e164(self) -> NDArray[np.int64]:
        return self._rows.e164[self.places]

    def _made(self, number: int) -> Recipient:
        rows, place = self._rows, int(self.places[number])
        e164 = e164_text(int(rows.e164[place])) or ""
        return Recipient(int(rows.id[place]), rows.label(place), e164, rows.list_id(place))


class Exclusions(_Chosen[Exclusion]):
    """Those who are not, or only against a warning; ``why`` are indexes of ``codes``."""

    def __init__(
        self, rows: Rows, places: Places, why: NDArray[np.uint8], codes: Sequence[str]
    ) -> None:
        super().__init__(rows, places)
        self._why = why
        self._codes = codes

    def counts(self) -> dict[str, int]:
        """By code."""
        found = np.bincount(self._why, minlength=len(self._codes)).tolist()
        return {code: n for code, n in zip(self._codes, found, strict=True) if n}

    def having(self, code: str) -> "Exclusions":
        """Those of one code."""
        chosen = self._why == (self._codes.index(code) if code in self._codes else -1)
        return Exclusions(self._rows, self.places[chosen], self._why[chosen], self._codes)

    def _made(self, number: int) -> Exclusion:
        rows, place = self._rows, int(self.places[number])
        code = self._codes[self._why[number]]
        first = int(rows.first[place]) if code == "duplicate" else -1
        return Exclusion(
            id=int(rows.id[place]),
            row=int(rows.row[place]) or None,
            label=rows.label(place),
            number=rows.number(place),
            code=code,
            list_id=rows.list_id(place),
            repeats=None if first < 0 else int(rows.id[first]),
            repeats_row=None if first < 0 else int(rows.row[first]) or None,
            repeats_list=None if first < 0 else rows.list_id(first),
        )
