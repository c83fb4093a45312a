"""The program as a person starts it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from voicedesk.base import words
from voicedesk.cli import main

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
        return self.give("", *arguments, **more)

    def give(self, typed: str, *arguments: object, **more: str) -> Result:
        """The same, with this on its standard input."""
        command, environment = self.command(*arguments)
        done = subprocess.run(
            command,
            env={**environment, **more},
            capture_output=True,
            text=True,
            encoding="utf-8",
            input=typed,
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


class Quick:
    """Runs the commands in this process: the same results, without a second's start each.

    ``folder`` and ``platform`` as of :class:`Program`.
    """

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.platform: Any = None
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: object, **more: str) -> Result:
        return self.give("", *arguments, **more)

    def give(self, typed: str, *arguments: object, **more: str) -> Result:
        given = [str(argument) for argument in arguments]
        with self._monkeypatch.context() as environment:
            if self.platform is not None:
                process = self.platform.process
                given = ["--platform", process.url, "--client-id", process.client_id, *given]
                environment.setenv("VOICEDESK_CLIENT_SECRET", process.client_secret)
            for name, value in more.items():
                environment.setenv(name, value)
            environment.setattr("sys.stdin", StringIO(typed))
            self._capsys.readouterr()
            code = main(no_window, given)
        out, err = self._capsys.readouterr()
        return Result(CompletedProcess([], code, out, err))


def no_window(_folder: Path | None, _practice: bool) -> int:
    raise AssertionError("the window was opened")


@pytest.fixture
def quick(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    known_sample: None,
) -> Iterator[Quick]:
    folder = tmp_path / "workspace"
    for name, value in {**ENVIRONMENT, "VOICEDESK_HOME": str(folder)}.items():
        monkeypatch.setenv(name, value)
    before = words.language()
    yield Quick(folder, monkeypatch, capsys)
    words.set_language(before)
