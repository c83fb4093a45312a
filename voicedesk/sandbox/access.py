"""Who may call: the client's credentials, its tokens, and the admin's (voice-api.md, 2)."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from voicedesk.sandbox.clock import Clock
from voicedesk.sandbox.faults import Faults
from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.refusal import Refused
from voicedesk.sandbox.store import Store
from voicedesk.sandbox.world import Answer

LIFETIME = 3_600  # seconds a token is good for, on the world's clock

_SIGNED = re.compile(r"(?P<expires>\d{1,18})\.(?P<account>\d{1,9})\.[\w-]+", re.ASCII)


@dataclass(frozen=True)
class Credentials:
    """What the account that is announced signs in with, and what opens the sandbox's own endpoints.

    ``accounts``, by client id: all accounts' ids and secrets.
    """

    client_id: str
    client_secret: str = field(repr=False)
    admin_token: str = field(repr=False)
    signing_key: str = field(repr=False)
    accounts: Mapping[str, tuple[int, str]] = field(repr=False)


def credentials(store: Store, client_id: str | None, client_secret: str | None) -> Credentials:
    """Those given, else those kept in the store, else new ones; what is given is kept too.

    A new client id is a further account: the others stay, and can sign in.
    """
    if client_id is not None:
        store.set_setting("client_id", client_id)
    shown = store.setting("client_id", lambda: f"sandbox-{secrets.token_hex(4)}")
    known = _accounts(store, shown, client_secret)
    return Credentials(
        shown,
        known[shown][1],
        store.setting("admin_token", lambda: secrets.token_urlsafe(24)),
        store.setting("signing_key", lambda: secrets.token_hex(32)),
        known,
    )


def _accounts(store: Store, client_id: str, secret: str | None) -> dict[str, tuple[int, str]]:
    """All accounts, after this one was made or its secret changed."""
    with store.writing() as db:
        db.execute(
            "INSERT OR IGNORE INTO accounts (client_id, client_secret) VALUES (?, ?)",
            (client_id, secrets.token_urlsafe(24)),
        )
        if secret is not None:
            changed = "UPDATE accounts SET client_secret = ? WHERE client_id = ?"
            db.execute(changed, (secret, client_id))
        return {
            row["client_id"]: (row["id"], row["client_secret"])
            for row in db.execute("SELECT * FROM accounts")
        }


class Access:
    """Grants and checks tokens; each carries its expiry, signed, so it outlives a restart."""

    def __init__(self, known: Credentials, clock: Clock, faults: Faults) -> None:
        self._known = known
        self._faults = faults
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
        account, right = self._known.accounts.get(client, (0, ""))
        if not _equal(secret, right) or not account:
            return _oauth_error("invalid_client", "The client credentials are invalid")
        body = {
            "access_token": self._token(account),
            "expires_in": LIFETIME,
            "token_type": "bearer",
            "scope": "basic",
        }
        return Answer(200, body)

    def check(self, request: Request) -> int:
        """The account whose token the call carries. Refused 401 unless that is a good one; the
        switch ``expired_status`` may make it 400 for one that was good."""
        token = _bearer(request)
        text, _, signature = token.rpartition(".")
        found = _SIGNED.fullmatch(text)
        if found is None or not _equal(signature, self._signature(text)):
            raise Refused(401, "Authenticate failed")
        if self._clock.now() >= int(found["expires"]) or token in self._forgotten:
            raise Refused(self._faults.switches.expired_status, "Authenticate failed")
        return int(found["account"])

    def check_admin(self, request: Request) -> None:
        if not _equal(_bearer(request), self._known.admin_token):
            raise Refused(401, "Authenticate failed")

    def forget(self, request: Request) -> None:
        """The call's token is good no longer."""
        self._forgotten.add(_bearer(request))

    def _token(self, account: int) -> str:
        text = f"{self._clock.now() + LIFETIME * 1000}.{account}.{secrets.token_urlsafe(24)}"
        length = self._faults.switches.token_length or 0
        text = text.ljust(length - len(self._signature("")) - 1, "_")
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
