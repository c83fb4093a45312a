"""What the platform made of a message, over real HTTP, with every way in which it can go wrong."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.audio.conftest import Studio
from tests.conftest import Admin
from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ApiError, DeadlineError, NoAnswerError, UnreadableAnswerError
from voicedesk.audio.decode import decode
from voicedesk.audio.library import Recording, Recordings
from voicedesk.audio.phone import PHONE_RATE, narrow, phone_sound
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.echo import Echo, echo
from voicedesk.campaigns.uploads import all_uploaded, forget, uploaded
from voicedesk.sandbox.process import SandboxProcess

SECONDS = 10.5  # of the sample message: the platform takes nothing below ten
QUICK_S = 1.0


class Desk:
    """A message in a workspace, and a platform whose file of it can be exchanged."""

    def __init__(self, admin: Admin, store: Path, workspace: Workspace, folder: Path) -> None:
        self.admin, self._store, self.folder = admin, store, folder
        self.database: Database = workspace.database
        self.recording: Recording = Recordings(workspace).all()[0]
        self.ours = decode(self.recording.path.read_bytes())

    def echo(self, client: VoiceClient, job: Job | None = None) -> Echo:
        found = (self.recording, self.folder, job or Job())
        return echo(self.database, client, client.account, *found)

    def give(self, data: bytes) -> None:
        """From now on this is what the platform has for the recipients."""
        with sqlite3.connect(self._store) as db:
            assert db.execute("UPDATE files SET data = ? WHERE path LIKE '%.pcm'", (data,)).rowcount
        db.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Admin, Path]]:
    data = tmp_path_factory.mktemp("platform")
    with SandboxProcess(data=data, speed=0) as process:
        yield Admin(process), data / "sandbox.db"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a message."""
    with Workspace(tmp_path_factory.mktemp("workspace")) as workspace:
        spoken = decode(resource("samples", "message-fr.mp3").read_bytes())
        frames = round(SECONDS * spoken.sample_rate)
        path = workspace.recordings_dir.parent / "message.wav"
        write_wav(Sound(spoken.samples[:frames], spoken.sample_rate), path)
        Recordings(workspace).add(path, Job())
        yield workspace


@pytest.fixture
def desk(shared: tuple[Admin, Path], kept: Workspace, tmp_path: Path) -> Iterator[Desk]:
    """The message is on no platform yet."""
    admin, store = shared
    made = Desk(admin, store, kept, tmp_path)
    yield made
    admin.faults()
    with admin.client() as client:
        forget(made.database, client.account, made.recording.sha256)


@pytest.fixture
def client(desk: Desk) -> Iterator[VoiceClient]:
    with desk.admin.client() as opened:
        yield opened


def test_it_is_uploaded_once_and_found_alike(desk: Desk, client: VoiceClient) -> None:
    steps: list[Progress] = []
    found = desk.echo(client, Job(steps.append))
    assert found.likeness.alike
    assert found.likeness.correlation == pytest.approx(1.0)
    assert found.path == desk.folder / "platform.wav"
    played = decode(found.path.read_bytes())
    ours = phone_sound(desk.ours)
    assert played.sample_rate == PHONE_RATE
    assert np.array_equal(played.samples, ours.samples)
    assert list(dict.fromkeys(step.step for step in steps if step.step != "decode")) == [
        "upload", "download", "compare",
    ]  # fmt: skip
    assert all_uploaded(desk.database, client.account) == {desk.recording.sha256}
    assert all_uploaded(desk.database, "another account") == frozenset()
    assert desk.echo(client).content.id == found.content.id


def test_a_platform_that_moved_is_found_again(
    desk: Desk, client: VoiceClient, shared: tuple[Admin, Path], tmp_path: Path
) -> None:
    """The sandbox has another port at each start: the address that was kept is dead."""
    first = desk.echo(client).content
    copy = tmp_path / "moved"
    shutil.copytree(shared[1].parent, copy)
    with SandboxProcess(data=copy, speed=0) as process, Admin(process).client() as moved:
        assert moved.account == client.account
        again = desk.echo(moved)
    assert again.content.id == first.id
    assert again.content.url_encoded != first.url_encoded
    assert again.likeness.alike


def test_what_was_deleted_there_is_uploaded_again(desk: Desk, client: VoiceClient) -> None:
    first = desk.echo(client).content
    client.delete_contents(ids=[first.id])
    again = desk.echo(client).content
    assert again.id != first.id
    known = uploaded(desk.database, client.account, desk.recording.sha256)
    assert known is not None
    assert known.id == again.id


