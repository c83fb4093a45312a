"""Files no honest program writes: scripts in disguise, lies, bombs, references to other files."""

import struct
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

import av
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tests.audio.conftest import Studio

HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nneighbour.mp3\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile neighbour.mp3\n"
PLS = b"[playlist]\nFile1=neighbour.mp3\nNumberOfEntries=1\n"
SDP = b"v=0\nm=audio 9 RTP/AVP 0\n"
DASH = (
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    b"<AdaptationSet><Representation><BaseURL>neighbour.mp3</BaseURL></Representation>"
    b"</AdaptationSet></Period></MPD>"
)
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "500000"}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"


def id3(body: bytes, version: int = 3) -> bytes:
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes((version, 0, 0)) + size + body


def cover(version: int) -> bytes:
    """An ID3 tag of version 2.2, 2.3 or 2.4 with a picture."""
    if version == 2:
        body = b"\0PNG\3\0" + PNG + bytes(3_000)
        return id3(b"PIC" + struct.pack(">I", len(body))[1:] + body, 2)
    body = b"\0image/png\0\3\0" + PNG + bytes(3_000)
    size = struct.pack(">I", len(body))
    if version == 4:
        size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return id3(b"APIC" + size + b"\0\0" + body, version)


def with_xing_frames(data: bytes, frames: int) -> bytes:
    at = max(data.find(b"Xing", 0, 200), data.find(b"Info", 0, 200))
    return data[: at + 8] + struct.pack(">I", frames) + data[at + 12 :]


def without_first_frame(data: bytes) -> bytes:
    """Without the one that holds the Xing header."""
    return data[data.index(data[:2], 2) :]


def film(samples: NDArray[np.int16], rate: int, container: str, codec: str, video: str) -> bytes:
    """The sound with two pictures in a stream before it."""
    written = BytesIO()
    with av.open(written, "w", format=container) as file:
        pictures = file.add_stream(video, rate=1)
        assert isinstance(pictures, av.VideoStream)
        pictures.width, pictures.height = 64, 48
        pictures.pix_fmt = "rgb24" if video == "png" else "yuv420p"
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        for number in range(2):
            grey = np.full((48, 64, 3), 90 * number, np.uint8)
            picture = av.VideoFrame.from_ndarray(grey, format="rgb24")
            file.mux(pictures.encode(picture.reformat(format=pictures.pix_fmt)))
        file.mux(pictures.encode(None))
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        file.mux([*stream.encode(frame), *stream.encode(None)])
    return written.getvalue()


def external(movie: bytes, name: str) -> bytes:
    """The QuickTime movie with its media in a neighbouring file, by an alias as a Mac writes it."""
    path = b"/folder/" + name.encode()
    alias = bytes(10) + bytes(28) + bytes(12) + bytes(64) + bytes(16)
    alias += struct.pack(">HH", 1, 1) + bytes(16)
    alias += struct.pack(">HH", 2, len(path)) + path + b"\0" * (len(path) & 1)
    alias += struct.pack(">HH", 0xFFFF, 0)
    entry = struct.pack(">I", len(alias) + 12) + b"alis" + bytes(4) + alias
    dref = struct.pack(">I", len(entry) + 16) + b"dref" + struct.pack(">II", 0, 1) + entry
    moov = movie.index(b"moov")
    at = movie.index(b"dref", movie.index(b"stbl", moov) - 200) - 4
    (old,) = struct.unpack_from(">I", movie, at)
    forged = bytearray(movie[:at] + dref + movie[at + old :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = forged.rindex(box, moov - 4, at) - 4
        (size,) = struct.unpack_from(">I", forged, place)
        struct.pack_into(">I", forged, place, size + len(dref) - old)
    return bytes(forged)


def days(flac: bytes) -> bytes:
    """The FLAC whose header claims 2^32 samples."""
    return flac[:21] + bytes([flac[21] & 0xF0 | 1]) + bytes(4) + flac[26:]


def unknown(flac: bytes) -> bytes:
    """The FLAC as an encoder writes it to a pipe: it never knew how many samples there are."""
    return flac[:21] + bytes([flac[21] & 0xF0]) + bytes(4) + flac[26:]


def long_frames(movie: bytes) -> bytes:
    """The ALAC file whose header says that a frame has 2^24 samples, unless it says otherwise."""
    at = movie.rindex(b"alac") + 8
    return movie[:at] + struct.pack(">I", 1 << 24) + movie[at + 4 :]


def silence(studio: "Studio", container: str, codec: str) -> bytes:
    """More than an hour of it."""
    return studio.encode(np.zeros((3_700 * 4_000, 1), np.int16), 4_000, container, codec)


def opus_hour() -> bytes:
    """More than an hour: six empty frames of 20 ms in each two bytes (RFC 6716 §3.2)."""
    written = BytesIO()
    with av.open(written, "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=48_000)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        silent = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), "s16", "mono")
        silent.sample_rate, silent.pts = 48_000, 0
        file.mux(stream.encode(silent))
        for number in range(1, 30_900):
            packet = av.Packet(b"\xff\x06")
            packet.stream, packet.time_base = stream, Fraction(1, 48_000)
            packet.pts = packet.dts = number * 5_760
            packet.duration = 5_760
            file.mux(packet)
    return written.getvalue()
