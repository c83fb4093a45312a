"""The account by commands: set, used, tried, forgotten; and its secret in no file of ours."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Program, Quick, Result
from tests.keyrings import MemoryKeyring
from voicedesk.base.resources import resource

ROOT = Path(__file__).parents[2]
TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of the test's own")


class Owner:
    """Runs commands with a credential store, and gives secrets.

    In this process with a store in memory; or, with a file for a store, each in its own.
    """

    def __init__(self, run: Quick | Program, more: dict[str, str]) -> None:
        self.run, self.more = run, more
        self.folder = run.folder

    def __call__(self, *arguments: object) -> Result:
        return self.run(*arguments, **self.more)

    def give(self, secret: str, *arguments: object) -> Result:
        """A command that reads the secret from its standard input."""
        return self.run.give(f"{secret}\n", *arguments, **self.more)

    def set_up(self, platform: Any) -> Result:
        """The account of that platform is this workspace's."""
        process = platform.process
        arguments = ("account", "set", "--platform", process.url, "--client-id", process.client_id)
        return self.give(process.client_secret, "--verbose", *arguments)


@pytest.fixture
def owner(quick: Quick) -> Owner:
    return Owner(quick, {})


@pytest.fixture
def script(program: Program, tmp_path: Path) -> Owner:
    """Each command in a process of its own, with a store that outlives it."""
    more = {
        "PYTHON_KEYRING_BACKEND": "tests.keyrings.FileKeyring",
        "PYTHONPATH": str(ROOT),
        "VOICEDESK_TEST_KEYRING": str(tmp_path / "store.json"),
    }
    return Owner(program, more)


def assert_nowhere(secret: str, folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if secret.encode() in path.read_bytes()] == []


def test_every_command_uses_the_account(
    owner: Owner,
    store: MemoryKeyring,
    platform: Any,
    start_platform: Callable[..., Any],
    contacts_file: Callable[[int], Path],
) -> None:
    secret = platform.process.client_secret
    done = owner.set_up(platform)
    assert done.code == 0, done.err
    assert list(store.entries.values()) == [secret]
    created = owner(
        *("campaign", "create", "--name", "Noël", "--contacts", contacts_file(3), "--json"),
        *("--audio", resource("samples", "message-fr.mp3"), "--media", "VOICE"),
    )
    campaign = created.json()["id"]
    assert owner("campaign", "approve", campaign, "--yes").code == 0
    sent = owner("--verbose", "campaign", "send", campaign, "--yes")
    assert sent.code == 0, sent.err
    assert owner("campaign", "status", campaign, "--watch").code == 0
    assert set(platform.ledger()["calls"].values()) == {1}
    assert len(platform.ledger()["calls"]) == 3
    other = start_platform(client_id="another", client_secret="another-secret").process
    named = ("--platform", other.url, "--client-id", "another")
    owner.more["VOICEDESK_CLIENT_SECRET"] = "another-secret"
    asked = owner(*named, "campaign", "status", campaign, "--json")
    assert (asked.code, asked.json()["stats"]["total"]) == (0, 3)
    assert "another account" in asked.err
    assert_nowhere(secret, owner.folder)
    for result in (done, sent):
        assert secret not in result.out + result.err


def test_it_is_tried_and_forgotten(script: Owner, platform: Any, tmp_path: Path) -> None:
    script.set_up(platform)
    tried = script("account", "test", "--json")
    assert tried.code == 0
    assert tried.json() == {
        "ok": True,
        "client_id": platform.process.client_id,
        "token_url": f"{platform.url}/token",
        "content_url": f"{platform.url}/content/rest/",
        "rest_url": f"{platform.url}/rest/",
        "signed_in": True,
        "read": True,
        "error": None,
        "message": None,
    }
    assert script("account", "forget").code == 0
    assert json.loads((tmp_path / "store.json").read_text()) == {}
    stored = json.loads((script.folder / "settings.json").read_text("utf-8"))
    assert {value for key, value in stored.items() if key.startswith("platform")} == {""}
    script("account", "test").assert_one_clear_line(3, "account set")
    assert script("account", "forget").code == 0


