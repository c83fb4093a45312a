"""The library over a real folder: what is kept, and what happens when it cannot be."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Never

import numpy as np
import pytest

from tests.audio.conftest import Samples, Studio
from voicedesk.audio import library as library_module
from voicedesk.audio.checks import LARGEST_BYTES, Inspection, inspect
from voicedesk.audio.decode import decode
from voicedesk.audio.edits import Cut, EditList, Fade, Level, Pad, Smaller, Trim
from voicedesk.audio.library import Recording, Recordings
from voicedesk.audio.problem import Severity
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace

SAMPLE = resource("samples", "message-fr.mp3")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as made:
        yield made


@pytest.fixture
def library(workspace: Workspace) -> Recordings:
    return Recordings(workspace)


@pytest.fixture
def tone(tmp_path: Path, studio: Studio) -> Path:
    """12 s of a quiet tone at 8 kHz: a message that edits in a moment."""
    path = tmp_path / "annonce.wav"
    path.write_bytes(studio.wav(studio.tone(12, 8_000), 8_000))
    return path


@contextmanager
def too_little_room() -> Iterator[None]:
    """No file may grow beyond 4 KB, as on a disk that is full."""
    limits = pytest.importorskip("resource", reason="no limit on a file's size on this system")
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)


def severity(recording: Recording, code: str) -> Severity | None:
    return next((p.severity for p in recording.problems if p.code == code), None)


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

    monkeypatch.setattr(library_module, "inspect", checked_then_gone)
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
    with too_little_room(), pytest.raises(InputError) as caught:
        Recordings(workspace).add(SAMPLE, Job())
    assert (caught.value.code, caught.value.details) == ("unwritable_file", {"file": SAMPLE.name})
    assert kept(workspace) == []
    assert Recordings(workspace).all() == []


# takes and edits


def test_the_first_edit_makes_a_take_and_more_edits_stay_in_it(
    library: Recordings, tone: Path
) -> None:
    first = library.add(tone, Job())
    second = library.edit(first.id, [Trim(0, 11)], Job())
    assert [take.origin for take in second.takes] == ["imported", "edited"]
    assert second.takes[0] == first.take
    assert second.take.source == first.path
    assert second.duration_s == pytest.approx(11, abs=0.01)
    third = library.edit(first.id, [Cut(0, 0.5), Fade(0.1, 0.1)], Job())
    assert [take.ordinal for take in third.takes] == [1, 2]
    assert third.take.edits == EditList(((Trim(0, 11),), (Cut(0, 0.5), Fade(0.1, 0.1))), 2)
    assert third.duration_s == pytest.approx(10.5, abs=0.01)
    assert hashlib.sha256(third.path.read_bytes()).hexdigest() == third.sha256
    assert third.take.filename == third.path.name


def test_everything_is_there_after_the_program_ended(tmp_path: Path, tone: Path) -> None:
    with Workspace(tmp_path / "workspace") as workspace:
        library = Recordings(workspace)
        made = library.edit(library.add(tone, Job()).id, [Trim(0, 11)], Job())
        made = library.edit(made.id, [Level()], Job())
        made = library.undo(library.describe(made.id, description="Été", tags=["a"]).id, Job())
    with Workspace(tmp_path / "workspace") as workspace:
        library = Recordings(workspace)
        assert library.get(made.id) == made
        assert library.all() == [made]
        assert library.redo(made.id, Job()).take.edits.done == 2


def test_undo_and_redo_render_nothing_twice(
    library: Recordings, workspace: Workspace, tone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = library.add(tone, Job())
    steps = [library.edit(recording.id, [edit], Job()) for edit in (Trim(0, 11), Pad(12))]

    def forbidden(*_arguments: object) -> Never:
        raise AssertionError("rendered again")

    monkeypatch.setattr(library_module, "edited", forbidden)
    undone = library.undo(recording.id, Job())
    assert (undone.sha256, undone.take.edits.done) == (steps[0].sha256, 1)
    assert library.undo(recording.id, Job()).sha256 == recording.sha256
    with pytest.raises(NotAllowedError) as refused:
        library.undo(recording.id, Job())
    assert refused.value.code == "nothing_to_undo"
    assert library.redo(recording.id, Job()).sha256 == steps[0].sha256
    assert library.redo(recording.id, Job()) == steps[1]
    with pytest.raises(NotAllowedError) as refused:
        library.redo(recording.id, Job())
    assert refused.value.code == "nothing_to_redo"
    monkeypatch.undo()

    files = {recording.filename, *(step.filename for step in steps)}
    assert set(kept(workspace)) == files
    library.undo(recording.id, Job())
    other = library.edit(recording.id, [Pad(13)], Job())
    assert not other.take.edits.can_redo
    assert set(kept(workspace)) == {recording.filename, steps[0].filename, other.filename}


def test_what_was_dropped_is_never_taken_for_what_came_after(
    library: Recordings, tone: Path
) -> None:
    recording = library.add(tone, Job())
    for seconds in (12.5, 13, 14):
        library.edit(recording.id, [Pad(seconds)], Job())
    library.undo(recording.id, Job())
    library.undo(recording.id, Job())
    library.edit(recording.id, [Pad(13.5)], Job())
    for seconds in (15, 16):
        library.edit(recording.id, [Pad(seconds)], Job())
    assert library.undo(recording.id, Job()).duration_s == 15


def test_a_state_whose_file_has_gone_is_made_again(library: Recordings, tone: Path) -> None:
    recording = library.add(tone, Job())
    step = library.edit(recording.id, [Trim(0, 11)], Job())
    library.edit(recording.id, [Pad(12)], Job())
    step.path.unlink()
    undone = library.undo(recording.id, Job())
    assert undone.sha256 == step.sha256
    assert step.path.is_file()


def test_states_far_from_the_cursor_cost_no_room(
    library: Recordings, workspace: Workspace, tone: Path
) -> None:
    recording = library.add(tone, Job())
    sizes = []
    for number in range(12):
        library.edit(recording.id, [Pad(12.1 + number / 10)], Job())
        sizes.append(len(kept(workspace)))
    assert sizes[-1] == sizes[-2] == sizes[-3]  # the source, the present state, those before it
    while library.get(recording.id).take.edits.can_undo:
        last = library.undo(recording.id, Job())
    assert last.sha256 == recording.sha256


def test_an_edit_that_fails_changes_nothing(
    library: Recordings, workspace: Workspace, tone: Path
) -> None:
    before = library.edit(library.add(tone, Job()).id, [Trim(0, 11)], Job())
    files = kept(workspace)
    with pytest.raises(InputError) as refused:
        library.edit(before.id, [Cut(0, 99)], Job())
    assert refused.value.code == "nothing_left"
    cancelled = Job()
    cancelled.cancel()
    with pytest.raises(CancelledError):
        library.edit(before.id, [Pad(12)], cancelled)
    with too_little_room(), pytest.raises(InputError) as refused:
        library.edit(before.id, [Pad(12)], Job())
    assert (refused.value.code, refused.value.details) == ("unwritable_file", {"file": tone.stem})
    assert library.all() == [before]
    assert kept(workspace) == files


def test_two_edits_at_once_do_not_overwrite_each_other(library: Recordings, tone: Path) -> None:
    recording = library.add(tone, Job())

    def meanwhile(_progress: Progress) -> None:
        if len(library.get(recording.id).takes) == 1:
            library.edit(recording.id, [Trim(0, 11)], Job())

    with pytest.raises(NotAllowedError) as refused:
        library.edit(recording.id, [Pad(20)], Job(meanwhile))
    assert refused.value.code == "recording_changed"
    assert library.get(recording.id).take.edits.in_force == (Trim(0, 11),)


def test_a_take_is_chosen_added_and_deleted(
    library: Recordings, workspace: Workspace, tone: Path
) -> None:
    recording = library.add(tone, Job(), "Pneus")
    with pytest.raises(NotAllowedError) as refused:
        library.delete_take(recording.id, 1)
    assert refused.value.code == "last_take"
    edited = library.edit(recording.id, [Trim(0, 11)], Job())
    spoken = library.add_take(recording.id, SAMPLE, Job(), "spoken")
    assert [take.origin for take in spoken.takes] == ["imported", "edited", "spoken"]
    assert (spoken.take.ordinal, spoken.name) == (3, "Pneus")
    assert library.use_take(recording.id, 1).sha256 == recording.sha256
    again = library.edit(recording.id, [Trim(0, 10.5)], Job())  # of the first: another take
    assert [take.ordinal for take in again.takes] == [1, 2, 3, 4]
    assert library.delete_take(recording.id, 4).take == spoken.take
    library.delete_take(recording.id, 3)
    assert library.get(recording.id).take == edited.take
    assert library.delete_take(recording.id, 1).take == edited.take
    assert sorted(kept(workspace)) == sorted([recording.filename, edited.filename])
    with pytest.raises(NotAllowedError) as refused:
        library.use_take(recording.id, 1)
    assert refused.value.code == "unknown_take"
    library.delete(recording.id)
    assert kept(workspace) == []
    with pytest.raises(NotAllowedError) as refused:
        library.add_take(recording.id, tone, Job(), "recorded")
    assert (refused.value.code, kept(workspace)) == ("unknown_recording", [])


# what comes in


def test_a_converted_file_is_kept_as_it_came_and_sent_as_wav(
    library: Recordings, tmp_path: Path, studio: Studio, speech_like: Samples
) -> None:
    path = tmp_path / "annonce.flac"
    path.write_bytes(studio.encode(speech_like, 16_000, "flac", "flac"))
    recording = library.add(path, Job())
    assert recording.take.source.read_bytes() == path.read_bytes()
    assert recording.take.source.suffix == ".flac"
    assert (recording.path.suffix, recording.take.container) == (".wav", "wav")
    assert [(p.code, p.severity) for p in recording.problems] == [("converted", Severity.note)]
    assert recording.usable
    edited = library.edit(recording.id, [Trim(0, 11)], Job())
    assert edited.problems == ()
    assert edited.take.source == recording.take.source
    assert library.undo(recording.id, Job()).sha256 == recording.sha256


def test_a_file_too_big_is_kept_and_mended(
    library: Recordings, tmp_path: Path, studio: Studio
) -> None:
    path = tmp_path / "annonce.wav"
    doubles = (studio.tone(160) / 32_768).astype("<f8").tobytes()
    path.write_bytes(studio.pcm_header(len(doubles), tag=3, bits=64) + doubles)
    recording = library.add(path, Job())
    assert "too_big" in {problem.code for problem in recording.problems}
    assert not recording.usable
    mended = library.edit(recording.id, [Smaller()], Job())
    assert mended.usable
    assert mended.size_bytes <= LARGEST_BYTES
    assert mended.takes[0] == recording.take
    assert library.add(path, Job(), origin="recorded").usable  # ours to write smaller at once


def test_a_message_that_breaks_off_is_told_until_its_end_is_chosen(
    library: Recordings, tmp_path: Path, studio: Studio
) -> None:
    path = tmp_path / "annonce.wav"
    path.write_bytes(studio.wav(studio.tone(20))[:-160_000])
    recording = library.add(path, Job())
    assert severity(recording, "truncated") is Severity.error
    faded = library.edit(recording.id, [Fade(0, 0.1)], Job())
    assert severity(faded, "truncated") is Severity.warning
    assert severity(library.edit(recording.id, [Trim(0, 12)], Job()), "truncated") is None


def test_a_sound_made_here(library: Recordings, studio: Studio) -> None:
    sound = Sound(studio.tone(12, 22_050), 22_050)
    recording = library.add_sound(sound, Job(), "Pneus", "spoken", "Bonjour")
    assert (recording.take.origin, recording.description) == ("spoken", "Bonjour")
    assert (recording.take.sample_rate, recording.usable) == (22_050, True)
    assert recording.take.source == recording.path
    with pytest.raises(InputError) as refused:
        library.add_sound(sound, Job(), "  ", "spoken")
    assert refused.value.code == "empty_name"


# names and tags


def test_names_and_tags_are_cleaned(library: Recordings, tone: Path) -> None:
    recording = library.add(tone, Job(), "  Pneus \n d'hiver " + "x" * 200)
    assert recording.name.startswith("Pneus d'hiver x")
    assert len(recording.name) == 100
    assert library.rename(recording.id, " Soldes ").name == "Soldes"
    with pytest.raises(InputError) as refused:
        library.rename(recording.id, " \t")
    assert refused.value.code == "empty_name"
    tags = [" Hiver", "hiver", "", "Été  2026", "HIVER", "stock"]
    assert library.describe(recording.id, tags=tags).tags == ("Hiver", "Été 2026", "stock")
    described = library.describe(recording.id, description=" Pour janvier ")
    assert (described.description, described.tags) == (
        "Pour janvier",
        ("Hiver", "Été 2026", "stock"),
    )
    assert library.describe(recording.id) == library.get(recording.id)


# the folder


def test_a_file_two_messages_share_goes_with_the_second(
    library: Recordings, workspace: Workspace, tone: Path
) -> None:
    first = library.add(tone, Job())
    on_disk = first.path.stat().st_ino
    second = library.add(tone, Job())
    assert second.path.stat().st_ino == on_disk  # nobody replaces a file that may be playing
    library.delete(first.id)
    assert kept(workspace) == [second.filename]
    library.delete(second.id)
    assert kept(workspace) == []


def test_only_our_own_left_overs_are_swept(
    library: Recordings, workspace: Workspace, tone: Path
) -> None:
    folder = workspace.recordings_dir
    left_over = [f"{'0' * 64}.wav", "abc234-xyz.partial.wav", "abc234-xyz.partial"]
    others = ["notes.txt", "capture-1.part", "0.wav"]
    for name in (*left_over, *others):
        (folder / name).write_bytes(b"x")
    recording = library.add(tone, Job())
    assert kept(workspace) == sorted([recording.filename, *others])


EDITING = """
import sys, time
from pathlib import Path
from voicedesk.audio import catalogue
from voicedesk.audio.edits import Pad
from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace

