"""From the bytes of a file to samples, by PyAV; what is damaged is left out, not fatal."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain, groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from voicedesk.audio.probe import (
    LONGEST_S,
    Probe,
    open_forced,
    packets,
    probe,
    sound_of,
    undecodable,
)
from voicedesk.audio.sound import FULL_SCALE, Planes, Samples, Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import InputContainer

# What a sound may hold at its own rate; an hour of 44.1 kHz stereo would be 635 MB.
_OWN_RATE_BYTES = 100_000_000
_LONGEST_BYTES = 120_000_000  # what is longer than its packets said gets so much at the worst
_JOINED = 1 << 19  # samples of a channel in a frame, once many short ones are joined: 2 MB
_AHEAD = 2  # such frames
_LONG_RATE = 16_000  # twice the telephone's: nothing that will be heard is lost, an hour is 115 MB


Listener = Callable[[Planes], None]


def decode(
    data: bytes,
    job: Job | None = None,
    *,
    probed: Probe | None = None,
    listening: Callable[[int, int], Listener] | None = None,
) -> Sound:
    """The whole recording, mono or stereo, whatever the header says of its length.

    At its own rate as long as that fits in 100 MB (9 minutes of 44.1 kHz stereo), else at 16 kHz,
    else at 16 kHz and mono (above 26 minutes). ``probed`` spares a second look if
    :func:`~voicedesk.audio.probe.probe` was already asked. ``listening`` is called with rate and
    channels, and what it returns with every block of the sound while the next one is decoded; both
    again, should the file be longer than its packets said. Raises InputError with the codes of
    ``probe``.
    """
    import av

    job = job or Job()
    found = probed or probe(data, job)
    try:
        sound = _decoded(data, found, listening or _nobody, job)
    except (av.FFmpegError, ValueError) as error:
        raise undecodable(data, found.container) from error
    if not sound.frames:
        raise undecodable(data, found.container)
    return sound


def _nobody(rate: int, channels: int) -> Listener:
    def listen(planes: Planes) -> None:
        pass

    return listen


def _decoded(
    data: bytes, found: Probe, listening: Callable[[int, int], Listener], job: Job
) -> Sound:
    shapes = _shapes(found)
    for rate, channels in dict.fromkeys(shapes):
        most = _LONGEST_BYTES if (rate, channels) == shapes[-1] else _OWN_RATE_BYTES
        if found.seconds * rate * 2 * channels > most:
            continue
        with open_forced(data, found.container, job) as source:
            blocks = _blocks(source, found.container, rate, channels)
            listen = listening(rate, channels)
            held = _held(blocks, (rate, channels), most, listen, job, found.seconds)
        if held is not None:
            return Sound(held, rate)
    raise InputError("too_long", duration_s=max(found.seconds, LONGEST_S), limit_s=LONGEST_S)


def _shapes(found: Probe) -> tuple[tuple[int, int], ...]:
    """Rate and channels, the best first; the last one holds the longest there is."""
    channels, rate = min(found.channels, 2), min(found.sample_rate, _LONG_RATE)
    return (found.sample_rate, channels), (rate, channels), (rate, 1)


def _held(
    blocks: Generator[Planes, None, None],
    shape: tuple[int, int],
    most: int,
    listen: Listener,
    job: Job,
    seconds: float,
) -> Samples | None:
    """All the samples; None if they are more than the packets said, and too many.

    Written into memory for what the packets said: a buffer that grows is moved now and then, and
    everything stands still meanwhile.
    """
    rate, channels = shape
    held = np.empty((int((seconds + 1) * rate), channels), np.int16)
    frames = 0
    with closing(blocks):
        for planes in blocks:
            end = frames + len(planes[0])
            if end * 2 * channels > most:
                return None
            if end > len(held):
                more = np.empty((len(held) + end - frames, channels), np.int16)
                held = np.concatenate((held[:frames], more))
            for channel, plane in enumerate(planes):
                held[frames:end, channel] = plane
            frames = end
            listen(planes)
            job.report(frames / rate, seconds or None, "decode")
    return held[:frames]


def _blocks(
    source: "InputContainer", container: str, rate: int, channels: int
) -> Generator[Planes, None, None]:
    """The sound at that rate in 16-bit samples, in blocks of at least one frame.

    It is decoded in a thread of its own: PyAV, soxr and numpy let go of the interpreter.
    """
    with closing(_ahead(_joined(_frames(source, container)))) as frames:
        for (_, _, own_rate), alike in groupby(frames, key=_format):
            found = _planes(alike, channels)
            if own_rate != rate:
                found = _resampled(found, own_rate, rate, channels)
            for planes in found:
                if planes[0].size:
                    _round(planes)
                    yield planes


def _ahead(frames: Iterator["AudioFrame"]) -> Generator["AudioFrame", None, None]:
    """The same frames; while one is used, a thread makes the next ones."""
    with ThreadPoolExecutor(1, thread_name_prefix="voicedesk-decode") as pool:
        coming = deque(pool.submit(next, frames, None) for _ in range(_AHEAD))
        while (made := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, frames, None))
            yield made


def _frames(source: "InputContainer", container: str) -> Iterator["AudioFrame"]:
    import av

    for packet in packets(source, sound_of(source, container)):
        try:
            for frame in packet.decode():
                if frame.sample_rate > 0 and frame.samples:
                    frame.pts = None  # gaps and jumps of the clock are no sound
                    yield frame
        except av.FFmpegError:
            continue  # a damaged packet is a short gap in what is heard, as in every player


def _joined(frames: Iterator["AudioFrame"]) -> Iterator["AudioFrame"]:
    """The same sound in frames 50 times as long: one by one, they cost twice the time."""
    from av import AudioFifo

    fifo = AudioFifo()
    for frame in frames:
        try:
            fifo.write(frame)
        except ValueError:  # it is of another format
            yield from fifo.read_many(fifo.samples)
            fifo = AudioFifo()
            fifo.write(frame)
        if fifo.samples >= _JOINED:
            yield from fifo.read_many(fifo.samples)
    yield from fifo.read_many(fifo.samples)


def _planes(frames: Iterator["AudioFrame"], channels: int) -> Iterator[Planes]:
    """Frames of one format, mixed to so many channels, at their own rate; full scale is 1."""
    from av import AudioResampler

    layout = "stereo" if channels == 2 else "mono"
    # A mix of channels is no louder than the loudest of them: else floats would be beyond 1.
    resampler = AudioResampler(format="fltp", layout=layout, options={"rematrix_maxval": "1"})
    for frame in chain(frames, [None]):
        for made in resampler.resample(frame):
            if made is not None:
                planes = [np.frombuffer(memoryview(p), np.float32) for p in made.planes]
                yield [_clip(plane[: made.samples]) for plane in planes]


def _clip(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """In place, to full scale; what is no number, too: a resampler would carry it to all around."""
    np.fmax(plane, np.float32(-1), out=plane)
    return np.fmin(plane, np.float32(1), out=plane)


def _resampled(
    blocks: Iterator[Planes], own_rate: int, rate: int, channels: int
) -> Iterator[Planes]:
    import soxr

    # Floats, because soxr adds a random dither to integers: the same file must sound the same.
    streams = [soxr.ResampleStream(own_rate, rate, 1, dtype="float32") for _ in range(channels)]
    for planes in blocks:
        yield [one.resample_chunk(plane) for one, plane in zip(streams, planes, strict=True)]
    yield [one.resample_chunk(np.empty(0, np.float32), last=True) for one in streams]


def _round(planes: Planes) -> None:
    """In place, to 16-bit samples."""
    for plane in planes:
        np.multiply(plane, np.float32(FULL_SCALE), out=plane)
        np.rint(plane, out=plane)
        np.clip(plane, -FULL_SCALE, FULL_SCALE - 1, out=plane)  # a resampler overshoots


def _format(frame: "AudioFrame") -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate
