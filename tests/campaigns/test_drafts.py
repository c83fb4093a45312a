"""Campaigns as documents: changed, copied, kept as templates, put away."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.drafts import ARCHIVABLE, Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.statistics import by_campaign

Make = Callable[..., Campaign]
TUESDAY = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
LASTING = ("purpose", "channel", "recording_id", "list_ids", "zone", "notes", "ping_url")


@pytest.fixture
def full(make_draft: Make) -> Campaign:
    return make_draft(
        channel="SPLIT",
        purpose="prospecting",
        notes="Demander à Paul",
        zone="Indian/Reunion",
        date=TUESDAY,
        ping_url="https://example.org/calls",
    )


def test_every_choice_is_stored(workspace: Workspace, full: Campaign) -> None:
    assert (full.channel, full.purpose) == (Channel.SPLIT, Purpose.PROSPECTING)
    assert (full.notes, full.zone, full.date) == ("Demander à Paul", "Indian/Reunion", TUESDAY)
    assert (full.is_template, full.is_test, full.archived_at) == (False, False, None)
    assert full.is_complete
    emptied = Campaigns(workspace.database).change(full.id, list_ids=(), date=None, zone=None)
    assert (emptied.list_ids, emptied.date, emptied.zone) == ((), None, None)
    assert not emptied.is_complete


def test_lists_keep_their_order_and_stand_once(workspace: Workspace) -> None:
    draft = Campaigns(workspace.database).create("X", list_ids=["b", "a", "b"])
    assert draft.list_ids == ("b", "a")


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        ({"list_ids": "abc"}, TypeError),
        ({"channel": "FAX"}, ValueError),
        ({"purpose": "fun"}, ValueError),
        ({"zone": "Mars/Olympus"}, KeyError),
        ({"state": "done"}, KeyError),
        ({"approved_hash": "0"}, KeyError),
    ],
)
def test_nothing_else_can_be_chosen(
    workspace: Workspace, full: Campaign, choice: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Campaigns(workspace.database).change(full.id, **choice)
    assert Campaigns(workspace.database).get(full.id) == full


def test_a_duplicate_has_all_but_the_date(workspace: Workspace, full: Campaign) -> None:
    copy = Campaigns(workspace.database).duplicate(full.id, "Encore")
    assert [getattr(copy, name) for name in LASTING] == [getattr(full, name) for name in LASTING]
    assert (copy.name, copy.date, copy.state) == ("Encore", None, State.DRAFT)
    assert copy.tag != full.tag


def test_a_template_makes_campaigns_and_is_none(workspace: Workspace, full: Campaign) -> None:
    known = Campaigns(workspace.database)
    template = known.save_as_template(full.id, "Modèle")
    assert template.is_template
    assert [found.id for found in known.all()] == [full.id]
    assert known.templates() == [template]
    made = known.from_template(template.id, "Décembre")
    assert (made.is_template, made.state, made.date) == (False, State.DRAFT, None)
    assert [getattr(made, name) for name in LASTING] == [getattr(full, name) for name in LASTING]
    changed = known.change(template.id, notes="Autre")
    assert (changed.is_template, changed.notes) == (True, "Autre")
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, template.id, None, "Claire", Job())
    assert refused.value.code == "is_template"
    with pytest.raises(NotAllowedError) as refused:
        known.from_template(full.id, "X")
    assert refused.value.code == "not_a_template"
    known.delete(template.id)
    assert known.templates() == []


@pytest.mark.parametrize("state", list(State))
def test_what_runs_cannot_be_put_away(workspace: Workspace, full: Campaign, state: State) -> None:
    known = Campaigns(workspace.database)
    with workspace.database.write() as connection:
        drafts.set_state(connection, full.id, state)
    if state not in ARCHIVABLE:
        with pytest.raises(NotAllowedError) as refused:
            known.archive(full.id)
        assert refused.value.code == "still_running"
        assert known.get(full.id).archived_at is None
        return
    archived = known.archive(full.id)
    assert archived.archived_at is not None
    assert archived.state is state
    assert known.archive(full.id).archived_at == archived.archived_at
    assert known.all() == [archived]
    assert known.unarchive(full.id).archived_at is None
    happened = [event.event for event in events(workspace.database, full.id)]
    assert happened == ["created", "archived", "unarchived"]


def test_figures_are_of_campaigns_only(workspace: Workspace, make_approved: Make) -> None:
    sent, test = make_approved(), make_approved()
    with workspace.database.write() as connection:
        for campaign in (sent, test):
            drafts.set_state(connection, campaign.id, State.DONE)
        connection.execute(text("UPDATE campaigns SET is_test = 1 WHERE id = :id"), {"id": test.id})
    known = Campaigns(workspace.database)
    assert [found.campaign.id for found in by_campaign(workspace.database)] == [sent.id]
    assert [found.id for found in known.tests()] == [test.id]


@pytest.mark.parametrize("deed", ["DELETE FROM history", "UPDATE history SET event = 'x'"])
def test_the_history_cannot_be_rewritten(workspace: Workspace, full: Campaign, deed: str) -> None:
    before = events(workspace.database, full.id)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        workspace.database.write() as connection,
    ):
        connection.execute(text(deed))
    assert events(workspace.database, full.id) == before != []
