"""The ways in: files of every kind by dialog, drop and paste, a recording, a text read out."""

import wave
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from threading import Event

import av
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import Scene
from tests.ui.message_desk import LEFT, PLAIN, RATE, MessageDesk
from voicedesk.audio.capture import Capture, captures_folder
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Origin, Recording
from voicedesk.audio.sound import Sound
from voicedesk.base.jobs import Job
from voicedesk.ui import dialogs

CONTROL = Qt.KeyboardModifier.ControlModifier
NOISE = np.random.default_rng(5).integers(-4000, 4000, (round(10.5 * RATE), 1), np.int16)


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> MessageDesk:
    return MessageDesk(lonely_scene, tmp_path)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """The second file (``held``) is read only once the test lets go, or cancels."""
    begun, free = Event(), Event()
    add = Recordings.add

    def slowly(
        self: Recordings,
        path: Path,
        job: Job,
        name: str | None = None,
        origin: Origin = "imported",
        description: str = "",
    ) -> Recording:
        if path.stem == "held":
            begun.set()
            while not free.is_set():
                job.wait(0.02)
        return add(self, path, job, name, origin, description)

    monkeypatch.setattr(Recordings, "add", slowly)
    return begun, free


def copied(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drop(page: QWidget, *files: Path) -> None:
    data, move = copied(*files), Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(300, 300), move, data, LEFT, PLAIN)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(300, 300), move, data, LEFT, PLAIN))


