"""The lists of a workspace, in a real SQLite file."""

import gc
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import phonenumbers
import pytest
from sqlalchemy import event, text

from tests.contacts.conftest import Check
from voicedesk.base.database import Database
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource
from voicedesk.contacts.changes import Cells, Change, Ids, Put, Reshape, Segment, Take
from voicedesk.contacts.check import CheckedList, check
from voicedesk.contacts.editing import edit_cells, set_phone_column
from voicedesk.contacts.foresight import judged
from voicedesk.contacts.joined import Joined
from voicedesk.contacts.lists import ContactLists, ListInfo
from voicedesk.contacts.phones.number import judge
from voicedesk.contacts.sheet import read_sheet
from voicedesk.contacts.table import ContactTable


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


def opened(lists: ContactLists, checked: CheckedList, name: str = "Clients") -> ContactTable:
    return lists.open(saved(lists, checked, name).id, Job())


def numbers(table: ContactTable) -> list[str]:
    return [contact.number for contact in table.contacts()]


def edit(table: ContactTable, row: int, column: int, new: str) -> Change:
    ids = np.array([row], np.int64)
    return Change("edit", {}, (Cells(column, ids, [table.text(row, column)], [new]),))


def new_row(table: ContactTable, number: str) -> Change:
    """One row at the end, with this number in the column of the numbers there was first."""
    said = judged([number], "FR")
    segment = Segment(table.size, {1: [number]}, np.zeros(1, np.int32), said)
    return Change("insert", {}, (Put(segment.ids, table.position_between(None, 1)),), segment)


def must(change: Change | None) -> Change:
    assert change is not None
    return change


def many(check_numbers: Check, count: int = 20_000) -> CheckedList:
    """Ten thousand numbers, again and again."""
    return check_numbers([f"06 00 00 {n // 100 % 100:02} {n % 100:02}" for n in range(count)])


def test_a_list_comes_back_as_it_was_checked(lists: ContactLists) -> None:
    checked = check(read_sheet(resource("samples", "clients-atelier.csv"), Job()), "FR", Job())
    info = lists.save("Clients atelier", "clients-atelier.csv", "FR", checked, Job())
    assert re.fullmatch("[a-z0-9-]+", info.id)
    assert (info.name, info.source) == ("Clients atelier", "clients-atelier.csv")
    assert (info.rows, info.valid, info.region, info.notes) == (60, 45, "FR", "")
    assert info.columns == checked.columns
    assert (info.shape.phone, info.shape.labels) == (2, (0, 1))
    assert info.created_at.tzinfo is not None
    assert lists.info(info.id) == info

    contacts = list(lists.contacts(info.id))
    assert [contact.row for contact in contacts] == checked.row_numbers.tolist()
    assert [contact.number for contact in contacts] == checked.cells[2]
    assert [contact.label for contact in contacts] == [checked.label(n) for n in range(60)]
    assert [contact.verdict for contact in contacts] == [judge(c, "FR") for c in checked.cells[2]]
    duplicates = [-1 if c.duplicate_of is None else c.duplicate_of for c in contacts]
    assert duplicates == checked.first.tolist()
    (entry,) = lists.history(info.id)
    assert (entry.seq, entry.kind, entry.applied) == (1, "import", True)
    assert entry.details == {"file": "clients-atelier.csv", "rows": 60}


