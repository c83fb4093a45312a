"""What a file is, found out from its bytes before anything of it is decoded.

The name's suffix is not believed, and the demuxer is always forced: left to guess, FFmpeg opens the
neighbouring file that a playlist called ``.mp3`` names.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from voicedesk.audio import mpeg, riff
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from av.container import InputContainer

LONGEST_S = 3600.0  # 20 MB of 8 kbit/s MP3 would be 5.8 hours, and gigabytes once decoded
SAMPLE_RATES = range(4_000, 192_001)
CHANNELS = range(1, 9)

# What is decoded: container → codecs. The demuxers of FFmpeg have the containers' names.
CODECS = {
    "mp3": frozenset({"mp3"}),
    "wav": frozenset(
        {
            *("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"),
            *("pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_alaw", "pcm_mulaw"),
            *("adpcm_ms", "adpcm_ima_wav", "mp3"),
        }
    ),
}

# Where a signature stands → container. Those without codecs above are named to the person.
_SIGNATURES = (
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (4, b"ftyp", "mp4"),
    (0, b"FORM", "aiff"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"caff", "caf"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
)


@dataclass(frozen=True)
class Probe:
    """What the file is; ``seconds`` is the sum of its packets, not what a header claims."""

    container: str
    codec: str
    sample_rate: int
    channels: int
    seconds: float


def sniff(data: bytes) -> str | None:
    """The container by its content, None for what is no recording."""
    if data[:4] in (b"RIFF", b"RF64", b"RIFX"):
        return {b"WAVE": "wav", b"AVI ": "avi"}.get(data[8:12])
    for at, signature, container in _SIGNATURES:
        if data[at : at + len(signature)] == signature:
            return container
    if mpeg.first_frame(data) is not None:
        return "mp3"
    if data[:3] == b"ID3":
        behind = data[mpeg.tag_end(data) :][:16]
        return sniff(behind) if behind[:3] != b"ID3" else None
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xF0 == 0xF0:
        return {0: "aac", 4: "mp2", 6: "mp1"}.get(data[1] & 6)
    return None


def probe(data: bytes, job: Job | None = None) -> Probe:
    """What ``data`` is.

    Raises InputError: ``empty``, ``not_audio``, ``truncated`` (it ends before any sound),
    ``unsupported`` (details: container, codec, sample_rate, channels), ``too_long`` (duration_s,
    limit_s).
    """
    container = _container(data)
    if container == "wav":
        _check_wav_header(data)
    import av

    try:
        with open_forced(data, container) as source:
            found = _stream(source, container, job)
    except (av.FFmpegError, ValueError) as error:
        raise undecodable(data, container) from error
    if found.seconds > LONGEST_S:
        raise InputError("too_long", duration_s=found.seconds, limit_s=LONGEST_S)
    return found


def open_forced(data: bytes, container: str) -> "InputContainer":
    """FFmpeg on these bytes alone: no path, no choice of demuxer, and no tags of an MP3."""
    import av

    if container == "mp3":
        data = data[mpeg.first_frame(data) or 0 :]
    return av.open(BytesIO(data), mode="r", format=container, metadata_errors="replace")


def undecodable(data: bytes, container: str) -> InputError:
    """The error for a file of which FFmpeg got nothing: cut too early, or never a recording."""
    if container == "mp3" and not mpeg.ends_inside_a_frame(data, mpeg.first_frame(data) or 0):
        return InputError("not_audio")
    return InputError("truncated", container=container)


def _container(data: bytes) -> str:
    if not data:
        raise InputError("empty")
    container = sniff(data)
    if container is None:
        raise _no_recording(data)
    if container not in CODECS:
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
    known = codec is None or codec in CODECS[container]
    if not known or sample_rate not in SAMPLE_RATES or channels not in CHANNELS:
        raise InputError(
            "unsupported",
            container=container,
            codec=codec or "",
            sample_rate=sample_rate,
            channels=channels,
        )


def _stream(source: "InputContainer", container: str, job: Job | None) -> Probe:
    if not source.streams.audio:
        raise InputError("not_audio")
    stream = source.streams.audio[0]
    if stream.codec_context is None:  # a format number or a sample size nobody decodes
        raise InputError("unsupported", container=container)
    codec = stream.codec_context.codec.canonical_name
    _check_shape(container, codec, stream.sample_rate, stream.channels)
    ticks = 0
    for number, packet in enumerate(source.demux(stream)):
        if job is not None and number % 1024 == 0:
            job.check()
        ticks += packet.duration or 0
    seconds = float(ticks * stream.time_base) if stream.time_base else 0.0
    return Probe(container, codec, stream.sample_rate, stream.channels, seconds)
