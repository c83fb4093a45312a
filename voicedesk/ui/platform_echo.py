"""Whether the platform has the message, and whether what it has is what was heard here."""

import shutil
import tempfile
import weakref
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.api.client import VoiceClient
from voicedesk.audio.checks import Severity
from voicedesk.audio.library import Recording
from voicedesk.audio.likeness import Likeness
from voicedesk.base.errors import InputError, NotAllowedError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.jobs import Progress as Step
from voicedesk.base.words import mark, tr
from voicedesk.campaigns.echo import Echo, echo
from voicedesk.campaigns.uploads import uploaded
from voicedesk.ui import look, wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.figures import percent
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.progress import Progress
from voicedesk.ui.tasks import Lane

_LOOK_UP, _COMPARE = "platform-echo.look-up", "platform-echo.compare"
_STEPS = {
    "upload": mark("Sending the message to the platform"),
    "download": mark("Fetching the platform's file"),
    "compare": mark("Comparing"),
}


class PlatformEcho(QWidget):
    """A badge, the button that compares, and below what came of it.

    :attr:`heard` brings the platform's file, to be played as one more version; it is there until
    another sound is shown, or :meth:`take_away`. Whoever plays it lets go of it before.
    """

    heard = Signal(object)  # Path: a linear 8 kHz WAV

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._tasks = context, context.tasks
        self._recording: Recording | None = None
        self._folder: _Folder | None = None
        self._badge = Badge("neutral", "", "cloud", parent=self)
        self._compare = Button(
            tr("Compare with the platform"), "link", height=SMALL_HEIGHT, parent=self
        )
        self._step = Label("", "small", "text2", parent=self)
        self._progress = Progress(tr("Comparison with the platform"), parent=self)
        self._stop = Button(tr("Stop comparing"), "link", height=SMALL_HEIGHT, parent=self)
        self._finding = Banner("ok", "", closable=True, parent=self)
        self._name_parts()
        self._compare.clicked.connect(self.compare)
        self._stop.clicked.connect(self.stop)
        self._arrange()
        self._show_running(False)
        self.show_recording(None)

    def show_recording(self, recording: Recording | None) -> None:
        """The message's sound as it stands; what was found of it stays while it is the same."""
        before, self._recording = self._recording, recording
        if before is None or recording is None or before.sha256 != recording.sha256:
            self.take_away()
            self._write_badge(False)
        self._dress()
        self._look_up()

    def take_away(self) -> None:
        """Stop, and remove the platform's file and what was said of it."""
        self.stop()
        self._finding.hide()
        self._folder = None

    @Slot()
    def compare(self) -> None:
        """Upload the message where needed, fetch what will be heard, and compare."""
        recording, client = self._recording, self._context.client
        if recording is None or client is None or not self._compare.isEnabled():
            return
        self._finding.hide()
        self._show_running(True)
        self._tell_step(Step(0))
        self._tasks.run(
            _COMPARE,
            partial(_listen, self._context, client, recording),
            self._compared,
            failed=self._failed,
            progress=self._tell_step,
            lane=Lane.NETWORK,
        )

    @Slot()
    def stop(self) -> None:
        self._tasks.cancel(_COMPARE)
        if self._stop.isVisibleTo(self):
            self._show_running(False)
            self._look_up()  # it may have been uploaded already

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # a minimised window goes on
            self.stop()

    # Finding out

    def _look_up(self) -> None:
        recording, client = self._recording, self._context.client
        if recording is None or client is None:
            self._tasks.cancel(_LOOK_UP)
            return
        self._tasks.run(_LOOK_UP, partial(_is_there, self._context, client, recording), self._know)

    def _know(self, there: bool) -> None:
        self._write_badge(there)

    def _compared(self, found: "_Heard") -> None:
        self._folder = found.folder
        self._show_running(False)
        self._write_badge(True)
        likeness = found.echo.likeness
        if likeness.alike:
            self._finding.set_words("ok", tr("What you heard is what will be sent."))
        else:
            title = tr("What will be sent is not what you heard.")
            self._finding.set_words("warn", title, _differences(likeness))
        self._finding.show()
        self.heard.emit(found.echo.path)

    def _failed(self, error: VoicedeskError) -> None:
        self._show_running(False)
        self._look_up()
        self._finding.set_words("err", tr("Nothing was compared."), wording.sentence(error))
        self._finding.show()

    # Showing

    def _name_parts(self) -> None:
        self._badge.setObjectName("platform-badge")
        self._compare.setObjectName("compare-platform")
        self._step.setObjectName("comparing-step")
        self._progress.setObjectName("comparing-progress")
        self._stop.setObjectName("stop-comparing")
        self._finding.setObjectName("platform-finding")

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look.NEAR)
        row.addWidget(self._step)
        row.addWidget(self._progress, 1)
        row.addStretch(1)
        for widget in (self._stop, self._compare, self._badge):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addLayout(row)
        column.addWidget(self._finding)
        self._finding.hide()

    def _write_badge(self, there: bool) -> None:
        if there:
            self._badge.set_state("ok", tr("On the platform"), "cloud-check")
        else:
            self._badge.set_state("neutral", tr("Not yet sent to the platform"), "cloud")

    def _dress(self) -> None:
        """Allow the comparison, or say why there can be none."""
        recording = self._recording
        if self._context.client is None:
            self._compare.refuse(wording.sentence(NotAllowedError("no_platform")))
        elif recording is None:
            self._compare.refuse(tr("No message is chosen."))
        elif not recording.usable:
            self._compare.refuse(_not_sendable(recording))
        else:
            self._compare.allow()

    def _show_running(self, running: bool) -> None:
        had_focus = self._compare.hasFocus() or self._stop.hasFocus()
        self._compare.setVisible(not running)
        for widget in (self._step, self._progress, self._stop):
            widget.setVisible(running)
        if had_focus:
            (self._stop if running else self._compare).setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_step(self, step: Step) -> None:
        self._step.setText(tr(_STEPS[step.step]) if step.step in _STEPS else "")
        self._progress.set_share(step.done / step.total if step.total else None)


