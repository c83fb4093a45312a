"""A message, its takes, and the campaigns that have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from voicedesk.audio.edits import EditList
from voicedesk.audio.problem import Problem

LONGEST_NAME = 100
LONGEST_TAG = 50

# The campaigns that still need their message.
_IN_USE = frozenset({"approved", "holding", "sending", "paused", "needs_decision", "posted"})

Origin = Literal["imported", "recorded", "spoken", "edited"]


@dataclass(frozen=True)
class Take:
    """One version of a message. ``source`` is the file as it came, ``path`` the one to be sent.

    All from ``path`` on describes the file to be sent, with the edits in force.
    """

    ordinal: int
    origin: Origin
    edits: EditList
    source: Path
    created_at: datetime
    path: Path
    sha256: str
    container: str | None
    codec: str | None
    sample_rate: int | None
    channels: int | None
    duration_s: float | None
    size_bytes: int
    problems: tuple[Problem, ...]
    usable: bool

    @property
    def filename(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Recording:
    """One message; ``take`` is the current one of its ``takes`` (which are in their order)."""

    id: str
    name: str
    description: str
    tags: tuple[str, ...]
    created_at: datetime
    takes: tuple[Take, ...]
    take: Take

    @property
    def path(self) -> Path:
        return self.take.path

    @property
    def filename(self) -> str:
        return self.take.filename

    @property
    def sha256(self) -> str:
        return self.take.sha256

    @property
    def duration_s(self) -> float | None:
        return self.take.duration_s

    @property
    def size_bytes(self) -> int:
        return self.take.size_bytes

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.take.problems

    @property
    def usable(self) -> bool:
        return self.take.usable


@dataclass(frozen=True)
class Use:
    """A campaign that has the message; ``state`` is the campaign's, as stored."""

    campaign_id: str
    name: str
    state: str

    @property
    def holds(self) -> bool:
        """Whether the message must stay for it: approved, and not yet over."""
        return self.state in _IN_USE


def name_of(text: str) -> str:
    """A name as it is kept: on one line, and cut where it is too long."""
    return _on_one_line(text, LONGEST_NAME)


def tags_of(texts: Iterable[str]) -> list[str]:
    """Tags as they are kept: none empty, and each once, however it is written."""
    kept: dict[str, str] = {}
    for text in texts:
        tag = _on_one_line(text, LONGEST_TAG)
        if tag:
            kept.setdefault(tag.casefold(), tag)
    return list(kept.values())


def _on_one_line(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest].rstrip()
