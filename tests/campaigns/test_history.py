"""The history can be added to and never be changed; and it can be taken along as a file."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.schema import history
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import document, events, export, record, told

TITLES = ("Time", "What", "Batch", "Details")

Make = Callable[..., Campaign]


def test_nobody_can_change_or_delete_an_entry(workspace: Workspace, make_draft: Make) -> None:
    draft = make_draft()
    for deed in (update(history).values(event="nothing"), delete(history)):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            workspace.database.write() as connection,
        ):
            connection.execute(deed)
    assert [entry.event for entry in events(workspace.database, draft.id)] == ["created"]


def test_not_even_with_another_program(workspace: Workspace, make_draft: Make) -> None:
    make_draft()
    other = sqlite3.connect(workspace.database.path)
    try:
        for deed in ("UPDATE history SET at = ''", "DELETE FROM history"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(deed)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute("INSERT OR REPLACE INTO history SELECT * FROM history")
    finally:
        other.close()


def test_a_deleted_campaign_keeps_its_history(workspace: Workspace, make_draft: Make) -> None:
    draft = make_draft()
    Campaigns(workspace.database).delete(draft.id)
    assert [entry.event for entry in told(workspace.database, draft.id)] == ["created", "deleted"]
    with pytest.raises(NotAllowedError, match="unknown_campaign"):
        told(workspace.database, "nobody")


def test_as_a_table(workspace: Workspace, make_approved: Make, tmp_path: Path) -> None:
    campaign = make_approved()
    with workspace.database.write() as connection:
        record(connection, campaign.id, "decided", 1, note="=1+1")
    path = tmp_path / "history.csv"
    written = export(workspace.database, campaign.id, path, TITLES, lambda entry: f"={entry.event}")
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert (written, rows[0]) == (3, list(TITLES))
    assert [row[1] for row in rows[1:]] == ["'=created", "'=approved", "'=decided"]
    assert rows[3][2:] == ["1", '{"note": "=1+1"}']
    assert json.loads(rows[2][3])["by"] == "Claire"


def test_as_a_document(workspace: Workspace, make_approved: Make, tmp_path: Path) -> None:
    campaign = make_approved()
    path = tmp_path / "history.json"
    export(workspace.database, campaign.id, path, TITLES, str)
    found = json.loads(path.read_text("utf-8"))
    assert found == document(campaign.id, events(workspace.database, campaign.id))
    assert [entry["event"] for entry in found["events"]] == ["created", "approved"]
    assert found["events"][0]["at"].endswith("+00:00")
    for suffix in (".json", ".csv"):
        nowhere = tmp_path / "nowhere" / f"history{suffix}"
        with pytest.raises(InputError, match="unwritable_file"):
            export(workspace.database, campaign.id, nowhere, TITLES, str)
