"""Where contacts come from, how they are to be read, and what the first rows look like then."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.check import CheckedList, check_mapped
from voicedesk.contacts.grid import Notice
from voicedesk.contacts.mapping import Mapped, Mapping, apply, guess, shape
from voicedesk.contacts.mappings import Mappings
from voicedesk.contacts.pasted import read_pasted
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.verdicts import Judged
from voicedesk.contacts.preview import preview
from voicedesk.contacts.sheet import FIND_OUT, ReadOptions, Sheet, read_sheet
from voicedesk.ui.card_titles import titled

ROWS = 50  # of a preview


@dataclass(frozen=True)
class Pasted:
    """Text from the clipboard."""

    text: str = field(repr=False)


Source = Path | Pasted


@dataclass(frozen=True)
class Wish:
    """An import as a person wants it; what they said nothing of is found out.

    The rows go ``into`` this list, else into a new one called ``name``, or like the file; it takes
    the place of the list ``instead``, where the same file is read in another way.
    """

    source: Source
    options: ReadOptions = FIND_OUT
    mapping: Mapping | None = None
    into: str | None = None
    instead: str | None = None
    name: str = ""

    @property
    def file(self) -> str:
        """What the source is called on the screen."""
        return tr("Pasted contacts") if isinstance(self.source, Pasted) else self.source.name


@dataclass(frozen=True)
class Look:
    """The first rows of a source; ``remembered``: its mapping was chosen for such a file before."""

    sheet: Sheet
    sheets: tuple[str, ...]
    mapping: Mapping
    remembered: bool
    provisional: bool
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Sample:
    """The first rows as they would be in the list: columns of cells, and the numbers' verdicts."""

    mapped: Mapped
    judged: Judged


@dataclass(frozen=True)
class Reading:
    """A source as it was read, for the sentence about it."""

    wish: Wish
    mapping: Mapping
    phones: tuple[str, ...] = field(repr=False)
    checked: CheckedList


def look_at(workspace: Workspace, wish: Wish, job: Job) -> Look:
    """Raises as :func:`~voicedesk.contacts.preview.preview`."""
    region = workspace.settings.calling_country
    if isinstance(wish.source, Pasted):
        whole = read_pasted(wish.source.text, wish.file, job)
        sheet = replace(
            whole,
            cells=[column[:ROWS] for column in whole.cells],
            row_numbers=whole.row_numbers[:ROWS],
        )
        sheets: tuple[str, ...] = ()
        guessed, provisional = guess(whole, region), False
    else:
        found = preview(wish.source, region, job, wish.options, ROWS)
        sheet = Sheet(
            wish.source.name,
            found.columns,
            [list(column) for column in zip(*found.rows, strict=True)]
            or [[] for _ in found.columns],
            np.array(found.row_numbers, np.int32),
            found.encoding,
            found.delimiter,
            found.sheet,
            found.notices,
            found.header,
            found.titled,
        )
        sheets, guessed, provisional = found.sheets, found.mapping, found.provisional
    kept = Mappings(workspace.database).recall(shape(sheet.columns))
    mapping, known = kept or guessed, kept is not None
    return Look(titled(sheet), sheets, mapping, known, provisional, sheet.notices)


def sample(look: Look, mapping: Mapping, region: str, job: Job) -> Sample:
    """Raises ``no_phone_column`` where the mapping has none."""
    mapped = apply(look.sheet, mapping, region, job, tr("Number to call"))
    return Sample(mapped, judge_all(mapped.sheet.cells[mapped.phone], region, job))


def read(workspace: Workspace, wish: Wish, job: Job) -> Reading:
    """Read and judge the whole source; a mapping that was chosen is remembered.

    Raises as :func:`~voicedesk.contacts.sheet.read_sheet` and ``no_phone_column``.
    """
    region = workspace.settings.calling_country
    if isinstance(wish.source, Pasted):
        whole = read_pasted(wish.source.text, wish.file, job)
    else:
        whole = read_sheet(wish.source, job, wish.options)
    mappings, of = Mappings(workspace.database), shape(whole.columns)
    mapping = wish.mapping or mappings.recall(of) or guess(whole, region)
    whole = titled(whole)
    mapped = apply(whole, mapping, region, job, tr("Number to call"))
    checked = check_mapped(mapped, region, job)
    if wish.mapping is not None:
        mappings.keep(of, mapping)
    phones = tuple(whole.columns[index] for index in mapping.phones)
    return Reading(wish, mapping, phones, checked)
