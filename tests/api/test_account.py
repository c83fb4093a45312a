"""The account of the settings, and trying it against a real platform and its faults."""

from pathlib import Path
from typing import Any

import pytest

from tests.keyrings import MemoryKeyring
from voicedesk.api.account import NO_ACCOUNT, Account
from voicedesk.api.models import Endpoints
from voicedesk.api.trial import try_out
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.workspace import Workspace


def test_production_is_the_default() -> None:
    account = Account.at("florist")
    assert account.endpoints == Endpoints()
    assert set(account.as_settings().values()) == {"florist", ""}


@pytest.mark.parametrize(
    "account",
    [
        Account.at("florist"),
        Account.at("florist", rest="https://rest.example.org/v2"),
        Account.at_origin("florist", "http://127.0.0.1:9"),
    ],
)
def test_what_is_stored_is_read_back(account: Account, tmp_path: Path) -> None:
    with Workspace(tmp_path / "workspace") as workspace:
        assert Account.stored(workspace.settings) is None
        workspace.change_settings(account.as_settings())
        assert Account.stored(workspace.settings) == account
        workspace.change_settings(NO_ACCOUNT)
        assert Account.stored(workspace.settings) is None


def test_a_base_ends_in_a_slash() -> None:
    assert Account.at("florist", rest="https://a.example.org/rest").endpoints.rest.endswith("rest/")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("messengeo", "bad_platform"),
        ("https://anna:word@example.org/", "bad_platform"),
        ("http://api.example.org/rest/", "insecure_platform"),
    ],
)
def test_other_addresses_are_refused(address: str, code: str) -> None:
    for name in ("token", "content", "rest"):
        with pytest.raises(VoicedeskError) as refused:
            Account.at("florist", **{name: address})
        assert refused.value.code == code


def test_another_account_leaves_no_secret_behind(store: MemoryKeyring) -> None:
    former, new = Account.at("florist"), Account.at("garage")
    assert former.keep("one")
    assert new.keep("two", former)
    assert list(store.entries.values()) == ["two"]
    assert new.keep("three", new)
    assert list(store.entries.values()) == ["three"]


def test_without_a_store_it_says_that_it_kept_nothing() -> None:
    account = Account.at("florist")
    assert not account.keep("one")
    account.forget()


def test_an_account_that_works(platform: Any) -> None:
    with platform.client() as client:
        trial = try_out(client)
    assert (trial.signed_in, trial.error) == (True, None)
    assert platform.ledger()["mailings"] == 0


@pytest.mark.parametrize(
    ("rule", "signed_in", "code"),
    [
        ({"on": "token", "fault": "html"}, False, "not_the_platform"),
        ({"on": "token", "fault": "reset_before"}, False, "no_answer"),
        ({"on": "token", "fault": "hang", "seconds": 20}, False, "deadline"),
        ({"on": "token", "fault": "redirect"}, False, "not_the_platform"),
        ({"on": "mailings.read", "fault": "status", "status": 404}, True, "not_the_platform"),
        ({"on": "mailings.read", "fault": "status", "status": 403}, True, "token_refused"),
        ({"on": "mailings.read", "fault": "status", "status": 401}, True, "token_refused"),
        ({"on": "mailings.read", "fault": "status", "status": 500}, True, "refused"),
        ({"on": "mailings.read", "fault": "garbage"}, True, "not_the_platform"),
    ],
)
def test_each_failure_has_its_code(
    platform: Any, rule: dict[str, Any], signed_in: bool, code: str
) -> None:
    platform.faults(rule)
    with platform.client(call_seconds=1.0) as client:
        trial = try_out(client)
    assert trial.error is not None
    assert (trial.signed_in, trial.error.code) == (signed_in, code)


def test_wrong_secret_and_nobody_there(platform: Any) -> None:
    account = Account.at_origin(platform.process.client_id, platform.url)
    with account.client("wrong", 5.0) as client:
        trial = try_out(client)
    assert trial.error is not None
    assert (trial.signed_in, trial.error.code) == (False, "credentials")
    gone = Account.at("florist", "http://127.0.0.1:9/token")
    with gone.client("any", 5.0) as client:
        trial = try_out(client)
    assert trial.error is not None
    assert trial.error.code == "unreachable_address"
    assert trial.error.details == {"address": "http://127.0.0.1:9/token"}


def test_addresses_that_do_not_belong_together(start_platform: Any) -> None:
    here, there = start_platform(), start_platform()
    account = Account.at(here.process.client_id, f"{here.url}/token", rest=f"{there.url}/rest/")
    with account.client(here.process.client_secret, 5.0) as client:
        trial = try_out(client)
    assert trial.error is not None
    assert (trial.signed_in, trial.error.code) == (True, "token_refused")
