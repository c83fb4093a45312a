"""The microphones of this computer, and the stream of samples one of them gives.

QtMultimedia is imported when they are first asked for: it takes a quarter of a second.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QMicrophonePermission, QObject, Qt, Signal, Slot

from voicedesk.audio.sound import FULL_SCALE, Samples
from voicedesk.base.errors import InputError

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QMediaDevices

HIGHEST_RATE = 48_000
# Qt's own quarter of a second is lost when the window stands still longer than that.
_BUFFER_S = 2.0


@dataclass(frozen=True)
class Microphone:
    """``key`` is the system's own, the same as long as it is plugged in; ``name`` is for people."""

    key: bytes
    name: str
    default: bool = False


class Stream(Protocol):
    """An open microphone. ``read`` never waits and raises InputError once it is gone."""

    sample_rate: int

    def read(self) -> Samples: ...  # shape (frames, 1)
    def close(self) -> None: ...


class Microphones(QObject):
    """What is plugged in. ``allowed`` answers :meth:`ask`.

    Of PulseAudio, Qt 6.11 hears that a microphone is gone only when another becomes the default.
    """

    changed = Signal()
    allowed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices: QMediaDevices | None = None

    def ask(self) -> None:
        """Whether the system lets us listen; it may put that question to the person first."""
        app = QCoreApplication.instance()
        assert app is not None
        if app.checkPermission(QMicrophonePermission()) is Qt.PermissionStatus.Undetermined:
            app.requestPermission(QMicrophonePermission(), self, self._answer)
        else:
            self._answer()

    def all(self) -> list[Microphone]:
        """The system's choice first."""
        usual = self._media().defaultAudioInput().id()
        found = [
            Microphone(_key(device), device.description(), device.id() == usual)
            for device in self._media().audioInputs()
        ]
        return sorted(found, key=lambda microphone: not microphone.default)

    def open(self, key: bytes) -> Stream:
        """Raises InputError: ``no_microphone`` once it is unplugged, ``microphone_refused`` where
        the system does not give it, as when another program has it for itself."""
        for device in self._media().audioInputs():
            if _key(device) == key:
                return _DeviceStream(device)
        raise InputError("no_microphone")

    @Slot()
    def _answer(self) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        status = app.checkPermission(QMicrophonePermission())
        self.allowed.emit(status is Qt.PermissionStatus.Granted)

    def _media(self) -> "QMediaDevices":
        if self._devices is None:
            from PySide6.QtMultimedia import QMediaDevices

            self._devices = QMediaDevices(self)
            self._devices.audioInputsChanged.connect(self.changed)
        return self._devices


class _DeviceStream:
    """Pulled from, never pushed to: Qt's threads then have no Python to wait for."""

    def __init__(self, device: "QAudioDevice") -> None:
        from PySide6.QtMultimedia import QAudioSource, QtAudio

        self._none = QtAudio.Error.NoError
        self._format = format_for(device)
        self.sample_rate = self._format.sampleRate()
        self._rest = b""
        self._source = QAudioSource(device, self._format)
        self._source.setBufferSize(self._format.bytesForDuration(round(_BUFFER_S * 1e6)))
        # None where there is no device after all, whatever the annotation says.
        self._bytes = self._source.start()
        if self._bytes is None or self._source.error() is not self._none:
            raise InputError("microphone_refused")

    def read(self) -> Samples:
        data = self._rest + self._bytes.readAll().data()
        if self._source.error() is not self._none:
            raise InputError("microphone_lost")
        whole = len(data) - len(data) % self._format.bytesPerFrame()
        self._rest = data[whole:]
        return as_mono(data[:whole], self._format)

    def close(self) -> None:
        self._source.stop()
        self._source.deleteLater()


def format_for(device: "QAudioDevice") -> "QAudioFormat":
    """16-bit mono at the device's own rate (48 kHz at most), else what the device likes best."""
    from PySide6.QtMultimedia import QAudioFormat

    liked = device.preferredFormat()
    wanted = QAudioFormat(liked)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    wanted.setChannelCount(1)
    for rate in (min(liked.sampleRate(), HIGHEST_RATE), liked.sampleRate()):
        wanted.setSampleRate(rate)
        if device.isFormatSupported(wanted):
            return wanted
    return liked


def as_mono(data: bytes, form: "QAudioFormat") -> Samples:
    """Whole frames in any of Qt's formats as 16-bit samples of shape (frames, 1).

    Channels are averaged; what is beyond full scale becomes full scale.
    """
    from PySide6.QtMultimedia import QAudioFormat

    kinds = QAudioFormat.SampleFormat
    if form.sampleFormat() is kinds.Int16 and form.channelCount() == 1:
        return np.frombuffer(data, np.int16).reshape(-1, 1)
    scaled: NDArray[np.float64]
    match form.sampleFormat():
        case kinds.UInt8:
            scaled = (np.frombuffer(data, np.uint8).astype(np.float64) - 128) * 256
        case kinds.Int16:
            scaled = np.frombuffer(data, np.int16).astype(np.float64)
        case kinds.Int32:
            scaled = np.frombuffer(data, np.int32) / 65_536.0
        case kinds.Float:
            scaled = np.frombuffer(data, np.float32).astype(np.float64) * FULL_SCALE
        case _:
            raise InputError("microphone_refused")
    mixed = scaled.reshape(-1, form.channelCount()).mean(axis=1, keepdims=True)
    samples: Samples = np.clip(np.rint(mixed), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


def _key(device: "QAudioDevice") -> bytes:
    return bytes(device.id().data())
