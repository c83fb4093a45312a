"""Numbers that are never called: added as typed, kept in clear or as fingerprints, found again."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voicedesk.base.errors import InputError, WorkspaceError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.standing import Standing
from voicedesk.contacts.stop_list import StopList

NUMBERS = np.array([33600000001, 33600000002, 33600000003, 0], np.int64)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def stops(workspace: Workspace) -> StopList:
    return StopList(workspace.database)


def stopped(workspace: Workspace) -> list[bool]:
    found: list[bool] = Standing.load(workspace.database).stopped(NUMBERS).tolist()
    return found


@pytest.mark.parametrize("as_fingerprint", [False, True])
def test_numbers_as_typed_are_stopped_until_typed_again(
    workspace: Workspace, stops: StopList, as_fingerprint: bool
) -> None:
    typed = ["06 00 00 00 01", "+33600000001", "0033600000003", "06 nope", ""]
    done = stops.add(typed, "phone", "asked", as_fingerprint=as_fingerprint)
    assert (done.added, done.known) == (2, 0)
    assert [(r.row, r.reason) for r in done.refused] == [(4, "not_a_number"), (5, "empty")]
    assert stopped(workspace) == [True, False, True, False]
    again = stops.add(typed[:1], "mail")
    assert (again.added, again.known) == (0, 1)
    found = stops.find("06.00.00.00.01")
    assert found is not None
    assert (found.source, found.note) == ("phone", "asked")
    assert (found.e164 is None) is as_fingerprint
    assert stops.find("06 00 00 00 02") is stops.find("not a number") is None
    gone = stops.remove(["0600000001", "0600000002", "x"])
    assert (gone.removed, gone.unknown, len(gone.refused)) == (1, 1, 1)
    assert stopped(workspace) == [False, False, True, False]
    assert stops.count() == len(stops.all()) == 1


def test_a_number_known_in_clear_becomes_a_fingerprint_and_stays_one(
    workspace: Workspace, stops: StopList
) -> None:
    stops.add(["06 00 00 00 01", "06 00 00 00 02"], "phone")
    done = stops.add(["06 00 00 00 01"], "phone", as_fingerprint=True)
    assert (done.added, done.known, stops.count()) == (0, 1, 2)
    assert stops.add(["06 00 00 00 01"], "phone").known == 1
    assert sorted(entry.e164 is None for entry in stops.all()) == [False, True]
    assert stopped(workspace) == [True, True, False, False]
    stored = b"".join(p.read_bytes() for p in workspace.folder.glob("workspace.db*"))
    fingerprint = next(entry.key for entry in stops.all() if entry.e164 is None)
    assert fingerprint.encode() in stored


def test_a_fingerprint_is_of_one_workspace(stops: StopList, tmp_path: Path) -> None:
    stops.add(["06 00 00 00 01"], "phone", as_fingerprint=True)
    with Workspace(tmp_path / "other") as other:
        others = StopList(other.database)
        others.add(["06 00 00 00 01"], "phone", as_fingerprint=True)
        assert others.all()[0].key != stops.all()[0].key


def test_without_its_key_nothing_is_said_to_be_callable(
    workspace: Workspace, stops: StopList
) -> None:
    stops.add(["06 00 00 00 01"], "phone", as_fingerprint=True)
    (workspace.folder / "stop-list.key").unlink()
    for attempt in (
        lambda: Standing.load(workspace.database),
        lambda: stops.find("06 00 00 00 01"),
        lambda: stops.add(["06 00 00 00 02"], "phone", as_fingerprint=True),
    ):
        with pytest.raises(WorkspaceError, match="stop_list_key_missing"):
            attempt()


def test_rows_of_a_list_are_stopped_by_their_numbers(workspace: Workspace, stops: StopList) -> None:
    done = stops.add_e164(NUMBERS, "list")
    assert (done.added, done.known) == (3, 0)
    assert stopped(workspace) == [True, True, True, False]


FILES = {
    "lines.txt": "06 00 00 00 01\n06 00 00 00 03\nnobody\n",
    "titled.csv": "Numéro;Note\n0600000001;a\n;b\n33600000003;c\n",
    "contacts.csv": "Nom;Portable;Fax\nA;06 00 00 00 01;01 99 00 00 01\nB;06 00 00 00 03;\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind_is_imported(
    workspace: Workspace, stops: StopList, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], "utf-8")
    done = stops.import_file(path, "register", job=Job())
    assert done.added == 2
    assert [r.row for r in done.refused] == {"lines.txt": [3], "titled.csv": [3]}.get(name, [])
    assert stopped(workspace) == [True, False, True, False]


def test_whoever_has_two_numbers_is_stopped_at_both(
    workspace: Workspace, stops: StopList, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "Nom;Fixe;Portable\nA;01 99 00 00 01;06 00 00 00 01\nB;06 00 00 00 02;\nC;;\n", "utf-8"
    )
    done = stops.import_file(path, "register", job=Job())
    assert (done.added, [(r.row, r.reason) for r in done.refused]) == (3, [(4, "empty")])
    assert stopped(workspace) == [True, True, False, False]
    assert stops.find("01 99 00 00 01") is not None
    again = stops.import_file(path, "register", column="Portable", job=Job())
    assert (again.added, again.known, len(again.refused)) == (0, 1, 2)


def test_what_is_no_list_of_numbers_is_refused(stops: StopList, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("Nom;Ville\nA;B\n", "utf-8")
    with pytest.raises(InputError, match="no_phone_column"):
        stops.import_file(path, "x", job=Job())
    with pytest.raises(InputError, match="unreadable_file"):
        stops.import_file(tmp_path / "absent.csv", "x", job=Job())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_is_imported_elsewhere(stops: StopList, tmp_path: Path, suffix: str) -> None:
    stops.add(["06 00 00 00 01", "06 00 00 00 03"], "phone", "=cmd")
    stops.add(["06 00 00 00 02"], "phone", as_fingerprint=True)
    path = tmp_path / f"stop{suffix}"
    assert stops.export(path, Job()) == 3
    with Workspace(tmp_path / "other") as other:
        others = StopList(other.database)
        done = others.import_file(path, "copy", job=Job())
        assert (done.added, [r.reason for r in done.refused]) == (2, ["empty"])
        assert stopped(other) == [True, False, True, False]


def test_a_cancelled_import_adds_nobody(stops: StopList) -> None:
    job: Job

    def at_the_second(step: Progress) -> None:
        if step.step == "stop_list" and step.done:
            job.cancel()

    job = Job(at_the_second)
    with pytest.raises(CancelledError):
        stops.add_e164(np.arange(33600000000, 33600012000, dtype=np.int64), "x", job=job)
    assert stops.count() == 0


def test_nothing_shows_a_number(stops: StopList) -> None:
    done = stops.add(["06 00 00 00 01", "06 00 00"], "phone")
    assert "600000" not in repr(stops.all()).replace(" ", "")
    assert "06 00" not in repr(done)
