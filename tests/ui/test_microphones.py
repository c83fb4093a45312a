"""What a microphone gives in whatever format becomes 16-bit mono."""

from typing import Any

import numpy as np
import pytest

from voicedesk.ui.microphones import as_mono, format_for


def form(kind: str, channels: int, rate: int = 48_000) -> Any:
    from PySide6.QtMultimedia import QAudioFormat

    made = QAudioFormat()
    made.setSampleFormat(getattr(QAudioFormat.SampleFormat, kind))
    made.setChannelCount(channels)
    made.setSampleRate(rate)
    return made


@pytest.mark.parametrize(
    ("kind", "values", "heard"),
    [
        ("Int16", np.array([1, -32_768, 32_767], np.int16), [1, -32_768, 32_767]),
        ("UInt8", np.array([128, 0, 255], np.uint8), [0, -32_768, 32_512]),
        ("Int32", np.array([0, -(2**31), 2**31 - 1], np.int32), [0, -32_768, 32_767]),
        ("Float", np.array([0.5, -1.5, 1.5], np.float32), [16_384, -32_768, 32_767]),
    ],
)
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_every_format_becomes_16_bit_mono(
    kind: str, values: "np.ndarray[Any, Any]", heard: list[int], channels: int
) -> None:
    data = np.repeat(values[:, None], channels, axis=1).tobytes()
    found = as_mono(data, form(kind, channels))
    assert found.dtype == np.int16
    assert found.tolist() == [[value] for value in heard]
    assert as_mono(b"", form(kind, channels)).shape == (0, 1)


def test_two_channels_are_averaged() -> None:
    stereo = np.array([[100, 300], [-5, 5]], np.int16)
    assert as_mono(stereo.tobytes(), form("Int16", 2)).tolist() == [[200], [0]]


class Device:
    """What the choice of a format asks of a device: it takes what is in ``takes``."""

    def __init__(self, liked: Any, *takes: Any) -> None:
        self.liked, self.takes = liked, takes

    def preferredFormat(self) -> Any:
        return self.liked

    def isFormatSupported(self, wanted: Any) -> bool:
        return wanted in self.takes


def test_16_bit_mono_at_its_own_rate_where_it_can() -> None:
    liked, wanted = form("Float", 2, 44_100), form("Int16", 1, 44_100)
    device: Any = Device(liked, wanted)
    assert format_for(device) == wanted


def test_a_studio_rate_is_not_wanted_but_taken() -> None:
    liked, low, high = form("Int32", 2, 96_000), form("Int16", 1, 48_000), form("Int16", 1, 96_000)
    both: Any = Device(liked, low, high)
    only_high: Any = Device(liked, high)
    neither: Any = Device(liked)
    assert format_for(both) == low
    assert format_for(only_high) == high
    assert format_for(neither) == liked
