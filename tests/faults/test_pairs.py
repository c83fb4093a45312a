"""Every fault of a socket at every call of a sending, against the real platform in a process.

One small campaign a pair; a person then goes on with it as the program asks. For a connection that
is refused the platform is stopped: its own ``refuse`` accepts it first. The long form tries 2,000
random mixtures of faults, a hundred on each of twenty platforms.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.faults.person import bring_to_its_end
from tests.faults.simulated import make_approved
from tests.figures import Told
from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import NotConnectedError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.sender import Sender

FAULTS: dict[str, dict[str, Any]] = {
    "reset before": {"fault": "reset_before"},
    "reset after": {"fault": "reset_after"},
    "hang": {"fault": "hang", "seconds": 1.0},
    "truncate": {"fault": "truncate"},
    "garbage": {"fault": "garbage"},
    "slow drip": {"fault": "drip", "seconds": 1.0},
    "500": {"fault": "status", "status": 500},
    "302": {"fault": "redirect"},
    "HTML": {"fault": "html"},
    "401": {"fault": "expire"},
}
CALLS = {
    "token": "token",
    "upload": "contents.create",
    "create": "mailings.create",
    "read": "messages.read",
    "stats": "mailings.read",
}


@dataclass(frozen=True)
class Outage:
    """The call of the client that finds nobody listening, and how all stands when the run has
    ended: the campaign, and the first batch; the second is always planned."""

    method: str
    nth: int = 1
    after_loss: bool = False  # the answer of the first create was lost before
    state: State = State.PAUSED
    reason: str | None = "not_connected"
    first: ChunkState = ChunkState.PLANNED


OUTAGES = {
    "token": Outage("sign_in", state=State.APPROVED, reason=None),
    "upload": Outage("upload_content"),
    "create": Outage("create_mailing"),
    "next create": Outage("create_mailing", 2, first=ChunkState.ACCEPTED),
    # The third reading of mailings is the first after a create.
    "stats": Outage("mailings", 3, after_loss=True, first=ChunkState.UNKNOWN),
    # A mailing was seen, but not whom it calls.
    "read": Outage("messages", after_loss=True, first=ChunkState.UNKNOWN),
}
CALL_S = 0.4  # the deadline of a call: a hang and a drip take longer
SETTINGS = {"sending.hold_seconds": "0", "sending.settle_seconds": "0.3"}
PEOPLE = 4  # two batches
MIXTURES = 100  # on each platform


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    with Workspace(tmp_path / "workspace") as opened:
        opened.change_settings(SETTINGS)
        yield opened


@pytest.fixture
def try_rules(workspace: Workspace, platform: Any) -> Callable[..., int]:
    """Sends one campaign under these faults to its end; how often a person was asked."""

    def attempt(*rules: dict[str, Any]) -> int:
        with workspace.database.write() as connection:  # so that each one is uploaded anew
            connection.exec_driver_sql("DELETE FROM uploads")
        message = resource("samples", "message-fr.mp3")
        campaign = make_approved(workspace, PEOPLE, message)
        platform.faults(*rules)
        asked = bring_to_its_end(
            workspace, campaign.id, platform, lambda: platform.client(call_seconds=CALL_S)
        )
        done = Campaigns(workspace.database).get(campaign.id)
        assert done.state is State.POSTED
        assert calls_of(platform, done.mailing_name) == {1: PEOPLE}
        return asked

    return attempt


def calls_of(platform: Any, name: str) -> Counter[int]:
    """How many people of the campaign were called how often, by the platform's ledger."""
    ledger = platform.ledger()
    assert ledger["violations"] == []
    called: Counter[str] = Counter()
    for mailing in ledger["by_mailing"].values():
        if mailing["name"] == name:
            called.update(mailing["recipients"])
    return Counter(called.values())


