"""The library over a real folder: what is kept, and what happens when it cannot be."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voicedesk.audio import library
from voicedesk.audio.checks import Inspection, inspect
from voicedesk.audio.library import Recording, Recordings
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace

SAMPLE = resource("samples", "message-fr.mp3")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as made:
        yield made


def kept(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.recordings_dir.iterdir())


def test_a_message_is_kept_under_its_hash(workspace: Workspace) -> None:
    recording = Recordings(workspace).add(SAMPLE, Job(), "Pneus")
    assert recording.path.read_bytes() == SAMPLE.read_bytes()
    assert recording.sha256 == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert kept(workspace) == [f"{recording.sha256}.mp3"]


def test_the_same_message_many_times_at_once(workspace: Workspace) -> None:
    def add(_n: int) -> Recording:
        return Recordings(workspace).add(SAMPLE, Job())

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(add, range(16)))
    assert len({recording.id for recording in added}) == 16
    assert kept(workspace) == [f"{added[0].sha256}.mp3"]
    assert added[0].path.read_bytes() == SAMPLE.read_bytes()


def test_a_file_that_vanishes_after_its_check(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "annonce.mp3"
    path.write_bytes(SAMPLE.read_bytes())

    def checked_then_gone(path: Path, job: Job) -> Inspection:
        found = inspect(path, job)
        path.unlink()
        return found

    monkeypatch.setattr(library, "inspect", checked_then_gone)
    with pytest.raises(InputError) as caught:
        Recordings(workspace).add(path, Job())
    assert (caught.value.code, caught.value.details) == ("unreadable_file", {"file": path.name})
    assert kept(workspace) == []
    assert Recordings(workspace).all() == []


def test_a_folder_that_has_gone(workspace: Workspace) -> None:
    workspace.recordings_dir.rmdir()
    with pytest.raises(InputError) as caught:
        Recordings(workspace).add(SAMPLE, Job())
    assert caught.value.code == "unwritable_file"


def test_no_room_leaves_nothing_behind(workspace: Workspace) -> None:
    limits = pytest.importorskip("resource", reason="no limit on a file's size on this system")
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(InputError) as caught:
            Recordings(workspace).add(SAMPLE, Job())
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
    assert (caught.value.code, caught.value.details) == ("unwritable_file", {"file": SAMPLE.name})
    assert kept(workspace) == []
    assert Recordings(workspace).all() == []
