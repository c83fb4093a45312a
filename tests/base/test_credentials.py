"""The secret: where it is found, where it is kept, and where it never appears."""

import traceback

import keyring
import pytest

from tests.keyrings import BrokenKeyring, MemoryKeyring, ReadableKeyring
from voicedesk.base import credentials
from voicedesk.base.errors import PlatformError

TOKEN = "https://oauth.example.org/token"
SECRET = "s3cret-of-nobody"


def test_what_is_kept_is_found_until_it_is_forgotten(store: MemoryKeyring) -> None:
    credentials.keep(TOKEN, "florist", SECRET)
    assert credentials.secret(TOKEN, "florist") == SECRET
    credentials.forget(TOKEN, "florist")
    assert store.entries == {}
    credentials.forget(TOKEN, "florist")
    with pytest.raises(PlatformError) as failed:
        credentials.secret(TOKEN, "florist")
    assert (failed.value.code, failed.value.details) == ("no_secret", {"client_id": "florist"})


def test_it_is_given_to_no_other_address_and_no_other_client(store: MemoryKeyring) -> None:
    credentials.keep(TOKEN, "florist", SECRET)
    for address, client_id in (("https://evil.example.org/token", "florist"), (TOKEN, "garage")):
        with pytest.raises(PlatformError) as failed:
            credentials.secret(address, client_id)
        assert failed.value.code == "no_secret"


def test_the_environment_goes_before(store: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials.keep(TOKEN, "florist", SECRET)
    monkeypatch.setenv("VOICEDESK_CLIENT_SECRET", "another")
    assert credentials.secret(TOKEN, "florist") == "another"


def test_a_locked_store_is_said(store: MemoryKeyring) -> None:
    store.locked = True
    with pytest.raises(PlatformError) as failed:
        credentials.secret(TOKEN, "florist")
    assert failed.value.code == "store_locked"


def test_a_store_that_can_be_read_by_anybody_is_none(store: MemoryKeyring) -> None:
    readable = ReadableKeyring()
    keyring.set_keyring(readable)
    with pytest.raises(PlatformError) as failed:
        credentials.keep(TOKEN, "florist", SECRET)
    assert failed.value.code == "no_credential_store"
    assert readable.entries == {}


def test_a_store_that_fails_quotes_nothing(store: MemoryKeyring) -> None:
    keyring.set_keyring(BrokenKeyring())
    with pytest.raises(PlatformError) as failed:
        credentials.keep(TOKEN, "florist", SECRET)
    assert failed.value.code == "no_credential_store"
    assert SECRET not in "".join(traceback.format_exception(failed.value))


def test_no_backend_at_all(store: MemoryKeyring) -> None:
    # Its own patch: the test's ends only after the store's fixture, and would bring it back.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Store")
        patch.setattr("keyring.core._keyring_backend", None)
        with pytest.raises(PlatformError) as failed:
            credentials.secret(TOKEN, "florist")
    assert failed.value.code == "no_credential_store"
