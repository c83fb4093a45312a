"""Records from a microphone: its level all the time, its samples into a capture while wanted."""

from dataclasses import dataclass
from enum import Enum
from math import log10
from pathlib import Path
from time import monotonic

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from voicedesk.audio.capture import Capture, longest_s
from voicedesk.audio.sound import FULL_SCALE, Samples
from voicedesk.base.errors import InputError
from voicedesk.ui.microphones import Microphones, Stream

FLOOR_DB = -60.0
_TICK_MS = 40
_WINDOW_S = 0.05
_CLIPPED = FULL_SCALE - 8  # a converter at its end stays within a few steps of it
# A sound server that died says nothing at all. Some microphones take a second to begin.
_PATIENCE_S = 3.0


class State(Enum):
    """``closed``: no microphone is open. ``listening``: the level shows, nothing is kept."""

    closed = "closed"
    listening = "listening"
    recording = "recording"
    paused = "paused"


@dataclass(frozen=True)
class Level:
    """Of the last 50 ms, in dB of full scale, −60 at least. ``silent``: not one sample but 0."""

    peak_db: float
    rms_db: float
    clipped: bool
    silent: bool


class Recorder(QObject):
    """One microphone, one recording at a time.

    The microphone stays open in a pause: nothing of the first syllable is missing afterwards.
    ``ended`` carries the capture when it ended by itself and why: None (full), or the InputError
    ``microphone_lost`` or ``recording_unwritable``. ``lost`` comes where nothing was recorded yet.
    """

    levelled = Signal(object)  # Level, twenty-five times a second
    state_changed = Signal(object)  # State
    ended = Signal(object, object)  # Capture, InputError | None
    lost = Signal(object)  # InputError

    def __init__(self, microphones: Microphones, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._microphones = microphones
        self._stream: Stream | None = None
        self._key = b""
        self._capture: Capture | None = None
        self._state = State.closed
        self._last = np.zeros((0, 1), np.int16)
        self._heard = 0.0  # when the last samples came
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        microphones.changed.connect(self._check_plug)

    @property
    def state(self) -> State:
        return self._state

    @property
    def key(self) -> bytes:
        """Of the open microphone; empty without one."""
        return self._key

    @property
    def recorded_s(self) -> float:
        return 0.0 if self._capture is None else self._capture.duration_s

    @property
    def left_s(self) -> float:
        """What can still be recorded; 0 without a microphone."""
        if self._stream is None:
            return 0.0
        return longest_s(self._stream.sample_rate) - self.recorded_s

    def listen(self, key: bytes) -> None:
        """Open this microphone in place of another. Raises InputError, and is closed then."""
        self.close()
        self._stream, self._key = self._microphones.open(key), key
        self._last = np.zeros((0, 1), np.int16)
        self._heard = monotonic()
        self._timer.start()
        self._turn(State.listening)

    def record(self, folder: Path) -> None:
        """Begin a recording in ``folder``, where a microphone is open."""
        self._tick()  # what was said before the button was pressed is not wanted
        if self._stream is None or self._capture is not None:
            return
        self._capture = Capture(folder, self._stream.sample_rate)
        self._turn(State.recording)

    def pause(self) -> None:
        if self._state is State.recording:
            self._tick()
        if self._state is State.recording:
            self._turn(State.paused)

    def resume(self) -> None:
        self._tick()  # what was said in the pause is not wanted either
        if self._state is State.paused:
            self._turn(State.recording)

    def end(self) -> Capture | None:
        """Close the microphone; the recording, to be finished or discarded, if there is one."""
        if self._state is State.recording:
            self._tick()
        made, self._capture = self._capture, None
        self._shut()
        return made

    def close(self) -> None:
        """Close the microphone; a recording that was not ended is thrown away."""
        made = self.end()
        if made is not None:
            made.discard()

    @Slot()
    def _tick(self) -> None:
        if self._stream is None:
            return
        try:
            new = self._pull(self._stream)
        except InputError as error:
            self._break_off(error)
            return
        made = self._capture
        if made is not None and self._state is State.recording:
            made.append(new)
            if made.full or made.failure is not None:
                self._break_off(made.failure)
                return
        if len(new):
            self.levelled.emit(self._level())

    def _pull(self, stream: Stream) -> Samples:
        """What came since the last time. Raises InputError where nothing comes any more."""
        new = stream.read()
        if len(new):
            self._heard = monotonic()
            window = round(stream.sample_rate * _WINDOW_S)
            self._last = np.concatenate([self._last, new])[-window:]
        elif monotonic() - self._heard > _PATIENCE_S:
            raise InputError("microphone_lost")
        return new

    def _level(self) -> Level:
        values = np.abs(self._last.astype(np.float64))
        peak, rms = float(values.max()), float(np.sqrt(np.square(values).mean()))
        return Level(_decibels(peak), _decibels(rms), peak >= _CLIPPED, peak == 0)

    @Slot()
    def _check_plug(self) -> None:
        """Sound servers move an orphaned stream to another source: nobody wants to record that."""
        if self._stream is not None and not any(
            microphone.key == self._key for microphone in self._microphones.all()
        ):
            self._break_off(InputError("microphone_lost"))

    def _break_off(self, error: InputError | None) -> None:
        made, self._capture = self._capture, None
        self._shut()
        if made is not None:
            self.ended.emit(made, error)
        elif error is not None:
            self.lost.emit(error)

    def _shut(self) -> None:
        self._timer.stop()
        if self._stream is not None:
            self._stream.close()
        self._stream, self._key = None, b""
        self._turn(State.closed)

    def _turn(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)


def _decibels(value: float) -> float:
    return max(FLOOR_DB, 20 * log10(value / FULL_SCALE)) if value > 0 else FLOOR_DB
