"""Recording through the dialog: clicks and keys, at the pace of a real microphone."""

import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.ui.conftest import Scene
from tests.ui.microphone import RATE, TONE, ToneMicrophones
from voicedesk.audio import capture
from voicedesk.audio.capture import captures_folder, recover
from voicedesk.ui.record_dialog import RecordDialog
from voicedesk.ui.recorder import Recorder, State

LEFT = Qt.MouseButton.LeftButton


class Booth:
    """The open dialog over tone microphones, with a hand on it."""

    def __init__(
        self, scene: Scene, *names: str, before: Callable[[ToneMicrophones], object] = id
    ) -> None:
        self.scene = scene
        self.microphones = ToneMicrophones(*names)
        before(self.microphones)
        self.stand = QWidget()
        scene.show(self.stand, 800, 600)
        self.dialog = RecordDialog(scene.context, self.stand, self.microphones)
        self.kept: list[Path] = []
        self.gone: list[int] = []
        self.dialog.recorded.connect(self.kept.append)
        self.dialog.finished.connect(self.gone.append)
        self.dialog.open()

    @property
    def recorder(self) -> Recorder:
        return self.dialog._recorder

    @property
    def folder(self) -> Path:
        return captures_folder(self.scene.workspace)

    def part(self, name: str) -> Any:
        found = self.dialog.findChild(QWidget, name)
        assert found is not None, name
        return found

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def click(self, name: str) -> None:
        part = self.part(name)
        self.until(lambda: part.isVisible() and part.isEnabled())
        QTest.mouseClick(part, LEFT)

    def record(self, seconds: float) -> None:
        """To ``seconds`` in all, still recording."""
        self.click("record-toggle")
        self.until(lambda: self.recorder.recorded_s >= seconds)

    def stop(self) -> None:
        self.click("record-stop")
        self.until(lambda: bool(self.part("record-deed").isVisible()))

    def files(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.exists() else []

    def banner(self) -> str:
        banner = self.part("record-banner")
        words = f"{banner.accessibleName()} {banner.accessibleDescription()}".strip()
        return words if banner.isVisible() else ""

    def advice(self) -> str:
        return str(self.part("record-advice").text())

    def settle(self) -> None:
        self.until(lambda: not self.scene.tasks._running)


@pytest.fixture
def scene(lonely_scene: Scene) -> Scene:
    return lonely_scene


@pytest.fixture
def booth(scene: Scene) -> Iterator[Booth]:
    made = Booth(scene, "Headset", "Webcam")
    made.until(lambda: made.recorder.state is State.listening)
    yield made
    if not made.gone:
        made.dialog.done(0)
    assert all(stream.closed for stream in made.microphones.streams)


def samples(path: Path) -> tuple[int, "np.ndarray[Any, np.dtype[np.int16]]"]:
    with wave.open(str(path)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


def pitch(path: Path) -> float:
    rate, heard = samples(path)
    strength = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(np.argmax(strength) * rate / len(heard))


def test_recorded_heard_and_kept(booth: Booth) -> None:
    assert booth.part("record-left").text() == "up to 5:00"
    booth.record(1.0)
    assert booth.part("record-left").text() == "Recording, 4:58 left"
    assert booth.part("record-time").text().startswith("0:01.")
    booth.stop()
    assert not booth.part("record-toggle").isVisible()
    booth.click("record-listen")
    booth.until(lambda: booth.part("record-position").text() > "0:00.3")
    booth.click("record-deed")
    assert booth.gone == [QDialog.DialogCode.Accepted]
    (path,) = booth.kept
    assert booth.files() == [path]
    assert samples(path)[0] == RATE
    assert 1.0 <= len(samples(path)[1]) / RATE < 2.0
    assert abs(pitch(path) - TONE) < 1


def test_with_keys_alone_and_a_pause_is_left_out(booth: Booth) -> None:
    def press(key: Qt.Key) -> None:
        focus = booth.dialog.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)

    assert booth.dialog.focusWidget() is booth.part("record-toggle")
    press(Qt.Key.Key_Space)
    booth.until(lambda: booth.recorder.recorded_s > 0.4)
    press(Qt.Key.Key_Space)
    assert booth.recorder.state is State.paused
    assert booth.part("record-toggle").text() == "Go on recording"
    before = booth.recorder.recorded_s
    booth.scene.bot.wait(400)
    assert booth.recorder.recorded_s == before
    press(Qt.Key.Key_Space)
    booth.until(lambda: booth.recorder.recorded_s > before + 0.3)
    press(Qt.Key.Key_Tab)
    assert booth.dialog.focusWidget() is booth.part("record-stop")
    press(Qt.Key.Key_Space)
    booth.until(lambda: booth.dialog.focusWidget() is booth.part("record-listen"))
    while booth.dialog.focusWidget() is not booth.part("record-deed"):
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    (path,) = booth.kept
    assert len(samples(path)[1]) / RATE < before + 0.3 + 0.35


def test_escape_asks_before_two_seconds_are_lost(booth: Booth) -> None:
    booth.microphones.pace = 5.0
    booth.record(2.5)
    QTest.keyClick(booth.dialog, Qt.Key.Key_Escape)
    assert booth.recorder.state is State.paused
    booth.click("record-question-leave")
    assert not booth.gone
    booth.stop()
    QTest.keyClick(booth.dialog, Qt.Key.Key_Escape)
    booth.click("record-question-deed")
    assert booth.gone == [QDialog.DialogCode.Rejected]
    booth.settle()
    assert booth.files() == []
    assert booth.kept == []


@pytest.mark.parametrize("stopped", [False, True])
def test_a_moment_is_thrown_away_without_asking(booth: Booth, stopped: bool) -> None:
    booth.record(0.3)
    if stopped:
        booth.stop()
    QTest.keyClick(booth.dialog, Qt.Key.Key_Escape)
    assert booth.gone == [QDialog.DialogCode.Rejected]
    booth.settle()
    booth.until(lambda: booth.files() == [])


def test_record_again_replaces_it(booth: Booth) -> None:
    booth.record(0.3)
    booth.stop()
    (first,) = booth.files()
    booth.click("record-again")
    booth.until(lambda: booth.recorder.state is State.listening)
    assert booth.part("record-time").text() == "0:00.0"
    booth.record(0.5)
    booth.stop()
    booth.click("record-deed")
    booth.settle()
    assert booth.files() == booth.kept != [first]


def test_an_unplugged_microphone_keeps_the_recording(booth: Booth) -> None:
    booth.record(0.5)
    booth.microphones.plug("Webcam")
    booth.until(lambda: "is gone" in booth.banner())
    assert "kept" in booth.banner()
    booth.click("record-deed")
    assert len(samples(booth.kept[0])[1]) >= 0.5 * RATE


def test_a_microphone_that_falls_silent_for_good_is_noticed(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicedesk.ui.recorder._PATIENCE_S", 0.3)
    booth.record(0.4)
    booth.microphones.dead = True
    booth.until(lambda: "is gone" in booth.banner())
    assert booth.part("record-deed").isVisible()


def test_microphones_come_and_go(booth: Booth) -> None:
    combo = booth.part("record-microphone")
    QTest.keyClick(combo, Qt.Key.Key_Down)
    booth.until(lambda: booth.recorder.key == b"Webcam")
    booth.microphones.plug("Headset")
    booth.until(lambda: booth.recorder.key == b"Headset")
    booth.microphones.plug()
    assert "No microphone is connected" in booth.banner()
    assert not booth.part("record-toggle").isEnabled()
    assert booth.recorder.state is State.closed
    booth.microphones.plug("Desk")
    assert booth.recorder.key == b"Desk"
    assert booth.banner() == ""
    assert combo.currentText() == "Desk"
    booth.record(0.1)
    assert not combo.isEnabled()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("denied", "may not use the microphone"), ("refusing", "cannot be used")],
)
def test_no_way_to_the_microphone_is_said(scene: Scene, wrong: str, told: str) -> None:
    booth = Booth(scene, "Headset", before=lambda them: setattr(them, wrong, True))
    booth.until(lambda: told in booth.banner())
    assert not booth.part("record-toggle").isEnabled()
    QTest.keyClick(booth.dialog, Qt.Key.Key_Escape)
    assert booth.gone == [QDialog.DialogCode.Rejected]


