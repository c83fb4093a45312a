"""Trying an account: a token, and one mailing read with it."""

from dataclasses import dataclass

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import (
    ActionError,
    CredentialsError,
    ForbiddenError,
    NotConnectedError,
    RefusedError,
    UnknownError,
    UnreadableAnswerError,
)
from voicedesk.base.errors import PlatformError


@dataclass(frozen=True)
class Trial:
    """How far it came; ``error`` is None where everything worked.

    Beside the client's own codes: ``unreachable_address`` and ``not_the_platform`` (``address``,
    ``status``), and ``token_refused`` (``address``) where signing in worked and reading did not.
    """

    signed_in: bool
    error: PlatformError | None = None


def try_out(client: VoiceClient) -> Trial:
    """Sign in and read one mailing; nothing is changed on the platform."""
    try:
        client.sign_in()
    except PlatformError as error:
        return Trial(False, _told(error, client.endpoints.token))
    try:
        client.read_one()
    except (CredentialsError, ForbiddenError):
        return Trial(True, PlatformError("token_refused", address=client.endpoints.rest))
    except PlatformError as error:
        return Trial(True, _told(error, client.endpoints.rest))
    return Trial(True)


def _told(error: PlatformError, address: str) -> PlatformError:
    """With the address, where it may be what is wrong."""
    match error:
        case NotConnectedError():
            return PlatformError("unreachable_address", address=address)
        case UnreadableAnswerError() | UnknownError() | ActionError():
            status = error.status
            return PlatformError("not_the_platform", address=address, status=status)
        case CredentialsError():
            return error
        case RefusedError() if error.status == 403:
            return PlatformError("token_refused", address=address)
    return error