def flac(path: Path) -> Path:
    with av.open(str(path), "w", format="flac") as file:
        stream = file.add_stream("flac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(NOISE.T, format="s16", layout="mono")
        frame.sample_rate = RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def capture(desk: MessageDesk) -> Path:
    """What the microphone gave, as the dialog hands it over."""
    made = Capture(captures_folder(desk.scene.workspace), RATE)
    made.append(NOISE)
    return made.finish()


def test_a_file_of_another_kind_is_chosen_converted_and_told(
    desk: MessageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.message("Before")
    asked: list[str] = []

    def choose(
        parent: QWidget, title: str, filters: list[str], chosen: Callable[[Path], None]
    ) -> None:
        asked.extend(filters)
        chosen(flac(desk.folder / "Jingle.flac"))

    monkeypatch.setattr(dialogs, "choose_file", choose)
    desk.open()
    desk.scene.click("import-message")
    desk.ready("Jingle")
    patterns = asked[0].replace("(", " ").replace(")", " ").split()
    for suffix in (".mp3", ".wav", ".m4a", ".ogg", ".opus", ".flac", ".aiff", ".wma"):
        assert f"*{suffix}" in patterns, suffix
    assert "1 message was imported" in desk.banner()
    assert "“Jingle” was converted to what the platform takes." in desk.banner()
    (made,) = [found for found in desk.library.all() if found.name == "Jingle"]
    assert (made.path.suffix, made.take.source.suffix) == (".wav", ".flac")
    assert desk.entries()[0] == "Jingle, 10 s · today, Ready"


def test_a_wrong_suffix_is_mended_and_told_once(desk: MessageDesk) -> None:
    wrong = copy(desk.tone("Notice.wav"), desk.folder / "Notice.mp3")
    desk.open()
    desk.page.import_files([Path(wrong)])
    desk.ready("Notice")
    assert "the file's name does not fit its kind" in desk.banner()
    (made,) = desk.library.all()
    assert made.path.suffix == ".wav"
    assert desk.entries() == ["Notice, 10 s · today, Ready"]
    desk.page.import_files([desk.tone("Other.wav")])
    desk.ready("Other")
    assert desk.banner() == ""


def test_several_files_say_how_far_they_are(desk: MessageDesk, held: tuple[Event, Event]) -> None:
    begun, free = held
    desk.open()
    drop(desk.page, desk.tone("One.wav"), desk.tone("held.wav"), desk.tone("Three.wav"))
    desk.until(begun.is_set)
    desk.until(lambda: desk.scene.seen("cancel-message-import"))
    assert desk.page._intake.words() == "Importing held.wav (2 of 3)…"
    desk.until(lambda: desk.names() == ["One"])  # what is there is seen at once
    free.set()
    desk.ready("Three")
    assert desk.names() == ["Three", "held", "One"]
    assert not desk.scene.seen("cancel-message-import")
    assert desk.banner() == ""


def test_an_import_is_cancelled_and_what_is_there_stays(
    desk: MessageDesk, held: tuple[Event, Event]
) -> None:
    begun, _ = held
    desk.open()
    drop(desk.page, desk.tone("One.wav"), desk.tone("held.wav"), desk.tone("Three.wav"))
    desk.until(begun.is_set)
    desk.scene.click("cancel-message-import")
    assert "The import was cancelled" in desk.banner()
    assert "1 message of 3 is in the library." in desk.banner()
    desk.ready("One")
    assert [found.name for found in desk.library.all()] == ["One"]
    desk.page.import_files([desk.tone("Four.wav")])  # and the door is open again
    desk.ready("Four")


def test_copied_files_are_pasted_by_key_and_by_menu(desk: MessageDesk) -> None:
    desk.message("Before")
    desk.open()
    QApplication.clipboard().setMimeData(copied(desk.tone("One.wav"), desk.tone("Two.wav")))
    desk.key(Qt.Key.Key_V, CONTROL)
    desk.ready("Two")
    assert desk.names() == ["Two", "One", "Before"]
    QApplication.clipboard().setMimeData(copied(desk.tone("Three.wav")))
    desk.menu("Paste")
    desk.ready("Three")
    QApplication.clipboard().setText("06 00 00 00 01")
    QTest.keyClick(desk.page, Qt.Key.Key_V, CONTROL)
    assert "There is nothing to paste" in desk.banner()


def test_a_recording_comes_in_and_its_capture_goes(desk: MessageDesk) -> None:
    desk.open()
    desk.scene.click("record-message")
    dialog = desk.dialog("record")
    dialog.recorded.emit(capture(desk))
    dialog.close()
    desk.until(lambda: len(desk.library.all()) == 1)
    (made,) = desk.library.all()
    assert made.name.startswith("Recording of ")
    assert made.take.origin == "recorded"
    desk.ready(made.name)
    assert not list(captures_folder(desk.scene.workspace).iterdir())


def test_what_a_crash_left_of_a_recording_is_brought_in_and_told(desk: MessageDesk) -> None:
    left = capture(desk)
    left.rename(left.with_suffix(".recording"))  # as a killed program leaves it
    desk.open()
    desk.until(lambda: len(desk.library.all()) == 1)
    (made,) = desk.library.all()
    desk.ready(made.name)
    assert "A recording that was interrupted is here" in desk.banner()
    assert made.name in desk.banner()
    assert made.duration_s == pytest.approx(10.5)
    assert not list(captures_folder(desk.scene.workspace).iterdir())


def test_a_capture_that_cannot_be_kept_stays_where_it_is(desk: MessageDesk) -> None:
    folder = captures_folder(desk.scene.workspace)
    folder.mkdir()
    path = folder / "20261009T082000-x.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 1, 0, "NONE", "NONE"))  # a rate at which nothing is recorded
        file.writeframes(bytes(40))
    desk.open()
    desk.until(lambda: "A recording could not be recovered" in desk.banner())
    assert path.exists()
    assert desk.library.all() == []


def test_a_text_that_was_read_out_comes_in_with_its_words(desk: MessageDesk) -> None:
    desk.open()
    desk.scene.click("speak-message")
    dialog = desk.dialog("speak")
    dialog.spoken.emit(Sound(NOISE, RATE), "Tyres", "Your winter tyres are here.")
    dialog.close()
    desk.ready("Tyres")
    (made,) = desk.library.all()
    assert made.take.origin == "spoken"
    assert made.description == "Your winter tyres are here."
