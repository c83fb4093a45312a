"""Recording a message from the microphone: trying the level, recording, hearing it, keeping it."""

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.capture import Capture, captures_folder
from voicedesk.base.errors import InputError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.listening import Listening
from voicedesk.ui.microphone_check import MicrophoneCheck
from voicedesk.ui.microphones import Microphones
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import LARGE_HEIGHT, Button
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.label import Label
from voicedesk.ui.question import Question
from voicedesk.ui.record_words import kept, trouble
from voicedesk.ui.recorder import Level, Recorder, State
from voicedesk.ui.tasks import Lane

log = logging.getLogger(__name__)

_FINISH, _DELETE = "record.finish", "record.delete"
_ASK_S = 2.0  # more than this is not thrown away without a question
_SOON_S = 15.0  # what is left is said louder


class RecordDialog(Dialog):
    """``recorded`` carries the WAV file, in :func:`captures_folder`, once the person keeps it.

    Whoever takes it into the library deletes it there. What the person throws away is deleted; what
    a crash leaves is there for :func:`voicedesk.audio.capture.recover`.
    """

    recorded = Signal(object)  # Path

    def __init__(
        self, context: Context, parent: QWidget, microphones: Microphones | None = None
    ) -> None:
        super().__init__(
            "record",
            tr("Record a message"),
            tr("Say who is calling and how to object to more calls: the law asks for both."),
            leave=tr("Record nothing"),
            deed=tr("Keep the recording"),
            width=560,
            parent=parent,
        )
        self._tasks = context.tasks
        self._folder = captures_folder(context.workspace)
        self._microphones = microphones or Microphones(self)
        self._recorder = Recorder(self._microphones, self)
        self._key = b""  # of the microphone that was open last
        self._path: Path | None = None  # of the finished recording
        self._length = 0.0
        self._why = ""  # the code of what ended it, else empty
        self._question: Question | None = None
        self._banner = Banner("warn", "", parent=self)
        self._banner.setObjectName("record-banner")
        self._check = MicrophoneCheck(self)
        self._time = Label(clock(0), "hero", figures=True, parent=self)
        self._time.setObjectName("record-time")
        self._left = Label(role="text2", figures=True, parent=self)
        self._left.setObjectName("record-left")
        self._toggle = Button("", "primary", "mic", height=LARGE_HEIGHT, parent=self)
        self._toggle.setObjectName("record-toggle")
        self._stop = Button(tr("Stop"), "primary", "circle-stop", height=LARGE_HEIGHT, parent=self)
        self._stop.setObjectName("record-stop")
        self._listening = Listening(self)
        self._anew = Button(tr("Record again"), "quiet", "mic", parent=self)
        self._anew.setObjectName("record-again")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._arrange()
        self._connect()
        self._show_stage()

    def open(self) -> None:
        super().open()
        self._soon.start()  # the window first: the system's sound takes a moment to wake

    def reject(self) -> None:
        if self._tasks.is_running(_FINISH):
            return  # it takes a blink, and then there is something to ask about
        if self._at_stake() <= _ASK_S:
            self._throw_away()
            return
        if self._question is None:
            self._ask()

    def done(self, result: int) -> None:
        self._recorder.close()
        self._listening.unload()
        super().done(result)

    # building

    def _arrange(self) -> None:
        times = QVBoxLayout()
        times.setSpacing(0)
        for label in (self._time, self._left):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            times.addWidget(label)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.GROUP)
        buttons.addStretch(1)
        buttons.addWidget(self._toggle)
        buttons.addWidget(self._stop)
        buttons.addStretch(1)
        self.body.setSpacing(look.BLOCK)
        self.body.addWidget(self._banner)
        self.body.addWidget(self._check)
        self.body.addLayout(times)
        self.body.addLayout(buttons)
        self.body.addWidget(self._listening)
        self.body.addStretch(1)
        self.foot.addWidget(self._anew)
        self._banner.hide()

    def _connect(self) -> None:
        self._soon.timeout.connect(self._microphones.ask)
        self._microphones.allowed.connect(self._begin)
        self._microphones.changed.connect(self._plugged)
        self._check.chosen.connect(self._listen)
        self._recorder.levelled.connect(self._show_level)
        self._recorder.state_changed.connect(self._show_stage)
        self._recorder.ended.connect(self._ended)
        self._recorder.lost.connect(self._tell)
        self._toggle.clicked.connect(self._toggle_recording)
        self._stop.clicked.connect(self._end)
        self._anew.clicked.connect(self._record_again)
        self._listening.unplayable.connect(self._tell_unplayable)
        self.deed.clicked.connect(self._keep)

    # the microphone

    @Slot(bool)
    def _begin(self, allowed: bool) -> None:
        if not allowed:
            self._tell(InputError("microphone_denied"))
            return
        self._plugged()

    @Slot()
    def _plugged(self) -> None:
        """At the beginning, and whenever one comes or goes."""
        found = self._microphones.all()
        self._check.set_microphones(found, self._recorder.key)
        busy = self._recorder.state is not State.closed or self._tasks.is_running(_FINISH)
        if self._path is not None or busy:
            self._show_stage()
        elif not found:
            self._tell(InputError("no_microphone"))
        else:
            same = (microphone.key for microphone in found if microphone.key == self._key)
            self._listen(next(same, found[0].key))

    @Slot(bytes)
    def _listen(self, key: bytes) -> None:
        self._banner.hide()
        try:
            self._recorder.listen(key)
            self._key = key
        except InputError as error:
            self._tell(error)
        self._check.set_microphones(self._microphones.all(), self._recorder.key)
        self._show_stage()
        if self.focusWidget() in (None, self.leave):  # where a refused button left it
            self._toggle.setFocus(Qt.FocusReason.OtherFocusReason)

    # recording

    @Slot()
    def _toggle_recording(self) -> None:
        match self._recorder.state:
            case State.listening:
                self._banner.hide()
                self._recorder.record(self._folder)
            case State.recording:
                self._recorder.pause()
            case State.paused:
                self._recorder.resume()

    @Slot()
    def _end(self) -> None:
        made = self._recorder.end()
        if made is not None:
            self._finish(made, "")

    @Slot(object, object)
    def _ended(self, made: Capture, error: InputError | None) -> None:
        self._finish(made, "full" if error is None else error.code)

    def _finish(self, made: Capture, why: str) -> None:
        self._why, self._length = why, made.duration_s
        self._tasks.run(
            _FINISH,
            partial(_finished, made),
            self._finished,
            failed=self._not_finished,
            lane=Lane.AUDIO,
            keep=True,
        )
        self._show_stage()

    def _finished(self, path: Path) -> None:
        self._path = path
        self._listening.load(path, self._length)
        if self._why:
            self._say("warn", kept(self._why))
        self._show_stage()
        self._listening.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_finished(self, error: VoicedeskError) -> None:
        self._length = 0.0
        self._plugged()
        self._tell(error)

    # afterwards

    @Slot()
    def _keep(self) -> None:
        path, self._path = self._path, None
        if path is not None:
            self.accept()
            self.recorded.emit(path)

    @Slot()
    def _record_again(self) -> None:
        self._forget()
        self._plugged()
        if self._toggle.isEnabled():
            self._toggle.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._recorder.pause()
        self._listening.pause()
        self._question = Question(
            "record-question",
            tr("Throw the recording away?"),
            tr("It lasts {time} and is kept nowhere else.", time=clock(self._at_stake())),
            leave=tr("Go back to it"),
            deed=tr("Throw it away"),
            parent=self,
        )
        self._question.accepted.connect(self._throw_away)
        self._question.finished.connect(self._answered)
        self._question.open()

    @Slot()
    def _answered(self) -> None:
        self._question = None

    @Slot()
    def _throw_away(self) -> None:
        self._forget()
        super().reject()

    def _forget(self) -> None:
        """Without the file of the finished recording; one under way ends with the recorder."""
        self._listening.unload()
        self._banner.hide()
        path, self._path, self._length = self._path, None, 0.0
        if path is not None:
            self._tasks.run(_DELETE, partial(_delete, path), _deleted, lane=Lane.AUDIO, keep=True)

    # showing

    @Slot()
    def _show_stage(self) -> None:
        heard = self._path is not None
        state = self._recorder.state
        busy = state in (State.recording, State.paused)
        before: tuple[QWidget, ...] = (self._check, self._toggle, self._left)
        after: tuple[QWidget, ...] = (self._listening, self._anew, self.deed)
        for part in before:
            part.setVisible(not heard)
        for part in after:
            part.setVisible(heard)
        self._stop.setVisible(busy)
        self._check.combo.setEnabled(not busy and self._check.combo.count() > 0)
        words, icon = {
            State.recording: (tr("Pause"), "pause"),
            State.paused: (tr("Go on recording"), "mic"),
        }.get(state, (tr("Record"), "mic"))
        self._toggle.setText(words)
        self._toggle.set_icon(icon)
        self._toggle.set_kind("default" if busy else "primary")
        if state is State.closed:
            self._check.rest()
            self._toggle.refuse(tr("No microphone is open."))
        else:
            self._toggle.allow()
        self.leave.setText(tr("Throw it away") if heard or busy else tr("Record nothing"))
        self._show_time()
        self.fit()

    @Slot(object)
    def _show_level(self, level: Level) -> None:
        self._check.show_level(level)
        self._show_time()

    def _show_time(self) -> None:
        state, left = self._recorder.state, self._recorder.left_s
        recorded = self._recorder.recorded_s if state is not State.closed else self._length
        self._time.setText(clock(recorded))
        self._time.set_role("err" if state is State.recording else "text")
        if state is State.closed:
            saving = self._tasks.is_running(_FINISH)
            self._left.setText(tr("Saving…") if saving else "")
            return
        words = {
            State.listening: tr("up to {time}", time=_minutes(left)),
            State.recording: tr("Recording, {time} left", time=_minutes(left)),
            State.paused: tr("Paused, {time} left", time=_minutes(left)),
        }[state]
        self._left.setText(words)
        self._left.set_role("warn" if left < _SOON_S else "text2")

    @Slot(object)
    def _tell(self, error: VoicedeskError) -> None:
        self._say("err", *trouble(error.code))

    @Slot()
    def _tell_unplayable(self) -> None:
        title = tr("This computer cannot play the recording")
        self._say("warn", title, tr("Check its sound settings. The recording can be kept."))

    def _say(self, kind: Kind, title: str, sentence: str = "") -> None:
        self._banner.set_words(kind, title, sentence)
        self._banner.show()
        self.fit()

    def _at_stake(self) -> float:
        return self._length if self._path is not None else self._recorder.recorded_s


def _finished(made: Capture, job: Job) -> Path:
    return made.finish()


def _delete(path: Path, job: Job) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a recording thrown away comes back at the next start: %s", error.strerror)


def _deleted(_nothing: None) -> None:
    """Nobody needs to be told."""


def _minutes(seconds: float) -> str:
    """Whole seconds, rounded down: 3:28."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
