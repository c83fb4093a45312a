"""What every test stands on: no network but loopback, no leaks, no stray logs."""

import gc
import itertools
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import keyring
import pytest
import requests

from tests.keyrings import MemoryKeyring
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.sandbox.process import SandboxProcess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["VOICEDESK_LANGUAGE"] = "en"
os.environ["VOICEDESK_THEME"] = "light"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ.pop("VOICEDESK_CLIENT_SECRET", None)

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches the workspace of whoever runs it."""
    monkeypatch.setenv("VOICEDESK_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere but this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"a connection to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_stray_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or error in the log that the test did not ask for (``caplog.clear()``) fails it."""
    yield
    stray = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and not record.name.startswith("asyncio")
    ]
    assert not stray, [f"{record.name}: {record.getMessage()}" for record in stray]


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """A thread that outlives its test fails it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    while leaked := [thread for thread in threading.enumerate() if thread not in before]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left: {leaked}")
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    """A window that is still there after a test with Qt fails it."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    request.getfixturevalue("qapp")
    before = set(QApplication.topLevelWidgets())
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    gc.collect()
    leaked = [widget for widget in QApplication.topLevelWidgets() if widget not in before]
    assert not leaked, f"windows left: {leaked}"


@pytest.fixture
def store() -> Iterator[MemoryKeyring]:
    """A credential store in memory; without this fixture there is none."""
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


class Admin:
    """A running sandbox with its own endpoints at hand, and a client for it."""

    def __init__(self, process: SandboxProcess) -> None:
        self.process = process
        self.url = process.url

    def client(self, call_seconds: float = 20.0) -> VoiceClient:
        endpoints = Endpoints.of_origin(self.url)
        process = self.process
        return VoiceClient(
            endpoints, process.client_id, process.client_secret, call_seconds=call_seconds
        )

    def faults(self, *rules: dict[str, Any]) -> None:
        """Replace the faults in force."""
        self._ask("PUT", "/sandbox/faults", {"seed": 1, "rules": list(rules)})

    def ledger(self) -> dict[str, Any]:
        """Who was called how often, by the platform's own count."""
        return self._ask("GET", "/sandbox/ledger")

    def advance(self, seconds: float) -> None:
        self._ask("POST", "/sandbox/clock", {"advance": seconds})

    def _ask(self, verb: str, path: str, body: object = None) -> dict[str, Any]:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                verb,
                self.url + path,
                json=body,
                headers={"Authorization": f"Bearer {self.process.admin_token}"},
                timeout=20,
            )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def start_platform(tmp_path: Path) -> Iterator[Callable[..., Admin]]:
    """Starts sandboxes in processes of their own, which end with the test."""
    with ExitStack() as stack:
        started = itertools.count()

        def start(**options: Any) -> Admin:
            given = {"data": tmp_path / f"platform{next(started)}", "speed": 0.0, **options}
            return Admin(stack.enter_context(SandboxProcess(**given)))

        yield start


@pytest.fixture
def platform(start_platform: Callable[..., Admin]) -> Admin:
    """A sandbox on which messages settle at once."""
    return start_platform()


@pytest.fixture
def client(platform: Admin) -> Iterator[VoiceClient]:
    with platform.client() as opened:
        yield opened
