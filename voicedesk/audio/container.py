"""The kinds of sound file: how each is told by its content, and what may be decoded of it.

The name's suffix is not believed, and the demuxer is always forced: left to guess, FFmpeg opens the
neighbouring file that a playlist called ``.mp3`` names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voicedesk.audio import mpeg


@dataclass(frozen=True)
class Container:
    """``demuxer`` and ``codecs`` have FFmpeg's names; ``suffixes`` are those a file may wear."""

    demuxer: str
    codecs: frozenset[str]
    suffixes: tuple[str, ...]


PLATFORM = frozenset({"mp3", "wav"})  # what the Voice API takes; the others are converted

_LITTLE = ("pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le")
_BIG = ("pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be")
_LOGARITHMIC = ("pcm_alaw", "pcm_mulaw")
_RAW = ("pcm_u8", "pcm_s8", *_LITTLE, *_BIG, *_LOGARITHMIC)
_AMR = ("amr_nb", "amr_wb")


def _kind(demuxer: str, codecs: tuple[str, ...], *suffixes: str) -> Container:
    return Container(demuxer, frozenset(codecs), suffixes)


CONTAINERS: Mapping[str, Container] = {
    "mp3": _kind("mp3", ("mp3",), ".mp3"),
    "wav": _kind("wav", (*_RAW, "adpcm_ms", "adpcm_ima_wav", "gsm_ms", "mp3"), ".wav", ".wave"),
    "mp4": _kind(
        "mp4",
        ("aac", "alac", "mp3", "opus", "flac", "adpcm_ima_qt", *_AMR, *_RAW),
        *(".m4a", ".mp4", ".m4b", ".m4r", ".mov", ".3gp", ".3g2", ".m4v", ".aac"),
    ),
    "aac": _kind("aac", ("aac",), ".aac"),
    "amr": _kind("amr", _AMR, ".amr", ".awb", ".3ga"),
    "ogg": _kind(
        "ogg", ("vorbis", "opus", "flac", "speex"), ".ogg", ".oga", ".opus", ".spx", ".ogv"
    ),
    "flac": _kind("flac", ("flac",), ".flac"),
    "aiff": _kind("aiff", (*_RAW, "adpcm_ima_qt"), ".aiff", ".aif", ".aifc"),
    "caf": _kind("caf", ("aac", "alac", "opus", "flac", "adpcm_ima_qt", *_RAW), ".caf"),
    "asf": _kind("asf", ("wmav1", "wmav2", "wmapro", "wmalossless"), ".wma", ".asf", ".wmv"),
    "matroska": _kind(
        "matroska",
        ("opus", "vorbis", "aac", "mp3", "flac", *_RAW),
        *(".webm", ".weba", ".mka", ".mkv"),
    ),
    "w64": _kind("w64", _RAW, ".w64"),
    "au": _kind("au", _RAW, ".au", ".snd"),
}

# Where a signature stands → container.
_SIGNATURES = (
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (4, b"ftyp", "mp4"),
    (4, b"moov", "mp4"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"caff\0\1", "caf"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
)
_CHUNKED = {
    b"RIFF": {b"WAVE": "wav", b"AVI ": "avi"},
    b"RF64": {b"WAVE": "wav"},
    b"RIFX": {b"WAVE": "wav"},
    b"FORM": {b"AIFF": "aiff", b"AIFC": "aiff"},
}


def sniff(data: bytes) -> str | None:
    """The container by its content, None for what is no recording.

    Some that are told are not in ``CONTAINERS`` (``avi``, ``mp1``, ``mp2``): their name is for the
    person.
    """
    if data[:4] in _CHUNKED:
        return _CHUNKED[data[:4]].get(data[8:12])
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
