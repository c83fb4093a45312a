"""Who is called and who is not, and that the approval holds for exactly that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from voicedesk.audio.library import Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules
from voicedesk.campaigns.approval import approve, check_approval
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.review import review_of
from voicedesk.campaigns.rules import shipped
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.editing import edit
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.stop_list import StopList

Make = Callable[..., Campaign]
MIXED = ["06 00 00 12 34", "+33600001234", "01 99 00 12 34", "06 39 98 12 04", "", "0899 00 00 00"]


def test_every_row_is_called_or_excluded_with_a_reason(
    workspace: Workspace, make_draft: Make
) -> None:
    draft = make_draft(numbers=MIXED)
    sheet = review_of(workspace, draft)
    assert [person.e164 for person in sheet.recipients] == ["+33600001234", "+33199001234"]
    rows = list(ContactLists(workspace.database).contacts(draft.list_ids[0]))
    ids = [*sheet.recipients.ids.tolist(), *sheet.exclusions.ids.tolist()]
    assert sorted(ids) == sorted(row.id for row in rows)
    assert sheet.left("imported") == len(rows)
    assert [step.name for step in sheet.steps] == [
        *("imported", "valid", "unique", "not_stopped", "reachable")
    ]


def test_a_duplicate_says_which_row_it_repeats(workspace: Workspace, make_draft: Make) -> None:
    sheet = review_of(workspace, make_draft(numbers=MIXED))
    (lost,) = [lost for lost in sheet.exclusions if lost.code == "duplicate"]
    assert (lost.number, lost.label, lost.row) == ("+33600001234", "Personne 1", 3)
    assert (lost.repeats, lost.repeats_row) == (sheet.recipients[0].id, 2)
    assert sheet.recipients[0].label == "Personne 0"


def test_a_voicemail_reaches_no_fixed_line(workspace: Workspace, make_draft: Make) -> None:
    sheet = review_of(workspace, make_draft(numbers=MIXED, channel="VOICEMAIL"))
    assert [person.e164 for person in sheet.recipients] == ["+33600001234"]
    assert "+33199001234" not in repr(sheet)
    assert sheet.excluded["wrong_type_for_media"] >= 1


def digits(*numbers: str) -> NDArray[np.int64]:
    return np.array([int(number) for number in numbers], np.int64)


def consent(workspace: Workspace, *numbers: str, until: date | None = None) -> None:
    consents = Consents(workspace.database, workspace.folder)
    consents.record(digits(*numbers), "form", "I agree to be called.", date(2026, 1, 2), until)


def test_prospecting_without_consent_calls_nobody(workspace: Workspace, make_draft: Make) -> None:
    sheet = review_of(workspace, make_draft(numbers=MIXED, purpose="prospecting"))
    assert list(sheet.recipients) == []
    assert sheet.excluded["no_consent"] == 3


def test_prospecting_calls_those_who_agreed(workspace: Workspace, make_draft: Make) -> None:
    consent(workspace, "33600001234", "33899000000")
    consent(workspace, "33199001234", until=date(2026, 2, 1))
    draft = make_draft(numbers=MIXED, purpose="prospecting")
    sheet = review_of(workspace, draft)
    assert [person.e164 for person in sheet.recipients] == ["+33600001234"]
    assert [step.name for step in sheet.steps] == [
        *("imported", "valid", "unique", "consented", "not_stopped", "allowed", "reachable")
    ]
    assert sheet.excluded["consent_expired"] == sheet.excluded["wrong_type_for_media"] == 1
    assert "no_consent" not in sheet.excluded
    assert approve(workspace, draft.id, 1, "Claire", Job()).state is State.APPROVED


def test_a_consent_must_hold_on_the_day_of_the_call(workspace: Workspace, make_draft: Make) -> None:
    consent(workspace, "33600001234", until=date(2030, 7, 1))
    for day, called in ((1, 1), (2, 0)):
        when = datetime(2030, 7, day, 10, tzinfo=UTC)
        sheet = review_of(workspace, make_draft(numbers=MIXED, purpose="prospecting", date=when))
        assert len(sheet.recipients) == called


@pytest.mark.parametrize("purpose", ["contract", "prospecting"])
@pytest.mark.parametrize("as_fingerprint", [False, True])
def test_the_stop_list_forbids_whatever_the_purpose(
    workspace: Workspace, make_draft: Make, purpose: str, as_fingerprint: bool
) -> None:
    consent(workspace, "33600001234", "33199001234")
    stops = StopList(workspace.database)
    stops.add(["06 00 00 12 34"], "phone", as_fingerprint=as_fingerprint)
    sheet = review_of(workspace, make_draft(numbers=MIXED, purpose=purpose))
    assert [person.e164 for person in sheet.recipients] == ["+33199001234"]
    assert sheet.excluded["stop_list"] == 1


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_arrays_agree_with_the_contacts(
    workspace: Workspace, make_draft: Make, channel: Channel, purpose: Purpose
) -> None:
    """Every way through the funnel, beside the rules written row by row."""
    numbers = [f"06 00 00 {i % 40:02d} {i % 7:02d}" for i in range(120)] + MIXED
    draft = make_draft(numbers=numbers, channel=channel, purpose=purpose)
    list_id = draft.list_ids[0]
    contacts = ContactLists(workspace.database).contacts(list_id)
    every = sorted({c.verdict.e164 for c in contacts if c.verdict.e164})
    StopList(workspace.database).add(every[::3], "phone")
    consent(workspace, *every[::2])
    consent(workspace, *every[::5], until=date(2026, 2, 1))
    table = ContactLists(workspace.database).open(list_id, Job())
    sheet = review_of(workspace, draft)
    expected = {c.id: reason(c, channel, purpose) for c in table.contacts()}
    assert {lost.id: lost.code for lost in sheet.exclusions} == {
        row: code for row, code in expected.items() if code
    }
    assert [r.id for r in sheet.recipients] == [row for row, code in expected.items() if not code]
    assert set(sheet.recipients.e164.tolist()) <= set(sheet.wished.tolist())


def reason(contact: Contact, channel: Channel, purpose: Purpose) -> str | None:
    if not contact.verdict.valid:
        return contact.verdict.reason
    if contact.duplicate_of is not None:
        return "duplicate"
    if purpose is Purpose.PROSPECTING and contact.consent != 1:
        return "consent_expired" if contact.consent else "no_consent"
    if contact.stopped:
        return "stop_list"
    reached = ("mobile",) if channel is Channel.VOICEMAIL else ("mobile", "fixed")
    return None if contact.verdict.kind in reached else "wrong_type_for_media"


def test_the_number_typed_must_be_the_number_called(workspace: Workspace, make_draft: Make) -> None:
    draft = make_draft(3)
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, draft.id, 2, "Claire", Job())
    assert refused.value.code == "count_differs"
    approved = approve(workspace, draft.id, 3, "Claire", Job())
    assert (approved.state, approved.approved_by) == (State.APPROVED, "Claire")


def test_batches_hold_at_most_a_thousand_and_everybody_once(
    workspace: Workspace, make_approved: Make
) -> None:
    outbox = Outbox(workspace.database, make_approved(2_001).id)
    assert [chunk.size for chunk in outbox.chunks()] == [1000, 1000, 1]
    numbers = [number for chunk in outbox.chunks() for number in outbox.numbers(chunk.ordinal)]
    assert len(numbers) == len(set(numbers)) == 2_001


def test_nobody_left_cannot_be_approved(workspace: Workspace, make_draft: Make) -> None:
    with pytest.raises(InputError) as refused:
        approve(workspace, make_draft(numbers=["06 39 98 12 04"]).id, 0, "Claire", Job())
    assert refused.value.code == "nobody_left"


def test_a_message_too_short_cannot_be_approved(workspace: Workspace, make_draft: Make) -> None:
    short = Recordings(workspace).add(resource("samples", "too-short.mp3"), Job())
    with pytest.raises(InputError) as refused:
        approve(workspace, make_draft(recording_id=short.id).id, 3, "Claire", Job())
    assert refused.value.code == "unusable_recording"


def test_changing_an_approved_campaign_makes_it_a_draft_again(
    workspace: Workspace, make_approved: Make
) -> None:
    approved = make_approved(3)
    changed = Campaigns(workspace.database).change(approved.id, name="Autre")
    assert (changed.state, changed.approved_hash) == (State.DRAFT, None)
    assert Outbox(workspace.database, approved.id).chunks() == []


def test_changing_a_number_of_the_list_withdraws_the_approval(
    workspace: Workspace, make_approved: Make
) -> None:
    approved = make_approved(3)
    check_approval(workspace, approved)
    lists = ContactLists(workspace.database)
    table = lists.open(approved.list_ids[0], Job())
    change = edit(table, int(table.order[0]), table.shape.phone, "06 00 00 99 99")
    assert change is not None
    lists.commit(table, change, Job())
    with pytest.raises(NotAllowedError) as refused:
        check_approval(workspace, approved)
    assert refused.value.code == "approval_withdrawn"
    assert Campaigns(workspace.database).get(approved.id).state is State.DRAFT


def test_who_says_no_after_the_approval_does_not_withdraw_it(
    workspace: Workspace, make_draft: Make
) -> None:
    numbers = ["06 00 00 12 34", "06 00 00 12 35", "06 00 00 12 36"]
    consent(workspace, "33600001234", "33600001235")
    stops = StopList(workspace.database)
    draft = make_draft(numbers=numbers, purpose="prospecting")
    approved = approve(workspace, draft.id, 2, "Claire", Job())
    stops.add(numbers[:1], "phone")
    check_approval(workspace, approved)
    Consents(workspace.database, workspace.folder).withdraw(digits("33600001235"))
    consent(workspace, "33600001236")
    check_approval(workspace, approved)
    assert Outbox(workspace.database, approved.id).numbers(1) == ("+33600001234", "+33600001235")


def test_an_incomplete_draft_says_so(workspace: Workspace) -> None:
    draft = Campaigns(workspace.database).create("Seule")
    with pytest.raises(NotAllowedError) as refused:
        approve(workspace, draft.id, 1, "Claire", Job())
    assert refused.value.code == "incomplete"


def test_the_mailing_name_is_unique_and_has_no_comma(make_draft: Make) -> None:
    one, two = make_draft(), make_draft()
    assert one.mailing_name != two.mailing_name
    assert "," not in one.mailing_name
    assert one.mailing_name.startswith("Soldes d'hiver [vd-")


def test_a_date_needs_its_offset(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="offset"):
        Campaigns(workspace.database).create("X", date=datetime(2026, 12, 22, 10))


@pytest.mark.parametrize(("days", "old"), [(364, False), (365, False), (366, True), (3_650, True)])
@pytest.mark.parametrize("until", [None, date(2099, 1, 1)])
def test_a_consent_of_more_than_a_year_is_warned_of(
    workspace: Workspace, make_draft: Make, days: int, old: bool, until: date | None
) -> None:
    slot = Calendar(shipped()).next_slot(now() + timedelta(hours=1))
    consents = Consents(workspace.database, workspace.folder)
    for number, ago in ((33600000000, days), (33600000001, 30)):
        given = slot.date() - timedelta(ago)
        consents.record(np.array([number], np.int64), "form", "Yes.", given, until)
    found = review_of(workspace, make_draft(2, purpose="prospecting", date=slot)).warnings
    assert [(one.code, one.people) for one in found] == ([("consent_old", 1)] if old else [])
    assert not review_of(workspace, make_draft(2, purpose="contract", date=slot)).warnings


def test_looser_rules_are_said_and_stay_in_the_history(
    workspace: Workspace, make_draft: Make
) -> None:
    draft = make_draft(2)
    assert review_of(workspace, draft).looser == ()
    rules.save(workspace, replace(shipped(), frequency_calls=9, refusal_days=1))
    assert review_of(workspace, draft).looser == ("frequency", "refusal")
    approve(workspace, draft.id, 2, "Claire Morel", Job())
    (approved,) = [e for e in events(workspace.database, draft.id) if e.event == "approved"]
    assert approved.details["looser"] == ["frequency", "refusal"]
