"""The workshop: one message with its checks, its picture, its sound, and what can be done to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from voicedesk.audio.checks import Severity
from voicedesk.audio.edits import Edit
from voicedesk.audio.hearing import END_S, PAUSE_S, START_S
from voicedesk.audio.library import Recording
from voicedesk.audio.remedies import improvement
from voicedesk.audio.silence import Place
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.edit_bar import EditBar
from voicedesk.ui.findings import Findings
from voicedesk.ui.improve_card import ImproveCard
from voicedesk.ui.parts.card import Card, Rule
from voicedesk.ui.parts.waveform import Silence, Waveform
from voicedesk.ui.platform_echo import PlatformEcho
from voicedesk.ui.player import Player, Version
from voicedesk.ui.rendition import Rendition
from voicedesk.ui.take_foot import TakeFoot
from voicedesk.ui.transport import Transport
from voicedesk.ui.workshop_head import WorkshopHead

_HIGHEST = 640  # a higher picture of the sound says no more


class Workshop(QWidget):
    """Shows a recording at once, draws it when its rendition is there, then plays it.

    It changes nothing by itself: the page does what is wanted and answers with the message as it
    then is.
    """

    renamed = Signal(str, str)  # id, new name
    delete_wanted = Signal(object)  # Recording
    use_wanted = Signal(str)  # id
    edit_wanted = Signal(str, object)  # id, tuple[Edit, ...]
    undo_wanted = Signal(str)  # id
    redo_wanted = Signal(str)  # id
    take_wanted = Signal(str, int)  # id, ordinal
    take_deletion_wanted = Signal(str, int)  # id, ordinal
    unplayable = Signal()  # the system cannot play sound

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recording: Recording | None = None
        self._rendition: Rendition | None = None
        self._idle = True
        self._focused = ""  # the name of what had the focus when it could not be kept
        self._player = Player(self)
        self._player.setObjectName("player")
        self._card = Card(parent=self)
        self._card.setMaximumHeight(look.tall(_HIGHEST))
        self._head = WorkshopHead(self._card)
        self._findings = Findings(self._card)
        self._waveform = Waveform(editable=True, parent=self._card)
        self._waveform.setObjectName("waveform")
        self._transport = Transport(self._card)
        self._bar = EditBar(self._card)
        self._improve = ImproveCard(self)
        self._foot = TakeFoot(self)
        self._echo = PlatformEcho(context, self._foot)
        self._foot.row.addWidget(self._echo, 1)
        self._arrange()
        self._connect()
        self.take_away()

    @property
    def recording(self) -> Recording | None:
        return self._recording

    @property
    def rendition(self) -> Rendition | None:
        """The sound of the message as it is now; None while only an older one is there."""
        made, shown = self._rendition, self._recording
        return made if made is not None and shown is not None and made.shows(shown) else None

    @property
    def player(self) -> Player:
        return self._player

    def show_recording(self, recording: Recording) -> None:
        """Its words at once. Its former sound stays to be seen until the new one is there."""
        former, self._recording = self._recording, recording
        if former is None or former.id != recording.id:
            self.take_away()
        elif self.rendition is None:
            self._be_prepared()
        self._head.show_recording(recording)
        self._foot.show_recording(recording)
        if former is None or former.sha256 != recording.sha256:
            self._forget_platform_file()
        self._echo.show_recording(recording)
        self.setAccessibleName(recording.name)
        self._write_findings()

    def draw(self, rendition: Rendition) -> None:
        """The sound of the message shown, to be seen and edited; it stands where the last one did.

        It can be played once it is given.
        """
        former, at = self._rendition, self._player.position
        same = former is not None and former.recording_id == rendition.recording_id
        self._let_go()
        self._rendition = rendition
        self._waveform.set_sound(rendition, _silences(rendition))
        self._waveform.setEnabled(True)
        self._bar.set_sound(rendition.duration_s)
        self._transport.set_selection(False)
        if same:
            self._waveform.set_position(min(at, rendition.duration_s))
        self._transport.set_position(self._waveform.position(), rendition.duration_s)
        self._write_findings()
        self._return_focus()

    def give(self, rendition: Rendition) -> None:
        """The sound whose files are there, drawn if it is not yet, to be played from there on."""
        if rendition is not self._rendition:
            self.draw(rendition)
        self._player.load(rendition.original, rendition.phone, rendition.duration_s)
        self._transport.play.allow()
        self._transport.set_playing(False)
        self._seek(self._waveform.position())

    def take_away(self) -> None:
        """Stop, and remove the files; the words stay."""
        self._let_go()
        self._echo.take_away()
        self._waveform.set_sound(None)
        self._be_prepared()
        self._write_findings()
        self._write_position()

    def cannot_prepare(self, reason: str) -> None:
        self._transport.play.refuse(reason)
        self._improve.say(reason)

    def set_idle(self, idle: bool) -> None:
        """While an edit runs nothing else can be wanted of the sound."""
        if not idle:
            self._keep_focus()
        self._idle = idle
        self._dress_edits()
        if idle and self.rendition is not None:
            self._return_focus()

    @Slot()
    def toggle_play(self) -> None:
        if self.rendition is not None:
            self._player.toggle()

    @Slot()
    def toggle_version(self) -> None:
        """The next of the versions that are there."""
        versions = self._transport.versions()
        self._choose(versions[(versions.index(self._player.version) + 1) % len(versions)])

    @Slot()
    def play_selection(self) -> None:
        if self.rendition is None:
            return
        start, end = self._waveform.selection()
        self._player.seek(start)
        self._player.play(end)

    @Slot()
    def rename(self) -> None:
        self._head.name.edit()

    @Slot()
    def ask_deletion(self) -> None:
        if self._recording is not None:
            self.delete_wanted.emit(self._recording)

    @Slot()
    def undo(self) -> None:
        if self._recording is not None and self._idle and self._recording.take.edits.can_undo:
            self.undo_wanted.emit(self._recording.id)

    @Slot()
    def redo(self) -> None:
        if self._recording is not None and self._idle and self._recording.take.edits.can_redo:
            self.redo_wanted.emit(self._recording.id)

    def _arrange(self) -> None:
        rule = Rule(self._card)
        for part in (self._head, self._findings, self._waveform, self._transport, rule, self._bar):
            self._card.body.addWidget(part)
        self._card.body.setStretchFactor(self._waveform, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.BLOCK)
        column.addWidget(self._card, 1)
        column.addWidget(self._improve)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._head.name.renamed.connect(self._rename)
        self._head.use_wanted.connect(self._use_it)
        self._head.delete_wanted.connect(self.ask_deletion)
        self._head.takes.take_wanted.connect(self._want_take)
        self._head.takes.deletion_wanted.connect(self._want_take_deletion)
        self._findings.fix_wanted.connect(self._want_edits)
        self._improve.improve_wanted.connect(self._want_edits)
        self._bar.edit_wanted.connect(self._want_edits)
        self._bar.selection_wanted.connect(self._select)
        self._foot.undo_wanted.connect(self.undo)
        self._foot.redo_wanted.connect(self.redo)
        self._transport.play_toggled.connect(self.toggle_play)
        self._transport.selection_played.connect(self.play_selection)
        self._transport.version_chosen.connect(self._choose)
        self._transport.zoom_in.clicked.connect(self._waveform.zoom_in)
        self._transport.zoom_out.clicked.connect(self._waveform.zoom_out)
        self._transport.show_all.clicked.connect(self._waveform.show_all)
        self._waveform.zoomed.connect(self._transport.set_zoomed)
        self._waveform.sought.connect(self._seek)
        self._waveform.selected.connect(self._follow_selection)
        self._waveform.playToggled.connect(self.toggle_play)
        self._waveform.soundToggled.connect(self.toggle_version)
        self._player.moved.connect(self._follow)
        self._player.playing_changed.connect(self._transport.set_playing)
        self._player.failed.connect(self.unplayable)
        self._echo.heard.connect(self._hear_platform)

    def _be_prepared(self) -> None:
        """What was drawn is no longer the message; nothing is to be done with it."""
        self._player.pause()
        self._keep_focus()
        self._waveform.setEnabled(False)
        self._transport.play.refuse(tr("The message is being prepared."))
        self._bar.set_sound(0.0)
        self._transport.set_selection(False)

    def _let_go(self) -> None:
        """Close the files, and remove them: no system deletes a file while it is played."""
        self._forget_platform_file()
        self._player.unload()
        if self._rendition is not None:
            self._rendition.remove()
            self._rendition = None

    @Slot(object)
    def _hear_platform(self, file: Path) -> None:
        """The platform's own file of this message is the third version."""
        if self.rendition is not None:
            self._player.add_platform(file)
            self._transport.set_platform(True)

    def _forget_platform_file(self) -> None:
        self._player.remove_platform()
        self._transport.set_platform(False)
        self._transport.set_version(self._player.version)

    def _keep_focus(self) -> None:
        """Of what is to be disabled: Qt would give the focus to whatever comes next."""
        focus = QApplication.focusWidget()
        if focus is None or self._echo.isAncestorOf(focus):
            return
        for part in (self._waveform, self._bar, self._findings, self._improve, self._foot):
            if focus is part or part.isAncestorOf(focus):
                self._focused = focus.objectName()
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _return_focus(self) -> None:
        """To where it was, or else to the picture; not if the person has gone elsewhere."""
        if not self.hasFocus():
            return
        wanted = self.findChild(QWidget, self._focused)
        if wanted is None or not wanted.isEnabled() or not wanted.isVisible():
            wanted = self._waveform
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_findings(self) -> None:
        recording, made = self._recording, self.rendition
        if recording is None:
            return
        inspection = None if made is None else made.inspection
        self._findings.show_findings(recording, inspection)
        self._improve.show_steps(None if inspection is None else improvement(inspection))
        self._dress_edits()

    def _dress_edits(self) -> None:
        self._bar.set_idle(self._idle)
        self._findings.set_idle(self._idle)
        self._improve.set_idle(self._idle)
        self._foot.set_idle(self._idle)
        self._point_out_next()

    def _point_out_next(self) -> None:
        """One button is the primary one: improving while something is to mend, then using."""
        recording = self._recording
        problems = () if recording is None else recording.problems
        wrong = any(problem.severity is not Severity.note for problem in problems)
        mend = wrong and self._improve.helps
        self._improve.set_next(mend)
        self._head.set_next(recording is not None and recording.usable and not mend)

    def _write_position(self) -> None:
        duration = 0.0 if self._recording is None else self._recording.duration_s or 0.0
        self._transport.set_position(self._player.position, duration)

    @Slot(object)
    def _want_edits(self, edits: Sequence[Edit]) -> None:
        if self._recording is not None and self._idle and edits:
            self._player.pause()
            self.edit_wanted.emit(self._recording.id, tuple(edits))

    @Slot(float, float)
    def _select(self, start: float, end: float) -> None:
        self._waveform.set_selection(start, end)
        self._follow_selection(*self._waveform.selection())

    @Slot(float, float)
    def _follow_selection(self, start: float, end: float) -> None:
        self._bar.set_selection(start, end)
        self._transport.set_selection(not self._waveform.selects_all())

    @Slot(float)
    def _seek(self, seconds: float) -> None:
        self._player.seek(seconds)
        self._write_position()

    @Slot(float)
    def _follow(self, seconds: float) -> None:
        self._waveform.set_position(seconds)
        self._write_position()

    @Slot(str)
    def _choose(self, key: str) -> None:
        self._player.choose(cast(Version, key))
        self._transport.set_version(self._player.version)

    @Slot(str)
    def _rename(self, name: str) -> None:
        if self._recording is not None:
            self.renamed.emit(self._recording.id, name)

    @Slot()
    def _use_it(self) -> None:
        if self._recording is not None:
            self.use_wanted.emit(self._recording.id)

    @Slot(int)
    def _want_take(self, ordinal: int) -> None:
        if self._recording is not None:
            self.take_wanted.emit(self._recording.id, ordinal)

    @Slot(int)
    def _want_take_deletion(self, ordinal: int) -> None:
        if self._recording is not None:
            self.take_deletion_wanted.emit(self._recording.id, ordinal)


def _silences(rendition: Rendition) -> list[Silence]:
    """The silences that are no pauses of speech, with their words."""
    long = {Place.start: START_S, Place.inside: PAUSE_S, Place.end: END_S}
    return [
        Silence(found.start_s, found.end_s, tr("Silence {length}", length=wording.seconds(span)))
        for found in rendition.inspection.silences
        if (span := found.duration_s) >= long[found.place]
    ]
