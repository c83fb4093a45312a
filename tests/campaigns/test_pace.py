"""How fast calls go: by the readings of campaigns that are over."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from voicedesk.base.ids import stamp
from voicedesk.base.schema import campaigns, readings
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.pace import Pace, pace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = 600


def ran(
    workspace: Workspace, minutes: float, state: State = State.DONE, *, test: bool = False,
    day: int = 0,
) -> None:  # fmt: skip
    """A campaign whose calls waited an hour for their date, then took so long."""
    begun = NOON + timedelta(days=day)
    course = (
        (begun - timedelta(hours=1), PEOPLE, 0, 0),
        (begun, PEOPLE, 0, 0),
        (begun + timedelta(minutes=minutes / 2), PEOPLE // 2, 10, PEOPLE // 2 - 10),
        (begun + timedelta(minutes=minutes), 0, 0, PEOPLE),
        (begun + timedelta(hours=9), 0, 0, PEOPLE),  # the watcher looked again
    )
    made = Campaigns(workspace.database).create("Open days", is_test=test)
    with workspace.database.write() as connection:
        connection.execute(update(campaigns).where(campaigns.c.id == made.id).values(state=state))
        for at, wait, on, ok in course:
            row = {"total": PEOPLE, "wait": wait, "on": on, "ok": ok, "ko": 0, "no": 0}
            connection.execute(
                insert(readings).values(campaign_id=made.id, at=stamp(at), optout=0, **row)
            )


def test_before_the_first_campaign_nobody_knows(workspace: Workspace) -> None:
    ran(workspace, 10, State.POSTED)
    ran(workspace, 10, test=True)
    assert pace(workspace.database) is None


def test_the_hour_of_waiting_and_the_late_look_do_not_count(workspace: Workspace) -> None:
    ran(workspace, 10)
    found = pace(workspace.database)
    assert found == Pace(PEOPLE, timedelta(minutes=10))
    assert found.needed(3 * PEOPLE) == timedelta(minutes=30)


def test_several_are_added_up_and_old_ones_forgotten(workspace: Workspace) -> None:
    ran(workspace, 900, day=-1)
    for day in range(5):
        ran(workspace, 10 + day, day=day)
    assert pace(workspace.database) == Pace(5 * PEOPLE, timedelta(minutes=60))
