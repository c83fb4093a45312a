"""What every test stands on: no network but loopback, no leaks, no stray logs."""

import gc
import itertools
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keyring
import pytest
import requests
from hypothesis import Phase, settings

from tests.keyrings import MemoryKeyring
from tests.sandbox_fork import forking
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.audio import library
from voicedesk.audio.checks import Inspection, inspect
from voicedesk.base.database import Database
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.sandbox import process as sandbox_process
from voicedesk.sandbox.process import SandboxProcess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["VOICEDESK_LANGUAGE"] = "en"
os.environ["VOICEDESK_THEME"] = "light"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ.pop("VOICEDESK_CLIENT_SECRET", None)

pytest_plugins = ("tests.figures",)

# To explain a failure each line is traced: it would run into the time limit before it is told.
# And no example fails for being slow: the machine may be busy.
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("told", phases=_PHASES, deadline=None)
settings.load_profile("told")

SAMPLE = resource("samples", "message-fr.mp3")
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches the workspace of whoever runs it."""
    monkeypatch.setenv("VOICEDESK_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file that the migrations make of nothing."""
    path = tmp_path_factory.mktemp("database") / "workspace.db"
    made = Database(path)
    made.migrate()
    made.close()
    return path.read_bytes()


@pytest.fixture(autouse=True)
def copied_database(new_database: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migrations run once: a database that is not there yet begins as a copy of their work."""
    migrate = Database.migrate

    def copied(self: Database) -> None:
        if not self.path.exists():
            self.path.write_bytes(new_database)
        migrate(self)

    monkeypatch.setattr(Database, "migrate", copied)


@pytest.fixture
def known_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped message is decoded and judged once; for tests of what becomes of a message."""
    monkeypatch.setattr(library, "inspect", _inspected)


def _inspected(path: Path, job: Job) -> Inspection:
    return _of_sample() if path == SAMPLE else inspect(path, job)


@cache
def _of_sample() -> Inspection:
    return inspect(SAMPLE, Job())


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
    # What is still there belongs to the run: the next collection need not walk through it again.
    gc.freeze()
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


@pytest.fixture(scope="session")
def forked_sandboxes() -> Iterator[list[str] | None]:
    """What starts a sandbox without its third of a second of imports; None: not on this system."""
    if sys.platform != "linux":
        yield None
        return
    with TemporaryDirectory() as folder, forking(Path(folder)) as command:
        yield command


@pytest.fixture
def start_platform(
    tmp_path: Path, forked_sandboxes: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Admin]]:
    """Starts sandboxes in processes of their own, which end with the test."""
    if forked_sandboxes is not None:
        monkeypatch.setattr(sandbox_process, "_program", lambda: forked_sandboxes)
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
