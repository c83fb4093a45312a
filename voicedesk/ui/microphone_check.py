"""Which microphone, and whether it hears well: choice, level, advice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.microphones import Microphone
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.level_meter import LevelMeter, Verdict
from voicedesk.ui.recorder import Level
from voicedesk.ui.remark import Remark


class MicrophoneCheck(QWidget):
    """``chosen`` carries the key of the microphone the person wants."""

    chosen = Signal(bytes)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.combo = Combo(tr("Microphone"), parent=self)
        self.combo.setObjectName("record-microphone")
        self.combo.setPlaceholderText(tr("No microphone"))
        self.combo.activated.connect(self._choose)
        self.meter = LevelMeter(parent=self)
        self.meter.setObjectName("record-meter")
        self._advice = Remark(parent=self)
        self._advice.setObjectName("record-advice")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(Label(tr("Microphone"), weight=500, parent=self))
        column.addWidget(self.combo)
        column.addSpacing(look.TIGHT)
        column.addWidget(self.meter)
        column.addWidget(self._advice)
        self.rest()

    def set_microphones(self, microphones: Sequence[Microphone], key: bytes) -> None:
        """These are plugged in; ``key`` is the open one."""
        self.combo.clear()
        for microphone in microphones:
            self.combo.addItem(microphone.name, microphone.key)
        keys = [microphone.key for microphone in microphones]
        self.combo.setCurrentIndex(keys.index(key) if key in keys else -1)
        self.combo.setEnabled(bool(microphones))
        for part in (self.meter, self._advice):
            part.setVisible(bool(microphones))

    def show_level(self, level: Level) -> None:
        self.meter.set_level(
            level.peak_db, level.rms_db, clipped=level.clipped, silent=level.silent
        )
        kind, words = _advice(self.meter.verdict)
        if words != self._advice.text():
            self._advice.say(kind, words)

    def rest(self) -> None:
        """No microphone is open."""
        self.meter.clear()
        kind, words = _advice("off")
        self._advice.say(kind, words)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.combo.currentData())


def _advice(verdict: Verdict) -> tuple[Kind, str]:
    """Each of one line, so that nothing jumps while somebody speaks."""
    match verdict:
        case "silent":
            return "warn", tr("Nothing is heard: the microphone is muted or blocked.")
        case "quiet":
            return "warn", tr("Quiet: come nearer, or speak louder.")
        case "good":
            return "ok", tr("A good level.")
        case "loud":
            return "err", tr("Too loud, it will crackle: move away a little.")
    return "neutral", tr("Speak: the bar should reach the green marks.")
