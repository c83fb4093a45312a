"""The messages of the library as rows: what each says of itself, and which are searched for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QWidget

from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording, Use
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.uploads import all_uploaded
from voicedesk.contacts.folded import fold
from voicedesk.ui import wording
from voicedesk.ui.context import Context
from voicedesk.ui.message_checks import Check, verdict

AnyIndex = QModelIndex | QPersistentModelIndex
ENTRY = int(Qt.ItemDataRole.UserRole) + 1

UPLOADED_ICON = "cloud-check"
# What is going on now is said before that it went on in so many campaigns.
_AFOOT = (
    State.NEEDS_DECISION,
    State.SENDING,
    State.HOLDING,
    State.PAUSED,
    State.POSTED,
    State.APPROVED,
)
_MINUTE_S = 60
_SHORT_S = 10  # below this a tenth of a second counts


@dataclass(frozen=True)
class Entry:
    """A message with the campaigns that have it. ``uploaded``: its current take is there already,
    on the platform in use."""

    recording: Recording
    uses: tuple[Use, ...] = ()
    uploaded: bool = False

    @property
    def id(self) -> str:
        return self.recording.id

    def badge(self) -> tuple[Check, str | None]:
        """What is wrong first; then that the platform has it. With the icon, where it is not the
        usual one of its kind."""
        found = verdict(self.recording)
        if self.uploaded and found.kind == "ok":
            return Check("ok", tr("Uploaded")), UPLOADED_ICON
        return found, None

    def line(self) -> str:
        """Its length, its take where there are several, and where it is used, else since when."""
        parts = [_length(self.recording.duration_s or 0)]
        takes = self.recording.takes
        if len(takes) > 1:
            parts.append(tr("take {n}", n=takes.index(self.recording.take) + 1))
        parts.append(self._use() or _day(self.recording.created_at))
        return " · ".join(parts)

    def _use(self) -> str:
        states = {State(use.state) for use in self.uses}
        afoot = next((state for state in _AFOOT if state in states), None)
        if afoot is not None and len(self.uses) == 1:
            return wording.state(afoot.value).lower()
        if not self.uses:
            return ""
        if states == {State.DRAFT} and len(self.uses) == 1:
            return tr("in a draft")
        return ntr("{n} campaign", "{n} campaigns", len(self.uses))


def entries(library: Recordings, context: Context, job: Job) -> list[Entry]:
    """Every message with all the library says of it, newest first."""
    platform = "" if context.client is None else context.client.account
    there = all_uploaded(context.workspace.database, platform)
    return [
        Entry(recording, library.uses(recording.id), recording.sha256 in there)
        for recording in library.all()
    ]


class MessageModel(QAbstractListModel):
    """The messages that are searched for and have the tag, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Entry, ...] = ()
        self._shown: tuple[Entry, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._tag = ""

    def set_entries(self, entries: Sequence[Entry]) -> None:
        self._all = tuple(entries)
        self._sift()

    def search(self, wanted: str) -> None:
        """Every word of it in the name, the description or a tag; accents do not count."""
        self._wanted = tuple(fold(wanted).split())
        self._sift()

    def set_tag(self, tag: str) -> None:
        """Only messages with this tag; all of them without one."""
        self._tag = tag.casefold()
        self._sift()

    def entries(self) -> tuple[Entry, ...]:
        """All of them, searched for or not."""
        return self._all

    def tags(self) -> list[str]:
        """Every tag there is, once, in the order of the alphabet."""
        found = {tag.casefold(): tag for entry in self._all for tag in entry.recording.tags}
        return sorted(found.values(), key=fold)

    def row_of(self, recording_id: str) -> int:
        """The row of the message, -1 where it is not shown."""
        ids = [entry.id for entry in self._shown]
        return ids.index(recording_id) if recording_id in ids else -1

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._shown[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.recording.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return _told(entry.recording)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((entry.recording.name, entry.line(), entry.badge()[0].text))
        return None

    def _sift(self) -> None:
        self.beginResetModel()
        self._shown = tuple(entry for entry in self._all if self._fits(entry.recording))
        self.endResetModel()

    def _fits(self, recording: Recording) -> bool:
        if self._tag and self._tag not in (tag.casefold() for tag in recording.tags):
            return False
        text = fold("\n".join((recording.name, recording.description, *recording.tags)))
        return all(word in text for word in self._wanted)


def total(recordings: Sequence[Recording]) -> str:
    """How many there are and how long they are together: ``5 messages · 1 min 44 s``."""
    seconds = int(sum(recording.duration_s or 0 for recording in recordings))
    messages = ntr("{n} message", "{n} messages", len(recordings))
    if seconds < _MINUTE_S:
        return tr("{messages} · {seconds} s", messages=messages, seconds=seconds)
    minutes, rest = divmod(seconds, _MINUTE_S)
    return tr(
        "{messages} · {minutes} min {seconds} s", messages=messages, minutes=minutes, seconds=rest
    )


def _told(recording: Recording) -> str:
    tags = ", ".join(recording.tags)
    return "\n".join(part for part in (recording.name, recording.description, tags) if part)


def _length(seconds: float) -> str:
    """``23 s``, rounded down; where a tenth decides, ``8.6 s``."""
    if seconds < _SHORT_S:
        return wording.seconds(seconds)
    return tr("{n} s", n=int(seconds))


def _day(moment: datetime) -> str:
    local = moment.astimezone().date()
    days = (datetime.now().astimezone().date() - local).days
    if days == 0:
        return tr("today")
    if days == 1:
        return tr("yesterday")
    return QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")