class _Folder:
    """A temporary folder that goes with the object or the program, whoever held it last."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="voicedesk-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class _Heard:
    """What came of a comparison, and the folder of its file."""

    def __init__(self, echo: Echo, folder: _Folder) -> None:
        self.echo, self.folder = echo, folder


def _is_there(context: Context, client: VoiceClient, recording: Recording, job: Job) -> bool:
    database = context.workspace.database
    return uploaded(database, client.account, recording.sha256) is not None


def _listen(context: Context, client: VoiceClient, recording: Recording, job: Job) -> _Heard:
    try:
        folder = _Folder()
    except OSError as error:
        raise InputError("no_room", file=recording.name) from error
    database = context.workspace.database
    return _Heard(echo(database, client, client.account, recording, folder.path, job), folder)


def _differences(likeness: Likeness) -> str:
    """What differs, each with its figure, and what to do."""
    told = {
        "duration": _of_duration(likeness.duration_difference_s),
        "level": _of_level(likeness.level_difference_db),
        "correlation": _of_sound(likeness),
    }
    advice = tr("Listen to the platform's file before you send it.")
    return " ".join([*(told[name] for name in likeness.differs), advice])


def _of_duration(difference_s: float) -> str:
    seconds = f"{_decimal(abs(difference_s))}\u00a0s"
    if difference_s < 0:
        return tr("It is {seconds} shorter.", seconds=seconds)
    return tr("It is {seconds} longer.", seconds=seconds)


def _of_level(difference_db: float) -> str:
    level = f"{_decimal(abs(difference_db))}\u00a0dB"
    if difference_db < 0:
        return tr("It is {level} fainter.", level=level)
    return tr("It is {level} louder.", level=level)


def _of_sound(likeness: Likeness) -> str:
    lowest = min(likeness.correlation, likeness.worst_second)
    alike = percent(max(0.0, lowest), 0)
    return tr("At its worst place the sound is only {share} the same.", share=alike)


def _decimal(value: float) -> str:
    return QLocale().toString(value, "f", 1)


def _not_sendable(recording: Recording) -> str:
    # Only an error makes a message unusable, so there is one.
    problem = next(p for p in recording.problems if p.severity is Severity.error)
    reason = wording.audio_problem(problem.code, problem.values).message
    return tr("The platform would not take it: {reason}.", reason=reason)