def test_the_level_is_judged(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicedesk.ui.parts.level_meter._MEMORY_S", 0.2)
    monkeypatch.setattr("voicedesk.ui.parts.level_meter._LIGHT_S", 0.1)
    meter = booth.part("record-meter")
    for peak, advice, spoken in (
        (0.0001, "Speak", "nobody speaks"),
        (0.02, "Quiet", "−34 dB, quiet"),
        (1.0, "Too loud", "−0 dB, too loud"),
        (0.25, "A good level", "−12 dB, a good level"),
        (0.0, "Nothing is heard: the microphone is muted or blocked", "silence"),
    ):
        booth.microphones.peak = peak
        booth.until(lambda spoken=spoken: spoken in meter.spoken())  # type: ignore[misc]
        booth.until(lambda advice=advice: booth.advice().startswith(advice))  # type: ignore[misc]
        assert meter.clipping == (peak == 1.0)
    assert QAccessible.queryAccessibleInterface(meter).text(QAccessible.Text.Value) == "silence"
    assert meter.sizeHint().height() < 40
    assert not meter.grab().isNull()


def test_the_longest_recording_ends_by_itself_and_is_kept(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "LONGEST_S", 0.5)
    booth.click("record-toggle")
    booth.until(lambda: "longest possible" in booth.banner())
    booth.click("record-deed")
    assert len(samples(booth.kept[0])[1]) == 0.5 * RATE


def test_a_full_disk_is_said(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    booth.folder.parent.joinpath("captures").write_text("in the way")
    booth.click("record-toggle")
    booth.until(lambda: "cannot be saved" in booth.banner())
    assert booth.recorder.state is State.listening
    assert booth.part("record-toggle").isEnabled()


def test_a_window_closed_over_a_recording_leaves_it_to_be_recovered(scene: Scene) -> None:
    booth = Booth(scene, "Headset")
    booth.record(0.5)
    seconds = booth.recorder.recorded_s
    made = booth.recorder._capture
    assert made is not None
    thread = made._writer
    booth.recorder._capture = None  # as when the process goes without asking anybody
    del made
    thread.join(5)
    booth.dialog.reject()
    (path,) = recover(booth.folder)
    assert len(samples(path)[1]) / RATE == pytest.approx(seconds)


def test_the_window_never_waits(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes two seconds for everything is not felt."""
    slow = capture._write_all

    def write_slowly(file: Any, data: bytes) -> None:
        time.sleep(0.5)
        slow(file, data)

    monkeypatch.setattr(capture, "_write_all", write_slowly)
    booth.click("record-toggle")
    longest, until = 0.0, time.monotonic() + 1.0
    while time.monotonic() < until:
        before = time.monotonic()
        QApplication.processEvents()
        longest = max(longest, time.monotonic() - before)
        time.sleep(0.005)
    monkeypatch.undo()
    assert longest < 0.2
    QTest.keyClick(booth.dialog, Qt.Key.Key_Escape)
    booth.until(lambda: booth.files() == [])
