"""Identifiers and times as the workspace stores them."""

import secrets
from datetime import UTC, datetime

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread aloud


def new_id(length: int = 8) -> str:
    """A random id, safe in a file name, a command and a filter of the platform."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def now() -> datetime:
    """The present, with its offset: UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime | None = None) -> str:
    """``moment`` (default: now) as stored: UTC, ISO 8601, so that text order is time order."""
    return (moment or now()).astimezone(UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """The moment that :func:`stamp` wrote."""
    return datetime.fromisoformat(text)
