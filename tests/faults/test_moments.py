"""Bad moments: what happens between two steps must not change who is called."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from tests.faults.simulated import (
    CrashError,
    SimulatedClient,
    SimulatedPlatform,
    make_approved,
    make_draft,
    sender,
)
from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ForbiddenError, NoAnswerError
from voicedesk.api.models import Media, NewMailing
from voicedesk.base.errors import DecisionError, NotAllowedError, PlatformError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.posting import Posting
from voicedesk.campaigns.stopping import obey


def states(workspace: Workspace, campaign: Campaign) -> list[str]:
    return [str(chunk.state) for chunk in Outbox(workspace.database, campaign.id).chunks()]


def stored(workspace: Workspace, campaign: Campaign) -> Campaign:
    return Campaigns(workspace.database).get(campaign.id)


def evidence(workspace: Workspace, campaign: Campaign, chunk: int) -> dict[str, Any]:
    found = events(workspace.database, campaign.id, chunk)
    return next(e.details for e in reversed(found) if e.event == "chunk_needs_decision")


def once(action: Callable[[], object]) -> Callable[[], None]:
    done: list[object] = []

    def act() -> None:
        if not done:
            done.append(action())

    return act


def test_a_crash_while_asking_a_person_still_asks(
    workspace: Workspace, simulated: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next batch would leave, and a late arrival could be taken for it."""
    campaign = make_approved(workspace, 4)
    simulated.script.append("drop_before")
    set_state = drafts.set_state

    def crash(connection: Any, campaign_id: str, state: State, *more: Any, **columns: Any) -> None:
        if state is State.NEEDS_DECISION:
            raise CrashError
        set_state(connection, campaign_id, state, *more, **columns)

    monkeypatch.setattr(drafts, "set_state", crash)
    with pytest.raises(CrashError):
        sender(workspace, simulated, campaign.id).send(Job())
    monkeypatch.undo()
    sent = sender(workspace, simulated, campaign.id).send(Job())
    assert sent.state is State.NEEDS_DECISION
    assert states(workspace, campaign) == ["needs_decision", "planned"]
    assert not simulated.created


