"""How loud a recording is, by ITU-R BS.1770-4 (EBU R 128), in LUFS.

Of the mix to mono, which is what is sent. FFmpeg's own meter sums up all that was heard after each
tenth of a second, which takes longer than all else together; here only its filters are used.
"""

from fractions import Fraction
from itertools import pairwise
from math import pi, tan
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.sound import FULL_SCALE, Planes, Sound
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av.filter import Graph

ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # in LUFS and in LU
_OFFSET = -0.691  # dB: a tone of 997 Hz at full scale has -3.01 LUFS
_HOPS_A_SECOND, _HOPS = 10, 4  # a moment is 0.4 s, there is one every 0.1 s
_INAUDIBLE = 1e-12  # keeps the filters from numbers so small that a processor is slow with them

Floats = NDArray[np.float64]


def loudness_lufs(sound: Sound, job: Job) -> float | None:
    """Integrated loudness; None for what is shorter than 0.4 s or below the gate."""
    return _metered(sound, job).loudness_lufs()


def momentary_lufs(sound: Sound, job: Job) -> Floats:
    """Loudness of the last 0.4 s at every 0.1 s; the first at 0.4 s."""
    return _metered(sound, job).momentary_lufs()


def gated(moments: Floats) -> float:
    """The mean over what is heard: two gates, the second relative to the mean behind the first.

    -70 where nothing is.
    """
    heard = 10 ** (moments[moments > ABSOLUTE_GATE] / 10)
    if not len(heard):
        return ABSOLUTE_GATE
    heard = heard[heard > heard.mean() * 10 ** (RELATIVE_GATE / 10)]
    return 10 * float(np.log10(heard.mean()))


def _metered(sound: Sound, job: Job) -> "LoudnessMeter":
    meter = LoudnessMeter(sound.sample_rate)
    for planes in sound.planes():
        job.check()
        meter.add(planes)
    return meter


class LoudnessMeter:
    """Measures block after block; it keeps one number for every 0.1 s."""

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._frames = 0
        self._graph = _graph(sample_rate)
        self._hops: list[float] = []  # the power of each 0.1 s, times its frames

    def add(self, planes: Planes) -> None:
        """The next samples, at least one."""
        from av import AudioFrame

        mixed = planes[0].astype(np.float64)
        mixed += planes[-1]
        mixed *= 0.5 / FULL_SCALE
        mixed[::2] += _INAUDIBLE
        frame = AudioFrame.from_ndarray(mixed[None], format="dblp", layout="mono")
        frame.sample_rate, frame.pts = self._rate, self._frames
        self._graph.push(frame)
        self._sum_up(self._graph.pull().to_ndarray()[0])

    def _sum_up(self, weighted: Floats) -> None:
        """The filters give back as many frames as they took."""
        first = self._frames
        self._frames += len(weighted)
        edges = self._edges(self._hop(first), self._hop(self._frames - 1) + 1)
        starts = np.maximum(edges[:-1] - first, 0)
        sums = np.add.reduceat(np.square(weighted, out=weighted), starts).tolist()
        if self._hop(first) < len(self._hops):  # it began in the block before
            self._hops[-1] += sums.pop(0)
        self._hops += sums

    def momentary_lufs(self) -> Floats:
        """Of the last 0.4 s at every 0.1 s; the first at 0.4 s."""
        whole = self._frames * _HOPS_A_SECOND // self._rate
        if whole < _HOPS:
            return np.zeros(0)
        sums = np.convolve(self._hops[:whole], np.ones(_HOPS), "valid")
        edges = self._edges(0, whole)
        frames = edges[_HOPS:] - edges[:-_HOPS]
        return _OFFSET + 10 * np.log10(np.maximum(sums / frames, 1e-20))

    def loudness_lufs(self) -> float | None:
        """Of all that was added; None for what is shorter than 0.4 s or below the gate."""
        loudness = gated(self.momentary_lufs())
        return loudness if loudness > ABSOLUTE_GATE else None

    def _hop(self, frame: int) -> int:
        return frame * _HOPS_A_SECOND // self._rate

    def _edges(self, first: int, last: int) -> NDArray[np.int64]:
        """The first frame of each hop, and the one after the last."""
        return -(-np.arange(first, last + 1) * self._rate // _HOPS_A_SECOND)


def _graph(rate: int) -> "Graph":
    import av.filter

    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=rate, format="dblp", layout="mono", time_base=Fraction(1, rate)
    )
    parts = [graph.add("biquad", values) for values in (_shelf(rate), _high_pass(rate))]
    chain = [source, *parts, graph.add("abuffersink")]
    for part, after in pairwise(chain):
        part.link_to(after)
    graph.configure()
    return graph


def _shelf(rate: int) -> str:
    """The first filter of the standard (what a head does), at any rate: table 1 is for 48 kHz."""
    k, q = tan(pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    return _biquad(
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k), k, q
    )


def _high_pass(rate: int) -> str:
    """The second one (table 2)."""
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1 + k / q + k * k
    return _biquad((norm, -2 * norm, norm), k, q)


def _biquad(b: tuple[float, float, float], k: float, q: float) -> str:
    a = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    values = [f"b{n}={value / a[0]!r}" for n, value in enumerate(b)]
    values += [f"a{n}={value / a[0]!r}" for n, value in enumerate(a)]
    return ":".join([*values, "precision=f64"])
