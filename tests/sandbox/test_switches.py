"""Switches and the rules of pings, as an operator may write them."""

from typing import Any

import pytest

from voicedesk.base.errors import InputError
from voicedesk.sandbox.faults import Faults
from voicedesk.sandbox.switches import Switches


def test_what_is_not_named_is_as_ever() -> None:
    faults = Faults()
    assert faults.switches == Switches()
    faults.set({"rules": [], "switches": {"bare_create": True, "token_length": 50_000}})
    assert faults.switches == Switches(bare_create=True, token_length=50_000)
    faults.set({"rules": []})
    assert faults.switches == Switches()


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"shoe": 1},
        {"bare_create": 1},
        {"expired_status": 402},
        {"rejections": "ignore"},
        {"token_length": 50_001},
        {"token_length": 10},
        {"token_length": True},
        {"token_length": 300.0},
        {"expired_status": []},
        {"expired_status": 400.0},
    ],
)
def test_a_wrong_switch_changes_nothing(wrong: Any) -> None:
    faults = Faults()
    faults.set({"rules": [], "switches": {"no_content": True}})
    with pytest.raises(InputError, match="bad_faults"):
        faults.set({"rules": [], "switches": wrong})
    assert faults.switches == Switches(no_content=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "mailings.create", "fault": "lost_ping"},
        {"on": "ping", "fault": "status"},
    ],
)
def test_a_ping_can_only_be_lost(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match="bad_faults"):
        Faults().set({"rules": [wrong]})


def test_a_lost_ping_is_no_call_and_a_call_no_ping() -> None:
    faults = Faults()
    lost = {"on": "*", "fault": "lost_ping", "nth": 2}
    faults.set({"rules": [lost, {"on": "*", "fault": "status"}]})
    for _ in range(3):
        rule = faults.draw("mailings.read")
        assert rule is not None
        assert rule.fault == "status"
    assert faults.draw("ping") is None
    second = faults.draw("ping")
    assert second is not None
    assert second.fault == "lost_ping"
