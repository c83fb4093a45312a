"""Whether a file's header tells the truth about its length, against what was decoded of it."""

from dataclasses import dataclass

from voicedesk.audio import mpeg, riff
from voicedesk.audio.extent import ends_early, said_size
from voicedesk.audio.probe import LONGEST_S, Probe

_WAV_TOLERANCE_S = 0.05  # a last block that was padded or not is nothing a person hears
_CONVERTED_TOLERANCE_S = 0.25  # a box or a page more or less
_MP3_TOLERANCE_S = 0.25  # the silence an encoder adds at both ends is counted or not


@dataclass(frozen=True)
class Claim:
    """A header that is wrong.

    ``truncated``: the end of the file is missing; ``header_lies``: the file is whole, or the claim
    is beyond belief. ``claimed_s`` is None where the header claims no length at all.
    """

    code: str
    claimed_s: float | None


def wrong_claim(data: bytes, found: Probe, duration_s: float) -> Claim | None:
    """What is wrong with the header of this file, None if nothing is.

    A claim longer than the longest message is never believed, so that no lie passes for a cut.
    """
    if found.container == "wav":
        return _wav(data, duration_s)
    if found.container == "mp3":
        return _mp3(data, duration_s)
    return _converted(data, found, duration_s)


def _wav(data: bytes, duration_s: float) -> Claim | None:
    header = riff.read_header(data)
    if header is None:
        return None
    if header.open_ended:
        return Claim("header_lies", None)
    held = min(header.data_size, header.present)
    second = held / duration_s
    missing = header.data_size - header.present
    if missing > second * _WAV_TOLERANCE_S:
        claimed_s = header.data_size / second
        cut = header.riff_end > len(data) and claimed_s <= LONGEST_S
        return Claim("truncated" if cut else "header_lies", claimed_s)
    over = header.data_start + header.data_size
    hidden = -missing > second * _WAV_TOLERANCE_S and not riff.only_chunks(data, over)
    if hidden or not header.coherent:
        return Claim("header_lies", duration_s)
    return None


def _mp3(data: bytes, duration_s: float) -> Claim | None:
    start = mpeg.first_frame(data)
    if start is None:
        return None
    xing = mpeg.xing(data, start)
    if xing is None or xing.seconds is None:
        cut = mpeg.ends_inside_a_frame(data, start)
        return Claim("truncated", None) if cut else None
    missing_s = xing.seconds - duration_s
    if abs(missing_s) <= _MP3_TOLERANCE_S:
        return None
    shorter = xing.size is None or xing.size > len(data) - start
    cut = missing_s > 0 and shorter and xing.seconds <= LONGEST_S
    return Claim("truncated" if cut else "header_lies", xing.seconds)


def _converted(data: bytes, found: Probe, duration_s: float) -> Claim | None:
    """By the bytes that are missing; a FLAC says no size, but how many samples it has."""
    if ends_early(data, found.container):
        return Claim("truncated", None)
    said = said_size(data, found.container)
    claimed_s = found.seconds * said / len(data) if said else found.claimed_s
    if claimed_s is None or claimed_s - found.seconds <= _CONVERTED_TOLERANCE_S:
        return None
    return Claim("truncated" if claimed_s <= LONGEST_S else "header_lies", claimed_s)
