"""Who is called and who is not, and that the approval holds for exactly that."""

from collections.abc import Callable
from datetime import datetime

import pytest

from voicedesk.audio.library import Recordings
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import approve, check_approval, review_of
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import Outbox
from voicedesk.contacts.lists import ContactLists

Make = Callable[..., Campaign]
MIXED = ["06 00 00 12 34", "+33600001234", "01 99 00 12 34", "06 39 98 12 04", "", "0899 00 00 00"]


def test_every_row_is_called_or_excluded_with_a_reason(
    workspace: Workspace, make_draft: Make
) -> None:
    draft = make_draft(numbers=MIXED)
    sheet = review_of(workspace, draft)
    assert [person.e164 for person in sheet.recipients] == ["+33600001234", "+33199001234"]
    rows = ContactLists(workspace.database).rows(draft.list_id or "")
    assert len(sheet.recipients) + len(sheet.exclusions) == len(rows) == sheet.left("imported")
    assert sheet.excluded["duplicate"] == 1
    assert [step.name for step in sheet.steps] == ["imported", "valid", "unique", "reachable"]


def test_a_voicemail_reaches_no_fixed_line(workspace: Workspace, make_draft: Make) -> None:
    sheet = review_of(workspace, make_draft(numbers=MIXED, media="VOICEMAIL"))
    assert [person.e164 for person in sheet.recipients] == ["+33600001234"]
    assert "+33199001234" not in repr(sheet)
    assert sheet.excluded["wrong_type_for_media"] >= 1


def test_prospecting_without_consent_calls_nobody(workspace: Workspace, make_draft: Make) -> None:
    sheet = review_of(workspace, make_draft(numbers=MIXED, purpose="prospecting"))
    assert sheet.recipients == ()
    assert sheet.excluded["no_consent"] == 3


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
    first = lists.rows(approved.list_id or "")[0]
    lists.edit_number(approved.list_id or "", first.position, "06 00 00 99 99")
    with pytest.raises(NotAllowedError) as refused:
        check_approval(workspace, approved)
    assert refused.value.code == "approval_withdrawn"
    assert Campaigns(workspace.database).get(approved.id).state is State.DRAFT


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
