"""How loud a recording is, by EBU R 128 (ITU-R BS.1770), measured by FFmpeg's ``ebur128``."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from voicedesk.audio.sound import Sound
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av import AudioFrame
    from av.filter import Graph

_INTEGRATED = "lavfi.r128.I"
_NOTHING = -70.0  # below the absolute gate there is no loudness to speak of


def loudness_lufs(sound: Sound, job: Job) -> float | None:
    """Integrated loudness in LUFS; None for what is shorter than 0.4 s or below the gate."""
    import av

    graph = _graph(sound)
    found: str | None = None
    for frame in chain(_frames(sound), [None]):
        job.check()
        graph.push(frame)
        while True:
            try:
                measured = graph.pull()
            except (av.BlockingIOError, av.EOFError):
                break
            found = measured.metadata.get(_INTEGRATED, found)
    loudness = _NOTHING if found is None else float(found)
    return loudness if loudness > _NOTHING else None


def _graph(sound: Sound) -> "Graph":
    import av.filter

    graph = av.filter.Graph()
    rate = sound.sample_rate
    layout = "stereo" if sound.channels == 2 else "mono"
    source = graph.add_abuffer(
        sample_rate=rate, format="s16", layout=layout, time_base=Fraction(1, rate)
    )
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _frames(sound: Sound) -> Iterator["AudioFrame"]:
    from av import AudioFrame

    layout = "stereo" if sound.channels == 2 else "mono"
    for start in range(0, sound.frames, sound.sample_rate):
        second = np.ascontiguousarray(sound.samples[start : start + sound.sample_rate])
        frame = AudioFrame.from_ndarray(second.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = sound.sample_rate
        frame.pts = start
        yield frame
