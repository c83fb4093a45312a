"""The platform as a child process of ours."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from voicedesk.base.errors import PlatformError


class SandboxProcess:
    """Starts a sandbox and waits until it listens; it ends with :meth:`stop`, or with us.

    ``url``, ``client_id``, ``client_secret`` and ``admin_token`` are what it announced. Options as
    in ``voicedesk.sandbox.server.Options``; ``deadline`` in seconds. Raises PlatformError
    ``sandbox_not_started`` (``exit_code``, None if it was too slow).
    """

    def __init__(
        self,
        *,
        data: Path | None = None,
        speed: float = 1.0,
        port: int = 0,
        faults: Path | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        verbose: bool = False,
        deadline: float = 30.0,
    ) -> None:
        options = {
            "--data": data,
            "--speed": speed,
            "--port": port,
            "--faults": faults,
            "--client-id": client_id,
            "--client-secret": client_secret,
        }
        # name=value: a secret may begin with a dash.
        given = [f"{name}={value}" for name, value in options.items() if value is not None]
        if verbose:
            given.append("--verbose")
        self._process = subprocess.Popen(
            [*_program(), *given, "--stop-with-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if sys.stderr is not None else subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            announced = self._announced(deadline)
        except BaseException:
            self.stop()
            raise
        self.url = announced["url"]
        self.client_id = announced["client_id"]
        self.client_secret = announced["client_secret"]
        self.admin_token = announced["admin_token"]

    def __repr__(self) -> str:
        return f"SandboxProcess(pid={self.pid})"

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the process, forcibly after five seconds. May be called again."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            # The end of its input is the only way to ask on Windows: terminate() kills there, and
            # a temporary data folder would stay.
            self._process.stdin.close()
        for ask in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(2.5)
                break
            except subprocess.TimeoutExpired:
                ask()
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        place: TracebackType | None,
    ) -> None:
        self.stop()

    def _read(self) -> None:
        # To the end, so that a full pipe never stops the child. An empty line says: ended.
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def _announced(self, deadline: float) -> dict[str, str]:
        try:
            line = self._lines.get(timeout=deadline)
        except queue.Empty:
            raise PlatformError("sandbox_not_started", exit_code=None) from None
        if not line:
            raise PlatformError("sandbox_not_started", exit_code=self._process.wait(5))
        announced: dict[str, str] = json.loads(line)
        return announced


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "sandbox"]
    return [sys.executable, "-m", "voicedesk.sandbox"]
