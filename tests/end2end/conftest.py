"""The program as a person starts it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ENVIRONMENT = {
    "VOICEDESK_LANGUAGE": "en",
    "VOICEDESK_SENDING_HOLD_SECONDS": "0",
    "VOICEDESK_SENDING_SETTLE_SECONDS": "20",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "QT_QPA_PLATFORM": "offscreen",
}


class Result:
    """What a command left: exit code and both streams."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def json(self) -> Any:
        return json.loads(self.out)

    def assert_one_clear_line(self, code: int, *words: str) -> None:
        """The promise for bad input: its exit code, one line, no traceback."""
        lines = (self.out + self.err).strip().splitlines()
        assert (self.code, len(lines)) == (code, 1), (self.code, self.out, self.err)
        for word in words:
            assert word in lines[0]


class Program:
    """Runs commands on one workspace, and on one platform where it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.platform: Any = None

    def command(self, *arguments: object) -> tuple[list[str], dict[str, str]]:
        environment = {**os.environ, **ENVIRONMENT, "VOICEDESK_HOME": str(self.folder)}
        command = [sys.executable, "-m", "voicedesk"]
        if self.platform is not None:
            process = self.platform.process
            command += ["--platform", process.url, "--client-id", process.client_id]
            environment["VOICEDESK_CLIENT_SECRET"] = process.client_secret
        return command + [str(argument) for argument in arguments], environment

    def __call__(self, *arguments: object, **more: str) -> Result:
        command, environment = self.command(*arguments)
        done = subprocess.run(
            command,
            env={**environment, **more},
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        return Result(done)

    def start(self, *arguments: object, **more: str) -> "subprocess.Popen[bytes]":
        """The same, left running."""
        command, environment = self.command(*arguments)
        return subprocess.Popen(
            command,
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "workspace")


@pytest.fixture
def contacts_file(tmp_path: Path) -> Callable[[int], Path]:
    """A list of so many generated mobiles."""

    def write(people: int) -> Path:
        path = tmp_path / f"{people}.csv"
        rows = "".join(f"Personne {i};06{i:08d}\r\n" for i in range(people))
        path.write_text("Nom;Téléphone\r\n" + rows, "cp1252")
        return path

    return write
