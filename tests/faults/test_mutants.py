"""Wrong senders, each with one step taken out of the design: a test of the right one catches it.

The tests that catch them stand first; they pass as they are and fail with their mutant.
"""

import inspect
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.simulated import CrashError, SimulatedPlatform, make_approved, sender
from voicedesk.api.errors import NoAnswerError
from voicedesk.base.errors import DecisionError, PlatformError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import reconciling
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import ChunkState, Outbox, move
from voicedesk.campaigns.posting import Posting

_ENDS = (CrashError, DecisionError, PlatformError)


def send(workspace: Workspace, simulated: SimulatedPlatform, campaign_id: str) -> None:
    with suppress(*_ENDS):
        sender(workspace, simulated, campaign_id).send(Job())


def test_a_lost_answer_is_not_repeated(workspace: Workspace, simulated: SimulatedPlatform) -> None:
    campaign = make_approved(workspace, 2)
    simulated.script.append("late")
    send(workspace, simulated, campaign.id)
    assert set(simulated.calls.values()) == {1}


def test_the_intent_outlives_a_crash(workspace: Workspace, simulated: SimulatedPlatform) -> None:
    campaign = make_approved(workspace, 2)
    simulated.script.append("late_crash")
    send(workspace, simulated, campaign.id)
    send(workspace, simulated, campaign.id)
    assert set(simulated.calls.values()) == {1}


def test_nothing_leaves_while_a_batch_is_open(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 4)
    simulated.script.append("late")
    send(workspace, simulated, campaign.id)
    assert len(simulated.taken) == 1
    states = [chunk.state for chunk in Outbox(workspace.database, campaign.id).chunks()]
    assert states == [ChunkState.NEEDS_DECISION, ChunkState.PLANNED]


def test_what_is_absent_is_not_sent_again(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    campaign = make_approved(workspace, 2)
    simulated.script.append("late")
    for _ in range(2):
        send(workspace, simulated, campaign.id)
    assert set(simulated.calls.values()) == {1}
    assert Campaigns(workspace.database).get(campaign.id).state is State.NEEDS_DECISION


def test_a_mailing_of_another_name_is_never_ours(
    workspace: Workspace, simulated: SimulatedPlatform
) -> None:
    """A platform that ignores the filter, on which somebody else calls the same people."""
    campaign = make_approved(workspace, 2)
    numbers = Outbox(workspace.database, campaign.id).numbers(1)
    simulated.script.append("drop_before")

    def appear() -> None:
        simulated.mailings["77"] = ("Autre", numbers)
        simulated.ignores_names = True

    simulated.in_create = appear
    send(workspace, simulated, campaign.id)
    assert Outbox(workspace.database, campaign.id).mailing_ids() == []


@dataclass(frozen=True)
class Mutant:
    """What is replaced in which function, and the test that must fail then."""

    name: str
    edits: tuple[tuple[Any, str, str], ...]
    caught_by: Callable[[Workspace, SimulatedPlatform], None]


MUTANTS = (
    Mutant(
        "retry on timeout",
        (
            (Posting._create, "except NotConnectedError:", "except (NotConnectedError, NoAnswer):"),
            (
                Posting._create,
                "    check()\n",
                "    check()\n        if intended:\n            return\n",
            ),
        ),
        test_a_lost_answer_is_not_repeated,
    ),
    Mutant(
        "intent after send",
        (
            (
                Posting._create,
                "create_mailing(new, before_first_byte=intend)",
                "create_mailing(new, before_first_byte=check); intend()",
            ),
        ),
        test_the_intent_outlives_a_crash,
    ),
    Mutant(
        "parallel creates",
        (
            (Posting._look, "raise StoppedError", "return ''"),
            (
                Outbox._check_may_create,
                "drafts.get(connection, self.campaign_id).state is not State.SENDING",
                "False",
            ),
            (
                Outbox._check_may_create,
                "or states(connection, self.campaign_id) & set(_OPEN)",
                "",
            ),
        ),
        test_nothing_leaves_while_a_batch_is_open,
    ),
    Mutant(
        "resend when absent",
        (
            (
                Posting._look,
                "self._outbox.hand_over(chunk.ordinal, evidence)",
                "plan_again(self._database, self._outbox.campaign_id, chunk.ordinal)",
            ),
        ),
        test_what_is_absent_is_not_sent_again,
    ),
    Mutant(
        "no name check",
        ((reconciling.mailings_named, "mailing.name != name", "False"),),
        test_a_mailing_of_another_name_is_never_ours,
    ),
)


def plan_again(database: Any, campaign_id: str, ordinal: int) -> None:
    """What the design forbids: unknown → planned without a person."""
    with database.write() as connection:
        move(connection, campaign_id, ordinal, (ChunkState.UNKNOWN,), ChunkState.PLANNED)


def mutate(monkeypatch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    """Put the edited functions in the place of the right ones."""
    sources: dict[Any, str] = {}
    for right, old, new in mutant.edits:
        source = sources.get(right) or textwrap.dedent(inspect.getsource(right))
        assert source.count(old) == 1, f"the sender has changed: {old}"
        sources[right] = source.replace(old, new)
    for right, source in sources.items():
        module = sys.modules[right.__module__]
        names = {**vars(module), "NoAnswer": NoAnswerError, "plan_again": plan_again}
        exec(compile(source, "<mutant>", "exec"), names)
        owner: Any = module
        for part in right.__qualname__.split(".")[:-1]:
            owner = getattr(owner, part)
        monkeypatch.setattr(owner, right.__name__, names[right.__name__])


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught(
    workspace: Workspace,
    simulated: SimulatedPlatform,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Mutant,
) -> None:
    mutate(monkeypatch, mutant)
    with pytest.raises(AssertionError):
        mutant.caught_by(workspace, simulated)