def test_another_process_sees_it(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    info = saved(lists, check_numbers(["0600001234"]))
    database.close()
    again = Database(database.path)
    try:
        assert ContactLists(again).all() == [info]
        assert ContactLists(again).find(" Clients ") == info
    finally:
        again.close()


def test_names_and_notes(lists: ContactLists, check_numbers: Check) -> None:
    checked = check_numbers(["0600001234"])
    first, second = saved(lists, checked, " Clients "), saved(lists, checked, "Prospects")
    assert first.name == "Clients"
    assert {info.id for info in lists.all()} == {first.id, second.id}
    assert lists.free_name("Clients") == "Clients 2"
    assert lists.free_name("clients") == "clients 2"
    assert lists.find("CLIENTS") == lists.find("Clients") == first
    assert lists.free_name("Autres") == "Autres"
    for name, error, code in (
        ("Clients", NotAllowedError, "name_taken"),
        ("clients\n", NotAllowedError, "name_taken"),
        (" ", InputError, "empty_name"),
    ):
        with pytest.raises(error, match=code):
            saved(lists, checked, name)
        with pytest.raises(error, match=code):
            lists.rename(second.id, name)
        with pytest.raises(error, match=code):
            lists.duplicate(second.id, name)
    lists.rename(second.id, "prospects")  # its own name is not taken
    lists.rename(second.id, "Prospects\n\x1b[31m \u202e2026")
    assert lists.info(second.id).name == "Prospects [31m 2026"
    lists.rename(second.id, "Prospects 2026")
    lists.rename(second.id, "Prospects 2026")
    assert lists.find("Prospects") is None
    lists.set_notes(second.id, "Salon de mars")
    found = lists.find("Prospects 2026")
    assert found is not None
    assert (found.id, found.notes, found.changed_at) == (
        second.id,
        "Salon de mars",
        second.changed_at,
    )


def test_a_name_of_a_file_that_is_no_text(lists: ContactLists, check_numbers: Check) -> None:
    checked = check_numbers(["0600001234"])
    assert lists.save("L", "liste\udce9.csv", "FR", checked, Job()).source == "liste?.csv"


def test_delete_takes_everything_along(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    table = opened(lists, many(check_numbers))
    lists.commit(table, edit(table, 0, 0, "Zoé"), Job())
    kept = saved(lists, check_numbers(["0600001235"]), "Autre")
    lists.delete(table.list_id)
    assert lists.all() == [kept]
    with database.read() as connection:
        for name in ("contact_changes", "contact_blocks"):
            others = text(f"SELECT count(*) FROM {name} WHERE list_id <> '{kept.id}'")
            assert connection.scalar(others) == 0
    for attempt in (lists.contacts, lists.info, lists.delete, lists.history):
        with pytest.raises(NotAllowedError, match="unknown_list"):
            attempt(table.list_id)
    with pytest.raises(NotAllowedError, match="unknown_list"):
        lists.commit(table, edit(table, 0, 0, "Ana"), Job())


def test_the_disk_gets_back_what_was_used(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    checked = many(check_numbers, 40_000)
    wal = database.path.with_name(database.path.name + "-wal")
    info = saved(lists, checked)
    assert not wal.exists() or wal.stat().st_size == 0
    size = database.path.stat().st_size
    for _ in range(4):
        lists.delete(info.id)
        info = saved(lists, checked)
    assert database.path.stat().st_size < 1.1 * size


def test_a_reader_is_not_waited_for(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    saved(lists, check_numbers(["0600001234"]), "Autre")
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM contact_lists")) == 1
        saved(lists, many(check_numbers))
        assert connection.scalar(text("SELECT count(*) FROM contact_lists")) == 1
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == 10_000


def test_a_duplicate_goes_its_own_way(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, many(check_numbers))
    lists.commit(table, edit(table, 3, 1, "rien"), Job())
    lists.set_notes(table.list_id, "Salon")
    copy = lists.duplicate(table.list_id, "Copie")
    assert (copy.rows, copy.valid, copy.notes) == (20_000, 19_999, "Salon")
    other = lists.open(copy.id, Job())
    assert other.number(3) == "rien"
    lists.undo(other, Job())
    assert other.number(3) == "06 00 00 00 03"
    lists.delete(table.list_id)
    again = lists.open(copy.id, Job())
    assert numbers(again) == numbers(other)
    assert lists.redo(again, Job()) is not None
    assert again.number(3) == "rien"


def test_an_edit_is_there_after_opening(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, check_numbers(["06 00 00 12 34 port.", "0600001235"]))
    effect = lists.commit(table, edit(table, 0, 1, "06 00 00 12 34"), Job())
    assert effect.changed.tolist() == [0]
    assert lists.info(table.list_id).valid == 2
    lists.commit(table, edit(table, 0, 1, "rien"), Job())
    for found in (table, lists.open(table.list_id, Job())):
        assert found.verdict(0).reason == "not_a_number"
        assert found.original(0) == "06 00 00 12 34 port."
        assert found.is_edited(0)
    assert lists.info(table.list_id).valid == 1
    assert lists.info(table.list_id).changed_at >= lists.info(table.list_id).created_at


def test_undo_goes_back_to_before_the_import(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, check_numbers(["0600001234", "0600001235", "rien"]))
    lists.commit(table, edit(table, 2, 1, "0600001236"), Job())
    assert lists.undo(table, Job()) is not None
    effect = lists.undo(table, Job())
    assert effect is not None
    assert effect.went.tolist() == [0, 1, 2]
    assert lists.undo(table, Job()) is None
    assert not lists.can_undo(table)
    assert (lists.info(table.list_id).rows, lists.info(table.list_id).valid) == (0, 0)

    again = lists.open(table.list_id, Job())
    assert numbers(again) == []
    lists.revert_to(again, 2, Job())
    assert numbers(again) == ["0600001234", "0600001235", "0600001236"]
    assert lists.info(table.list_id).valid == 3
    assert not lists.can_redo(again)
    assert lists.redo(again, Job()) is None
    for seq in (-1, 3):
        with pytest.raises(NotAllowedError, match="unknown_change"):
            lists.revert_to(again, seq, Job())


def test_a_new_change_forgets_what_was_undone(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, check_numbers(["0600001234"]))
    for name in ("Ana", "Zoé"):
        lists.commit(table, edit(table, 0, 0, name), Job())
    lists.revert_to(table, 1, Job())
    assert [entry.applied for entry in lists.history(table.list_id)] == [True, False, False]
    lists.commit(table, edit(table, 0, 0, "Éva"), Job())
    assert [entry.applied for entry in lists.history(table.list_id)] == [True, True]
    assert not lists.can_redo(table)
    assert lists.open(table.list_id, Job()).text(0, 0) == "Éva"


@pytest.mark.parametrize("undone", [False, True])
def test_rows_may_come_after_rows_that_are_forgotten(
    lists: ContactLists, check_numbers: Check, undone: bool
) -> None:
    # Rows undone are judged, too, when another column has the numbers; then they are forgotten.
    table = opened(lists, check_numbers(["0600001234"]))
    lists.commit(table, new_row(table, "0600001235"), Job())
    lists.undo(table, Job())
    lists.commit(table, must(set_phone_column(table, 0)), Job())
    lists.undo(table, Job())
    table = lists.open(table.list_id, Job())
    lists.redo(table, Job())
    lists.commit(table, new_row(table, "0600001236"), Job())
    table = lists.open(table.list_id, Job())
    if undone:
        lists.undo(table, Job())
        table = lists.open(table.list_id, Job())
        lists.redo(table, Job())
    assert [table.text(row, 1) for row in table.order] == ["0600001234", "0600001236"]


def test_a_table_that_is_not_the_list_any_more_is_refused(
    lists: ContactLists, check_numbers: Check
) -> None:
    table = opened(lists, check_numbers(["0600001234"]))
    other = lists.open(table.list_id, Job())
    lists.commit(other, edit(other, 0, 0, "Ana"), Job())
    for attempt in (
        lambda: lists.commit(table, edit(table, 0, 0, "Zoé"), Job()),
        lambda: lists.undo(table, Job()),
        lambda: lists.revert_to(table, 0, Job()),
        lambda: lists.can_redo(table),
    ):
        with pytest.raises(NotAllowedError, match="changed_elsewhere"):
            attempt()
    assert table.text(0, 0) == "Contact 1"
    assert lists.open(table.list_id, Job()).text(0, 0) == "Ana"


def test_rows_for_another_state_are_refused(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, check_numbers(["0600001234"]))
    segment = Segment(0, {1: ["0600001235"]}, np.zeros(1, np.int32), judged(["0600001235"], "FR"))
    change = Change("insert", {}, (Put(segment.ids, np.array([9])),), segment)
    with pytest.raises(ValueError, match="another state"):
        lists.commit(table, change, Job())
    assert numbers(table) == ["0600001234"]


def test_another_file_is_put_behind(
    lists: ContactLists, check_numbers: Check, read: object
) -> None:
    assert callable(read)
    table = opened(lists, check_numbers(["0600001234", "0600001235"]))
    sheet = read("TELEPHONE;Ville;Mobile;nom\n0199000001;Lyon;06 00 00 12 34;Ana\n;Nice;rien;Zoé")
    checked = check(sheet, "FR", Job(), column="Mobile")
    effect = lists.append(table, checked, Job())
    assert effect.came.tolist() == [2, 3]
    assert effect.reshaped
    titles = ["Nom", "Téléphone", "TELEPHONE", "Ville"]
    for found in (table, lists.open(table.list_id, Job())):
        assert [column.name for column in found.shape.columns] == titles
        cells = [[found.text(row, c.key) for c in found.shape.columns] for row in found.order]
        assert cells[1:] == [
            ["Contact 2", "0600001235", "", ""],
            ["Ana", "06 00 00 12 34", "0199000001", "Lyon"],
            ["Zoé", "rien", "", "Nice"],
        ]
        assert found.first.tolist() == [-1, -1, 0, -1]
        assert found.row.tolist() == [2, 3, 2, 3]
    info = lists.info(table.list_id)
    assert (info.rows, info.valid, list(info.columns)) == (4, 3, titles)
    lists.undo(table, Job())
    assert [column.name for column in table.shape.columns] == titles[:2]
    assert numbers(table) == ["0600001234", "0600001235"]


def test_numbers_of_another_region_are_read_in_that_of_the_list(
    lists: ContactLists, read: object
) -> None:
    assert callable(read)
    table = opened(lists, check(read("Tel\n0600001234"), "FR", Job()))
    lists.append(table, check(read("Tel\n0600001235"), "BE", Job()), Job())
    assert table.e164.tolist() == [33600001234, 33600001235]


def test_a_cancelled_import_keeps_nothing(lists: ContactLists, check_numbers: Check) -> None:
    def stop(progress: Progress) -> None:
        if progress.done:
            job.cancel()

    job = Job(stop)
    with pytest.raises(CancelledError):
        lists.save("Clients", "liste.csv", "FR", many(check_numbers), job)
    assert lists.all() == []

    table = opened(lists, many(check_numbers))
    job = Job(stop)
    with pytest.raises(CancelledError):
        lists.append(table, many(check_numbers), job)
    assert len(table) == len(lists.open(table.list_id, Job())) == 20_000
    lists.append(table, many(check_numbers, 10), Job())
    assert len(table) == len(lists.open(table.list_id, Job())) == 20_010
    assert np.count_nonzero(table.first >= 0) == 10_010


def test_many_small_edits_between_wide_ones_come_back_in_their_order(
    lists: ContactLists, check_numbers: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = opened(lists, many(check_numbers, 300))
    phone, rows = table.shape.phone, np.arange(200)

    def write(ids: Ids, texts: list[str]) -> None:
        change = edit_cells(table, phone, ids, texts)
        assert change is not None
        lists.commit(table, change, Job())

    for row in range(30):
        write(np.array([row]), [f"01 99 00 00 {row:02d}"])
    write(rows, [f"06 00 00 01 {row % 100:02d}" for row in rows.tolist()])  # over all of them
    for row in range(0, 30, 2):
        write(np.array([row]), [f"02 61 91 00 {row:02d}"])
    lists.undo(table, Job())
    made = 0
    joined = Joined.of

    def counted(texts: Sequence[str]) -> Joined:
        nonlocal made
        made += 1
        return joined(texts)

    monkeypatch.setattr(Joined, "of", counted)
    again = lists.open(table.list_id, Job())
    assert made < 10  # not a piece for each edit
    assert numbers(again) == numbers(table)
    assert [again.original(row) for row in range(300)] == [
        table.original(row) for row in range(300)
    ]


def test_a_write_that_fails_leaves_the_table_as_it_was(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    table = opened(lists, check_numbers(["0600001234", "0600001235"]))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    event.listen(database.engine, "commit", refuse)
    with pytest.raises(OSError, match="No space"):
        lists.commit(table, edit(table, 0, 1, "rien"), Job())
    with pytest.raises(OSError, match="No space"):
        lists.undo(table, Job())
    event.remove(database.engine, "commit", refuse)
    assert numbers(table) == ["0600001234", "0600001235"]
    assert not table.is_edited(0)
    lists.commit(table, edit(table, 0, 1, "rien"), Job())
    assert numbers(lists.open(table.list_id, Job())) == numbers(table) == ["rien", "0600001235"]


@pytest.mark.parametrize("undone", [True, False])
def test_a_new_phonenumbers_judges_everything_again(
    lists: ContactLists,
    database: Database,
    check_numbers: Check,
    monkeypatch: pytest.MonkeyPatch,
    undone: bool,
) -> None:
    table = opened(lists, check_numbers([f"06000{n:05}" for n in range(400)]))
    lists.commit(table, edit(table, 0, 1, "06 00 00 99 99 port."), Job())
    lists.commit(table, edit(table, 1, 0, "0199000001"), Job())
    ids = table.order[5:6]
    lists.commit(table, Change("delete", {}, (Take(ids, table.position[ids]),)), Job())
    columns = table.shape
    turned = Reshape(columns, type(columns)(columns.columns, 0, (1,)))
    lists.commit(table, Change("phone", {}, (turned,)), Job())
    if undone:
        lists.undo(table, Job())
    expected = [table.contact(row) for row in table.order.tolist()]

    # As an older one would have judged: wrongly, wherever a verdict is stored.
    wrong = judged(["0199000009"], "FR")

    def older(numbers: list[str], region: str, job: Job | None = None) -> object:
        count = len(numbers)
        return type(wrong)(wrong.code.repeat(count), wrong.e164.repeat(count), {})

    with monkeypatch.context() as patch:
        patch.setattr("voicedesk.contacts.foresight.judged", older)
        patch.setattr("voicedesk.contacts.rejudging.judged", older)
        patch.setattr(phonenumbers, "__version__", "8.0.0")
        lists.open(table.list_id, Job())
        assert lists.info(table.list_id).valid == 399
        assert {int(n) for n in lists.open(table.list_id, Job()).e164} == {33199000009}

    again = lists.open(table.list_id, Job())
    assert [again.contact(row) for row in again.order.tolist()] == expected
    if undone:
        lists.redo(again, Job())
    assert again.repairs == {}
    assert [row for row in range(400) if again.verdict(row).valid] == [1]
    assert lists.info(table.list_id).valid == 1
    lists.undo(again, Job())
    for found in (again, lists.open(table.list_id, Job())):
        assert found.repairs == {0: "06 00 00 99 99"}
        assert np.count_nonzero(found.e164[found.order]) == 398
    assert lists.info(table.list_id).valid == 398
    with database.read() as connection:
        version = connection.scalar(text("SELECT metadata FROM contact_lists"))
    assert version == phonenumbers.__version__


def test_opening_and_forgetting_leaves_nothing_behind(
    lists: ContactLists, check_numbers: Check
) -> None:
    table = opened(lists, many(check_numbers))
    for _ in range(3):
        lists.commit(table, edit(table, 0, 1, "rien"), Job())
        lists.undo(table, Job())

    def tables() -> int:
        return sum(isinstance(found, ContactTable) for found in gc.get_objects())

    before, size = tables(), len(gc.get_objects())
    for _ in range(5):
        lists.open(table.list_id, Job())
    # Reference counts alone must do: nobody collects for us.
    assert tables() == before
    assert len(gc.get_objects()) - size < 500


def test_the_stop_list_is_known_on_opening(
    lists: ContactLists, database: Database, check_numbers: Check
) -> None:
    info = saved(lists, check_numbers(["0600001234", "0600001235"]))
    with database.write() as connection:
        row = "('+33600001235', 33600001235, 'import', '', '2026-01-01')"
        connection.execute(text(f"INSERT INTO stop_numbers VALUES {row}"))
    assert [contact.stopped for contact in lists.contacts(info.id)] == [False, True]


def test_no_number_in_any_repr(lists: ContactLists, check_numbers: Check) -> None:
    table = opened(lists, check_numbers(["0600001234"]))
    change = edit(table, 0, 1, "0600001234")
    shown = [*lists.contacts(table.list_id), *lists.all(), *lists.history(table.list_id), change]
    assert "1234" not in repr(shown) + repr(table)
