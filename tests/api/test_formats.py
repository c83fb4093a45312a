"""The platform's other formats say the same as its JSON."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicedesk.api import Answers, Endpoints, Media, NewMailing, VoiceClient
from voicedesk.api.errors import BadRequestError
from voicedesk.api.formats import read_csv, read_xml
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource

MOBILES = tuple(f"+3360000{index:04d}" for index in range(9900, 9907))
NAME = 'Soldes <d\'hiver> & "fêtes"; 50 % [vd-1]'


@pytest.mark.parametrize("answers", [Answers.XML, Answers.CSV])
def test_every_reading_is_the_same_in_each_format(
    client: VoiceClient, platform: Any, answers: Answers
) -> None:
    content = client.upload_content(resource("samples", "message-fr.mp3"), NAME, Job())
    made = client.create_mailing(NewMailing(NAME, content.url, Media.VOICE, MOBILES))
    process = platform.process
    endpoints = Endpoints.of_origin(platform.url)
    with VoiceClient(endpoints, process.client_id, process.client_secret, answers=answers) as other:
        assert list(other.contents()) == list(client.contents())
        assert list(other.mailings(name=NAME)) == list(client.mailings(name=NAME))
        assert list(other.messages(mailing_id=made.id)) == list(client.messages(mailing_id=made.id))
        assert list(other.mailings(name="nobody")) == []
        with pytest.raises(BadRequestError):
            list(other.mailings(name=NAME, properties="nosuch"))


def test_entities_and_doctypes_are_refused() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><response>&b;</response>'
    with pytest.raises(ValueError, match="not XML"):
        read_xml(bomb)


@given(st.binary(max_size=300))
def test_bytes_are_a_table_or_refused(content: bytes) -> None:
    for read in (read_xml, read_csv):
        try:
            found = read(content)
        except ValueError:
            continue
        assert isinstance(found, dict)
