"""Which message is heard: the library as a drop-down, a small picture of the sound, and it played
as on the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.audio.checks import Severity
from voicedesk.audio.library import Recording
from voicedesk.base.errors import InputError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.message_checks import verdict
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.waveform import Waveform
from voicedesk.ui.player import Player
from voicedesk.ui.rendition import Rendition, render
from voicedesk.ui.tasks import Lane, Tasks
from voicedesk.ui.wheel_guard import WheelGuard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from voicedesk.audio.waveform import Pyramid

_RENDER = "composer-listen"


@dataclass(frozen=True, eq=False)
class _Picture:
    """A sound as the waveform draws it."""

    pyramid: "Pyramid"
    sample_rate: int

    @property
    def frames(self) -> int:
        return self.pyramid.frames

    def columns(self, start: int, end: int, count: int) -> "NDArray[np.floating]":
        return self.pyramid.columns(start, end, count)


class MessageCard(Card):
    """Unusable messages stand in the list too, with their reason, but cannot be chosen."""

    changed = Signal(str, object)
    messages_wanted = Signal()  # there is none yet

    def __init__(self, tasks: Tasks, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(6)
        self._tasks = tasks
        self._recordings: dict[str, Recording] = {}
        self._shown: Recording | None = None
        self._combo = Combo(tr("Message"), parent=self)
        self._combo.setObjectName("campaign-message")
        self._items = QStandardItemModel(self)
        self._combo.setModel(self._items)
        self._combo.activated.connect(self._tell)
        WheelGuard(self._combo)
        self._waveform = Waveform(compact=True, parent=self)
        self._waveform.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._length = Label("", "small", "text2", figures=True, parent=self)
        self._badge = Badge("ok", "", parent=self)
        self._player = Player(self)
        self._rendition: Rendition | None = None
        self._play = Button("", "default", "play", height=SMALL_HEIGHT, parent=self)
        self._play.setObjectName("campaign-play")
        self._import = Button(tr("Import a message…"), "link", height=SMALL_HEIGHT, parent=self)
        self._import.setObjectName("campaign-import-message")
        self._import.clicked.connect(self.messages_wanted)
        self._play.clicked.connect(self._toggle)
        self._player.moved.connect(self._waveform.set_position)
        self._player.playing_changed.connect(self._show_playing)
        self._player.failed.connect(self._not_played)
        self._show_playing(False)
        self._arrange()

    def show_recordings(self, recordings: Sequence[Recording], chosen: str | None) -> None:
        self._recordings = {recording.id: recording for recording in recordings}
        self._import.setVisible(not recordings)
        self._combo.setEnabled(bool(recordings))
        nothing = tr("No message yet") if not recordings else tr("Choose the message")
        self._combo.setPlaceholderText(nothing)
        self._items.clear()
        for recording in recordings:
            self._items.appendRow(_item(recording))
        row = -1 if chosen is None else self._combo.findData(chosen)
        self._combo.setCurrentIndex(row)
        self._show(self._recordings.get(chosen or ""))

    def stop(self) -> None:
        """Play no more, and let go of the files."""
        if self._tasks.is_running(_RENDER):
            self._tasks.cancel(_RENDER)
            self._play.allow()
            self._show_playing(False)
        self._player.unload()
        if self._rendition is not None:
            self._rendition.remove()
            self._rendition = None

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    @Slot()
    def _toggle(self) -> None:
        """Play as the telephone does; the first time it is made ready for that."""
        if self._rendition is not None:
            self._player.toggle()
        elif self._shown is not None:
            self._play.refuse(tr("The message is being made ready."))
            work = partial(render, self._shown)
            self._tasks.run(_RENDER, work, self._ready, failed=self._unreadable, lane=Lane.AUDIO)

    def _ready(self, rendition: Rendition) -> None:
        self._play.allow()
        self._show_playing(False)
        if self._shown is None or not rendition.shows(self._shown):
            rendition.remove()
            return
        self._rendition = rendition
        self._player.load(rendition.original, rendition.phone, rendition.duration_s)
        self._player.play()

    @Slot(bool)
    def _show_playing(self, playing: bool) -> None:
        words = tr("Stop listening") if playing else tr("Listen as on the telephone")
        self._play.set_icon("pause" if playing else "play")
        self._play.setAccessibleName(words)
        self._play.setToolTip(words)

    @Slot()
    def _not_played(self) -> None:
        self._badge.set_state("warn", tr("Cannot be played here"))

    def _arrange(self) -> None:
        label = Label(tr("Message"), "small", "text2", 500, parent=self)
        label.setBuddy(self._combo)
        label.setMinimumHeight(look.tall(look.BADGE))
        head = QHBoxLayout()
        head.setSpacing(look.NEAR)
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self._badge)
        foot = QHBoxLayout()
        foot.setSpacing(look.NEAR)
        foot.addWidget(self._play)
        foot.addWidget(self._length, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._combo)
        self.body.addWidget(self._waveform)
        self.body.addLayout(foot)
        self.body.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def _show(self, recording: Recording | None) -> None:
        for part in (self._badge, self._play, self._length):
            part.setVisible(recording is not None)
        self._waveform.setVisible(recording is not None)
        self._badge.setToolTip("")
        if recording is None:
            self._length.setText("")
        else:
            self._length.setText(wording.seconds(recording.duration_s or 0))
            check = verdict(recording)
            self._badge.set_state(check.kind, check.text)
        if recording == self._shown:
            return
        self._shown = recording
        self.stop()
        self._waveform.set_sound(None)
        self._play.allow()
        self._show_playing(False)
        if recording is None:
            self._tasks.cancel("composer-waveform")
            return
        self._tasks.run(
            "composer-waveform",
            partial(_picture, recording),
            self._waveform.set_sound,
            failed=self._unreadable,
            lane=Lane.AUDIO,
        )

    def _unreadable(self, error: VoicedeskError) -> None:
        self._play.refuse(wording.sentence(error))
        self._badge.set_state("err", wording.audio_badge(error.code))
        self._badge.setToolTip(wording.sentence(error))

    @Slot(int)
    def _tell(self, row: int) -> None:
        recording_id = str(self._combo.itemData(row))
        self._show(self._recordings[recording_id])
        self.changed.emit("recording_id", recording_id)


def _item(recording: Recording) -> QStandardItem:
    item = QStandardItem(recording.name)
    item.setData(recording.id, Qt.ItemDataRole.UserRole)
    if not recording.usable:
        reason = _reason(recording)
        item.setText(tr("{name} – {reason}", name=recording.name, reason=reason))
        item.setToolTip(reason)
        item.setEnabled(False)
    return item


def _reason(recording: Recording) -> str:
    # Only an error makes a message unusable, so there is one.
    problem = next(p for p in recording.problems if p.severity is Severity.error)
    return wording.audio_problem(problem.code, problem.values).message


def _picture(recording: Recording, job: Job) -> _Picture:
    from voicedesk.audio.decode import decode
    from voicedesk.audio.waveform import Pyramid

    try:
        data = recording.path.read_bytes()
    except OSError as error:
        raise InputError("unreadable", file=recording.name) from error
    sound = decode(data, job)
    return _Picture(Pyramid(sound), sound.sample_rate)
