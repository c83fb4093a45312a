"""A short-lived program that does one thing for us and ends, or is ended."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job

_LOOK_S = 0.05  # between two looks at whether the job was cancelled


def run(
    command: Sequence[str], job: Job, *, engine: str, deadline_s: float, folder: Path | None = None
) -> bytes:
    """What the program wrote to its standard output; ``folder`` is where it works.

    It is killed once the job is cancelled (CancelledError) or the deadline is over. Raises
    NotAllowedError ``speech_failed`` with the ``engine`` and the ``reason``: ``missing``,
    ``too_slow``, or ``exit`` with the ``exit_code`` (negative: the signal that killed it).
    """
    job.check()
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the text, which is nobody else's business
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise NotAllowedError("speech_failed", engine=engine, reason="missing") from error
    with process:
        try:
            written = _written(process, job, monotonic() + deadline_s)
        except BaseException:
            process.kill()
            raise
    if written is None:
        raise NotAllowedError("speech_failed", engine=engine, reason="too_slow")
    if process.returncode:
        code = process.returncode
        raise NotAllowedError("speech_failed", engine=engine, reason="exit", exit_code=code)
    return written


def _written(process: "subprocess.Popen[bytes]", job: Job, end: float) -> bytes | None:
    """All of its output once it has ended; None, and it is killed, where it did not in time."""
    while True:
        try:
            return process.communicate(timeout=_LOOK_S)[0]
        except subprocess.TimeoutExpired:
            job.check()
            if monotonic() > end:
                process.kill()
                return None