def rules_of(fault: str, call: str) -> list[dict[str, Any]]:
    """The fault at the call, twice; and what brings the sender to make such a call."""
    on = CALLS[call]
    rules = [{"on": on, "nth": nth, **FAULTS[fault]} for nth in (1, 2)]
    lost = [{"on": "mailings.create", "nth": nth, "fault": "reset_after"} for nth in (1, 2)]
    if (fault, call) == ("slow drip", "upload"):
        # An upload is given time for its size: that answer comes whole, and there is no second.
        return rules[:1]
    if call == "read":  # only what is looked for has its messages read, for either batch
        return [*rules, *lost]
    if call == "stats":  # by its name before the first create; then to look for what was lost
        return [*rules, lost[0], *({**rule, "after": "mailings.create"} for rule in rules)]
    return rules


def test_every_fault_at_every_call(
    try_rules: Callable[..., int], platform: Any, tell: Told
) -> None:
    asked: Counter[str] = Counter()
    struck = 0
    for fault, call in product(FAULTS, CALLS):
        rules = rules_of(fault, call)
        asked[f"{fault} / {call}"] = try_rules(*rules)
        strikes = platform._ask("GET", "/sandbox/faults")["struck"]
        assert strikes == [1] * len(rules), f"{fault} / {call}"
        struck += sum(strikes)
    assert len(asked) == 50  # and five with a connection that is refused
    # What did arrive is found by reading; nobody is asked about it.
    found = {"reset after", "truncate", "garbage", "slow drip", "401"}
    silent = [f"{fault} / create" for fault in found]
    silent += [f"{fault} / {call}" for fault in FAULTS for call in ("token", "upload", "stats")]
    assert {pair: asked[pair] for pair in silent if asked[pair]} == {}
    tell(f"pairs: 50, struck: {struck}, twice: 0, lost: 0, asked: {asked.total()}")


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
def test_a_connection_that_is_refused(
    workspace: Workspace,
    start_platform: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    outage: Outage,
    tell: Told,
) -> None:
    platform = start_platform(data=tmp_path / "data")
    campaign = make_approved(workspace, PEOPLE, resource("samples", "message-fr.mp3"))
    if outage.after_loss:
        platform.faults({"on": "mailings.create", "nth": 1, "fault": "reset_after"})
    with monkeypatch.context() as patch, platform.client(call_seconds=CALL_S) as client:
        stop_before(patch, platform, outage)
        with suppress(NotConnectedError):
            Sender(workspace, client, campaign.id).send(Job())
    assert not platform.process.running
    left = Campaigns(workspace.database).get(campaign.id)
    assert (left.state, left.reason) == (outage.state, outage.reason)
    batches = Outbox(workspace.database, campaign.id).chunks()
    assert [batch.state for batch in batches] == [outage.first, ChunkState.PLANNED]
    begun = outage.first is not ChunkState.PLANNED
    assert [batch.attempt for batch in batches] == [begun, 0]

    back = start_platform(data=tmp_path / "data", port=urlsplit(platform.url).port)
    assert back.ledger()["messages"] == (PEOPLE / 2 if begun else 0)
    asked = bring_to_its_end(workspace, campaign.id, back, lambda: back.client(call_seconds=CALL_S))
    assert asked == 0
    assert calls_of(back, left.mailing_name) == {1: PEOPLE}
    tell(f"first batch {outage.first}, twice: 0, lost: 0, asked: {asked}")


def stop_before(patch: pytest.MonkeyPatch, platform: Any, outage: Outage) -> None:
    """From this call of the client on nobody listens."""
    method = getattr(VoiceClient, outage.method)
    calls = count(1)

    def stopping(*given: Any, **named: Any) -> Any:
        if next(calls) == outage.nth:
            platform.process.stop()
        return method(*given, **named)

    patch.setattr(VoiceClient, outage.method, stopping)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(1, 21))
def test_the_sender_under_random_faults(
    try_rules: Callable[..., int], seed: int, tell: Told
) -> None:
    random = Random(seed)
    asked = 0
    for _ in range(MIXTURES):
        rules = [
            {
                "on": on,
                "probability": random.choice((0.1, 0.3)),
                **random.choice([*FAULTS.values(), {"fault": "refuse"}]),
            }
            for on in random.sample([*CALLS.values()], random.randint(1, 3))
        ]
        asked += try_rules(*rules)
    tell(f"mixtures: {MIXTURES}, twice: 0, lost: 0, asked: {asked}")
