"""The sender and its journal, driven at random against a platform that fails in every way.

After every step nobody was created twice unless a person decided so, nobody is lost, and the
invariants of the journal hold; from wherever a run ends, the campaign can be brought to its end.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults.simulated import (
    FAST,
    CrashError,
    SimulatedClient,
    SimulatedPlatform,
    make_approved,
    sender,
)
from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import DecisionError, NotAllowedError, PlatformError
from voicedesk.base.jobs import CancelledError, Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import STOPPABLE, Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.late import look_again
from voicedesk.campaigns.outbox import SETTLED, Chunk, ChunkState, Outbox
from voicedesk.campaigns.statistics import status
from voicedesk.campaigns.stopping import PERSON_PAUSED, obey
from voicedesk.campaigns.watcher import Watcher

PEOPLE = 7  # four batches, the last of one person
FATES = (
    *("drop_before", "late", "500") * 2,  # what leaves a doubt, more often
    *("ok", "refuse", "token", "drop_after", "garbage", "500_after", "417", "403", "expire"),
    *("expire_oauth", "stale", "crash_connecting", "crash_before", "crash_after", "late_crash"),
)
OPEN = {ChunkState.SENDING, ChunkState.UNKNOWN, ChunkState.NEEDS_DECISION}
ENDED = (State.POSTED, State.DONE, State.CANCELLED)
STOPPED = (CrashError, CancelledError, PlatformError, DecisionError, NotAllowedError)

figures: Counter[str] = Counter()


class QuickJob(Job):
    """Waits for nothing; ``close_at``: the progress at which the window is closed."""

    def __init__(self, close_at: int | None = None) -> None:
        super().__init__(self._told)
        self._left = close_at

    def _told(self, _: object) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self.cancel()

    def wait(self, seconds: float) -> None:
        self.check()


class SendingMachine(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.mkdtemp()
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        self.workspace = Workspace(Path(self._folder))
        self.database = self.workspace.database
        self.platform = SimulatedPlatform()
        self.take(Campaigns(self.database).all()[0])
        figures["examples"] += 1

    def take(self, campaign: Campaign) -> None:
        """The campaign that everything below is about."""
        self.id, self.name = campaign.id, campaign.mailing_name
        self.numbers = {c.ordinal: self.outbox.numbers(c.ordinal) for c in self.chunks()}
        figures["campaigns"] += 1

    # what is there

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.id)

    def campaign(self) -> Campaign:
        return Campaigns(self.database).get(self.id)

    def chunks(self) -> list[Chunk]:
        return self.outbox.chunks()

    def undecided(self) -> Chunk | None:
        return next((c for c in self.chunks() if c.state is ChunkState.NEEDS_DECISION), None)

    def on_platform(self, chunk: Chunk) -> str | None:
        """The mailing a person who looks would find for this batch."""
        taken = self.outbox.mailing_ids()
        found = (
            mailing_id
            for mailing_id, (name, numbers) in self.platform.mailings.items()
            if (name, numbers) == (self.name, self.numbers[chunk.ordinal])
            and mailing_id not in taken
        )
        return next(found, None)

    def held(self) -> bool:
        """Whether nothing may be created, whoever calls the sender."""
        campaign = self.campaign()
        by_person = campaign.state is State.PAUSED and campaign.reason == PERSON_PAUSED
        return by_person or campaign.state in ENDED

    # what happens

    def run(self, job: Job) -> None:
        figures["runs"] += 1
        held, before = self.held(), self.platform.created.total()
        with suppress(*STOPPED):
            sender(self.workspace, self.platform, self.id).send(job)
        self.platform.script.clear()
        self.platform.unreadable = 0
        self.platform.unreadable_messages = False
        if held:
            assert self.platform.created.total() == before

    @rule(
        fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=5),
        unreadable=st.sampled_from([0, 0, 1, 3]),
        messages=st.sampled_from([False, False, True]),
        close_at=st.sampled_from([None, None, None, 0, 1, 2, 4]),
    )
    def send(self, fates: list[str], unreadable: int, messages: bool, close_at: int | None) -> None:
        self.a_person_resumes()
        self.platform.script.extend(fates)
        self.platform.unreadable = unreadable
        self.platform.unreadable_messages = messages
        self.run(QuickJob(close_at))

    @rule(
        fates=st.lists(st.sampled_from(FATES), max_size=3),
        at=st.integers(0, 3),
        wish=st.sampled_from(["pause", "pause", "cancel"]),
    )
    def send_while_a_second_process_asks(self, fates: list[str], at: int, wish: str) -> None:
        created: list[int] = []
        calls = iter(range(99))

        def ask() -> None:
            if next(calls) == at:
                Campaigns(self.database).ask(self.id, wish)
                created.append(self.platform.created.total())

        self.platform.script.extend(fates)
        self.platform.in_create = ask
        self.run(QuickJob())
        self.platform.in_create = lambda: None
        if created:  # I7: nothing left after the wish
            assert self.platform.created.total() == created[0]

    @rule()
    def late_ones_arrive(self) -> None:
        self.platform.arrive()

    @precondition(lambda self: self.campaign().state in STOPPABLE)
    @rule(wish=st.sampled_from(["pause"] * 5 + ["cancel"]), obeyed=st.booleans())
    def a_person_asks(self, wish: str, obeyed: bool) -> None:
        Campaigns(self.database).ask(self.id, wish)
        if obeyed:
            obey(self.database, self.id)

    @rule()
    def send_on_without_resuming(self) -> None:
        self.run(QuickJob())

    def a_person_resumes(self) -> None:
        if self.campaign().state is State.PAUSED:
            Campaigns(self.database).resume(self.id)

    @precondition(lambda self: self.undecided() is not None)
    @rule(again=st.booleans())
    def a_person_decides(self, again: bool) -> None:
        chunk = self.undecided()
        assert chunk is not None
        figures["decided"] += 1
        there = self.on_platform(chunk)
        if again:
            choice = Decision.SEND_AGAIN
        else:
            choice = Decision.ABANDON if there is None else Decision.SENT
        decide(self.database, self.id, chunk.ordinal, choice, by="Claire", mailing_id=there or "")

    @precondition(lambda self: self.undecided() is not None)
    @rule()
    def the_window_searches(self) -> None:
        chunk = self.undecided()
        assert chunk is not None
        look_again(self.database, self.client(), self.id, chunk.ordinal)

    @rule()
    def the_window_watches(self) -> None:
        Watcher(self.workspace, self.client(), self.id).poll()

    def client(self) -> VoiceClient:
        return cast(VoiceClient, SimulatedClient(self.platform))

    @precondition(lambda self: self.campaign().state in ENDED)
    @rule()
    def another_campaign(self) -> None:
        self.platform.arrive()
        self.take(make_approved(self.workspace, PEOPLE))

    # what must hold

    @invariant()
    def nobody_is_created_twice_unless_a_person_decided_so(self) -> None:
        history = events(self.database, self.id)
        for chunk in self.chunks():
            found = [event for event in history if event.chunk == chunk.ordinal]
            again = sum(
                e.event == "decided" and e.details["decision"] == "send_again" for e in found
            )
            proved = sum(e.event == "chunk_planned" for e in found)  # a 401: nothing was created
            created = self.platform.created[self.name, self.numbers[chunk.ordinal][0]]
            assert created <= 1 + again
            assert chunk.attempt <= 1 + again + proved  # I4
            if chunk.state in (ChunkState.PLANNED, ChunkState.CANCELLED, ChunkState.REJECTED):
                assert created <= again

    @invariant()
    def nobody_is_lost(self) -> None:
        """I3: everybody in exactly one batch; and an accepted batch is on the platform, whole."""
        found = {c.ordinal: self.outbox.numbers(c.ordinal) for c in self.chunks()}
        assert found == self.numbers
        assert len({n for numbers in found.values() for n in numbers}) == PEOPLE
        for chunk in self.chunks():
            if chunk.state is ChunkState.ACCEPTED:
                assert chunk.mailing_id is not None
                whole = (self.name, self.numbers[chunk.ordinal])
                assert self.platform.mailings[chunk.mailing_id] == whole

    @invariant()
    def the_journal_is_sound(self) -> None:
        states = [chunk.state for chunk in self.chunks()]
        campaign = self.campaign()
        assert sum(state in OPEN for state in states) <= 1  # I1
        ids = self.outbox.mailing_ids()
        assert len(ids) == len(set(ids))  # I5
        figures_of = status(self.database, self.id)
        assert sum(figures_of.chunks.values()) == len(states)  # I6
        people = figures_of.stats.total + figures_of.not_sent + figures_of.undecided_people
        assert people == PEOPLE
        if ChunkState.NEEDS_DECISION in states:
            assert campaign.state is State.NEEDS_DECISION
        if campaign.state in ENDED:
            assert set(states) <= SETTLED

    def teardown(self) -> None:
        """From wherever it stands, a person brings it to its end."""
        try:
            self.bring_to_its_end()
        finally:
            self.workspace.close()
            shutil.rmtree(self._folder)

    def bring_to_its_end(self) -> None:
        self.platform.arrive()
        for _ in range(2 * PEOPLE):
            if self.campaign().state is State.PAUSED:
                self.a_person_resumes()
            self.run(QuickJob())
            if (chunk := self.undecided()) is not None:
                self.a_person_decides(again=self.on_platform(chunk) is None)
        assert self.campaign().state in ENDED
        self.nobody_is_created_twice_unless_a_person_decided_so()
        self.nobody_is_lost()
        self.the_journal_is_sound()


@pytest.fixture
def machine(tmp_path: Path, tiny_batches: None) -> Iterator[Any]:
    template = tmp_path / "template"
    with Workspace(template) as workspace:
        for key, value in FAST.items():
            workspace.change_setting(key, value)
        make_approved(workspace, PEOPLE)
    machine = type("Machine", (SendingMachine,), {"template": template})
    figures.clear()
    yield machine
    print(dict(figures))  # noqa: T201  # shown when it fails, or with -s


def test_whatever_happens_nobody_is_called_twice_or_lost(machine: Any) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=50,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
