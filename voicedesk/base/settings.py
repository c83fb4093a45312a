"""Typed settings: a JSON file in the workspace, each overridable for one run by the environment.

The key ``sending.hold_seconds`` is the field ``sending_hold_seconds`` and the variable
``VOICEDESK_SENDING_HOLD_SECONDS``.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from voicedesk.base.errors import InputError

# A day: no wait of this program is longer; and the last port.
_MOST: dict[type, float] = {float: 86_400.0, int: 65_535}


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; durations in seconds."""

    interface_language: str = ""  # empty: the system's
    interface_theme: str = "system"  # system, light, dark
    workspace_name: str = ""
    workspace_reviewer: str = ""
    # The person's own telephone, for a test call; as typed.
    workspace_own_number: str = field(default="", repr=False)
    calling_country: str = "FR"
    sending_hold_seconds: float = 10.0
    sending_pace_seconds: float = 0.0
    sending_call_seconds: float = 60.0
    sending_settle_seconds: float = 900.0
    watching_poll_seconds: float = 2.0
    # How the platform reaches this machine, and where the program listens; empty: no pings.
    watching_ping_address: str = field(default="", repr=False)
    watching_ping_port: int = 0
    tariff_voice: float = 0.0  # the price of one call; 0: not known
    tariff_voicemail: float = 0.0
    tariff_currency: str = "EUR"
    speech_voice: str = ""  # its id, as last used; empty: the best there is
    speech_pace: str = "normal"  # slow, normal, fast
    platform_client_id: str = ""  # empty: no account
    platform_token_address: str = ""  # empty, as the next two: the production platform's
    platform_content_address: str = ""
    platform_rest_address: str = ""


def keys() -> tuple[str, ...]:
    """The keys a person can name, such as ``sending.hold_seconds``."""
    return tuple(_key(one.name) for one in fields(Settings))


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the file (defaults where it is silent), over them those of the environment.

    Raises :class:`InputError` ``bad_settings`` for an unreadable file, ``bad_setting`` for a value
    of the wrong kind.
    """
    stored: dict[str, Any] = {}
    if path.exists():
        try:
            stored = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InputError("bad_settings", path=str(path)) from error
    settings = Settings()
    for one in fields(Settings):
        variable = f"VOICEDESK_{one.name.upper()}"
        if variable in environment:
            settings = _with(settings, one.name, environment[variable])
        elif one.name in stored:
            settings = _with(settings, one.name, stored[one.name])
    return settings


def changed(settings: Settings, key: str, value: str) -> Settings:
    """The settings with ``value`` under ``key``; :class:`InputError` where it cannot be."""
    return _with(settings, field_of(key), value)


def save(settings: Settings, path: Path) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def field_of(key: str) -> str:
    """The field of :class:`Settings` that a key names."""
    return key.replace(".", "_", 1)


def _key(name: str) -> str:
    return name.replace("_", ".", 1)


def _with(settings: Settings, name: str, value: object) -> Settings:
    if name not in {one.name for one in fields(Settings)}:
        raise InputError("unknown_setting", key=_key(name))
    kind = type(getattr(Settings(), name))
    try:
        converted: Any = kind(str(value))
    except ValueError as error:
        raise InputError("bad_setting", key=_key(name), value=str(value)) from error
    if kind in _MOST and not 0 <= converted <= _MOST[kind]:
        raise InputError("bad_setting", key=_key(name), value=str(value))
    return replace(settings, **{name: converted})
