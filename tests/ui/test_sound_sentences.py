"""Every finding has its words, with its figures as a person reads them."""

from string import Formatter

import pytest

from voicedesk.base import words
from voicedesk.ui.sound_sentences import FINDINGS
from voicedesk.ui.wording import audio_badge, audio_problem

CODES = (
    *("unreadable", "not_audio", "empty", "truncated", "unsupported", "too_big", "too_long"),
    *("too_short", "silent", "quiet", "clipped", "header_lies", "wrong_suffix", "converted"),
    *("silence_inside", "silence_ends", "one_sided", "antiphase", "dc_offset", "lost_on_phone"),
)


def test_every_code_has_a_badge_a_sentence_and_a_fix() -> None:
    assert set(FINDINGS) == set(CODES)
    for code in CODES:
        assert audio_badge(code) != code
        found = audio_problem(code)
        assert found.message
        assert found.fix.endswith(".")
        assert "{" not in found.message


@pytest.mark.parametrize(
    ("code", "values", "message"),
    [
        ("too_short", {"duration_s": 9.9995, "limit_s": 10}, "the message lasts 9.9\u00a0s, "),
        (
            "too_big",
            {"size_bytes": 20_000_001, "limit_bytes": 20_000_000},
            "the file has 20.1\u00a0MB,",
        ),
        (
            "too_long",
            {"duration_s": 3600.1, "limit_s": 3600.0},
            "the message lasts longer than 60:00.0",
        ),
        (
            "quiet",
            {"loudness_lufs": -34.2, "limit_lufs": -30.0},
            "the sound is faint: −34\u00a0LUFS",
        ),
        (
            "converted",
            {"container": "mp4", "codec": "aac"},
            "the platform takes MP3 and WAV only, this is M4A",
        ),
        ("clipped", {"places": 1200, "limit": 10}, "the sound is clipped in 1,200 places"),
        (
            "dc_offset",
            {"offset_percent": 3.04, "limit_percent": 1.0},
            "the sound is off centre by 3.0%",
        ),
    ],
)
def test_figures(code: str, values: dict[str, float | str], message: str) -> None:
    assert audio_problem(code, values).message.startswith(message)


def test_what_an_older_version_kept_has_a_sentence_without_figures() -> None:
    assert audio_problem("clipped", {}).message == "the sound is clipped: it crackles"
    assert audio_problem("truncated", {"duration_s": 6.0}).message == "the file is cut off"


def test_figures_in_french_have_commas() -> None:
    words.set_language("fr")
    try:
        told = audio_problem("too_short", {"duration_s": 8.25, "limit_s": 10}).message
        assert "8,2\u00a0s" in told
    finally:
        words.set_language("en")


def test_placeholders_are_values_that_exist() -> None:
    known = {"s", "bytes", "dbfs", "lufs", "db", "hz", "percent", "places", "container"}
    for found in FINDINGS.values():
        for _, name, _, _ in Formatter().parse(found.figures):
            assert name is None or name.rpartition("_")[2] in known
