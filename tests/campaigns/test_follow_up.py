"""A list of those who were not reached, without those who must be left alone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.campaigns.ending import BUSY, NO_ANSWER, OUT, UNKNOWN, end
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import now, stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.follow_up import follow_up, plan
from voicedesk.campaigns.history import events
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet
from voicedesk.contacts.stop_list import StopList

NUMBERS = [f"06000099{i:02d}" for i in range(6)]

Make = Callable[..., Campaign]


@pytest.fixture
def ended(workspace: Workspace, make_approved: Make) -> Campaign:
    campaign = make_approved(numbers=NUMBERS)
    return end(workspace, campaign, BUSY, None, NO_ANSWER, OUT, UNKNOWN, BUSY)


def rows(workspace: Workspace, list_id: str) -> list[tuple[str, ...]]:
    table = ContactLists(workspace.database).open(list_id, Job())
    columns = [table.texts(column.key, table.order) for column in table.shape.columns]
    return list(zip(*columns, strict=True))


def test_those_of_the_chosen_reasons(workspace: Workspace, ended: Campaign) -> None:
    list_id = follow_up(workspace, ended.id, [BUSY, UNKNOWN], Job())
    info = ContactLists(workspace.database).info(list_id)
    assert (info.name, info.valid) == (f"Follow-up of {ended.name}", 3)
    assert [row[1] for row in rows(workspace, list_id)] == [NUMBERS[0], NUMBERS[4], NUMBERS[5]]
    again = follow_up(workspace, ended.id, [NO_ANSWER], Job())
    assert ContactLists(workspace.database).info(again).name == f"{info.name} 2"


def test_all_columns_of_every_source_are_kept(
    workspace: Workspace, make_approved: Make, tmp_path: Path
) -> None:
    lists = ContactLists(workspace.database)
    ids = []
    for number, (city, phone) in enumerate((("Lyon", NUMBERS[0]), ("Nice", NUMBERS[1]))):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"Nom;Téléphone;Ville;Note {number}\r\nP;{phone};{city};x{number}", "utf-8")
        checked = check(read_sheet(path, Job()), "FR", Job())
        ids.append(lists.save(path.stem, path.name, "FR", checked, Job()).id)
    campaign = end(workspace, make_approved(list_ids=ids), BUSY, BUSY)
    list_id = follow_up(workspace, campaign.id, [BUSY], Job())
    assert lists.info(list_id).columns == ("Nom", "Téléphone", "Ville", "Note 0", "Note 1")
    assert rows(workspace, list_id) == [
        ("P", NUMBERS[0], "Lyon", "x0", ""),
        ("P", NUMBERS[1], "Nice", "", "x1"),
    ]


def test_lists_that_are_gone_leave_name_and_number(workspace: Workspace, ended: Campaign) -> None:
    lists = ContactLists(workspace.database)
    lists.delete(ended.list_ids[0])
    list_id = follow_up(workspace, ended.id, [NO_ANSWER], Job())
    assert rows(workspace, list_id) == [("Personne 2", "+33600009902")]
    assert lists.info(list_id).valid == 1


def test_who_must_be_left_alone_is_left_out_and_told(
    workspace: Workspace, ended: Campaign, make_approved: Make
) -> None:
    stop_list = StopList(workspace.database)
    stop_list.add([NUMBERS[2]], "phone")
    for _ in range(3):  # the fourth call within thirty days is one more than enough for a fifth
        end(workspace, make_approved(numbers=[NUMBERS[5]]), BUSY)
    everything = [BUSY, NO_ANSWER, OUT, UNKNOWN]
    found = plan(workspace, ended.id, everything)
    assert found.left_out == {"opted_out": 1, "stop_list": 1, "outside_frequency": 1}
    assert [call.label for call in found.people] == ["Personne 0", "Personne 4"]
    list_id = follow_up(workspace, ended.id, everything, Job())
    told = events(workspace.database, ended.id)[-1]
    assert told.event == "followed_up"
    assert told.details == {"list": list_id, "people": 2, **found.left_out}


def test_a_refusal_in_another_campaign_binds(
    workspace: Workspace, ended: Campaign, make_approved: Make
) -> None:
    other = end(workspace, make_approved(numbers=[NUMBERS[0]]), OUT)
    assert plan(workspace, ended.id, [BUSY]).left_out == {"refused_recently": 1}
    with workspace.database.write() as connection:
        mine = update(recipients).where(recipients.c.campaign_id == other.id)
        connection.execute(mine.values(status_at=stamp(now() - timedelta(days=90))))
    assert plan(workspace, ended.id, [BUSY]).left_out == {}


def test_refusals(workspace: Workspace, ended: Campaign) -> None:
    with pytest.raises(NotAllowedError, match="unknown_campaign"):
        plan(workspace, "nobody", [BUSY])
    before = len(ContactLists(workspace.database).all())
    with pytest.raises(InputError, match="nobody_to_follow_up"):
        follow_up(workspace, ended.id, [OUT], Job())
    assert len(ContactLists(workspace.database).all()) == before
