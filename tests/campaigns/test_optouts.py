"""Whoever opts out is never called again; whoever opted out unnamed stops prospecting."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.optouts import (
    DEALT_WITH,
    TAKEN_HOME,
    check_optouts,
    dealt_with,
    pending,
    stop,
    unknown,
)
from voicedesk.campaigns.refusal import is_optout
from voicedesk.campaigns.sender import Sender
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]
HEARD, SAID_NO = "0600009900", "0600009905"  # always delivered; always opts out


@pytest.fixture
def watched(workspace: Workspace, client: VoiceClient, make_approved: Make) -> Campaign:
    campaign = make_approved(numbers=[HEARD, SAID_NO])
    Sender(workspace, client, campaign.id).send(Job())
    found = Watcher(workspace, client, campaign.id).poll()
    assert found.campaign.state is State.DONE
    assert found.stats.optout == 1
    return campaign


def unname(workspace: Workspace, campaign_id: str) -> None:
    """As if the platform had described the opt-out in words nobody knows."""
    with workspace.database.write() as connection:
        connection.execute(
            update(recipients)
            .where(recipients.c.campaign_id == campaign_id, recipients.c.description == "opted out")
            .values(description="unsubscribed by DTMF")
        )


def again(workspace: Workspace, campaign: Campaign, purpose: str = "prospecting") -> Campaign:
    lists = Campaigns(workspace.database).get(campaign.id).list_ids
    return Campaigns(workspace.database).create("Next", purpose=purpose, list_ids=list(lists))


def test_an_opt_out_is_on_the_stop_list_with_its_campaign(
    workspace: Workspace, watched: Campaign
) -> None:
    entry = StopList(workspace.database).find(SAID_NO)
    assert entry is not None
    assert entry.source == "campaign Soldes, d'hiver"
    assert StopList(workspace.database).find(HEARD) is None
    noted = [e for e in events(workspace.database, watched.id) if e.event == TAKEN_HOME]
    assert [e.details for e in noted] == [{"people": 1}]
    assert unknown(workspace.database, watched.id) == 0


def test_the_opt_out_and_its_message_are_stored_together_or_not_at_all(
    workspace: Workspace,
    client: VoiceClient,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign = make_approved(numbers=[SAID_NO])
    Sender(workspace, client, campaign.id).send(Job())

    def fails(*_: Any) -> int:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr(StopList, "add_within", fails)
        with pytest.raises(RuntimeError):
            Watcher(workspace, client, campaign.id).poll()
    found = Watcher(workspace, client, campaign.id)
    assert StopList(workspace.database).count() == 0
    assert found.poll().stats.optout == 1  # it was still open, and so is read again
    assert StopList(workspace.database).find(SAID_NO) is not None


def test_a_number_kept_as_a_fingerprint_stays_one(workspace: Workspace, watched: Campaign) -> None:
    stops = StopList(workspace.database)
    stops.add([SAID_NO], "a person", as_fingerprint=True)
    with workspace.database.write() as connection:
        assert stop(workspace.database, connection, watched.id, ["+33600009905"]) == 0
    assert [entry.e164 for entry in stops.all()] == [None]
    with workspace.database.write() as connection:
        added = stops.add_within(connection, np.array([33600009905, 33600009904, 0]), "test")
    assert added == 1


def test_unknown_opt_outs_stop_prospecting_over_the_same_list_until_dealt_with(
    workspace: Workspace, watched: Campaign, make_draft: Make
) -> None:
    database = workspace.database
    check_optouts(database, again(workspace, watched))  # named: nothing is in the way
    unname(workspace, watched.id)
    assert unknown(database, watched.id) == pending(database, watched.id) == 1
    with pytest.raises(NotAllowedError) as refused:
        check_optouts(database, again(workspace, watched))
    assert refused.value.code == "optouts_unknown"
    assert refused.value.details == {"name": watched.name, "id": watched.id, "people": 1}
    check_optouts(database, again(workspace, watched, "contract"))
    check_optouts(database, make_draft(2, purpose="prospecting"))  # another list

    dealt_with(database, watched.id, "Claire", "read on the platform's pages")
    check_optouts(database, again(workspace, watched))
    noted = [e for e in events(database, watched.id) if e.event == DEALT_WITH]
    assert noted[-1].details == {
        "people": 1,
        "by": "Claire",
        "note": "read on the platform's pages",
    }
    assert unknown(database, watched.id) == 1
    assert pending(database, watched.id) == 0
    with pytest.raises(NotAllowedError) as nothing_left:
        dealt_with(database, watched.id, "Claire", "again")
    assert nothing_left.value.code == "no_unknown_optouts"


def test_more_of_them_later_stop_it_again(workspace: Workspace, watched: Campaign) -> None:
    database = workspace.database
    unname(workspace, watched.id)
    dealt_with(database, watched.id, "Claire", "")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE readings SET optout = optout + 1")
    with pytest.raises(NotAllowedError) as refused:
        check_optouts(database, again(workspace, watched))
    assert refused.value.details["people"] == 1


def test_the_platforms_count_is_kept_where_its_words_are_not_known(
    workspace: Workspace,
    client: VoiceClient,
    make_approved: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    campaign = make_approved(numbers=[HEARD, SAID_NO])
    Sender(workspace, client, campaign.id).send(Job())
    monkeypatch.setattr("voicedesk.campaigns.refusal.OPTED_OUT", "other words")
    Watcher(workspace, client, campaign.id).poll()
    assert unknown(workspace.database, campaign.id) == 1
    assert StopList(workspace.database).count() == 0


@pytest.mark.parametrize(
    ("description", "says"),
    [("opted out", True), (" Opted Out ", True), ("voice busy", False), ("", False)],
)
def test_an_opt_out_is_known_by_its_words(description: str, says: bool) -> None:
    assert is_optout(description) is says
