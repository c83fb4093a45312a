"""Who may call: the client's credentials, its tokens, and the admin's (voice-api.md, 2)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request

from voicedesk.sandbox.clock import Clock
from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.refusal import Refused
from voicedesk.sandbox.store import Store
from voicedesk.sandbox.world import Answer

LIFETIME = 3_600  # seconds a token is good for, on the world's clock


@dataclass(frozen=True)
class Credentials:
    """What the one account signs in with, and what opens the sandbox's own endpoints."""

    client_id: str
    client_secret: str = field(repr=False)
    admin_token: str = field(repr=False)
    signing_key: str = field(repr=False)


def credentials(store: Store, client_id: str | None, client_secret: str | None) -> Credentials:
    """Those given, else those kept in the store, else new ones; what is given is kept too."""
    for name, given in (("client_id", client_id), ("client_secret", client_secret)):
        if given is not None:
            store.set_setting(name, given)
    return Credentials(
        store.setting("client_id", lambda: f"sandbox-{secrets.token_hex(4)}"),
        store.setting("client_secret", lambda: secrets.token_urlsafe(24)),
        store.setting("admin_token", lambda: secrets.token_urlsafe(24)),
        store.setting("signing_key", lambda: secrets.token_hex(32)),
    )


class Access:
    """Grants and checks tokens; each carries its expiry, signed, so it outlives a restart."""

    def __init__(self, known: Credentials, clock: Clock) -> None:
        self._known = known
        self._clock = clock
        self._forgotten: set[str] = set()

    def grant(self, asked: Parameters) -> Answer:
        """The answer of ``POST /token``; errors are OAuth's, not the API's."""
        kind, client = asked.text("grant_type"), asked.text("client_id")
        secret = asked.text("client_secret")
        if not kind or not client or not secret:
            return _oauth_error("invalid_request", "A required parameter is missing")
        if kind != "client_credentials":
            return _oauth_error("unsupported_grant_type", "The grant type is not supported")
        right = _equal(client, self._known.client_id), _equal(secret, self._known.client_secret)
        if not all(right):
            return _oauth_error("invalid_client", "The client credentials are invalid")
        body = {
            "access_token": self._token(),
            "expires_in": LIFETIME,
            "token_type": "bearer",
            "scope": "basic",
        }
        return Answer(200, body)

    def check(self, request: Request) -> None:
        """Refused 401 unless the call carries a good token."""
        token = _bearer(request)
        text, _, signature = token.rpartition(".")
        expires = text.partition(".")[0]
        if (
            not _equal(signature, self._signature(text))
            or not self._clock.now() < int(expires)
            or token in self._forgotten
        ):
            raise Refused(401, "Authenticate failed")

    def check_admin(self, request: Request) -> None:
        if not _equal(_bearer(request), self._known.admin_token):
            raise Refused(401, "Authenticate failed")

    def forget(self, request: Request) -> None:
        """The call's token is good no longer."""
        self._forgotten.add(_bearer(request))

    def _token(self) -> str:
        text = f"{self._clock.now() + LIFETIME * 1000}.{secrets.token_urlsafe(24)}"
        return f"{text}.{self._signature(text)}"

    def _signature(self, text: str) -> str:
        key = self._known.signing_key.encode()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _bearer(request: Request) -> str:
    # The scheme is case-sensitive here.
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def _equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _oauth_error(error: str, description: str) -> Answer:
    return Answer(400, {"error": error, "error_description": description})
