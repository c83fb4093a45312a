"""The roll says what the database says, and reads again only what has moved."""

from collections.abc import Callable

from sqlalchemy import event, update

from tests.campaigns.ending import BUSY, OUT, UNKNOWN, end
from voicedesk.api.models import Stats
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import roll
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.statistics import calls, stats_of

Make = Callable[..., Campaign]


def change(workspace: Workspace, campaign: Campaign, *, chunk: int, **values: object) -> None:
    mine = (recipients.c.campaign_id == campaign.id) & (recipients.c.chunk == chunk)
    with workspace.database.write() as connection:
        connection.execute(update(recipients).where(mine).values(**values))


def test_everybody_is_as_the_database_says(workspace: Workspace, make_approved: Make) -> None:
    campaign = make_approved(1_002)
    database = workspace.database
    found = roll.read(database, campaign.id, Job())
    assert list(found) == calls(database, campaign.id)
    assert found.counts() == {(1, None): 1_000, (2, None): 2}
    end(workspace, campaign, None, BUSY, OUT, UNKNOWN)
    found = roll.read(database, campaign.id, Job(), found)
    assert list(found) == calls(database, campaign.id)
    assert found[:4] == calls(database, campaign.id)[:4]
    assert found.counts()[1, "ok"] == 1
    change(workspace, campaign, chunk=2, excluded="stop_list")
    found = roll.read(database, campaign.id, Job(), found)
    assert [call.excluded for call in found[-3:]] == [None, "stop_list", "stop_list"]
    change(workspace, campaign, chunk=1, status=None, description=None, status_at=None)
    found = roll.read(database, campaign.id, Job(), found)
    assert list(found) == calls(database, campaign.id)


def test_people_who_move_to_a_new_batch_come_last(
    workspace: Workspace, make_approved: Make
) -> None:
    campaign = make_approved(1_002)
    found = roll.read(workspace.database, campaign.id, Job())
    mine = (recipients.c.campaign_id == campaign.id) & (recipients.c.position < 5)
    with workspace.database.write() as connection:
        connection.execute(update(recipients).where(mine).values(chunk=3))
    found = roll.read(workspace.database, campaign.id, Job(), found)
    assert [call.chunk for call in found[-5:]] == [3] * 5
    assert list(found) == calls(workspace.database, campaign.id)


def test_a_batch_that_stands_still_is_not_read_again(
    workspace: Workspace, make_approved: Make
) -> None:
    campaign, database = make_approved(1_002), workspace.database
    before = roll.read(database, campaign.id, Job())
    asked: list[tuple[object, ...]] = []

    def ask(*given: object) -> None:
        if "coalesce" in str(given[2]):
            asked.append(tuple(given[3]))  # type: ignore[arg-type]

    event.listen(database.engine, "before_cursor_execute", ask)
    try:
        assert roll.read(database, campaign.id, Job(), before) is before
        assert asked == []
        change(workspace, campaign, chunk=2, status="wait")
        after = roll.read(database, campaign.id, Job(), before)
    finally:
        event.remove(database.engine, "before_cursor_execute", ask)
    assert [parameters[-1] for parameters in asked] == [2]
    assert [call.status for call in after[-3:]] == [None, "wait", "wait"]
    assert [call.status for call in before[-3:]] == [None, None, None]
    assert after.e164 is before.e164


def test_no_number_is_in_its_repr(workspace: Workspace, make_approved: Make) -> None:
    found = roll.read(workspace.database, make_approved(3).id, Job())
    assert "336" not in repr(found)
    assert "Personne" not in repr(found)


def test_every_batch_has_its_own_figures(workspace: Workspace, make_approved: Make) -> None:
    campaign = make_approved(1_002)
    database = workspace.database
    assert roll.read(database, campaign.id, Job()).stats() == {1: Stats(), 2: Stats()}
    end(workspace, campaign, None, BUSY, OUT, UNKNOWN)
    change(workspace, campaign, chunk=2, status="ko", description=" Opted OUT ")
    found = roll.read(database, campaign.id, Job())
    assert found.stats() == {
        1: Stats(total=4, ok=1, ko=2, no=1, optout=1),
        2: Stats(total=2, ko=2, optout=2),
    }
    people = calls(database, campaign.id)
    for batch, stats in found.stats().items():
        assert stats == stats_of([call for call in people if call.chunk == batch])
    assert roll.Roll.of([]).stats() == {}
