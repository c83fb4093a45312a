"""A data folder of the first version is taken over, with its account."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from voicedesk.base.errors import WorkspaceError
from voicedesk.sandbox import store as module
from voicedesk.sandbox.store import Store

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

MAILING = (
    "INSERT INTO mailings (id, created_at, name, media, link, starts_at, first_at, last_at, total, "
    "ok, ko, no, optout) VALUES (50001, 1, 'Soldes', 'VOICEMAIL', 'x', 1, 1, 1, 1, 1, 0, 0, 0)"
)
MESSAGE = (
    "INSERT INTO messages (mailing_id, recipient, on_at, final_at, outcome, description) "
    "VALUES (50001, '+33600000001', 1, 1, 'ok', 'voicemail delivered')"
)


def test_a_folder_of_version_1(start: Callable[..., Caller], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sandbox.db")) as db:
        db.executescript(f"{module._SCHEMA}; PRAGMA user_version = 1")
        db.execute("INSERT INTO settings VALUES ('client_id', 'me'), ('client_secret', 's3cret')")
        db.execute(MAILING)
        db.execute(MESSAGE)
        db.commit()
    caller = start(data=tmp_path)
    assert (caller.platform.client_id, caller.platform.client_secret) == ("me", "s3cret")
    found = caller.read("/rest/mailings")
    assert [(each["id"], each["stats"]["total"]) for each in found] == [("50001", 1)]
    assert len(caller.read("/rest/messages", mailingId="50001")) == 1
    assert caller.admin("GET", "/sandbox/ledger")["violations"] == []


def test_a_folder_of_a_later_version(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sandbox.db")) as db:
        db.execute(f"PRAGMA user_version = {module.VERSION + 1}")
    with pytest.raises(WorkspaceError, match="newer"):
        Store(tmp_path)


def test_accounts_stay_beside_each_other(start: Callable[..., Caller], tmp_path: Path) -> None:
    one = start(data=tmp_path, client_id="one")
    secret = one.platform.client_secret
    one.platform.stop()
    two = start(data=tmp_path, client_id="two", client_secret="2")
    assert two.sign_in(client_id="one", client_secret=secret).status_code == 200
    assert two.sign_in(client_id="one", client_secret="2").status_code == 400
    two.platform.stop()
    again = start(data=tmp_path)
    assert again.platform.client_id == "two"