def test_every_form_of_the_platforms_file_is_read(desk: Desk, client: VoiceClient) -> None:
    studio, samples = Studio(), narrow(desk.ours).samples
    desk.echo(client)
    for data in (
        studio.wav(samples, PHONE_RATE, "pcm_alaw"),
        studio.wav(samples, PHONE_RATE),
        studio.encode(samples, PHONE_RATE, "mp3", "libmp3lame"),
        samples.astype("<i2").tobytes(),  # bare, but linear
        samples.astype("<i2").tobytes() + b"\0",
    ):
        desk.give(data)
        found = desk.echo(client)
        assert found.likeness.alike, (data[:4], found.likeness)
        assert decode(found.path.read_bytes()).duration_s == pytest.approx(SECONDS, abs=0.25)


def test_another_sound_is_told_with_figures(desk: Desk, client: VoiceClient) -> None:
    desk.echo(client)
    alaw = desk.folder / "platform.wav"
    quiet = decode(alaw.read_bytes()).samples // 4
    desk.give(Studio().wav(quiet, PHONE_RATE, "pcm_alaw"))
    found = desk.echo(client).likeness
    assert found.differs == ("level",)
    assert found.level_difference_db == pytest.approx(-12, abs=0.2)
    desk.give(np.random.default_rng(1).bytes(84_000))
    assert "correlation" in desk.echo(client).likeness.differs


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd5" * 7_999,
        b"<html>" + b"<p>Bad gateway</p>" * 9_999,
        b"RIFF\0\0\0\0WAVEfmt " + b"\xff" * 9_999,
        b"\xd5" * 2_000_000,  # longer than any form of this message
    ],
    ids=["nothing", "too little", "a page", "a broken WAV", "too much"],
)
def test_what_is_no_sound_of_this_message_is_refused(
    desk: Desk, client: VoiceClient, data: bytes
) -> None:
    desk.echo(client)
    (desk.folder / "platform.wav").unlink()
    desk.give(data)
    with pytest.raises(UnreadableAnswerError) as refused:
        desk.echo(client)
    assert refused.value.code == "unreadable_answer"
    assert not (desk.folder / "platform.wav").exists()


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("truncate", NoAnswerError, "no_answer"),
        ("reset_before", NoAnswerError, "no_answer"),
        ("hang", DeadlineError, "deadline"),
        ("garbage", UnreadableAnswerError, "unreadable_answer"),
        ("html", UnreadableAnswerError, "no_file"),
        ("redirect", UnreadableAnswerError, "no_file"),
        ("expire", UnreadableAnswerError, "no_file"),
        ("status", UnreadableAnswerError, "no_file"),
    ],
)
def test_a_fault_of_the_download_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str, kind: type[ApiError], code: str
) -> None:
    monkeypatch.setattr("voicedesk.api.client._SLOWEST_UPLOAD", 10**9)  # for the hang's deadline
    desk.admin.faults({"on": "files.read", "fault": fault, "seconds": 20})
    with desk.admin.client(call_seconds=QUICK_S) as client, pytest.raises(kind) as told:
        desk.echo(client)
    assert told.value.code == code
    assert told.value.details.get("status", 200) in (200, 302, 401, 500, 502)
    desk.admin.faults()
    with desk.admin.client() as client:
        assert desk.echo(client).likeness.alike


def test_a_token_that_expired_on_the_way_is_renewed(desk: Desk, client: VoiceClient) -> None:
    desk.echo(client)
    desk.admin.faults({"on": "contents.read", "fault": "expire", "nth": 1})
    assert desk.echo(client).likeness.alike


def test_it_can_be_cancelled_in_the_middle_of_the_download(desk: Desk, client: VoiceClient) -> None:
    def cancel(step: Progress) -> None:
        if step.step == "download" and step.done > 0:
            assert step.total == pytest.approx(SECONDS * PHONE_RATE, rel=0.01)
            job.cancel()

    job = Job(cancel)
    with pytest.raises(CancelledError):
        desk.echo(client, job)
    assert not (desk.folder / "platform.wav").exists()


def test_a_kept_file_that_is_gone_is_named(desk: Desk, client: VoiceClient) -> None:
    aside = desk.recording.path.rename(desk.folder / "aside.wav")
    with pytest.raises(InputError) as missing:
        desk.echo(client)
    assert (missing.value.code, missing.value.details["file"]) == ("unreadable", "message")
    aside.rename(desk.recording.path)


def test_a_full_disk_is_told(desk: Desk, client: VoiceClient) -> None:
    desk.folder = desk.folder / "missing"
    with pytest.raises(InputError) as full:
        desk.echo(client)
    assert full.value.code == "no_room"
