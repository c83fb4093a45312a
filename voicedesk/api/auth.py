"""The bearer token: in memory only, renewed early, one renewal in flight for all threads."""

import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from voicedesk.api.errors import UnreadableAnswerError
from voicedesk.api.transport import Bearer, Transport

_EARLY_SECONDS = 60.0
_SENDABLE = re.compile(r"[!-~]+")  # a header with anything else fails, and its error quotes it


@dataclass(frozen=True)
class _Token:
    """A token and until when it holds, on both clocks: either may stop or jump (suspend)."""

    value: str = field(repr=False)
    wall_end: float
    monotonic_end: float

    def holds_for(self, seconds: float) -> bool:
        return (
            time.time() + seconds < self.wall_end
            and time.monotonic() + seconds < self.monotonic_end
        )


class TokenSource:
    """Gives a token that holds, asking the platform for a new one when needed."""

    def __init__(
        self, transport: Transport, token_url: str, client_id: str, client_secret: str
    ) -> None:
        self._transport = transport
        self._url = token_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._lock = threading.Lock()
        self._token: _Token | None = None

    def __repr__(self) -> str:
        return f"TokenSource({self._client_id!r})"

    def bearer(self, *, holds_for: float = 0.0) -> Bearer:
        """A token that holds at least ``holds_for`` + 60 seconds, renewed when it would not."""
        with self._lock:
            if self._token is None or not self._token.holds_for(holds_for + _EARLY_SECONDS):
                self._token = self._ask()
            return Bearer(self._token.value)

    def renew(self, refused: Bearer) -> Bearer:
        """Another token than ``refused``: asked for once, however many threads were refused."""
        with self._lock:
            if self._token is None or Bearer(self._token.value) == refused:
                self._token = self._ask()
            return Bearer(self._token.value)

    def _ask(self) -> _Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret,
        }
        answer: Any = self._transport.read("POST", self._url, Bearer(None), data=form)
        try:
            value, seconds = answer["access_token"], float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise UnreadableAnswerError("unreadable_answer", status=200) from None
        if not isinstance(value, str) or not _SENDABLE.fullmatch(value):
            raise UnreadableAnswerError("unreadable_answer", status=200)
        return _Token(value, time.time() + seconds, time.monotonic() + seconds)
