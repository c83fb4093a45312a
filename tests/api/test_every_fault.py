"""Every fault at every call: the documented error, within the deadline, no create sent twice."""

import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest

from tests.conftest import Admin
from voicedesk.api import Content, Media, NewMailing, VoiceClient, errors
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.sandbox.process import SandboxProcess

DEADLINE_S = 1.0
LOST = (errors.NoAnswerError, errors.UnreadableAnswerError)
# For each fault what the client may say; None: the call may also succeed.
EXPECTED: dict[str, tuple[type[BaseException] | None, ...]] = {
    "refuse": (errors.NoAnswerError, errors.NotConnectedError),
    "hang": (errors.DeadlineError,),
    "delay": (errors.DeadlineError,),
    "read_lag": (None,),
    "reset_before": (errors.NoAnswerError,),
    "reset_after": (errors.NoAnswerError,),
    "truncate": LOST,
    "garbage": (errors.UnreadableAnswerError,),
    "drip": (errors.DeadlineError, None),
    "status": (errors.ServerError,),
    "html": (errors.UnreadableAnswerError,),
    "redirect": (errors.UnreadableAnswerError,),
    "expire": (errors.CredentialsError,),
}
CALLS = ("token", "contents.create", "mailings.create", "mailings.read", "messages.read")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Admin]:
    """One platform for the whole table."""
    with SandboxProcess(data=tmp_path_factory.mktemp("platform"), speed=0) as process:
        yield Admin(process)


@pytest.fixture(scope="module")
def uploaded(shared: Admin) -> Content:
    with shared.client() as client:
        return client.upload_content(resource("samples", "message-fr.mp3"), "M", Job())


def calls(client: VoiceClient, content: Content, name: str) -> dict[str, Callable[[], Any]]:
    new = NewMailing(name, content.url, Media.VOICE, ("+33600009900",))
    return {
        "token": client.sign_in,
        "contents.create": lambda: client.upload_content(
            resource("samples", "too-short.mp3").with_name("message-fr.mp3"), "M", Job()
        ),
        "mailings.create": lambda: client.create_mailing(new),
        "mailings.read": lambda: list(client.mailings(name="nobody")),
        "messages.read": lambda: list(client.messages(mailing_id="1")),
    }


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_is_told_by_its_class(
    shared: Admin, uploaded: Content, fault: str, call: str
) -> None:
    name = f"{fault} at {call}"
    with shared.client(call_seconds=DEADLINE_S) as client:
        if call != "token":
            client.sign_in()
        # Every time, so that a replay with a new token is refused too.
        shared.faults({"on": call, "fault": fault, "seconds": 20, "status": 500})
        started = time.monotonic()
        raised: errors.ApiError | None = None
        try:
            calls(client, uploaded, name)[call]()
        except errors.ApiError as error:
            raised = error
        finally:
            took = time.monotonic() - started
            shared.faults()
    allowed = EXPECTED[fault]
    if raised is None:
        assert None in allowed
    else:
        assert isinstance(raised, tuple(kind for kind in allowed if kind)), repr(raised)
        assert raised.call_id
    assert took < 8 * DEADLINE_S + 4
    with shared.client() as client:
        assert len(list(client.mailings(name=name))) <= 1, "a create was sent twice"


@pytest.mark.parametrize("fault", ["truncate", "reset_before", "hang"])
def test_a_download_that_breaks_off_is_never_taken_for_whole(
    shared: Admin, uploaded: Content, fault: str
) -> None:
    shared.faults({"on": "*", "fault": fault, "seconds": 20})
    try:
        with (
            shared.client(call_seconds=DEADLINE_S) as client,
            pytest.raises((*LOST, errors.NotConnectedError)),
        ):
            client.download(uploaded.url, BytesIO(), limit_bytes=200_000)
    finally:
        shared.faults()
