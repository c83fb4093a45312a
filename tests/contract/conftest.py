"""A real platform in its own process, spoken to in bytes: nothing of voicedesk.api."""

import io
import json
import math
import struct
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.contract.wire import Wire
from voicedesk.sandbox.process import SandboxProcess


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """The platform all contract tests share; messages settle at once."""
    with SandboxProcess(speed=0) as platform:
        yield Wire(platform)


@pytest.fixture
def start() -> Iterator[Callable[..., Wire]]:
    """Starts platforms of a test's own, which end with it."""
    with ExitStack() as stack:

        def starter(**options: Any) -> Wire:
            return Wire(stack.enter_context(SandboxProcess(**options)))

        yield starter


@pytest.fixture
def switch(wire: Wire) -> Iterator[Callable[..., None]]:
    """Sets switches of the shared platform; all are back at the end."""

    def set_switches(*rules: dict[str, Any], **switches: Any) -> None:
        wire.admin("PUT", "/sandbox/faults", {"rules": list(rules), "switches": switches})

    yield set_switches
    wire.admin("PUT", "/sandbox/faults", {"rules": []})


@pytest.fixture(scope="session")
def make_wav() -> Callable[[float], bytes]:
    """Mono 16-bit WAV at 8 kHz of so many seconds."""

    def make(seconds: float) -> bytes:
        period = [round(8_000 * math.sin(2 * math.pi * n / 20)) for n in range(20)]
        data = struct.pack("<20h", *period) * (round(seconds * 8_000) // 20 + 1)
        written = io.BytesIO()
        with wave.open(written, "wb") as sound:
            sound.setparams((1, 2, 8_000, 0, "NONE", "NONE"))
            sound.writeframes(data[: round(seconds * 8_000) * 2])
        return written.getvalue()

    return make


@pytest.fixture(scope="session")
def wav(make_wav: Callable[[float], bytes]) -> bytes:
    return make_wav(10.5)


@pytest.fixture(scope="session")
def content(wire: Wire, wav: bytes) -> dict[str, Any]:
    """A content of the shared platform."""
    made: dict[str, Any] = wire.upload(wav).list[0]
    return made


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A mailing name no other test uses."""
    return f"{request.node.name} 7f3a9c"


@pytest.fixture
def fields(content: dict[str, Any], name: str) -> dict[str, str]:
    """What creates a VOICEMAIL mailing to two numbers, as a form has it."""
    contacts = [{"recipient": "+33600000001"}, {"recipient": "+33600000002"}]
    return {
        "name": name,
        "media": "VOICEMAIL",
        "link": content["url_encoded"],
        "contacts": json.dumps(contacts),
    }


@pytest.fixture
def mailing(wire: Wire, fields: dict[str, str]) -> dict[str, Any]:
    """That mailing, created."""
    made: dict[str, Any] = wire.create(**fields).list[0]
    return made
