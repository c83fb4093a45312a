"""A real platform in its own process, and a client written by hand: nothing of voicedesk.api."""

import io
import itertools
import math
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from voicedesk.sandbox.process import SandboxProcess

DEADLINE = 20.0


class Caller:
    """Requests to one platform, with a token of its account."""

    def __init__(self, platform: SandboxProcess) -> None:
        self.platform = platform
        self.session = requests.Session()
        self.session.trust_env = False
        self.token = self.sign_in().json()["access_token"]

    def sign_in(self, **changes: str) -> requests.Response:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.platform.client_id,
            "client_secret": self.platform.client_secret,
        }
        data = {name: value for name, value in (fields | changes).items() if value}
        return self.session.post(f"{self.platform.url}/token", data=data, timeout=DEADLINE)

    def __call__(self, verb: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        more = {"timeout": DEADLINE, "allow_redirects": False, "headers": headers} | more
        return self.session.request(verb, self.platform.url + path, **more)

    def admin(self, verb: str, path: str, json: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.platform.admin_token}"}
        answer = self(verb, path, json=json, headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def advance(self, seconds: float) -> None:
        """Moves the clock and signs in again: an hour is the life of a token."""
        self.admin("POST", "/sandbox/clock", {"advance": seconds})
        self.token = self.sign_in().json()["access_token"]

    def upload(self, audio: bytes, **fields: Any) -> requests.Response:
        files = {"contentFile": ("message d'été.wav", audio)}
        data = {"name": "Message"} | fields
        return self("POST", "/content/rest/contents", data=data, files=files)

    def read(self, path: str, **filters: Any) -> list[dict[str, Any]]:
        answer = self("GET", path, params=filters)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["list"]
        return found


@pytest.fixture(scope="session")
def recording() -> bytes:
    """10.5 s of WAV."""
    return tone(10.5)


@pytest.fixture(scope="session")
def make_tone() -> Callable[[float], bytes]:
    return tone


def tone(seconds: float) -> bytes:
    """Mono 16-bit WAV at 8 kHz with exactly seconds * 8000 frames."""
    frames = round(seconds * 8_000)
    period = [round(8_000 * math.sin(2 * math.pi * n / 20)) for n in range(20)]
    samples = list(itertools.islice(itertools.cycle(period), frames))
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", "NONE"))
        sound.writeframes(struct.pack(f"<{frames}h", *samples))
    return written.getvalue()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Caller]]:
    """Starts further platforms; all are stopped at the end."""
    started: list[Caller] = []

    def starter(**options: Any) -> Caller:
        started.append(Caller(SandboxProcess(**options)))
        return started[-1]

    yield starter
    for caller in started:
        caller.session.close()
        caller.platform.stop()


@pytest.fixture(scope="session")
def shared() -> Iterator[Caller]:
    """One platform for all tests that leave it as it was but for what they create; speed 0."""
    with SandboxProcess(speed=0) as platform:
        caller = Caller(platform)
        yield caller
        caller.session.close()


@pytest.fixture(scope="session")
def content(shared: Caller, recording: bytes) -> dict[str, Any]:
    """A content of the shared platform."""
    made: dict[str, Any] = shared.upload(recording).json()["list"][0]
    return made


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A mailing name no other test uses."""
    return f"{request.node.name} [vd-7f3a9c]"
