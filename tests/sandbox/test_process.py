"""Starting, announcing and ending of the process."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from voicedesk.base.errors import PlatformError
from voicedesk.sandbox.process import SandboxProcess

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

PROGRAM = [sys.executable, "-m", "voicedesk.sandbox"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to another process")
@pytest.mark.parametrize("ask", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_a_request_hangs(tmp_path: Path, ask: int) -> None:
    rules = tmp_path / "faults.json"
    rules.write_text(json.dumps({"rules": [{"on": "token", "fault": "hang"}]}), "utf-8")
    with subprocess.Popen(
        [*PROGRAM, f"--faults={rules}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout
        assert process.stderr
        announced = json.loads(process.stdout.readline())
        assert list(announced) == ["url", "client_id", "client_secret", "admin_token"]
        assert list(tmp_path.glob("voicedesk-sandbox-*"))
        ended: list[BaseException] = []

        def hang() -> None:
            try:
                requests.post(f"{announced['url']}/token", data={"a": "b"}, timeout=20)
            except requests.RequestException as error:
                ended.append(error)

        hanging = threading.Thread(target=hang)
        hanging.start()
        time.sleep(0.3)
        started = time.monotonic()
        process.send_signal(ask)
        assert process.wait(10) == 0
        assert time.monotonic() - started < 3
        hanging.join(5)
        assert isinstance(ended[0], requests.ConnectionError)
        assert process.stderr.read() == b""
    assert not list(tmp_path.glob("voicedesk-sandbox-*"))


def test_half_a_request_does_not_hold_it(start: Callable[..., Caller]) -> None:
    caller = start()
    address = urlsplit(caller.platform.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(
            b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nabc"
        )
        time.sleep(0.2)
        started = time.monotonic()
        caller.platform.stop()
        assert time.monotonic() - started < 2.5  # by itself, not killed
        assert caller.platform._process.returncode == 0


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    parent = (
        "import os, sys\n"
        "from voicedesk.sandbox.process import SandboxProcess\n"
        "platform = SandboxProcess()\n"
        "print(platform.url, flush=True)\n"
        "os._exit(0)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", parent], capture_output=True, text=True, check=True, timeout=30
    )
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            requests.get(found.stdout.strip(), timeout=5)
        except requests.ConnectionError:
            return
        time.sleep(0.05)
    pytest.fail("still there")


def test_credentials_are_given_and_secrets_not_shown(tmp_path: Path) -> None:
    with SandboxProcess(data=tmp_path, client_id="me", client_secret="-s3cret") as platform:
        assert (platform.client_id, platform.client_secret) == ("me", "-s3cret")
        assert platform.running
        assert "s3cret" not in repr(platform)
        assert platform.admin_token not in repr(platform)
        with pytest.raises(PlatformError, match="sandbox_not_started") as failed:
            SandboxProcess(data=tmp_path)  # the folder is in use
        assert failed.value.details == {"exit_code": 5}
        taken = urlsplit(platform.url).port
        with pytest.raises(PlatformError) as failed:
            SandboxProcess(port=taken or 0)
        assert failed.value.details == {"exit_code": 3}
    assert not platform.running
    platform.stop()
    with SandboxProcess(data=tmp_path) as again:
        assert (again.client_id, again.client_secret) == ("me", "-s3cret")


@pytest.mark.parametrize("content", ["{", '{"rules": [{"on": "*", "fault": "flood"}]}', None])
def test_wrong_faults_are_said_in_one_line(tmp_path: Path, content: str | None) -> None:
    rules = tmp_path / "faults.json"
    if content is not None:
        rules.write_text(content, "utf-8")
    failed = subprocess.run(
        [*PROGRAM, f"--faults={rules}"], capture_output=True, text=True, timeout=30, check=False
    )
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert len(failed.stderr.splitlines()) == 1


def test_the_log_names_no_number(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--verbose", "--stop-with-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
        requests.get(f"{url}/rest/messages?recipient=%2B33600000001", timeout=10)
        _, log = process.communicate(timeout=10)
    assert b"GET /rest/messages 401" in log
    assert b"0600000001" not in log
    assert b"33600000001" not in log
