"""The platform's secrets: in the system's credential store, never in a file of ours."""

import os

from voicedesk.base.errors import PlatformError

_SERVICE = "Voicedesk"


def secret(platform: str, client_id: str) -> str:
    """The client secret for ``client_id`` at ``platform``.

    ``VOICEDESK_CLIENT_SECRET`` goes before the credential store. Raises :class:`PlatformError`
    ``no_secret`` where neither has one.
    """
    given = os.environ.get("VOICEDESK_CLIENT_SECRET")
    if given:
        return given
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(_SERVICE, f"{client_id}@{platform}")
    except KeyringError as error:
        raise PlatformError("no_credential_store") from error
    if not found:
        raise PlatformError("no_secret", client_id=client_id)
    return found