def test_a_wish_to_cancel_outlives_a_failing_create(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """A second process asked; then the platform refused: sending on would ignore the wish."""
    campaign = make_approved(workspace, 4)
    simulated.script.extend(["ok", "token"])
    asks = iter([None, "cancel"])

    def ask() -> None:
        if wish := next(asks, None):
            Campaigns(workspace.database).ask(campaign.id, wish)

    simulated.in_create = ask
    with pytest.raises(PlatformError):
        sender(workspace, simulated, campaign.id).send(Job())
    assert states(workspace, campaign) == ["accepted", "cancelled"]


def test_a_wish_to_cancel_outlives_a_question_to_a_person(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append("drop_before")
    client_read = simulated.mailings

    class Asking(dict[str, Any]):
        def items(self) -> Any:
            if states(workspace, campaign)[0] == "unknown":
                Campaigns(workspace.database).ask(campaign.id, "cancel")
            return client_read.items()

    simulated.mailings = Asking()
    sent = sender(workspace, simulated, campaign.id).send(Job())
    assert sent.state is State.NEEDS_DECISION
    assert states(workspace, campaign) == ["needs_decision", "cancelled"]


@pytest.mark.parametrize("wish", ["pause", "cancel"])
def test_what_is_asked_while_connecting_holds_before_the_first_byte(
    workspace: Workspace, simulated: SimulatedPlatform, wish: str
) -> None:
    """Connecting may take half a minute; a person who cancels meanwhile is certain."""
    campaign = make_approved(workspace, 4)
    simulated.in_create = once(lambda: Campaigns(workspace.database).ask(campaign.id, wish))
    sent = sender(workspace, simulated, campaign.id).send(Job())
    assert sent.state is (State.PAUSED if wish == "pause" else State.CANCELLED)
    assert not simulated.created


def test_a_wish_that_came_too_late_changes_nothing(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)

    def ask(_: object) -> None:
        if states(workspace, campaign) == ["accepted"]:
            Campaigns(workspace.database).ask(campaign.id, "pause")

    assert sender(workspace, simulated, campaign.id).send(Job(ask)).state is State.POSTED
    obey(workspace.database, campaign.id)  # as the window does when its sender has ended
    assert stored(workspace, campaign).state is State.POSTED


def test_resuming_does_not_forget_that_somebody_cancelled(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """The window is paused, a second process cancels, the window resumes."""
    campaign = make_approved(workspace, 4)
    campaigns = Campaigns(workspace.database)
    simulated.in_create = once(lambda: campaigns.ask(campaign.id, "pause"))
    sender(workspace, simulated, campaign.id).send(Job())
    campaigns.ask(campaign.id, "cancel")
    campaigns.resume(campaign.id)
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.CANCELLED
    assert not simulated.created


@pytest.mark.parametrize("again", [False, True])
def test_what_is_edited_while_signing_in_is_not_sent(
    workspace: Workspace, simulated: SimulatedPlatform, again: bool
) -> None:
    """The sender must not go on with what it read before: another sound, or nobody at all."""
    campaign = make_approved(workspace, 4)

    def edit() -> None:
        Campaigns(workspace.database).change(campaign.id, ping_url="http://127.0.0.1/ping")
        if again:
            approve(workspace, campaign.id, None, "Claire", Job())

    simulated.in_sign_in = once(edit)
    with pytest.raises(NotAllowedError):
        sender(workspace, simulated, campaign.id).send(Job())
    assert stored(workspace, campaign).state is (State.APPROVED if again else State.DRAFT)
    assert not simulated.created


def test_a_pause_obeyed_elsewhere_holds(workspace: Workspace, simulated: SimulatedPlatform) -> None:
    """The window obeys in another thread, just before the sender would begin."""
    campaign = make_approved(workspace, 4)

    def pause() -> None:
        Campaigns(workspace.database).ask(campaign.id, "pause")
        obey(workspace.database, campaign.id)

    simulated.in_upload = pause
    sent = sender(workspace, simulated, campaign.id).send(Job())
    assert (sent.state, sent.reason) == (State.PAUSED, "person")
    assert not simulated.created


def test_a_mailing_once_seen_is_not_called_absent(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """ "Absent" invites a person to send again: never where something stands under the name."""
    workspace.change_setting("sending.settle_seconds", "0.3")
    campaign = make_approved(workspace, 4)
    simulated.script.append("drop_before")

    def appear() -> None:
        simulated.mailings["77"] = (campaign.mailing_name, ("+33600009999",))

    simulated.in_create = once(appear)
    looks: list[int] = []

    def fail_later(step: Any) -> None:
        if step.step == "looking":
            looks.append(1)
            simulated.unreadable = 9 if len(looks) > 1 else 0

    sender(workspace, simulated, campaign.id).send(Job(fail_later))
    found = evidence(workspace, campaign, 1)
    assert (found["outcome"], found["mailings"]) == ("misfit", ["77"])


def test_a_mailing_whose_messages_cannot_be_read_is_not_called_absent(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)
    simulated.script.append("drop_after")
    simulated.unreadable_messages = True
    with pytest.raises(NoAnswerError):
        sender(workspace, simulated, campaign.id).send(Job())
    assert states(workspace, campaign) == ["unknown"]  # and nobody is asked what reading can tell
    assert stored(workspace, campaign).state is State.PAUSED
    simulated.unreadable_messages = False
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED
    assert set(simulated.created.values()) == {1}


def test_an_answer_with_an_earlier_id_is_looked_up(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.extend(["ok", "stale"])
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED
    ids = [chunk.mailing_id for chunk in Outbox(workspace.database, campaign.id).chunks()]
    assert ids == ["1000", "1001"]


def test_the_answer_of_a_mailing_that_nobody_here_knows_proves_nothing(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)
    simulated.mailings["999"] = ("another", ("+33600000009",))
    simulated.script.append("stale")
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED
    assert Outbox(workspace.database, campaign.id).mailing_ids() == ["1001"]


def test_the_answer_of_a_create_that_was_given_up_proves_nothing(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """It has our name, and no batch here has its id: it was there before."""
    campaign = make_approved(workspace, 4)
    simulated.mailings["999"] = (campaign.mailing_name, ("+33600000009",))
    simulated.script.append("stale")
    with workspace.database.write() as connection:
        drafts.set_state(connection, campaign.id, State.SENDING)
    outbox = Outbox(workspace.database, campaign.id)
    chunk = outbox.next_planned()
    assert chunk is not None
    new = NewMailing(campaign.mailing_name, "/a", Media.VOICE, outbox.numbers(chunk.ordinal))
    client = cast(VoiceClient, SimulatedClient(simulated))
    known = ["999"]
    Posting(workspace, client, campaign).post(chunk, new, known, lambda: None, Job())
    assert outbox.mailing_ids() == ["1001"]
    assert known == ["999", "1001"]


def test_what_was_accepted_is_known_even_when_a_reading_lags(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 6)
    simulated.script.extend(["ok", "crash_connecting"])
    with pytest.raises(CrashError):
        sender(workspace, simulated, campaign.id).send(Job())
    lagging = simulated.mailings
    simulated.mailings = {}
    simulated.script.append("drop_after")
    simulated.in_create = once(lambda: simulated.mailings.update(lagging))
    simulated.mailings["2000"] = ("another", ())  # ids go on
    sent = sender(workspace, simulated, campaign.id).send(Job())
    assert sent.state is State.POSTED
    assert set(simulated.created.values()) == {1}


@pytest.mark.parametrize("fate", ["expire", "expire_oauth"])
def test_a_refused_token_is_renewed_once(
    workspace: Workspace, simulated: SimulatedPlatform, fate: str
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append(fate)
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED
    assert [chunk.attempt for chunk in Outbox(workspace.database, campaign.id).chunks()] == [2, 1]


def test_two_senders_never_create_side_by_side(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    outbox = Outbox(workspace.database, campaign.id)

    def second() -> None:
        simulated.in_create = lambda: None
        simulated.script.append("crash_after")
        with pytest.raises(CrashError):
            sender(workspace, simulated, campaign.id).send(Job())

    simulated.in_create = second
    sender(workspace, simulated, campaign.id).send(Job())
    assert [chunk.attempt for chunk in outbox.chunks()] == [1, 0]
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED
    assert set(simulated.created.values()) == {1}


def test_two_campaigns_upload_one_recording_at_once(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    first, second = make_approved(workspace, 2), make_approved(workspace, 2)

    def upload_too() -> None:
        simulated.in_upload = lambda: None
        sender(workspace, simulated, second.id).send(Job())

    simulated.in_upload = upload_too
    assert sender(workspace, simulated, first.id).send(Job()).state is State.POSTED


def test_a_decision_names_a_mailing_nobody_has(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    first = make_approved(workspace, 2)
    sender(workspace, simulated, first.id).send(Job())
    second = make_approved(workspace, 2)
    simulated.script.append("drop_before")
    sender(workspace, simulated, second.id).send(Job())
    for named in ("", "  ", "1000"):
        with pytest.raises(NotAllowedError):
            decide(workspace.database, second.id, 1, Decision.SENT, by="Claire", mailing_id=named)
    assert states(workspace, second) == ["needs_decision"]


def test_found_late_but_not_continued_needs_no_decision(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append("late")
    sender(workspace, simulated, campaign.id).send(Job())
    with pytest.raises(DecisionError):
        sender(workspace, simulated, campaign.id).send(Job())
    simulated.arrive()

    def fail() -> None:
        raise NoAnswerError("no_answer")

    simulated.in_sign_in = fail
    with pytest.raises(NoAnswerError):
        sender(workspace, simulated, campaign.id).send(Job())
    assert stored(workspace, campaign).state is State.PAUSED
    assert states(workspace, campaign) == ["accepted", "planned"]


def test_a_refusal_rejects_and_pauses(workspace: Workspace, simulated: SimulatedPlatform) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append("403")
    with pytest.raises(ForbiddenError):
        sender(workspace, simulated, campaign.id).send(Job())
    assert stored(workspace, campaign).state is State.PAUSED
    assert states(workspace, campaign) == [ChunkState.REJECTED, ChunkState.PLANNED]


def test_a_withdrawn_approval_leaves_no_wish_and_no_platform(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)
    simulated.script.append("token")
    with pytest.raises(PlatformError):
        sender(workspace, simulated, campaign.id).send(Job())
    Campaigns(workspace.database).ask(campaign.id, "cancel")
    with workspace.database.write() as connection:
        drafts.withdraw_approval(connection, campaign.id, "changed")
    approve(workspace, campaign.id, None, "Claire", Job())
    assert stored(workspace, campaign).platform is None
    assert sender(workspace, simulated, campaign.id).send(Job()).state is State.POSTED


def test_no_name_or_number_in_an_error_of_the_database(workspace: Workspace) -> None:
    campaign = make_draft(workspace, 2)
    approve(workspace, campaign.id, None, "Claire", Job())
    with workspace.database.write() as connection:
        drafts.set_state(connection, campaign.id, State.DRAFT)
    with pytest.raises(Exception) as failed:  # noqa: PT011
        approve(workspace, campaign.id, None, "Claire", Job())
    assert "Personne" not in str(failed.value)
    assert "+336" not in str(failed.value)


def test_a_late_arrival_is_never_taken_for_another_batch(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """Both have as many people: only the numbers tell them apart."""
    campaign = make_approved(workspace, 4)
    simulated.script.append("late")
    sender(workspace, simulated, campaign.id).send(Job())
    decide(workspace.database, campaign.id, 1, Decision.ABANDON, by="Claire")
    simulated.script.append("drop_before")
    simulated.in_create = once(simulated.arrive)
    sender(workspace, simulated, campaign.id).send(Job())
    assert states(workspace, campaign) == ["abandoned", "needs_decision"]
    assert evidence(workspace, campaign, 2)["outcome"] == "misfit"
