"""Hearing again what was just recorded."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.progress import Progress
from voicedesk.ui.player import Player


class Listening(QWidget):
    """One WAV file of ours: a button, how far it is, and the time."""

    unplayable = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._duration = 0.0
        self._player = Player(self)
        self._player.choose("original")
        self.button = Button(parent=self)
        self.button.setObjectName("record-listen")
        self._line = Progress(tr("Position"), parent=self)
        self._time = Label(role="text2", figures=True, parent=self)
        self._time.setObjectName("record-position")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GROUP)
        row.addWidget(self.button)
        row.addWidget(self._line, 1)
        row.addWidget(self._time)
        self.button.clicked.connect(self._player.toggle)
        self._player.moved.connect(self._show_place)
        self._player.playing_changed.connect(self._show_state)
        self._player.failed.connect(self.unplayable)
        self._show_state(False)

    def load(self, path: Path, duration_s: float) -> None:
        """Stand at the start of this file, which stays open until :meth:`unload`."""
        self._duration = duration_s
        self._player.load(path, path, duration_s)
        self._show_place(0.0)

    def pause(self) -> None:
        self._player.pause()

    def unload(self) -> None:
        """Stop, and let go of the file."""
        self._player.unload()

    @Slot(float)
    def _show_place(self, seconds: float) -> None:
        self._line.set_share(seconds / self._duration if self._duration else 0.0)
        self._time.setText(
            tr("{at} of {end}", at=clock(seconds), end=clock(self._duration)),
        )

    @Slot(bool)
    def _show_state(self, playing: bool) -> None:
        self.button.set_icon("pause" if playing else "play")
        self.button.setText(tr("Pause") if playing else tr("Listen"))
