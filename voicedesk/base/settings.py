"""Typed settings: a JSON file in the workspace, each overridable for one run by the environment.

The key ``sending.hold_seconds`` is the field ``sending_hold_seconds`` and the variable
``VOICEDESK_SENDING_HOLD_SECONDS``.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from voicedesk.base.errors import InputError

_LONGEST_S = 86_400.0  # a day: no wait of this program is longer


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; durations in seconds."""

    interface_language: str = ""  # empty: the system's
    interface_theme: str = "system"  # system, light, dark
    workspace_name: str = ""
    workspace_reviewer: str = ""
    calling_country: str = "FR"
    sending_hold_seconds: float = 10.0
    sending_pace_seconds: float = 0.0
    sending_call_seconds: float = 60.0
    sending_settle_seconds: float = 900.0
    watching_poll_seconds: float = 2.0
    platform_client_id: str = ""  # empty: no account
    platform_token_address: str = ""  # empty, as the next two: the production platform's
    platform_content_address: str = ""
    platform_rest_address: str = ""


def keys() -> tuple[str, ...]:
    """The keys a person can name, such as ``sending.hold_seconds``."""
    return tuple(_key(field.name) for field in fields(Settings))


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
    for field in fields(Settings):
        variable = f"VOICEDESK_{field.name.upper()}"
        if variable in environment:
            settings = _with(settings, field.name, environment[variable])
        elif field.name in stored:
            settings = _with(settings, field.name, stored[field.name])
    return settings


def changed(settings: Settings, key: str, value: str) -> Settings:
    """The settings with ``value`` under ``key``; :class:`InputError` where it cannot be."""
    return _with(settings, key.replace(".", "_", 1), value)


def save(settings: Settings, path: Path) -> None:
    """Replace the file in one step, so that a crash leaves the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _key(name: str) -> str:
    return name.replace("_", ".", 1)


def _with(settings: Settings, name: str, value: object) -> Settings:
    if name not in {field.name for field in fields(Settings)}:
        raise InputError("unknown_setting", key=_key(name))
    is_number = isinstance(getattr(Settings(), name), float)
    try:
        converted: Any = float(str(value)) if is_number else str(value)
    except ValueError as error:
        raise InputError("bad_setting", key=_key(name), value=str(value)) from error
    if is_number and not 0 <= converted <= _LONGEST_S:
        raise InputError("bad_setting", key=_key(name), value=str(value))
    return replace(settings, **{name: converted})
