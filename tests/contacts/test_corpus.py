"""Dirty files of every kind: the right table, or one error that says what is wrong."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contacts.conftest import rows
from tests.contacts.corpus import books, cards, texts
from tests.contacts.corpus.case import Case
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.sheet import read_sheet
from voicedesk.ui import wording

CASES = [*texts.CASES, *books.CASES, *cards.CASES]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_dirty_file(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content())
    started = time.monotonic()
    if case.rows is None:
        with pytest.raises(InputError) as error:
            read_sheet(path, Job())
        assert (error.value.code, error.value.details.get("cause")) == (case.code, case.cause)
        assert error.value.details["file"] == case.name
        sentence = wording.sentence(error.value)
        assert case.name in sentence
        assert "{" not in sentence
    else:
        sheet = read_sheet(path, Job())
        assert sheet.columns == case.columns
        assert rows(sheet) == list(case.rows)
        assert {notice.code: notice.details for notice in sheet.notices} == case.notices
        for notice in sheet.notices:
            assert wording.notice(notice.code, notice.details) != notice.code
    assert time.monotonic() - started < 5


_MEASURED = """
import resource, sys
from pathlib import Path
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.sheet import read_sheet

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
try:
    read_sheet(Path(sys.argv[1]), Job())
except InputError as error:
    sys.stdout.write(f"{error.code} {peak() - before}")
"""


def refusal(path: Path) -> tuple[str, int]:
    """The code, and the megabytes it took to find out, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    code, megabytes = done.stdout.split()
    return code, int(megabytes)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is counted otherwise")
@pytest.mark.parametrize(
    "name",
    [
        "64 megabytes of one cell.csv",
        "64 megabytes within quotes.csv",
        "bomb.xlsx",
        "repeated rows.ods",
    ],
)
def test_what_is_refused_takes_no_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(next(case for case in CASES if case.name == name).content())
    code, megabytes = refusal(path)
    assert code in ("not_a_table", "zip_bomb", "file_too_big")
    assert megabytes < 60


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is counted otherwise")
def test_a_gigabyte_of_one_cell(tmp_path: Path) -> None:
    for size, expected in ((500, "not_a_table"), (1_024, "file_too_big")):
        path = tmp_path / "gigabyte.csv"
        with path.open("wb") as stream:
            stream.write(b"Nom;Tel\n")
            for _ in range(size):
                stream.write(b"x" * 2**20)
        code, megabytes = refusal(path)
        assert code == expected
        assert megabytes < 60
        path.unlink()
