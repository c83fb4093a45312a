"""A campaign of 98,973 people on a platform of whose calls one in twenty fails.

Here a tenth of them in as many batches, 99, with one seed; the whole of it, with 20 seeds, is
marked ``long``.
"""

from typing import Any

import pytest

from tests.faults.person import bring_to_its_end
from tests.faults.simulated import make_approved
from tests.faults.test_pairs import FAULTS, calls_of
from tests.figures import Told
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns

PEOPLE = 98_973
SETTINGS = {"sending.hold_seconds": "0", "sending.settle_seconds": "0.5"}
FAILING = 0.05


def run(workspace: Workspace, platform: Any, people: int, seed: int, call_s: float) -> str:
    workspace.change_settings(SETTINGS)
    message = resource("samples", "message-fr.mp3")
    campaign = make_approved(workspace, people, message)
    share = FAILING / len(FAULTS)
    rules = [{"on": "*", "probability": share, **fault} for fault in FAULTS.values()]
    platform._ask("PUT", "/sandbox/faults", {"seed": seed, "rules": rules})
    asked = bring_to_its_end(
        workspace, campaign.id, platform, lambda: platform.client(call_seconds=call_s)
    )
    done = Campaigns(workspace.database).get(campaign.id)
    assert done.state is State.POSTED
    assert calls_of(platform, done.mailing_name) == {1: people}
    return f"seed {seed}, people: {people}, twice: 0, lost: 0, asked: {asked}"


def test_a_tenth_of_a_large_campaign(
    workspace: Workspace, platform: Any, monkeypatch: pytest.MonkeyPatch, tell: Told
) -> None:
    monkeypatch.setattr(approval, "CHUNK", 100)
    tell(run(workspace, platform, PEOPLE // 10, seed=1, call_s=0.8))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(1, 21))
def test_the_sender_with_a_large_campaign(
    workspace: Workspace, platform: Any, monkeypatch: pytest.MonkeyPatch, seed: int, tell: Told
) -> None:
    monkeypatch.setattr(approval, "CHUNK", 1_000)
    tell(run(workspace, platform, PEOPLE, seed, call_s=3))
