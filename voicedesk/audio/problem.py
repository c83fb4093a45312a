"""One finding about a recording, as a code with its values; nobody words it here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """``error``: cannot be sent; ``warning``: not what was meant; ``note``: good to know."""

    error = "error"
    warning = "warning"
    note = "note"


@dataclass(frozen=True)
class Problem:
    """One finding. ``values`` fill its sentence: ``*_s`` seconds, ``*_bytes``, ``*_dbfs``, …"""

    code: str
    severity: Severity
    values: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


def error(code: str, **values: float | str) -> Problem:
    return Problem(code, Severity.error, values)


def warning(code: str, **values: float | str) -> Problem:
    return Problem(code, Severity.warning, values)


def note(code: str, **values: float | str) -> Problem:
    return Problem(code, Severity.note, values)
