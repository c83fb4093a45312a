"""The approval holds for exactly what a person saw: whatever changes afterwards withdraws it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from voicedesk.api.models import Media
from voicedesk.audio.edits import Trim
from voicedesk.audio.library import Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.acceptance import moment_objections
from voicedesk.campaigns.approval import approve, check_approval
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.optouts import dealt_with
from voicedesk.campaigns.outbox import Chunk, Outbox
from voicedesk.campaigns.review import review_of
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.editing import edit
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]

TUESDAY = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)  # 10:30 in Paris, 13:30 in Réunion: closed
SATURDAY = datetime(2031, 3, 1, 10, tzinfo=UTC)
EVENING = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)
MAY_DAY = datetime(2031, 5, 1, 10, tzinfo=UTC)
PEOPLE = ["06 00 00 00 01", "01 99 00 00 01", "+262692000012", "06 00 00 00 02"]


def test_batches_are_cut_within_the_groups(workspace: Workspace, make_draft: Make) -> None:
    mobiles = [f"06{i:08d}" for i in range(1_001)]
    overseas = [f"+26269200{i:04d}" for i in range(3)]
    draft = make_draft(numbers=[*overseas, *mobiles], date=TUESDAY, zone="Europe/Paris")
    approve(workspace, draft.id, 1_004, "Claire", Job())
    outbox = Outbox(workspace.database, draft.id)
    reunion = "Indian/Reunion Indian/Mayotte"
    assert [(c.ordinal, c.size, c.zone, c.media) for c in outbox.chunks()] == [
        (1, 1000, "Europe/Paris", Media.VOICE),
        (2, 1, "Europe/Paris", Media.VOICE),
        (3, 3, reunion, Media.VOICE),
    ]
    dates = [chunk.date for chunk in outbox.chunks()]
    assert dates[:2] == [TUESDAY] * 2
    assert dates[2] == datetime(2031, 3, 4, 7, tzinfo=UTC)  # 11:00 there, 10:00 in Mayotte
    numbers = [number for chunk in outbox.chunks() for number in outbox.numbers(chunk.ordinal)]
    assert len(numbers) == len(set(numbers)) == 1_004
    assert numbers[-3:] == [f"+26269200{i:04d}" for i in range(3)]


def test_a_number_of_two_lists_is_called_once(
    workspace: Workspace, make_list: Callable[[list[str]], str], make_draft: Make
) -> None:
    lists = [make_list(PEOPLE), make_list([*PEOPLE[:2], "06 00 00 00 09"])]
    draft = make_draft(list_ids=lists, channel="SPLIT", date=TUESDAY)
    sheet = review_of(workspace, draft)
    assert (sheet.left("imported"), sheet.excluded) == (7, {"duplicate": 2})
    approve(workspace, draft.id, 5, "Claire", Job())
    outbox = Outbox(workspace.database, draft.id)
    assert [(c.media, outbox.numbers(c.ordinal)) for c in outbox.chunks()] == [
        (Media.VOICE, ("+33199000001",)),
        (Media.VOICEMAIL, ("+33600000001", "+33600000002", "+33600000009")),
        (Media.VOICEMAIL, ("+262692000012",)),
    ]


def shorter(workspace: Workspace, campaign: Campaign) -> None:
    Recordings(workspace).edit(campaign.recording_id or "", [Trim(0, 11)], Job())


def another_number(workspace: Workspace, campaign: Campaign) -> None:
    lists = ContactLists(workspace.database)
    table = lists.open(campaign.list_ids[0], Job())
    change = edit(table, int(table.order[0]), table.shape.phone, "06 00 00 99 99")
    assert change is not None
    lists.commit(table, change, Job())


def sql(statement: str) -> Callable[[Workspace, Campaign], None]:
    """What no window or command does, but a restored or mended file might."""

    def do(workspace: Workspace, _campaign: Campaign) -> None:
        with workspace.database.write() as connection:
            assert connection.execute(text(statement)).rowcount

    return do


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(shorter, id="audio"),
        pytest.param(another_number, id="a number of a list"),
        pytest.param(sql("UPDATE campaigns SET channel = 'VOICE'"), id="channel"),
        pytest.param(sql("UPDATE campaigns SET purpose = 'prospecting'"), id="purpose"),
        pytest.param(sql("UPDATE campaigns SET date = '2031-03-05T10:30:00+00:00'"), id="date"),
        pytest.param(sql("UPDATE campaigns SET date = NULL"), id="at once"),
        pytest.param(sql("UPDATE campaigns SET name = 'Autre'"), id="name"),
        pytest.param(
            sql("UPDATE chunks SET date = '2031-03-04T12:00:00+00:00' WHERE ordinal = 3"),
            id="date of a group",
        ),
        pytest.param(sql("UPDATE chunks SET media = 'VOICE'"), id="channel of a group"),
        pytest.param(sql("UPDATE recipients SET chunk = 3"), id="who is in which group"),
        pytest.param(
            sql("UPDATE recipients SET e164 = '+33600009999' WHERE position = 0"), id="a recipient"
        ),
        pytest.param(sql("DELETE FROM recipients WHERE position = 0"), id="one fewer"),
    ],
)
def test_whatever_changes_withdraws_the_approval(
    workspace: Workspace, make_approved: Make, change: Callable[[Workspace, Campaign], None]
) -> None:
    approved = make_approved(numbers=PEOPLE, channel="SPLIT", date=TUESDAY)
    check_approval(workspace, approved)
    change(workspace, approved)
    with pytest.raises(NotAllowedError) as refused:
        check_approval(workspace, Campaigns(workspace.database).get(approved.id))
    assert refused.value.code == "approval_withdrawn"
    now = Campaigns(workspace.database).get(approved.id)
    assert (now.state, now.approved_hash, now.acknowledged) == (State.DRAFT, None, frozenset())
    assert events(workspace.database, approved.id)[-1].event == "approval_withdrawn"


def test_a_sound_that_is_not_what_was_heard_is_not_sent(
    workspace: Workspace, make_approved: Make, make_draft: Make
) -> None:
    """A disk that fails, a backup that was put back; whole again, the approval holds."""
    approved, draft = make_approved(1), make_draft(1)
    assert approved.recording_id is not None
    sound = Recordings(workspace).heard(approved.recording_id, approved.take).path
    heard = sound.read_bytes()
    for damage in (lambda: sound.write_bytes(heard[:-1] + b"?"), sound.unlink):
        damage()
        for refused in (
            lambda: check_approval(workspace, approved),
            lambda: approve(workspace, draft.id, 1, "Claire", Job()),
        ):
            with pytest.raises(InputError) as damaged:
                refused()
            assert damaged.value.code == "damaged_recording"
    sound.write_bytes(heard)
    check_approval(workspace, Campaigns(workspace.database).get(approved.id))


@pytest.mark.parametrize(
    "choice",
    [
        {"channel": "VOICE"},
        {"date": TUESDAY + timedelta(days=1)},
        {"zone": "Indian/Reunion"},
        {"list_ids": ()},
        {"purpose": "prospecting"},
        {"recording_id": None},
        {"name": "Autre"},
    ],
)
def test_every_choice_makes_it_a_draft_again(
    workspace: Workspace, make_approved: Make, choice: dict[str, Any]
) -> None:
    approved = make_approved(numbers=PEOPLE, channel="SPLIT", date=TUESDAY)
    changed = Campaigns(workspace.database).change(approved.id, **choice)
    assert (changed.state, changed.approved_by) == (State.DRAFT, None)
    assert Outbox(workspace.database, approved.id).chunks() == []


def test_notes_and_a_stricter_rule_do_not_withdraw_it(
    workspace: Workspace, make_approved: Make
) -> None:
    approved = make_approved(numbers=PEOPLE, channel="SPLIT", date=TUESDAY)
    noted = Campaigns(workspace.database).change(approved.id, notes="Demander à Paul")
    assert (noted.state, noted.notes) == (State.APPROVED, "Demander à Paul")
    stricter(workspace, "days_hours")
    check_approval(workspace, noted)


def stricter(workspace: Workspace, name: str, how: str = "forbid") -> None:
    """The workspace's own rules, with that one of this strength for everybody."""
    import json

    rules.save(workspace, rules.shipped())
    path = workspace.folder / "rules.json"
    document = json.loads(path.read_text("utf-8"))
    document["rules"][name]["strength"] = dict.fromkeys(("contract", "prospecting"), how)
    path.write_text(json.dumps(document), "utf-8")


