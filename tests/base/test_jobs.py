"""Progress and cancelling."""

import threading
import time

import pytest

from voicedesk.base.jobs import CancelledError, Job, Progress


def test_progress_arrives() -> None:
    seen: list[Progress] = []
    Job(seen.append).report(1, 2, "half")
    assert seen == [Progress(1, 2, "half")]


def test_a_cancelled_job_stops_at_its_next_report() -> None:
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        job.report(1)


def test_cancelling_ends_a_wait_at_once() -> None:
    job = Job()
    timer = threading.Timer(0.05, job.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        job.wait(30)
    timer.join()
    assert time.monotonic() - started < 10
