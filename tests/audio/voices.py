"""Sounds that behave like speech, and a meter that is not the program's own."""

import math
from fractions import Fraction

import av
import av.filter
import numpy as np

from voicedesk.audio.sound import Sound


def voice(seconds: float, rate: int, *, peak: float = 0.5, seed: int = 1) -> Sound:
    """Syllables of a fifth of a second: harmonics of a gliding pitch, with breath. Mono."""
    random = np.random.default_rng(seed)
    frames, syllables = round(seconds * rate), math.ceil(seconds * 5) + 1
    size = np.repeat(random.random(syllables), math.ceil(rate / 5))[:frames] ** 2
    pitch = np.repeat(random.uniform(100, 250, syllables), math.ceil(rate / 5))[:frames]
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    wave = np.zeros(frames)
    for harmonic in range(1, 12):
        wave += np.sin(harmonic * phase + harmonic**2) / harmonic
    wave = (wave + 0.2 * random.standard_normal(frames)) * size
    return mono(wave * peak / np.abs(wave).max(), rate)


def mono(wave: "np.typing.NDArray[np.float64]", rate: int) -> Sound:
    """From -1 to 1."""
    return Sound(np.rint(wave * 32_767).astype(np.int16)[:, None], rate)


def pause(seconds: float, rate: int) -> Sound:
    return Sound(np.zeros((round(seconds * rate), 1), np.int16), rate)


def joined(*sounds: Sound) -> Sound:
    return Sound(np.concatenate([s.samples for s in sounds]), sounds[0].sample_rate)


def metered(sound: Sound) -> tuple[float, float]:
    """Integrated loudness in LUFS and the highest true peak in dBTP, by FFmpeg's ``ebur128``."""
    graph = av.filter.Graph()
    rate, layout = sound.sample_rate, "stereo" if sound.channels == 2 else "mono"
    source = graph.add_abuffer(
        sample_rate=rate, format="s16", layout=layout, time_base=Fraction(1, rate)
    )
    meter = graph.add("ebur128", "metadata=1:peak=true")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    flat = np.ascontiguousarray(sound.samples).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(flat, format="s16", layout=layout)
    frame.sample_rate, frame.pts = rate, 0
    graph.push(frame)
    graph.push(None)
    shown: dict[str, str] = {}
    while True:
        try:
            shown = dict(graph.pull().metadata) or shown
        except (av.BlockingIOError, av.EOFError):
            break
    peaks = [float(value) for key, value in shown.items() if "true_peaks_ch" in key]
    return float(shown["lavfi.r128.I"]), 20 * math.log10(max(peaks))
