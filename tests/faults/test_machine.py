"""The sender and its journal, driven at random against a platform that fails in every way.

After every step nobody was called twice unless a person decided so, nobody is lost, nobody on the
stop list was called since, nothing left with a date that had passed, and the invariants of the
journal hold; from wherever a run ends, the campaign can be brought to its end. Time is virtual.

Here a sample of the schedules with a fixed seed; ten thousand of fifty steps, in twenty
parts with a seed each, are marked ``long``.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, delete, event, select

from tests.faults.simulated import (
    NAMED,
    CrashError,
    SimulatedClient,
    SimulatedPlatform,
    make_approved,
    sender,
)
from tests.faults.virtual import VirtualClock, VirtualJob
from tests.figures import Told
from voicedesk.api.client import VoiceClient
from voicedesk.base.errors import DecisionError, NotAllowedError, PlatformError
from voicedesk.base.jobs import CancelledError
from voicedesk.base.schema import recipients, stop_numbers
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.acceptance import ACCEPTABLE, acknowledge
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import (
    REFUSED_NUMBER,
    Decision,
    decide,
    named_in_refusal,
    replace,
    reschedule,
)
from voicedesk.campaigns.drafts import STOPPABLE, Campaigns
from voicedesk.campaigns.history import Event, events
from voicedesk.campaigns.late import look_again
from voicedesk.campaigns.outbox import SETTLED, Chunk, ChunkState, Outbox
from voicedesk.campaigns.rules import shipped
from voicedesk.campaigns.statistics import CampaignStatus, status
from voicedesk.campaigns.stopping import PERSON_PAUSED, obey
from voicedesk.campaigns.watcher import Watcher
from voicedesk.contacts.stop_list import StopList

SETTINGS = {"sending.hold_seconds": "0", "sending.settle_seconds": "5"}
IN_MEMORY = Path("/dev/shm")  # where there is one: what a commit costs is not what is tried here
PEOPLE = 7  # four batches, the last of one person
FATES = (
    *("drop_before", "late", "500") * 2,  # what leaves a doubt, more often
    *("ok", NAMED, "refuse", "token", "drop_after", "garbage", "500_after", "417", "403", "expire"),
    *("expire_oauth", "stale", "crash_connecting", "crash_before", "crash_after", "late_crash"),
)
UNSENT = {ChunkState.PLANNED, ChunkState.CANCELLED, ChunkState.REJECTED}
CI_SCHEDULES = 10  # of each kind: what fits its time
A_MINUTE = timedelta(minutes=1)  # by which clocks may differ
OPEN = {ChunkState.SENDING, ChunkState.UNKNOWN, ChunkState.NEEDS_DECISION}
ENDED = (State.POSTED, State.DONE, State.CANCELLED)
STOPPED = (CrashError, CancelledError, PlatformError, DecisionError, NotAllowedError)

figures: Counter[str] = Counter()


class SendingMachine(RuleBasedStateMachine):
    template: Path
    date: bool

    def __init__(self) -> None:
        super().__init__()
        room = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
        self._folder = tempfile.mkdtemp(dir=room)
        self._open = ExitStack()
        self.clock = VirtualClock()
        self._open.enter_context(self.clock.installed())
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        self.workspace = self._open.enter_context(Workspace(Path(self._folder)))
        self.database = self.workspace.database
        self._read: dict[str, Any] = {}  # what was read since the last commit
        event.listen(self.database.engine, "commit", self._forget)
        self.platform = SimulatedPlatform()
        self.platform.clock = self.clock.present
        self.calendar = Calendar(shipped())
        self.stopped: dict[str, int] = {}  # who said no, and how much had left by then
        self.take(Campaigns(self.database).all()[0])
        figures["schedules"] += 1

    def take(self, campaign: Campaign) -> None:
        """The campaign that everything below is about."""
        self._read.clear()
        self.id, self.name = campaign.id, campaign.mailing_name
        self.everybody = frozenset(self.chunk_of())
        figures["campaigns"] += 1

    # what is there

    def _forget(self, connection: Connection) -> None:
        if connection.get_execution_options().get("voicedesk_write"):
            self._read.clear()

    def read(self, what: str, how: Callable[[], Any]) -> Any:
        """The same until somebody writes: most steps change little, and all is looked at after
        each."""
        if what not in self._read:
            self._read[what] = how()
        return self._read[what]

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.id)

    def campaign(self) -> Campaign:
        found: Campaign = self.read("campaign", lambda: Campaigns(self.database).get(self.id))
        return found

    def chunks(self) -> list[Chunk]:
        found: list[Chunk] = self.read("chunks", self.outbox.chunks)
        return found

    def history(self) -> list[Event]:
        found: list[Event] = self.read("history", lambda: events(self.database, self.id))
        return found

    def status(self) -> CampaignStatus:
        found: CampaignStatus = self.read("status", lambda: status(self.database, self.id))
        return found

    def chunk_of(self) -> dict[str, tuple[int, str | None]]:
        """By number: its batch, and why it was left out."""
        found: dict[str, tuple[int, str | None]] = self.read("chunk_of", self._chunk_of)
        return found

    def _chunk_of(self) -> dict[str, tuple[int, str | None]]:
        wanted = select(recipients.c.e164, recipients.c.chunk, recipients.c.excluded)
        with self.database.read() as connection:
            rows = connection.execute(wanted.where(recipients.c.campaign_id == self.id))
            return {number: (chunk, excluded) for number, chunk, excluded in rows}

    def undecided(self) -> Chunk | None:
        return next((c for c in self.chunks() if c.state is ChunkState.NEEDS_DECISION), None)

    def on_platform(self, chunk: Chunk) -> str | None:
        """The mailing a person who looks would find for this batch."""
        taken = self.outbox.mailing_ids()
        found = (
            mailing_id
            for mailing_id, (name, numbers) in self.platform.mailings.items()
            if (name, numbers) == (self.name, self.outbox.numbers(chunk.ordinal))
            and mailing_id not in taken
        )
        return next(found, None)

    def held(self) -> bool:
        """Whether nothing may be created, whoever calls the sender."""
        campaign = self.campaign()
        by_person = campaign.state is State.PAUSED and campaign.reason == PERSON_PAUSED
        return by_person or campaign.state in ENDED

    # what happens

    def job(self, close_at: int | None = None) -> VirtualJob:
        return VirtualJob(self.clock, close_at)

    def run(self, job: VirtualJob) -> None:
        figures["runs"] += 1
        held, before = self.held(), self.platform.created.total()
        try:
            sender(self.workspace, self.platform, self.id).send(job)
        except STOPPED as error:
            figures[f"ended by {getattr(error, 'code', type(error).__name__)}"] += 1
        self.platform.script.clear()
        self.platform.unreadable = 0
        self.platform.unreadable_messages = False
        self.platform.lag = 0
        if held:
            assert self.platform.created.total() == before

    @rule(
        fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=5),
        unreadable=st.sampled_from([0, 0, 1, 3]),
        messages=st.sampled_from([False, False, True]),
        lag=st.sampled_from([0, 0, 1]),
        decided=st.booleans(),
        close_at=st.sampled_from([None, None, None, 0, 1, 2, 4]),
    )
    def send(
        self,
        fates: list[str],
        unreadable: int,
        messages: bool,
        lag: int,
        decided: bool,
        close_at: int | None,
    ) -> None:
        if decided and self.undecided() is not None:
            self.a_person_decides(again=lag == 0)
        self.under_way()
        self.a_person_resumes()
        self.platform.lag = min(lag, len(self.platform.mailings))
        self.platform.script.extend(fates)
        self.platform.unreadable = unreadable
        self.platform.unreadable_messages = messages
        self.run(self.job(close_at))

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

        self.under_way()
        self.platform.script.extend(fates)
        self.platform.in_create = ask
        self.run(self.job())
        self.platform.in_create = lambda: None
        if created:  # I7: nothing left after the wish
            assert self.platform.created.total() == created[0]

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=3), at=st.integers(0, 3))
    def somebody_says_no_while_connecting(self, fates: list[str], at: int) -> None:
        calls = iter(range(99))
        self.under_way()
        self.platform.script.extend(fates)
        self.platform.in_create = lambda: self.say_no(0) if next(calls) == at else None
        self.a_person_resumes()
        self.run(self.job())
        self.platform.in_create = lambda: None

    @rule(hours=st.sampled_from([1, 4, 10]), at=st.integers(0, 3))
    def the_machine_sleeps_while_connecting(self, hours: int, at: int) -> None:
        calls = iter(range(99))
        self.under_way()
        self.a_person_resumes()
        sleep = partial(self.clock.sleep, hours * 3_600)
        self.platform.in_create = lambda: sleep() if next(calls) == at else None
        self.run(self.job())
        self.platform.in_create = lambda: None

    @rule(place=st.integers(0, PEOPLE - 1))
    def somebody_says_no(self, place: int) -> None:
        self.say_no(place)

    def say_no(self, place: int) -> None:
        """One of those who have not left yet, else of all."""
        planned = {c.ordinal for c in self.chunks() if c.state is ChunkState.PLANNED}
        found = sorted(n for n, (chunk, _) in self.chunk_of().items() if chunk in planned)
        number = (found or sorted(self.everybody))[place % len(found or self.everybody)]
        StopList(self.database).add_e164(np.array([int(number)]), "call")
        self.stopped.setdefault(number, len(self.platform.taken))
        figures["said no"] += 1

    @rule(seconds=st.sampled_from([-7_200, -400, -3, 3, 400, 7_200]))
    def our_clock_is_set(self, seconds: float) -> None:
        self.clock.step(seconds)

    @rule(seconds=st.sampled_from([30, 600, 3_600]), asleep=st.booleans())
    def time_passes(self, seconds: float, asleep: bool) -> None:
        (self.clock.sleep if asleep else self.clock.wait)(seconds)

    @precondition(lambda self: self.campaign().reason == "date_passed")
    @rule(hours=st.sampled_from([None, 1, 4]))
    def a_person_chooses_another_date(self, hours: int | None) -> None:
        if self.campaign().state is State.PAUSED:
            date = None if hours is None else self.clock.true + timedelta(hours=hours)
            reschedule(self.workspace, self.id, date, by="Claire")
            figures["rescheduled"] += 1

    @precondition(lambda self: bool(self.refused()))
    @rule(whole=st.booleans())
    def a_person_replaces_a_refused_batch(self, whole: bool) -> None:
        chunk = self.refused()[0]
        named = named_in_refusal(self.database, self.id, chunk.ordinal)
        without = None if whole or not named else named[0]
        with suppress(NotAllowedError):  # it was cancelled
            replace(self.database, self.id, chunk.ordinal, without=without, by="Claire")
            figures["replaced"] += 1

    def refused(self) -> list[Chunk]:
        chunks = self.chunks()
        replaced = {chunk.replaces for chunk in chunks}
        rejected = [c for c in chunks if c.state is ChunkState.REJECTED and c.size]
        return [chunk for chunk in rejected if chunk.ordinal not in replaced]

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
        self.run(self.job())

    def a_person_resumes(self) -> None:
        campaign = self.campaign()
        if campaign.state is State.PAUSED:
            if campaign.reason in ACCEPTABLE:
                acknowledge(self.workspace, self.id, campaign.reason, "Claire")
                figures["accepted"] += 1
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
        decide(
            *(self.database, self.id, chunk.ordinal, choice),
            by="Claire",
            mailing_id=there or "",
            client=self.client(),
        )

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

    def under_way(self) -> None:
        """Where all of a campaign is over, the next one, of which nobody has said no yet."""
        if self.campaign().state not in (*ENDED, State.DRAFT):
            return
        self.platform.arrive()
        with self.database.write() as connection:
            connection.execute(delete(stop_numbers))
        self.stopped.clear()
        self.take(make_approved(self.workspace, PEOPLE, date=self.clock.later(self.date)))

    # what must hold

    @invariant()
    def nobody_is_called_twice_unless_a_person_decided_so(self) -> None:
        again: Counter[int] = Counter()
        proved: Counter[int] = Counter()  # a 401: nothing was created
        for past in self.history():
            if past.chunk is not None:
                decided = past.event == "decided" and past.details["decision"] == "send_again"
                again[past.chunk] += decided
                proved[past.chunk] += past.event == "chunk_planned"
        chunks = {chunk.ordinal: chunk for chunk in self.chunks()}
        for chunk in chunks.values():
            assert chunk.attempt <= 1 + again[chunk.ordinal] + proved[chunk.ordinal]  # I4
        for number, (ordinal, _) in self.chunk_of().items():
            chunk, risks = chunks[ordinal], again[ordinal]
            while chunk.replaces is not None:
                chunk = chunks[chunk.replaces]
                risks += again[chunk.ordinal]
            calls = self.platform.calls[self.name, number]
            assert calls <= 1 + risks
            if chunks[ordinal].state in UNSENT:
                assert calls <= risks

    @invariant()
    def nobody_is_lost(self) -> None:
        """I3: everybody in one batch, or left out of it with a reason; and an accepted batch is on
        the platform, whole."""
        found = self.chunk_of()
        if self.campaign().state is State.DRAFT:  # its date passed before it was begun
            assert not found
            assert not any(new.name == self.name for new in self.platform.taken)
            return
        assert found.keys() == self.everybody
        assert {why for _, why in found.values()} <= {None, "stop_list", REFUSED_NUMBER}
        assert all(n in self.stopped for n, (_, why) in found.items() if why == "stop_list")
        for chunk in self.chunks():
            mine = {n for n, (own, why) in found.items() if (own, why) == (chunk.ordinal, None)}
            assert len(mine) == chunk.size or chunk.state is ChunkState.CANCELLED
            if chunk.state is ChunkState.ACCEPTED:
                assert chunk.mailing_id is not None
                name, numbers = self.platform.mailings[chunk.mailing_id]
                assert (name, set(numbers)) == (self.name, mine)

    @invariant()
    def nobody_who_said_no_is_called_afterwards(self) -> None:
        for number, left in self.stopped.items():
            assert not any(number in new.recipients for new in self.platform.taken[left:])

    @invariant()
    def nothing_rings_at_once_that_had_a_date(self) -> None:
        assert not self.platform.rung

    @invariant()
    def no_telephone_rings_at_an_hour_that_nobody_accepted(self) -> None:
        accepted = self.campaign().acknowledged
        for new, at in zip(self.platform.taken, self.platform.taken_at, strict=True):
            if new.name == self.name:
                rings = at if new.date is None else datetime.fromisoformat(new.date)
                lawful = any(map(self.calendar.is_lawful, (rings, rings + A_MINUTE)))
                assert lawful or any(self.is_of_that_closing(one, rings) for one in accepted)

    def is_of_that_closing(self, accepted: str, rings: datetime) -> bool:
        """Whether what a person accepted is of that day, and of no hours beyond lawful ones."""
        _, is_about_a_moment, end = accepted.partition(" until ")
        if not is_about_a_moment:
            return False
        until = datetime.fromisoformat(end)
        first, last = map(self.calendar.local, (rings, until - A_MINUTE))
        return first.date() == last.date() and rings < until <= self.calendar.next_slot(rings)

    @invariant()
    def the_journal_is_sound(self) -> None:
        states = [chunk.state for chunk in self.chunks()]
        campaign = self.campaign()
        assert sum(state in OPEN for state in states) <= 1  # I1
        ids = [chunk.mailing_id for chunk in self.chunks() if chunk.mailing_id is not None]
        assert len(ids) == len(set(ids))  # I5
        figures_of = self.status()
        assert sum(figures_of.chunks.values()) == len(states)  # I6
        people = figures_of.stats.total + figures_of.not_sent + figures_of.undecided_people
        if campaign.state is not State.DRAFT:
            assert people + figures_of.excluded == len(self.everybody)
        if ChunkState.NEEDS_DECISION in states:
            assert campaign.state is State.NEEDS_DECISION
        if campaign.state in ENDED:
            assert set(states) <= SETTLED

    def teardown(self) -> None:
        """From wherever it stands, a person brings it to its end."""
        try:
            self.bring_to_its_end()
        finally:
            self._open.close()
            shutil.rmtree(self._folder)

    def bring_to_its_end(self) -> None:
        self.platform.arrive()
        self.clock.off = timedelta()
        for _ in range(3 * PEOPLE):
            if self.campaign().state in ENDED:
                break
            if self.campaign().state is State.DRAFT:  # its date passed before it was begun
                return
            if self.campaign().state is State.PAUSED:
                if self.campaign().reason == "date_passed":
                    reschedule(self.workspace, self.id, None, by="Claire")
                self.a_person_resumes()
            self.run(self.job())
            if (chunk := self.undecided()) is not None:
                self.a_person_decides(again=self.on_platform(chunk) is None)
        ended = self.campaign()
        assert ended.state in ENDED, (ended.state, ended.reason)
        self.nobody_is_called_twice_unless_a_person_decided_so()
        self.nobody_is_lost()
        self.the_journal_is_sound()


def drive(folder: Path, date: bool, examples: int, steps: int, at_random: int = 0) -> str:
    """So many schedules from one approved campaign, sent at once or at a date."""
    clock = VirtualClock()
    with clock.installed(), Workspace(folder) as workspace:
        workspace.change_settings(SETTINGS)
        make_approved(workspace, PEOPLE, date=clock.later(date))
    given = {"template": folder, "date": date}
    run_state_machine_as_test(
        seed(2 * at_random + date)(type("Machine", (SendingMachine,), given)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=(Phase.generate,),  # shrinking would take an hour
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    twice = "twice against a person's decision: 0, lost: 0"
    return f"steps a schedule: {steps}, {dict(figures)}, {twice}"


@pytest.fixture(autouse=True)
def counted(tiny_batches: None) -> Iterator[None]:
    figures.clear()
    yield
    figures.clear()


@pytest.mark.parametrize("date", [False, True], ids=["at once", "at a date"])
def test_whatever_happens_nobody_is_called_twice_or_lost(
    tmp_path: Path, date: bool, tell: Told
) -> None:
    tell(drive(tmp_path / "template", date, CI_SCHEDULES, 30))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("date", [False, True], ids=["at once", "at a date"])
@pytest.mark.parametrize("part", range(1, 11))
def test_the_sender_whatever_happens_long(
    tmp_path: Path, date: bool, part: int, tell: Told
) -> None:
    tell(drive(tmp_path / "template", date, 500, 50, at_random=part))