MOMENTS = [
    (SATURDAY, "days_hours", "weekend"),
    (EVENING, "days_hours", "outside_hours"),
    (MAY_DAY, "holidays", "holiday"),
]


@pytest.mark.parametrize(("date", "rule", "code"), MOMENTS)
def test_a_rule_that_forbids_the_moment_forbids_the_approval(
    workspace: Workspace, make_draft: Make, date: datetime, rule: str, code: str
) -> None:
    stricter(workspace, rule)
    draft = make_draft(date=date)
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, draft.id, 3, "Claire", Job())
    assert refused.value.code == "rule_forbids"
    assert refused.value.details == {
        "name": draft.name,
        "rule": rule,
        "cause": code,
        "people": 3,
    }
    assert Campaigns(workspace.database).get(draft.id) == draft
    stricter(workspace, rule, "ignore")
    assert review_of(workspace, draft).findings == ()
    assert approve(workspace, draft.id, 3, "Claire", Job()).acknowledged == frozenset()


@pytest.mark.parametrize(("date", "rule", "code"), MOMENTS)
def test_a_warning_is_seen_accepted_and_recorded(
    workspace: Workspace, make_draft: Make, date: datetime, rule: str, code: str
) -> None:
    draft = make_draft(date=date)
    (found,) = review_of(workspace, draft).warnings
    assert (found.rule, found.code, found.people, found.group) == (rule, code, 3, 0)
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, draft.id, 3, "Claire", Job(), seen=())
    assert refused.value.code == "warnings_unseen"
    assert refused.value.details["codes"] == [code]
    approved = approve(workspace, draft.id, 3, "Claire", Job(), seen=[found.acceptance])
    assert approved.acknowledged == {found.acceptance}
    assert found.acceptance.startswith(f"{code} until 2031-")
    (told,) = [e for e in events(workspace.database, draft.id) if e.event == "approved"]
    assert told.details == {
        "by": "Claire",
        "recipients": 3,
        "warnings": [{"rule": rule, "code": code, "people": 3, "group": 1}],
        "excluded": {},
        "looser": [],
        "fingerprint": approved.approved_hash,
    }


