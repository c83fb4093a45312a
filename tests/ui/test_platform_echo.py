"""The platform's file in the workshop: said, compared, stopped, refused; the platform is real."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import Admin
from tests.ui.conftest import Scene
from voicedesk.audio.decode import decode
from voicedesk.audio.library import Recording, Recordings
from voicedesk.audio.phone import PHONE_RATE, alaw, narrow
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.sandbox.process import SandboxProcess
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.platform_echo import PlatformEcho


class Corner:
    """The widget with a message of 11 s, and a hand on both."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self._folder = scene, folder
        spoken = decode(resource("samples", "message-fr.mp3").read_bytes())
        self.sound = Sound(spoken.samples[: 11 * spoken.sample_rate], spoken.sample_rate)
        self.recording = self.add(self.sound, "first")
        self.echo = PlatformEcho(scene.context)
        self.heard: list[Path] = []
        self.echo.heard.connect(self.heard.append)
        scene.show(self.echo, 760, 120)
        self.echo.show_recording(self.recording)

    def add(self, sound: Sound, name: str) -> Recording:
        path = self._folder / f"{name}.wav"
        write_wav(sound, path)
        return Recordings(self.scene.workspace).add(path, Job())

    @property
    def badge(self) -> tuple[str, str]:
        found = self.scene.part("platform-badge")
        assert isinstance(found, Badge)
        return found.kind, found.text()

    @property
    def finding(self) -> str:
        """What the banner says, empty while it is not shown."""
        found = self.scene.part("platform-finding")
        assert isinstance(found, Banner)
        words = f"{found.accessibleName()} {found.accessibleDescription()}".strip()
        return words if found.isVisible() else ""

    def compare(self) -> None:
        self.scene.click("compare-platform")
        self.scene.until(lambda: bool(self.finding))

    def known(self, text: str) -> None:
        self.scene.until(lambda: self.badge[1] == text)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Admin, Path]]:
    data = tmp_path_factory.mktemp("platform")
    with SandboxProcess(data=data, speed=0) as process:
        yield Admin(process), data / "sandbox.db"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in this test, and nothing else."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def corner(
    shared: tuple[Admin, Path], tmp_path: Path, temporary: Path, qtbot: QtBot, dressed: None
) -> Iterator[Corner]:
    with shared[0].client() as client:
        scene = Scene(tmp_path, client, qtbot)
        made = Corner(scene, tmp_path)
        yield made
        shared[0].faults()
        scene.close()


@pytest.fixture
def give(shared: tuple[Admin, Path]) -> Callable[[Sound], None]:
    """From now on this is what the platform has for the recipients."""

    def changed(sound: Sound) -> None:
        with sqlite3.connect(shared[1]) as db:
            db.execute("UPDATE files SET data = ? WHERE path LIKE '%.pcm'", (alaw(sound),))
        db.close()

    return changed


def test_what_was_heard_is_what_will_be_sent(corner: Corner, temporary: Path) -> None:
    assert corner.badge == ("neutral", "Not yet sent to the platform")
    corner.compare()
    assert corner.finding == "What you heard is what will be sent."
    assert corner.badge == ("ok", "On the platform")
    (path,) = corner.heard
    assert decode(path.read_bytes()).sample_rate == PHONE_RATE
    corner.echo.show_recording(corner.recording)  # renamed, say: the same sound
    assert corner.finding
    assert path.exists()
    corner.echo.show_recording(corner.add(narrow(corner.sound), "edited"))
    assert not corner.finding
    assert list(temporary.iterdir()) == []
    assert corner.badge == ("neutral", "Not yet sent to the platform")
    corner.echo.show_recording(corner.recording)
    corner.known("On the platform")


def test_what_differs_is_told_with_its_figures(
    corner: Corner, give: Callable[[Sound], None]
) -> None:
    corner.compare()
    samples = narrow(corner.sound).samples
    give(Sound((samples // 4)[: -PHONE_RATE // 2], PHONE_RATE))
    corner.compare()
    assert corner.finding == (
        "What will be sent is not what you heard. It is 0.5\u00a0s shorter."
        " It is 12.0\u00a0dB fainter. Listen to the platform's file before you send it."
    )
    noise = np.random.default_rng(1).normal(0, 4_000, (len(samples) + PHONE_RATE, 1))
    give(Sound(noise.astype(np.int16), PHONE_RATE))
    corner.compare()
    assert "It is 1.0\u00a0s longer. It is " in corner.finding
    assert "dB louder. At its worst place the sound is only 0% the same." in corner.finding
    assert len(corner.heard) == 3


def test_without_an_account_it_is_refused_with_the_reason(
    lonely_scene: Scene, tmp_path: Path
) -> None:
    corner = Corner(lonely_scene, tmp_path)
    button = corner.scene.part("compare-platform")
    assert not button.isEnabled()
    assert button.toolTip().startswith("No platform is chosen.")
    corner.echo.compare()  # by a key, say
    assert not corner.scene.tasks._running
    assert corner.badge == ("neutral", "Not yet sent to the platform")


def test_a_message_that_cannot_be_sent_is_refused_with_the_reason(corner: Corner) -> None:
    short = Sound(corner.sound.samples[: corner.sound.sample_rate], corner.sound.sample_rate)
    corner.echo.show_recording(corner.add(short, "short"))
    button = corner.scene.part("compare-platform")
    assert not button.isEnabled()
    assert button.toolTip().startswith("The platform would not take it: the message ")
    assert "10" in button.toolTip()  # seconds
    corner.echo.show_recording(corner.recording)
    assert button.isEnabled()
    corner.echo.show_recording(None)
    assert not button.isEnabled()


def test_it_shows_where_it_is_and_can_be_stopped(
    corner: Corner, shared: tuple[Admin, Path], temporary: Path
) -> None:
    shared[0].faults({"on": "files.read", "fault": "drip", "seconds": 3})
    corner.scene.click("compare-platform")
    step = corner.scene.part("comparing-step")
    corner.scene.until(lambda: step.text() == "Fetching the platform's file")
    assert corner.scene.seen("comparing-progress")
    assert not corner.scene.seen("compare-platform")
    assert list(temporary.iterdir())
    corner.scene.click("stop-comparing")
    assert corner.scene.seen("compare-platform")
    assert not corner.scene.seen("comparing-progress")
    corner.known("On the platform")  # what was uploaded stays there
    corner.scene.until(lambda: list(temporary.iterdir()) == [])
    assert not corner.finding
    assert corner.heard == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("truncate", "The platform broke off without an answer."),
        ("garbage", "The answer is not the platform's (status 200)."),
        ("expire", "The platform does not hand out its file of this message (status 401)."),
    ],
)
def test_a_fault_is_told_and_can_be_tried_again(
    corner: Corner, shared: tuple[Admin, Path], temporary: Path, fault: str, words: str
) -> None:
    shared[0].faults({"on": "files.read", "fault": fault})
    corner.compare()
    assert corner.finding.startswith(f"Nothing was compared. {words}")
    corner.scene.until(lambda: list(temporary.iterdir()) == [])
    shared[0].faults()
    corner.compare()
    assert corner.finding == "What you heard is what will be sent."


def test_hiding_the_page_ends_it(corner: Corner, shared: tuple[Admin, Path]) -> None:
    shared[0].faults({"on": "files.read", "fault": "hang", "seconds": 1})
    corner.scene.click("compare-platform")
    corner.echo.hide()
    assert not corner.scene.tasks.is_running("platform-echo.compare")
    corner.echo.show()
    assert corner.scene.seen("compare-platform")
