"""Where nobody speaks: the silences of a recording, by how loud every 10 ms of it are.

What counts as silence depends on how loud the speech is, not on full scale: a faint recording has
pauses too. The level of the speech is the mean power of the windows that are not far below the mean
of all (ITU-R BS.1770 gates its loudness in the same two steps); 30 dB below it only breath and
room are left. Below -60 dBFS nothing reaches the recipient in any case: A-law's smallest step is
at -66.
"""

from array import array
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.sound import FULL_SCALE, Planes, Sound
from voicedesk.base.jobs import Job

BELOW_SPEECH_DB = 30.0
FLOOR_DBFS = -60.0
SHORTEST_S = 0.3  # the closed lips of a p or b last up to 0.15 s

_GATE_DB = 10.0
_WINDOWS_A_SECOND = 100

Powers = NDArray[np.float64]


class Place(StrEnum):
    start = "start"
    inside = "inside"
    end = "end"


@dataclass(frozen=True)
class Stretch:
    """A silence; seconds from the beginning of the sound."""

    start_s: float
    end_s: float
    place: Place

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


class SilenceMeter:
    """Measures block after block; it keeps one number for every 10 ms."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._window = max(1, round(sample_rate / _WINDOWS_A_SECOND))
        self._frames = 0
        # One piece of memory that grows: many small ones between what comes and goes would keep
        # the system from getting back what is around them.
        self._powers = array("d")
        self._rest: Planes = [np.empty(0, np.float32)] * channels  # what fills no window yet

    def add(self, planes: Planes) -> None:
        """The next samples."""
        self._frames += len(planes[0])
        if held := len(self._rest[0]):
            missing = self._window - held
            ends = zip(self._rest, planes, strict=True)
            self._rest = [np.concatenate((rest, plane[:missing])) for rest, plane in ends]
            planes = [plane[missing:] for plane in planes]
            if len(self._rest[0]) < self._window:
                return
            self._powers.frombytes(_louder(self._rest, self._window).tobytes())
        whole = len(planes[0]) // self._window * self._window
        windows = [plane[:whole] for plane in planes]
        self._powers.frombytes(_louder(windows, self._window).tobytes())
        self._rest = [plane[whole:].copy() for plane in planes]  # a view would keep it all

    def stretches(self) -> tuple[Stretch, ...]:
        """The silences of at least 0.3 s in their order, exact to 10 ms.

        None for a sound that is silent throughout: it has no speech to be silent between.
        """
        powers = np.array(self._powers)
        if held := len(self._rest[0]):
            powers = np.append(powers, _louder(self._rest, held))
        quiet = powers < _threshold(powers)
        if quiet.all():
            return ()
        edges = np.flatnonzero(np.diff(quiet, prepend=False, append=False))
        second = self._rate / self._window
        found = []
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            end_s = self._frames / self._rate if last == len(powers) else last / second
            stretch = Stretch(first / second, end_s, _place(first, last, len(powers)))
            if stretch.duration_s >= SHORTEST_S:
                found.append(stretch)
        return tuple(found)


def stretches(sound: Sound, job: Job | None = None) -> tuple[Stretch, ...]:
    """The silences of a whole sound. Raises CancelledError when the job is cancelled."""
    meter, job = SilenceMeter(sound.sample_rate, sound.channels), job or Job()
    for planes in sound.planes():
        job.check()
        meter.add(planes)
    return meter.stretches()


def _place(first: int, last: int, count: int) -> Place:
    if first == 0:
        return Place.start
    return Place.end if last == count else Place.inside


def _threshold(powers: Powers) -> float:
    """The power (full scale is 1) below which a window is silent."""
    floor = 10 ** (FLOOR_DBFS / 10)
    heard = powers[powers >= floor]
    if not len(heard):
        return floor
    speech = heard[heard >= heard.mean() * 10 ** (-_GATE_DB / 10)].mean()
    return max(floor, float(speech) * 10 ** (-BELOW_SPEECH_DB / 10))


def _louder(planes: Planes, window: int) -> Powers:
    """The power of the louder channel in each window; an offset has none, it is not heard."""
    loudest = np.zeros(len(planes[0]) // window)
    for plane in planes:
        rows = plane.reshape(-1, window)
        power = np.vecdot(rows, rows) / window - np.square(rows.mean(axis=1))
        np.maximum(loudest, power, out=loudest)
    return loudest / FULL_SCALE**2
