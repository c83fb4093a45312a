"""A message made from a text: typed here, spoken by a voice of this computer, listened to, kept."""

from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.hearing import SHORTEST_S
from voicedesk.audio.speech import LONGEST_S, ROBOTIC, Voice, estimated_s, voices
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import language, tr
from voicedesk.base.workspace import Workspace
from voicedesk.ui import look, speak_words, wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.text_area import TextArea
from voicedesk.ui.player import Player
from voicedesk.ui.question import Question
from voicedesk.ui.remark import Remark
from voicedesk.ui.speech_template import gap, name_of, template
from voicedesk.ui.spoken import Spoken, Wish, render
from voicedesk.ui.tasks import Lane
from voicedesk.ui.voice_combo import VoiceCombo

_VOICES, _RENDER = "speak.voices", "speak.render"
_PACES = {"slow": 0.85, "normal": 1.0, "fast": 1.2}


class SpeakDialog(Dialog):
    """``spoken`` carries the Sound, a name for the message and the text; then it closes.

    Voices are looked for, and texts spoken, in the background; nothing of it outlives the dialog.
    """

    spoken = Signal(object, str, str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(
            "speak",
            tr("Have a text read out"),
            tr("Type what is to be said; a voice of this computer reads it out."),
            leave=tr("Keep nothing"),
            deed=tr("Keep the message"),
            width=620,
            parent=parent,
        )
        self._workspace, self._tasks = context.workspace, context.tasks
        self._text = TextArea(tr("What is said"), lines=9, parent=self)
        self._length = Remark(parent=self)
        self._voice = VoiceCombo(parent=self)
        self._pace = Segmented(
            [
                Choice("slow", tr("Slow")),
                Choice("normal", tr("Normal")),
                Choice("fast", tr("Fast")),
            ],
            "normal",
            name=tr("Pace"),
            parent=self,
        )
        self._about_voice = Remark(parent=self)
        self._listen = Button(tr("Listen"), icon="play", parent=self)
        self._listening = Label("", role="text2", figures=True, parent=self)
        self._problem = Banner("err", "", action=tr("Look again"), parent=self)
        self._player = Player(self)
        self._voices: tuple[Voice, ...] = ()
        self._template = ""  # as it was offered, to know whether the person typed anything
        self._made: Spoken | None = None
        self._then: Literal["play", "keep"] | None = None  # what the rendering is for
        self._name_parts()
        self._arrange()
        self._connect()
        self._offer_template(language())
        self._look_for_voices()

    def done(self, result: int) -> None:
        """Closing leaves nothing that would still report, no process, no file."""
        for name in (_VOICES, _RENDER):
            self._tasks.cancel(name)
        self._forget()
        super().done(result)

    def reject(self) -> None:
        """What was typed goes only after a question."""
        if self._text.text().strip() in ("", self._template.strip()):
            super().reject()
            return
        question = Question(
            "leave-text",
            tr("Drop the text?"),
            tr("What you typed is not kept."),
            leave=tr("Go on writing"),
            deed=tr("Drop the text"),
            parent=self,
        )
        question.accepted.connect(self._drop)
        question.open()

    @Slot()
    def _drop(self) -> None:
        super().reject()

    # building

    def _name_parts(self) -> None:
        self._text.area.setObjectName("speak-text")
        self._length.setObjectName("speak-length")
        self._voice.setObjectName("speak-voice")
        self._pace.setObjectName("speak-pace")
        self._about_voice.setObjectName("speak-about-voice")
        self._listen.setObjectName("speak-listen")
        self._listening.setObjectName("speak-listening")
        self._problem.setObjectName("speak-problem")
        self._problem.action.setObjectName("speak-look-again")

    def _arrange(self) -> None:
        text = QVBoxLayout()
        text.setSpacing(look.TIGHT)
        text.addWidget(self._text)
        text.addWidget(self._length)
        self.body.addLayout(text)
        how = QHBoxLayout()
        how.setSpacing(look.GROUP)
        how.addLayout(_captioned(tr("Voice"), self._voice, self), 1)
        how.addLayout(_captioned(tr("Pace"), self._pace, self))
        self.body.addLayout(how)
        self.body.addWidget(self._about_voice)
        heard = QHBoxLayout()
        heard.setSpacing(look.GROUP)
        heard.addWidget(self._listen)
        heard.addWidget(self._listening, 1)
        self.body.addLayout(heard)
        self.body.addWidget(self._problem)
        self._problem.hide()

    def _connect(self) -> None:
        self._text.area.textChanged.connect(self._change)
        self._voice.currentIndexChanged.connect(self._change_voice)
        self._pace.chosen.connect(self._change)
        self._listen.clicked.connect(self._toggle)
        self._problem.acted.connect(self._look_for_voices)
        self._player.moved.connect(self._show_listening)
        self._player.playing_changed.connect(self._show_listening)
        self._player.failed.connect(self._tell_unplayable)
        self.deed.clicked.connect(self._keep)
        settings = self._workspace.settings
        if settings.speech_pace in _PACES:
            self._pace.set_current(settings.speech_pace)

    def _offer_template(self, spoken_language: str) -> None:
        """In place of what was offered before; never of what was typed."""
        if self._text.text().strip() not in ("", self._template.strip()):
            return
        text = template(spoken_language, self._workspace.settings.workspace_name)
        if text == self._template:
            return
        self._template = text
        self._text.set_text(text)
        self._select_gap()

    def _select_gap(self) -> None:
        place = gap(self._text.text())
        if place is not None:
            cursor = self._text.area.textCursor()
            cursor.setPosition(place[0])
            cursor.setPosition(place[1], cursor.MoveMode.KeepAnchor)
            self._text.area.setTextCursor(cursor)

    # the voices

    @Slot()
    def _look_for_voices(self) -> None:
        self._problem.hide()
        self._voice.setPlaceholderText(tr("Looking for the voices…"))
        self._voice.setEnabled(False)
        self._tasks.run(
            _VOICES, voices, self._voices_found, failed=self._no_voices, lane=Lane.AUDIO
        )
        self._allow()

    def _voices_found(self, found: tuple[Voice, ...]) -> None:
        self._voices = found
        self._voice.setEnabled(True)
        self._voice.set_voices(found, self._workspace.settings.speech_voice)
        self._change_voice()

    def _no_voices(self, error: VoicedeskError) -> None:
        self._voice.setPlaceholderText(tr("No voice"))
        self._tell("warn", *speak_words.problem(error), action=True)
        self._allow()

    @Slot()
    def _change_voice(self) -> None:
        voice = self._voice.voice()
        if voice is None:
            return
        self._offer_template(voice.language)
        self._about_voice.say("neutral", self._remark_on(voice))
        self._change()

    def _remark_on(self, voice: Voice) -> str:
        if not any(found.language.startswith(language()) for found in self._voices):
            return speak_words.no_voice_of_language()
        if voice.engine in ROBOTIC:
            return tr(
                "This voice is robotic: whoever is called hears at once that a machine speaks."
            )
        return ""

    # the wish

    def _wish(self) -> Wish | None:
        voice = self._voice.voice()
        if voice is None:
            return None
        return Wish(self._text.text().strip(), voice, _PACES[self._pace.current() or "normal"])

    @Slot()
    def _change(self) -> None:
        """What was prepared is no longer what is wished."""
        if self._made is not None and self._made.wish != self._wish():
            self._forget()
        if self._then is not None:
            self._stop_preparing()
        self._text.set_error("")
        if self._voice.voice() is not None:
            self._problem.hide()
        self._show_length()
        self._show_listening()
        self._allow()
        self.fit()

    def _forget(self) -> None:
        self._player.unload()
        if self._made is not None:
            self._made.remove()
            self._made = None

    def _seconds(self) -> float:
        if self._made is not None:
            return self._made.sound.duration_s
        wish = self._wish()
        spoken_language = wish.voice.language if wish else language()
        pace = _PACES[self._pace.current() or "normal"]
        return estimated_s(self._text.text().strip(), spoken_language, pace)

    def _show_length(self) -> None:
        seconds, exact = self._seconds(), self._made is not None
        self._length.say(*speak_words.length(seconds, exact, SHORTEST_S, LONGEST_S))

    def _reason(self) -> str:
        """Why it cannot be read out; empty where it can."""
        if not any(character.isalnum() for character in self._text.text()):
            return tr("Type what is to be said.")
        if self._voice.voice() is None:
            looking = self._tasks.is_running(_VOICES)
            return tr("Looking for the voices…") if looking else tr("This computer has no voice.")
        if self._made is None and self._seconds() > LONGEST_S:
            return tr("The text is too long.")
        return ""

    def _allow(self) -> None:
        reason = self._reason()
        for button in (self._listen, self.deed):
            button.refuse(reason) if reason else button.allow()
        if not reason and self._then == "keep":
            self.deed.refuse(tr("The voice is being prepared…"))

    # listening

    @Slot()
    def _toggle(self) -> None:
        if self._then is not None:
            self._stop_preparing()
        elif self._player.is_playing:
            self._player.pause()
            self._player.seek(0.0)
        elif self._made is not None:
            self._player.play()
        else:
            self._prepare("play")
        self._show_listening()

    def _prepare(self, then: Literal["play", "keep"]) -> None:
        wish = self._wish()
        if wish is None:
            return
        self._then = then
        self._problem.hide()
        pace = self._pace.current() or "normal"
        self._tasks.run(
            _RENDER,
            partial(_render, self._workspace, wish, pace),
            self._prepared,
            failed=self._not_prepared,
            lane=Lane.AUDIO,
        )
        self._show_listening()
        self._allow()

    def _stop_preparing(self) -> None:
        self._tasks.cancel(_RENDER)
        self._then = None
        self._allow()

    def _prepared(self, made: Spoken) -> None:
        then, self._then = self._then, None
        self._made = made
        self._player.load(made.original, made.phone, made.sound.duration_s)
        self._show_length()
        self._allow()
        if then == "keep":
            self._end_with(made)
            return
        self._player.play()
        self._show_listening()

    def _not_prepared(self, error: VoicedeskError) -> None:
        self._then = None
        self._tell("err", *speak_words.problem(error))
        self._show_listening()
        self._allow()

    @Slot()
    def _show_listening(self) -> None:
        busy = self._then is not None or self._player.is_playing
        words = tr("Stop") if busy else tr("Listen")
        if self._listen.text() != words:
            self._listen.setText(words)
            self._listen.set_icon("circle-stop" if busy else "play")
        if self._then is not None:
            self._listening.setText(tr("The voice is being prepared…"))
        elif self._player.is_playing and self._made is not None:
            at = wording.duration(self._player.position)
            whole = wording.duration(self._made.sound.duration_s)
            self._listening.setText(
                tr("As on the telephone: {position} of {length}", position=at, length=whole)
            )
        else:
            self._listening.setText(tr("You hear it as the telephone will carry it."))

    @Slot()
    def _tell_unplayable(self) -> None:
        title = tr("This computer cannot play the message")
        self._tell("warn", title, tr("Check its sound settings. The message can be kept."))
        self._show_listening()

    def _tell(
        self, kind: Literal["warn", "err"], title: str, sentence: str, *, action: bool = False
    ) -> None:
        self._problem.set_words(kind, title, sentence)
        self._problem.action.setVisible(action)
        self._problem.show()
        self.fit()

    # keeping

    @Slot()
    def _keep(self) -> None:
        if gap(self._text.text()) is not None:
            self._text.set_error(tr("Put your own words in place of what stands in [brackets]."))
            self._select_gap()
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.fit()
        elif self._made is not None:
            self._end_with(self._made)
        else:
            self._prepare("keep")

    def _end_with(self, made: Spoken) -> None:
        self.accept()
        self.spoken.emit(made.sound, name_of(made.wish.text), made.wish.text)


def _render(workspace: Workspace, wish: Wish, pace: str, job: Job) -> Spoken:
    """And remembers how, for the next text."""
    made = render(wish, job)
    settings = workspace.settings
    if (settings.speech_voice, settings.speech_pace) != (wish.voice.id, pace):
        workspace.change_settings({"speech.voice": wish.voice.id, "speech.pace": pace})
    return made


def _captioned(caption: str, part: QWidget, parent: QWidget) -> QVBoxLayout:
    label = Label(caption, "small", "text2", 500, parent=parent)
    label.setBuddy(part)
    column = QVBoxLayout()
    column.setSpacing(5)
    column.addWidget(label)
    column.addWidget(part)
    return column
