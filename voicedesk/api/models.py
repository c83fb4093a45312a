"""The wire's values. Unknown attributes are ignored, missing ones are None."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


class Media(StrEnum):
    """The channel of a mailing."""

    VOICE = "VOICE"
    VOICEMAIL = "VOICEMAIL"


class Status(StrEnum):
    """A message's ``shortKey``."""

    WAIT = "wait"
    ON = "on"
    OK = "ok"
    KO = "ko"
    NO = "no"


_LOOPBACK = ("127.0.0.1", "localhost", "::1")
FINAL = frozenset({Status.OK, Status.KO, Status.NO})


def _id(value: object) -> str:
    """An id of the wire: text or a whole number, never empty. Raises ValueError for what is none.

    ``str`` alone would make an id of null.
    """
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise ValueError("not an id")
    return str(value)


def _address(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("not an address")
    return value


@dataclass(frozen=True)
class Endpoints:
    """The base addresses, each ending in ``/`` (the token's is the full address)."""

    token: str = "https://oauth.messengeo.net/token"
    content: str = "https://baseo.messengeo.net/content/rest/"
    rest: str = "https://api.messengeo.net/rest/"

    @classmethod
    def of_origin(cls, origin: str) -> "Endpoints":
        """All from one origin, as the local platform serves them."""
        base = origin.rstrip("/")
        return cls(f"{base}/token", f"{base}/content/rest/", f"{base}/rest/")

    @property
    def are_safe(self) -> bool:
        """Whether every address is encrypted, or on this machine."""
        parts = [urlsplit(address) for address in (self.token, self.content, self.rest)]
        return all(part.scheme == "https" or part.hostname in _LOOPBACK for part in parts)

    @property
    def are_local(self) -> bool:
        """Whether all is on this machine, where no proxy may come between."""
        parts = [urlsplit(address) for address in (self.token, self.content, self.rest)]
        return all(part.hostname in _LOOPBACK for part in parts)

    @property
    def place(self) -> str:
        """The REST service without its port on this machine, where each start has another."""
        part = urlsplit(self.rest)
        host = part.hostname if part.hostname in _LOOPBACK else part.netloc
        return f"{part.scheme}://{host}{part.path}"


@dataclass(frozen=True)
class Content:
    """An imported sound file; ``url_encoded`` is what the recipient will hear."""

    id: str
    name: str
    url: str
    url_encoded: str
    duration: int | None = None

    @classmethod
    def read(cls, wire: Mapping[str, Any]) -> "Content":
        duration = wire.get("duration")
        return cls(
            id=_id(wire["id"]),
            name=str(wire.get("name", "")),
            url=_address(wire["url"]),
            url_encoded=_address(wire["url_encoded"]),
            duration=None if duration is None else int(duration),
        )


@dataclass(frozen=True)
class Stats:
    """Counts of messages by state; ``optout`` stands beside the sum."""

    total: int = 0
    wait: int = 0
    on: int = 0
    ok: int = 0
    ko: int = 0
    no: int = 0
    optout: int = 0

    @classmethod
    def read(cls, wire: Mapping[str, Any]) -> "Stats":
        return cls(**{item.name: int(wire.get(item.name) or 0) for item in fields(cls)})

    def __add__(self, other: "Stats") -> "Stats":
        names = [item.name for item in fields(self)]
        return Stats(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def messages(self) -> int:
        """How many there are; ``total`` may count contacts the platform has left out."""
        return self.wait + self.on + self.ok + self.ko + self.no

    @property
    def delivery_rate(self) -> float | None:
        """Percent with one decimal, ok × 100 / total; None when nothing was sent."""
        return round(self.ok * 100 / self.total, 1) if self.total else None


@dataclass(frozen=True)
class Mailing:
    """One sending of one recording to at most 1,000 contacts at a time."""

    id: str
    name: str | None = None
    stats: Stats | None = None
    status: str | None = None

    @classmethod
    def read(cls, wire: Mapping[str, Any]) -> "Mailing":
        stats = wire.get("stats")
        name, status = wire.get("name"), wire.get("status")
        return cls(
            id=_id(wire["id"]),
            name=None if name is None else str(name),
            stats=Stats.read(stats) if isinstance(stats, Mapping) else None,
            status=None if status is None else str(status),
        )


@dataclass(frozen=True)
class NewMailing:
    """What a create asks for. ``date`` is ISO 8601 with its offset, None: at once."""

    name: str
    link: str
    media: Media
    recipients: tuple[str, ...] = field(repr=False)
    date: str | None = None
    ping_url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One recipient's call and what became of it."""

    id: str
    mailing_id: str | None
    recipient: str = field(repr=False)
    status: Status
    description: str
    mailing_name: str | None = None

    @classmethod
    def read(cls, wire: Mapping[str, Any]) -> "Message":
        state = wire["currentStatus"]
        name, mailing = wire.get("mailingName"), wire.get("mailingId")
        return cls(
            id=_id(wire["id"]),
            mailing_id=None if mailing is None else _id(mailing),
            recipient=str(wire.get("recipient", "")),
            status=Status(str(state["shortKey"])),
            description=str(state.get("description") or ""),
            mailing_name=None if name is None else str(name),
        )
