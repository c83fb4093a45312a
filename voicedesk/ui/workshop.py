"""The workshop: one message with its checks, its picture, and its sound as it will be heard."""

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.library import Recording
from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.message_checks import Advice, Check, advice, checks
from voicedesk.ui.message_name import MessageName
from voicedesk.ui.parts.badge import ICON, INK, Badge
from voicedesk.ui.parts.button import LARGE_HEIGHT, Button
from voicedesk.ui.parts.card import Card, Rule
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.waveform import Waveform
from voicedesk.ui.player import Player, Version
from voicedesk.ui.rendition import Rendition

_HIGHEST = 560  # a higher picture of the sound says no more


class Workshop(Card):
    """Shows a recording at once, and plays it as soon as its rendition is there."""

    renamed = Signal(str, str)  # id, new name
    delete_wanted = Signal(object)  # Recording
    use_wanted = Signal(str)  # id
    unplayable = Signal()  # the system cannot play sound

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setMaximumHeight(look.tall(_HIGHEST))
        self._recording: Recording | None = None
        self._rendition: Rendition | None = None
        self._player = Player(self)
        self._player.setObjectName("player")
        self._name = MessageName(self)
        self._use = Button(tr("Use in a campaign"), "primary", "megaphone", parent=self)
        self._delete = Button("", "quiet", "trash-2", parent=self)
        self._badges = Flow(spacing=6)
        self._advice = QVBoxLayout()
        self._waveform = Waveform(parent=self)
        self._play = Button("", "default", "play", height=LARGE_HEIGHT - 4, parent=self)
        self._at = Label("", "section", figures=True, parent=self)
        self._of = Label("", "body", "text2", figures=True, parent=self)
        self._hint = Label(tr("Space: play · T: switch"), "small", "text2", parent=self)
        choices = (
            Choice("original", tr("Original"), "headphones"),
            Choice("phone", tr("On the phone"), "phone"),
        )
        self._version = Segmented(choices, "phone", name=tr("What is heard"), parent=self)
        self._arrange()
        self._name_parts()
        self._connect()
        self.take_away()

    @property
    def recording(self) -> Recording | None:
        return self._recording

    @property
    def rendition(self) -> Rendition | None:
        return self._rendition

    @property
    def player(self) -> Player:
        return self._player

    def show_recording(self, recording: Recording) -> None:
        """Its words at once; its sound is taken away unless it is the same message's."""
        if self._recording is None or self._recording.id != recording.id:
            self.take_away()
        self._recording = recording
        self._name.set_name(recording.name)
        self.setAccessibleName(recording.name)
        if recording.usable:
            self._use.allow()
        else:
            self._use.refuse(advice(recording)[0].sentence)
        self._write_findings()

    def give(self, rendition: Rendition) -> None:
        """The sound of the message shown, to be drawn and played."""
        self.take_away()
        self._rendition = rendition
        self._player.load(rendition.original, rendition.phone, rendition.duration_s)
        self._waveform.set_sound(rendition)
        self._waveform.setEnabled(True)
        self._play.allow()
        self._write_findings()
        self._write_position()

    def take_away(self) -> None:
        """Stop, and remove the files; the words stay."""
        self._player.unload()
        self._waveform.set_sound(None)
        self._waveform.setEnabled(False)
        self._play.refuse(tr("The message is being prepared."))
        if self._rendition is not None:
            self._rendition.remove()
            self._rendition = None
        self._write_position()

    def cannot_prepare(self, reason: str) -> None:
        self._play.refuse(reason)

    @Slot()
    def toggle_play(self) -> None:
        if self._rendition is not None:
            self._player.toggle()

    @Slot()
    def toggle_version(self) -> None:
        self._version.set_current("original" if self._player.version == "phone" else "phone")
        self._choose(self._version.current() or "phone")

    @Slot()
    def rename(self) -> None:
        self._name.edit()

    @Slot()
    def ask_deletion(self) -> None:
        if self._recording is not None:
            self.delete_wanted.emit(self._recording)

    def _name_parts(self) -> None:
        self._use.setObjectName("use-message")
        self._delete.setObjectName("delete-message")
        self._delete.setToolTip(tr("Delete the message"))
        self._delete.setAccessibleName(tr("Delete the message"))
        self._waveform.setObjectName("waveform")
        self._play.setObjectName("play-message")
        self._at.setObjectName("message-position")
        self._version.setObjectName("version")
        for key in ("original", "phone"):
            self._version.segment(key).setObjectName(f"{key}-version")

    def _connect(self) -> None:
        self._name.renamed.connect(self._rename)
        self._use.clicked.connect(self._use_it)
        self._delete.clicked.connect(self.ask_deletion)
        self._play.clicked.connect(self.toggle_play)
        self._version.chosen.connect(self._choose)
        self._waveform.sought.connect(self._seek)
        self._waveform.playToggled.connect(self.toggle_play)
        self._waveform.soundToggled.connect(self.toggle_version)
        self._player.moved.connect(self._follow)
        self._player.playing_changed.connect(self._dress_play)
        self._player.failed.connect(self.unplayable)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.NEAR)
        head.addWidget(self._name, 1)
        head.addWidget(self._delete)
        head.addWidget(self._use)
        transport = QHBoxLayout()
        transport.setSpacing(10)
        transport.addWidget(self._play)
        transport.addWidget(self._at)
        transport.addWidget(self._of)
        transport.addStretch(1)
        transport.addWidget(self._hint)
        transport.addSpacing(look.TIGHT)
        transport.addWidget(self._version)
        self._advice.setSpacing(6)
        badges = QWidget(self)
        badges.setLayout(self._badges)
        self.body.addLayout(head)
        self.body.addWidget(badges)
        self.body.addLayout(self._advice)
        self.body.addWidget(self._waveform, 1)
        self.body.addWidget(Rule(self))
        self.body.addLayout(transport)

    def _write_findings(self) -> None:
        recording = self._recording
        if recording is None:
            return
        loudness = None if self._rendition is None else self._rendition.loudness_lufs
        self._write_badges(checks(recording, loudness))
        self._write_advice(advice(recording))

    def _write_badges(self, found: list[Check]) -> None:
        while (item := self._badges.takeAt(0)) is not None:
            _discard(item.widget())
        for check in found:
            self._badges.addWidget(Badge(check.kind, check.text, parent=self))

    def _write_advice(self, found: list[Advice]) -> None:
        while (item := self._advice.takeAt(0)) is not None:
            _discard(item.widget())
        for told in found:
            self._advice.addWidget(_AdviceLine(told, self))

    def _write_position(self) -> None:
        duration = 0.0 if self._recording is None else self._recording.duration_s or 0.0
        self._at.setText(clock(self._player.position))
        self._of.setText(tr("of {end}", end=clock(duration)))

    @Slot(float)
    def _seek(self, seconds: float) -> None:
        self._player.seek(seconds)
        self._write_position()

    @Slot(float)
    def _follow(self, seconds: float) -> None:
        self._waveform.set_position(seconds)
        self._write_position()

    @Slot(bool)
    def _dress_play(self, playing: bool) -> None:
        words = tr("Pause the message") if playing else tr("Play the message")
        self._play.set_icon("pause" if playing else "play")
        self._play.setAccessibleName(words)
        self._play.setToolTip(words)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self._player.choose(cast(Version, key))

    @Slot(str)
    def _rename(self, name: str) -> None:
        if self._recording is not None:
            self.renamed.emit(self._recording.id, name)

    @Slot()
    def _use_it(self) -> None:
        if self._recording is not None:
            self.use_wanted.emit(self._recording.id)


class _AdviceLine(QWidget):
    def __init__(self, told: Advice, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(look.NEAR)
        icon = Icon(ICON[told.kind], INK[told.kind], icons.MEDIUM, parent=self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(told.sentence, wrap=True, parent=self), 1)


def _discard(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
