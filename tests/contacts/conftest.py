"""What the tests of contact lists share: small real files."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from voicedesk.base.jobs import Job
from voicedesk.contacts.check import CheckedList, Media, check
from voicedesk.contacts.sheet import ReadOptions, Sheet, read_sheet

Read = Callable[..., Sheet]
Check = Callable[..., CheckedList]


def rows(sheet: Sheet) -> list[tuple[str, ...]]:
    """The rows of a sheet."""
    return list(zip(*sheet.cells, strict=True))


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a sheet from bytes, or from text written as UTF-8."""

    def read_content(content: bytes | str, name: str = "liste.csv", **options: Any) -> Sheet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_sheet(path, Job(), ReadOptions(**options))

    return read_content


@pytest.fixture
def check_numbers(read: Read) -> Check:
    """Check a list of names and numbers."""

    def checked(numbers: Sequence[str], media: Media | None = None) -> CheckedList:
        lines = [f"Contact {n};{number}" for n, number in enumerate(numbers, 1)]
        sheet = read("\n".join(["Nom;Téléphone", *lines]))
        return check(sheet, "FR", Job(), media=media)

    return checked
