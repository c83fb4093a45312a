"""The workshop with a hand on it, and messages that are good, faint or too long silent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from voicedesk.audio.edits import Edit, Level
from voicedesk.audio.library import Recording, Recordings
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.waveform import Waveform
from voicedesk.ui.player import Player
from voicedesk.ui.rendition import render
from voicedesk.ui.workshop import Workshop

WAIT = 10_000
RATE = 8_000
LEFT = Qt.MouseButton.LeftButton


class Bench:
    """The workshop with a hand on it. It answers what is wanted as the page does, but at once."""

    def __init__(self, workspace: Workspace, shop: Workshop, folder: Path) -> None:
        self.library, self.shop, self.folder = Recordings(workspace), shop, folder
        self.wanted: list[tuple[Any, ...]] = []
        self.answers = True
        shop.edit_wanted.connect(self._edit)
        shop.undo_wanted.connect(self._undo)
        shop.redo_wanted.connect(self._redo)
        shop.take_wanted.connect(self._use_take)
        shop.take_deletion_wanted.connect(self._delete_take)

    def show(self, recording: Recording) -> None:
        self.shop.show_recording(recording)
        if self.shop.rendition is None:
            self.shop.give(render(recording, Job()))
        QTest.qWait(1)  # what was replaced goes, what is new is laid out

    def part(self, name: str) -> Any:
        found = self.shop.findChild(QObject, name)
        assert found is not None, name
        return found

    def button(self, name: str) -> Button:
        found = self.part(name)
        assert isinstance(found, Button)
        return found

    def click(self, name: str) -> None:
        widget = self.part(name)
        assert widget.isVisible(), name
        assert widget.isEnabled(), (name, widget.toolTip())
        QTest.mouseClick(widget, LEFT)

    def choose(self, action: str) -> None:
        """An entry of the menu of takes."""
        entry = self.part(action)
        assert entry.isEnabled(), action
        entry.trigger()

    def type(self, name: str, text: str) -> None:
        line = self.part(name)
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    @property
    def wave(self) -> Waveform:
        found = self.part("waveform")
        assert isinstance(found, Waveform)
        return found

    @property
    def player(self) -> Player:
        found = self.part("player")
        assert isinstance(found, Player)
        return found

    @property
    def recording(self) -> Recording:
        found = self.shop.recording
        assert found is not None
        return found

    def text(self, name: str) -> str:
        return str(self.part(name).text())

    def badges(self) -> dict[str, str]:
        found = self.shop.findChildren(Badge)
        return {badge.text(): badge.kind for badge in found if badge.isVisible()}

    def words(self) -> str:
        found = self.shop.findChildren(QLabel)
        return "\n".join(label.text() for label in found if label.isVisible())

    def _edit(self, recording_id: str, edits: tuple[Edit, ...]) -> None:
        self.wanted.append(("edit", recording_id, edits))
        if self.answers:
            self.show(self.library.edit(recording_id, edits, Job()))

    def _undo(self, recording_id: str) -> None:
        self.wanted.append(("undo", recording_id))
        self.show(self.library.undo(recording_id, Job()))

    def _redo(self, recording_id: str) -> None:
        self.wanted.append(("redo", recording_id))
        self.show(self.library.redo(recording_id, Job()))

    def _use_take(self, recording_id: str, ordinal: int) -> None:
        self.show(self.library.use_take(recording_id, ordinal))

    def _delete_take(self, recording_id: str, ordinal: int) -> None:
        self.show(self.library.delete_take(recording_id, ordinal))


def speech(seconds: float, *, peak: float = 0.3) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Something with the pauses and the ups and downs of speech, all of it in a phone's band."""
    time = np.arange(round(seconds * RATE)) / RATE
    tune = sum(np.sin(2 * np.pi * pitch * time) / 3 for pitch in (400, 900, 1_700))
    swell: np.ndarray[Any, np.dtype[np.float64]] = tune * peak * (0.6 + 0.4 * np.sin(9 * time))
    return swell


def kept(bench: Bench, *parts: np.ndarray[Any, np.dtype[np.float64]], name: str) -> Recording:
    """A message of these parts, in the library."""
    samples = np.rint(np.concatenate(parts) * 32_767).astype(np.int16).reshape(-1, 1)
    path = bench.folder / f"{name}.wav"
    write_wav(Sound(samples, RATE), path)
    return bench.library.add(path, Job(), name)


def good(bench: Bench, seconds: float = 11) -> Recording:
    """Nothing is wrong with it."""
    recording = kept(bench, speech(seconds), name="Tyres")
    return bench.library.edit(recording.id, [Level()], Job())


def faint(bench: Bench) -> Recording:
    """Too faint, and with a long pause in the middle."""
    pause = np.zeros(3 * RATE)
    parts = (speech(5, peak=0.01), pause, speech(5, peak=0.01))
    return kept(bench, *parts, name="Open days")


def at(wave: Waveform, second: float) -> QPoint:
    """The knob of a handle at that second, of a sound seen whole."""
    x = 7 + second / wave.duration() * (wave.width() - 14)
    return QPoint(round(x), (24 + wave.height() - 36) // 2)


def drag(wave: Waveform, start: float, end: float) -> None:
    first, last = at(wave, start), at(wave, end)
    QTest.mousePress(wave, LEFT, Qt.KeyboardModifier.NoModifier, first)
    QTest.mouseMove(wave, (first + last) / 2)
    QTest.mouseMove(wave, last)
    QTest.mouseRelease(wave, LEFT, Qt.KeyboardModifier.NoModifier, last)


def until(bench: Bench, holds: Callable[[], bool]) -> None:
    for _ in range(WAIT // 10):
        if holds():
            return
        QTest.qWait(10)
    raise AssertionError("it did not come")
