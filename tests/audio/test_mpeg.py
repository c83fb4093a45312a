"""The frames of MP3 files, counted by their headers alone, beside FFmpeg's packets."""

from io import BytesIO
from typing import TYPE_CHECKING

import av
import pytest

from voicedesk.audio import mpeg, probe
from voicedesk.base.jobs import Job

if TYPE_CHECKING:
    from tests.audio.conftest import Studio


def by_packets(data: bytes) -> float:
    """The seconds of an MP3 without a Xing header."""
    with av.open(BytesIO(data), "r", format="mp3") as source:
        stream = source.streams.audio[0]
        assert stream.time_base is not None
        ticks = sum(packet.duration or 0 for packet in source.demux(stream))
        return float(ticks * stream.time_base)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("quality", ["", "4"])
def test_the_frames_of_a_file_last_as_long_as_its_packets(
    rate: int, quality: str, studio: "Studio"
) -> None:
    data = studio.mp3(studio.tone(3, rate), rate, xing=False, quality=quality)
    start = mpeg.first_frame(data)
    assert start is not None
    if mpeg.xing(data, start):  # at a variable rate LAME writes one all the same
        start = mpeg.row(data, start, 0).end
    row = mpeg.row(data, start)
    assert row.end == len(data)
    assert row.seconds == pytest.approx(by_packets(data[start:]), abs=1e-9)


def test_a_row_ends_at_a_tag_at_damage_and_beyond_a_cut(studio: "Studio") -> None:
    data = studio.mp3(studio.tone(3, 16_000), 16_000, xing=False)
    whole = mpeg.row(data, 0)
    assert mpeg.row(data + b"TAG" + bytes(125), 0) == whole
    assert mpeg.row(data[:-5], 0) == whole
    assert mpeg.ends_inside_a_frame(data[:-5], 0)
    assert not mpeg.ends_inside_a_frame(data, 0)
    first = mpeg.row(data, 0, 0).end
    assert mpeg.row(data[:first] + bytes(9) + data[first:-5], 0).end == first
    assert not mpeg.ends_inside_a_frame(data[:first] + bytes(9) + data[first:-5], 0)


def test_exactly_an_hour_is_no_longer_than_an_hour(studio: "Studio") -> None:
    """0.072 s is no whole number of anything in floats."""
    data = studio.mp3(studio.tone(3, 8_000), 8_000, xing=False)
    frame = data[: mpeg.row(data, 0, 0).end]
    assert mpeg.row(frame * 50_000, 0).seconds == 3_600
    assert mpeg.row(frame * 60_000, 0, 3_600.0).seconds == pytest.approx(3_600.072)


def test_what_stands_behind_damage_counts_too(studio: "Studio") -> None:
    data = studio.mp3(studio.tone(12, 16_000), 16_000, xing=False)
    middle = mpeg.row(data, 0, 6).end
    damaged = data[:middle] + bytes(700) + data[middle:]
    assert probe.probe(damaged, Job()).seconds == pytest.approx(12, abs=0.2)
