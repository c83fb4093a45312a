"""The one door to work: results, failures, cancelling, closing."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from voicedesk.base.errors import InputError, VoicedeskError
from voicedesk.base.jobs import Job, Progress
from voicedesk.ui.tasks import Lane, Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


class Ear:
    """Remembers what it was told, and in which thread."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.threads: set[threading.Thread] = set()

    def hear(self, what: object) -> None:
        self.told.append(what)
        self.threads.add(threading.current_thread())


def test_work_runs_elsewhere_and_its_result_comes_home(tasks: Tasks, qtbot: QtBot) -> None:
    ear = Ear()
    tasks.run("name", lambda _job: threading.current_thread(), ear.hear)
    qtbot.waitUntil(lambda: len(ear.told) == 1)
    assert ear.told[0] is not threading.main_thread()
    assert ear.threads == {threading.main_thread()}


def test_progress_comes_home(tasks: Tasks, qtbot: QtBot) -> None:
    ear, done = Ear(), Ear()

    def work(job: Job) -> str:
        job.report(1, 2, "half")
        return "whole"

    tasks.run("name", work, done.hear, progress=ear.hear)
    qtbot.waitUntil(lambda: done.told == ["whole"])
    assert ear.told == [Progress(1, 2, "half")]


def refuse(_job: Job) -> None:
    raise InputError("empty")


def test_an_error_always_lands_somewhere(tasks: Tasks, qtbot: QtBot) -> None:
    asked, unasked = Ear(), Ear()
    tasks.failed.connect(unasked.hear)
    tasks.run("asked", refuse, asked.hear, failed=asked.hear)
    tasks.run("unasked", refuse, asked.hear)
    qtbot.waitUntil(lambda: bool(asked.told and unasked.told))
    for error in (*asked.told, *unasked.told):
        assert isinstance(error, VoicedeskError)


def test_a_bug_is_said_and_logged(
    tasks: Tasks, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    crashed = Ear()
    tasks.crashed.connect(crashed.hear)

    def break_down(_job: Job) -> None:
        raise ZeroDivisionError

    tasks.run("name", break_down, crashed.hear)
    qtbot.waitUntil(lambda: len(crashed.told) == 1)
    assert isinstance(crashed.told[0], ZeroDivisionError)
    assert "a task failed" in caplog.text
    caplog.clear()


def test_a_new_task_of_the_same_name_cancels_the_old_one(tasks: Tasks, qtbot: QtBot) -> None:
    ear = Ear()

    def slow(job: Job) -> str:
        job.wait(30)
        return "old"

    tasks.run("search", slow, ear.hear, lane=Lane.NETWORK)
    tasks.run("search", lambda _job: "new", ear.hear, lane=Lane.NETWORK)
    qtbot.waitUntil(lambda: ear.told == ["new"])


def test_closing_cancels_work_but_finishes_what_is_to_be_kept(qtbot: QtBot) -> None:
    tasks, ear, kept = Tasks(), Ear(), Ear()

    def forever(job: Job) -> None:
        job.wait(60)

    def save(_job: Job) -> None:
        time.sleep(0.05)
        kept.hear("saved")

    tasks.run("forever", forever, ear.hear)
    tasks.run("save", save, ear.hear, keep=True)
    started = time.monotonic()
    tasks.close()
    assert time.monotonic() - started < 20
    assert kept.told == ["saved"]
    qtbot.wait(20)
    assert ear.told == []


def test_nothing_begins_any_more_once_it_is_closed(qtbot: QtBot) -> None:
    ear, tasks = Ear(), Tasks()
    tasks.close()
    assert tasks.run("late", lambda _job: "work", ear.hear).cancelled
    assert not tasks.is_running("late")
