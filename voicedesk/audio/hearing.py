"""What is wrong with a sound as it would be heard, measured on its samples.

The platform's own limit (``voice-api.md`` §4) is the length: at least 10 s, counted in frames. The
others are where a person on the telephone would notice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from voicedesk.audio.levels import LevelMeter, Levels
from voicedesk.audio.loudness import LoudnessMeter
from voicedesk.audio.problem import Problem, Severity, error, warning
from voicedesk.audio.silence import Place, SilenceMeter, Stretch
from voicedesk.audio.sound import Planes, Sound
from voicedesk.audio.spectrum import PHONE_HIGHEST_HZ, PHONE_LOWEST_HZ, phone_loss_db
from voicedesk.base.jobs import Job

SHORTEST_S = 10

SILENT_DBFS = -50.0  # the smallest step of A-law is at -66: below this nothing is understood
QUIET_LUFS = -30.0  # speech on the telephone is expected around -20
CLIPPED_RUNS = 10  # a few full-scale moments are not heard
MIX_LOSS_DB = 20.0
ONE_SIDED_DB = 20.0
OFFSET = 0.01  # of full scale: it clicks where the message begins and ends
PAUSE_S = 2.0  # a listener takes so long a pause for the end
START_S, END_S = 0.5, 1.0  # what a speaker leaves before and after
LATE_START_S = 2.0  # whoever picks up and hears nothing hangs up
# Speech loses up to 1 dB and music up to 2; a bass, a hiss or a whistle above it 14 and more.
PHONE_LOSS_DB = 6.0

_AT_ONCE = 1 << 18  # frames: what is measured of them takes some MB meanwhile


@dataclass(frozen=True)
class Hearing:
    """What was measured of a sound, and what follows; ``loudness_lufs`` None below the gate."""

    levels: Levels
    loudness_lufs: float | None
    silences: tuple[Stretch, ...]
    problems: tuple[Problem, ...]


class Ear:
    """Takes what is measured of a sound block after block, for instance while it is decoded."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._levels = LevelMeter(channels)
        self._loudness = LoudnessMeter(sample_rate)
        self._silences = SilenceMeter(sample_rate, channels)

    def take(self, planes: Planes) -> None:
        """The next samples, at least one."""
        for start in range(0, len(planes[0]), _AT_ONCE):
            piece = [plane[start : start + _AT_ONCE] for plane in planes]
            for meter in (self._levels, self._loudness, self._silences):
                meter.add(piece)

    def heard(self, sound: Sound, job: Job) -> Hearing:
        """What was taken, judged; ``sound`` is all of it."""
        levels, loudness = self._levels.levels(), self._loudness.loudness_lufs()
        silences = self._silences.stretches()
        problems = list(_length(sound))
        if levels.swing_dbfs is None or levels.swing_dbfs <= SILENT_DBFS:
            problems.append(error("silent", limit_dbfs=SILENT_DBFS))
        else:
            problems += _level(levels, loudness)
            problems += _sides(levels)
            problems += _silences(silences)
            problems += _phone(phone_loss_db(sound, job))
        return Hearing(levels, loudness, silences, tuple(problems))


def hear(sound: Sound, job: Job) -> Hearing:
    """Every check there is on samples. Raises CancelledError when the job is cancelled."""
    ear = Ear(sound.sample_rate, sound.channels)
    for planes in sound.planes():
        job.check()
        ear.take(planes)
    return ear.heard(sound, job)


def _length(sound: Sound) -> Iterator[Problem]:
    """The platform's 10 s, on pydub's frames: its ``len()`` rounds 9.9995 s up to 10,000 ms."""
    longest = SHORTEST_S * sound.sample_rate  # more of it need not be copied to be judged
    segment = Sound(sound.samples[:longest], sound.sample_rate).segment()
    if segment.frame_count() < SHORTEST_S * segment.frame_rate:
        yield error("too_short", duration_s=sound.duration_s, limit_s=SHORTEST_S)


def _level(levels: Levels, loudness: float | None) -> Iterator[Problem]:
    if loudness is not None and loudness < QUIET_LUFS:
        yield warning("quiet", loudness_lufs=loudness, limit_lufs=QUIET_LUFS)
    if levels.clipped_runs >= CLIPPED_RUNS:
        yield warning("clipped", places=levels.clipped_runs, limit=CLIPPED_RUNS)
    if abs(levels.offset) >= OFFSET:
        found = 100 * abs(levels.offset)
        yield warning("dc_offset", offset_percent=found, limit_percent=100 * OFFSET)


def _sides(levels: Levels) -> Iterator[Problem]:
    if abs(levels.side_db) >= ONE_SIDED_DB:
        side = "left" if levels.side_db > 0 else "right"
        yield warning(
            "one_sided", side=side, difference_db=abs(levels.side_db), limit_db=ONE_SIDED_DB
        )
    elif levels.mix_loss_db >= MIX_LOSS_DB:
        side = "left" if levels.side_db >= 0 else "right"
        yield warning("antiphase", loss_db=levels.mix_loss_db, limit_db=MIX_LOSS_DB, side=side)


def _silences(silences: tuple[Stretch, ...]) -> Iterator[Problem]:
    pauses = [found.duration_s for found in silences if found.place is Place.inside]
    long = [pause for pause in pauses if pause >= PAUSE_S]
    if long:
        values = {"longest_s": max(long), "total_s": sum(long), "limit_s": PAUSE_S}
        yield warning("silence_inside", places=len(long), **values)
    ends = {found.place: found.duration_s for found in silences}
    start_s, end_s = ends.get(Place.start, 0.0), ends.get(Place.end, 0.0)
    if start_s >= START_S or end_s >= END_S:
        severity = Severity.warning if start_s >= LATE_START_S else Severity.note
        yield Problem("silence_ends", severity, {"start_s": start_s, "end_s": end_s})


def _phone(loss_db: float) -> Iterator[Problem]:
    if loss_db >= PHONE_LOSS_DB:
        yield warning(
            "lost_on_phone",
            loss_db=loss_db,
            limit_db=PHONE_LOSS_DB,
            lowest_hz=PHONE_LOWEST_HZ,
            highest_hz=PHONE_HIGHEST_HZ,
        )
