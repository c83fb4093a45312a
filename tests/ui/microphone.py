"""Microphones that hear a tone, at the pace of real ones, and can be plugged and unplugged."""

from time import monotonic

import numpy as np

from voicedesk.audio.sound import Samples
from voicedesk.base.errors import InputError
from voicedesk.ui.microphones import Microphone, Microphones, Stream

RATE = 16_000
TONE = 440.0


class ToneStream:
    """``pace`` seconds of sound a second, with ``peak`` of full scale; ``dead`` gives nothing."""

    def __init__(self, stage: "ToneMicrophones") -> None:
        self.sample_rate = RATE
        self._stage = stage
        self._at = 0
        self._since = monotonic()
        self.closed = False

    def read(self) -> Samples:
        assert not self.closed
        if self._stage.dead:
            return np.zeros((0, 1), np.int16)
        now = monotonic()
        frames = np.arange(
            self._at, self._at + round((now - self._since) * RATE * self._stage.pace)
        )
        self._since, self._at = now, self._at + len(frames)
        wave = np.sin(2 * np.pi * TONE * frames / RATE) * self._stage.peak * 32_767
        return np.rint(wave).astype(np.int16)[:, None]

    def close(self) -> None:
        self.closed = True


class ToneMicrophones(Microphones):
    """``names`` are plugged in; ``refusing`` opens none, ``denied`` is what the system answers."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = list(names)
        self.peak, self.pace, self.dead = 0.25, 1.0, False
        self.denied = self.refusing = False
        self.streams: list[ToneStream] = []

    def ask(self) -> None:
        self.allowed.emit(not self.denied)

    def all(self) -> list[Microphone]:
        return [Microphone(name.encode(), name, not i) for i, name in enumerate(self.names)]

    def open(self, key: bytes) -> Stream:
        if self.refusing or key.decode() not in self.names:
            raise InputError("microphone_refused" if self.refusing else "no_microphone")
        self.streams.append(ToneStream(self))
        return self.streams[-1]

    def plug(self, *names: str) -> None:
        self.names = list(names)
        self.changed.emit()
