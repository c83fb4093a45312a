"""The main job without a window, and what the commands promise."""

import json
from pathlib import Path
from typing import Any

from tests.end2end.conftest import Quick
from voicedesk.base.resources import resource


def test_the_demo_does_the_main_job(program: Any, tmp_path: Path) -> None:
    done = program("demo", "--json", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    found = done.json()
    stats = found["stats"]
    assert stats["total"] == found["accepted"] == found["recipients"] > 30
    assert stats["ok"] + stats["ko"] + stats["no"] == stats["total"]
    assert found["ledger"] == {"called": found["accepted"], "twice": 0, "violations": []}
    assert found["state"] == "done"
    files = [Path(name) for name in found["files"]]
    assert {path.suffix for path in files} == {".csv", ".xlsx", ".pdf", ".png"}
    assert all(path.stat().st_size > 500 for path in files)
    assert not program.folder.exists(), "the user's workspace was touched"


def test_the_demo_speaks_french(quick: Quick, tmp_path: Path) -> None:
    done = quick("demo", "--out", tmp_path / "out", VOICEDESK_LANGUAGE="fr")
    assert done.code == 0, done.err
    assert "personnes" in done.err


def test_a_campaign_by_commands(program: Any, quick: Quick, platform: Any) -> None:
    """Sent and watched by processes of their own."""
    program.platform = quick.platform = platform
    created = quick(
        "campaign", "create", "--name", "Rappel", "--audio", resource("samples", "message-fr.wav"),
        "--contacts", resource("samples", "clients-atelier.csv"), "--media", "VOICEMAIL", "--json",
    )  # fmt: skip
    assert created.code == 0, created.err
    found = created.json()
    review = found["review"]
    assert review["imported"] == review["will_call"] + sum(review["excluded"].values())
    assert found["state"] == "draft"
    campaign_id = found["id"]

    unconfirmed = quick("campaign", "approve", campaign_id)
    assert unconfirmed.code == 4
    wrong = quick("campaign", "approve", campaign_id, "--recipients", review["will_call"] + 1)
    assert wrong.code == 2
    # Before it the warnings, if this runs at an hour at which nobody should be called.
    assert f"{review['will_call']} people will be called" in wrong.err.splitlines()[-1]
    approved = quick("campaign", "approve", campaign_id, "--yes", "--reviewer", "C", "--json")
    assert approved.json()["state"] == "approved"
    quick("campaign", "send", campaign_id).assert_one_clear_line(4, "--yes")
    sent = program("campaign", "send", campaign_id, "--yes", "--json")
    assert (sent.code, sent.json()["state"]) == (0, "posted")

    watched = program("campaign", "status", campaign_id, "--watch", "--json")
    last = json.loads(watched.out.splitlines()[-1])
    assert (last["state"], last["stats"]["total"]) == ("done", review["will_call"])
    quick.platform = None
    stored = quick("campaign", "status", campaign_id, "--json").json()
    assert stored == last


def test_the_version(program: Any) -> None:
    assert program("--version").out.strip() == "0.1.0"
