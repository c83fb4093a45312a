"""No number and no secret reaches a log or a report."""

import logging
from pathlib import Path

import pytest

from voicedesk.base import logs
from voicedesk.base.errors import InputError


@pytest.mark.parametrize(
    "line",
    [
        "call to 06 00 00 12 34 failed",
        "call to +33600001234 failed",
        "+33 6 00 00 12 34",
        "06.00.00.12.34",
        "Authorization: Bearer abc123",
        "client_secret=abc123",
        '{"access_token": "abc123"}',
    ],
)
def test_numbers_and_secrets_are_taken_out(line: str) -> None:
    redacted = logs.redacted(line)
    assert "12" not in redacted


def test_ordinary_text_stays() -> None:
    line = "batch 3 of 5: 1000 people at 10:31 on 2026-12-22, status 500"
    assert logs.redacted(line) == line


def test_log_and_report_are_redacted(tmp_path: Path) -> None:
    logs.start_logging(tmp_path)
    try:
        raise ValueError("06 00 00 12 34")
    except ValueError as error:
        logging.getLogger("voicedesk.test").info("called %s", "+33600001234")
        report = logs.write_report(error, tmp_path)
    finally:
        logs.stop_logging()
    logged = (tmp_path / "voicedesk.log").read_text()
    assert "<number>" in logged
    assert "1234" not in logged
    assert "12 34" not in report.read_text()
    assert "ValueError" in report.read_text()


def test_an_error_does_not_show_its_details() -> None:
    assert "1234" not in repr(InputError("not_a_number", number="+33600001234"))
