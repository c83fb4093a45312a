"""Whole lists checked: the sample, duplicates, kinds for the chosen channel."""

import gc
import runpy
from pathlib import Path

import pytest

from tests.contacts.conftest import Check, Read
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.resources import resource
from voicedesk.contacts.check import CheckedList, Summary, check
from voicedesk.contacts.sheet import read_sheet


@pytest.fixture
def sample() -> CheckedList:
    sheet = read_sheet(resource("samples", "clients-atelier.csv"), Job())
    return check(sheet, "FR", Job())


def test_the_sample(sample: CheckedList) -> None:
    assert sample.summary() == Summary(
        rows=60,
        valid=45,
        mobile=32,
        fixed=12,
        other=1,
        invalid=15,
        duplicates=3,
        repairable=7,
        encoding="windows-1252",
        delimiter=";",
        columns=("Nom", "Prénom", "Téléphone", "Ville", "Dernière visite"),
        problems={
            "excel_lost_zero": 5,
            "double_zero_prefix": 2,
            "duplicate": 3,
            "two_numbers": 2,
            "excel_scientific": 1,
            "too_short": 3,
            "too_long": 2,
            "not_a_number": 4,
            "not_assigned": 1,
            "overseas_number": 1,
            "empty": 1,
        },
    )


def test_the_rows_of_the_sample(sample: CheckedList) -> None:
    index = {row: index for index, row in enumerate(sample.row_numbers.tolist())}
    numbers, phone = sample.judged.e164, sample.cells[sample.phone_column]
    assert sample.label(index[2]) == "Lefèvre Amélie"
    assert phone[index[2]] == "06 00 00 12 04"
    assert sample.first[index[7]] == index[2]
    assert numbers[index[7]] == numbers[index[2]] == 33600001204
    assert 31 not in index  # the empty row
    assert sample.row(index[62])[0] == "TOTAL"
    assert numbers[index[62]] == 0


def test_the_script_writes_the_sample(tmp_path: Path) -> None:
    script = runpy.run_path(str(resource("samples", "make_contacts.py")))
    script["write"](tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == resource(
        "samples", "clients-atelier.csv"
    ).read_bytes()


def test_duplicates_are_of_the_number_not_of_its_notation(check_numbers: Check) -> None:
    found = check_numbers(["06 00 00 12 34", "n/a", "+33600001234", "n/a", "600001234"])
    assert found.first.tolist() == [-1, -1, 0, -1, 0]
    assert found.summary().duplicates == 2


def test_a_fixed_line_has_no_voice_mailbox(check_numbers: Check) -> None:
    found = check_numbers(["06 00 00 12 34", "01 99 00 12 34", "01 99 00 1"], media="VOICEMAIL")
    codes = [found.problems(index) for index in range(3)]
    assert codes == [(), ("wrong_type_for_media",), ("too_short",)]
    assert found.summary().valid == 2
    assert check_numbers(["01 99 00 12 34"], media="VOICE").summary().problems == {}


def test_a_total_line_is_an_invalid_row(read: Read) -> None:
    sheet = read("Nom;Ville;Tel\nRoux;Tours;0600001234\nTOTAL;;128\n")
    found = check(sheet, "FR", Job())
    assert [found.problems(index) for index in range(2)] == [(), ("too_short",)]


def test_the_region_and_the_column_are_asked_for(read: Read) -> None:
    sheet = read("Nom;Tel;Autre\nRoux;0600001234;0470 00 01 23\n")
    found = check(sheet, "BE", Job(), column="Autre")
    assert found.judged.e164[0] == 32470000123
    with pytest.raises(InputError, match="unknown_region"):
        check(sheet, "XX", Job())
    with pytest.raises(InputError, match="unknown_column"):
        check(sheet, "FR", Job(), column="Gsm")


def test_cancel_leaves_the_collector_running(check_numbers: Check, read: Read) -> None:
    sheet = read("Nom;Tel\n" + "Roux;0600001234\n" * 5_000)
    job = Job(lambda progress: job.cancel())
    with pytest.raises(CancelledError):
        check(sheet, "FR", job)
    assert gc.isenabled()


def test_no_number_in_any_repr(sample: CheckedList) -> None:
    shown = repr(sample)
    assert "12 04" not in shown
    assert "1204" not in shown
    assert "Lefèvre" not in shown
