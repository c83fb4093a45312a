"""What a file is, found out from its bytes before anything of it is decoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_SET, BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from voicedesk.audio import mpeg, riff
from voicedesk.audio.container import CONTAINERS, PLATFORM, sniff
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av import AudioStream, Packet
    from av.container import InputContainer

LONGEST_S = 3600.0  # 20 MB of 8 kbit/s MP3 would be 5.8 hours, and gigabytes once decoded
SAMPLE_RATES = range(4_000, 192_001)
CHANNELS = range(1, 9)

_MOST_SAMPLES = (
    1_000_000_000  # decoded in some seconds: an hour of stereo at 96 kHz has 700 million
)
_TAG_BYTES = 128  # ID3v1, behind the frames of an MP3
_AT_ONCE = 8  # packets: less than a second of sound
_LONGEST_FRAME = 1 << 20  # samples; a FLAC frame has 65,535 at most, a forged ALAC one 16 million


@dataclass(frozen=True)
class Probe:
    """What the file is.

    ``seconds`` is the sum of its packets or frames, not what a header claims; ``claimed_s`` is that
    claim, where only FFmpeg reads it (FLAC), else None.
    """

    container: str
    codec: str
    sample_rate: int
    channels: int
    seconds: float
    claimed_s: float | None = None


def probe(data: bytes, job: Job | None = None, *, platform: bool = False) -> Probe:
    """What ``data`` is; ``platform`` takes only what the platform takes.

    Raises InputError: ``empty``, ``not_audio``, ``truncated`` (it ends before any sound),
    ``unsupported`` (details: container, codec, sample_rate, channels), ``too_long`` (duration_s,
    limit_s: counting stops there, so it is the least it lasts).
    """
    container = _container(data, platform)
    if container == "wav":
        _check_wav_header(data)
    import av

    try:
        with open_forced(data, container, job) as source:
            return _stream(source, data, container, job or Job())
    except (av.FFmpegError, ValueError) as error:
        raise undecodable(data, container) from error


def open_forced(data: bytes, container: str, job: Job | None = None) -> "InputContainer":
    """FFmpeg on these bytes alone: no path, no choice of demuxer, no tags of an MP3 or AAC.

    Whatever the file names (a playlist its parts, a QuickTime movie its media) is out of reach: no
    protocol may be opened, not even that of files. No video or picture is decoded. ``job`` ends
    the reading too: over a quarter of a gigabyte of junk, opening alone takes a minute.
    """
    import av

    kind, start = CONTAINERS[container], 0
    if container == "mp3":
        start = mpeg.first_frame(data) or 0
    elif data[:3] == b"ID3":
        start = mpeg.tag_end(data)
    decoders = {av.Codec(codec, "r").name for codec in kind.codecs}
    options = {
        "protocol_whitelist": "none",
        "codec_whitelist": ",".join(sorted(decoders)),
    }
    return av.open(
        _Bytes(data, start, job or Job()),
        mode="r",
        format=kind.demuxer,
        options=options,
        metadata_errors="replace",
    )


class _Bytes(BytesIO):
    """A file of the bytes from ``start`` on, without a copy; read until the job is cancelled."""

    def __init__(self, data: bytes, start: int, job: Job) -> None:
        super().__init__(data)
        self._start, self._job = start, job
        self.seek(0)

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        beyond = self._start if whence == SEEK_SET else 0
        return super().seek(offset + beyond, whence) - self._start

    def tell(self) -> int:
        return super().tell() - self._start

    def read(self, size: int | None = -1, /) -> bytes:
        self._job.check()
        return super().read(size)


def sound_of(source: "InputContainer", container: str) -> "AudioStream":
    """The first stream that is sound. Raises InputError ``not_audio`` or ``unsupported``."""
    if not source.streams.audio:
        raise InputError("not_audio")
    stream = source.streams.audio[0]
    if stream.codec_context is None:  # a format number or a sample size nobody decodes
        raise InputError("unsupported", container=container)
    stream.codec_context.options = {"max_samples": str(_LONGEST_FRAME)}
    return stream


def packets(source: "InputContainer", stream: "AudioStream") -> Iterator["Packet[AudioStream]"]:
    """The packets of one stream, as far as they can be read."""
    import av

    try:
        yield from source.demux(stream)
    except av.FFmpegError:
        return  # the rest is missing or damaged: what came before it counts


def undecodable(data: bytes, container: str) -> InputError:
    """The error for a file of which FFmpeg got nothing: cut too early, or never a recording."""
    if container == "mp3" and not mpeg.ends_inside_a_frame(data, mpeg.first_frame(data) or 0):
        return InputError("not_audio")
    return InputError("truncated", container=container)


def _container(data: bytes, platform: bool) -> str:
    if not data:
        raise InputError("empty")
    container = sniff(data)
    if container is None:
        raise _no_recording(data)
    if container not in (PLATFORM if platform else CONTAINERS):
        raise InputError("unsupported", container=container)
    return container


def _no_recording(data: bytes) -> InputError:
    """A tag alone is an MP3 without its sound; anything else was never one."""
    end = mpeg.tag_end(data)
    if data[:3] != b"ID3" or 10 <= end < len(data):
        return InputError("not_audio")
    return InputError("empty" if end == len(data) else "truncated")


def _check_wav_header(data: bytes) -> None:
    header = riff.read_header(data)
    if header is None:
        raise InputError("truncated", container="wav")
    if header.present == 0:
        raise InputError("truncated" if header.data_size else "empty", container="wav")
    _check_shape("wav", None, header.sample_rate, header.channels)


def _check_shape(container: str, codec: str | None, sample_rate: int, channels: int) -> None:
    known = codec is None or codec in CONTAINERS[container].codecs
    if not known or sample_rate not in SAMPLE_RATES or channels not in CHANNELS:
        raise InputError(
            "unsupported",
            container=container,
            codec=codec or "",
            sample_rate=sample_rate,
            channels=channels,
        )


def _stream(source: "InputContainer", data: bytes, container: str, job: Job) -> Probe:
    stream = sound_of(source, container)
    codec = stream.codec_context.codec.canonical_name
    _check_shape(container, codec, stream.sample_rate, stream.channels)
    tick = float(stream.time_base or 0)
    claimed = stream.duration * tick if container == "flac" and stream.duration else None
    longest = min(LONGEST_S, _MOST_SAMPLES / stream.sample_rate / stream.channels)
    seconds = _of_frames(data, longest) if container == "mp3" else None
    if seconds is None:
        seconds = _of_packets(source, stream, longest, job)
    if seconds > longest:
        raise InputError("too_long", duration_s=seconds, limit_s=longest)
    return Probe(container, codec, stream.sample_rate, stream.channels, seconds, claimed)


def _of_frames(data: bytes, longest: float) -> float | None:
    """How long the frames of an MP3 last, in a tenth of the time its packets take.

    None where they do not fill the file: what FFmpeg finds behind the damage counts too.
    """
    row = mpeg.row(data, mpeg.first_frame(data) or 0, longest)
    whole = row.seconds > longest or row.end >= len(data) - _TAG_BYTES
    return row.seconds if whole else None


def _of_packets(source: "InputContainer", stream: "AudioStream", longest: float, job: Job) -> float:
    """How long the packets last; no more of them are read once that is too long."""
    tick = float(stream.time_base or 0)
    ticks = 0
    reading = packets(source, stream)
    while some := [packet.duration or 0 for packet in islice(reading, _AT_ONCE)]:
        job.check()
        ticks += sum(some)
        if ticks * tick > longest:
            break
    return ticks * tick