def test_a_wrong_secret_is_said_and_the_document_still_printed(
    owner: Owner, store: MemoryKeyring, platform: Any
) -> None:
    given = ("--platform", platform.url, "--client-id", platform.process.client_id)
    owner.give("not-the-secret", "account", "set", *given)
    tried = owner("account", "test", "--json")
    assert tried.code == 3
    found = tried.json()
    assert (found["ok"], found["signed_in"], found["error"]) == (False, False, "credentials")
    assert "secret" in found["message"]
    owner("account", "test").assert_one_clear_line(3, "does not accept these credentials")


def test_a_platform_given_for_one_run_goes_before(
    owner: Owner, store: MemoryKeyring, platform: Any, start_platform: Callable[..., Any]
) -> None:
    owner.set_up(platform)
    other = start_platform().process
    owner.more["VOICEDESK_CLIENT_SECRET"] = other.client_secret
    named = ("--platform", other.url, "--client-id", other.client_id)
    assert owner(*named, "account", "test", "--json").json()["token_url"] == f"{other.url}/token"
    del owner.more["VOICEDESK_CLIENT_SECRET"]
    owner(*named, "account", "test").assert_one_clear_line(3, other.client_id)


def test_without_a_store_it_is_said_and_kept_nowhere(owner: Owner, platform: Any) -> None:
    done = owner.set_up(platform)
    assert done.code == 0
    assert "no credential store" in done.err
    owner("account", "test").assert_one_clear_line(3, "VOICEDESK_CLIENT_SECRET")
    assert owner("account", "test", "--json").out == ""
    owner.more["VOICEDESK_CLIENT_SECRET"] = platform.process.client_secret
    assert owner("account", "test").code == 0
    assert_nowhere(platform.process.client_secret, owner.folder)


@TERMINAL
def test_at_a_terminal_it_is_asked_for_unseen(
    owner: Owner, program: Program, platform: Any
) -> None:
    owner.set_up(platform)
    code, shown = at_a_terminal(program, platform.process.client_secret, "account", "test")
    assert code == 0, shown
    assert "Secret of" in shown
    assert "The account works" in shown
    assert platform.process.client_secret not in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--client-id", "c", "--platform", "nowhere"), 2, "“nowhere” is not an address"),
        (("--client-id", "c", "--platform", "http://example.org"), 3, "unencrypted"),
        (("--client-id", "c", "--platform", "https://a.b", "--rest-url", "https://c"), 2, "either"),
        (("--client-id", " "), 2, "client id is missing"),
        ((), 2, "--client-id is missing"),
        (("--client-id", "c", "--client-secret", "s"), 2, "no option --client-secret"),
        (("--client-id", "c"), 2, "secret is empty"),
    ],
)
def test_what_cannot_be_set(
    owner: Owner, store: MemoryKeyring, arguments: tuple[str, ...], code: int, words: str
) -> None:
    owner.give("", "account", "set", *arguments).assert_one_clear_line(code, words)
    assert store.entries == {}
    assert not (owner.folder / "settings.json").exists()


def at_a_terminal(program: Program, typed: str, *arguments: object) -> tuple[int, str]:
    """Runs a command at a terminal and types, once it asks; exit code and all that was shown."""
    master, slave = os.openpty()
    command, environment = program.command(*arguments)
    with subprocess.Popen(
        command,
        env=environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as process:
        os.close(slave)
        shown = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                more = os.read(master, 4096)
            except OSError:  # the terminal has no writer any more
                break
            asked = b"hidden)" in shown
            shown += more
            if not more:
                break
            if not asked and b"hidden)" in shown:
                time.sleep(0.3)  # the question comes before the terminal stops its echo
                os.write(master, f"{typed}\n".encode())
        os.close(master)
        code = process.wait(timeout=20)
    return code, shown.decode("utf-8", "replace")