def wait(*_arguments):
    print("now", flush=True)
    time.sleep(60)

def once_written(progress):
    if progress.step == "measure":
        wait()

folder, recording_id, moment = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if moment == "named":
    catalogue.set_edits = wait
if moment == "committed":
    Recordings._sweep = wait
job = Job(once_written) if moment == "written" else Job()
Recordings(Workspace(folder)).edit(recording_id, [Pad(13)], job)
"""


def test_what_came_in_last_need_not_be_decoded_again(tmp_path: Path, tone: Path) -> None:
    with Workspace(tmp_path / "workspace") as workspace:
        library = Recordings(workspace)
        first = library.add(tone, Job())
        second = library.add(resource("samples", "message-fr.mp3"), Job())
        assert library.fresh(first) is None  # the second took its place, and it is asked for once
        assert library.fresh(second) is None
        third = library.add(tone, Job())
        fresh = library.fresh(library.edit(third.id, [Pad(13)], Job()))
        assert fresh is not None
        assert fresh.sound is not None
        expected = decode(third.take.source.read_bytes()).samples
        assert np.array_equal(fresh.sound.samples, expected)


@pytest.mark.parametrize("moment", ["written", "named", "committed"])
def test_killed_during_an_edit(tmp_path: Path, tone: Path, moment: str) -> None:
    folder = tmp_path / "workspace"
    with Workspace(folder) as workspace:
        library = Recordings(workspace)
        before = library.edit(library.add(tone, Job()).id, [Trim(0, 11)], Job())
    command = [sys.executable, "-c", EDITING, str(folder), before.id, moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()
    with Workspace(folder) as workspace:
        library = Recordings(workspace)
        found = library.get(before.id)
        if moment == "committed":
            assert found.take.edits.in_force == (Trim(0, 11), Pad(13))
        else:
            assert found == before
            assert len(kept(workspace)) == 3  # what was being written is left over
        assert hashlib.sha256(found.path.read_bytes()).hexdigest() == found.sha256
        after = library.edit(before.id, [Fade(0.1, 0.1)], Job())
        files = {before.takes[0].filename, before.filename, found.filename, after.filename}
        assert set(kept(workspace)) == files
