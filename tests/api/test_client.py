"""The client against a real platform: what it reads, and what each failure becomes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voicedesk.api import errors
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Content, Endpoints, Media, NewMailing, Stats, Status
from voicedesk.base.errors import PlatformError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.resources import resource

MESSAGE = resource("samples", "message-fr.mp3")
MOBILES = tuple(f"+3360000{index:04d}" for index in range(9900, 9907))


def new_mailing(content: Content, name: str = "Soldes [vd-1]", **changes: Any) -> NewMailing:
    values = {"link": content.url, "media": Media.VOICE, "recipients": MOBILES, **changes}
    return NewMailing(name=name, **values)


@pytest.fixture
def content(client: VoiceClient) -> Content:
    return client.upload_content(MESSAGE, "Message", Job())


def test_the_main_job_over_the_wire(client: VoiceClient, content: Content) -> None:
    created = client.create_mailing(new_mailing(content))
    found = list(client.mailings(name="Soldes [vd-1]"))
    assert [mailing.id for mailing in found] == [created.id]
    assert found[0].stats == Stats(total=7, ok=1, ko=5, no=1, optout=1)
    messages = list(client.messages(mailing_id=created.id))
    assert {message.recipient for message in messages} == set(MOBILES)
    outcomes = {message.recipient[-2:]: message.status for message in messages}
    assert outcomes["00"] is Status.OK
    assert outcomes["01"] is Status.KO
    assert outcomes["06"] is Status.NO
    assert next(client.messages(ids=[messages[0].id])).id == messages[0].id


def test_another_name_finds_nothing(client: VoiceClient, content: Content) -> None:
    client.create_mailing(new_mailing(content))
    assert list(client.mailings(name="Soldes")) == []


def test_a_voicemail_takes_the_encoded_file(client: VoiceClient, content: Content) -> None:
    new = new_mailing(content, link=content.url_encoded, media=Media.VOICEMAIL)
    assert client.create_mailing(new).id


def test_pages_are_followed_to_the_end(client: VoiceClient, content: Content) -> None:
    many = tuple(f"+336{index:08d}" for index in range(1000))
    created = client.create_mailing(new_mailing(content, recipients=many))
    numbers = [message.recipient for message in client.messages(mailing_id=created.id)]
    assert sorted(numbers) == sorted(many)


def test_a_filter_too_long_for_a_url_still_reads(client: VoiceClient, content: Content) -> None:
    created = client.create_mailing(
        new_mailing(content, recipients=tuple(f"+336{i:08d}" for i in range(900)))
    )
    ids = [message.id for message in client.messages(mailing_id=created.id)]
    assert len(",".join(ids)) > 2_000
    assert len(list(client.messages(ids=ids))) == 900


def test_an_upload_reports_and_can_be_cancelled(client: VoiceClient) -> None:
    seen: list[Progress] = []
    client.upload_content(MESSAGE, "Message", Job(seen.append))
    assert seen[-1].done == seen[-1].total
    job = Job()
    job.cancel()
    with pytest.raises(CancelledError):
        client.upload_content(MESSAGE, "Message", job)


def test_what_is_refused_is_said_by_its_class(client: VoiceClient, content: Content) -> None:
    with pytest.raises(errors.ParameterError) as refused:
        client.create_mailing(new_mailing(content, recipients=("0033600001234",)))
    assert refused.value.status == 417
    assert "1234" not in repr(refused.value)


def test_a_wrong_secret(platform: Any) -> None:
    endpoints = Endpoints.of_origin(platform.url)
    with (
        VoiceClient(endpoints, platform.process.client_id, "wrong") as client,
        pytest.raises(errors.CredentialsError),
    ):
        client.sign_in()


def test_a_secret_never_leaves_this_machine_unencrypted() -> None:
    with pytest.raises(PlatformError) as refused:
        VoiceClient(Endpoints.of_origin("http://platform.example"), "id", "secret")
    assert refused.value.code == "insecure_platform"
    VoiceClient(Endpoints.of_origin("https://platform.example"), "id", "secret").close()


def test_nothing_secret_or_personal_in_any_repr(client: VoiceClient, content: Content) -> None:
    new = new_mailing(content)
    created = client.create_mailing(new)
    message = next(client.messages(mailing_id=created.id))
    client.sign_in()
    shown = f"{client!r} {new!r} {message!r} {vars(client)!r}"
    assert "3360000" not in shown
    assert "secret" not in shown.lower()


def test_a_netrc_does_not_replace_the_token(
    client: VoiceClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert list(client.mailings(name="none")) == []


def test_a_read_with_an_expired_token_is_replayed_once(platform: Any, client: VoiceClient) -> None:
    client.sign_in()
    platform.faults({"on": "mailings.read", "fault": "expire", "nth": 1})
    assert list(client.mailings(name="none")) == []


def test_no_connection_is_certain(start_platform: Callable[..., Any]) -> None:
    platform = start_platform()
    with platform.client() as client:
        client.sign_in()
        platform.process.stop()
        hook: list[str] = []
        new = NewMailing("n", "/datas/a/b.mp3", Media.VOICE, MOBILES)
        with pytest.raises(errors.NotConnectedError):
            client.create_mailing(new, before_first_byte=lambda: hook.append("ran"))
        assert hook == []


def test_the_hook_runs_before_the_first_byte(
    platform: Any, client: VoiceClient, content: Content
) -> None:
    class FullDiskError(Exception):
        pass

    def fail() -> None:
        raise FullDiskError

    with pytest.raises(FullDiskError):
        client.create_mailing(new_mailing(content), before_first_byte=fail)
    with pytest.raises(OSError, match="disk"):
        client.create_mailing(new_mailing(content), before_first_byte=_full_disk)
    assert platform.ledger()["mailings"] == 0


def _full_disk() -> None:
    raise OSError("disk is full")


@pytest.mark.parametrize(
    ("fault", "error", "created"),
    [
        ({"fault": "reset_before"}, errors.NoAnswerError, False),
        ({"fault": "reset_after"}, errors.NoAnswerError, True),
        ({"fault": "hang", "seconds": 30}, errors.DeadlineError, None),
        ({"fault": "drip", "seconds": 30}, errors.NoAnswerError, True),
        ({"fault": "truncate"}, (errors.NoAnswerError, errors.UnreadableAnswerError), True),
        ({"fault": "garbage"}, errors.UnreadableAnswerError, True),
        ({"fault": "html"}, errors.UnreadableAnswerError, None),
        ({"fault": "redirect"}, errors.UnreadableAnswerError, None),
        ({"fault": "status", "status": 500}, errors.ServerError, None),
        ({"fault": "expire"}, errors.CredentialsError, False),
    ],
    ids=lambda value: value["fault"] if isinstance(value, dict) else "",
)
def test_every_failure_of_a_create_is_told_apart_and_sent_once(
    platform: Any,
    content: Content,
    fault: dict[str, Any],
    error: type[Exception],
    created: bool | None,
) -> None:
    platform.faults({"on": "mailings.create", "nth": 1, **fault})
    with platform.client(call_seconds=2.0) as client:
        client.sign_in()
        started = time.monotonic()
        with pytest.raises(error):
            client.create_mailing(new_mailing(content))
        assert time.monotonic() - started < 8
    mailings = platform.ledger()["mailings"]
    assert mailings <= 1
    if created is not None:
        assert mailings == int(created)
