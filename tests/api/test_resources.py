"""Every resource and action of the client, against a real platform."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from voicedesk.api import Content, Media, NewMailing, Stats, Status, VoiceClient
from voicedesk.api.errors import NoAnswerError, ParameterError, UnreadableAnswerError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource

MOBILES = tuple(f"+3360000{index:04d}" for index in range(9900, 9907))


@pytest.fixture
def content(client: VoiceClient) -> Content:
    return client.upload_content(resource("samples", "message-fr.mp3"), "Message", Job())


@pytest.fixture
def waiting(client: VoiceClient, content: Content) -> str:
    """A mailing that is to start in two hours."""
    date = (now() + timedelta(hours=2)).isoformat(timespec="seconds")
    new = NewMailing("Later [vd-1]", content.url, Media.VOICE, MOBILES, date=date)
    return client.create_mailing(new).id


def test_contents_are_read_updated_and_deleted(client: VoiceClient, content: Content) -> None:
    assert [found.id for found in client.contents()] == [content.id]
    assert client.update_contents({"name": "Autre", "tags": ["hiver"]}, ids=[content.id]) == 1
    assert [found.name for found in client.contents(tags=["hiver"])] == ["Autre"]
    assert list(client.contents(tags=["été"])) == []
    assert client.delete_contents(ids=[content.id]) == 1
    assert list(client.contents()) == []


def test_both_files_of_a_content_can_be_downloaded(client: VoiceClient, content: Content) -> None:
    original, heard = BytesIO(), BytesIO()
    client.download(content.url, original)
    assert original.getvalue() == resource("samples", "message-fr.mp3").read_bytes()
    size = client.download(content.url_encoded, heard)
    assert size == len(heard.getvalue()) == pytest.approx(16.98 * 8_000, rel=0.01)


def test_a_download_has_a_limit_and_must_be_whole(
    client: VoiceClient, content: Content, platform: Any
) -> None:
    with pytest.raises(UnreadableAnswerError) as refused:
        client.download(content.url, BytesIO(), limit_bytes=1_000)
    assert refused.value.code == "file_too_big"
    with pytest.raises(UnreadableAnswerError) as missing:
        client.download(content.url.replace("message-fr", "other"), BytesIO())
    assert missing.value.code == "no_file"


def test_a_waiting_mailing_can_be_moved_and_cancelled(client: VoiceClient, waiting: str) -> None:
    later = (now() + timedelta(hours=3)).isoformat(timespec="seconds")
    assert client.update_mailings({"date": later}, ids=[waiting]) == 1
    assert client.update_mailings({"date": later}, ids=[waiting]) == 0
    assert client.delete_mailings(ids=[waiting]) == 1
    assert list(client.mailings(ids=[waiting])) == []


def test_what_has_ended_is_not_deleted(client: VoiceClient, content: Content) -> None:
    created = client.create_mailing(NewMailing("Now", content.url, Media.VOICE, MOBILES))
    assert client.delete_mailings(ids=[created.id]) == 0
    assert [mailing.id for mailing in client.mailings(ids=[created.id])] == [created.id]


def test_an_unknown_attribute_is_refused(client: VoiceClient, waiting: str) -> None:
    with pytest.raises(ParameterError):
        client.update_mailings({"colour": "red"}, ids=[waiting])


def test_nothing_is_changed_without_a_filter(client: VoiceClient, waiting: str) -> None:
    for change in (client.delete_mailings, client.delete_contents):
        with pytest.raises(ValueError, match="filter"):
            change(ids=[])
    with pytest.raises(ValueError, match="filter"):
        client.update_mailings({"name": "All"}, ids=[])
    assert [mailing.id for mailing in client.mailings(ids=[waiting])] == [waiting]


def test_the_filters_of_messages(client: VoiceClient, content: Content) -> None:
    created = client.create_mailing(NewMailing("Filters", content.url, Media.VOICE, MOBILES))
    by_name = list(client.messages(mailing_name="Filters"))
    assert len(by_name) == len(MOBILES)
    unknown = list(client.messages(mailing_id=created.id, statuses=[Status.NO]))
    assert [message.recipient for message in unknown] == [MOBILES[6]]
    several = client.messages(mailing_id=created.id, recipients=MOBILES[:2])
    assert {message.recipient for message in several} == set(MOBILES[:2])


def test_the_figures_of_a_name_are_added_up(client: VoiceClient, content: Content) -> None:
    for people in (MOBILES[:1], MOBILES[1:]):
        client.create_mailing(NewMailing("Both", content.url, Media.VOICE, people))
    assert client.stats("Both") == Stats(total=7, ok=1, ko=5, no=1, optout=1)
    assert client.stats("Both").delivery_rate == 14.3
    assert client.stats("None").delivery_rate is None


def test_an_expired_token_is_renewed_for_a_change(
    client: VoiceClient, waiting: str, platform: Any
) -> None:
    platform.faults({"on": "*", "fault": "expire", "nth": 1})
    assert client.update_mailings({"name": "Renamed"}, ids=[waiting]) == 1


def test_a_change_whose_answer_is_lost_says_so(
    client: VoiceClient, waiting: str, platform: Any
) -> None:
    platform.faults({"on": "*", "fault": "reset_after", "nth": 1})
    with pytest.raises(NoAnswerError):
        client.update_mailings({"name": "Renamed"}, ids=[waiting])
