"""Logging and error reports in which no number and no secret can stand."""

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from voicedesk.base.ids import now

# A date is not a number, however many digits it has.
_NUMBER = re.compile(r"(?<!\d)(?!\d{4}-\d\d-\d\d)\+?\d(?:[\s.\-()/\u00a0\u202f]{0,2}\d){7,}")
_TOKEN = re.compile(r"(?i)(bearer|token|secret)([\"'=:\s]+)[^\s\"',&]+")


def redacted(text: str) -> str:
    """``text`` without anything that looks like a phone number or follows a secret's name."""
    return _NUMBER.sub("<number>", _TOKEN.sub(r"\1\2<secret>", text))


class _RedactingFormatter(logging.Formatter):
    """Redacts the finished line: arguments and tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def start_logging(folder: Path | None, verbose: bool = False) -> None:
    """Log to ``folder/voicedesk.log`` (1 MB, three kept); ``verbose`` also to standard error."""
    root = logging.getLogger("voicedesk")
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    formatter = _RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handlers: list[logging.Handler] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "voicedesk.log", maxBytes=1_000_000, backupCount=3, delay=True
            )
        )
    if verbose:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)


def stop_logging() -> None:
    """Close what :func:`start_logging` opened."""
    root = logging.getLogger("voicedesk")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()


def write_report(error: BaseException, folder: Path) -> Path:
    """Write the traceback of a bug, redacted, and return the file for the person to send."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{now():%Y%m%d-%H%M%S}.txt"
    path.write_text(redacted("".join(traceback.format_exception(error))), "utf-8")
    return path
