"""Every fault of a socket at every call of a sending, against the real platform in a process.

One small campaign a pair; a person then goes on with it as the program asks. The long form tries
2,000 random mixtures of faults, a hundred on each of twenty platforms.
"""

from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.person import bring_to_its_end
from tests.faults.simulated import make_approved
from tests.figures import Told
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns

FAULTS: dict[str, dict[str, Any]] = {
    "refuse": {"fault": "refuse"},
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


def test_every_fault_at_every_call(try_rules: Callable[..., int], tell: Told) -> None:
    asked: Counter[str] = Counter()
    for (fault, rule), (call, on) in product(FAULTS.items(), CALLS.items()):
        rules = [{"on": on, "nth": nth, **rule} for nth in (1, 2)]
        if on in ("messages.read", "mailings.read"):  # so that there is something to look for
            rules.append({"on": "mailings.create", "nth": 1, "fault": "reset_after"})
        asked[f"{fault} / {call}"] = try_rules(*rules)
    assert len(asked) == 55
    # What did arrive is found by reading; nobody is asked about it.
    found = {"reset after", "truncate", "garbage", "slow drip", "401"}
    silent = [f"{fault} / create" for fault in found]
    silent += [f"{fault} / {call}" for fault in FAULTS for call in ("token", "upload")]
    assert {pair: asked[pair] for pair in silent if asked[pair]} == {}
    tell(f"pairs: 55, twice: 0, lost: 0, asked: {asked.total()}")


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
                **random.choice([*FAULTS.values()]),
            }
            for on in random.sample([*CALLS.values()], random.randint(1, 3))
        ]
        asked += try_rules(*rules)
    tell(f"mixtures: {MIXTURES}, twice: 0, lost: 0, asked: {asked}")
