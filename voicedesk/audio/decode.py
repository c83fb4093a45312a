"""From the bytes of a file to samples, by PyAV; what is damaged is left out, not fatal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from voicedesk.audio.probe import LONGEST_S, Probe, open_forced, probe, undecodable
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler
    from av.container import InputContainer

# Beyond this, stereo is mixed to mono while it is decoded: an hour of it would be 690 MB.
_STEREO_BYTES = 256_000_000


def decode(data: bytes, job: Job | None = None, *, probed: Probe | None = None) -> Sound:
    """The whole recording at its own rate, mono or stereo, whatever the header says of its length.

    ``probed`` spares a second look if :func:`~voicedesk.audio.probe.probe` was already asked.
    Raises InputError with the codes of ``probe``.
    """
    import av

    job = job or Job()
    found = probed or probe(data, job)
    try:
        with open_forced(data, found.container) as source:
            samples = _samples(source, found, job)
    except (av.FFmpegError, ValueError) as error:
        raise undecodable(data, found.container) from error
    if not samples:
        raise undecodable(data, found.container)
    shape = (-1, _channels(found))
    return Sound(np.frombuffer(samples, dtype=np.int16).reshape(shape), found.sample_rate)


def _channels(found: Probe) -> int:
    stereo_fits = found.seconds * found.sample_rate * 4 <= _STEREO_BYTES
    return 2 if found.channels > 1 and stereo_fits else 1


def _samples(source: "InputContainer", found: Probe, job: Job) -> bytearray:
    """Interleaved 16-bit samples; a bytearray grows in place, a list of arrays would double it."""
    frame_bytes = 2 * _channels(found)
    limit = int(LONGEST_S * found.sample_rate) * frame_bytes
    held = bytearray()
    for number, frame in enumerate(_resampled(_frames(source), found)):
        held += frame.to_ndarray().tobytes()
        if len(held) > limit:
            raise InputError("too_long", duration_s=found.seconds, limit_s=LONGEST_S)
        if number % 256 == 0:
            job.report(len(held) / frame_bytes / found.sample_rate, found.seconds or None, "decode")
    return held


def _frames(source: "InputContainer") -> Iterator["AudioFrame"]:
    import av

    for packet in source.demux(source.streams.audio[0]):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue  # a damaged packet is a short gap in what is heard, as in every player


def _resampled(frames: Iterator["AudioFrame"], found: Probe) -> Iterator["AudioFrame"]:
    """Each frame as 16 bits at the file's rate; concatenated files change format on the way."""
    resampler: AudioResampler | None = None
    shape: tuple[str, str, int] | None = None
    for frame in frames:
        if frame.sample_rate <= 0 or not frame.samples:
            continue
        if shape != (shape := (frame.format.name, frame.layout.name, frame.sample_rate)):
            if resampler is not None:
                yield from resampler.resample(None)
            resampler = _resampler(found)
        assert resampler is not None
        yield from resampler.resample(frame)
    if resampler is not None:
        yield from resampler.resample(None)


def _resampler(found: Probe) -> "AudioResampler":
    import av

    layout = "stereo" if _channels(found) == 2 else "mono"
    return av.AudioResampler(format="s16", layout=layout, rate=found.sample_rate)
