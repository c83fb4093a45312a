"""Web addresses a person types."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Whether it is an ``http`` or ``https`` address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False


def is_service_address(text: str) -> bool:
    """Whether paths can be added to it: no query, no fragment, no user name or password in it."""
    if not is_web_address(text) or "?" in text or "#" in text or not text.isprintable():
        return False
    return " " not in text and "@" not in urlsplit(text).netloc
