"""The secrets of accounts: in the system's credential store, never in a file of ours.

Each is kept under its client id and token address, so that it is sent nowhere else. A store that
keeps secrets readable (keyring ranks those below 1) counts as none. Every function may block while
the person is asked to unlock the store, and raises :class:`PlatformError` ``no_credential_store``
or ``store_locked``.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voicedesk.base.errors import PlatformError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

VARIABLE = "VOICEDESK_CLIENT_SECRET"

_SERVICE = "Voicedesk"


def secret(token_address: str, client_id: str) -> str:
    """The client secret of the account; ``VOICEDESK_CLIENT_SECRET`` goes before the store.

    Raises :class:`PlatformError` ``no_secret`` where neither has one.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return given
    with _store() as store:
        found = store.get_password(_SERVICE, _entry(token_address, client_id))
    if not found:
        raise PlatformError("no_secret", client_id=client_id)
    return found


def keep(token_address: str, client_id: str, client_secret: str) -> None:
    """Put the secret into the system's credential store, over an older one."""
    with _store() as store:
        store.set_password(_SERVICE, _entry(token_address, client_id), client_secret)


def forget(token_address: str, client_id: str) -> None:
    """Take the secret out of the store; it may be absent."""
    with _store() as store:
        entry = _entry(token_address, client_id)
        if store.get_password(_SERVICE, entry) is not None:
            store.delete_password(_SERVICE, entry)


def try_out() -> str:
    """Keep, find and forget a secret of no use; the store's name."""
    with _store() as store:
        store.set_password(_SERVICE, "selftest", "selftest")
        found = store.get_password(_SERVICE, "selftest")
        store.delete_password(_SERVICE, "selftest")
        name = str(store.name)
    if found != "selftest":
        raise PlatformError("no_credential_store")
    return name


def _entry(token_address: str, client_id: str) -> str:
    return f"{client_id}@{token_address}"


@contextmanager
def _store() -> Iterator["KeyringBackend"]:
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        import keyring
        from keyring.core import recommended

        found = keyring.get_keyring()
        if not recommended(found):
            raise NoKeyringError
        yield found
    except KeyringLocked:
        raise PlatformError("store_locked") from None
    except Exception as error:  # noqa: BLE001 - each store fails with errors of its own
        log.info("no credential store: %s", type(error).__name__)
        # Without its cause, which might quote what was to be stored.
        raise PlatformError("no_credential_store") from None
