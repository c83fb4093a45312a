"""The lists of a workspace, in a real SQLite file."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contacts.conftest import Check
from voicedesk.base.database import Database
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource
from voicedesk.contacts.check import CheckedList, check
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.sheet import read_sheet


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "workspace.sqlite")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def lists(database: Database) -> ContactLists:
    return ContactLists(database)


def saved(lists: ContactLists, checked: CheckedList, name: str = "Clients") -> ListInfo:
    return lists.save(name, "liste.csv", "FR", checked, Job())


def by_name(rows: list[ContactRow]) -> dict[str, ContactRow]:
    return {row.cells[0]: row for row in rows}


def test_a_list_comes_back_as_it_was_checked(lists: ContactLists, tmp_path: Path) -> None:
    checked = check(read_sheet(resource("samples", "clients-atelier.csv"), Job()), "FR", Job())
    info = lists.save("Clients atelier", "clients-atelier.csv", "FR", checked, Job())
    assert re.fullmatch("[a-z0-9-]+", info.id)
    assert (info.name, info.source, info.rows, info.valid) == (
        "Clients atelier",
        "clients-atelier.csv",
        60,
        45,
    )
    assert (info.columns, info.phone_column, info.label_columns) == (checked.columns, 2, (0, 1))
    assert info.created_at.tzinfo is not None

    rows = lists.rows(info.id)
    assert [(row.row, row.cells, row.number, row.verdict) for row in rows] == [
        (row.row, row.cells, row.number, row.verdict) for row in checked.rows
    ]
    row_at = {row.position: row.row for row in rows}
    duplicates = [row_at[row.duplicate_of] if row.duplicate_of else None for row in rows]
    assert duplicates == [row.duplicate_of for row in checked.rows]
    assert not any(row.edited for row in rows)


def test_another_process_sees_it(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    info = saved(lists, check_numbers(["0600001234"]))
    database.close()
    again = Database(database.path)
    try:
        assert ContactLists(again).all() == [info]
        assert ContactLists(again).find("Clients") == info
        assert ContactLists(again).info(info.id) == info
    finally:
        again.close()


def test_names(lists: ContactLists, check_numbers: Check) -> None:
    checked = check_numbers(["0600001234"])
    first, second = saved(lists, checked, " Clients "), saved(lists, checked, "Prospects")
    assert first.name == "Clients"
    assert {info.id for info in lists.all()} == {first.id, second.id}
    with pytest.raises(NotAllowedError, match="name_taken"):
        saved(lists, checked)
    with pytest.raises(InputError, match="empty_name"):
        saved(lists, checked, "  ")
    with pytest.raises(NotAllowedError, match="name_taken"):
        lists.rename(second.id, "Clients")
    lists.rename(second.id, "Prospects 2026")
    lists.rename(second.id, "Prospects 2026")
    assert lists.find("Prospects") is None
    found = lists.find("Prospects 2026")
    assert found is not None
    assert found.id == second.id


def test_delete_takes_the_contacts_along(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234"]))
    kept = saved(lists, check_numbers(["0600001235"]), "Autre")
    lists.delete(info.id)
    assert lists.all() == [kept]
    assert len(lists.rows(kept.id)) == 1
    for attempt in (lists.rows, lists.info, lists.delete):
        with pytest.raises(NotAllowedError, match="unknown_list"):
            attempt(info.id)


def test_an_edited_number_is_judged_and_the_original_kept(
    lists: ContactLists, check_numbers: Check
) -> None:
    info = saved(lists, check_numbers(["06 00 00 12 34 port.", "0600001235"]))
    first, _ = lists.rows(info.id)
    (changed,) = lists.edit_number(info.id, first.position, "06 00 00 12 34")
    assert changed.verdict.e164 == "+33600001234"
    assert changed.cells == ("Contact 1", "06 00 00 12 34")
    assert (changed.number, changed.original) == ("06 00 00 12 34", "06 00 00 12 34 port.")
    (again,) = lists.edit_number(info.id, first.position, "rien")
    assert (again.verdict.reason, again.original) == ("not_a_number", "06 00 00 12 34 port.")
    assert again.edited
    assert lists.rows(info.id)[0] == again
    assert lists.info(info.id).valid == 1


def test_duplicates_follow_an_edit(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234", "+33600001234", "600001234", "0600009999"]))
    one, two, three, four = lists.rows(info.id)
    assert [row.duplicate_of for row in (one, two, three)] == [None, one.position, one.position]

    changed = by_name(lists.edit_number(info.id, one.position, "06 00 00 99 99"))
    assert set(changed) == {"Contact 1", "Contact 2", "Contact 3", "Contact 4"}
    assert changed["Contact 2"].duplicate_of is None
    assert changed["Contact 3"].duplicate_of == two.position
    assert changed["Contact 4"].duplicate_of == one.position

    (back,) = lists.edit_number(info.id, four.position, "0600008888")
    assert back.duplicate_of is None


def test_a_cell_is_edited(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001234"]))
    _, second = lists.rows(info.id)
    (changed,) = lists.edit_cell(info.id, second.position, 0, "Œuvre")
    assert changed.cells == ("Œuvre", "0600001234")
    assert changed.duplicate_of == second.duplicate_of
    (number,) = lists.edit_cell(info.id, second.position, 1, "0600001235")
    assert (number.verdict.e164, number.duplicate_of) == ("+33600001235", None)
    with pytest.raises(InputError, match="unknown_column"):
        lists.edit_cell(info.id, second.position, 2, "x")
    with pytest.raises(NotAllowedError, match="unknown_contact"):
        lists.edit_cell(info.id, 7, 0, "x")


def test_rows_go_and_come_back(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001234", "0600001234", "0600001235"]))
    before = lists.rows(info.id)
    changed = lists.delete_rows(info.id, [before[0].position, before[3].position])
    assert [(row.position, row.duplicate_of) for row in changed] == [
        (before[1].position, None),
        (before[2].position, before[1].position),
    ]
    assert [row.position for row in lists.rows(info.id)] == [row.position for row in before[1:3]]
    lists.restore_rows(info.id, [before[3], before[0]])
    assert lists.rows(info.id) == before


def test_an_unknown_row_keeps_all_the_others(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001235"]))
    first, _ = lists.rows(info.id)
    with pytest.raises(NotAllowedError, match="unknown_contact"):
        lists.delete_rows(info.id, [first.position, 5])
    assert len(lists.rows(info.id)) == 2


def test_a_row_is_put_between_two(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001235"]))
    first, _ = lists.rows(info.id)
    (new,) = lists.insert_row(info.id, ("Entre", "0600001236"), after=first.position)
    assert (new.row, new.original, new.duplicate_of) == (None, "0600001236", None)
    changed = lists.insert_row(info.id, ("Avant", "0600001235"), after=new.position)
    assert [row.cells[0] for row in changed] == ["Avant", "Contact 2"]
    assert changed[1].duplicate_of == changed[0].position
    lists.insert_row(info.id, ("Fin", "n/a"))
    names = [row.cells[0] for row in lists.rows(info.id)]
    assert names == ["Contact 1", "Entre", "Avant", "Contact 2", "Fin"]
    with pytest.raises(InputError, match="wrong_width"):
        lists.insert_row(info.id, ("x",))
    assert len(lists.rows(info.id)) == 5


def test_a_place_that_is_full_sends_the_row_to_the_end(
    lists: ContactLists, check_numbers: Check
) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001235"]))
    first = lists.rows(info.id)[0].position
    for n in range(25):
        lists.insert_row(info.id, (f"Nouveau {n}", ""), after=first)
    rows = lists.rows(info.id)
    assert len({row.position for row in rows}) == len(rows) == 27
    assert rows[1].cells[0] == "Nouveau 19"
    assert rows[-1].cells[0] == "Nouveau 24"


def many(check_numbers: Check) -> CheckedList:
    return check_numbers([f"06 00 00 {n // 100:02} {n % 100:02}" for n in range(5_000)])


def test_a_cancelled_save_keeps_nothing(lists: ContactLists, check_numbers: Check) -> None:
    def stop(progress: Progress) -> None:
        if progress.done >= 4_000:
            job.cancel()

    job = Job(stop)
    with pytest.raises(CancelledError):
        lists.save("Clients", "liste.csv", "FR", many(check_numbers), job)
    assert lists.all() == []
    assert saved(lists, many(check_numbers)).rows == 5_000


KILLED = """
import sys, time
from pathlib import Path
from voicedesk.base.database import Database
from voicedesk.base.jobs import Job
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet

def progress(state):
    if state.done >= 4000:
        print("in the middle", flush=True)
        time.sleep(60)

checked = check(read_sheet(Path(sys.argv[2]), Job()), "FR", Job())
lists = ContactLists(Database(Path(sys.argv[1])))
lists.save("Clients", "liste.csv", "FR", checked, Job(progress))
"""


def test_a_process_killed_in_the_middle_of_a_save_leaves_nothing(
    lists: ContactLists, database: Database, check_numbers: Check, tmp_path: Path
) -> None:
    many(check_numbers)  # writes the file that the other process reads
    command = [sys.executable, "-c", KILLED, str(database.path), str(tmp_path / "liste.csv")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.kill()
    assert lists.all() == []
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar() == 0
    saved(lists, check_numbers(["0600001234"]))


def test_no_number_in_any_repr(lists: ContactLists, check_numbers: Check) -> None:
    info = saved(lists, check_numbers(["0600001234"]))
    assert "1234" not in repr(lists.rows(info.id)) + repr(info)
