"""A sheet with a verdict on every row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.collector import collector_paused
from voicedesk.contacts.columns import label_columns, phone_column
from voicedesk.contacts.phones.number import Kind, Verdict, judge
from voicedesk.contacts.phones.reference import known_region
from voicedesk.contacts.sheet import Sheet

Media = Literal["VOICE", "VOICEMAIL"]

_CHUNK = 2_000  # rows judged between two looks at the job


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row: its number in the file, its cells, the number as typed and the verdict on it.

    ``duplicate_of`` is the row number of the first row of the same E.164, None for that one.
    """

    row: int
    cells: tuple[str, ...] = field(repr=False)
    number: str = field(repr=False)
    verdict: Verdict
    duplicate_of: int | None


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
    """The rows of a file, checked; ``phone_column`` and ``label_columns`` index the cells."""

    file: str
    columns: tuple[str, ...] = field(repr=False)
    phone_column: int
    label_columns: tuple[int, ...]
    region: str
    media: Media | None
    rows: list[CheckedRow] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    def label(self, row: CheckedRow) -> str:
        """What to call the contact on a screen: last and first name, or a company; may be empty."""
        return " ".join(filter(None, (row.cells[index].strip() for index in self.label_columns)))

    def problems(self, row: CheckedRow) -> tuple[str, ...]:
        """The codes of everything there is to say of a row, notes on a valid number included."""
        found = [code for code in (row.verdict.reason, row.verdict.note) if code]
        if row.duplicate_of is not None:
            found.append("duplicate")
        # A voice mail is left on the mailbox of a mobile; a fixed line has none.
        if self.media == "VOICEMAIL" and row.verdict.kind is Kind.FIXED:
            found.append("wrong_type_for_media")
        return tuple(found)

    def summary(self) -> Summary:
        kinds = Counter(row.verdict.kind for row in self.rows)
        invalid = kinds[None]
        return Summary(
            rows=len(self.rows),
            valid=len(self.rows) - invalid,
            mobile=kinds[Kind.MOBILE],
            fixed=kinds[Kind.FIXED],
            other=kinds[Kind.OTHER],
            invalid=invalid,
            duplicates=sum(row.duplicate_of is not None for row in self.rows),
            repairable=sum(row.verdict.repair is not None for row in self.rows),
            encoding=self.encoding,
            delimiter=self.delimiter,
            columns=self.columns,
            problems=dict(Counter(code for row in self.rows for code in self.problems(row))),
        )


def check(
    sheet: Sheet,
    region: str,
    job: Job,
    *,
    column: str | None = None,
    media: Media | None = None,
) -> CheckedList:
    """Judge every row's number, read in ``region`` (two letters, for instance ``FR``).

    ``column`` names the column of the numbers; without it, it is guessed.
    Raises :class:`InputError`: ``unknown_region``, ``unknown_column``, ``no_phone_column``.
    """
    if not known_region(region):
        raise InputError("unknown_region", region=region)
    phone = phone_column(sheet.columns, sheet.rows, region, column)
    with collector_paused():
        rows = list(_checked(sheet, phone, region, job))
    return CheckedList(
        sheet.file,
        sheet.columns,
        phone,
        label_columns(sheet.columns, phone),
        region,
        media,
        rows,
        sheet.encoding,
        sheet.delimiter,
        sheet.sheet,
    )


def _checked(sheet: Sheet, phone: int, region: str, job: Job) -> Iterator[CheckedRow]:
    first_row: dict[str, int] = {}
    for start in range(0, len(sheet.rows), _CHUNK):
        job.report(start, len(sheet.rows), "check")
        numbers = sheet.row_numbers[start : start + _CHUNK]
        for row, cells in zip(numbers, sheet.rows[start : start + _CHUNK], strict=True):
            verdict = judge(cells[phone], region)
            first = row if verdict.e164 is None else first_row.setdefault(verdict.e164, row)
            yield CheckedRow(row, cells, cells[phone], verdict, None if first == row else first)
    job.report(len(sheet.rows), len(sheet.rows), "check")
