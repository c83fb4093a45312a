"""A batch that was given up by a command, and that the platform calls after all."""

import json
from pathlib import Path
from typing import Any

import pytest

from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.stop_list import StopList

GOOD, OPTED_OUT = "0600009900", "0600009905"
LAG = {"on": "mailings.read", "fault": "read_lag", "seconds": 3600}


@pytest.mark.parametrize("decision", ["--abandon", "--send-again"])
def test_the_status_tells_of_it_and_who_said_no_is_kept(
    quick: Any, platform: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    for key, value in {"HOLD": "0", "SETTLE": "0.2"}.items():
        monkeypatch.setenv(f"VOICEDESK_SENDING_{key}_SECONDS", value)
    monkeypatch.setenv("VOICEDESK_CLIENT_SECRET", platform.process.client_secret)
    online = ["--platform", platform.url, "--client-id", platform.process.client_id]
    people = tmp_path / "people.csv"
    people.write_text(f"Nom;Téléphone\r\nAnne;{GOOD}\r\nDenis;{OPTED_OUT}\r\n", "utf-8")
    made = quick(
        "campaign", "create", "--name", "Rappel", "--audio", resource("samples", "message-fr.mp3"),
        "--contacts", people, "--media", "VOICE", "--json",
    )  # fmt: skip
    campaign_id = str(made.json()["id"])
    assert quick("campaign", "approve", campaign_id, "--yes").code == 0
    platform.faults({"on": "mailings.create", "fault": "reset_after", "nth": 1}, LAG)
    assert quick(*online, "campaign", "send", campaign_id, "--yes").code != 0
    assert quick("campaign", "decide", campaign_id, "--chunk", "1", decision).code == 0
    platform.faults(LAG)
    assert quick(*online, "campaign", "send", campaign_id, "--yes").code == 0
    platform.faults()

    found = quick(*online, "campaign", "status", campaign_id, "--json")
    [late] = found.json()["arrived_late"]
    assert (late["chunk"], late["people"]) == (1, 2)
    told = quick(*online, "campaign", "status", campaign_id).out
    sentence = "Batch 1 left after all, as the sending {}: 2 people are called."
    if decision == "--send-again":
        sentence = "Batch 1: 2 people are called twice, also by the sending {}."
    assert sentence.format(late["mailing"]) in told
    history = quick("campaign", "history", campaign_id, "--json").json()
    assert [one["event"] for one in history["events"]].count("arrived_late") == 1
    assert OPTED_OUT[1:] not in json.dumps(history)
    with Workspace(quick.folder) as workspace:
        assert StopList(workspace.database).find(OPTED_OUT) is not None
