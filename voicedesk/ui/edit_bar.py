"""The bar of edits: what can be done with the selection and with the whole message."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.audio.edits import Cut, Edit, Fade, Level, Silences, Trim
from voicedesk.base.words import tr
from voicedesk.ui import look, wording
from voicedesk.ui.parts.button import Button
from voicedesk.ui.time_field import TimeField

_FADE = Fade(0.3, 0.8)  # a beginning is not to be heard late, an end may take its time


class EditBar(QWidget):
    """Says which edit is wanted; what cannot be done now says why on hovering."""

    edit_wanted = Signal(object)  # tuple[Edit, ...]
    selection_wanted = Signal(float, float)  # seconds, from the two fields

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection = (0.0, 0.0)
        self._duration = 0.0
        self._idle = True
        self._trim = self._tool(tr("Trim"), "crop", "trim")
        self._cut = self._tool(tr("Cut"), "scissors", "cut")
        self._fade = self._tool(tr("Fade"), "trending-down", "fade")
        self._level = self._tool(tr("Level"), "sliders-horizontal", "level")
        self._silences = self._tool(tr("Silences"), "volume-x", "silences")
        self._start = TimeField(tr("Start"), parent=self)
        self._start.line.setObjectName("selection-start")
        self._end = TimeField(tr("End"), parent=self)
        self._end.line.setObjectName("selection-end")
        self._arrange()
        self._connect()
        self.set_sound(0.0)

    def set_sound(self, duration: float) -> None:
        """A sound of so many seconds, all of it selected; 0: there is none yet."""
        self._duration = duration
        self.set_selection(0.0, duration)

    def set_selection(self, start: float, end: float) -> None:
        self._selection = (start, end)
        self._start.set_seconds(start)
        self._end.set_seconds(end)
        self._refuse_or_allow()

    def set_idle(self, idle: bool) -> None:
        """While an edit runs, no other is wanted: its times would be of another sound."""
        self._idle = idle
        self._refuse_or_allow()

    def _tool(self, text: str, icon: str, name: str) -> Button:
        made = Button(text, "quiet", icon, parent=self)
        made.setObjectName(f"edit-{name}")
        return made

    def _connect(self) -> None:
        self._trim.clicked.connect(self._trim_it)
        self._cut.clicked.connect(self._cut_it)
        self._fade.clicked.connect(self._fade_it)
        self._level.clicked.connect(self._level_it)
        self._silences.clicked.connect(self._shorten_silences)
        self._start.entered.connect(self._type_start)
        self._end.entered.connect(self._type_end)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for tool in self._tools():
            row.addWidget(tool)
        row.addStretch(1)
        row.addWidget(self._start)
        row.addSpacing(look.GROUP)
        row.addWidget(self._end)

    def _tools(self) -> tuple[Button, ...]:
        return self._trim, self._cut, self._fade, self._level, self._silences

    def _refuse_or_allow(self) -> None:
        ready = self._idle and self._duration > 0
        for field in (self._start, self._end):
            field.setEnabled(ready)
        reason = tr("The message is being prepared.")
        for tool in self._tools():
            tool.allow() if ready else tool.refuse(reason)
        if not ready:
            return
        self._tell()
        if self._selection == (0.0, self._duration):
            reason = tr("Choose a stretch first: drag a handle, or press I and O while it plays.")
            for tool in (self._trim, self._cut):
                tool.refuse(reason)

    def _tell(self) -> None:
        level, silences = Level(), Silences()
        loudness, pause = f"−{abs(level.target_lufs):.0f}", silences.longest_s or 0.0
        self._trim.setToolTip(tr("Keep only the stretch chosen"))
        self._cut.setToolTip(tr("Remove the stretch chosen"))
        self._fade.setToolTip(tr("A soft beginning and a soft end"))
        self._level.setToolTip(tr("As loud as a good call: {level} LUFS", level=loudness))
        self._silences.setToolTip(tr("Pauses no longer than {pause}", pause=wording.seconds(pause)))

    def _want(self, edit: Edit) -> None:
        self.edit_wanted.emit((edit,))

    @Slot()
    def _trim_it(self) -> None:
        self._want(Trim(*self._selection))

    @Slot()
    def _cut_it(self) -> None:
        self._want(Cut(*self._selection))

    @Slot()
    def _fade_it(self) -> None:
        self._want(_FADE)

    @Slot()
    def _level_it(self) -> None:
        self._want(Level())

    @Slot()
    def _shorten_silences(self) -> None:
        self._want(Silences())

    @Slot(float)
    def _type_start(self, seconds: float) -> None:
        self.selection_wanted.emit(seconds, max(seconds, self._selection[1]))

    @Slot(float)
    def _type_end(self, seconds: float) -> None:
        self.selection_wanted.emit(min(seconds, self._selection[0]), seconds)
