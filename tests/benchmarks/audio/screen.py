"""The page of messages in a process of its own: figures as JSON.

gap FILE HOME        how long the window stands still while the file is imported and shown
frame SECONDS        what a frame of the waveform costs: the playhead moves, or the zoom changes

See ``tests/benchmarks/contacts/screen.py`` for the heart. Offscreen, so that it runs anywhere.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from tests.benchmarks.contacts.screen import Heart
from voicedesk.audio.sound import Sound
from voicedesk.audio.waveform import Pyramid
from voicedesk.base.workspace import Workspace
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.messages_page import MessagesPage
from voicedesk.ui.parts.waveform import Waveform
from voicedesk.ui.tasks import Tasks

FRAMES = 200
IDLE_SECONDS = 1.0
WIDTH, HEIGHT = 748, 260
RATE = 16_000


def gap(file: Path, home: Path) -> dict[str, float]:
    """Milliseconds: the longest pause of an idle window, and the longest one of the import."""
    app = QApplication([])
    look.apply(app)
    with Workspace(home) as workspace:
        tasks = Tasks()
        page = MessagesPage(Context(workspace, tasks, None, practice=True))
        page.resize(1076, 772)
        page.show()
        page.refresh()
        gc.collect()
        gc.freeze()  # as the program does, once its window is shown
        heart = Heart()
        started = time.perf_counter()
        idle = heart.longest_ms(lambda: time.perf_counter() - started > IDLE_SECONDS)
        page.import_file(file)
        found = heart.longest_ms(lambda: _is_shown(page, tasks))
        tasks.close()
        page.hide()
        page.deleteLater()
        app.processEvents()
    return {"idle_ms": idle, "gap_ms": found}


def _is_shown(page: MessagesPage, tasks: Tasks) -> bool:
    waveform = page.findChild(Waveform, "waveform")
    return waveform is not None and waveform.isEnabled() and not tasks._running


@dataclass(frozen=True, eq=False)
class _Picture:
    """A sound as the waveform draws it."""

    pyramid: Pyramid

    @property
    def frames(self) -> int:
        return self.pyramid.frames

    @property
    def sample_rate(self) -> int:
        return self.pyramid.sample_rate

    def columns(self, start: int, end: int, count: int) -> NDArray[np.float32]:
        return self.pyramid.columns(start, end, count)


def frame(seconds: int) -> dict[str, float]:
    """Milliseconds, medians."""
    app = QApplication([])
    look.apply(app)
    waveform = Waveform(editable=True)
    waveform.resize(WIDTH, HEIGHT)
    waveform.show()
    # Noise: its bars are as high at any zoom, so that only the length differs.
    said = np.random.default_rng(1).integers(-9_000, 9_000, (seconds * RATE, 1), np.int16)
    waveform.set_sound(_Picture(Pyramid(Sound(said, RATE))))
    waveform.setEnabled(True)
    app.processEvents()  # exposed only then, and painted

    def move(number: int) -> None:
        waveform.set_position(seconds * number / FRAMES)

    def zoom(number: int) -> None:
        waveform.show_all() if number % 8 == 0 else waveform.zoom_in()

    found = {"play_ms": _timed(waveform, move), "zoom_ms": _timed(waveform, zoom)}
    waveform.hide()
    waveform.deleteLater()
    app.processEvents()
    return found


def _timed(waveform: Waveform, change: Callable[[int], None]) -> float:
    taken = []
    for number in range(FRAMES):
        started = time.thread_time()  # not what else this machine does meanwhile
        change(number)
        waveform.repaint()
        taken.append(time.thread_time() - started)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    if sys.argv[1] == "gap":
        print(json.dumps(gap(Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        print(json.dumps(frame(int(sys.argv[2]))))
