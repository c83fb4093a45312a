"""Killed under load, the platform comes back with all it acknowledged and nothing by halves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

THREADS = 4
PEOPLE = 500


class Load:
    """Threads that create mailings until they are cut off, and note what was acknowledged."""

    def __init__(self, caller: Caller, link: str, round_: int) -> None:
        self.acknowledged: dict[str, str] = {}  # id by name
        self.strange: list[object] = []
        self._caller = caller
        self._link = link
        self._threads = [
            threading.Thread(target=self._create, args=(f"{round_}-{n}",)) for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def _create(self, thread: str) -> None:
        contacts = [{"recipient": f"+336000{n:05}"} for n in range(PEOPLE)]
        given: dict[str, Any] = {"media": "VOICEMAIL", "link": self._link, "contacts": contacts}
        given["pingUrl"] = "http://127.0.0.1:9/#ids#"
        headers = {"Authorization": f"Bearer {self._caller.token}"}
        url = f"{self._caller.platform.url}/rest/mailings"
        with requests.Session() as session:
            session.trust_env = False
            for n in range(10_000):
                given["name"] = f"{thread}-{n}"
                try:
                    answer = session.post(url, json=given, headers=headers, timeout=20)
                except requests.RequestException:  # also a body cut in the middle
                    return
                if answer.status_code != 201:
                    self.strange.append(answer.text)
                    return
                self.acknowledged[given["name"]] = answer.json()["list"][0]["id"]

    def join(self) -> None:
        for thread in self._threads:
            thread.join()


@pytest.mark.timeout(120)
def test_kill_9_under_load(start: Callable[..., Caller], recording: bytes, tmp_path: Path) -> None:
    acknowledged: dict[str, str] = {}
    link = ""
    for round_, seconds in enumerate((0.5, 0.77, 1.01)):
        caller = start(data=tmp_path / "data", speed=0.001)
        link = link or caller.upload(recording).json()["list"][0]["url_encoded"]
        load = Load(caller, link, round_)
        time.sleep(seconds)
        caller.platform._process.kill()  # SIGKILL; on Windows TerminateProcess
        load.join()
        caller.platform.stop()
        assert load.strange == []
        assert load.acknowledged
        acknowledged |= load.acknowledged
    again = start(data=tmp_path / "data", speed=0.001)
    found = again.read("/rest/mailings", properties="id,name,stats")
    assert len({mailing["name"] for mailing in found}) == len(found)
    there = {mailing["name"]: mailing["id"] for mailing in found}
    assert acknowledged.items() <= there.items()
    # What was under way when the platform died may be there; at most one a thread and round.
    assert len(there) - len(acknowledged) <= 3 * THREADS
    assert {mailing["stats"]["total"] for mailing in found} == {PEOPLE}
    ledger = again.admin("GET", "/sandbox/ledger")
    assert ledger["violations"] == []
    assert ledger["messages"] == PEOPLE * len(found)
    for held in ledger["by_mailing"].values():
        assert len(held["recipients"]) == PEOPLE