def test_a_holiday_says_which(workspace: Workspace, make_draft: Make) -> None:
    (found,) = review_of(workspace, make_draft(date=MAY_DAY)).findings
    assert found.values == {"holiday": "labour_day"}


def test_express_consent_makes_a_forbidden_hour_a_warning(
    workspace: Workspace, make_draft: Make
) -> None:
    stricter(workspace, "days_hours")
    consents = Consents(workspace.database, workspace.folder)
    consents.record(
        np.array([33600000000, 33600000001]), "form", "Oui.", TUESDAY.date().replace(2026)
    )
    sheet = review_of(workspace, make_draft(date=EVENING))
    assert [(f.code, f.strength, f.people) for f in sheet.findings] == [
        ("outside_hours", rules.Strength.FORBID, 1),
        ("outside_hours", rules.Strength.WARN, 2),
    ]


def test_somebody_changed_it_while_it_was_approved(workspace: Workspace, make_draft: Make) -> None:
    draft = make_draft()

    def change(_step: object) -> None:
        Campaigns(workspace.database).change(draft.id, channel="VOICEMAIL")

    job = Job()
    original = review_of

    def reviewed(*arguments: Any) -> Any:
        found = original(*arguments)
        change(None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("voicedesk.campaigns.approval.review_of", reviewed)
        with pytest.raises(NotAllowedError) as refused:
            approve(workspace, draft.id, 3, "Claire", job)
    assert refused.value.code == "campaign_changed"
    assert Campaigns(workspace.database).get(draft.id).state is State.DRAFT


def test_a_cancelled_approval_leaves_a_draft(workspace: Workspace, make_draft: Make) -> None:
    draft, job = make_draft(), Job()
    job.cancel()
    with pytest.raises(CancelledError):
        approve(workspace, draft.id, 3, "Claire", job)
    assert Campaigns(workspace.database).get(draft.id) == draft


def test_unknown_optouts_forbid_to_prospect_over_the_same_list(
    workspace: Workspace, make_draft: Make, make_approved: Make
) -> None:
    earlier = make_approved()
    figures = "INSERT INTO readings VALUES (:id, '2026-11-20T10:00', 3, 0, 0, 3, 0, 0, 2)"
    with workspace.database.write() as connection:
        connection.execute(text(figures), {"id": earlier.id})
    consents = Consents(workspace.database, workspace.folder)
    consents.record(np.array([33600000000]), "form", "Oui.", datetime(2026, 1, 2).date())
    draft = make_draft(purpose="prospecting", list_ids=earlier.list_ids, date=TUESDAY)
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, draft.id, 1, "Claire", Job())
    assert refused.value.code == "optouts_unknown"
    dealt_with(workspace.database, earlier.id, "Claire", "Read on the platform's page")
    assert approve(workspace, draft.id, 1, "Claire", Job()).state is State.APPROVED


# when the telephones ring


