"""Records from a device of this machine in a process of its own; says what came of it as JSON.

    python -m tests.ui.recording_driver FOLDER WHAT…

loop: a tone is played and recorded, then kept. often: a microphone is opened and closed fifty
times. unplug: the microphone goes while it records. nothing: the dialog opens and closes. forever:
it records until it is killed.
"""

import json
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from voicedesk.base.workspace import Workspace
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.microphones import Microphones
from voicedesk.ui.player import Player
from voicedesk.ui.record_dialog import RecordDialog
from voicedesk.ui.recorder import Recorder, State
from voicedesk.ui.tasks import Tasks

RATE, TONE = 44_100, 440.0


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        QTest.qWait(10)


def pactl(*words: str) -> str:
    ran = subprocess.run(["pactl", *words], check=True, capture_output=True, text=True, timeout=10)
    return ran.stdout.strip()


class Desk:
    """The dialog on a workspace in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.tasks = Tasks()
        self.workspace = Workspace(folder / "workspace")
        self.stand = QWidget()
        self.stand.show()
        context = Context(self.workspace, self.tasks, None, practice=True)
        self.dialog = RecordDialog(context, self.stand)
        self.recorder = self.dialog._recorder
        self.kept: list[Path] = []
        self.dialog.recorded.connect(self.kept.append)
        self.dialog.open()

    def part(self, name: str) -> Any:
        return self.dialog.findChild(QWidget, f"record-{name}")

    def click(self, name: str) -> None:
        until(lambda: bool(self.part(name).isVisible() and self.part(name).isEnabled()))
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def record(self, seconds: float) -> None:
        self.click("toggle")
        until(lambda: self.recorder.recorded_s >= seconds)

    def banner(self) -> str:
        part = self.part("banner")
        words = f"{part.accessibleName()} {part.accessibleDescription()}"
        return words if part.isVisible() else ""

    def close(self) -> None:
        self.dialog.done(0)
        self.tasks.close()
        self.workspace.close()


def loop(desk: Desk, folder: Path) -> None:
    tone, player = folder / "tone.wav", Player()
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        wave_form = np.sin(2 * np.pi * TONE * np.arange(RATE * 8) / RATE) * 8_000
        file.writeframes(wave_form.astype("<i2").tobytes())
    player.load(tone, tone, 8.0)
    player.play()
    until(lambda: desk.part("meter").verdict == "good")
    desk.record(1.0)
    spoken = desk.part("meter").spoken()
    desk.click("toggle")
    assert desk.recorder.state is State.paused
    desk.click("toggle")
    until(lambda: desk.recorder.recorded_s >= 2.0)
    desk.click("stop")
    player.unload()
    desk.click("deed")
    say(path=str(desk.kept[0]), spoken=spoken)


def forever(desk: Desk, folder: Path) -> None:
    until(lambda: desk.recorder.state is State.listening)
    desk.record(0.01)
    say(recording=True)
    until(lambda: False, 60)


def unplug(desk: Desk, folder: Path) -> None:
    # Of PulseAudio, Qt 6.11 hears that a source is gone only when another becomes the default.
    module = pactl("load-module", "module-remap-source", "master=out.monitor", "source_name=doomed")
    pactl("set-default-source", "doomed")
    microphones = desk.dialog._microphones
    until(lambda: microphones.all()[0].key == b"doomed")
    desk.dialog._check.chosen.emit(b"doomed")
    desk.record(0.6)
    pactl("unload-module", module)
    until(lambda: desk.banner() != "")
    until(lambda: bool(desk.part("deed").isVisible()))
    banner = desk.banner()
    desk.click("deed")
    say(path=str(desk.kept[0]), banner=banner)


def nothing(desk: Desk, folder: Path) -> None:
    until(lambda: desk.banner() != "")
    say(banner=desk.banner(), toggle=desk.part("toggle").isEnabled())


def often(folder: Path) -> None:
    """Neither stuck nor leaking: threads and open files stay as many as they were."""
    microphones = Microphones()
    recorder = Recorder(microphones)
    heard: list[object] = []
    recorder.levelled.connect(heard.append)
    counts = []
    for number in range(50):
        recorder.listen(microphones.all()[0].key)
        recorder.record(folder)
        QTest.qWait(60 if number % 10 else 150)
        recorder.close()
        if number % 10 == 9:
            QTest.qWait(100)
            counts.append([len(list(Path(f"/proc/self/{name}").iterdir())) for name in COUNTED])
    say(heard=len(heard), counts=counts)


COUNTED = ("task", "fd")


def on_desk(work: Callable[[Desk, Path], None], folder: Path) -> None:
    desk = Desk(folder)
    work(desk, folder)
    desk.close()


def main(folder: Path, names: list[str]) -> None:
    application = QApplication([])
    look.apply(application)
    works = {"loop": loop, "forever": forever, "unplug": unplug, "nothing": nothing}
    for name in names:
        if name == "often":
            often(folder / "often")
        else:
            on_desk(works[name], folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
