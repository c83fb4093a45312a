"""``voicedesk settings``."""

import json

import pytest

from tests.end2end.conftest import Quick
from voicedesk.base.settings import keys


def test_a_setting_is_kept(quick: Quick) -> None:
    assert quick("settings", "set", "tariff.voice", "0.06").code == 0
    found = quick("settings", "get", "tariff.voice", "--json")
    assert (found.code, json.loads(found.out)) == (0, {"tariff.voice": 0.06})
    assert quick("settings", "get", "tariff.voice").out == "0.06\n"


def test_every_setting_is_shown(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEDESK_SENDING_HOLD_SECONDS", "3")
    shown = json.loads(quick("settings", "--json").out)
    assert tuple(shown) == keys()
    assert shown["sending.hold_seconds"] == 3
    lines = quick("settings").out.splitlines()
    assert "sending.hold_seconds = 3.0" in lines
    assert len(lines) == len(keys())


def test_what_cannot_be_set_is_said(quick: Quick) -> None:
    unknown = quick("settings", "set", "sending.speed", "1")
    assert (unknown.code, unknown.err) == (1, "There is no setting sending.speed.\n")
    wrong = quick("settings", "set", "sending.hold_seconds", "soon")
    assert (wrong.code, wrong.err) == (1, "“soon” is not a value for sending.hold_seconds.\n")
    assert quick("settings", "get", "sending.speed").code == 1