def chunk_of(workspace: Workspace, campaign: Campaign, ordinal: int = 1) -> Any:
    return Outbox(workspace.database, campaign.id).chunk(ordinal)


def against(workspace: Workspace, campaign: Campaign, chunk: Chunk, moment: datetime) -> list[str]:
    return [one.code for one in moment_objections(workspace, campaign, chunk, moment)]


@pytest.mark.parametrize(("moment", "_rule", "code"), MOMENTS)
def test_an_hour_that_nobody_accepted_forbids_the_posting(
    workspace: Workspace, make_approved: Make, moment: datetime, _rule: str, code: str
) -> None:
    approved = make_approved(date=TUESDAY)
    chunk = chunk_of(workspace, approved)
    assert against(workspace, approved, chunk, TUESDAY) == []
    assert against(workspace, approved, chunk, moment) == [code]


def test_what_a_rule_forbids_nobody_can_accept(workspace: Workspace, make_approved: Make) -> None:
    approved = make_approved(date=SATURDAY)
    assert approved.acknowledged == {"weekend until 2031-03-01T23:00:00.000+00:00"}
    chunk = chunk_of(workspace, approved)
    assert against(workspace, approved, chunk, SATURDAY) == []
    stricter(workspace, "days_hours")
    assert against(workspace, approved, chunk, SATURDAY) == ["weekend"]


def test_the_hours_are_those_of_the_people_called(
    workspace: Workspace, make_approved: Make
) -> None:
    approved = make_approved(numbers=PEOPLE, date=TUESDAY)
    home, reunion = (chunk_of(workspace, approved, ordinal) for ordinal in (1, 2))
    early = datetime(2031, 3, 4, 8, tzinfo=UTC)  # 9:00 in Paris, 12:00 in Réunion
    assert against(workspace, approved, home, early) == ["outside_hours"]
    assert against(workspace, approved, reunion, early) == []


def test_voicemail_may_be_left_at_any_hour_where_the_person_decided_so(
    workspace: Workspace, make_approved: Make
) -> None:
    from dataclasses import replace

    approved = make_approved(channel="VOICEMAIL", date=TUESDAY)
    chunk = chunk_of(workspace, approved)
    assert against(workspace, approved, chunk, EVENING) == ["outside_hours"]
    rules.save(workspace, replace(rules.shipped(), voicemail_like_calls=False))
    assert against(workspace, approved, chunk, EVENING) == []


# what other campaigns did


def called(workspace: Workspace, make_approved: Make, times: int, date: datetime) -> None:
    """So many earlier campaigns that called the first three mobiles."""
    for _ in range(times):
        earlier = make_approved()
        with workspace.database.write() as connection:
            connection.execute(
                text("UPDATE chunks SET state = 'accepted', sent_at = :at WHERE campaign_id = :id"),
                {"at": (date - timedelta(days=9)).isoformat(), "id": earlier.id},
            )


@pytest.mark.parametrize(("times", "hit"), [(3, 0), (4, 3)])
def test_the_fifth_call_in_thirty_days_warns_or_forbids(
    workspace: Workspace, make_draft: Make, make_approved: Make, times: int, hit: int
) -> None:
    called(workspace, make_approved, times, TUESDAY)
    sheet = review_of(workspace, make_draft(date=TUESDAY))
    assert [(f.code, f.people) for f in sheet.warnings] == [("outside_frequency", hit)] * bool(hit)
    assert len(sheet.recipients) == 3
    stricter(workspace, "frequency")
    sheet = review_of(workspace, make_draft(people=4, date=TUESDAY))
    assert sheet.excluded == ({"outside_frequency": hit} if hit else {})
    (step,) = [step for step in sheet.steps if step.name == "allowed"]
    assert [lost.code for lost in step.lost] == ["outside_frequency"] * hit


def test_who_refused_a_short_time_ago_is_left_out_of_prospecting(
    workspace: Workspace, make_draft: Make
) -> None:
    stricter(workspace, "stop_list", "ignore")
    StopList(workspace.database).add(["06 00 00 00 00"], "phone")
    consents = Consents(workspace.database, workspace.folder)
    consents.record(
        np.array([33600000000, 33600000001]), "form", "Oui.", datetime(2026, 1, 2).date()
    )
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    sheet = review_of(workspace, make_draft(purpose="prospecting", date=soon))
    assert sheet.excluded == {"no_consent": 1, "refused_recently": 1}
    late = soon + timedelta(days=60)
    sheet = review_of(workspace, make_draft(purpose="prospecting", date=late))
    assert sheet.excluded == {"no_consent": 1}
