"""A sheet with a verdict on every row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.columns import label_columns, phone_column
from voicedesk.contacts.grid import Notice
from voicedesk.contacts.mapping import Mapped
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.reference import Kind, known_region
from voicedesk.contacts.phones.verdicts import (
    MEANINGS,
    Judged,
    Meaning,
)
from voicedesk.contacts.repeats import first_rows
from voicedesk.contacts.sheet import Sheet

Media = Literal["VOICE", "VOICEMAIL"]


@dataclass(frozen=True)
class Summary:
    """Counts of rows: ``rows = valid + invalid``, ``valid = mobile + fixed + other``.

    ``duplicates`` are the valid rows beyond the first of their E.164, ``repairable`` the invalid
    ones with an offered repair; ``problems`` counts every code, notes too.
    """

    rows: int
    valid: int
    mobile: int
    fixed: int
    other: int
    invalid: int
    duplicates: int
    repairable: int
    encoding: str | None
    delimiter: str | None
    columns: tuple[str, ...]
    problems: dict[str, int]


@dataclass(frozen=True)
class CheckedList:
    """The columns of a file, and by row the verdicts on its numbers.

    ``cells`` are columns, ``phone_column`` and ``label_columns`` index them. ``first`` is the index
    of the first row of the same E.164, -1 for that one itself and for a row without a number.
    ``made`` says that the first column is not the file's: numbers chosen out of several of its own.
    """

    file: str
    columns: tuple[str, ...] = field(repr=False)
    phone_column: int
    label_columns: tuple[int, ...]
    region: str
    media: Media | None
    cells: Sequence[Sequence[str]] = field(repr=False)
    row_numbers: NDArray[np.int32] = field(repr=False)
    judged: Judged = field(repr=False)
    first: NDArray[np.int64] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    notices: tuple[Notice, ...] = ()
    made: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns that are the file's own."""
        return self.columns[self.made :]

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one row, those of the file's own columns."""
        return tuple([column[index] for column in self.cells[self.made :]])

    def label(self, index: int) -> str:
        """What to call the contact on a screen: last and first name, or a company; may be empty."""
        parts = (self.cells[column][index].strip() for column in self.label_columns)
        return " ".join(filter(None, parts))

    def problems(self, index: int) -> tuple[str, ...]:
        """The codes of everything there is to say of a row, notes on a valid number included."""
        meaning = MEANINGS[self.judged.code[index]]
        found = [code for code in (meaning.reason, meaning.note) if code]
        if self.first[index] >= 0:
            found.append("duplicate")
        if self._unfit(meaning):
            found.append("wrong_type_for_media")
        return tuple(found)

    def summary(self) -> Summary:
        kinds: Counter[Kind | None] = Counter()
        problems: Counter[str] = Counter()
        repairable = 0
        for code, times in enumerate(np.bincount(self.judged.code).tolist()):
            meaning = MEANINGS[code]
            kinds[meaning.kind] += times
            repairable += times * meaning.mendable
            for problem in filter(None, (meaning.reason, meaning.note)):
                problems[problem] += times
            if self._unfit(meaning):
                problems["wrong_type_for_media"] += times
        problems["duplicate"] = duplicates = int(np.count_nonzero(self.first >= 0))
        rows = len(self.judged.code)
        return Summary(
            rows=rows,
            valid=rows - kinds[None],
            mobile=kinds[Kind.MOBILE],
            fixed=kinds[Kind.FIXED],
            other=kinds[Kind.OTHER],
            invalid=kinds[None],
            duplicates=duplicates,
            repairable=repairable,
            encoding=self.encoding,
            delimiter=self.delimiter,
            columns=self.titles,
            problems=dict(+problems),
        )

    def _unfit(self, meaning: Meaning) -> bool:
        # A voice mail is left on the mailbox of a mobile; a fixed line has none.
        return self.media == "VOICEMAIL" and meaning.kind is Kind.FIXED


def check(
    sheet: Sheet,
    region: str,
    job: Job,
    *,
    column: str | None = None,
    media: Media | None = None,
) -> CheckedList:
    """Judge every row's number, read in ``region`` (two letters, for instance ``FR``).

    ``column`` names the column of the numbers; without it, one is guessed (of several, see
    :func:`check_mapped`). The columns of the sheet are the answer's, not copies.
    Raises :class:`InputError`: ``unknown_region``, ``unknown_column``, ``no_phone_column``.
    """
    _refuse_unknown(region)
    phone = phone_column(sheet.columns, sheet.cells, region, column)
    mapped = Mapped(sheet, phone, label_columns(sheet.columns, phone))
    return check_mapped(mapped, region, job, media=media)


def check_mapped(
    mapped: Mapped, region: str, job: Job, *, media: Media | None = None
) -> CheckedList:
    """Judge the numbers of a sheet whose columns are known; as :func:`check`."""
    _refuse_unknown(region)
    sheet = mapped.sheet
    with collector_paused():
        judged = judge_all(sheet.cells[mapped.phone], region, job)
    return CheckedList(
        sheet.file,
        sheet.columns,
        mapped.phone,
        mapped.labels,
        region,
        media,
        sheet.cells,
        sheet.row_numbers,
        judged,
        first_rows(judged.e164),
        sheet.encoding,
        sheet.delimiter,
        sheet.sheet,
        sheet.notices,
        mapped.made,
    )


def _refuse_unknown(region: str) -> None:
    if not known_region(region):
        raise InputError("unknown_region", region=region)
